from __future__ import annotations

import itertools
import random
import re
from dataclasses import replace

import pytest
from html_checks import Element, check_page, parse
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_texts import HOSTILE, hit, quote, scored, tabled

from analysis.publishing.pages import safe_names, safe_url, show
from analysis.publishing.palette import DARK, LIGHT, LINE_STYLES, Scheme, line
from analysis.publishing.reader import anchor, anchor_at, annotate_article, article_page
from analysis.publishing.reader.annotated import annotate
from analysis.publishing.reader.certainty import FOUND_BY
from analysis.publishing.reader.marks import rows_by_article, rows_of_article
from analysis.records import (
    DistanceMark,
    Polarity,
    SentenceScore,
    Span,
    ValenceWord,
    Zone,
)
from analysis.tables import Tables

ADDED = ("mf-sr", "mf-note", "mf-ref", "mf-pol")
"""What the page adds to the text: labels and notes."""

ALLOWED = {
    "a", "b", "bdi", "body", "br", "button", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "form", "h1",
    "h2", "head", "header", "html", "input", "kbd", "label", "legend", "li", "main", "meta", "nav", "ol", "p",
    "script", "span", "style", "summary", "sup", "title", "ul",
}  # fmt: skip


def fragment(tables: Tables, article_id: str = "a") -> Element:
    return parse(annotate_article(tables, article_id))


def shown_text(page: Element) -> str:
    return "\n\n".join(p.text(without=ADDED) for block in page.all(cls="mf-block") for p in block.all("p"))


def squeeze(text: str) -> str:
    """A text without white space, and without the pictures of the control characters that Python counts among it."""
    return "".join(character for character in text if not character.isspace() and character not in "␋␌␜␝␞␟\ufffd")


def test_text_is_unchanged(tables: Tables) -> None:
    article = tables.articles.iloc[5]
    assert squeeze(shown_text(fragment(tables, article["article_id"]))) == squeeze(article["text"])


