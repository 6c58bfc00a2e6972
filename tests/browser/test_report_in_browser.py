"""The report and its pages in a real browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pages import Watch, focused, serious_faults

from analysis.charts import write_figures
from analysis.measures import concordance
from analysis.publishing.notebook.concordances import render_page
from analysis.publishing.report import CorpusReport, write_report
from analysis.tables import Tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser


FIGURES = ("sentiment-along-article", "sentiment-by-voice", "who-is-quoted", "frames-by-voice", "outlets-findings")
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>{{ 7 * 7 }}'


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, tables: Tables, one_article: Tables) -> Path:
    folder = tmp_path_factory.mktemp("report")
    corpora = []
    for name, found in (("single", one_article), ("several", tables)):
        figures = write_figures(found, folder / "figures" / name, names=FIGURES)
        corpora.append(CorpusReport(name, found, figures))
    return write_report(corpora, folder / "reports")


@pytest.fixture(scope="module")
def hostile_report(tmp_path_factory: pytest.TempPathFactory, tables: Tables) -> Path:
    """Outlets, headlines and speakers whose names are markup."""
    articles = tables.articles.assign(
        outlet=tables.articles["outlet"] + HOSTILE, headline=HOSTILE, author=HOSTILE, url="javascript:alert(3)"
    )
    quotes = tables.quotes.assign(speaker_id=HOSTILE, content=tables.quotes["content"] + HOSTILE)
    found = replace(
        tables, articles=articles.astype(tables.articles.dtypes), quotes=quotes.astype(tables.quotes.dtypes)
    )
    return write_report([CorpusReport(HOSTILE, found)], tmp_path_factory.mktemp("hostile") / "reports")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_serious_fault(scheme: Any, browser: Browser, report: Path) -> None:
    pages = [report, *(report.parent / "findings").glob("several/index.html"), *(report.parent / "copies").glob("*")]
    assert len(pages) >= 2
    for path in pages:
        page = browser.new_page(viewport={"width": 1100, "height": 900}, color_scheme=scheme)
        watch = Watch(page)
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
        assert serious_faults(page) == []
        watch.assert_quiet()
        page.close()


def test_hostile_names_run_nothing(browser: Browser, hostile_report: Path) -> None:
    for path in (hostile_report, *(hostile_report.parent / "findings").glob("*/index.html")):
        page = browser.new_page()
        watch = Watch(page)
        asked: list[str] = []
        page.on("dialog", lambda dialog, asked=asked: (asked.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
        assert asked == []
        assert page.locator("img[src='x']").count() == 0
        assert page.locator("a[href^='javascript:']").count() == 0
        assert HOSTILE in page.locator("body").inner_text()
        watch.assert_quiet()
        page.close()


def test_first_screen_says_what_was_read_and_found(browser: Browser, report: Path, tables: Tables) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.goto(f"{report.as_uri()}#corpus-several")
    summary = page.locator("#corpus-several dl.summary")
    box = summary.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < box["y"] + box["height"] < 900
    assert f"{len(tables.articles)} articles" in summary.inner_text()
    page.close()


def test_methods_text_can_be_copied_by_keyboard(browser: Browser, report: Path) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    watch = Watch(page)
    page.goto(report.as_uri())
    section = page.locator("#corpus-several")
    button = section.get_by_role("button", name="Copy the text")
    button.focus()
    page.keyboard.press("Enter")
    section.locator(".copying output", has_text="Copied.").first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Articles. ")
    assert "(Hutto and Gilbert 2014)" in copied
    section.locator("summary", has_text="works cited").click()
    section.get_by_role("button", name="Copy the BibTeX").click()
    page.wait_for_function("navigator.clipboard.readText().then(t => t.includes('@inproceedings{hutto2014vader,'))")
    watch.assert_quiet()
    context.close()


def test_methods_text_is_there_without_scripts(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    section = page.locator("#corpus-several")
    assert "Hutto and Gilbert 2014" in section.locator(".paste").first.inner_text()
    assert section.locator("button:visible").count() == 0
    context.close()


def test_it_prints_without_what_is_for_the_screen(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert page.locator("nav:visible, button:visible").count() == 0
    assert page.locator("figure img:visible").count() > 3
    page.close()


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
def test_nothing_is_wider_than_the_window(width: int, browser: Browser, report: Path, hostile_report: Path) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    article = next((report.parent / "articles" / "single").glob("*.html"))
    findings = (report.parent / "findings").glob("*/index.html")
    for path in (report, article, *findings, hostile_report):
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
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
