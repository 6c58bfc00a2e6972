from __future__ import annotations

import ast
import asyncio
import base64
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from html_checks import parse
from jupyter_client.kernelspec import KernelSpec
from nbformat.v4 import new_code_cell, new_notebook

from analysis.publishing.notebook import display, outputs
from analysis.publishing.notebook import execution as notebooks
from analysis.publishing.notebook import tables as notebook_tables
from analysis.publishing.notebook.execution import ExecutedNotebooks, execute_notebooks, inject_parameters
from analysis.records import Article, ArticleAnalysis
from analysis.store import write_tables
from analysis.tables import Tables, build_tables

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def write(path: Path, *sources: str, tag: bool = True) -> None:
    cells = [new_code_cell(source, id=f"cell{n}") for n, source in enumerate(sources)]  # type: ignore[no-untyped-call]
    if tag:
        cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(new_notebook(cells=cells), path)  # type: ignore[no-untyped-call]


def shown_in(notebook: Any, mime: str) -> list[Any]:
    shown = [output for cell in code_cells(notebook) for output in cell.outputs if "data" in output]
    return [output for output in shown if mime in output.data]


def test_notebooks_are_numbered() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{n:02}" for n in range(1, len(NOTEBOOKS) + 1)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_texts_guide_through(path: Path) -> None:
    """The settings are explained one by one; figures have a question before and a hint after; the next is named."""
    notebook = read(path)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert "Run → Run All Cells" in texts[0]
    assert texts[1].startswith("## What you can change")
    names = [t.id for s in ast.parse(code_cells(notebook)[0].source).body for t in s.targets]  # type: ignore[attr-defined]
    assert [name for name in names if f"- `{name}`: " not in texts[1]] == []
    assert texts[-2].startswith("## How to read the result")
    assert "**Next:**" in texts[-1].splitlines()[-1]
    for before, cell, after in zip(notebook.cells, notebook.cells[1:], notebook.cells[2:], strict=False):
        if cell.cell_type == "code" and cell.source.startswith("show_figure("):
            assert before.cell_type == after.cell_type == "markdown"
            assert after.source.startswith("*How to read it:*")
            assert "?" in before.source or "As above" in before.source


def levels_of(texts: list[str]) -> list[int]:
    lines = [line for text in texts for line in text.splitlines()]
    return [len(line) - len(line.lstrip("#")) for line in lines if line.startswith("#")]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_headings_are_in_order_and_links_lead_to_notebooks(path: Path) -> None:
    texts = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    levels = levels_of(texts)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    addresses = re.findall(r"\]\(([^)]+)\)", "\n".join(texts))
    assert addresses
    assert [address for address in addresses if not (FOLDER / address).is_file()] == []
    if path.name.startswith("01"):
        others = {other.name for other in NOTEBOOKS} - {path.name}
        assert set(addresses) >= others


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_form(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)  # type: ignore[no-untyped-call]
    title = notebook.cells[0].source.splitlines()[0]
    assert notebook.cells[0].cell_type == "markdown"
    assert title.startswith("# ")
    assert title.endswith("?")
    assert notebook.cells[-1].source.startswith("## Limits")
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    code = code_cells(notebook)
    assert [cell.metadata.get("tags") for cell in code] == [["parameters"], *[None] * (len(code) - 1)]
    for cell in code:
        assert cell.outputs == []
        assert cell.execution_count is None
        assert len(cell.source.splitlines()) <= 8
        tree = ast.parse(cell.source)
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Lambda)]
        assert "sys.path" not in cell.source
        assert "!" not in cell.source
        assert "%" not in cell.source
    parameters = ast.parse(code[0].source).body
    assert parameters
    for statement in parameters:
        assert isinstance(statement, ast.Assign)
        ast.literal_eval(statement.value)
    assert {"corpus", "results"} <= {t.id for s in parameters for t in s.targets if isinstance(t, ast.Name)}  # type: ignore[attr-defined]
    assert all(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(code[1].source).body)
    assert re.search("open_corpus|read_tables", code[2].source)
    assert "kernelspec" in notebook.metadata
    assert json.loads(path.read_text(encoding="utf-8"))["nbformat_minor"] >= 5


@pytest.fixture(scope="module")
def one_outlet(analyses: list[ArticleAnalysis]) -> Tables:
    chosen = [a for a in analyses if a.article.outlet == "Harbour Gazette"]
    return build_tables(chosen)