def test_hostile_text_stays_text() -> None:
    text = f"{HOSTILE}\n\n“{HOSTILE}” {HOSTILE} said."
    start = text.index("“")
    content, speaker = (start, text.index("”") + 1), (text.index("”") + 2, len(text) - 6)
    details: dict[str, object] = dict.fromkeys(("outlet", "author", "headline", "language"), HOSTILE)
    hostile_words = (ValenceWord(0, 9, HOSTILE, HOSTILE, 1.0, 1.0, (), 0.0, (), "name", HOSTILE),)
    said = quote(1, (content,), name=HOSTILE, speaker=(speaker,), cue=((len(text) - 5, len(text) - 1),))
    tables = tabled(
        text,
        article=details | {"url": "javascript:alert(1)"},
        quotes=(said,),
        hits=(
            hit(text, (3, 9), frame=HOSTILE, polarity="negated", polarity_cue=HOSTILE),
            hit(text, (2, 8), frame=HOSTILE, contested=True, speaker_name=HOSTILE, voice="quoted"),
        ),
        distance_marks=(DistanceMark("a", "alleged", 1, 7, text[1:7], "<", 0, "body", "quoted", HOSTILE),),
        sentences=(SentenceScore("a", 0, 0, 9, text[:9], "body", "narrator", 0, None, 0.2, 0, 1, 0, hostile_words, 0),),
        zones=(Zone("boilerplate", 0, start - 2, HOSTILE), Zone("body", start, len(text))),
    )
    page = parse(article_page(tables, "a", back="../../index.html"))
    check_page(page, files=("../../index.html",))
    assert {element.tag for element in page.all()} <= ALLOWED
    assert len(page.all("script")) == 1
    assert "alert" not in page.all("script")[0].text()
    assert not [e for e in page.all("a") if e.attrs["href"].startswith(("http", "javascript"))]
    assert squeeze(shown_text(page)) == squeeze(show(tables.articles["text"][0]))
    assert "49" not in page.all("h1")[0].text()


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&c=2"),
        ("http://example.org", "http://example.org"),
        ("HTTPS://example.org", "HTTPS://example.org"),
        ("javascript:alert(1)", None),
        (" JaVaScRiPt:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,<script>", None),
        ("//example.org/x", None),
        ("https://[broken", None),
        ("https:// example.org/\u202ex", None),
        ("file:///etc/passwd", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_links(url: str | None, linked: str | None) -> None:
    assert safe_url(url) == linked
    page = parse(article_page(tabled("Text.", article={"url": url}), "a"))
    outside = [e for e in page.all("a") if not e.attrs["href"].startswith("#")]
    assert [e.attrs["href"] for e in outside] == ([linked] if linked else [])
    assert all("noopener" in e.attrs["rel"] for e in outside)


def test_a_term_says_its_voice_and_polarity() -> None:
    text = "Hamas vowed no surrender in Gaza."
    surrender = hit(
        text, (15, 24), polarity="negated", polarity_cue="no", voice="quoted", speaker_name="Hamas", quote_id="a:q1"
    )
    said = quote(1, ((12, 32),), name="Hamas", cue=((6, 11),), speaker=((0, 5),))
    page = fragment(tabled(text, hits=(surrender,), quotes=(said,)))
    [term] = page.all("p")[0].all("span", cls="mf-term")
    assert term.attrs["tabindex"] == "0"
    assert term.text(without=("mf-note", "mf-pol")) == "surrender"
    note = term.all(cls="mf-note")[0].text()
    for fact in ("Frame: surrender", "Polarity: negated by “no”", "Voice: quoted", "Speaker: Hamas"):
        assert fact in note
    assert term.all(cls="mf-pol")[0].text() == "not"
    assert "mf-t0" in term.classes  # it lies in the quote, and has its colour
    assert page.all(cls="mf-who")[-1].text() == "Hamas"
    assert page.all(cls="mf-cue")[-1].text() == "vowed"


def test_overlaps_are_cut_and_never_nested() -> None:
    text = "One two three four five six seven."
    hits = (hit(text, (0, 13), "a"), hit(text, (4, 18), "b"), hit(text, (4, 18), "c"), hit(text, (8, 13), "a"))
    quotes = (quote(1, ((8, 23),)), quote(2, ((14, 18),), name="Bo"))
    page = fragment(tabled(text, hits=hits, quotes=quotes))
    [paragraph] = page.all("p")
    stretches = [
        e for e in paragraph.children if isinstance(e, Element) and e.tag == "span" and "mf-sr" not in e.classes
    ]
    assert [e.text(without=ADDED) for e in stretches] == ["One ", "two ", "three", " ", "four", " five"]
    assert paragraph.text(without=ADDED) == text
    assert not [e for stretch in stretches for e in stretch.all(cls="mf-term") + stretch.all(cls="mf-by")]
    assert [("mf-t0" in e.classes, "mf-t1" in e.classes) for e in stretches[2:]] == [
        (True, False), (True, False), (False, True), (True, False),
    ]  # fmt: skip
    notes = [note.text() for term in paragraph.all(cls="mf-term") for note in term.all(cls="mf-note")]
    assert len(notes) == 2  # where terms end: at "three" two of frame a, at "four" those of b and c
    assert all(name in notes[1] for name in ("Frame: b", "Frame: c"))


def test_a_quote_over_two_paragraphs_keeps_its_label() -> None:
    text = "“First part.\n\n“Second part,” she said."
    page = fragment(tabled(text, quotes=(quote(1, ((0, 29),)),)))
    refs = [e for p in page.all("p") for e in p.all("a", cls="mf-ref")]
    assert [e.text(without=("mf-sr", "mf-note")) for e in refs] == ["A1", "A1"]
    assert ["id" in e.attrs for e in refs] == [True, False]
    assert "goes on" in refs[1].text()


def test_speakers_have_letters_and_the_unknown_a_question_mark() -> None:
    text = "abcdefghij"
    quotes = (quote(1, ((0, 2),), name=None), quote(2, ((2, 4),), name="Bo"), quote(3, ((4, 6),)), quote(4, ((6, 8),)))
    found = annotate(rows_of_article(tabled(text, quotes=quotes), "a"))
    assert [(s.letter, s.name, s.n_quotes) for s in found.speakers] == [
        ("A", "Ada", 2), ("B", "Bo", 1), ("?", "speaker not known", 1),
    ]  # fmt: skip
    assert [q.label for q in found.quotes] == ["?1", "B1", "A1", "A2"]
    legend = fragment(tabled(text, quotes=quotes)).all("fieldset")[0]
    assert "4 quotes" in legend.all("legend")[0].text()
    assert len(legend.all("input")) == 4


@pytest.mark.parametrize(
    ("score", "confidence", "told"),
    [
        (0.496, 0.9, ""),
        (0.494, 0.9, "check"),
        (0.3, 0.2, "check"),
        (0.9, 0.46, "who?"),
        (0.9, None, ""),
        (0.5, 0.5, ""),
    ],
)
def test_doubtful_quotes_say_so_in_words(score: float, confidence: float | None, told: str) -> None:
    text = "“First part.\n\n“Second part,” she said. “That is it.”"
    doubtful = replace(quote(1, ((0, 29),)), score=score, speaker_confidence=confidence)
    page = fragment(tabled(text, quotes=(doubtful, quote(2, ((text.index("“That"), len(text)),)))))
    refs = [e for p in page.all("p") for e in p.all("a", cls="mf-ref")]
    assert [e.text(without=("mf-sr", "mf-note")) for e in refs] == [f"A1 {told}".strip(), "A1", "A2"]
    assert ["mf-unsure" in e.classes for e in refs] == [bool(told), bool(told), False]
    entries = page.all("details")[0].all("li")
    assert ["mf-unsure" in e.classes for e in entries] == [bool(told), False]
    assert [e.text() for e in entries[0].all(cls="mf-doubt")] == ([told] if told else [])
    assert len(page.all("input", cls="mf-only-unsure")) == bool(told)
    assert ("confidence below 0.5" in page.all("ul", cls="mf-key")[0].text()) == bool(told)


def test_each_quote_tells_what_found_it_and_who_named_it() -> None:
    text = "abcdefghij" * 3
    vias = list(FOUND_BY)
    quotes = tuple(
        replace(quote(n, ((2 * n, 2 * n + 1),)), via=via, score=0.625, speaker_via="running", speaker_confidence=0.5)
        for n, via in enumerate(vias)
    )
    entries = [e.text() for e in fragment(tabled(text, quotes=quotes)).all("details")[0].all("li")]
    for via, entry in zip(vias, entries, strict=True):
        assert f"{FOUND_BY[via]}, score 0.62 · name taken over from the quote before, confidence 0.50" in entry
    nobody = replace(quote(1, ((0, 3),), name=None), speaker_via="none")
    assert fragment(tabled(text, quotes=(nobody,))).all("details")[0].text().strip().endswith("speaker not found")


def test_beliefs_are_counted_apart_from_quotes() -> None:
    text = "abcdefghij"
    thought = replace(quote(2, ((2, 4),)), attribution_type="thought")
    page = parse(article_page(tabled(text, quotes=(quote(1, ((0, 2),)), thought)), "a"))
    assert page.all("fieldset")[0].all("legend")[0].text() == "Who speaks: 1 quote, 1 belief or intention"
    facts = {e.all("dt")[0].text(): e.all("dd")[0].text() for e in page.all("dl")[0].all("div")}
    assert (facts["Quotes"], facts["Beliefs and intentions"], facts["To check first"]) == ("1", "1", "0")


def test_many_speakers_and_frames_each_have_a_filter() -> None:
    text = "x" * 100
    quotes = tuple(quote(n, ((n, n + 1),), name=f"Speaker {n}") for n in range(40))
    hits = tuple(hit(text, (n, n + 1), f"frame{n:02}") for n in range(40))
    page = fragment(tabled(text, quotes=quotes, hits=hits))
    style = page.all("style")[0].text()
    picks = [name for e in page.all("input") for name in e.classes if name != "mf-pick-all"]
    assert len(picks) == 82  # with the two voices
    assert all(f".mf-legend:has(.{name}:checked)" in style for name in picks)


@pytest.mark.parametrize("polarity", ["negated", "rejected", "demanded", "hypothetical"])
def test_polarity_stands_in_words_and_as_a_sign(polarity: Polarity) -> None:
    page = fragment(tabled("A truce.", hits=(hit("A truce.", (2, 7), polarity=polarity),)))
    term = page.all("p")[0].all(cls="mf-term")[0]
    assert polarity in term.text()
    assert len(term.all(cls="mf-pol")) == 1


def test_sentences_have_bars_and_both_readings() -> None:
    text = "Good. Bad. Plain."
    sentences = scored(text, ((0, 5), 0.44), ((6, 10), -0.54), ((11, 17), 0.0))
    page = fragment(tabled(text, sentences=sentences))
    spans = page.all(cls="mf-sentence")
    assert [span.text(without=ADDED) for span in spans] == ["Good.", "Bad.", "Plain."]
    bars = [bar for span in spans for bar in span.all(cls="mf-bar")]
    for bar, sign in zip(bars, ("mf-pos", "mf-neg", "mf-nil"), strict=True):
        assert [name for name in ("mf-pos", "mf-neg", "mf-nil") if name in bar.classes] == [sign]
    assert ["mf-moved" in bar.classes for bar in bars] == [True, True, False]
    note = bars[0].all(cls="mf-note")[0].text()
    assert "VADER, exact: +0.44 (Good +1.9)" in note
    assert "adjusted to news: 0.00 (no word with a valence)" in note
    listed = page.all("details")[-1].all("li")
    assert ["−0.54" in entry.text() for entry in listed] == [False, True, False]
    assert [entry.all("a")[0].attrs["href"][1:] for entry in listed] == [span.attrs["id"] for span in spans]


def test_a_sentence_over_two_paragraphs_has_one_bar() -> None:
    text = "One half\n\nand another. Next."
    page = fragment(tabled(text, sentences=scored(text, ((0, 22), 0.1), ((23, 28), 0.2))))
    spans = page.all(cls="mf-sentence")
    assert [span.text(without=ADDED) for span in spans] == ["One half", "and another.", "Next."]
    assert ["id" in span.attrs for span in spans] == [len(span.all(cls="mf-bar")) == 1 for span in spans]
    assert ["id" in span.attrs for span in spans] == [True, False, True]


def test_every_character_has_an_address(tables: Tables) -> None:
    article = tables.articles.iloc[5]
    page = parse(article_page(tables, article["article_id"]))
    by_id = {e.attrs["id"]: e for e in page.all() if "id" in e.attrs}
    for start in range(0, len(article["text"]), 7):
        holder = by_id[anchor_at(tables, article["article_id"], start)]
        word = article["text"][start : start + 12].split("\n")[0].strip()
        assert squeeze(word) in squeeze(holder.text(without=ADDED)) or holder.classes[0] == "mf-sentence"
    sentence = tables.sentences[tables.sentences["article_id"] == article["article_id"]].iloc[3]
    holder = by_id[anchor_at(tables, article["article_id"], int(sentence["end"]) - 1)]
    assert holder.text(without=ADDED) == sentence["text"]
    for start in (-1, len(article["text"])):
        with pytest.raises(ValueError, match="does not lie"):
            anchor_at(tables, article["article_id"], start)


def test_a_focus_is_pointed_out_where_it_begins() -> None:
    text = "One two three.\n\nFour five."
    html = annotate_article(tabled(text, hits=(hit(text, (8, 13)),)), "a", focus=(4, 20))
    page = parse(html)
    pieces = [e for p in page.all("p") for e in p.all(cls="mf-focus")]
    assert "".join(e.text(without=ADDED) for e in pieces) == "two three.Four"
    [first] = [e for e in pieces if "id" in e.attrs]
    assert first.attrs["id"] == anchor("a", "focus")
    assert first is pieces[0]
    assert not fragment(tabled(text)).all(cls="mf-focus")


@pytest.mark.parametrize("focus", [(-1, 3), (3, 3), (5, 99)])
def test_a_focus_outside_the_text_is_refused(focus: Span) -> None:
    with pytest.raises(ValueError, match="'a', which has 8"):
        annotate_article(tabled("A truce."), "a", focus=focus)


def test_terms_know_their_voice_and_speaker_for_the_filters() -> None:
    text = "Ada: peace. War, Bo said, and truce."
    said = (quote(1, ((5, 10),)), quote(2, ((12, 15),), name="Bo"))
    hits = (
        hit(text, (5, 10), voice="quoted", speaker_name="Ada", quote_id="a:q1"),
        hit(text, (12, 15), voice="quoted", speaker_name=None, quote_id=None),
        hit(text, (30, 35)),
    )
    about = [
        e.all(cls="mf-about")[0].classes for e in fragment(tabled(text, quotes=said, hits=hits)).all(cls="mf-term")
    ]
    assert ["mf-own" in classes for classes in about] == [False, False, True]
    assert ["mf-from-s0" in classes for classes in about] == [True, False, False]
    assert ["mf-from-su" in classes for classes in about] == [False, True, False]


def test_without_its_styles_it_says_how_to_get_them(tables: Tables) -> None:
    article_id = tables.articles["article_id"].iloc[0]
    page = fragment(tables, article_id)
    assert "trusted" in page.all(cls="mf-hint")[0].text()
    assert ".mf-hint { display: none; }" in page.all("style")[0].text()
    assert not parse(article_page(tables, article_id)).all(cls="mf-hint")


def test_what_is_left_out_says_so() -> None:
    text = "A story.\n\nComments are closed."
    zones = (Zone("body", 0, 8), Zone("boilerplate", 10, len(text), "comment_invitation"))
    page = fragment(tabled(text, zones=zones))
    assert "(boilerplate, rule comment invitation: not analysed)" in page.all("p")[1].text()
    assert "mf-out" in page.all("p")[1].all("span")[-1].classes


@pytest.mark.parametrize("page", [False, True])
def test_bare_article_has_a_page(page: bool) -> None:
    html = article_page(tabled("", zones=()), "a") if page else annotate_article(tabled("", zones=()), "a")
    assert not parse(html).all(cls="mf-block")


def test_unknown_article_is_named(tables: Tables, no_articles: Tables) -> None:
    for found in (tables, no_articles):
        with pytest.raises(ValueError, match="'nowhere'"):
            annotate_article(found, "nowhere")


def test_pages_hold_to_the_rules(tables: Tables) -> None:
    for article_id in tables.articles["article_id"].head(3):
        check_page(parse(article_page(tables, article_id, back="../x.html")), files=("../x.html",))


def test_rows_by_article_are_those_of_each_article(tables: Tables) -> None:
    grouped = rows_by_article(tables)
    assert list(grouped) == tables.articles["article_id"].tolist()
    last = tables.articles["article_id"].iloc[-1]
    alone = rows_of_article(tables, last)
    assert {name: len(rows) for name, rows in alone.items()} == {
        name: len(rows) for name, rows in grouped[last].items()
    }


def test_names_given_for_frames_are_shown() -> None:
    tables = tabled("A truce.", hits=(hit("A truce.", (2, 7), "halt"),))
    page = parse(annotate_article(tables, "a", frame_names={"halt": "Halt of fighting"}))
    assert "Frame: Halt of fighting" in page.all(cls="mf-note")[0].text()
    assert "Halt of fighting" in page.all("fieldset")[0].text()


SPANS = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=()), min_size=1, max_size=80),
    hits=st.lists(SPANS, max_size=5),
    contents=st.lists(SPANS, max_size=4),
)
def test_no_text_and_no_overlap_breaks_it(text: str, hits: list[Span], contents: list[Span]) -> None:
    within = [span for span in hits if span[1] <= len(text)]
    tables = tabled(
        text,
        hits=tuple(hit(text, span, f"f{n % 2}") for n, span in enumerate(within)),
        quotes=tuple(quote(n, (span,)) for n, span in enumerate(contents) if span[1] <= len(text)),
    )
    page = fragment(tables)
    assert squeeze(shown_text(page)) == squeeze(show(tables.articles["text"][0]))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_colours_can_be_read(scheme: Scheme) -> None:
    grounds = (scheme.paper, scheme.unknown, *scheme.tints)
    assert min(contrast(scheme.text, ground) for ground in grounds) >= 4.5
    assert min(contrast(scheme.grey, ground) for ground in (scheme.paper, scheme.unknown)) >= 4.5
    assert min(contrast(scheme.lines[0], ground) for ground in (scheme.paper,)) >= 4.5  # links
    assert min(contrast(one, ground) for one in scheme.lines for ground in grounds) >= 3
    assert min(contrast(one, scheme.paper) for one in (scheme.negative, scheme.positive)) >= 4.5
    assert len(scheme.tints) == len(LIGHT.tints)
    assert len(scheme.lines) == len(LIGHT.lines)


def test_no_two_frames_look_alike() -> None:
    looks = [line(index) for index in range(len(LIGHT.lines) * len(LINE_STYLES))]
    assert len(set(looks)) == len(looks)


def test_file_names_are_safe_and_differ() -> None:
    names = [
        "a",
        "A",
        "a/b",
        "a\\b",
        "../../etc/passwd",
        "con",
        "NUL.txt",
        "",
        ".",
        "é",
        "x" * 300,
        "x" * 301,
        " a ",
        "日本",
    ]
    files = safe_names(names)
    assert list(files) == names
    assert files["a"] == "a"
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}", name) for name in files.values())
    assert not [1 for one, other in itertools.combinations(files.values(), 2) if one.casefold() == other.casefold()]
    assert files["con"] != "con"


@pytest.mark.parametrize("seed", range(3))
def test_file_names_do_not_depend_on_others(seed: int) -> None:
    names = [f"story {random.Random(seed).random()}", "plain"]
    assert safe_names(names) == safe_names(names[:1]) | safe_names(names[1:])
