"""How quick the explorer is, in JupyterLab in Chromium: from running its cell to the first bars, and from each change.

    python benchmarks/explorer.py                                # about 1,000 articles made of data/tables/demo
    python benchmarks/explorer.py --tables data/tables/NAME      # a corpus as it is

Times are taken in the page, by its own clock: from the key or click to the second frame that is painted after the views
have changed. Median and worst are told; other work on the machine counts in them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.store import read_tables, write_tables
from analysis.tables import Tables

if TYPE_CHECKING:
    from playwright.sync_api import Page

PROJECT = Path(__file__).parents[1]
LEAST_ARTICLES = 1000
ROUNDS = 5
IMPORTS = "from analysis.explorer import explore"
SHOW = 'explore("..", "big")'

WATCH_START = """() => {
  window.shown = new Promise((resolve) => {
    let start;
    addEventListener("keydown", (e) => { if (e.key === "Enter" && e.shiftKey) start = performance.now(); }, true);
    const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
    new MutationObserver((_, observer) => {
      if (document.querySelector(".mfx-rates .mfx-bar")) { observer.disconnect(); painted(); }
    }).observe(document.body, {childList: true, subtree: true});
  });
}"""

CHANGE = """([selector, number, option]) => new Promise((resolve) => {
  const root = document.querySelector(".mfx");
  const element = document.querySelectorAll(selector)[number];
  const start = performance.now();
  new MutationObserver((_, observer) => {
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
  }).observe(root, {attributes: true, attributeFilter: ["data-drawn"]});
  if (option === null) { element.click(); return; }
  [...element.options].forEach((other, i) => (other.selected = i === option));
  element.dispatchEvent(new Event("change", {bubbles: true}));
})"""
LISTS = ".mfx-controls select"
"""Corpus, whose words, outlets, frames, terms, speakers."""


def multiply(tables: Tables, least: int) -> Tables:
    """Copies of every article under other ids, in other weeks, until there are at least so many."""
    n = -(-least // max(len(tables.articles), 1))
    frames: dict[str, Any] = {}
    for name, frame in tables.by_name().items():
        ids = [column for column in ("article_id", "other_id", "quote_id") if column in frame]
        copies = range(n if ids else 1)
        parts = [frame.assign(**{column: frame[column] + f"-{k:03}" for column in ids}) for k in copies]
        if name == "articles":
            parts = [part.assign(date=part["date"] + pd.Timedelta(weeks=2 * (k % 12))) for k, part in enumerate(parts)]
        frames[name] = pd.concat(parts, ignore_index=True).astype(frame.dtypes)
    return Tables(**frames)


def write_notebook(path: Path, *sources: str) -> None:
    """A notebook of code cells."""
    code: dict[str, Any] = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    cells = [{**code, "id": f"cell{number}", "source": source} for number, source in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def time_start(page: Page, address: str, n_cells: int) -> float:
    """Milliseconds from running the last of a notebook's cells to the first bars that are painted."""
    page.goto(address)
    page.locator(".jp-Notebook").wait_for(timeout=90_000)
    idle = page.locator("#jp-main-statusbar", has_text="| Idle")
    idle.wait_for(timeout=90_000)
    page.locator(".jp-Notebook .jp-CodeCell .jp-InputArea-editor").first.click()
    for number in range(n_cells):
        if number == n_cells - 1:
            page.evaluate(WATCH_START)
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(1000)
        if number < n_cells - 1:
            idle.wait_for(timeout=90_000)
    found: float = page.evaluate("window.shown")
    return found


def time_changes(page: Page) -> Iterator[tuple[str, list[float]]]:
    """Milliseconds of each of several changes, by what was changed."""
    page.wait_for_timeout(3000)
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=90_000)
    everything: list[tuple[str, int, int | None]] = [(".mfx-buttons button", 0, None)]
    changes: dict[str, list[tuple[str, int, int | None]]] = {
        "an outlet": [(LISTS, 2, k % 3) for k in range(ROUNDS)],
        "a frame": [(LISTS, 3, k) for k in range(ROUNDS)],
        "everything again": everything,
        "a voice": [(LISTS, 1, 1 + k % 2) for k in range(ROUNDS)],
        "everything, once more": everything,
        "a bar": [(".mfx-rates .mfx-bar", 3 * k, None) for k in range(ROUNDS)],
        "a passage": [(".mfx-line", k, None) for k in range(ROUNDS)],
    }
    for name, steps in changes.items():
        times = []
        for step in steps:
            times.append(float(page.evaluate(CHANGE, list(step))))
            page.wait_for_timeout(400)
        yield name, times


def main(arguments: list[str]) -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=Path, help="a folder of tables; the sample corpus, multiplied, if not given")
    chosen = parser.parse_args(arguments).tables
    sys.path.insert(0, str(PROJECT / "tests" / "browser"))
    labs: Any = importlib.import_module("labs")
    from playwright.sync_api import sync_playwright

    tables = read_tables(chosen or PROJECT / "data" / "tables" / "demo")
    if chosen is None:
        tables = multiply(tables, LEAST_ARTICLES)
    words = int(tables.articles["n_words"].sum())
    print(f"{len(tables.articles):,} articles, {words:,} words, {len(tables.frame_hits):,} frame terms")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="explorer")))
        work = folder / "work"
        write_tables(tables, work / "data" / "tables" / "big")
        write_notebook(work / "notebooks" / "apart.ipynb", IMPORTS, SHOW)
        write_notebook(work / "notebooks" / "together.ipynb", f"{IMPORTS}\n{SHOW}")
        lab = stack.enter_context(labs.serve_lab(work, folder))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=labs.CHROMIUM, args=list(labs.OPTIONS))
        page = browser.new_page(viewport={"width": 1280, "height": 1200})
        tell("start in a new kernel, imports and all", [time_start(page, lab.address("together.ipynb"), 1)])
        tell("start, imports done", [time_start(page, lab.address("apart.ipynb"), 2)])
        for name, times in time_changes(page):
            tell(name, times)
        browser.close()


def tell(name: str, times: list[float]) -> None:
    """Print a row, with how busy the machine is: with more than 1 task a core, times are longer than they need be."""
    busy = f"   {os.getloadavg()[0] / (os.cpu_count() or 1):.1f} tasks a core" if hasattr(os, "getloadavg") else ""
    print(f"{name:<40} median {median(times):6,.0f} ms   worst {max(times):6,.0f} ms   n = {len(times)}{busy}")


if __name__ == "__main__":
    main(sys.argv[1:])
