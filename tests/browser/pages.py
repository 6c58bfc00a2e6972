"""What tests in a browser need of a page: what went wrong in it, what it asked for, what has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Watch:
    """Notes what goes wrong in a page, and every address that it asks for."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def assert_quiet(self, *allowed: str) -> None:
        """Nothing went wrong, and every address asked for begins with one of `allowed`, or is in the page itself."""
        assert self.errors == []
        outside = [url for url in self.requests if not url.startswith(("file:", "data:", "blob:", *allowed))]
        assert outside == []


def focused(page: Page) -> dict[str, Any]:
    """What has the focus, and whether that can be seen."""
    found: dict[str, Any] = page.evaluate(
        """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
        return {tag: e.tagName, text: e.textContent.trim().slice(0, 60), cls: e.className, outline: s.outlineStyle,
                width: parseFloat(s.outlineWidth), left: r.left}; }"""
    )
    return found


def serious_faults(page: Page, within: str | None = None) -> list[str]:
    """What axe-core finds that hinders people seriously, each with the first element concerned.

    Args:
        page: as it stands.
        within: a CSS selector; the whole page if not given.
    """
    found = Axe().run(page, context=within).response["violations"]
    return [
        f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found
        if fault["impact"] in {"serious", "critical"}
    ]


def run_all(page: Page) -> None:
    page.locator(".jp-Notebook").wait_for(timeout=90_000)
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=90_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator("[data-command='runmenu:run-all']").click()
