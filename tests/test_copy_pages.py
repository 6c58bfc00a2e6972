"""Copies as people see them: the report's page, the notebook's displays, the figure, the command line."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from copy_texts import article, prose
from html_checks import check_page, parse
from test_command_line import call

from analysis.charts.copies import draw_copies, plot_copies
from analysis.charts.drawing import NothingToDrawError, Request
from analysis.compare.edits import copy_changes
from analysis.publishing.notebook import display, outputs
from analysis.publishing.reader import copies
from analysis.publishing.reader.copy_marks import CopyText, mark_copy
from analysis.publishing.report import CorpusReport, write_report
from analysis.store import write_tables
from analysis.tables import Tables, build_tables

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def made() -> Tables:
    words = prose(100, 1)
    first = [("headline", f"Hunger {HOSTILE}"), ("lead", " ".join(words[:40])), ("boilerplate", "Subscribe now.")]
    first += [
        ("body", " ".join(words[40:80])),
        ("body", " ".join(words[80:])),
        ("body", f"The siege {HOSTILE} goes on."),
    ]
    other = [("headline", "Bread"), ("dateline", "TARVIK —"), ("lead", " ".join(words[40:80]))]
    other += [("body", " ".join([*words[:20], HOSTILE, "siege", *words[20:40]])), ("body", " ".join(words[80:]))]
    terms = ["siege"]
    return build_tables(
        [
            article("first", first, outlet=f"A {HOSTILE}", day=date(2024, 1, 1), terms=terms),  # type: ignore[arg-type]
            article("other", other, outlet="B", day=date(2024, 1, 2), terms=terms),  # type: ignore[arg-type]
            article("alone", [("body", " ".join(prose(100, 2)))], outlet="C"),
        ]
    )


def shown(text: CopyText, *kinds: str) -> list[str]:
    blocks = [text.headline, *text.paragraphs]
    return ["".join(piece.text for piece in block if piece.kind in kinds) for block in blocks]


def test_a_copy_is_shown_whole_with_what_is_gone(made: Tables) -> None:
    text = mark_copy(made, "first", "other", str)
    sentences = made.sentences[made.sentences["article_id"] == "other"]["text"].tolist()
    assert [block for block in shown(text, "same", "new", "moved") if block] == sentences
    gone = [block for block in shown(text, "gone") if block]
    assert gone == [f"Hunger {HOSTILE.removesuffix('>')}", f"The siege {HOSTILE} goes on"]
    assert [p.kind for block in text.paragraphs for p in block if p.terms == "war"] == ["new", "gone"]
    assert "moved" in {piece.kind for block in text.paragraphs for piece in block}


def test_what_is_not_analysed_is_not_shown(made: Tables) -> None:
    for pair in (("first", "other"), ("alone", "first"), ("other", "first")):
        text = "".join(shown(mark_copy(made, *pair, str), "same", "new", "moved", "gone"))
        assert "Subscribe" not in text
        assert "TARVIK" not in text


def test_the_page_escapes_everything_and_needs_no_script(made: Tables) -> None:
    page = parse(copies.render_page(made, HOSTILE, back="../index.html", addresses={"other": "../articles/o.html"}))
    check_page(page, files=("../index.html", "../articles/"))
    assert not page.all("script")
    assert HOSTILE in page.text()
    assert any("script>alert(1)</script" in element.text() for element in page.all("ins"))
    assert any("[gone: " in element.text() for element in page.all("del"))
    links = {element.attrs["href"] for element in page.all("a")}
    assert links == {"#main", "../index.html", "../articles/o.html"}
    assert [element.text() for element in page.all("h1")] == [f"Copies: {HOSTILE}"]
    assert "siege [war]" in page.text()


def test_the_report_links_the_page_where_there_are_copies(made: Tables, tmp_path: Path) -> None:
    index = parse(write_report([CorpusReport("made up", made)], tmp_path).read_text(encoding="utf-8"))
    [address] = [e.attrs["href"] for e in index.all("a") if e.attrs["href"].startswith("copies/")]
    page = parse((tmp_path / address).read_text(encoding="utf-8"))
    for link in (element.attrs["href"] for element in page.all("a")):
        target = (tmp_path / "copies" / link.partition("#")[0]).resolve()
        assert link == "#main" or target.is_file(), link
    alone = build_tables([article("alone", [("body", " ".join(prose(100, 2)))])])
    index = parse(write_report([CorpusReport("made up", alone)], tmp_path).read_text(encoding="utf-8"))
    assert not [e for e in index.all("a") if e.attrs["href"].startswith("copies/")]
    assert not (tmp_path / address).exists()


def test_pairs_that_share_material_only(made: Tables) -> None:
    shared = [article(n, [("body", " ".join([*prose(40, 9), *prose(100, seed)]))]) for n, seed in (("a", 3), ("b", 4))]
    tables = build_tables(shared)
    assert tables.copies["relation"].tolist() == ["shared_material"]
    assert "No two articles print the same text" in copies.render_page(tables, "x")
    [row] = copies.list_shared(tables).rows
    assert row[:3] == ("outlet not known: a", "outlet not known: b", "shared material")
    assert not copies.list_shared(made).rows


class Shown:
    def __init__(self) -> None:
        self.items: list[str] = []

    def display(self, item: str) -> None:
        self.items.append(item)

    def HTML(self, html: str) -> str:  # noqa: N802 - IPython's name
        return html


def test_a_notebook_shows_copies_and_their_changes(
    made: Tables, no_articles: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = Shown()
    monkeypatch.setattr(outputs, "_IPYTHON", stand_in)
    display.show_copies(made)
    assert "Copies of one story" in stand_in.items[0]
    display.show_copy(made)
    assert parse(stand_in.items[-1]).all("ins")
    assert HOSTILE not in stand_in.items[-1]
    display.show_copy(made, "alone", other_id="first")
    assert "A &lt;script&gt;" not in stand_in.items[-1]
    with pytest.raises(ValueError, match="'alone' is not compared"):
        display.show_copy(made, "alone")
    display.show_copy(no_articles)
    assert "No two of these articles" in stand_in.items[-1]


def test_the_figure_draws_words_kept_new_and_gone(made: Tables, no_articles: Tables) -> None:
    ax = plot_copies(copy_changes(made))
    [row] = copy_changes(made).itertuples(index=False)
    widths = sorted(round(patch.get_width()) for patch in ax.patches)  # type: ignore[attr-defined]
    assert widths == sorted([-(row.n_replaced + row.n_deleted), row.n_kept, row.n_moved, row.n_new])
    drawing = draw_copies(made, Request())
    assert "n = 2 articles of 3" in drawing.caption
    assert "keeps" in drawing.alt
    with pytest.raises(NothingToDrawError):
        draw_copies(no_articles, Request())


def test_the_command_prints_pairs_clusters_and_changes(made: Tables, tmp_path: Path) -> None:
    write_tables(made, tmp_path)
    done = call("copies", tmp_path, "--format", "csv")
    [pair] = csv.DictReader(io.StringIO(done.stdout))
    assert (done.returncode, done.stderr, pair["article_id"], pair["relation"]) == (0, "", "first", "derived")
    done = call("copies", tmp_path, "--show", "clusters", "--format", "jsonl")
    assert json.loads(done.stdout)["outlets"] == f"A {HOSTILE}; B"
    done = call("copies", tmp_path, "--show", "changes")
    assert "siege [war]" in done.stdout
    assert done.stderr == ""
    write_tables(build_tables([]), tmp_path)
    assert "no two of these articles" in call("copies", tmp_path).stderr
