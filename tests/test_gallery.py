"""The gallery: every figure with its texts and files, nothing from articles as HTML, and no needless writing."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from html_checks import Element, parse

from analysis.charts import write_figures
from analysis.publishing.gallery import write_gallery
from analysis.tables import Tables

NAMES = ["who-is-quoted", "frames-by-voice"]


@pytest.fixture(scope="module")
def folder(tables: Tables, no_articles: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("all") / "figures"
    write_figures(tables, folder / "made up & more", names=NAMES)
    write_figures(no_articles, folder / "empty", names=NAMES)
    write_gallery(folder)
    return folder


def read(folder: Path) -> Element:
    return parse((folder / "index.html").read_text(encoding="utf-8"))


def test_every_figure_has_texts_and_files_that_exist(folder: Path) -> None:
    page = read(folder)
    assert len(page.all("figure")) == len(NAMES)
    for figure in page.all("figure"):
        image = figure.all("img")[0]
        assert len(image.attrs["alt"]) > 80
        assert "n = " in figure.all("figcaption")[0].text()
        links = {link.text(): link.attrs["href"] for link in figure.all("figcaption")[0].all("a")}
        assert list(links) == ["SVG", "PDF", "PNG", "CSV"]
        for address in (*links.values(), image.attrs["src"]):
            assert (folder / unquote(address)).is_file()


def test_figures_that_were_not_drawn_are_listed_with_their_reason(folder: Path) -> None:
    [skipped] = read(folder).all("ul", cls="skipped")
    assert "Who is quoted: quotes and quoted words: No quote was found." in skipped.text()


def test_a_page_that_is_right_is_not_written_again_and_one_that_is_not_is(folder: Path, tables: Tables) -> None:
    page = folder / "index.html"
    before = page.stat().st_mtime_ns
    assert write_gallery(folder) == page
    assert page.stat().st_mtime_ns == before
    write_figures(tables, folder / "made up & more", names=["who-acts"])
    write_gallery(folder)
    assert len(read(folder).all("figure")) == len(NAMES) + 1


def test_texts_of_articles_stay_text_and_a_broken_corpus_hides_no_other(tables: Tables, tmp_path: Path) -> None:
    write_figures(tables, tmp_path / "good", names=NAMES)
    path = tmp_path / "good" / f"{NAMES[0]}.json"
    hostile = "</figcaption><script>alert(1)</script>\x00\u202e"
    texts = json.loads(path.read_text(encoding="utf-8")) | {"title": hostile, "alt": f'"{hostile}', "caption": hostile}
    path.write_text(json.dumps(texts), encoding="utf-8")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / f"{NAMES[0]}.json").write_text("{", encoding="utf-8")
    write_gallery(tmp_path)
    page = read(tmp_path)
    assert len(page.all("script")) == 1
    assert len(page.all("figure")) == len(NAMES)
    assert f"{NAMES[0]}.json cannot be read" in page.text()


def test_without_figures_there_is_no_page(tmp_path: Path) -> None:
    assert write_gallery(tmp_path / "figures") is None
    (tmp_path / "figures").mkdir()
    assert write_gallery(tmp_path / "figures") is None
    assert not list((tmp_path / "figures").iterdir())


def test_the_report_is_linked_where_there_is_one(folder: Path) -> None:
    report = folder.parent / "reports" / "index.html"
    assert not read(folder).all("nav")[0].text().startswith("Report")
    report.parent.mkdir()
    report.write_text("", encoding="utf-8")
    write_gallery(folder, report)
    assert read(folder).all("nav")[0].all("a")[0].attrs["href"] == "../reports/index.html"
