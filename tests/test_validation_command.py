"""The loop as its users go it, on the sample corpus: draw, code with known errors, score, and draw figures anew."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from coding import Answers, fill_csv, fill_workbook, right_answers

from analysis.store import read_manifest
from analysis.validation.agreement import krippendorff_alpha
from analysis.validation.key import read_key
from analysis.validation.questions import FORMS
from analysis.validation.results import Validation, read_validation
from analysis.validation.sampling import Sample

PROJECT = Path(__file__).parents[1]
FRAMES = ("blame", "captivity")


def call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analysis", *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample corpus, analysed."""
    place = tmp_path_factory.mktemp("root")
    done = call("run", "data/articles/demo", "--out", place, "--no-notebooks")
    assert done.returncode == 0, done.stderr
    return place


def draw(root: Path, name: str, *options: str) -> tuple[Path, Sample]:
    folder = root / name
    chosen = [part for frame in FRAMES for part in ("--frame", frame)]
    done = call("validate", "sample", root / "data" / "tables" / "demo", "--out", folder, *chosen, *options)
    assert done.returncode == 0, done.stderr
    return folder, read_key(folder / "key.json")[0]


def with_errors(sample: Sample) -> dict[str, dict[str, str]]:
    """What coders agree on: every 5th hit is wrong, every 10th other sentence is missed, and so on for the rest."""
    answers = right_answers(sample)
    for (kind, _, hit), own in sample.items.groupby(["kind", "frame", "hit"], dropna=False):
        for rank, item in enumerate(own["item"]):
            if kind == "frames" and hit and rank % 5 == 0:
                answers[item] = {"present": "no"}
            elif kind == "frames" and not hit and rank % 10 == 0:
                answers[item] = {"present": "yes", "voice": "narrator", "manner": "asserted"}
            elif kind == "sentiment" and rank % 4 == 0:
                answers[item] = {"tone": "neutral" if answers[item]["tone"] != "neutral" else "negative"}
            elif kind == "quotes" and rank % 10 == 0:
                answers[item] = {"quote": "no"}
            elif kind == "quotes" and rank % 10 == 1:
                answers[item] = {"quote": "yes", "attributed": "no"}
    return answers


def dissenting(answers: Answers) -> dict[str, dict[str, str]]:
    """A coder who answers the first question of every 8th item otherwise."""
    other = {"yes": "no", "no": "yes", "negative": "positive", "neutral": "positive", "positive": "negative"}
    changed = {}
    for rank, (item, own) in enumerate(answers.items()):
        first = next(iter(own))
        changed[item] = {first: other[own[first]]} if rank % 8 == 0 else dict(own)
    return changed


def scored(root: Path) -> Validation:
    validation = read_validation(root / "data" / "validation" / "demo")
    assert validation is not None
    return validation


@pytest.fixture(scope="module")
def coded(root: Path) -> tuple[Sample, Path]:
    """Three coders, two of whom agree on the known errors: as a workbook, as CSV with semicolons, as a workbook."""
    folder, sample = draw(root, "coding", "--coders", "ana,ben,cleo", "--hits", "30", "--sentences", "40")
    sheets, answers = folder / "for-coders", with_errors(sample)
    fill_workbook(sheets / "ana.xlsx", answers)
    for kind in FORMS:
        fill_csv(sheets / f"ben-{kind}.csv", answers, delimiter=";")
    fill_workbook(sheets / "cleo.xlsx", dissenting(answers))
    return sample, folder


def test_known_errors_come_back(coded: tuple[Sample, Path], root: Path) -> None:
    sample, folder = coded
    done = call("validate", "score", folder / "for-coders")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    validation, answers = scored(root), with_errors(sample)
    assert (validation.n_coders, validation.n_items, validation.n_open) == (3, len(sample.items), 0)
    weights = sample.strata.assign(frame=sample.strata["frame"].fillna(""))
    items = sample.items.reset_index(drop=True).assign(frame=lambda table: table["frame"].fillna(""))
    items = items.merge(weights, on=["kind", "frame", "stratum"])
    items["first"] = [next(iter(answers[item].values())) for item in items["item"]]
    frames = validation.tables["frames"].set_index("frame")
    for frame in [f"conflict/{name}" for name in FRAMES]:
        own = items[items["frame"] == frame]
        yes, hit = own["first"] == "yes", own["hit"].astype(bool)
        tp, fp = own.loc[hit & yes, "weight"].sum(), own.loc[hit & ~yes, "weight"].sum()
        fn, tn = own.loc[~hit & yes, "weight"].sum(), own.loc[~hit & ~yes, "weight"].sum()
        assert frames.loc[frame, "precision"] == pytest.approx(tp / (tp + fp))
        assert frames.loc[frame, "recall"] == pytest.approx(tp / (tp + fn))
        assert frames.loc[frame, "f1"] == pytest.approx(2 * tp / (2 * tp + fp + fn))
        assert frames.loc[frame, "specificity"] == pytest.approx(tn / (tn + fp))
        prevalence = validation.tables["prevalence"].set_index(["frame", "outlet"]).loc[(frame, "all")]
        assert prevalence["observed"] == pytest.approx((tp + fp) / (tp + fp + fn + tn))
        assert prevalence["corrected"] == pytest.approx((tp + fn) / (tp + fp + fn + tn))
        assert prevalence["corrected_low"] < prevalence["corrected"] < prevalence["corrected_high"]
    tone = items[items["kind"] == "sentiment"]
    sentiment = validation.tables["sentiment"].set_index("reading")
    for reading in ("exact", "adjusted"):
        right = tone[reading] == tone["first"]
        expected = (right * tone["weight"]).sum() / tone["weight"].sum()
        assert sentiment.loc[reading, "accuracy"] == pytest.approx(expected)
    quotes = validation.tables["quotes"].set_index("what")
    own = items[items["kind"] == "quotes"]
    expected = ((own["first"] == "yes") * own["weight"]).sum() / own["weight"].sum()
    assert quotes.loc["quote", "precision"] == pytest.approx(expected)
    assert int(quotes.loc["speaker", "n"] - quotes.loc["speaker", "n_right"]) == 5
    both = [(who, item, next(iter(a.values()))) for who in ("ana", "ben") for item, a in answers.items()]
    both += [("cleo", item, next(iter(a.values()))) for item, a in dissenting(answers).items()]
    codes = pd.DataFrame(both, columns=["coder", "item", "code"])
    reliability = validation.tables["reliability"]
    whole = reliability[reliability["code"].isna() & reliability["frame"].isna()].set_index("question")["alpha"]
    for prefix, question in (("F", "present"), ("S", "tone"), ("Q", "quote")):
        assert whole[question] == pytest.approx(krippendorff_alpha(codes[codes["item"].str[0] == prefix]))
    table = pd.read_csv(root / "data" / "validation" / "demo" / "disagreements.csv", encoding="utf-8-sig")
    assert set(table["item"]) == {item for rank, item in enumerate(answers) if rank % 8 == 0}


