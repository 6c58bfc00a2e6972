"""The explorer in JupyterLab, in a real browser: by mouse and by keyboard, with hostile texts, asking for nothing."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from pages import Watch, focused, run_all, serious_faults

from analysis.explorer import Choice, choose
from analysis.measures import concordance, frames_by_outlet
from analysis.store import write_tables
from analysis.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Lab
    from playwright.sync_api import Browser, Locator, Page

NOTEBOOK = "11-explore.ipynb"
HOSTILE = "<img src=x onerror=\"document.title='broken in'\"><script>document.title='broken in'</script>"
PLACE = ".mfx-text [id$='-focus']"
SECONDS = 90_000


def open_explorer(page: Page, lab: Lab, **parameters: Any) -> None:
    """Run a copy of the notebook with other parameters, and wait until all its cells are done."""
    source = lab.folder / "notebooks" / NOTEBOOK
    notebook = nbformat.read(source, as_version=4)  # type: ignore[no-untyped-call]
    cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    cell.source += "\n" + "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    nbformat.write(notebook, lab.folder / "notebooks" / "explore.ipynb")  # type: ignore[no-untyped-call]
    page.goto(lab.address("explore.ipynb"))
    run_all(page)
    page.locator(".mfx [data-row]").first.wait_for(timeout=SECONDS)
    page.locator(".jp-OutputArea-output caption", has_text="Passages").wait_for(timeout=SECONDS)
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=SECONDS)


@pytest.fixture(scope="module")
def opened(lab: Lab, browser: Browser) -> Iterator[tuple[Page, Watch]]:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    watch = Watch(page)
    open_explorer(page, lab)
    yield page, watch
    page.close()


@pytest.fixture
def explorer(opened: tuple[Page, Watch], tables: Tables) -> tuple[Page, Watch]:
    """The explorer with nothing chosen, whatever the test before has left."""
    page, _ = opened
    page.get_by_role("button", name="Choose everything").click()
    wait_for_total(page, len(tables.frame_hits))
    return opened


def total(page: Page) -> int:
    return int(page.locator(".mfx-passages h3").inner_text().split()[0].replace(",", ""))


def wait_for_total(page: Page, n: int) -> None:
    page.locator(".mfx-passages h3", has_text=re.compile(rf"^{n:,} passage")).wait_for()


def line_texts(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".mfx-line strong").all_inner_texts()]


def in_view(element: Locator) -> bool:
    """Whether a place in the reader's text can be seen: inside its pane, and the pane in the window."""
    found: bool = element.evaluate(
        """e => { const r = e.getBoundingClientRect(), p = e.closest('.mfx-text').getBoundingClientRect();
        return r.top >= p.top && r.bottom <= p.bottom && r.top >= 0 && r.bottom <= innerHeight; }"""
    )
    return found


def test_choosing_pressing_and_reading(explorer: tuple[Page, Watch], tables: Tables) -> None:
    page, _ = explorer
    page.get_by_label("Outlets").select_option("Daily Ledger (14)")
    own = choose(tables, Choice(outlets=("Daily Ledger",)))
    wait_for_total(page, len(own.frame_hits))
    assert page.locator(".mfx-rates thead th").all_inner_texts() == ["Frame", "Daily Ledger"]
    rates = frames_by_outlet(own, n_resamples=0)
    assert page.locator(".mfx-rates .mfx-bar").all_inner_texts() == [
        f"{rate:.2f}" if rate < 10 else f"{rate:.1f}" for rate in rates["rate"]
    ]
    bar = page.locator(".mfx-rates .mfx-bar").first
    bar.click()
    hits = choose(tables, Choice(outlets=("Daily Ledger",), frames=(rates["frame"].iloc[0],))).frame_hits
    wait_for_total(page, len(hits))
    assert bar.get_attribute("aria-pressed") == "true"
    assert line_texts(page) == concordance(tables, hits)["keyword"].head(100).tolist()
    line = page.locator(".mfx-line").nth(4)
    line.click()
    place = page.locator(PLACE)
    place.wait_for()
    assert hits["text"].iloc[4] in place.inner_text()
    assert in_view(place)
    assert line.get_attribute("aria-current") == "true"
    headline = tables.articles.set_index("article_id")["headline"][hits["article_id"].iloc[4]]
    assert page.locator(".mfx-reader h3").inner_text() == headline
    assert serious_faults(page, ".mfx-explorer") == []
    page.locator(".mfx-reader").get_by_role("button", name="Close").click()
    place.wait_for(state="detached")


