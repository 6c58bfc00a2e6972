"""The annotated reader in a real browser: notes, filters, keys, addresses, and articles that mean harm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pandas as pd
import pytest
from marked_texts import HOSTILE, hit, quote, scored, tabled
from pages import Watch, focused, run_all, serious_faults

from analysis.publishing.reader import anchor, anchor_at, annotate_article, article_page
from analysis.publishing.reader.side_by_side import side_by_side_page
from analysis.records import Zone
from analysis.tables import Tables

if TYPE_CHECKING:
    from conftest import Lab
    from playwright.sync_api import Browser, Page

CLEAR = "rgba(0, 0, 0, 0)"
STORY = (
    "Ada Lund said: “No surrender, and no siege.” The siege goes on.\n\n"
    "“We want a truce,” Bo Holm claimed. Ada Lund said “a siege it is”. Nothing else was new on the day.\n\n"
    + "\n\n".join(f"Paragraph {n} tells of the weather, which was dull, and of nothing else." for n in range(30))
    + "\n\nThe truce came."
)


def place(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = STORY.index(words, start + 1)
    return start, start + len(words)


@pytest.fixture(scope="module")
def story() -> Tables:
    """Two speakers and the narrator, who say terms of two frames."""
    first, second, third = place("“No surrender, and no siege.”"), place("“We want a truce,”"), place("“a siege it is”")
    by_ada: dict[str, Any] = {"voice": "quoted", "speaker_name": "Ada"}
    sentence = place("The siege goes on.")
    return tabled(
        STORY,
        quotes=(quote(1, (first,)), quote(2, (second,), name="Bo"), quote(3, (third,))),
        hits=(
            hit(STORY, place("surrender"), "surrender", polarity="negated", polarity_cue="No", **by_ada),
            hit(STORY, place("siege"), "war", **by_ada),
            hit(STORY, place("siege", 1), "war"),
            hit(STORY, place("truce"), "peace", voice="quoted", speaker_name="Bo"),
            hit(STORY, place("siege", 2), "war", **by_ada),
            hit(STORY, place("truce", 1), "peace"),
        ),
        sentences=scored(
            STORY, ((0, first[1]), -0.5), (sentence, 0.3), ((second[0], third[1]), 0.0), (place("The truce came."), 0.1)
        ),
    )


@pytest.fixture
def opened(browser: Browser, story: Tables, tmp_path: Path) -> Any:
    """A function that opens the story's page, with anything that a new page of the browser takes."""
    pages = []

    def open_page(address: str = "", *, html: str = "", **options: Any) -> tuple[Page, Watch]:
        path = tmp_path / "story.html"
        path.write_text(html or article_page(story, "a"), encoding="utf-8")
        page = browser.new_page(**options)
        pages.append(page)
        watch = Watch(page)
        page.goto(path.as_uri() + address)
        return page, watch

    yield open_page
    for page in pages:
        page.close()


def shown(page: Page) -> tuple[list[str], list[str]]:
    """The terms that are underlined, and the labels of the quotes that are coloured."""
    terms = page.locator("p .mf-term").evaluate_all(
        """all => all.filter(e => getComputedStyle(e).textDecorationLine == 'underline')
        .map(e => (e.querySelector('.mf-tied') || e).firstChild.data)"""
    )
    return terms, page.locator("p .mf-ref:visible").evaluate_all("all => all.map(e => e.firstChild.data.trim())")


def is_open(note: Any) -> bool:
    """Whether a note can be seen; a closed one is there for screen readers, or not at all."""
    box = note.bounding_box()
    return box is not None and box["width"] > 50


def test_a_note_opens_by_pointer_and_focus_and_closes_by_escape(opened: Any) -> None:
    page, watch = opened(viewport={"width": 1000, "height": 700})
    term = page.locator("p .mf-term.mf-tip").first
    note = term.locator(".mf-note")
    assert not is_open(note)
    term.hover()
    assert is_open(note)
    assert "negated by “No”" in note.inner_text()
    page.keyboard.press("Escape")
    assert not is_open(note)
    page.mouse.move(900, 650)
    term.hover()
    box = note.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 5, steps=5)
    assert is_open(note), "the pointer can go into the note"
    page.keyboard.press("Escape")
    assert not is_open(note)
    page.mouse.move(900, 650)
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert focused(page)["text"].startswith("surrender")
    assert is_open(note)
    page.keyboard.press("Escape")
    assert not is_open(note)
    watch.assert_quiet()