@pytest.fixture(scope="module")
def bare() -> Tables:
    """An article in which nothing was found, of which nothing is known."""
    return build_tables([ArticleAnalysis(Article("bare", "Text."), 1, 0)])


@pytest.mark.parametrize("name", ["tables", "one_article", "bare", "no_articles"])
def test_each_runs_in_a_fresh_kernel(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    write_tables(request.getfixturevalue(name), tmp_path / "data" / "tables" / "made up")
    target = tmp_path / "reports" / "notebooks" / "made up"
    done = execute_notebooks(FOLDER, target, {"corpus": "made up", "results": "../../.."})
    assert done == ExecutedNotebooks([target / path.name for path in NOTEBOOKS], [])
    for path in done.paths:
        notebook = read(path)
        assert str(tmp_path) not in path.read_text(encoding="utf-8")
        images = shown_in(notebook, "image/png")
        for image in images:
            assert image.metadata["image/png"]["alt"].strip()
            assert base64.b64decode(image.data["image/png"]).startswith(b"\x89PNG")
        pages = [parse("".join(output.data["text/html"])) for output in shown_in(notebook, "text/html")]
        assert len(pages) >= 3
        assert [page for page in pages if page.all("h1") or page.all("h2")] == []
        assert len([page for page in pages if page.all("script")]) == 1
        for table in (table for page in pages for table in page.all("table")):
            assert table.all("caption")[0].text().strip()
            heads = table.all("th")
            assert heads
            assert [head for head in heads if head.attrs.get("scope") not in {"col", "row"}] == []
            assert [head.text() for head in heads if "_" in head.text() and head.attrs["scope"] == "col"] == []
        if name == "tables" and not path.name.startswith(("01", "12")):
            assert images, f"{path.name} shows no figure"
        streams = [output for cell in code_cells(notebook) for output in cell.outputs if output.output_type == "stream"]
        assert not streams, f"{path.name} prints or warns: {streams}"


def test_run_by_hand_with_the_defaults(tmp_path: Path, one_outlet: Tables) -> None:
    """As from JupyterLab: in the folder of the notebooks, with the values that stand in them."""
    write_tables(one_outlet, tmp_path / "data" / "tables" / "demo")
    done = execute_notebooks(FOLDER, tmp_path / "notebooks", {})
    assert not done.problems
    assert len(done.paths) == len(NOTEBOOKS)


def test_chosen_article_speaker_and_term(tmp_path: Path, tables: Tables) -> None:
    write_tables(tables, tmp_path / "data" / "tables" / "demo")
    source = tmp_path / "source"
    source.mkdir()
    for path in NOTEBOOKS:
        if path.name[:2] in {"02", "04", "05"}:
            (source / path.name).write_bytes(path.read_bytes())
    article_id = tables.articles["article_id"].iloc[-1]
    chosen = {"article_id": article_id, "speaker": "officials", "term": "law", "least_score": 0.4, "types": ["speech"]}
    done = execute_notebooks(source, tmp_path / "done", chosen)
    assert not done.problems
    reading, quoted, frames = (path.read_text(encoding="utf-8") for path in done.paths)
    assert f"mf-{article_id}-list" in reading
    assert "Quotes of officials" in quoted
    n_left_out = int((tables.quotes["score"] < 0.4).sum())
    assert (
        f"{len(tables.quotes) - n_left_out:,} quotes and beliefs are kept; {n_left_out:,} of a score below 0.4"
        in quoted
    )
    assert "Counted are the attribution types speech." in quoted
    assert "“law”, the frame that was asked for" in frames


def test_wrong_choices_are_told_in_words(tmp_path: Path, tables: Tables) -> None:
    write_tables(tables, tmp_path / "data" / "tables" / "demo")
    article_id = str(tables.articles["article_id"].iloc[0])
    wrong = {
        "article_id": article_id[:-1],
        "target": "Nobody Known",
        "speaker": "Nobody Known",
        "term": "surender",
        "copies": "twice",
        "event_class": "sing",
        "copy_id": "nowhere",
    }
    named = {
        "02": article_id,
        "03": article_id,
        "04": str(tables.speakers["speaker_id"].dropna().iloc[0]),
        "05": "surrender",
        "06": "keep, drop, weight",
        "07": "kill",
        "08": "nowhere",
    }
    done = execute_notebooks(FOLDER, tmp_path / "done", wrong)
    messages = {problem.path[:2]: problem for problem in done.problems}
    assert set(messages) >= set(named)
    for path in done.paths:
        if path.name[:2] in named:
            [failed] = [o for cell in code_cells(read(path)) for o in cell.outputs if o.output_type == "error"]
            assert len(failed.traceback) == 1
            assert named[path.name[:2]] in failed.traceback[0]
            assert "Run All Cells" in failed.traceback[0]


def test_a_corpus_that_is_not_there_is_told_in_words(tmp_path: Path, tables: Tables) -> None:
    write_tables(tables, tmp_path / "data" / "tables" / "demo")
    done = execute_notebooks(FOLDER, tmp_path / "done", {"corpus": "other"})
    assert len(done.problems) == len(NOTEBOOKS)
    assert all("there is demo" in problem.message for problem in done.problems)
    assert all("run the analysis first" in problem.message for problem in done.problems)


def test_only_mistakes_of_the_reader_are_told_without_their_traceback(tmp_path: Path, tables: Tables) -> None:
    """An error that nobody foresaw keeps its traceback, by which it can be mended."""
    write_tables(tables, tmp_path / "data" / "tables" / "demo")
    source = tmp_path / "source"
    source.mkdir()
    start = "from analysis.publishing.notebook.start import open_corpus\ntables = open_corpus(results, 'demo')"
    write(source / "1.ipynb", "results = '..'", start, "int('x')")
    write(source / "2.ipynb", "results = '..'", start, "tables.articles['outlet'].astype('int64')")
    for path in execute_notebooks(source, tmp_path / "done", {}).paths:
        [failed] = [o for cell in code_cells(read(path)) for o in cell.outputs if o.output_type == "error"]
        assert len("\n".join(failed.traceback).splitlines()) > 3


def test_one_broken_notebook_stops_no_other(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write(source / "1.ipynb", "a = 1\nb = 2", "print(a, b)")
    write(source / "2.ipynb", "a = 1", "1 / 0", "print('never')")
    write(source / "3.ipynb", "a = 1", "import time; time.sleep(60)")
    write(source / "4.ipynb", "a = 1", "import os; os._exit(3)")
    write(source / "5.ipynb", "a = 1", tag=False)
    (source / "6.ipynb").write_text("{", encoding="utf-8")
    (source / "7.ipynb").write_text("[]", encoding="utf-8")
    write(source / "8.ipynb", "a = 1", "print('last')")
    before = {path: path.read_bytes() for path in source.iterdir()}
    done = execute_notebooks(source, tmp_path / "target", {"a": 'sn"ow ☃', "c": [1.5, None]}, timeout=4)
    assert [path.name for path in done.paths] == ["1.ipynb", "2.ipynb", "3.ipynb", "4.ipynb", "8.ipynb"]
    found = {problem.path: (problem.place, problem.message) for problem in done.problems}
    assert found["2.ipynb"][0] == "cell 3 (cell1)"
    assert found["2.ipynb"][1].startswith("ZeroDivisionError: division by zero")
    assert found["3.ipynb"][1].startswith("took more than 4 seconds")
    assert "kernel died" in found["4.ipynb"][1]
    assert "parameters" in found["5.ipynb"][1]
    assert "cannot be read" in found["6.ipynb"][1]
    assert "cannot be read" in found["7.ipynb"][1]
    assert len(found) == 6
    first = code_cells(read(done.paths[0]))
    assert [cell.metadata.get("tags") for cell in first] == [["parameters"], ["injected-parameters"], None]
    assert first[1].source == "a = 'sn\"ow ☃'"
    assert first[2].outputs[0].text == 'sn"ow ☃ 2\n'
    assert "never" not in str(code_cells(read(done.paths[1]))[3].outputs)
    assert before == {path: path.read_bytes() for path in source.iterdir()}


def test_a_kernel_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "n.ipynb", "a = 1")
    argv = [sys.executable, "-c", "raise SystemExit('no kernel here')"]
    spec = KernelSpec(argv=argv, display_name="none", language="python")
    monkeypatch.setattr(notebooks._ThisInterpreter, "get_kernel_spec", lambda *_: spec)
    done = execute_notebooks(tmp_path, tmp_path / "target", {})
    [problem] = done.problems
    assert problem.path == "n.ipynb"
    assert "no kernel here" in problem.message


def test_it_works_where_a_loop_is_running(tmp_path: Path) -> None:
    async def as_in_a_notebook() -> ExecutedNotebooks:
        return execute_notebooks(tmp_path, tmp_path / "target", {})

    write(tmp_path / "n.ipynb", "a = 1", "print(a)")
    assert asyncio.run(as_in_a_notebook()) == ExecutedNotebooks([tmp_path / "target" / "n.ipynb"], [])


def test_injecting_twice_replaces(tmp_path: Path) -> None:
    write(tmp_path / "n.ipynb", "a = 1", "a")
    notebook = read(tmp_path / "n.ipynb")
    assert inject_parameters(notebook, {"a": 2})
    assert inject_parameters(notebook, {"a": 3})
    assert [cell.source for cell in notebook.cells] == ["a = 1", "a = 3", "a"]


@pytest.mark.parametrize("parameters", [{"a": object()}, {"a": Path("x")}, {"not a name": 1}])
def test_only_literals_are_injected(parameters: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="parameter"):
        execute_notebooks(FOLDER, tmp_path, parameters)


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert execute_notebooks(tmp_path, tmp_path / "target", {}) == ExecutedNotebooks([], [])


class Shown:
    """Stands in for IPython and keeps what is displayed."""

    def __init__(self) -> None:
        self.items: list[Any] = []

    def display(self, item: Any, **options: Any) -> None:
        self.items.append((item, options) if options else item)

    def HTML(self, html: str) -> str:  # noqa: N802 - IPython's name
        return html


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    stand_in = Shown()
    monkeypatch.setattr(outputs, "_IPYTHON", stand_in)
    return stand_in


def test_tables_and_texts_are_escaped(shown: Shown, tables: Tables) -> None:
    hostile = "<script>1</script>$x$\x00"
    display.show_text(hostile)
    days = [pd.Timestamp("2024-02-03"), pd.NaT]
    table = pd.DataFrame({"<b>": [hostile, None], "n_words": [1234.5678, -2.0], "date": days})
    notebook_tables.show_table(table, hostile, rows=1)
    assert all("<script" not in item and "<b>" not in item and "mathjax_ignore" in item for item in shown.items)
    assert all(text in shown.items[1] for text in ("1,234.568", "2024-02-03", "the first 1 of 2", "n words"))
    notebook_tables.show_table(table.head(0), "Nothing")
    assert "Nothing: none." in shown.items[2]


def test_hits_show_the_words_around(shown: Shown, tables: Tables, no_articles: Tables) -> None:
    display.show_hits(tables, "law", rows=2)
    assert shown.items[0].count("<tr>") == 3
    hit = tables.frame_hits[tables.frame_hits["frame"] == "law"].iloc[0]
    text = tables.articles.set_index("article_id")["text"][hit["article_id"]]
    assert text[hit["end"] :].split()[0].rstrip("”") in shown.items[0]
    assert f'font-weight: bold"><bdi>{hit["text"]}</bdi>' in shown.items[0]
    display.show_hits(no_articles)
    assert "No frame term" in shown.items[1]
    with pytest.raises(ValueError, match="nothing like it"):
        display.show_hits(tables, "nothing like it")


def test_a_concordance_finds_words_of_no_lexicon(shown: Shown, tables: Tables) -> None:
    display.show_concordance(tables, "winter drew", rows=3)
    total = tables.sentences["text"].str.count("winter drew").sum()
    assert f"3 of {total:,} occurrences, drawn at random" in shown.items[0]
    assert shown.items[0].count("<bdi>winter drew</bdi>") == 3
    assert "<bdi>nearer</bdi>" in shown.items[1]
    display.show_concordance(tables, "comments")  # stands in boilerplate alone
    display.show_concordance(tables, "")
    assert "does not occur" in shown.items[-2]
    assert "No pattern" in shown.items[-1]


def test_a_figure_has_a_description_and_a_caption(shown: Shown, tables: Tables, no_articles: Tables) -> None:
    display.show_figure("who-is-quoted", tables)
    (image, options), caption = shown.items
    assert base64.b64decode(image["image/png"]).startswith(b"\x89PNG")
    alt = options["metadata"]["image/png"]["alt"]
    assert len(alt) > 20
    assert parse(image["text/html"]).all("img")[0].attrs["alt"] == alt
    assert "n = " in caption
    display.show_figure("who-is-quoted", no_articles)
    assert "is not drawn" in shown.items[2]
