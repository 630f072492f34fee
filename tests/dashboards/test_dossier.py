"""The dossier is built from the code, is what the documentation shows, and names nothing that doesn't exist."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import typer

import dashboards.dossier.words
from agents.model import PHASES
from agents.rights import Right
from dashboards.dossier.choices import just_made, save, shipped_choices, stored
from dashboards.dossier.html import write_dossier
from dashboards.dossier.odd import areas_without_submodel
from dashboards.dossier.pages import TITLES, one_page, pages
from dashboards.dossier.plots import choices_page, pictures
from dashboards.dossier.references import broken
from dashboards.dossier.words import text
from dashboards.figures._svg import DARK
from dashboards.terminal.app import app
from dashboards.words.catalogue import LANGUAGES, words
from experiments.choices import Choices, choices
from policies.loading import load_arm
from sim.links import links
from sim.problems import InputError
from sim.scenario import parse_scenario
from tests.model.conftest import SMALL

pytestmark = pytest.mark.project

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = frozenset(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_the_documentation_shows_the_dossier() -> None:
    """docs/dossier.md is what `nabolab dossier --markdown` prints."""
    assert (ROOT / "docs" / "dossier.md").read_text(encoding="utf-8") == one_page(COMMANDS)


@pytest.mark.parametrize(
    "words", ["`sim/nead.py`", "`need_drfit`", "`nabolab verfy`", "`tests/nothing.py`", "`wakeup`", "`secret/file.py`"]
)
def test_a_broken_reference_is_found(words: str) -> None:
    """A file, parameter, command or phase that doesn't exist is told."""
    assert len(broken(f"See {words}, `sim/need.py`, `need_drift`, `nabolab verify` and `wake`.", COMMANDS)) == 1


def test_nothing_is_built_while_a_reference_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that names a parameter of last year keeps the whole dossier from being built."""
    told = text("odd")
    stale = {**told, "input": {"text": "Read by `old_module`."}}
    monkeypatch.setattr("dashboards.dossier.odd.text", lambda name: stale if name == "odd" else text(name))
    with pytest.raises(InputError, match="old_module"):
        pages(COMMANDS)


def test_everything_asked_for_is_there() -> None:
    """Seven elements, eleven design concepts, every phase, right, link and area of parameters."""
    found = pages(COMMANDS)
    assert set(found) == set(TITLES)
    assert len(text("odd")["concepts"]) == 11
    schedule = re.findall(r"^\d\. `(\w+)`:", found["odd"], re.MULTILINE)
    assert tuple(schedule) == PHASES
    assert len(re.findall(r"^### ", found["odd"], re.MULTILINE)) == 7
    assert areas_without_submodel() == set()
    assert set(re.findall(r"^\| `(\w+)` \|", found["links"], re.MULTILINE)) == set(links())
    named = {right for agent in text("deciding")["agent"] for right in agent["rights"]}
    assert named == {right.value for right in Right}
    assert len(text("trace")["element"]) == 8


def test_what_is_left_out_is_told_in_two_languages() -> None:
    """Each point in English and in Danish."""
    for point in text("left_out")["point"]:
        assert point["en"]
        assert point["da"]
        assert point["en"] != point["da"]


def test_a_module_that_is_gone_is_told() -> None:
    """A submodel's module is imported for its first line."""
    with pytest.raises(ModuleNotFoundError):
        dashboards.dossier.words.first_line("sim/gone.py")


def test_pages_need_no_network_and_are_never_overwritten(tmp_path: Path) -> None:
    """A folder of pages with tables, linked to each other; a folder that holds something is left alone."""
    written = write_dossier(tmp_path / "d", pages(COMMANDS))
    assert written[0].name == "index.html"
    html = (tmp_path / "d" / "odd.html").read_text(encoding="utf-8")
    assert "<table>" in html
    assert 'href="trace.html"' in html
    assert re.findall(r'(?:src|href)="https?:', html) == []
    with pytest.raises(FileExistsError):
        write_dossier(tmp_path / "d", pages(COMMANDS))


def test_the_choices_are_measured(tmp_path: Path) -> None:
    """Weeks from the first day on, and intervals after each number of pairs; both survive their file and are drawn."""
    place = parse_scenario(SMALL, "small").model_copy(update={"horizon_days": 28, "warm_up_days": 14})
    found = choices(load_arm("bum"), load_arm("self_organising"), place, runs=3, processes=1)
    assert isinstance(found, Choices)
    for key, rows in found.running.items():
        assert rows[:, 0].tolist() == [2, 3]
        assert (rows[:, 2] <= rows[:, 1]).all()
        for title in found.titles:
            assert np.isfinite(found.weeks[title, key]).any()
    kept = just_made(found, ("bum", "self_organising"), "nabolab dossier")
    save(tmp_path / "choices.json", kept)
    again = stored((tmp_path / "choices.json").read_text(encoding="utf-8"))
    assert (again.arms, again.command, again.is_of_this_code) == (kept.arms, kept.command, True)
    for key in found.running:
        np.testing.assert_allclose(again.found.running[key], found.running[key], rtol=1e-4)
        for title in found.titles:
            np.testing.assert_allclose(again.found.weeks[title, key], found.weeks[title, key], rtol=1e-4)
    for language in LANGUAGES:
        page = choices_page(again, words(language), DARK)
        assert page.count("<svg") == 2
        assert words(language).arm("self_organising", "") in page
        assert "nan" not in page


def test_the_documentation_shows_the_pictures() -> None:
    """docs/dossier/ holds the pictures of the runs that are kept, small ones, and docs/dossier.md shows each."""
    page = (ROOT / "docs" / "dossier.md").read_text(encoding="utf-8")
    for name, picture in pictures(shipped_choices()).items():
        assert (ROOT / "docs" / "dossier" / name).read_text(encoding="utf-8") == picture
        assert len(picture) < 60_000
        assert f"(dossier/{name})" in page
    assert shipped_choices().command in page


def test_too_few_runs_show_no_choice() -> None:
    """Intervals need three runs."""
    place = parse_scenario(SMALL, "small")
    with pytest.raises(InputError, match="at least 3"):
        choices(load_arm("bum"), load_arm("bum"), place, runs=2)
