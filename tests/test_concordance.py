from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from html_checks import parse
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures import TextIndex, choose_term, concordance, filter_lines, sample_lines, sort_lines
from analysis.measures.concordance import SORT_KEYS
from analysis.patterns import PatternError
from analysis.publishing.notebook.concordances import render_page
from analysis.records import Article, ArticleAnalysis, Quote, SentenceScore, Zone
from analysis.store import csv_for_people, write_tables
from analysis.tables import Tables, build_tables
from analysis.voices import find_voice

PROJECT = Path(__file__).parents[1]
TEXTS = {
    "a": ("They will not surrender.", "The U.S. envoy said the group’s surrender was near.", "No cease-fire yet."),
    "b": (
        "A ceasefire?",
        "The rebels can't surrender, and they cannot win.",
        "Dr. Marlow saw 1,200 surrendering men who didn’t run.",
    ),
}


def quote(article_id: str, number: int, content: tuple[int, int], name: str | None, kind: str = "speech") -> Quote:
    return Quote(
        article_id, f"{article_id}:q{number}", "indirect", kind, (content,), ((0, 1),), ((0, 1),),  # type: ignore[arg-type]
        "say", name, name, "person" if name else "unknown", "name" if name else "none", "tagger",
        voiced=kind != "intent",
    )  # fmt: skip


def analysis_of(
    article_id: str,
    sentences: Iterable[str],
    quotes: tuple[Quote, ...] = (),
    outlet: str | None = "Courier",
    day: date | None = None,
    tail: str = "",
) -> ArticleAnalysis:
    text, scores, zones = "", [], []
    for number, sentence in enumerate(sentences):
        start = len(text)
        text += sentence
        scores.append(
            SentenceScore(
                article_id,
                number,
                start,
                len(text),
                sentence,
                "body",
                "narrator",
                0.0,
                None,
                0.0,
                0.0,
                1.0,
                0.0,
                (),
                number,
            )
        )
        zones.append(Zone("body", start, len(text)))
        text += "\n"
    article = Article(article_id, text + tail, tuple(zones), outlet=outlet, date=day)
    return ArticleAnalysis(article, 10, len(scores), tuple(scores), quotes)


@pytest.fixture(scope="module")
def two() -> Tables:
    return build_tables([analysis_of(name, sentences) for name, sentences in TEXTS.items()])


def keywords(tables: Tables, pattern: str) -> list[tuple[str, str]]:
    lines = concordance(tables, pattern)
    return list(zip(lines["article_id"], lines["keyword"], strict=True))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("surrender*", [("a", "surrender"), ("a", "surrender"), ("b", "surrender"), ("b", "surrendering")]),
        ("(ceasefire|cease fire)", [("a", "cease-fire"), ("b", "ceasefire")]),
        ("group surrender", [("a", "group’s surrender")]),
        ("(group )?surrender", [("a", "surrender"), ("a", "group’s surrender"), ("b", "surrender")]),
        ("(not|n't) surrender", [("a", "not surrender"), ("b", "n't surrender")]),
        ("n't run", [("b", "n’t run")]),
        ("cannot win", [("b", "cannot win")]),
        ("u.s. envoy", [("a", "U.S. envoy")]),
        ("ceasefire ..3 rebels", []),
        ("dr ..2 saw", [("b", "Dr. Marlow saw")]),
        ("(=U.S.|=us)", [("a", "U.S.")]),
        ("nothing", []),
    ],
)
def test_a_term_is_found_wherever_it_stands(two: Tables, pattern: str, expected: list[tuple[str, str]]) -> None:
    assert keywords(two, pattern) == expected


def test_context_is_whole_words_on_one_line(two: Tables) -> None:
    lines = concordance(two, "envoy", width=14)
    assert lines[["left", "keyword", "right"]].to_numpy().tolist() == [[". The U.S. ", "envoy", " said the "]]
    assert "\n" not in concordance(two, "U.S.", width=40)["left"][0]
    assert "\n" in two.articles["text"][0]


def test_boilerplate_is_not_searched() -> None:
    tables = build_tables([analysis_of("a", ["The truce holds."], tail="\nShare the truce.")])
    assert concordance(tables, "truce")["start"].tolist() == [4]


