from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from analysis.framing import find_frame_terms
from analysis.lexicons import ContestedSet, Frame, FrameLexicon, Term, Variant, shipped_lexicon
from analysis.parsing import Parsed, from_doc
from analysis.records import Article, FrameHit, Quote, Zone

VOCAB = Vocab()


def frame(name: str, *terms: str | Term, masks: tuple[str, ...] = ()) -> Frame:
    return Frame(
        id=name,
        label=name,
        definition=name,
        function="problem",
        literature="",
        terms=tuple(Term(term) if isinstance(term, str) else term for term in terms),
        masks=masks,
    )


def lexicon(*frames: Frame, contested: tuple[ContestedSet, ...] = ()) -> FrameLexicon:
    return FrameLexicon("test", "1", "en", "unvalidated", "", (), frames, contested)


def parse(*paragraphs: str, zones: Sequence[str] = ()) -> Parsed:
    """Paragraphs of sentences that end in " ." as a Doc by hand, without a model; ` _` glues a token to the last."""
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[bool] = []
    for number, paragraph in enumerate(paragraphs):
        if number:
            words.append("\n\n")
            spaces.append(False)
            starts.append(False)
        at_start = True
        for word in paragraph.split():
            if word.startswith("_") or (number and words[-1] == "\n\n"):
                spaces[-1] = False
            words.append(word.removeprefix("_"))
            spaces.append(True)
            starts.append(at_start)
            at_start = word == "."
        spaces[-1] = False
    doc = Doc(VOCAB, words=words, spaces=spaces, sent_starts=starts)
    kinds: list[Zone] = []
    at = 0
    for number, paragraph in enumerate(doc.text.split("\n\n")):
        kind = zones[number] if zones else "body"
        kinds.append(Zone(kind, at, at + len(paragraph)))  # type: ignore[arg-type]
        at += len(paragraph) + 2
    return from_doc(Article("a", doc.text, zones=tuple(kinds)), doc)


def found(parsed: Parsed, words: FrameLexicon) -> list[tuple[str, str]]:
    hits = list(find_frame_terms(parsed, words))
    assert all(parsed.article.text[hit.start : hit.end] == hit.text for hit in hits)
    return [(hit.frame, hit.text) for hit in hits]


def test_the_longest_match_wins_inside_a_frame() -> None:
    words = lexicon(frame("talks", "ceasefire", "deal", "ceasefire deal"))
    assert found(parse("A ceasefire deal , a deal ."), words) == [("talks", "ceasefire deal"), ("talks", "deal")]


def test_matches_of_different_frames_may_overlap() -> None:
    words = lexicon(frame("talks", "hostage deal"), frame("captivity", "hostage*"))
    assert found(parse("The hostage deal ."), words) == [("captivity", "hostage"), ("talks", "hostage deal")]


def test_a_mask_cancels_what_it_touches_in_its_own_frame_only() -> None:
    words = lexicon(frame("force", "crush*", masks=("crushed ice",)), frame("cold", "ice"))
    parsed = parse("They crushed ice and crushed them .")
    assert found(parsed, words) == [("cold", "ice"), ("force", "crushed")]


def test_a_weak_term_needs_a_core_term_in_its_paragraph() -> None:
    words = lexicon(frame("talks", "ceasefire", Term("deal", strength="weak")), frame("other", "core"))
    parsed = parse("A deal was near .", "A ceasefire . The deal held .", "A core deal .")
    assert found(parsed, words) == [("talks", "ceasefire"), ("talks", "deal"), ("other", "core")]


def test_a_masked_core_term_supports_no_weak_one() -> None:
    words = lexicon(frame("talks", "ceasefire", Term("deal", strength="weak"), masks=("ceasefire line",)))
    assert found(parse("A deal on the ceasefire line ."), words) == []


def test_a_hit_tells_its_pattern_and_subcode() -> None:
    words = lexicon(frame("aid", Term("(food|relief) aid", subcode="access")))
    (hit,) = find_frame_terms(parse("Some food aid came ."), words)
    assert (hit.lexicon, hit.term, hit.subcode, hit.contested) == ("test", "(food|relief) aid", "access", False)


def test_contested_words_are_told_apart_by_their_variant() -> None:
    pause = ContestedSet(
        "pause", "", (Variant("truce", ("truce*",)), Variant("lull", ("lull", "truce lull"))), ("x lull",)
    )
    parsed = parse("A truce , a truce lull , an x lull .")
    hits = list(find_frame_terms(parsed, lexicon(contested=(pause,))))
    assert [(hit.frame, hit.term, hit.text, hit.contested) for hit in hits] == [
        ("pause", "truce", "truce", True),
        ("pause", "lull", "truce lull", True),
    ]


