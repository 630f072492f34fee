"""The Trust page in a real browser: from a figure to what it rests on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_explore import ENGLISH

pytestmark = pytest.mark.model

PARTS = ("", "/parameters", "/links", "/choices", "/odd")


def test_a_reader_goes_from_a_figure_to_what_it_rests_on(visit: Visit) -> None:
    """In Danish, from the header: verdicts and command on the first page; a parameter is found by keyboard, its source
    opens by keyboard, the find survives a reload; nothing is asked of other servers, and scripts don't complain."""
    page = visit.open("/lab/explore?lang=da&theme=light")
    page.click("header a[href^='/trust']")
    expect(page.locator("#summary")).to_contain_text(re.compile(r"rammer modellen \d+ og rammer ved siden af \d+"))
    expect(page.locator("#t-sickness_nl")).to_contain_text("ramt")
    expect(page.locator("pre")).to_contain_text("nabolab validate")
    page.click(".parts a[href^='/trust/parameters']")
    everything = page.locator(".stack tbody tr").count()
    page.focus("#q")
    page.keyboard.type("sickness_share")
    page.keyboard.press("Enter")
    expect(page.locator("#p-sickness_share")).to_contain_text("8,6 %")
    assert 0 < page.locator(".stack tbody tr").count() < everything
    assert "q=sickness_share" in page.url
    page.focus("#p-sickness_share summary >> nth=0")
    page.keyboard.press("Enter")
    assert page.locator("#p-sickness_share details[open] span[lang=en]").count() == 1
    page.reload()
    expect(page.locator("#q")).to_have_value("sickness_share")
    page.click(".parts a[href^='/trust/links']")
    page.click("#l-self_selection a")
    expect(page.locator("#p-self_selection")).to_be_in_viewport()
    assert visit.strangers == []
    assert visit.complaints == []


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_it_can_be_read_on_projector_and_phone(visit: Visit, language: str, part: str) -> None:
    """Axe finds nothing in either theme nor on a phone of 360 pixels, which doesn't scroll sideways; what is English on
    a Danish page says so, and Danish numbers have decimal commas."""
    page = visit.open(f"/trust{part}?lang={language}&theme=light{'&q=money' if part == '/parameters' else ''}")
    assert visit.violations() == []
    page.click("[data-keep=theme][data-value=dark]")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert visit.overflow() <= 0
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert visit.violations() == []
    assert visit.overflow() <= 0
    if language == "da":
        page.evaluate("document.querySelectorAll('main [lang=en], main code').forEach(part => part.remove())")
        said = page.locator("main").inner_text()
        assert ENGLISH.findall(said) == []
        assert re.findall(r"\d\.\d(?!\d\d)", said) == []
    assert visit.strangers == []


def test_every_other_part_is_reached_and_read(visit: Visit) -> None:
    """All parameters and the chapters that are English, by keyboard from the list of parts, on a phone in projector
    colours: axe finds nothing, nothing scrolls sideways, and the Danish page says that a chapter is English."""
    page = visit.open("/trust?lang=da&theme=dark")
    page.set_viewport_size({"width": 360, "height": 740})
    for part in ("parameters", "deciding", "stress", "trace"):
        page.focus(f".parts a[href^='/trust/{part}?']")
        page.keyboard.press("Enter")
        expect(page.locator(".parts [aria-current]")).to_have_attribute("href", re.compile(f"^/trust/{part}"))
        assert visit.overflow() <= 0, part
        assert visit.violations() == [], part
        chapter = page.locator(".chapter[lang=en]")
        assert chapter.count() == (part != "parameters")
        if part != "parameters":
            expect(page.locator(".note")).to_contain_text("kun på engelsk")
            assert chapter.locator("table tbody tr").count() > 3
    assert visit.strangers == []
    assert visit.complaints == []


def test_a_municipality_reads_why_and_of_whom_in_danish(visit: Visit) -> None:
    """Opened by keyboard, what a target is about and why it isn't hit is Danish; warm-up has pictures."""
    page = visit.open("/trust?lang=da&theme=light")
    page.focus("#t-user_time summary >> nth=1")
    page.keyboard.press("Enter")
    expect(page.locator("#t-user_time details[open]")).to_contain_text("Dansk kommunal hjemmepleje")
    assert page.locator("#t-user_time details:nth-of-type(2) [lang=en]").count() == 0
    page.click(".parts a[href^='/trust/choices']")
    assert page.locator(".plot svg[aria-label]").count() == 2
    expect(page.locator("pre")).to_contain_text("nabolab dossier")
