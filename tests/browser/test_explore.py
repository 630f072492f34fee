"""The Explore page in a real browser: from click to number."""

from __future__ import annotations

import re
import urllib.error
import urllib.request

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, started

pytestmark = pytest.mark.model

EXPLORE = "/lab/explore"
ENGLISH = re.compile(
    r"\b(the|and|with|carers?|citizens?|higher|lower|share|hours?|days|visits?|source|evidence|assumption|estimate)\b"
)


def test_a_policymaker_moves_a_lever_and_reads_what_follows(visit: Visit) -> None:
    """In Danish: an answer appears, a lever by keyboard changes address, chip and numbers; undo, redo, pin, reload
    keep their promise; nothing is asked of other servers and axe finds nothing."""
    page = visit.open(f"{EXPLORE}?lang=da&theme=light")
    expect(page.locator("#row-carers_14")).to_be_visible()
    digest = page.inner_text("#provenance")
    page.focus("#lever-sickness_share")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#changed")).to_contain_text("8,6 % → 9,6 %")
    assert "sickness_share=0.096" in page.url
    expect(page.locator("#row-carers_14")).to_be_visible()
    moved = page.inner_text("#provenance")
    assert digest.split(",")[0] != moved.split(",")[0]
    page.click("#undo")
    expect(page.locator("#provenance")).to_contain_text(digest.split(",")[0])
    page.click("#redo")
    expect(page.locator("#provenance")).to_contain_text(moved.split(",")[0])
    page.click("#pin")
    expect(page.locator("#pins")).to_be_visible()
    page.click("#stop")
    expect(page.locator("#stop")).to_have_text("Fortsæt")
    before = int(page.inner_text(".told").split()[0])
    page.reload()
    expect(page.locator("#stop")).to_have_text("Fortsæt")
    assert int(page.inner_text(".told").split()[0]) >= before > 0
    assert re.fullmatch(r"−\d+,\d", page.inner_text("#row-carers_14 .middle"))
    assert page.inner_text("output[for=lever-sickness_share]") == "9,6 %"
    page.click("#stop")
    expect(page.locator(".door").first).to_be_visible()
    assert visit.violations() == []
    assert visit.strangers == []
    assert visit.complaints == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_it_can_be_read_on_projector_and_phone(visit: Visit, language: str) -> None:
    """In projector colours axe finds nothing, and a phone of 360 pixels doesn't scroll sideways; no English words stand
    on the Danish page, nor decimal points."""
    page = visit.open(f"{EXPLORE}?lang={language}&theme=dark")
    expect(page.locator("#row-carers_14")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert visit.violations() == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert visit.overflow() <= 0
    assert visit.violations() == []
    said = page.locator("main").inner_text()
    if language == "da":
        assert ENGLISH.findall(said) == []
        assert re.findall(r"\d\.\d(?!\d\d)", said) == []
        assert page.get_attribute("html", "lang") == "da"
    assert visit.strangers == []


def test_an_address_that_is_not_understood_says_so(visit: Visit) -> None:
    """Unknown names and values out of range fall back, each with a sentence, and are shown as text."""
    bad = "a=nobody&situation=flood&sickness_share=7&exit_rate=many&no_such_lever=1&pin1=a%3Dnobody&wide=perhaps"
    page = visit.open(f"{EXPLORE}?lang=en&{bad}&b=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    note = page.locator(".note")
    expect(note).to_be_visible()
    for word in ("nobody", "flood", "“7”", "“many”", "no_such_lever", "perhaps", "<img src=x onerror=alert(1)>"):
        expect(note).to_contain_text(word)
    expect(page.locator("#row-carers_14")).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert visit.complaints == []


def test_other_addresses_are_not_answered(address: str) -> None:
    """No page of the programming interface, no file of the machine, nothing of Dash's own beside the pages."""
    for path in (
        "/docs",
        "/redoc",
        "/openapi.json",
        "/_mcp",
        "/static/../app.py",
        "/static/..%2Fapp.py",
        "/etc/passwd",
    ):
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.urlopen(f"{address}{path}")
        assert answer.value.code == 404, path
    with urllib.request.urlopen(f"{address}{EXPLORE}") as page:
        assert "default-src 'self'" in page.headers["content-security-policy"]
    large = urllib.request.Request(f"{address}/lab/_dash-update-component", data=b"x" * 300_000, method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(large)
    assert refused.value.code == 413


def test_simulations_end_with_a_server_that_is_killed() -> None:
    """Killed without a chance to tidy up, a server leaves no process behind."""
    server, _ = started("--processes", "1")
    children = psutil.Process(server.pid).children(recursive=True)
    assert children
    server.kill()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []
