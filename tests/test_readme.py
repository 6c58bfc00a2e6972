"""What README claims is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis import analyze
from analysis.lexicons import read_lexicon
from analysis.tables import column_dictionary_markdown

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_the_column_dictionary_is_the_tables_own() -> None:
    assert README.endswith(column_dictionary_markdown())


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(((?!http)[^)#]+)\)", README))))
def test_what_it_links_to_exists(path: str) -> None:
    assert (PROJECT / path).is_file()


def test_it_lists_every_notebook() -> None:
    named = set(re.findall(r"`(notebooks/[^`]+\.ipynb)`", README))
    assert named == {path.relative_to(PROJECT).as_posix() for path in PROJECT.glob("notebooks/*.ipynb")}


def test_the_lexicon_of_ten_lines_works(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert len(example.splitlines()) <= 10
    path = tmp_path / "climate.yaml"
    path.write_text(example, encoding="utf-8")
    article = tmp_path / "story.txt"
    article.write_text("Critics say the carbon tax would burden families.", encoding="utf-8")
    hits = analyze(article, lexicons=[read_lexicon(path)]).frame_hits
    assert list(hits.text) == ["carbon tax", "burden"]


def test_the_python_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = re.search(r"    from analysis import.*?(?=\n\n## )", README, re.DOTALL)
    assert lines is not None
    needs_outlets = ("    compare_outlets(", "    keyness(")  # the small corpus that is read here has one
    code = "\n".join(line[4:] for line in lines[0].splitlines() if not line.startswith(needs_outlets))
    monkeypatch.chdir(PROJECT)
    names: dict[str, object] = {}
    exec(compile(code.replace("data/articles/demo", "data/articles/ceasefire-talks"), "README.md", "exec"), names)
    assert len(names["quotes"]) == len(names["hits"]) == 1  # type: ignore[arg-type]