NOTE_IS_INSIDE = """() => {
    const note = document.querySelector(":focus .mf-note"), box = note && note.getBoundingClientRect();
    if (!note || box.width <= 50) return false;
    return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
}"""


@pytest.mark.parametrize(("width", "height"), [(360, 500), (1000, 400), (1400, 600)])
def test_no_note_leaves_the_window(width: int, height: int, opened: Any) -> None:
    page, _ = opened(viewport={"width": width, "height": height})
    for key in "nnnnnnnnnsss":
        page.keyboard.press(key)
        page.wait_for_function(NOTE_IS_INSIDE, timeout=5000)  # the page may still be on its way to the mark
    bar = page.locator(".mf-bar").first
    bar.hover()
    box = bar.locator(".mf-note").bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("script", [True, False])
def test_filters_combine_and_clear(script: bool, opened: Any) -> None:
    page, watch = opened(java_script_enabled=script)
    everything = ["surrender", "siege", "siege", "truce", "siege", "truce"]
    assert shown(page) == (everything, ["A1", "B1", "A2"])
    page.locator(".mf-pick-s0").check()
    assert shown(page) == (["surrender", "siege", "siege"], ["A1", "A2"])
    page.get_by_role("radio", name="war").check()
    assert shown(page) == (["siege", "siege"], ["A1", "A2"])
    other = page.locator("p .mf-said.mf-s1").first
    assert other.evaluate("e => getComputedStyle(e).backgroundColor") == CLEAR
    assert page.locator("p .mf-term:visible").count() == len(everything), "the words themselves stay"
    page.get_by_role("button", name="Clear filters").click()
    assert shown(page) == (everything, ["A1", "B1", "A2"])
    assert other.evaluate("e => getComputedStyle(e).backgroundColor") != CLEAR
    page.get_by_role("radio", name="outlet’s own").check()
    assert shown(page) == (["siege", "truce"], [])
    page.get_by_role("radio", name="quoted only").check()
    assert shown(page) == (["surrender", "siege", "truce", "siege"], ["A1", "B1", "A2"])
    assert page.locator("p .mf-term:visible").count() == len(everything)
    watch.assert_quiet()


def test_counts_follow_the_filters(opened: Any) -> None:
    page, _ = opened()
    count = lambda name: page.locator("label", has_text=name).locator(".mf-count").inner_text()  # noqa: E731
    status = page.get_by_role("status")
    assert (count("war"), count("peace"), count("Ada"), count("quoted only")) == ("3", "2", "2", "4")
    assert status.inner_text() == "Marked now: frame terms 6, quotes 3"
    page.locator(".mf-pick-s0").check()
    assert (count("war"), count("peace"), count("Bo"), count("outlet’s own")) == ("2", "0", "1", "0")
    page.get_by_role("radio", name="war").check()
    assert status.inner_text() == "Marked now: frame terms 2, quotes 2"
    assert count("surrender") == "1"
    page.get_by_role("button", name="Clear filters").click()
    page.wait_for_function("document.querySelector('[role=status]').textContent.endsWith('6, quotes 3')")
    assert count("war") == "3"


def test_without_script_the_sums_are_told_too(opened: Any) -> None:
    page, _ = opened(java_script_enabled=False)
    assert page.locator(".mf-shown").evaluate("e => getComputedStyle(e, '::after').content").startswith('"Marked now')
    assert not page.get_by_role("button", name="Keys").is_visible()


def test_keys_walk_the_marks_and_the_tab_key_passes_them(opened: Any) -> None:
    page, watch = opened(viewport={"width": 1000, "height": 700})
    stops = page.evaluate("[...document.querySelectorAll('.mf-text *')].filter(e => e.tabIndex >= 0).length")
    assert stops == 1
    walked = []
    for key in ("n", "n", "n", "p", "q", "q", "Shift+q", "f", "s"):
        page.keyboard.press(key)
        walked.append(focused(page)["text"][:5].strip())
        assert focused(page)["outline"] != "none"
    assert walked == ["A1 Ad", "surre", "siege", "surre", "B1 Bo", "A2 Ad", "B1 Bo", "truce", "Sente"]
    assert "VADER, exact: +0.10" in page.get_by_role("status").inner_text()
    page.keyboard.press("1")
    assert page.locator(".mf-pick-s0").is_checked()
    page.keyboard.press("1")
    assert page.locator(".mf-speakers .mf-pick-all").is_checked()
    page.keyboard.press("v")
    assert page.locator(".mf-pick-own").is_checked()
    page.keyboard.press("f")
    assert focused(page)["text"].startswith("truce"), "what the filter hides is passed over"
    page.keyboard.press("f")
    assert page.get_by_role("status").inner_text() == "No frame term after this place."
    page.keyboard.press("c")
    assert page.locator(".mf-pick-all:checked").count() == 3
    watch.assert_quiet()


