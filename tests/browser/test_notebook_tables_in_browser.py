"""Notebooks' tables by themselves, in a real browser: they search and sort, and nothing in a cell runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from pages import Watch, focused, serious_faults

from analysis.publishing.notebook import outputs
from analysis.publishing.notebook import tables as notebook_tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOSTILE = (
    '<script>window.ran = 1</script><img src="x" onerror="window.ran = 2">&lt;img src=x onerror="window.ran = 3"&gt;'
    "</td><b onmouseover='window.ran = 4'>$x$ \u202egnirts"
)
COUNTS = [5, 1200, -3, None, 40, 7.5, 100, 9]


class Shown(list[str]):
    """Stands in for IPython and keeps what is displayed."""

    def display(self, item: str, **options: Any) -> None:
        self.append(item)

    def HTML(self, html: str) -> str:  # noqa: N802 - IPython's name
        return html


@pytest.fixture(params=["light", "dark"])
def page(
    request: pytest.FixtureRequest, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    shown = Shown()
    monkeypatch.setattr(outputs, "_IPYTHON", shown)
    days = pd.date_range("2024-02-27", periods=len(COUNTS))
    words = [HOSTILE, *(f"word {number}" for number in range(1, len(COUNTS)))]
    notebook_tables.load_tables(HOSTILE)
    notebook_tables.show_table(pd.DataFrame({HOSTILE: words, "n_words": COUNTS, "day": days}), f"Counts {HOSTILE}")
    cells = [("a", "10 % (2 % to 30 %)"), ("b", "−9 %"), ("c", "–"), ("d", "< .001"), ("e", ".001"), ("f", "1,200 : 3")]
    notebook_tables.show_rows("Shares", ["Who", "Share"], ["left", "right"], cells, named=True)
    notebook_tables.show_rows("Short", ["Who"], ["left"], [("a",)])
    lines = [("of the old", "truce", "held"), ("2 in a", "truce", "of"), ("the new", "truce", "ended")]
    by_end = {0: lambda words: words[::-1]}
    notebook_tables.show_rows("Lines", ["Before", "Word", "After"], ["right", "center", "left"], lines, orders=by_end)
    style = f"<style>:root {{ color-scheme: {request.param} }}</style>"
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Tables</title>{style}'
    path = tmp_path / "page.html"
    path.write_text(f"{head}<main><h1>Tables</h1>{''.join(shown)}</main></html>", encoding="utf-8")
    page = browser.new_page(color_scheme=request.param)
    watch = Watch(page)
    page.goto(path.as_uri())
    page.locator("table.dataTable").nth(3).wait_for()
    yield page
    watch.assert_quiet()
    assert page.evaluate("window.ran") is None
    page.close()


def cells(page: Page, table: int, column: int) -> list[str]:
    return page.locator("table").nth(table).locator(f"tbody tr > :nth-child({column})").all_inner_texts()


def sort_by(page: Page, table: int, column: int) -> str | None:
    head = page.locator("table").nth(table).locator("thead th").nth(column - 1)
    before = head.get_attribute("aria-sort")
    head.click()
    page.wait_for_function("([head, before]) => head.ariaSort !== before", arg=[head.element_handle(), before])
    return head.get_attribute("aria-sort")


def test_numbers_sort_as_numbers_and_days_as_days(page: Page) -> None:
    assert sort_by(page, 0, 2) == "ascending"
    assert cells(page, 0, 2) == ["–", "−3", "5", "7.5", "9", "40", "100", "1,200"]
    assert sort_by(page, 0, 2) == "descending"
    assert cells(page, 0, 2)[0] == "1,200"
    sort_by(page, 0, 3)
    assert cells(page, 0, 3) == sorted(cells(page, 0, 3))
    sort_by(page, 1, 2)
    assert cells(page, 1, 1) == ["c", "b", "d", "e", "a", "f"]


def test_a_column_may_sort_by_something_else(page: Page) -> None:
    sort_by(page, 3, 1)
    assert cells(page, 3, 1) == ["2 in a", "of the old", "the new"]


def test_the_search_filters_and_tells_how_many_are_left(page: Page) -> None:
    field = page.get_by_label("Search this table:").first
    field.fill("word 3")
    assert "word 3" in cells(page, 0, 1)
    assert 0 < len(cells(page, 0, 1)) < len(COUNTS)
    field.fill("onerror")
    assert len(cells(page, 0, 1)) == 1
    assert page.get_by_role("status").first.inner_text() == "Rows: 1 of 8"
    assert page.get_by_label("Search this table:").count() == 2, "a table of one row needs no search"


def test_what_a_cell_holds_is_shown_as_it_stands(page: Page) -> None:
    assert HOSTILE in cells(page, 0, 1)
    assert HOSTILE in page.locator("caption").first.inner_text()
    assert page.locator("main script, main img, main b").count() == 1, "the one script that the page brings itself"
    page.locator("table").first.locator("tbody td").first.hover()
    sort_by(page, 0, 1)
    page.get_by_label("Search this table:").first.fill("<script>")
    assert len(cells(page, 0, 1)) == 1


def test_tables_can_be_read_and_worked_without_a_mouse(page: Page) -> None:
    assert serious_faults(page) == []
    page.get_by_label("Search this table:").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page)["outline"] != "none"
    page.keyboard.press("Enter")
    page.locator("thead th:first-child[aria-sort=ascending]").first.wait_for(timeout=10_000)