def test_all_coded_gives_the_exact_figures(root: Path) -> None:
    """With every sentence coded nothing is estimated."""
    folder, sample = draw(root, "census", "--hits", "99999", "--sentences", "99999", "--quotes", "0")
    answers = with_errors(sample)
    fill_workbook(folder / "for-coders" / "coder.xlsx", answers)
    out = root / "census-result"
    assert call("validate", "score", folder / "for-coders" / "coder.xlsx", "--out", out).returncode == 0
    validation = read_validation(out)
    assert validation is not None
    frame = validation.tables["frames"].set_index("frame").loc["conflict/blame"]
    n_hits = int(sample.items.query("frame == 'conflict/blame' and hit == True").shape[0])
    n_others = int(sample.items.query("frame == 'conflict/blame' and hit == False").shape[0])
    right, missed = n_hits - -(-n_hits // 5), -(-n_others // 10)
    assert frame["precision"] == pytest.approx(right / n_hits)
    assert frame["recall"] == pytest.approx(right / (right + missed))
    assert (frame["recall_low"], frame["recall_high"]) == pytest.approx((frame["recall"], frame["recall"]))
    assert pd.isna(frame["alpha"])


def test_figures_and_report_are_drawn_anew(coded: tuple[Sample, Path], root: Path) -> None:
    _, folder = coded
    result = root / "data" / "validation" / "demo"
    for path in result.glob("*"):
        path.unlink()

    def caption(figure: str) -> str:
        return str(json.loads((root / "figures" / "demo" / f"{figure}.json").read_text(encoding="utf-8"))["caption"])

    run = ("run", "data/articles/demo", "--out", root, "--no-notebooks")
    call(*run)
    assert caption("who-is-quoted").endswith("Unvalidated: no hand coding of these articles.")
    tables = {path: path.stat().st_mtime_ns for path in (root / "data" / "tables" / "demo").glob("*.parquet")}
    assert call("validate", "score", folder / "for-coders").returncode == 0
    done = call(*run)
    assert "demo: 44 articles drawn anew" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in tables} == tables
    # Quotes are nearly all right, so that one answer in eight otherwise makes alpha low.
    assert "Coded by hand, but not reliably: quotes: precision ." in caption("who-is-quoted")
    assert "Validated in part on this corpus: frames: precision ." in caption("frames-by-outlet")
    assert "weakest" in caption("frames-by-outlet")
    assert "no hand coding of the frames" in caption("frames-by-outlet")
    report = (root / "reports" / "index.html").read_text(encoding="utf-8")
    assert "for all of the frames" in report
    assert "Validated in part on this corpus" in report
    assert "demo: 44 articles up to date" in call(*run).stdout
    assert read_manifest(root / "data" / "tables" / "demo").settings["validation"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sample", "no-such", "--out", "{root}/x"], "no-such"),
        (["sample", "{root}/data/tables/demo", "--out", "{root}/coding"], "holds a sample already"),
        (["sample", "{root}/data/tables/demo", "--out", "{root}/x", "--coders", "ana,ana"], "named twice"),
        (
            ["sample", "{root}/data/tables/demo", "--out", "{root}/x", "--frame", "no_frame"],
            "no hit of a frame 'no_frame'",
        ),
        (["sample", "{root}/data/tables/demo", "--out", "{root}/x", "--overlap", "3"], "--overlap"),
        (["score", "no-such.xlsx"], "no-such.xlsx"),
        (["score", "{root}/reports/index.html"], "no key.json"),
    ],
)
def test_wrong_use(arguments: list[str], message: str, coded: tuple[Sample, Path], root: Path) -> None:
    done = call("validate", *(argument.format(root=root) for argument in arguments))
    assert done.returncode == 2, done.stderr
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_what_cannot_be_used_ends_with_1(coded: tuple[Sample, Path], root: Path, tmp_path: Path) -> None:
    _, folder = coded
    broken = tmp_path / "dora.xlsx"
    broken.write_bytes(b"no workbook")
    sheets = [folder / "for-coders" / "ana.xlsx", broken]
    done = call("validate", "score", *sheets, "--key", folder / "key.json", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "dora.xlsx: cannot be read" in done.stderr
    assert (tmp_path / "out" / "validation.json").is_file()
