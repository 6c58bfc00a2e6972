"""What the training of sentiment toward targets reads; the networks themselves need libraries that the checks lack."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest

from analysis.parsing import load_model
from analysis.targets.features import Site, read_sites

sys.path.insert(0, str(Path(__file__).parents[1]))

from training.targets.corpus import (
    OTHERS,
    PEOPLE,
    Target,
    count_strings,
    disguise,
    is_name,
    read_targets,
    read_unlabelled,
    sites_of,
    splice,
    tokens_at,
)

SENTENCE = "Critics said “Mayor Lund” won’t resign."


def write_rows(path: Path, *targets: tuple[str, int, int, float]) -> Path:
    rows = [
        {
            "primary_gid": f"paper_{gid}_7_x",
            "sentence_normalized": SENTENCE,
            "targets": [{"Input.gid": gid, "from": start, "to": end, "polarity": polarity}],
        }
        for gid, start, end, polarity in targets
    ]
    path.write_text("\n\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_targets_with_their_labels(tmp_path: Path) -> None:
    at = SENTENCE.index("Lund")
    found = read_targets(write_rows(tmp_path / "t.jsonl", ("a", at, at + 4, 2.0), ("b", 0, 7, 6.0), ("c", 0, 7, 4.0)))
    assert [(t.gid, t.text[t.start : t.end], t.label) for t in found] == [
        ("a", "Lund", 0),
        ("b", "Critics", 2),
        ("c", "Critics", 1),
    ]
    assert [t.article for t in found] == ["paper_a_7", "paper_b_7", "paper_c_7"]


def test_sites_hold_the_words_of_the_target(tmp_path: Path) -> None:
    mark = SENTENCE.index("“")
    [target] = read_targets(write_rows(tmp_path / "t.jsonl", ("a", mark, mark + 6, 2.0)))
    [site] = sites_of([target])
    assert site.doc[site.target[0] : site.target[1]].text == "Mayor"
    assert site.unit == (0, len(site.doc))


def test_a_target_without_words_is_the_token_beside_it() -> None:
    assert tokens_at(load_model().make_doc("Lund  won"), 5, 6) == (2, 3)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", "line 2"),
        ('{"sentence_normalized": "A"}', "line 2.*targets"),
        ('{"sentence_normalized": "A b", "targets": [{"Input.gid": "x", "from": 2, "to": 9}]}', "line 2.*2-9"),
        ('{"sentence_normalized": "A b", "targets": [{"Input.gid": "x", "from": "0", "to": 1}]}', "line 2"),
        ('{"sentence_normalized": "A", "targets": [{"Input.gid": "x", "from": 0, "to": 1, "polarity": 5}]}', "line 2"),
        ("[]", "line 2"),
    ],
)
def test_a_line_of_another_form_is_named(row: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text("\n" + row, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_targets(tmp_path / "t.jsonl")


def test_sentences_without_annotations_can_be_read(tmp_path: Path) -> None:
    row = '{"sentence_normalized": "A b", "targets": [{"Input.gid": "a_b_c_d", "from": 0, "to": 1}]}'
    (tmp_path / "t.jsonl").write_text(row, encoding="utf-8")
    [target] = read_targets(tmp_path / "t.jsonl")
    assert (target.label, target.article) == (None, "a_b_c")


def test_the_teacher_is_blind_to_the_names_that_the_network_is_blind_to() -> None:
    doc = load_model()("The Bank of Norvik and Mayor Ada Lund, an Imberian, met “Hope” on Tuesday in THE HALL.")
    words = read_sites([Site(doc, (0, len(doc)), (7, 8))]).keys["word"]
    hidden = [token.text for token, word in zip(doc, words.tolist(), strict=True) if int(word) != token.lower]
    assert hidden == [token.text for token in doc if is_name(token)]
    assert {"Ada", "Lund", "Norvik"} <= set(hidden)


def test_strings_are_counted_with_their_stand_ins(tmp_path: Path) -> None:
    [target] = read_targets(write_rows(tmp_path / "t.jsonl", ("a", 0, 7, 2.0)))
    sites = read_sites([*sites_of([target])])
    words = count_strings(sites, "word")
    assert words["n't"] == 1  # spelt with a curly apostrophe in the text
    assert words["critics"] == 1
    assert "lund" not in words
    assert sum(words.values()) == len(sites.site)
    edges = count_strings(sites, "target_edge")
    assert edges["<SELF>"] == 1
    assert set(edges) - {"<SELF>"}


def test_plain_articles_give_names_pronouns_and_parts_of_clauses(tmp_path: Path) -> None:
    text = "Ada Lund praised the striking miners before she left the town hall in silence."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    found = read_unlabelled(tmp_path)
    texts = [site.doc[site.target[0] : site.target[1]].text for site in found]
    assert texts[0] == "Ada Lund"
    assert set(texts) >= {"Ada Lund", "miners", "she", "hall"}
    assert np.unique(read_sites(found).site).size == len(found)


def test_names_are_disguised_for_the_teacher() -> None:
    doc = load_model()("Ada Lund met the mayor of Norvik, and Lund said that she liked Rolf Berg of the Anse Party.")
    at = next(token.i for token in doc if token.text == "Berg")
    text, start, end = disguise(Site(doc, (0, len(doc)), (at - 1, at + 1)), random.Random(1))
    words = text.split()
    assert words[0] == words[words.index("said") - 1]  # one name stays one
    assert text[start:end].isalpha()
    assert text[end:].startswith(" of ")
    assert not {"Ada", "Lund", "Rolf", "Berg", "Anse", "Norvik,"} & (
        set(words) - set(PEOPLE) - {f"{o}," for o in OTHERS} - set(OTHERS)
    )
    assert text != disguise(Site(doc, (0, len(doc)), (at - 1, at + 1)), random.Random(2)).text


def test_two_sentences_joined_keep_their_targets_and_what_was_said_of_them() -> None:
    texts = ["The mayor lied.", "Rescuers saved the child.", "He arrived on Monday.", "“No,” she said."]
    spans = [(4, 9), (0, 8), (0, 2), (6, 9)]
    targets = [
        Target(str(i), text, start, end, label, f"a{i}")
        for i, (text, (start, end), label) in enumerate(zip(texts, spans, (0, 2, 1, 0), strict=True))
    ]
    found = list(splice(targets, 20, random.Random(5)))
    assert len(found) == 40
    for (one, i), (other, j) in zip(found[::2], found[1::2], strict=True):
        assert one.text == other.text
        assert 0 in {one.label, other.label}
        assert (one.label, other.label) != (0, 0)
        for target, origin in ((one, i), (other, j)):
            mention = targets[origin].text[targets[origin].start : targets[origin].end]
            assert target.text[target.start : target.end].lower() == mention.lower()
    assert 3 not in {origin for _, origin in found}  # quotation marks would reach into the other sentence
    assert list(splice(targets[:1], 20, random.Random(5))) == []