def test_everything_can_be_done_with_the_keyboard(explorer: tuple[Page, Watch], tables: Tables) -> None:
    page, _ = explorer
    page.get_by_role("button", name="Export").focus()
    page.keyboard.press("Tab")
    first = focused(page)
    assert "mfx-bar" in first["cls"]
    assert first["outline"] == "solid"
    assert first["width"] >= 2
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    rates = frames_by_outlet(tables, n_resamples=0)
    outlet = rates["outlet"].unique()[1]
    frame = rates["frame"].unique()[2]
    n_hits = rates.loc[(rates["frame"] == frame) & (rates["outlet"] == outlet), "n_hits"].item()
    assert f", {outlet}: " in name
    assert name.endswith(f"{n_hits:,} hits")
    page.keyboard.press("Enter")
    wait_for_total(page, n_hits)
    assert page.get_by_role("status").filter(has_text=f"Listed: {n_hits}").count() == 1
    for _ in range(6):
        page.keyboard.press("Tab")
        if "mfx-line" in focused(page)["cls"]:
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    place = page.locator(PLACE)
    place.wait_for()
    assert in_view(place)
    assert focused(page)["tag"] == "H3"
    page.keyboard.press("Escape")
    place.wait_for(state="detached")
    assert focused(page)["cls"] == "mfx-line"
    page.get_by_role("button", name="List all").press("Enter")
    wait_for_total(page, len(tables.frame_hits))


def test_weeks_and_speakers_list_their_passages_too(explorer: tuple[Page, Watch]) -> None:
    page, _ = explorer
    for view in (".mfx-weeks", ".mfx-who"):
        bar = page.locator(f"{view} .mfx-bar").nth(1)
        label = bar.get_attribute("aria-label") or ""
        n_hits = re.search(r"([\d,]+) hits?", label)
        assert n_hits
        bar.click()
        wait_for_total(page, int(n_hits[1].replace(",", "")))


def test_state_pasted_back_and_export(explorer: tuple[Page, Watch], lab: Lab, browser: Browser) -> None:
    page, watch = explorer
    page.get_by_label("Whose words").select_option("the narrator")
    page.locator(".mfx-status", has_text="words of the narrator").wait_for()
    page.locator(".mfx-rates .mfx-bar").nth(2).click()
    page.get_by_role("button", name="List all").wait_for()
    page.locator(".mfx-state summary").click()
    code = page.locator(".mfx-state pre").inner_text()
    state = ast.literal_eval(code.removeprefix("state = "))
    shown = (total(page), line_texts(page), page.locator(".mfx-rates .mfx-bar").all_inner_texts())
    page.get_by_role("button", name="Export").click()
    page.locator(".mfx-status", has_text="files are in").wait_for(timeout=SECONDS)
    folder = lab.folder / "reports" / "explorer" / "demo" / "view-1"
    assert json.loads((folder / "choice.json").read_text(encoding="utf-8")) == state
    assert (folder / "passages.csv").stat().st_size > 100
    assert (folder / "frames-by-outlet.png").read_bytes().startswith(b"\x89PNG")
    watch.assert_quiet(lab.origin, lab.origin.replace("http", "ws"))
    again = browser.new_page(viewport={"width": 900, "height": 1000})
    open_explorer(again, lab, state=state)
    assert (total(again), line_texts(again), again.locator(".mfx-rates .mfx-bar").all_inner_texts()) == shown
    assert again.locator(".mfx-bar[aria-pressed='true']").count() == 1
    assert serious_faults(again, ".mfx-explorer") == []
    again.close()


def test_hostile_texts_do_nothing(lab: Lab, browser: Browser, tables: Tables) -> None:
    """Markup in headlines, outlets, speakers, frames and the text itself is shown as text."""
    first = tables.frame_hits["article_id"].iloc[0]
    end = int(tables.frame_hits["start"].iloc[0])
    articles = tables.articles.assign(headline=HOSTILE, outlet=HOSTILE)
    texts = [
        (HOSTILE + text)[:end].ljust(end) + text[end:] if article_id == first else text
        for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
    ]
    hits = tables.frame_hits.assign(speaker_name=HOSTILE, frame=HOSTILE, term=HOSTILE)
    hits["speaker_id"] = hits["speaker_id"].mask(hits["speaker_id"].notna(), HOSTILE)
    hostile = replace(tables, articles=articles.assign(text=texts).astype({"text": "string"}), frame_hits=hits)
    write_tables(hostile, lab.folder / "data" / "tables" / "<b>hostile")
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    watch = Watch(page)
    open_explorer(page, lab, corpus="<b>hostile")
    wait_for_total(page, len(hits))
    page.locator(".mfx-rates .mfx-bar").first.click()
    page.get_by_role("button", name="List all").wait_for()
    page.locator(".mfx-line").first.click()
    page.locator(PLACE).wait_for()
    assert page.locator(".mfx-explorer img, .mfx-explorer script").count() == 0
    assert page.locator(".mfx-rates th bdi").first.inner_text() == HOSTILE
    assert page.locator(".mfx-reader h3").inner_text() == HOSTILE
    assert "broken in" not in page.title()
    watch.assert_quiet(lab.origin, lab.origin.replace("http", "ws"))
    page.close()
