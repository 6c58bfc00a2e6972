"""The notebooks in JupyterLab, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pages import run_all

from analysis.tables import Tables

if TYPE_CHECKING:
    from conftest import Lab
    from playwright.sync_api import Browser


def test_notebooks_run_in_jupyterlab(lab: Lab, browser: Browser, tmp_path: Path, tables: Tables) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto(lab.address("04-who-is-quoted.ipynb"))
    run_all(page)
    image = page.locator(".jp-OutputArea-output img").first
    image.wait_for(timeout=90_000)
    assert image.get_attribute("alt")
    page.locator(".jp-OutputArea-output caption", has_text="Quotes of").wait_for(timeout=90_000)
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.locator(".jp-mod-error, [data-mime-type*='error']").count() == 0
    page.screenshot(path=tmp_path / "who.png")
    page.goto(lab.address("02-close-reading.ipynb"))
    run_all(page)
    reader = page.locator(".jp-OutputArea-output .mf")
    reader.wait_for(timeout=90_000)
    assert reader.locator(".mf-block").count() > 3
    page.locator(".jp-OutputArea-output caption", has_text="Sentences and the words").wait_for(timeout=90_000)
    reader.scroll_into_view_if_needed()
    reader.locator("p .mf-tip").first.focus()
    page.screenshot(path=tmp_path / "reading.png")
    page.close()
