"""The report and its pages in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pages import Watch, focused

from analysis.charts import write_figures
from analysis.measures import concordance
from analysis.publishing.concordances import render_page
from analysis.publishing.report import CorpusReport, write_report
from analysis.tables import Tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, tables: Tables, one_article: Tables) -> Path:
    folder = tmp_path_factory.mktemp("report")
    corpora = []
    for name, found in (("single", one_article), ("several", tables)):
        figures = write_figures(found, folder / "figures" / name)
        corpora.append(CorpusReport(name, found, figures))
    return write_report(corpora, folder / "reports")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_report_is_quiet_and_usable_by_keyboard(scheme: Any, browser: Browser, report: Path, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 900}, color_scheme=scheme)
    watch = Watch(page)
    page.goto(report.as_uri())
    page.keyboard.press("Tab")
    first = focused(page)
    assert first["cls"] == "skip"
    assert first["left"] >= 0
    page.keyboard.press("Enter")
    assert focused(page)["tag"] == "MAIN"
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        at = focused(page)
        assert at["outline"] != "none", at
        assert at["width"] >= 2, at
        seen.append(at["tag"])
    assert {"A", "SUMMARY", "DIV"} <= set(seen)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    card = page.locator("figure img").first
    assert card.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 500)")
    page.screenshot(path=tmp_path / "report.png", full_page=True)
    assert watch.errors == []
    assert all(address.startswith(("file:", "data:")) for address in watch.requests)
    page.close()


def test_list_of_articles_can_be_searched(browser: Browser, report: Path, tables: Tables) -> None:
    page = browser.new_page()
    watch = Watch(page)
    page.goto(report.as_uri())
    section = page.locator("#corpus-several")
    section.locator("summary", has_text=f"{len(tables.articles)} articles").click()
    listed = section.locator("details:has(input[type=search])", has_text="Mean valence")
    box = listed.locator("input[type=search]")
    rows = listed.locator("tbody tr")
    box.fill("Daily Ledger")
    wanted = int((tables.articles["outlet"] == "Daily Ledger").sum())
    assert rows.locator("visible=true").count() == wanted
    assert listed.locator("output").inner_text() == f"{wanted} of {len(tables.articles)}"
    assert not watch.errors
    page.close()


def test_quotes_to_check_open_at_their_place(browser: Browser, report: Path, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    watch = Watch(page)
    page.goto(report.as_uri())
    section = page.locator("#corpus-single")
    section.locator("summary", has_text="to check").click()
    section.locator("a[href*='#mf-']").first.click()
    assert page.evaluate("document.querySelector(':target').className").startswith("mf-ref")
    assert page.locator(":target").is_visible()
    entries = page.locator(".mf-list li")
    doubtful = page.locator(".mf-list li.mf-unsure").count()
    assert 0 < doubtful < entries.count()
    page.locator(".mf-only-unsure").check()
    assert page.locator(".mf-list li:visible").count() == doubtful
    page.screenshot(path=tmp_path / "checks.png")
    assert watch.errors == []
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(width: int, browser: Browser, report: Path) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    article = next((report.parent / "articles" / "single").glob("*.html"))
    for path in (report, article):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_concordance_sorts_by_its_heads(browser: Browser, tables: Tables, tmp_path: Path) -> None:
    path = tmp_path / "lines.html"
    path.write_text(render_page(concordance(tables, "(truce|law|pressure)"), "three words"), encoding="utf-8")
    page = browser.new_page()
    watch = Watch(page)
    page.goto(path.as_uri())
    head = page.get_by_role("columnheader", name="keyword")
    for expected, reverse in (("ascending", False), ("descending", True)):
        head.get_by_role("button").press("Enter")
        assert head.get_attribute("aria-sort") == expected
        found = [text.lower() for text in page.locator("tbody td:nth-child(2)").all_inner_texts()]
        assert found == sorted(found, reverse=reverse)
        assert len(set(found)) > 1
    page.get_by_role("button", name="before").click()
    nearest = [text.split()[-1].lower() for text in page.locator("tbody td:nth-child(1)").all_inner_texts()]
    assert nearest == sorted(nearest)
    assert watch.errors == []
    page.close()
