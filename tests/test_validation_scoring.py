"""Disagreements: told, talked about, settled in a sheet of their own, which wins."""

from __future__ import annotations

from pathlib import Path

from coding import fill_workbook, right_answers

from analysis.tables import Tables
from analysis.validation.discussing import write_disagreements
from analysis.validation.key import KeyOrigin
from analysis.validation.reading import read_sheets
from analysis.validation.sampling import Sizes, draw_sample
from analysis.validation.scoring import score
from analysis.validation.sheets import write_sheets

ORIGIN = KeyOrigin("2026-01-01", {}, "..")


def test_what_is_settled_together_wins(tables: Tables, tmp_path: Path) -> None:
    drawn = draw_sample(tables, coders=["ana", "ben"], sizes=Sizes(10, 10, 8), frames=["law"])
    write_sheets(drawn, [], tmp_path)
    sheets = [tmp_path / "for-coders" / f"{who}.xlsx" for who in ("ana", "ben")]
    answers = right_answers(drawn)
    hits = [item for item, own in answers.items() if own.get("present") == "yes"]
    fill_workbook(sheets[0], answers)
    fill_workbook(sheets[1], answers | {hits[0]: {"present": "no"}, hits[1]: {"present": "no"}})
    codings = read_sheets(sheets, drawn)
    validation, open_items = score(drawn, ORIGIN, codings, date="2026-01-02")
    assert set(open_items.loc[open_items["how"] == "tie", "item"]) == set(hits[:2])
    assert open_items["codes"].iloc[0] == "ana: yes, ben: no"
    frame = validation.tables["frames"].set_index("frame").loc["conflict/law"]
    assert (frame["n_hits"], frame["n_hits_right"], frame["n_open"]) == (8, 8, 2)
    assert set(validation.tables["readings"]["accuracy"]) == {1.0}

    write_disagreements(drawn, open_items, tmp_path)
    settled = tmp_path / "disagreements.xlsx"
    fill_workbook(settled, {hits[0]: {"present": "no"}, hits[1]: answers[hits[1]]})
    codings = read_sheets([*sheets, settled], drawn)
    assert not codings.problems
    assert codings.coders == ("ana", "ben")
    after, still_open = score(drawn, ORIGIN, codings, date="2026-01-03")
    frame = after.tables["frames"].set_index("frame").loc["conflict/law"]
    assert (frame["n_hits"], frame["n_hits_right"], frame["n_open"]) == (10, 9, 0)
    assert still_open.empty
    alpha = [v.tables["reliability"].query("question == 'present'")["alpha"].iloc[0] for v in (validation, after)]
    assert alpha[0] == alpha[1]  # what was settled afterwards says nothing about agreement before


def test_no_disagreement_leaves_no_workbook(tables: Tables, tmp_path: Path) -> None:
    drawn = draw_sample(tables, coders=["ana"], sizes=Sizes(4, 4, 4), frames=["law"])
    write_sheets(drawn, [], tmp_path)
    path = tmp_path / "for-coders" / "ana.xlsx"
    fill_workbook(path, right_answers(drawn))
    _, open_items = score(drawn, ORIGIN, read_sheets([path], drawn), date="2026-01-02")
    (tmp_path / "disagreements.xlsx").write_bytes(b"of an earlier time")
    assert [p.name for p in write_disagreements(drawn, open_items, tmp_path)] == ["disagreements.csv"]
    assert not (tmp_path / "disagreements.xlsx").exists()