def test_voice_and_speaker_come_from_the_quotes() -> None:
    text = "The truce, Ada Lund said a truce is near, and the army plans a truce."
    said, plans = text.index("a truce"), text.index("plans")
    quotes = (
        quote("a", 1, (said, text.index(",", said)), "Ada Lund"),
        quote("a", 2, (plans + 6, len(text) - 1), "the army", "intent"),
    )
    lines = concordance(build_tables([analysis_of("a", [text], quotes)]), "truce")
    assert lines["voice"].tolist() == ["narrator", "quoted", "narrator"]
    assert lines["speaker_id"].fillna("").tolist() == ["", "Ada Lund", ""]
    assert lines["polarity"].isna().all()


def test_a_lexicon_term_has_the_voice_and_polarity_of_its_hit(tables: Tables) -> None:
    """A pattern and the frame's own hits must tell the same of the same words."""
    index = TextIndex(tables)
    hits = tables.frame_hits[tables.frame_hits["term"] == "international law"]
    found = index.find("international law")
    assert len(hits) > 20
    left = hits.sort_values(["article_id", "start"])
    right = found.sort_values(["article_id", "start"])
    same = ["article_id", "start", "end", "voice", "quote_id", "speaker_id", "polarity", "zone"]
    pd.testing.assert_frame_equal(left[same].reset_index(drop=True), right[same].reset_index(drop=True))


def test_every_token_has_the_voice_that_its_span_has(tables: Tables) -> None:
    index = TextIndex(tables)
    quoted = index.quotes_of_tokens() >= 0
    ids = tables.articles["article_id"].tolist()
    expected = [
        find_voice(start, end, index._quotes.get(ids[article], ())).voice == "quoted"
        for start, end, article in zip(index.starts, index.ends, index.article_of, strict=True)
    ]
    assert quoted.tolist() == expected
    assert 0.1 < quoted.mean() < 0.9


def test_hits_keep_their_order_and_every_row(tables: Tables) -> None:
    hits = choose_term(tables, "law").hits.iloc[::-1]
    lines = concordance(tables, hits)
    assert lines["start"].tolist() == hits["start"].tolist()
    assert lines["polarity"].tolist() == hits["polarity"].tolist()


def test_offsets_and_texts_agree(tables: Tables) -> None:
    texts = tables.articles.set_index("article_id")["text"]
    lines = concordance(tables, "(both|two) sides", width=25)
    assert len(lines) > 100
    for row in lines.itertuples():
        assert texts[row.article_id][row.start : row.end] == row.keyword
        assert len(row.left) <= 25
        assert len(row.right) <= 25


# Order and choice

LINES = build_tables(
    [
        analysis_of("a", ["Big red truce now, they say."], outlet="Zebra", day=date(2025, 3, 2)),
        analysis_of("b", ["A Bad truce for us.", "Truce!"], outlet=None, day=date(2025, 3, 1)),
        analysis_of("c", ["One blue truce Again."], (quote("c", 1, (0, 14), "Ada Lund"),), outlet="Ant"),
    ]
)


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        ([], ["a", "b", "b", "c"]),
        (["l1"], ["b", "c", "a", "b"]),
        (["l2"], ["b", "a", "b", "c"]),
        (["r1"], ["c", "b", "a", "b"]),
        (["r2"], ["a", "b", "b", "c"]),
        (["outlet"], ["c", "a", "b", "b"]),
        (["date", "r1"], ["b", "b", "a", "c"]),
        (["voice", "l1"], ["b", "a", "b", "c"]),
        (["speaker"], ["c", "a", "b", "b"]),
    ],
)
def test_lines_sort_by_what_was_asked(keys: list[str], order: list[str]) -> None:
    assert sort_lines(concordance(LINES, "truce", width=15), *keys)["article_id"].tolist() == order


def test_every_order_works_without_lines_too() -> None:
    assert len(sort_lines(concordance(LINES, "nothing"), *SORT_KEYS)) == 0
    with pytest.raises(ValueError, match="no order 'r9'"):
        sort_lines(concordance(LINES, "truce"), "r9")


def test_lines_are_chosen_by_what_was_asked() -> None:
    lines = concordance(LINES, "truce")
    assert filter_lines(lines, voice="quoted", speaker="lund")["article_id"].tolist() == ["c"]
    assert filter_lines(lines, outlet="zebra")["article_id"].tolist() == ["a"]
    assert len(filter_lines(lines, zone="headline")) == 0


@pytest.mark.parametrize("wrong", [{"voice": "narator"}, {"outlet": "Zebr"}, {"speaker": "Brel"}, {"polarity": "no"}])
def test_a_misspelt_choice_is_no_finding(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong.values()))):
        filter_lines(concordance(LINES, "truce"), **wrong)