def test_keys_can_be_seen_and_switched_off_and_are_never_taken_while_typing(opened: Any) -> None:
    page, watch = opened()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    assert dialog.is_visible()
    page.keyboard.press("n")
    assert focused(page)["tag"] == "INPUT"
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.evaluate("document.querySelector('main').insertAdjacentHTML('afterbegin', '<input id=field>')")
    page.locator("#field").focus()
    page.keyboard.type("fan?1")
    assert page.locator("#field").input_value() == "fan?1"
    assert page.locator(".mf-speakers .mf-pick-all").is_checked()
    page.locator("#field").evaluate("e => e.blur()")
    page.get_by_role("button", name="Keys").click()
    dialog.get_by_role("checkbox").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.keyboard.press("n")
    assert focused(page)["text"].startswith("Keys")
    watch.assert_quiet()


def test_an_address_opens_at_its_sentence(opened: Any, story: Tables) -> None:
    page, _ = opened("#" + anchor_at(story, "a", place("truce")[0]), viewport={"width": 800, "height": 500})
    target = page.locator(":target")
    assert target.get_attribute("id") == anchor("a", "sentence-3")
    assert target.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page, _ = opened("#" + anchor_at(story, "a", place("truce", 1)[0]), viewport={"width": 800, "height": 500})
    target = page.locator(":target")
    assert target.get_attribute("id") == anchor("a", "sentence-4")
    assert 0 <= target.bounding_box()["y"] <= 500


def test_a_focus_can_be_scrolled_to_in_a_bare_page(opened: Any, story: Tables) -> None:
    html = "<!doctype html><title>x</title>" + annotate_article(story, "a", focus=place("The truce came."))
    page, watch = opened("#" + anchor("a", "focus"), html=html, viewport={"width": 800, "height": 500})
    held = page.locator(f"#{anchor('a', 'focus')}")
    assert 0 <= held.bounding_box()["y"] <= 500
    assert held.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)") >= 2
    watch.assert_quiet()


def test_a_bar_stands_beside_the_line_in_which_its_sentence_begins(
    browser: Browser, tables: Tables, tmp_path: Path
) -> None:
    path = tmp_path / "article.html"
    path.write_text(article_page(tables, tables.articles["article_id"].iloc[0]), encoding="utf-8")
    for width in (360, 1000):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(path.as_uri())
        apart = page.locator(".mf-sentence[id]").evaluate_all(
            """all => all.map(e => { const r = document.createRange(); r.selectNodeContents(e);
            const text = document.createTreeWalker(e, NodeFilter.SHOW_TEXT, n =>
              n.parentElement.closest(".mf-note, .mf-sr, .mf-ref") ? 2 : 1).nextNode();
            r.setStart(text, 0); r.setEnd(text, 1);
            return e.querySelector(".mf-bar").getBoundingClientRect().top - r.getBoundingClientRect().top; })"""
        )
        assert len(apart) > 5
        line = page.locator(".mf-block.mf-body p").first.evaluate("e => parseFloat(getComputedStyle(e).lineHeight)")
        assert all(-2 <= distance < line for distance in apart), apart
        page.close()


def test_a_label_stays_on_the_line_of_its_word(opened: Any) -> None:
    page, _ = opened()
    page.locator(".mf-pol").first.wait_for()
    apart = page.evaluate(
        """() => { const label = document.querySelector("p .mf-pol"), block = label.closest("p"), found = [];
        const word = document.createRange();
        word.selectNodeContents(label.previousSibling);
        for (let width = 90; width < 500; width += 2) {
            block.style.width = width + "px";
            const lines = [...word.getClientRects()], at = label.getBoundingClientRect();
            if (at.top >= lines[lines.length - 1].bottom) found.push(width);
        }
        return found; }"""
    )
    assert apart == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400])
