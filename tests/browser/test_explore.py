"""The Explore page in a real browser: from click to number."""

from __future__ import annotations

import re
import urllib.error
import urllib.request

import psutil
import pytest
from playwright.sync_api import Page, expect

from dashboards.explore.controls import arm_title
from dashboards.explore.first import first
from dashboards.explore.page import asked
from dashboards.headline import HEADLINES, headline
from dashboards.said import differences, middle, odds_of, row_titles
from dashboards.words.catalogue import words
from tests.browser.conftest import PATIENCE, Visit, started

pytestmark = pytest.mark.model

EXPLORE = "/lab/explore"
ENGLISH = re.compile(
    r"\b(the|and|with|carers?|citizens?|higher|lower|share|hours?|days|visits?|source|evidence|assumption|estimate)\b"
)


def test_a_policymaker_moves_a_lever_and_reads_what_follows(visit: Visit) -> None:
    """In Danish: an estimate appears at once, a lever by keyboard changes address, chip and numbers; where no estimate
    is stored the first real pair is shown; undo, redo, pin, reload keep their promise; no other server is asked and axe
    finds nothing."""
    page = visit.open(f"{EXPLORE}?lang=da&theme=light")
    expect(page.locator("#provenance")).to_be_visible()
    page.focus("#lever-sickness_share")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#changed")).to_contain_text("8,6 % → 9,6 %")
    assert "sickness_share=0.096" in page.url
    expect(page.locator("#first-row-carers_14")).to_be_visible()
    expect(page.locator("#so-far")).to_be_visible()
    assert visit.violations() == []
    assert shown_first(page) == told_first("sickness_share=0.096", "da")
    digest = page.inner_text("#provenance")
    page.uncheck("input[name=wide]")
    expect(page.locator("#row-carers_14")).to_be_visible()
    expect(page.locator("#first")).to_be_hidden()
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
    assert re.fullmatch(r"−\d+,\d+", page.inner_text("#row-carers_14 .middle"))
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
    page = visit.open(f"{EXPLORE}?lang={language}&theme=dark&orientation_minutes=4")
    expect(page.locator("#first-row-carers_14")).to_be_visible()
    expect(page.locator("#so-far")).to_be_visible()
    page.click("#stop")  # nothing more is needed, and axe is slow beside a hundred pairs
    expect(page.locator("#stop")).to_have_text("Fortsæt" if language == "da" else "Go on")
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


def test_the_last_change_is_shown_again(visit: Visit) -> None:
    """Replay goes back to what was before the last change, then makes it again: lever, chips and estimate alike."""
    page = visit.open(f"{EXPLORE}?lang=en&theme=light")
    before = shown_first(page)
    page.focus("#lever-sickness_share")
    for _ in range(3):
        page.keyboard.press("PageUp")
    expect(page.locator("#first-row-strain")).to_be_visible()
    page.wait_for_url("**sickness_share=**")
    changed = page.url
    expect(page.locator("#changed")).to_contain_text("→")
    after = shown_first(page)
    assert after != before
    search, lever = page.evaluate(
        """() => {
            window.sentences = [];
            const first = document.getElementById("first");
            new MutationObserver(() => sentences.push(first.querySelector(".headline").innerText))
                .observe(first, { childList: true });
            document.getElementById("replay").click();
            return [location.search, document.querySelector("output[for=lever-sickness_share]").textContent];
        }"""
    )
    assert ("sickness_share" in search, lever) == (False, "8.6 %")
    page.wait_for_url(changed)
    expect(page.locator("#changed")).to_contain_text("→")
    assert shown_first(page) == after
    assert page.evaluate("window.sentences") == [before[0], after[0]]
    assert page.is_disabled("#redo")
    assert visit.complaints == []


def test_where_nothing_is_stored_no_estimate_is_made(visit: Visit) -> None:
    """A lever behind "more", and another situation, are told as such; real pairs come without waiting for ten."""
    page = visit.open(f"{EXPLORE}?lang=en&situation=influenza")
    expect(page.locator("#first")).to_contain_text("Influenza winter")
    assert page.locator("#first .rows").count() == 0
    page.goto(f"{visit.address}{EXPLORE}?lang=en&float_pool=3")
    expect(page.locator("#first .rows")).to_have_count(0)


def shown_first(page: Page) -> list[str]:
    """The estimate on the page: its sentence, and the middle of each row, once it is that of the address."""
    for _ in range(PATIENCE * 20):
        told, real = (page.locator(at).get_attribute("data-question") for at in ("#first [data-question]", "#asked"))
        if told == real:
            break
        page.wait_for_timeout(50)
    return [page.inner_text("#first .headline"), *page.locator("#first .middle").all_inner_texts()]


def told_first(query: str, language: str) -> list[str]:
    """The same, worked out here."""
    say = words(language)
    expected = first(asked(query)[0]).expected
    assert expected is not None
    titles = [arm_title(name, say) for name in ("bum", "self_organising")]
    sentence = headline(odds_of(expected.pairs, HEADLINES), row_titles(say), titles[0], titles[1], say)
    middles = [middle(differences(expected.pairs, key), say) for key in HEADLINES]
    return [f"{say('explore.estimate.says')} {sentence}", *middles]


def test_an_address_that_is_not_understood_says_so(visit: Visit) -> None:
    """Unknown names and values out of range fall back, each with a sentence, and are shown as text."""
    bad = "a=nobody&situation=flood&sickness_share=7&exit_rate=many&no_such_lever=1&pin1=a%3Dnobody&wide=perhaps"
    page = visit.open(f"{EXPLORE}?lang=en&{bad}&b=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    note = page.locator(".note")
    expect(note).to_be_visible()
    for word in ("nobody", "flood", "“7”", "“many”", "no_such_lever", "perhaps", "<img src=x onerror=alert(1)>"):
        expect(note).to_contain_text(word)
    expect(page.locator("#first-row-carers_14")).to_be_visible()
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
    rebound = urllib.request.Request(f"{address}{EXPLORE}", headers={"Host": "elsewhere.example:8050"})
    with pytest.raises(urllib.error.HTTPError) as elsewhere:
        urllib.request.urlopen(rebound)
    assert elsewhere.value.code == 421
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
