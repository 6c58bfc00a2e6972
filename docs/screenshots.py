"""Takes the pictures of the tour from the real thing: report, figures and notebooks of the sample corpus.

    python docs/screenshots.py [NAME …]

Without names all of `SHOTS`. Needs Chromium and the development packages. The sample corpus is analysed anew where it
is not up to date; JupyterLab works on a copy, so that no notebook is changed.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
sys.path.append(str(PROJECT / "tests" / "browser"))

from labs import CHROMIUM, OPTIONS, Lab, serve_lab  # noqa: E402 - they lie in that folder
from pages import run_all  # noqa: E402

TOUR = PROJECT / "docs" / "tour"
COLOURS = 128
"""Of a picture's palette: pages are mostly text, and small files load quickly."""
SECONDS = 180_000
"""Milliseconds: how long a notebook may take."""
ARTICLE = "kstandard_2025-04-16_cabinet-split-over-truce"


def show_report(page: Page, lab: Lab) -> None:
    """The first page of the report."""
    page.goto(address("reports/index.html"))


def show_findings(page: Page, lab: Lab) -> None:
    """What differs between the outlets."""
    page.goto(address("reports/findings/demo/index.html"))


def show_article(page: Page, lab: Lab) -> None:
    """An article with its marks."""
    page.goto(address(f"reports/articles/demo/{ARTICLE}.html"))
    page.locator("#text h2").first.evaluate("heading => heading.scrollIntoView()")


def show_filter(page: Page, lab: Lab) -> None:
    """The same article, one speaker chosen."""
    show_article(page, lab)
    page.locator(".mf-pick-s0").check()


def show_gallery(page: Page, lab: Lab) -> None:
    """All figures of the corpus."""
    page.goto(address("figures/index.html"))


def show_explorer(page: Page, lab: Lab) -> None:
    """The explorer after a bar was pressed, and a passage read in its article."""
    page.goto(lab.address("11-explore.ipynb"))
    give_room(page)
    run_all(page)
    page.locator(".mfx-rates .mfx-bar").nth(1).click(timeout=SECONDS)
    page.locator(".mfx-passages", has_text="Of the bar").wait_for()
    page.locator(".mfx-line").nth(1).click()
    page.locator(".mfx-reader").wait_for()
    page.set_viewport_size({"width": 1280, "height": 1150})
    page.locator(".mfx-rates").evaluate("view => view.scrollIntoView()")


def show_table(page: Page, lab: Lab) -> None:
    """A table of a notebook, sorted by a column."""
    page.goto(lab.address("04-who-is-quoted.ipynb"))
    give_room(page)
    run_all(page)
    table = page.locator(".jp-OutputArea-output table", has_text="Ilse Varga").first
    table.wait_for(timeout=SECONDS)
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=SECONDS)
    table.locator("thead th").last.click()
    table.evaluate("table => table.scrollIntoView({block: 'center'})")


def address(path: str) -> str:
    """Where a file of the project opens."""
    return (PROJECT / path).as_uri()


def give_room(page: Page) -> None:
    """Put the list of files away."""
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=SECONDS)
    page.keyboard.press("Control+b")


SHOTS: Mapping[str, Callable[[Page, Lab], None]] = {
    "report": show_report,
    "findings": show_findings,
    "article": show_article,
    "filter": show_filter,
    "gallery": show_gallery,
    "explorer": show_explorer,
    "table": show_table,
}


def save(picture: bytes, name: str) -> Path:
    """Write a picture with few colours."""
    path = TOUR / f"{name}.png"
    TOUR.mkdir(exist_ok=True)
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def main(names: list[str]) -> None:
    """Take the pictures of these names, or all."""
    if unknown := set(names) - set(SHOTS):
        raise SystemExit(f"no picture {', '.join(sorted(unknown))}; there are {', '.join(SHOTS)}")
    run = [sys.executable, "-m", "analysis", "run", "data/articles/demo", "--no-notebooks"]
    subprocess.run(run, cwd=PROJECT, check=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        work = Path(folder, "work")
        shutil.copytree(PROJECT / "notebooks", work / "notebooks", ignore=shutil.ignore_patterns(".*"))
        shutil.copytree(PROJECT / "data" / "tables" / "demo", work / "data" / "tables" / "demo")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        with serve_lab(work, Path(folder)) as lab:
            for name in names or SHOTS:
                page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
                SHOTS[name](page, lab)
                page.mouse.move(0, 0)
                path = save(page.screenshot(animations="disabled", caret="hide"), name)
                sys.stdout.write(f"{path.relative_to(PROJECT)}: {path.stat().st_size / 1000:.0f} kB\n")
                page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
