"""The gallery in a browser: pictures show, the box finds figures, the keyboard reaches everything."""

from __future__ import annotations

import pytest
from pages import Watch, focused, serious_faults
from playwright.sync_api import Browser

from analysis.charts import write_figures
from analysis.publishing.gallery import write_gallery
from analysis.tables import Tables


@pytest.fixture(scope="module")
def gallery(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("gallery") / "figures"
    names = ["who-is-quoted", "frames-by-voice", "frames-over-time"]
    write_figures(tables, folder / "made-up", names=names)
    page = write_gallery(folder)
    assert page
    return page.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_show_and_nothing_hinders(browser: Browser, gallery: str, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    watch = Watch(page)
    page.goto(gallery)
    for image in page.locator("img").all():
        image.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth > 100", arg=image.element_handle())
    assert serious_faults(page) == []
    watch.assert_quiet()
    page.close()


def test_the_box_shows_figures_that_mention_all_words(browser: Browser, gallery: str) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 800})
    page.goto(gallery)
    page.get_by_label("Show figures that mention").fill("FRAMES week")
    assert page.locator("figure:visible h3").all_inner_texts() == ["Frames over time: weekly hits per 1,000 words"]
    assert page.get_by_role("status").inner_text() == "1 of 3 figures"
    page.get_by_label("Show figures that mention").fill("zeppelin")
    assert page.get_by_role("status").inner_text() == "No figure mentions this."
    assert page.locator("main").get_by_role("heading").count() == 0
    page.get_by_label("Show figures that mention").fill("")
    assert page.get_by_role("heading", name="made-up").is_visible()
    assert page.locator("figure:visible").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_the_keyboard_reaches_box_pictures_and_files(browser: Browser, gallery: str) -> None:
    page = browser.new_page()
    page.goto(gallery)
    reached = []
    for _ in range(7):
        page.keyboard.press("Tab")
        at = focused(page)
        assert at["width"] >= 2
        assert at["outline"] != "none"
        reached.append((at["tag"], at["text"]))
    assert reached[0] == ("A", "Skip to the figures")
    assert reached[1:] == [("INPUT", ""), ("A", ""), ("A", "SVG"), ("A", "PDF"), ("A", "PNG"), ("A", "CSV")]
    page.close()
