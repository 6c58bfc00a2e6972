"""How a sentence looks from its target: names hidden, ways through the tree, quotation marks, distances."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from analysis.networks import hashes_of
from analysis.parsing import hash_of
from analysis.targets.features import CODES, KEYS, Site, Sites, read_sites

VOCAB = spacy.blank("en").vocab
WORDS = ["Critics", "of", "Ada", "Lund", "called", "her", "a", "brutal", "liar", "."]
HEADS = [4, 0, 3, 1, 4, 8, 8, 8, 4, 4]
DEPS = ["nsubj", "prep", "compound", "pobj", "ROOT", "nsubj", "det", "amod", "oprd", "punct"]
POS = ["NOUN", "ADP", "PROPN", "PROPN", "VERB", "PRON", "DET", "ADJ", "NOUN", "PUNCT"]
TAGS = ["NNS", "IN", "NNP", "NNP", "VBD", "PRP", "DT", "JJ", "NN", "."]


def made_doc(words: list[str] = WORDS, entity: str = "PERSON") -> Doc:
    ents = [f"B-{entity}" if i == 2 else f"I-{entity}" if i == 3 else "O" for i in range(len(words))]
    lemmas = [word.lower() for word in words]
    return Doc(VOCAB, words=words, heads=HEADS, deps=DEPS, pos=POS, tags=TAGS, lemmas=lemmas, ents=ents)


def names(strings: np.ndarray, doc: Doc) -> list[str]:
    ours = {hash_of(word): word for word in ("<SELF>", "<NONE>", "<NUMBER>", "<NAME>", "<PERSON>", "<ORG>")}
    return [ours.get(int(key)) or doc.vocab.strings[int(key)] for key in strings]


def read(doc: Doc, *targets: tuple[int, int]) -> Sites:
    return read_sites([Site(doc, (0, len(doc)), target) for target in targets])


def test_names_are_known_by_their_kind_alone() -> None:
    doc = made_doc()
    sites = read(doc, (5, 6))
    expected = ["critics", "of", "<PERSON>", "<PERSON>", "called", "her", "a", "brutal", "liar", "."]
    assert names(sites.keys["word"], doc) == expected
    other = made_doc([*WORDS[:2], "Rolf", "Berg", *WORDS[4:]])
    again = read(other, (5, 6))
    assert all((sites.keys[name] == again.keys[name]).all() for name in KEYS)
    assert all((sites.codes[name] == again.codes[name]).all() for name in CODES)


def test_a_name_has_no_valence_and_a_word_has() -> None:
    doc = made_doc([*WORDS[:2], "Hope", "Love", *WORDS[4:]])
    valence = read(doc, (5, 6)).codes["valence"]
    assert valence[2] == valence[3] == 0
    assert valence[WORDS.index("brutal")] == 1  # VADER gives it -3.1: the lowest class
    assert valence[WORDS.index("of")] == 0


def test_ways_through_the_tree() -> None:
    doc = made_doc()
    sites = read(doc, (2, 4))
    assert int(sites.root[0]) == 3
    ways = list(
        zip(
            WORDS,
            names(sites.keys["target_edge"], doc),
            names(sites.keys["token_edge"], doc),
            sites.codes["up"].tolist(),
            sites.codes["down"].tolist(),
            strict=True,
        )
    )
    assert ways[3] == ("Lund", "<SELF>", "<SELF>", 0, 0)
    assert ways[2] == ("Ada", "<SELF>", "compound", 1, 0)
    assert ways[0] == ("Critics", "prep", "<SELF>", 0, 2)
    assert ways[4] == ("called", "nsubj", "<SELF>", 0, 3)
    assert ways[7] == ("brutal", "nsubj", "oprd", 2, 3)


def test_several_targets_do_not_touch_each_other() -> None:
    doc, other = made_doc(), made_doc([*WORDS[:7], "kind", *WORDS[8:]])
    together = read_sites(
        [
            Site(doc, (0, 10), (2, 4)),
            Site(other, (0, 10), (5, 6)),
            Site(doc, (4, 10), (8, 9)),
            Site(doc, (0, 10), (5, 6)),
        ]
    )
    alone = [read(doc, (2, 4)), read(other, (5, 6)), read_sites([Site(doc, (4, 10), (8, 9))]), read(doc, (5, 6))]
    assert together.site.tolist() == [0] * 10 + [1] * 10 + [2] * 6 + [3] * 10
    at = 0
    for number, one in enumerate(alone):
        here = slice(at, at + len(one.site))
        assert all((together.keys[name][here] == one.keys[name]).all() for name in KEYS)
        assert all((together.codes[name][here] == one.codes[name]).all() for name in CODES)
        assert (together.head[here] - at == one.head).all()
        assert int(together.root[number]) - at == int(one.root[0])
        at += len(one.site)


def test_a_head_outside_the_unit_is_cut_off() -> None:
    sites = read_sites([Site(made_doc(), (5, 9), (5, 6))])
    assert sites.head.tolist() == [3, 3, 3, 3]


def test_white_space_has_no_row() -> None:
    words = ["He", "\n", "won"]
    doc = Doc(VOCAB, words=words, heads=[2, 0, 2], deps=["nsubj", "dep", "ROOT"], pos=["PRON", "SPACE", "VERB"])
    sites = read(doc, (0, 1))
    assert sites.head.tolist() == [1, 1]
    assert sites.codes["distance"].tolist() == [6, 7]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a “ b c ” d", [0, 2, 1, 1, 2, 0]),
        ("a b ” c", [1, 1, 2, 0]),
        ("a “ b c", [0, 2, 1, 1]),
        ('a " b " c', [0, 2, 1, 2, 0]),
        ("a b c", [0, 0, 0]),
        ("a ” b “ c", [1, 2, 0, 2, 1]),
    ],
)
def test_quotation_marks(text: str, expected: list[int]) -> None:
    words = text.split()
    doc = Doc(VOCAB, words=words, heads=[0] * len(words), deps=["ROOT"] + ["dep"] * (len(words) - 1))
    assert read(doc, (0, 1)).codes["quote"].tolist() == expected


def test_marks_of_one_sentence_do_not_open_the_next() -> None:
    words = ["a", "“", "b"]
    doc = Doc(VOCAB, words=words, heads=[0, 0, 0], deps=["ROOT", "dep", "dep"])
    assert read(doc, (0, 1), (0, 1)).codes["quote"].tolist() == [0, 2, 1, 0, 2, 1]


def test_codes_stay_below_their_sizes() -> None:
    doc = made_doc()
    sites = read(doc, *((i, i + 1) for i in range(len(doc))))
    assert set(sites.codes) == set(CODES)
    assert set(sites.keys) == set(KEYS)
    assert all(0 <= sites.codes[name].min() <= sites.codes[name].max() < size for name, size in CODES.items())


def test_unconnected_tokens_have_no_way() -> None:
    doc = Doc(VOCAB, words=["He", "won", "They", "lost"], heads=[1, 1, 3, 3], deps=["nsubj", "ROOT", "nsubj", "ROOT"])
    sites = read(doc, (0, 1))
    assert (sites.keys["target_edge"][2:] == hashes_of(["<NONE>"])).all()
    assert sites.codes["up"].tolist() == [0, 0, 6, 6]


def test_a_target_without_words_is_refused() -> None:
    doc = Doc(VOCAB, words=["\n", "won"], heads=[1, 1], deps=["dep", "ROOT"], pos=["SPACE", "VERB"])
    with pytest.raises(ValueError, match="no words"):
        read(doc, (0, 1))
