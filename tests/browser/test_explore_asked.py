"""Why, and where the answer flips, in a real browser: from click to number, among forty citizens for a fortnight."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit, started

pytestmark = pytest.mark.model

EXPLORE = "/lab/explore"
LONG = 180_000
ONLY_TEAMS_DIFFER = "b=deviation_3&why_pairs=2"
ENGLISH = re.compile(r"\b(the|and|with|higher|lower|range|assumption|now|tell|pairs|runs|teams of|from|above|below)\b")


@pytest.fixture(scope="module")
def tiny() -> Iterator[str]:
    """The address of a dashboard about forty citizens."""
    server, address = started("--processes", "1", module="tests.browser.tiny_dashboard")
    yield address
    server.terminate()
    server.wait(15)


@pytest.fixture
def guest(browser: Browser, tiny: str) -> Iterator[Visit]:
    """A new visitor of that dashboard."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield Visit(context.new_page(), tiny)
    context.close()


def stop_if_there(page: Page, button: str) -> None:
    """Stop what still goes on. In one step: it may be over, and its button gone, before a pointer gets there."""
    page.evaluate("id => { const b = document.querySelector(id); if (b?.textContent === 'Stop') b.click(); }", button)


def test_why_from_click_to_number(guest: Visit) -> None:
    """In Danish, by keyboard: ask, wait behind the pairs, stop these, see bars, choose a measure, reload, hide. What is
    asked closes when the question changes; nothing is asked of other servers and axe finds nothing."""
    page = guest.open(f"{EXPLORE}?lang=da&theme=light&{ONLY_TEAMS_DIFFER}")
    expect(page.locator("#row-carers_14")).to_be_visible()
    page.focus("#why-toggle")
    page.keyboard.press("Enter")
    expect(page.locator("#why-progress")).to_be_visible()
    expect(page.locator("#why-toggle")).to_be_focused()
    assert "why=carers_14" in page.url
    stop_if_there(page, "#stop")
    expect(page.locator("#why-told")).to_contain_text("Forskellige medarbejdere på 14 dage")
    expect(page.locator("#why-progress")).to_contain_text("2 af 2 par, alle rækkefølger", timeout=LONG)
    carers = page.inner_text("#why-told")
    page.focus("#why-of-strain")
    page.keyboard.press("Enter")
    expect(page.locator("#why-told")).to_contain_text("Belastning: ")
    assert "why=strain" in page.url
    page.reload()
    expect(page.locator("#why-told")).to_contain_text("Belastning: ")
    page.click("#why-of-carers_14")
    expect(page.locator("#why-told")).to_have_text(carers)
    numbers = page.locator("#why-rows .middle").all_inner_texts()
    assert all(re.fullmatch(r"[+−]?\d+(,\d+)?", number) for number in numbers)
    first, *parts, last = (float(n.replace(",", ".").replace("−", "-")) for n in numbers)
    assert first + sum(parts) == pytest.approx(last, abs=0.11)
    assert "nabolab decompose bum deviation_3" in page.inner_text("#why-command")
    page.evaluate("document.querySelectorAll('.found details').forEach(part => { part.open = true; })")
    assert guest.violations(".found") == []
    page.press("#lever-sickness_share", "ArrowRight")
    expect(page.locator("#why-rows")).to_have_count(0)
    assert "why=" not in page.url
    page.click("#undo")
    expect(page.locator("#why-told")).to_have_text(carers)
    page.click("#why-toggle")
    expect(page.locator("#why-rows")).to_have_count(0)
    assert guest.strangers == []
    assert guest.complaints == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_where_the_answer_flips_from_click_to_number(guest: Visit, language: str) -> None:
    """Ask, stop, go on, reload, read how many assumptions were tried; on a phone in projector colours nothing scrolls
    sideways, axe finds nothing, and no English stands on the Danish page."""
    page = guest.open(f"{EXPLORE}?lang={language}&theme=dark&{ONLY_TEAMS_DIFFER}&why=carers_14")
    expect(page.locator("#row-carers_14")).to_be_visible()
    stop_if_there(page, "#stop")
    page.click("#flips-toggle")
    expect(page.locator("#flips-told")).to_be_visible()
    assert "flips=10" in page.url
    page.click("#flips-stop")
    expect(page.locator("#flips-progress")).to_contain_text("Stoppet" if language == "da" else "Stopped")
    page.goto(page.url.replace("flips=10", "flips=2"))
    expect(page.locator("#flips-progress")).to_be_visible()
    page.evaluate("document.querySelector('#flips-stop')?.click()")  # goes on, unless all is in already
    tried = "15 af 15 antagelser" if language == "da" else "15 of 15 assumptions"
    expect(page.locator("#flips-told")).to_contain_text(tried, timeout=LONG)
    assert page.locator(".tried tbody tr").count() > 25
    page.evaluate("document.querySelectorAll('.found details').forEach(part => { part.open = true; })")
    cells = page.locator(".tried td").all_inner_texts()
    assert sum(bool(re.search(r"[0-2]/2", cell)) for cell in cells) > 100
    page.set_viewport_size({"width": 360, "height": 740})
    assert guest.overflow() <= 0
    assert guest.violations(".found") == []
    if language == "da":
        said = "\n".join(page.locator(f"section:has(#{kind}-toggle)").inner_text() for kind in ("why", "flips"))
        said = said.replace(page.inner_text("#why-command"), "")
        assert ENGLISH.findall(said) == []
        assert re.findall(r"\d\.\d(?!\d\d)", said) == []
    assert guest.complaints == []


def test_arms_that_are_alike_have_nothing_to_explain(guest: Visit) -> None:
    """The page says so instead of a figure."""
    page = guest.open(f"{EXPLORE}?lang=en&a=deviation_1&b=deviation_1&why=strain")
    expect(page.locator("section:has(#why-toggle)")).to_contain_text("nothing to explain")
    assert page.locator("#why-rows").count() == 0