def test_no_match_crosses_a_sentence() -> None:
    words = lexicon(frame("talks", "peace talks", "body ..5 rubble"))
    assert found(parse("They want peace . Talks began . A body . The rubble ."), words) == []


def test_only_headline_lead_and_body_are_read() -> None:
    parsed = parse(
        "A truce .", "A truce .", "A truce .", "A truce .", zones=("headline", "byline", "lead", "boilerplate")
    )
    hits = list(find_frame_terms(parsed, lexicon(frame("talks", "truce"))))
    assert [(hit.zone, hit.sentence) for hit in hits] == [("headline", 0), ("lead", 1)]


def test_a_hyphen_and_a_possessive_stand_for_a_space() -> None:
    words = lexicon(frame("talks", "cease fire", "army plan"))
    parsed = parse("A cease _- _fire and the army _’s plan .")
    assert found(parsed, words) == [("talks", "cease-fire"), ("talks", "army’s plan")]


def quote(start: int, end: int, name: str) -> Quote:
    return Quote(
        article_id="a",
        quote_id="a:q1",
        quote_type="indirect",
        attribution_type="speech",
        content_spans=((start, end),),
        cue_spans=(),
        speaker_spans=(),
        cue_lemma="say",
        speaker=name,
        speaker_name=name,
        speaker_type="person",
        speaker_via="name",
        via="tagger",
    )


def test_a_hit_inside_a_quote_is_in_the_speaker_s_voice() -> None:
    parsed = parse("The truce holds , she said of the truce .")
    hits = list(find_frame_terms(parsed, lexicon(frame("talks", "truce")), [quote(0, 15, "Ada Marlow")]))
    assert [(hit.voice, hit.quote_id, hit.speaker_name) for hit in hits] == [
        ("quoted", "a:q1", "Ada Marlow"),
        ("narrator", None, None),
    ]


def test_hits_carry_their_polarity_and_cue() -> None:
    text = "Rebels rule out surrender\n\nNo food aid came in. The rebels will never surrender."
    hits = [hit for hit in find_frame_terms(text) if hit.frame in {"capitulation", "humanitarian_access"}]
    assert [(hit.text, hit.zone, hit.polarity, hit.polarity_cue) for hit in hits] == [
        ("surrender", "headline", "rejected", "rule out"),
        ("food aid", "lead", "asserted", None),
        ("surrender", "lead", "negated", "never"),
    ]


def test_a_text_an_article_and_a_parse_give_the_same_hits() -> None:
    text = "The army said it would lift the siege."
    from_text = list(find_frame_terms(text))
    article = Article("text", text, zones=(Zone("lead", 0, len(text)),))
    assert from_text
    assert list(find_frame_terms(article)) == from_text


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "?", "no", "\u200b", "a" * 3000])
def test_odd_texts_have_no_hits(text: str) -> None:
    assert list(find_frame_terms(text)) == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "surrender",
                "no",
                "ceasefire",
                "would",
                "“",
                "”",
                "\n\n",
                ".",
                "?",
                "’s",
                "-",
                "not",
                "the",
                "hostages",
                "é",
                "to",
            ]
        ),
        max_size=30,
    ).map(" ".join)
)
def test_no_text_breaks_it_and_offsets_hold(text: str) -> None:
    previous = 0
    for hit in find_frame_terms(text):
        assert text[hit.start : hit.end] == hit.text
        assert hit.start >= previous
        assert (hit.polarity == "asserted") == (hit.polarity_cue is None)
        previous = hit.start


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["truce", "deal", "peace", "line", ".", ",", "_-", "_’s", "x"]), min_size=1, max_size=25)
)
def test_hits_of_one_frame_never_overlap(words: list[str]) -> None:
    text = " ".join(words).removeprefix("_")
    peace = frame(
        "talks", "truce", "peace deal", "deal ..2 truce", Term("peace", strength="weak"), masks=("truce line",)
    )
    hits: list[FrameHit] = list(find_frame_terms(parse(text), lexicon(peace)))
    assert all(left.end <= right.start for left, right in pairwise(hits))


def test_the_shipped_lexicon_is_the_default() -> None:
    text = "Families were displaced and the hostages were held."
    assert list(find_frame_terms(text)) == list(find_frame_terms(text, shipped_lexicon()))
