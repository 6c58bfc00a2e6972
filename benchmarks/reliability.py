"""How far the score of an attribution can be trusted: a figure with its numbers.

    python benchmarks/reliability.py CORPUS [--out benchmarks/reliability]

CORPUS is annotated in the form that `training/attribution/corpus.py` describes; only the articles that training set
aside count. Attributions are put into ten classes by score; the figure shows, for each, how many are right, with a 95 %
interval (Wilson 1927), against what the score promises. Below it stand precision and recall by least score. Writes
OUT.png and OUT.csv, prints the numbers and the expected calibration error, the mean gap between score and share
(Naeini, Cooper and Hauskrecht 2015).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analysis.charts.colours import palette
from analysis.charts.theme import new_figure, strip_axes, theme
from analysis.quotes.assembly import draft_attributions
from analysis.quotes.marks import analysed_marks
from analysis.quotes.tagger import read_tagger
from analysis.quotes.words import read_cues
from training.attribution.calibrate import right_ones
from training.attribution.examples import Corpus, read_corpus

if TYPE_CHECKING:
    from matplotlib.figure import Figure

N_CLASSES = 10
_Z = 1.96


def score_corpus(corpus: Corpus) -> tuple[pd.DataFrame, int]:
    """Score and rightness of every attribution in the articles set aside, and how many are annotated there."""
    tagger, rows, n_gold = read_tagger(), [], 0
    for parsed, gold in zip(corpus.parsed, corpus.gold, strict=True):
        n_gold += len(gold)
        drafts = draft_attributions(parsed, analysed_marks(parsed), read_cues(), tagger)
        verdicts = right_ones(parsed, drafts, gold)
        rows += [(tagger.score(d.via, d.evidence), right) for d, right in zip(drafts, verdicts, strict=True)]
    return pd.DataFrame(rows, columns=["score", "right"]), n_gold


def by_class(scored: pd.DataFrame) -> pd.DataFrame:
    """Number, mean score and share of right ones with its interval, for each class of scores."""
    classes = np.minimum((scored["score"] * N_CLASSES).astype(int), N_CLASSES - 1)
    table = scored.groupby(classes).agg(n=("right", "size"), score=("score", "mean"), right=("right", "mean"))
    middle = (table["right"] + _Z**2 / (2 * table["n"])) / (1 + _Z**2 / table["n"])
    error = (table["right"] * (1 - table["right"]) / table["n"] + _Z**2 / (4 * table["n"] ** 2)) ** 0.5
    spread = _Z / (1 + _Z**2 / table["n"]) * error
    table["low"], table["high"] = middle - spread, middle + spread
    return table.rename_axis("class").reset_index()


def by_least_score(scored: pd.DataFrame, n_gold: int) -> pd.DataFrame:
    """Precision and recall of what is left when lower scores are left out."""
    rows = []
    for least in np.arange(0, 1, 0.1):
        kept = scored[scored["score"] >= least]
        rows.append((round(float(least), 1), len(kept), kept["right"].mean(), kept["right"].sum() / n_gold))
    return pd.DataFrame(rows, columns=["least_score", "n", "precision", "recall"])


def draw(classes: pd.DataFrame, choices: pd.DataFrame) -> Figure:
    """The two panels."""
    with theme():
        figure = new_figure("How far an attribution's score can be trusted", 75)
        left, right = figure.subplots(1, 2)
        left.plot([0, 1], [0, 1], color=palette().muted, linestyle="--", linewidth=0.8, label="as promised")
        low, high = classes["right"] - classes["low"], classes["high"] - classes["right"]
        left.errorbar(
            classes["score"], classes["right"], yerr=[low, high], fmt="o", color=palette().series, label="measured"
        )
        for row in classes.itertuples():
            left.annotate(f"{row.n:,}", (row.score, row.high), (0, 2), textcoords="offset points", ha="center", size=6)
        left.set(xlim=(0, 1), ylim=(0, 1.08), xlabel="score (mean of its class)", ylabel="share that is right")
        left.set_title("Of attributions with this score, so many are right\n(n above, 95 % intervals)")
        left.legend(loc="lower right")
        right.plot(choices["least_score"], choices["precision"], "o-", color=palette().series, label="precision")
        right.plot(choices["least_score"], choices["recall"], "s--", color=palette().ink, label="recall")
        right.set(xlim=(0, 0.95), ylim=(0, 1.08), xlabel="least score that is kept")
        right.set_title("Leaving out lower scores:\nfewer mistakes, more missed")
        right.legend(loc="lower left")
        for ax in (left, right):
            strip_axes(ax, grid="y")
        return figure


def main() -> int:
    """Measure, draw, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(""))
    args = parser.parse_args()
    try:
        corpus = read_corpus(args.corpus, only_set_aside=True)
    except FileNotFoundError as err:
        print(f"reliability: {err}", file=sys.stderr)
        return 2
    scored, n_gold = score_corpus(corpus)
    classes, choices = by_class(scored), by_least_score(scored, n_gold)
    draw(classes, choices).savefig(args.out.with_suffix(".png"), metadata={"Software": None})
    pd.concat([classes, choices]).to_csv(args.out.with_suffix(".csv"), index=False, float_format="%.4f")
    gap = float((classes["n"] * (classes["score"] - classes["right"]).abs()).sum() / classes["n"].sum())
    print(classes.round(3).to_string(index=False))
    print(choices.round(3).to_string(index=False))
    print(f"expected calibration error {gap:.3f}, {len(scored)} attributions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
