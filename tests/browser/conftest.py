"""A browser, and JupyterLab to open in it; every test here is skipped where no Chromium is installed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from labs import CHROMIUM, NOTEBOOKS, OPTIONS, Lab, serve_lab

from analysis.store import write_tables
from analysis.tables import Tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, tables: Tables) -> Iterator[Lab]:
    if sys.platform == "win32":
        pytest.skip("the server is stopped by signals to its process group")
    tmp_path = tmp_path_factory.mktemp("lab")
    work = tmp_path / "work"
    shutil.copytree(NOTEBOOKS, work / "notebooks", ignore=shutil.ignore_patterns(".*"))
    write_tables(tables, work / "data" / "tables" / "demo")
    with serve_lab(work, tmp_path) as served:
        yield served
