"""What training reads and how it calibrates; the network itself needs a library that the checks do not install."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from analysis.parsing import as_parsed
from analysis.quotes.drafts import Draft
from analysis.quotes.features import read_tokens
from analysis.quotes.links import EVIDENCE
from analysis.quotes.tagger import LABELS, read_tagger

sys.path.insert(0, str(Path(__file__).parents[1]))

from training.attribution.calibrate import fit_scores, right_ones
from training.attribution.corpus import Attribution, label_tokens, read_attributions
from training.attribution.examples import is_set_aside

TEXT = '"We stay," Ada Lund said. "We will not go."\n\nShe left.'
GOLD = Attribution(content=((0, 10), (26, 43)), cue=((20, 24),), source=((11, 19),))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for folder in ("text", "attributions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "text" / "a_b.txt").write_text(TEXT, encoding="utf-8")
    notes = (
        'T1\tContent 0 10;26 43\t"We stay," "We will not go."\nT2\tCue 20 24\tsaid\nT3\tSource 11 19\tAda\nLund\n'
        "T4\tAttribution 20 24\tsaid\nE1\tAttribution:T4 Content:T1 Cue:T2 Source:T3\n"
        "E2\tAttribution:T4 Content:T1 Cue:T2 Source:T3\nE3\tAttribution:T4 Cue:T2\n"
    )
    (tmp_path / "attributions" / "a_b_x1.ann").write_text(notes, encoding="utf-8")
    (tmp_path / "attributions" / "a_b_x2.ann").write_text("", encoding="utf-8")
    return tmp_path


def test_standoff_is_read_once_each_from_the_first_annotator(corpus: Path) -> None:
    assert read_attributions(corpus) == {"a_b": [GOLD]}


def test_a_folder_of_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="attributions"):
        read_attributions(tmp_path)


def test_tokens_are_labelled_piece_by_piece() -> None:
    parsed = as_parsed(TEXT)
    tokens = read_tokens(parsed, [(0, 10), (26, 43)], read_tagger().classes)
    assert tokens is not None
    labelled = label_tokens(tokens, [GOLD])
    names = [LABELS[i] for i in labelled.labels]
    assert " ".join(names) == "BC IC IC IC IC BS IS BK O JC IC IC IC IC IC IC O O O"
    assert labelled.owner.tolist() == [0] * 8 + [-1] + [0] * 7 + [-1] * 3


@pytest.mark.parametrize(
    ("contents", "source", "right"),
    [
        ([(0, 10), (26, 43)], (5, 7), True),
        ([(26, 43)], (5, 7), True),  # more than half of the tokens
        ([(0, 10)], (5, 7), False),
        ([(0, 10), (26, 43)], None, False),  # the annotation names a source
        ([(0, 10), (26, 43)], (17, 18), False),
    ],
)
def test_right_is_half_of_the_content_and_the_source(
    contents: list[tuple[int, int]], source: tuple[int, int] | None, right: bool
) -> None:
    draft = Draft(contents, "tagger", 0, (7, 8), "say", source)
    assert right_ones(as_parsed(TEXT), [draft], [GOLD]) == [right]


def test_an_annotation_makes_one_draft_right() -> None:
    draft = Draft([(0, 10), (26, 43)], "tagger", 0, (7, 8), "say", (5, 7))
    assert right_ones(as_parsed(TEXT), [draft, draft], [GOLD]) == [True, False]


def test_scores_are_calibrated() -> None:
    rng = np.random.default_rng(0)
    found = []
    for _ in range(3000):
        evidence = rng.normal(0, 2, len(EVIDENCE))
        chance = 1 / (1 + np.exp(-(0.8 * evidence[0] - 0.5 * evidence[3] + 0.3)))
        found.append((Draft([(0, 1)], "tagger", 0, evidence=tuple(evidence)), bool(rng.random() < chance)))
    found += [(Draft([(0, 1)], "headline", 0), i % 4 != 0) for i in range(40)]
    found += [(Draft([(0, 1)], "phrase", 0), True) for _ in range(2)]
    fitted = fit_scores(found)
    assert fitted["score.weight"][0] == pytest.approx(0.8, abs=0.1)
    assert fitted["score.weight"][3] == pytest.approx(-0.5, abs=0.1)
    rules = dict(zip(fitted["score_rules"].tolist(), fitted["score.rule"].tolist(), strict=True))
    assert rules["headline"] == pytest.approx(0.75)
    assert rules["phrase"] < 1  # two cases prove nothing: it gets what all rules have


def test_every_tenth_article_is_set_aside() -> None:
    assert [i for i in range(30) if is_set_aside(i)] == [5, 15, 25]