def test_axe_finds_no_serious_fault(scheme: Any, width: int, opened: Any) -> None:
    page, _ = opened(viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert serious_faults(page) == []
    for key in ("n", "n"):
        page.keyboard.press(key)
    assert serious_faults(page) == []
    page.locator(".mf-pick-own").check()
    assert serious_faults(page) == []
    page.keyboard.press("?")
    assert serious_faults(page) == []


RUNS = (
    "<script>window.__pwned = 1</script><img src=x onerror='window.__pwned = 2'><svg onload=window.__pwned=3>"
    "</style><script>window.__pwned = 4</script></script></title><iframe src=javascript:parent.__pwned=5>"
    "\"' onmouseover='window.__pwned = 6' autofocus onfocus='window.__pwned = 7' javascript:alert(8)"
)
ODD = (
    "zero\u200bwidth\u200djoined \u202eoverridden\u202c \u2066isolated\u2069 unclosed \u2067isolate e" + "\u0301" * 60
    + " \ud800 lone \x00 null \ufeff mark \u2028 line"
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_in_a_hostile_article_runs_or_leaves(scheme: Any, browser: Browser, tmp_path: Path) -> None:
    text = f"{RUNS}\n\n“{HOSTILE}” {RUNS} said.\n\n{ODD}\n\n{'w' * 5000} {RUNS}"
    content = (text.index("“"), text.index("”") + 1)
    name = f"{RUNS} {ODD}"
    details: dict[str, object] = dict.fromkeys(("outlet", "author", "headline", "language"), name)
    tables = tabled(
        text,
        article=details | {"url": "javascript:window.__pwned=9"},
        quotes=(quote(1, (content,), name=name, cue=((content[1] + 1, content[1] + 9),)),),
        hits=(
            hit(text, (3, 9), name, polarity="negated", polarity_cue=name, speaker_name=name, voice="quoted"),
            hit(text, (len(text) - 40, len(text) - 3), name),
        ),
        sentences=scored(text, ((0, len(RUNS)), -0.9), ((content[0], len(text)), 0.9)),
        zones=(Zone("boilerplate", 0, 9, name), Zone("body", 10, len(text))),
    )
    page = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    watch = Watch(page)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    path = tmp_path / "hostile.html"
    path.write_text(article_page(tables, "a", frame_names={name: f"{RUNS}</style>"}), encoding="utf-8")
    page.goto(path.as_uri())
    for key in "nnnnqfssv1?":
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    page.locator(".mf-bar").first.hover()
    assert page.evaluate("window.__pwned") is None
    assert dialogs == []
    assert page.locator("script, iframe, svg, img").count() == 1, "the page's own script alone"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert serious_faults(page) == []
    watch.assert_quiet()
    page.close()


def test_an_article_from_right_to_left_reads_from_there(browser: Browser, tmp_path: Path) -> None:
    text = "אמר ראש העיר: ״לא ניכנע לעולם.״\n\nقال العمدة إن المدينة لن تستسلم.\n\nThe mayor said so."
    said = (text.index("״"), text.rindex("״") + 1)
    tables = tabled(text, quotes=(quote(1, (said,)),), sentences=scored(text, ((0, said[1]), -0.4)))
    path = tmp_path / "rtl.html"
    path.write_text(article_page(tables, "a"), encoding="utf-8")
    page = browser.new_page(viewport={"width": 700, "height": 600})
    page.goto(path.as_uri())
    assert page.locator("p[dir=auto]").evaluate_all("all => all.map(e => getComputedStyle(e).direction)") == [
        "rtl", "rtl", "ltr",
    ]  # fmt: skip
    bar, paragraph = page.locator(".mf-bar").bounding_box(), page.locator("p[dir=auto]").first.bounding_box()
    assert bar["x"] + bar["width"] <= paragraph["x"]
    page.close()


def test_a_very_long_article_can_be_walked_and_filtered(browser: Browser, tmp_path: Path) -> None:
    line = "Ada Lund said: “No surrender now.” The siege goes on and on, as it has for weeks. "
    text = "\n\n".join(line * 5 for _ in range(240))
    starts = [at for at in range(len(text)) if text.startswith("Ada Lund", at)]
    assert len(text) > 95_000
    tables = tabled(
        text,
        quotes=tuple(quote(n, ((at + 15, at + 34),), name=f"Speaker {n % 30}") for n, at in enumerate(starts)),
        hits=tuple(hit(text, (at + 39, at + 44), f"frame{n % 12}") for n, at in enumerate(starts)),
        sentences=scored(text, *(((at, at + 81), (-1) ** n * 0.5) for n, at in enumerate(starts))),
    )
    path = tmp_path / "long.html"
    path.write_text(article_page(tables, "a"), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    watch = Watch(page)
    page.goto(path.as_uri())
    page.keyboard.press("1")
    assert page.get_by_role("status").inner_text() == "Marked now: frame terms 0, quotes 40"
    page.keyboard.press("c")
    for _ in range(5):
        page.keyboard.press("n")
    assert focused(page)["tag"] == "A"
    tab_stops = page.evaluate("[...document.querySelectorAll('main *')].filter(e => e.tabIndex >= 0).length")
    assert tab_stops < 100
    watch.assert_quiet()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_versions_are_read_side_by_side_or_stacked(scheme: Any, browser: Browser, tmp_path: Path) -> None:
    told = f"{STORY.split('Paragraph')[0]} {RUNS}"
    changed = told.replace("claimed", "said").replace("Nothing else", "Little else")
    first, other = (
        tabled(text, quotes=(quote(1, ((text.index("“We"), text.index("”", text.index("“We")) + 1),), name=RUNS),),
               hits=(hit(text, (text.index("siege"), text.index("siege") + 5), "war"),),
               sentences=scored(text, ((0, 40), -0.5), ((70, len(text)), 0.5)))
        for text in (told, changed)
    )  # fmt: skip
    tables = type(first)(
        **{
            name: pd.concat([table, getattr(other, name).replace({"a": "b", "a:q1": "b:q1"})], ignore_index=True)
            for name, table in first.by_name().items()
        }
    )
    path = tmp_path / "pair.html"
    path.write_text(side_by_side_page(tables, "a", "b", frame_names={"war": f"</style>{RUNS}"}), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1400, "height": 900}, color_scheme=scheme)
    watch = Watch(page)
    page.goto(path.as_uri())
    for width in (1400, 360):
        page.set_viewport_size({"width": width, "height": 900})
        cells = page.locator(".mf-row:not(.mf-titles)").first.locator(".mf-cell")
        one, two = cells.nth(0).bounding_box(), cells.nth(1).bounding_box()
        assert (one["y"] == two["y"]) == (width == 1400)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press("n")
        assert serious_faults(page) == []
    assert set(page.locator(".mf-row .mf-only").evaluate_all("all => all.map(e => e.firstChild.data)")) == {
        "claimed", "said", "Nothing", "Little",
    }  # fmt: skip
    assert page.evaluate("window.__pwned") is None
    watch.assert_quiet()
    page.close()


def test_in_jupyterlab_filters_and_notes_work_without_script(lab: Lab, browser: Browser, tmp_path: Path) -> None:
    cell = (
        "from pathlib import Path\nfrom analysis.publishing.notebook.display import show_article, show_side_by_side\n"
        "from analysis.store import read_tables\ntables = read_tables(Path('../data/tables/demo'))\n"
        "ids = tables.articles['article_id']\nshow_article(tables, ids[0])\nshow_side_by_side(tables, ids[0], ids[1])"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    nbformat.write(notebook, lab.folder / "notebooks" / "reader.ipynb")
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(lab.address("reader.ipynb"))
    run_all(page)
    reader = page.locator(".jp-OutputArea-output .mf").first
    reader.wait_for(timeout=90_000)
    term = reader.locator("p .mf-term.mf-tip").first
    term.scroll_into_view_if_needed()
    term.hover()
    box, note = term.bounding_box(), term.locator(".mf-note").bounding_box()
    assert note["width"] > 50
    assert abs(note["y"] - box["y"]) < 300
    assert 0 <= note["x"] <= note["x"] + note["width"] <= 1280
    page.screenshot(path=tmp_path / "note.png")
    reader.locator(".mf-pick-own").check()
    assert reader.locator("p .mf-ref:visible").count() == 0
    reader.get_by_role("button", name="Clear filters").click()
    assert reader.locator("p .mf-ref:visible").count() > 0
    pair = page.locator(".jp-OutputArea-output .mf-pair")
    pair.locator(".mf-titles").scroll_into_view_if_needed()
    assert pair.locator(".mf-row").count() > 1
    page.screenshot(path=tmp_path / "pair.png")
    page.close()