def test_a_sample_is_drawn_from_all_and_repeats(tables: Tables) -> None:
    lines = concordance(tables, "two sides")
    drawn = sample_lines(lines, 20)
    assert len(drawn) == 20
    assert drawn.equals(sample_lines(lines, 20))
    assert drawn["article_id"].nunique() > 10
    assert drawn.index.is_monotonic_increasing
    assert sample_lines(lines, 10**6) is lines


# For reading

HOSTILE = build_tables(
    [analysis_of("=x", ["=<b>1</b> <script>alert(1)</script> truce & more"], outlet="=HYPERLINK(1)")]
)


def test_pages_escape_what_articles_hold() -> None:
    lines = concordance(HOSTILE, "truce")
    html = render_page(lines, "<i>")
    assert "alert(1)" in html
    assert "<script>alert" not in html
    assert "<b>" not in html
    assert "<i>" not in html
    page = parse(render_page(lines, "truce"))
    assert [e.text() for e in page.all("th")][:3] == ["before", "keyword", "after"]
    assert page.all("meta")[2].attrs["content"].startswith("default-src 'none'")


def test_cells_of_the_csv_run_nothing() -> None:
    table = csv_for_people(concordance(HOSTILE, "truce")).decode("utf-8-sig")
    assert "'=HYPERLINK" in table
    assert "'=<b>" in table


def test_a_page_tells_how_many_lines_it_leaves_out(tables: Tables) -> None:
    lines = concordance(tables, "two sides")
    page = parse(render_page(lines, "two sides", sort=["r1"], rows=7))
    assert len(page.all("tr")) == 8
    assert f"7 of {len(lines):,} occurrences, drawn at random" in page.all("caption")[0].text()


# The ends of what can happen


def test_a_malformed_pattern_is_an_error(two: Tables) -> None:
    with pytest.raises(PatternError):
        concordance(two, "(a")


def test_no_articles_have_no_lines(no_articles: Tables) -> None:
    assert list(concordance(no_articles, "truce").columns) == list(concordance(LINES, "truce").columns)
    assert concordance(build_tables([analysis_of("a", [])]), "truce").empty


@settings(deadline=None, max_examples=60)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
    st.sampled_from(["a*", "a b", "(a|e) ..2 b*", "n't"]),
    st.integers(0, 30),
)
def test_no_text_breaks_it_and_offsets_hold(text: str, pattern: str, width: int) -> None:
    for row in concordance(build_tables([analysis_of("a", [text])]), pattern, width=width).itertuples():
        assert " ".join(text[row.start : row.end].split()) == " ".join(row.keyword.split())
        assert len(row.left) <= width
        assert len(row.right) <= width


# The command line


def call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analysis", *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def written(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "made-up"
    write_tables(tables, folder)
    return folder


def test_lines_from_the_tables_of_a_run(written: Path, tables: Tables) -> None:
    done = call("concordance", "two sides", written, "--sort", "r1", "--voice", "narrator", "--format", "csv")
    assert done.returncode == 0, done.stderr
    lines = filter_lines(concordance(tables, "two sides", width=40), voice="narrator")
    assert len(done.stdout.splitlines()) == len(lines) + 1
    assert f"{len(lines):,} occurrences" in done.stderr
    page = call("concordance", "law", written, "--frame", "--polarity", "negated", "--sample", "5", "--format", "html")
    assert len(parse(page.stdout).all("tr")) == 6
    assert "drawn at random" in page.stderr


def test_a_pattern_has_a_polarity_where_articles_are_analysed(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(
        "A headline here\n\nThe mayor saw no unicorn in the town. A unicorn came later.\n", encoding="utf-8"
    )
    done = call("concordance", "unicorn", path, "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert [line.split(",").count("negated") for line in done.stdout.splitlines()[1:]] == [1, 0]
    assert done.stdout.count(",asserted,") == 1


def test_collocates_from_the_tables_of_a_run(written: Path) -> None:
    done = call("collocates", "two sides", written, "--by", "voice", "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("voice,collocate,n_together")
    assert "narrator,spoke," in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["concordance", "(a"], "never closed"),
        (["concordance", "two", "--sort", "size"], "no order 'size'"),
        (["concordance", "two", "--voice", "narator"], "narator"),
        (["concordance", "nobody", "--frame"], "nobody"),
        (["collocates", "two", "--by", "week"], "week"),
    ],
)
def test_wrong_use_is_told(written: Path, arguments: list[str], message: str) -> None:
    command, term, *rest = arguments
    done = call(command, term, written, *rest)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
