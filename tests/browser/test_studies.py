"""The Studies pages in a real browser: from the list to a number, a download, and a study that is being written."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from experiments.study.lock import sole_writer
from tests.browser.conftest import Visit, started
from tests.browser.test_explore import ENGLISH
from tests.dashboards.studies.stores import begun, failed, write

pytestmark = pytest.mark.model

COST = "cost_per_delivered_hour"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole study with a failed run."""
    found = tmp_path_factory.mktemp("work") / "studies"
    found.mkdir()
    store, kept = begun(found)
    write(store, [failed(kept[0]), *kept[1:]])
    return found


@pytest.fixture(scope="module")
def studies(folder: Path) -> Iterator[str]:
    """The address of a dashboard that shows this folder."""
    server, address = started("--processes", "1", "--studies", str(folder))
    yield address
    server.terminate()
    server.wait(15)


@pytest.fixture
def reader(browser: Browser, studies: str) -> Iterator[Visit]:
    """A new visitor of that dashboard."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    yield Visit(context.new_page(), studies)
    context.close()


def test_a_researcher_goes_from_the_list_to_a_number(reader: Visit, tmp_path: Path) -> None:
    """In Danish: a study by its name, a measure and a cell by the form, the pairs' data and the surface's pixels
    downloaded; the address is the state, nothing is asked of other servers and axe finds nothing."""
    page = reader.open("/studies?lang=da&theme=light")
    assert reader.violations() == []
    page.click("text=roads")
    page.select_option("#measure", COST)
    page.select_option("#cell", "2")
    page.click("#show")
    expect(page.locator("#measure")).to_have_value(COST)
    assert "cell=2" in page.url
    expect(page.locator("#contour svg")).to_be_visible()
    assert page.locator(".figures svg").count() == 6
    assert "goal4" not in page.url
    said = page.inner_text("#pairs .sentence")
    pairs = int(re.findall(r"Af (\d+) par", said)[0])
    with page.expect_download() as waiting:
        page.click("#pairs a[href*='.csv']")
    waiting.value.save_as(tmp_path / "pairs.csv")
    assert len((tmp_path / "pairs.csv").read_text().splitlines()) == pairs + 1
    with page.expect_download() as waiting:
        page.click("#contour [data-png]")
    waiting.value.save_as(tmp_path / "contour.png")
    picture = (tmp_path / "contour.png").read_bytes()
    assert waiting.value.suggested_filename == "contour.png"
    assert picture[1:4] == b"PNG"
    assert struct.unpack(">I", picture[16:20]) == (880,)
    assert len(picture) > 10_000
    page.reload()
    assert page.inner_text("#pairs .sentence") == said
    page.locator("#flips [data-cell='1']").click()
    expect(page.locator("#cell")).to_have_value("1")
    assert "cell=1" in page.url
    assert reader.violations() == []
    assert reader.strangers == []
    assert reader.complaints == []


def test_axes_reference_and_goals_are_chosen_by_keyboard(reader: Visit) -> None:
    """Without a mouse: another axis and another reference; both maps and the front follow, the address keeps it."""
    page = reader.open(f"/studies/roads?lang=en&measure={COST}&cell=1")
    expect(page.locator("#contour .sentence")).to_contain_text("base case")
    page.focus("#reference")
    page.keyboard.type("BUM with integrated")
    page.focus("#x")
    page.keyboard.type("Deaths")
    page.focus("#cell")
    page.keyboard.press("Home")
    page.focus("#goal1")
    page.keyboard.press("End")
    page.focus("#show")
    page.keyboard.press("Enter")
    expect(page.locator("#contour .sentence")).to_be_visible()
    assert "reference=deviation_1" in page.url
    assert "x=mortality" in page.url
    assert page.locator("[role=status]").count() == 0
    for key in ("flips", "contour"):
        assert "--x mortality" in page.inner_text(f"#{key} code")
        assert "--reference deviation_1" in page.inner_text(f"#{key} code")
    assert "more is better" in page.inner_text("#pareto .sentence")
    assert reader.complaints == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_it_can_be_read_on_projector_and_phone(reader: Visit, language: str) -> None:
    """In projector colours and on a phone axe finds nothing and nothing scrolls sideways; no English on the Danish page
    outside of what is marked as such, nor decimal points."""
    page = reader.open(f"/studies/roads?lang={language}&theme=dark&measure={COST}")
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(page.locator("#contour svg")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert reader.violations() == []
    assert reader.overflow() <= 0
    page.set_viewport_size({"width": 360, "height": 740})
    assert reader.overflow() <= 0
    assert reader.violations() == []
    assert reader.strangers == []
    if language == "da":
        page.evaluate("document.querySelectorAll('[lang=en], code, #failures, .quiet').forEach(e => e.remove())")
        said = page.locator("main").inner_text()
        assert ENGLISH.findall(said) == []
        assert re.findall(r"\d\.\d(?!\d\d)", said) == []


def test_progress_follows_a_study_that_is_written(reader: Visit, folder: Path) -> None:
    """While a process writes, the counts change on an open page; when it ends, the page says how to go on."""
    store, kept = begun(folder, "growing")
    write(store, kept[:200])
    with sole_writer(store.folder):
        page = reader.open("/studies/growing?lang=en")
        expect(page.locator("#counts")).to_contain_text("200 runs done")
        write(store, kept[200:300])
        expect(page.locator("#counts")).to_contain_text("300 runs done")
        expect(page.locator("#left")).to_contain_text("About a minute left")
    expect(page.locator("#progress-card")).to_contain_text("nabolab study resume")
    assert reader.complaints == []
