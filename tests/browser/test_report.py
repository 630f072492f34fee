"""The report on paper and on a phone, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from dashboards.report.document import render
from dashboards.words.catalogue import words
from tests.browser.conftest import RULES
from tests.dashboards.reports import pilot_report

pytestmark = pytest.mark.model


@pytest.mark.parametrize("language", ["en", "da"])
def test_it_prints_on_two_sheets(browser: Browser, language: str, tmp_path: Path) -> None:
    """Two A4 pages, no sideways scrolling on a phone, nothing that axe finds, and no request to anybody."""
    file = tmp_path / "report.html"
    file.write_text(render(pilot_report(), words(language)), encoding="utf-8")
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
    sheets = re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True, print_background=True))
    assert len(sheets) == 2
    assert asked == [file.as_uri()]
    context.close()
