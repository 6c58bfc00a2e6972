"""Takes the pictures of the tour from the real thing: report, figures and notebooks of the sample corpus.

    python docs/screenshots.py [NAME …]

Without names all of `SHOTS`. Needs Chromium and the development packages. The sample corpus is analysed anew where it
is not up to date; JupyterLab works on a copy, so that no notebook is changed.
"""

from __future__ import annotations

import io
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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
TOUR = PROJECT / "docs" / "tour"
WINDOW = {"width": 1280, "height": 800}
COLOURS = 128
"""Of a picture's palette: pages are mostly text, and small files are quick to load."""
PATIENCE = 180_000
"""Milliseconds that a notebook may take."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
ARTICLE = "kstandard_2025-04-16_cabinet-split-over-truce"


# What is shown


def show_report(page: Page, lab: str) -> None:
    """The first page of the report."""
    page.goto(address("reports/index.html"))


def show_findings(page: Page, lab: str) -> None:
    """What differs between the outlets."""
    page.goto(address("reports/findings/demo/index.html"))


def show_article(page: Page, lab: str) -> None:
    """An article with its marks, one speaker chosen."""
    page.goto(address(f"reports/articles/demo/{ARTICLE}.html"))
    page.locator(".mf-pick-s0").check()


def show_gallery(page: Page, lab: str) -> None:
    """All figures of the corpus."""
    page.goto(address("figures/index.html"))


def show_explorer(page: Page, lab: str) -> None:
    """The explorer after a bar was pressed."""
    run_notebook(page, lab % "11-explore.ipynb")


def show_table(page: Page, lab: str) -> None:
    """A table of a notebook, sorted by a column."""
    run_notebook(page, lab % "04-who-is-quoted.ipynb")


def address(path: str) -> str:
    """Where a file of the project opens."""
    return (PROJECT / path).as_uri()


SHOTS: Mapping[str, Callable[[Page, str], None]] = {
    "report": show_report,
    "findings": show_findings,
    "article": show_article,
    "gallery": show_gallery,
    "explorer": show_explorer,
    "table": show_table,
}


# JupyterLab


@contextmanager
def start_lab(folder: Path) -> Iterator[str]:
    """JupyterLab over a copy of the notebooks and the sample corpus' tables; an address, `%s` for the notebook."""
    work = folder / "work"
    shutil.copytree(PROJECT / "notebooks", work / "notebooks", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(PROJECT / "data" / "tables" / "demo", work / "data" / "tables" / "demo")
    for name, values in {
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        "notebook-extension/tracker": {"autoStartDefaultKernel": True, "windowingMode": "none"},
    }.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    places = (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "JUPYTERLAB_WORKSPACES_DIR",
        "IPYTHONDIR",
    )
    environment = os.environ | {name: str(folder / name.lower()) for name in places}
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"), "JUPYTER_TOKEN": token}
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={work}"),
        *("--ServerApp.allow_root=True", "--LabApp.news_url=None", "--LabApp.extension_manager=readonly"),
    ]
    with (folder / "lab.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_for(f"http://127.0.0.1:{port}/api", server)
            yield f"http://127.0.0.1:{port}/lab/tree/notebooks/%s?reset&token={token}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    for _ in range(240):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            if server.poll() is not None:
                raise SystemExit("JupyterLab did not start") from None
            time.sleep(0.25)


def run_notebook(page: Page, where: str) -> None:
    """Open a notebook, run all of its cells, and give it the window's width."""
    page.goto(where)
    expect(page.locator("#jp-main-statusbar").get_by_text("| Idle")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("Control+b")  # the list of files goes
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator('[data-command="runmenu:run-all"]').click()
    expect(page.locator(".jp-InputPrompt", has_text="[*]")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("#jp-main-statusbar").get_by_text("| Idle")).to_be_visible(timeout=PATIENCE)


# Pictures


def save(picture: bytes, name: str) -> Path:
    """Write a picture with a palette of few colours."""
    path = TOUR / f"{name}.png"
    TOUR.mkdir(exist_ok=True)
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def main(names: list[str]) -> None:
    """Take the pictures of these names, or all."""
    unknown = [name for name in names if name not in SHOTS]
    if unknown:
        raise SystemExit(f"no picture {', '.join(unknown)}; there are {', '.join(SHOTS)}")
    names = names or list(SHOTS)
    run = [sys.executable, "-m", "analysis", "run", "data/articles/demo", "--no-notebooks"]
    subprocess.run(run, cwd=PROJECT, check=True)
    chromium = next((path for path in map(shutil.which, BROWSERS) if path), None)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="nb") as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(OPTIONS))
        context = browser.new_context(viewport=WINDOW, reduced_motion="reduce", color_scheme="light")  # type: ignore[arg-type]
        with start_lab(Path(folder)) as lab:
            for name in names:
                page = context.new_page()
                SHOTS[name](page, lab)
                page.mouse.move(0, 0)
                path = save(page.screenshot(animations="disabled", caret="hide"), name)
                sys.stdout.write(f"{path.relative_to(PROJECT)}: {path.stat().st_size / 1000:.0f} kB\n")
                page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
