"""The command `figures`: what it writes where, and what it says of wrong choices."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.__main__ import app
from analysis.store import write_tables
from analysis.tables import Tables


@pytest.fixture(scope="module")
def stored(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("root") / "data" / "tables" / "made-up"
    write_tables(tables, folder)
    return folder


def test_chosen_figures_are_written_in_the_chosen_formats(stored: Path, tmp_path: Path) -> None:
    options = ["--only", "who-is-quoted", "--preset", "column", "--dark", "--format", "svg", "--out", str(tmp_path)]
    done = CliRunner().invoke(app, ["figures", str(stored), *options])
    assert done.exit_code == 0, done.output
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".json", ".svg"]
    svg = (tmp_path / "who-is-quoted.svg").read_text(encoding="utf-8")
    assert 'width="85mm"' in svg
    assert "#191b1f" in svg
    assert "1 of 1 figures" in done.stderr


def test_a_term_is_followed_and_one_that_does_not_exist_is_told(stored: Path, tmp_path: Path) -> None:
    options = ["--only", "who-says-a-term", "--format", "svg", "--out", str(tmp_path)]
    assert CliRunner().invoke(app, ["figures", str(stored), *options, "--term", "law"]).exit_code == 0
    assert (tmp_path / "who-says-a-term.svg").exists()
    done = CliRunner().invoke(app, ["figures", str(stored), *options, "--term", "xyzzy"])
    assert "note: who-says-a-term: " in done.stderr
    assert "xyzzy" in done.stderr
    assert not (tmp_path / "who-says-a-term.svg").exists()


def test_a_figure_that_does_not_exist_is_wrong_use(stored: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["figures", str(stored), "--only", "pie", "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "there is no figure 'pie'" in done.stderr
    assert not list(tmp_path.iterdir())
