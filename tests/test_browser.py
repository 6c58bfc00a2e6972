"""The report and a notebook in a real browser; skipped where no Chromium is installed."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from analysis.charts import write_figures
from analysis.measures import concordance
from analysis.publishing.concordances import render_page
from analysis.publishing.report import CorpusReport, write_report
from analysis.store import write_tables
from analysis.tables import Tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FOLDER = Path(__file__).parents[1] / "notebooks"

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        yield browser
        browser.close()


class Watch:
    """Notes what goes wrong in a page, and every address that it asks for."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, tables: Tables, one_article: Tables) -> Path:
    folder = tmp_path_factory.mktemp("report")
    corpora = []
    for name, found in (("single", one_article), ("several", tables)):
        figures = write_figures(found, folder / "figures" / name)
        corpora.append(CorpusReport(name, found, figures))
    return write_report(corpora, folder / "reports")


def focused(page: Page) -> dict[str, Any]:
    """What has the focus, and whether that can be seen."""
    found: dict[str, Any] = page.evaluate(
        """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
        return {tag: e.tagName, text: e.textContent.trim().slice(0, 60), cls: e.className, outline: s.outlineStyle,
                width: parseFloat(s.outlineWidth), left: r.left}; }"""
    )
    return found


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


def test_article_shows_notes_and_filters(browser: Browser, report: Path, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    watch = Watch(page)
    page.goto(report.as_uri())
    page.locator("#corpus-single a[href^='articles/'][href$='.html']").click()
    assert page.locator("h1").count() == 1
    term = page.locator("p .mf-tip").first
    note = term.locator(".mf-note")
    assert note.bounding_box()["width"] <= 1
    term.focus()
    assert note.bounding_box()["width"] > 100
    page.screenshot(path=tmp_path / "article.png")
    page.keyboard.press("Escape")
    assert not note.is_visible()
    quotes = page.locator("p .mf-by.mf-s1[class*='mf-t']").first
    other = page.locator("p .mf-by.mf-s0[class*='mf-t']").first
    clear = "rgba(0, 0, 0, 0)"
    assert other.evaluate("e => getComputedStyle(e).backgroundColor") != clear
    page.locator(".mf-pick-s1").check()
    assert other.evaluate("e => getComputedStyle(e).backgroundColor") == clear
    assert quotes.evaluate("e => getComputedStyle(e).backgroundColor") != clear
    page.locator("p .mf-ref:visible").first.click()
    assert page.evaluate("document.querySelector(':target').tagName") == "LI"
    page.get_by_role("link", name="Report").click()
    assert page.url.endswith("index.html#corpus-single")
    assert watch.errors == []
    assert all(address.startswith(("file:", "data:")) for address in watch.requests)
    page.close()


@pytest.fixture
def lab(tmp_path: Path, tables: Tables) -> Iterator[str]:
    """JupyterLab over a copy of the notebooks, beside the tables; its address."""
    work = tmp_path / "work"
    shutil.copytree(FOLDER, work / "notebooks", ignore=shutil.ignore_patterns(".*"))
    write_tables(tables, work / "data" / "tables" / "demo")
    settings = tmp_path / "settings" / "@jupyterlab"
    for name, values in {
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        "notebook-extension/tracker": {"autoStartDefaultKernel": True, "windowingMode": "none"},
    }.items():
        path = settings / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
    env = os.environ | {name: str(tmp_path / name.lower()) for name in folders}
    runtime = tempfile.mkdtemp(prefix="nb")  # short, as the path of a socket may have about 100 characters
    env |= {"JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"), "JUPYTER_TOKEN": token}
    env |= {"JUPYTER_RUNTIME_DIR": runtime}
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={work}",
        "--ServerApp.allow_root=True",
        "--ServerApp.allow_remote_access=False",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        "--KernelManager.transport=ipc",
        "--ServerApp.terminals_enabled=False",
    ]
    log = (tmp_path / "lab.log").open("w")
    server = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        for _ in range(240):
            address, header = f"http://127.0.0.1:{port}/api/status", {"Authorization": f"token {token}"}
            try:
                urllib.request.urlopen(urllib.request.Request(address, headers=header), timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, (tmp_path / "lab.log").read_text()
                time.sleep(0.25)
        yield f"http://127.0.0.1:{port}/lab/tree/notebooks/{{notebook}}?reset&token={token}"
    finally:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            if server.poll() is not None:
                break
            os.killpg(server.pid, sign)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                continue
        log.close()
        shutil.rmtree(runtime, ignore_errors=True)


@pytest.mark.skipif(sys.platform == "win32", reason="the server is stopped by signals to its process group")
def test_notebooks_run_in_jupyterlab(lab: str, browser: Browser, tmp_path: Path, tables: Tables) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto(lab.format(notebook="04-who-is-quoted.ipynb"))
    run_all(page)
    image = page.locator(".jp-OutputArea-output img").first
    image.wait_for(timeout=90_000)
    assert image.get_attribute("alt")
    page.locator(".jp-OutputArea-output caption", has_text="Quotes of").wait_for(timeout=90_000)
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.locator(".jp-mod-error, [data-mime-type*='error']").count() == 0
    page.screenshot(path=tmp_path / "who.png")
    page.goto(lab.format(notebook="02-close-reading.ipynb"))
    run_all(page)
    reader = page.locator(".jp-OutputArea-output .mf")
    reader.wait_for(timeout=90_000)
    assert reader.locator(".mf-block").count() > 3
    page.locator(".jp-OutputArea-output caption", has_text="Sentences and the words").wait_for(timeout=90_000)
    reader.scroll_into_view_if_needed()
    reader.locator("p .mf-tip").first.focus()
    page.screenshot(path=tmp_path / "reading.png")
    page.close()


def run_all(page: Page) -> None:
    page.locator(".jp-Notebook").wait_for(timeout=90_000)
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=90_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator("[data-command='runmenu:run-all']").click()


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
