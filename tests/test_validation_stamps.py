"""What figures say of hand coding: in their captions, in their margins, and when it no longer holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.charts import FIGURES, draw_figure, theme, write_figures
from analysis.charts.drawing import Request
from analysis.charts.saving import save
from analysis.lexicons import FrameLexicon
from analysis.publishing.report import CorpusReport, write_report
from analysis.store import StoreError
from analysis.tables import Tables
from analysis.validation.fingerprints import fingerprints
from analysis.validation.results import Validation, read_validation, validation_folder, write_validation
from analysis.validation.stamps import BASES, UNVALIDATED, Stamps, read_stamps, stamps_of

LEXICON = FrameLexicon("conflict", "1.1", "en", "unvalidated", "", (), (), ())
PRECISION = {"law": 0.95, "diplomacy": 0.62, "capitulation": 0.9, "coercion_victory": 0.8, "humanitarian": 0.7}


def estimate(name: str, value: float) -> dict[str, float]:
    return {name: value, f"{name}_low": value - 0.1, f"{name}_high": value + 0.04}


def validation_of(
    tables: Tables, precision: Mapping[str, float], alpha: float = 0.81, quotes: bool = True
) -> Validation:
    frames = [
        {
            "frame": f"conflict/{frame}" if frame != "all" else frame,
            "n_hits": 50 if frame != "all" else 50 * len(precision),
        }
        | estimate("precision", value)
        | estimate("recall", 0.5)
        for frame, value in {"all": 0.86, **precision}.items()
    ]
    alphas = [{"question": q, "frame": None, "code": None, "alpha": alpha} for q in ("present", "quote", "tone")]
    alphas += [{"question": "present", "frame": row["frame"], "code": None, "alpha": alpha} for row in frames]
    made: dict[str, Any] = {
        "frames": pd.DataFrame(frames),
        "reliability": pd.DataFrame(alphas),
        "quotes": pd.DataFrame([{"what": "quote", "n": 50} | estimate("precision", 0.9)] if quotes else []),
    }
    return Validation(
        "made-up",
        "2026-01-01",
        "abc",
        2,
        300,
        0,
        1,
        len(tables.articles),
        {"conflict": "1.1"},
        {},
        fingerprints(tables),
        made,
    )


@pytest.fixture(scope="module")
def stamps(tables: Tables) -> Stamps:
    return stamps_of(validation_of(tables, PRECISION), tables, [LEXICON])


def test_every_figure_says_what_it_rests_on() -> None:
    assert not [name for name, spec in FIGURES.items() if not spec.rests_on]
    assert {basis for spec in FIGURES.values() for basis in spec.rests_on} == set(BASES)


def test_without_hand_coding(tables: Tables, tmp_path: Path) -> None:
    for entry in write_figures(tables, tmp_path):
        assert entry.skipped or entry.caption.endswith("Unvalidated: no hand coding of these articles.")
        if entry.svg:
            assert "Unvalidated: no hand coding of these articles." in entry.svg.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("rests_on", "frames", "line"),
    [
        (
            ["frames"],
            [],
            "Validated on this corpus: frames: precision .86 [.76–.90], recall .50 [.40–.54] over 5 frames, weakest "
            "diplomacy, .62 [.52–.66], n = 250, alpha .81.",
        ),
        (
            ["frames"],
            ["law"],
            "Validated on this corpus: law: precision .95 [.85–.99], recall .50 [.40–.54], n = 50, alpha .81.",
        ),
        (
            ["frames"],
            ["law", "humanitarian"],
            "Validated on this corpus: frames: precision .70 to .95 over 2 of them, weakest humanitarian, .70 "
            "[.60–.74], n = 100, alpha .81.",
        ),
        (["quotes"], [], "Validated on this corpus: quotes: precision .90 [.80–.94], n = 50, alpha .81."),
        (["sentiment"], [], "Unvalidated: no hand coding of sentiment."),
        (
            ["names", "quotes"],
            [],
            "Validated in part on this corpus: quotes: precision .90 [.80–.94], n = 50, alpha .81. Unvalidated: no "
            "hand coding of contested names.",
        ),
        ([], [], ""),
    ],
)
def test_lines(rests_on: list[Any], frames: list[str], line: str, stamps: Stamps) -> None:
    assert stamps.line(rests_on, frames) == line


def test_frames_that_were_not_coded_and_coders_who_do_not_agree(tables: Tables) -> None:
    some = stamps_of(validation_of(tables, {"law": 0.9}), tables, [LEXICON])
    assert some.line(["frames"]).startswith("Validated in part on this corpus: law: precision .90")
    assert some.line(["frames"]).endswith("no hand coding of the frames capitulation, coercion victory, diplomacy, ….")
    assert some.line(["frames"], ["diplomacy"]) == "Unvalidated: no hand coding of frames."
    assert not some.holds_for_frames()
    for alpha, words in ((0.5, "alpha .50"), (float("nan"), "agreement of coders not known")):
        poor = stamps_of(validation_of(tables, PRECISION, alpha), tables, [LEXICON])
        assert (
            poor.line(["quotes"])
            == f"Coded by hand, but not reliably: quotes: precision .90 [.80–.94], n = 50, {words}."
        )
        assert not poor.holds_for_frames()


def test_out_of_date(tables: Tables) -> None:
    validation = validation_of(tables, PRECISION)
    newer = stamps_of(validation, tables, [replace(LEXICON, version="1.2")])
    line = newer.line(["frames"], ["law", "diplomacy"])
    assert line == "Validation out of date: frames diplomacy, law: conflict 1.1 was coded, this is 1.2."
    assert newer.line(["quotes"]).startswith("Validated")
    hits = tables.frame_hits[tables.frame_hits["frame"] != "law"]
    other = pd.concat([hits, tables.frame_hits[tables.frame_hits["frame"] == "law"].iloc[1:]])
    fewer = stamps_of(validation, replace(tables, frame_hits=other), [LEXICON])
    assert fewer.line(["frames"], ["law"]) == "Validation out of date: frames law: their hits are others since."
    assert fewer.line(["frames"], ["diplomacy"]).startswith("Validated on this corpus: diplomacy")
    changed = stamps_of(validation, replace(tables, quotes=tables.quotes.iloc[3:]), [LEXICON])
    assert changed.line(["quotes"]) == "Validation out of date: quotes: quotes are read otherwise since."
    articles = replace(
        tables,
        articles=tables.articles.iloc[1:],
        quotes=tables.quotes.iloc[9:],
        frame_hits=tables.frame_hits.iloc[9:],
    )
    assert "other articles were coded" in stamps_of(validation, articles, [LEXICON]).line(["quotes"])


def test_the_order_of_articles_does_not_matter(tables: Tables) -> None:
    turned = replace(tables, **{name: frame.iloc[::-1] for name, frame in tables.by_name().items()})
    assert fingerprints(turned) == fingerprints(tables)


def test_a_figure_shows_its_stamp(tables: Tables, stamps: Stamps) -> None:
    with theme():
        bare = draw_figure("frames-by-voice", tables, Request())
        drawing = draw_figure("frames-by-voice", tables, Request(), stamps)
        svg = save(drawing, "svg").decode("utf-8")
        assert save(drawing, "svg").decode("utf-8") == svg
        heights = [int(save(made, "png")[20:24].hex(), 16) for made in (replace(bare, stamp=""), drawing)]
    assert bare.caption.endswith(UNVALIDATED.line(["frames"]))
    assert drawing.caption.endswith(stamps.line(["frames", "quotes"]))
    assert "weakest diplomacy" in " ".join(svg.split())
    assert heights[0] < heights[1] < heights[0] + 100
    with theme():
        one = draw_figure("who-says-a-term", tables, Request(term="law"), stamps)
    assert "Validated on this corpus: law: precision .95" in one.caption


def test_on_disk(tables: Tables, tmp_path: Path) -> None:
    folder = validation_folder(tmp_path, "made-up")
    assert read_validation(folder) is None
    assert read_stamps(tmp_path, "made-up", tables).validation is None
    written = write_validation(validation_of(tables, PRECISION), folder)
    assert {path.name for path in written} == {"validation.json", "frames.csv", "reliability.csv", "quotes.csv"}
    read = read_stamps(tmp_path, "made-up", tables, [LEXICON])
    assert read.line(["frames"], ["law"]).startswith("Validated on this corpus: law: precision .95 [.85–.99]")
    (folder / "validation.json").write_text("{}", encoding="utf-8")
    with pytest.raises(StoreError, match="score the sheets again"):
        read_validation(folder)


def test_the_report_follows(tables: Tables, stamps: Stamps, tmp_path: Path) -> None:
    def text(corpus: CorpusReport) -> str:
        return " ".join(write_report([corpus], tmp_path).read_text(encoding="utf-8").split())

    bare, checked = (
        CorpusReport("c", tables, lexicons=[LEXICON]),
        CorpusReport("c", tables, lexicons=[LEXICON], stamps=stamps),
    )
    assert "<strong>not validated</strong>" in text(bare)
    assert "not validated" not in text(checked)
    assert "compared with coding by hand" in text(checked)
    assert "weakest diplomacy, .62" in text(checked)
    old = stamps_of(stamps.validation, tables, [replace(LEXICON, version="2")])
    assert "<strong>not validated</strong>" in text(replace(checked, stamps=old))
    assert "Validation out of date" in text(replace(checked, stamps=old))
