"""Every notebook in JupyterLab, in a real browser: run as a whole, and looked at as its reader would."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from labs import NOTEBOOKS
from pages import Watch, run_all, serious_faults

if TYPE_CHECKING:
    from conftest import Lab
    from playwright.sync_api import Browser, Page

OUTPUTS = ".jp-OutputArea-output"
ALL_RUN = r"""() => Array.from(document.querySelectorAll(".jp-CodeCell > * .jp-InputPrompt"))
    .every((prompt) => /\[\d+\]/.test(prompt.textContent))"""
LONGEST_RUN = 240_000


@pytest.fixture
def page(browser: Browser, lab: Lab) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    yield page
    page.close()
    for session in json.loads(ask(lab, "sessions")):
        ask(lab, f"sessions/{session['id']}", method="DELETE")


def ask(lab: Lab, what: str, method: str = "GET") -> bytes:
    headers = {"Authorization": f"token {lab.token}"}
    request = urllib.request.Request(f"{lab.origin}/api/{what}", headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        content: bytes = answer.read()
        return content


@pytest.mark.parametrize("name", [path.name for path in sorted(NOTEBOOKS.glob("*.ipynb"))])
def test_each_notebook_runs_and_can_be_read_by_everybody(page: Page, lab: Lab, name: str) -> None:
    watch = Watch(page)
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(lab.address(name))
    run_all(page)
    page.wait_for_function(ALL_RUN, timeout=LONGEST_RUN)
    page.locator(f"{OUTPUTS} table.dataTable").first.wait_for(timeout=30_000)

    assert (
        page.locator(f"{OUTPUTS}[data-mime-type*='stderr'], {OUTPUTS}[data-mime-type*='error']").all_inner_texts() == []
    )
    watch.assert_quiet(lab.origin)
    assert [url for url in sockets if not url.startswith(lab.origin.replace("http", "ws", 1))] == []

    images = page.locator(f"{OUTPUTS} img")
    assert [
        image.evaluate("e => e.outerHTML.slice(0, 80)") for image in images.all() if not image.get_attribute("alt")
    ] == []
    grids = page.locator(f"{OUTPUTS} table[role=grid]")  # of the explorer
    assert [grid.get_attribute("aria-label") for grid in grids.all() if not grid.get_attribute("aria-label")] == []
    for table in page.locator(f"{OUTPUTS} table:not([role=grid])").all():
        assert table.locator("caption").inner_text().strip()
        assert table.locator("thead th:not([scope=col])").count() == 0
    levels = page.eval_on_selector_all(
        ".jp-Notebook :is(h1, h2, h3, h4, h5, h6)", "heads => heads.map((head) => Number(head.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert serious_faults(page, OUTPUTS) == []


def test_tables_in_jupyterlab_filter_and_sort(page: Page, lab: Lab) -> None:
    page.goto(lab.address("01-what-is-in-the-corpus.ipynb"))
    run_all(page)
    page.wait_for_function(ALL_RUN, timeout=LONGEST_RUN)
    box = page.locator(f"{OUTPUTS} .table-box", has_text="Articles, the longest first")
    box.locator(".dt-search").wait_for(timeout=30_000)
    rows = box.locator("tbody tr")
    n_rows = rows.count()
    assert n_rows > 5

    head = box.locator("th[aria-label='Words']")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    box.locator("th[aria-label='Words'][aria-sort=ascending]").wait_for(timeout=30_000)
    position = box.locator("thead th").evaluate_all("heads => heads.findIndex((e) => e.ariaLabel === 'Words')")
    counts = [int(cell.replace(",", "")) for cell in rows.locator(f":nth-child({position + 1})").all_inner_texts()]
    assert counts == sorted(counts)
    assert len(set(counts)) > 1

    article_id = rows.last.locator("td").last.inner_text()
    box.get_by_label("Search this table").fill(article_id)
    assert article_id in rows.first.inner_text()
    assert rows.count() < n_rows


def test_a_notebook_that_is_not_trusted_keeps_plain_tables(page: Page, lab: Lab) -> None:
    """As one that was run elsewhere: the scripts wait until the reader lets them run, tables are there."""
    table = (
        '<div class="table-box" style="overflow: auto"><table class="sortable-table"><caption>Plain</caption>'
        '<thead><tr><th scope="col">Word</th></tr></thead><tbody><tr><td>truce</td></tr></tbody></table></div>'
    )
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/html": [table]}}
    script = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"text/html": ["<p>x</p><script>window.ran=1</script>"]},
    }
    cell = {"cell_type": "code", "id": "c", "metadata": {}, "source": [], "execution_count": 1}
    notebook = {"cells": [{**cell, "outputs": [script, output]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (lab.folder / "notebooks" / "received.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    page.goto(lab.address("received.ipynb"))
    shown = page.locator(f"{OUTPUTS} table")
    shown.wait_for(timeout=90_000)
    assert shown.locator("caption").inner_text() == "Plain"
    assert shown.locator("th").get_attribute("scope") == "col"
    assert page.evaluate("window.ran") is None
