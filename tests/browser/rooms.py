"""Pages for the tests of a room: several visitors at once, of any size, on this machine alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.browser.conftest import RULES

PROJECTOR, PHONE = {"width": 1920, "height": 1080}, {"width": 360, "height": 740}

NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Pages in contexts of their own; whatever they ask of other hosts, and every error of a script, fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def made(size: dict[str, int] = PROJECTOR, **options: Any) -> Page:
        context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: wrong.append(request.url) if _is_elsewhere(request) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield made
    for context in contexts:
        context.close()
    assert wrong == []


def _is_elsewhere(request: Request) -> bool:
    return not request.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "file:"))


def violations(page: Page) -> list[str]:
    """What axe finds on a page, each with the places where it is."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{v['id']}: {v['help']} {[node['target'] for node in v['nodes']]}" for v in found]
