"""The rules around the tagger, on parses made by hand: cues, second cues, exclusions, phrases, quotation marks."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import spacy
from spacy.tokens import Doc

from analysis.parsing import Parsed, from_doc
from analysis.quotes.attachment import Mark
from analysis.quotes.completion import complete_marks, join_openings
from analysis.quotes.cue_forms import bare_cue, is_passive, lemma_of
from analysis.quotes.cue_sites import find_phrase_sites
from analysis.quotes.drafts import Draft, united
from analysis.quotes.exclusions import attributes
from analysis.quotes.marks import MarkedSpan
from analysis.quotes.second_cues import split_at_second_cue
from analysis.quotes.source_phrases import clause_around
from analysis.quotes.words import read_cues
from analysis.records import Article, Span, Zone


def parse_by_hand(table: str) -> Parsed:
    """One sentence; a token is `word/lemma/part of speech/tag/relation/head`, heads by position."""
    rows = [row.split("/") for row in table.split()]
    words, lemmas, pos, tags, deps, heads = (list(column) for column in zip(*rows, strict=True))
    doc = Doc(
        spacy.blank("en").vocab,
        words=words, spaces=[True] * (len(words) - 1) + [False], lemmas=lemmas, pos=pos, tags=tags, deps=deps,
        heads=list(map(int, heads)),
        sent_starts=[i == 0 for i in range(len(words))],
    )  # fmt: skip
    return from_doc(Article("a", doc.text, (Zone("body", 0, len(doc.text)),)), doc)


def texts(parsed: Parsed, spans: Sequence[Span]) -> list[str]:
    return [parsed.article.text[start:end] for start, end in spans]


def find(parsed: Parsed, words: str) -> Span:
    start = parsed.article.text.index(words)
    return start, start + len(words)


ACCUSED = (
    "Kell/Kell/PROPN/NNP/nsubj/1 said/say/VERB/VBD/ROOT/1 {subject}/NOUN/NNS/nsubj/4 had/have/AUX/VBD/aux/4 "
    "failed/fail/VERB/VBN/ccomp/1 and/and/CCONJ/CC/cc/4 {verb}/VERB/VBD/conj/4 the/the/DET/DT/det/8 "
    "rebels/rebel/NOUN/NNS/dobj/6"
)
SECOND = [
    # Talks accuse nobody: it is Kell who does.
    ("talks/talk", "accused/accuse", [("talks had failed", "Kell"), ("the rebels", "Kell")]),
    # Mediators can, so that both verbs may be what Kell says of them.
    ("mediators/mediator", "accused/accuse", [("mediators had failed and accused the rebels", "Kell")]),
    ("talks/talk", "strengthened/strengthen", [("talks had failed and strengthened the rebels", "Kell")]),
]


@pytest.mark.parametrize(("subject", "verb", "expected"), SECOND)
def test_a_second_cue_is_taken_out_of_a_content(subject: str, verb: str, expected: list[tuple[str, str]]) -> None:
    parsed = parse_by_hand(ACCUSED.format(subject=subject, verb=verb))
    draft = Draft([(parsed.doc[2].idx, len(parsed.article.text))], "tagger", 0, (1, 2), "say", (0, 1))
    found = list(split_at_second_cue(draft, parsed, read_cues(), frozenset()))
    assert [(texts(parsed, d.contents)[0], parsed.doc[d.source[0] : d.source[1]].text) for d in found] == expected
    assert [d.cue_lemma for d in found] == ["say", "accuse"][: len(expected)]


def test_nothing_is_taken_out_of_quotation_marks() -> None:
    parsed = parse_by_hand(ACCUSED.format(subject="talks/talk", verb="accused/accuse"))
    draft = Draft([(parsed.doc[2].idx, len(parsed.article.text))], "tagger", 0, (1, 2), "say", (0, 1))
    assert list(split_at_second_cue(draft, parsed, read_cues(), frozenset(range(2, 9)))) == [draft]


@pytest.mark.parametrize(("mark", "expected"), [("while/while", ["Kell", "Olds"]), ("because/because", ["Kell"])])
def test_while_sets_another_speaker_against_the_first(mark: str, expected: list[str]) -> None:
    parsed = parse_by_hand(
        "Kell/Kell/PROPN/NNP/nsubj/1 said/say/VERB/VBD/ROOT/1 it/it/PRON/PRP/nsubj/3 worked/work/VERB/VBD/ccomp/1 "
        f"{mark}/SCONJ/IN/mark/6 Olds/Olds/PROPN/NNP/nsubj/6 argued/argue/VERB/VBD/advcl/3 it/it/PRON/PRP/nsubj/8 "
        "failed/fail/VERB/VBD/ccomp/6"
    )
    draft = Draft([(parsed.doc[2].idx, len(parsed.article.text))], "tagger", 0, (1, 2), "say", (0, 1))
    found = list(split_at_second_cue(draft, parsed, read_cues(), frozenset()))
    assert [parsed.doc[d.source[0] : d.source[1]].text for d in found] == expected
    assert texts(parsed, found[-1].contents)[0].endswith("it failed")
    assert (texts(parsed, found[0].contents) == ["it worked"]) is (len(expected) == 2)


CUES = [
    (",/,/PUNCT/,/punct/1 said/say/VERB/VBD/ROOT/1 :/:/PUNCT/:/punct/1", (0, 3), "said", "say"),
    (
        "said/say/VERB/VBD/ROOT/0 in/in/ADP/IN/prep/0 a/a/DET/DT/det/3 statement/statement/NOUN/NN/pobj/1",
        (0, 4), "said", "say",
    ),
    # "Talk" takes no clause: where it is, belongs to it.
    (
        "talked/talk/VERB/VBD/ROOT/0 of/of/ADP/IN/prep/0 peace/peace/NOUN/NN/pobj/1",
        (0, 3), "talked of peace", "talk",
    ),
    ("pointed/point/VERB/VBD/ROOT/0 out/out/ADP/RP/prt/0", (0, 1), "pointed", "point out"),
    ("according/accord/VERB/VBG/prep/0 to/to/ADP/IN/prep/0", (0, 2), "according to", "according to"),
    (
        "took/take/VERB/VBD/ROOT/0 to/to/ADP/IN/prep/0 it/it/PRON/PRP/pobj/1 to/to/PART/TO/aux/4 "
        "say/say/VERB/VB/advcl/0",
        (0, 5), "took to it to say", "say",
    ),
    ("yodelled/yodel/VERB/VBD/ROOT/0", (0, 1), "yodelled", "yodel"),
    ("made/make/VERB/VBD/ROOT/0 claims/claim/NOUN/NNS/dobj/0", (0, 2), "made claims", "claim"),
    (":/:/PUNCT/:/ROOT/0", (0, 1), ":", ":"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "cue", "bare", "lemma"), CUES)
def test_the_words_and_the_lemma_of_a_cue(table: str, cue: tuple[int, int], bare: str, lemma: str) -> None:
    doc = parse_by_hand(table).doc
    start, end = bare_cue(doc, cue, read_cues())
    assert doc[start:end].text == bare
    assert lemma_of(doc, (start, end), read_cues()) == lemma


def test_a_passive_cue_has_its_auxiliary() -> None:
    doc = parse_by_hand("is/be/AUX/VBZ/auxpass/1 said/say/VERB/VBN/ROOT/1").doc
    assert is_passive(doc, (0, 2))
    assert not is_passive(doc, (1, 2))
    assert not is_passive(doc, None)


@pytest.mark.parametrize(("source", "expected"), [("she", True), ("nobody", False)])
def test_what_nobody_said_is_no_attribution(source: str, expected: bool) -> None:
    parsed = parse_by_hand(
        f"{source}/{source}/PRON/PRP/nsubj/1 said/say/VERB/VBD/ROOT/1 how/how/ADV/WRB/advmod/3 many/many/ADJ/JJ/ccomp/1"
    )
    draft = Draft([find(parsed, "how many")], "tagger", 0, (1, 2), "say", (0, 1))
    assert attributes(draft, parsed, [], read_cues()) is expected


@pytest.mark.parametrize(("lemma", "expected"), [("say", False), ("deny", True)])
def test_what_is_not_told_is_no_attribution(lemma: str, expected: bool) -> None:
    parsed = parse_by_hand(
        f"She/she/PRON/PRP/nsubj/3 did/do/AUX/VBD/aux/3 not/not/PART/RB/neg/3 {lemma}/{lemma}/VERB/VB/ROOT/3 "
        "how/how/ADV/WRB/advmod/5 many/many/ADJ/JJ/ccomp/3"
    )
    draft = Draft([find(parsed, "how many")], "tagger", 0, (1, 4), lemma, (0, 1))
    assert attributes(draft, parsed, [], read_cues()) is expected


@pytest.mark.parametrize(("noun", "expected"), [("plan", False), ("minister", True), ("ministry", True)])
def test_only_who_can_speak_threatens_to_do_something(noun: str, expected: bool) -> None:
    parsed = parse_by_hand(
        f"the/the/DET/DT/det/1 {noun}/{noun}/NOUN/NN/nsubj/2 threatens/threaten/VERB/VBZ/ROOT/2 "
        "to/to/PART/TO/aux/4 fail/fail/VERB/VB/xcomp/2"
    )
    draft = Draft([find(parsed, "to fail")], "tagger", 0, (2, 3), "threaten", (0, 2))
    assert attributes(draft, parsed, [], read_cues()) is expected
    draft.source = None
    assert attributes(draft, parsed, [], read_cues())


@pytest.mark.parametrize(
    ("lemma", "title", "utterance", "expected"),
    [
        ("read", True, False, False),
        ("read", False, False, True),
        ("read", True, True, True),
        ("call", True, False, True),  # 'called it "The Long March"' names something
    ],
)
def test_a_title_in_marks_is_no_attribution(lemma: str, title: bool, utterance: bool, expected: bool) -> None:
    parsed = parse_by_hand(
        f"He/he/PRON/PRP/nsubj/1 {lemma}/{lemma}/VERB/VBD/ROOT/1 “/“/PUNCT/``/punct/4 Long/Long/PROPN/NNP/compound/4 "
        "March/March/PROPN/NNP/dobj/1 ”/”/PUNCT/''/punct/4"
    )
    span = find(parsed, "“ Long March ”")
    mark = Mark(MarkedSpan(*span, closed=True, continues=False), (2, 6), 0, 0, utterance, title)
    draft = Draft([span], "tagger", 0, (1, 2), lemma, (0, 1))
    assert attributes(draft, parsed, [mark], read_cues()) is expected


PHRASES = [
    (
        "Nine/nine/NUM/CD/nsubj/1 died/die/VERB/VBD/ROOT/1 ,/,/PUNCT/,/punct/1 according/accord/VERB/VBG/prep/1 "
        "to/to/ADP/IN/prep/3 Lund/Lund/PROPN/NNP/pobj/4 ././PUNCT/./punct/1",
        ["Nine died"],
    ),
    (
        "According/accord/VERB/VBG/prep/4 to/to/ADP/IN/prep/0 Lund/Lund/PROPN/NNP/pobj/1 ,/,/PUNCT/,/punct/4 "
        "died/die/VERB/VBD/ROOT/4 nine/nine/NUM/CD/nsubj/4 ././PUNCT/./punct/4",
        ["died nine"],
    ),
    (
        "It/it/PRON/PRP/nsubj/1 rained/rain/VERB/VBD/ROOT/1 ;/;/PUNCT/:/punct/1 nine/nine/NUM/CD/nsubj/4 "
        "died/die/VERB/VBD/ccomp/1 ,/,/PUNCT/,/punct/4 according/accord/VERB/VBG/prep/4 to/to/ADP/IN/prep/6 "
        "Lund/Lund/PROPN/NNP/pobj/7 ,/,/PUNCT/,/punct/4 on/on/ADP/IN/prep/4 Monday/Monday/PROPN/NNP/pobj/10",
        ["nine died", "on Monday"],
    ),
    ("According/accord/VERB/VBG/prep/0 to/to/ADP/IN/prep/0 Lund/Lund/PROPN/NNP/pobj/1 ././PUNCT/./punct/0", []),
]


@pytest.mark.parametrize(("table", "expected"), PHRASES)
def test_the_clause_around_a_phrase_is_its_content(table: str, expected: list[str]) -> None:
    parsed = parse_by_hand(table)
    (site,) = find_phrase_sites(parsed, read_cues(), frozenset())
    assert parsed.doc[site.source[0] : site.source[1]].text == "Lund"
    assert texts(parsed, clause_around(site, parsed)) == expected


def mark(start: int, end: int, *, utterance: bool = True, closed: bool = True, continues: bool = False) -> Mark:
    return Mark(MarkedSpan(start, end, closed, continues), (0, 1), 0, 0, utterance, title=False)


@pytest.mark.parametrize(
    ("contents", "utterance", "expected"),
    [
        ([[(10, 15)]], True, [[(10, 30)]]),
        ([[(0, 15)]], True, [[(0, 30)]]),
        ([[(10, 15)]], False, [[(10, 15)]]),  # a small part of two words in scare quotes
        ([[(10, 25)]], False, [[(10, 30)]]),
        ([[(10, 15)], [(20, 25)]], True, [[(10, 15)], [(20, 25)]]),
        ([[(0, 10)]], True, [[(0, 10)]]),
        ([[(30, 40)]], True, [[(30, 40)]]),
    ],
)
def test_marks_go_whole_to_the_one_who_has_a_part(
    contents: list[list[Span]], utterance: bool, expected: list[list[Span]]
) -> None:
    drafts = [Draft(spans, "tagger", 0) for spans in contents]
    complete_marks(drafts, [mark(10, 30, utterance=utterance)])
    assert [draft.contents for draft in drafts] == expected


@pytest.mark.parametrize(
    ("via", "continues", "expected"),
    [
        ("standing_alone", True, [[(0, 10), (12, 30)]]),
        ("standing_alone", False, [[(0, 10)], [(12, 30)]]),
        ("tagger", True, [[(0, 10)], [(12, 30)]]),
    ],
)
def test_an_open_paragraph_joins_the_quotation_that_continues_it(
    via: str, continues: bool, expected: list[list[Span]]
) -> None:
    drafts = [Draft([(0, 10)], via, 0), Draft([(12, 30)], "tagger", 1)]
    joined = join_openings(drafts, [mark(0, 10, closed=False), mark(12, 30, continues=continues)])
    assert [draft.contents for draft in joined] == expected


def test_united_spans_neither_touch_nor_overlap() -> None:
    assert united([(8, 9), (0, 4), (2, 6), (6, 7)]) == [(0, 7), (8, 9)]


def test_a_draft_without_a_source_is_said_by_whom_it_goes_on_from() -> None:
    first = Draft([(0, 4)], "tagger", 0, cue=(5, 6), source=(4, 5))
    assert Draft([(9, 12)], "tagger", 1, cue=(7, 8), follows=first).mention == (4, 5)
    assert Draft([(9, 12)], "standing_alone", 1, follows=first).mention is None
