"""The shelf: shipped scenarios by name, files by path."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.shelf import find_scenario, scenario_text, shipped_scenarios
from sim.problems import InputError

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", shipped_scenarios())
def test_shipped_scenarios_can_be_used(name: str) -> None:
    """Every shipped file parses, says what it is and has citizens."""
    scenario = find_scenario(name)
    assert scenario.title
    assert scenario.about
    assert scenario.citizens > 0


def test_there_are_scenarios() -> None:
    """The shipped district and the pilot alone are on the shelf."""
    assert {"bording_engesvang", "pilot_60"} <= set(shipped_scenarios())


def test_the_pilot_area_has_sixty_citizens() -> None:
    """The real team served around 60 citizens in two towns."""
    for name in ("bording_engesvang", "pilot_60"):
        assert sum(s.citizens for s in find_scenario(name).settlements if s.pilot) == 60


@pytest.mark.parametrize("name", ["bording_engesvangg", "pilot60", "", "../pilot_60"])
def test_unknown_names_are_told_with_what_is_there(name: str) -> None:
    """A misspelt name must be answered with the known ones and a way to use a file."""
    with pytest.raises(InputError, match=r"pilot_60|bording_engesvang"):
        find_scenario(name)
    with pytest.raises(InputError, match=r"\.toml file"):
        scenario_text(name)


def test_a_path_is_read_as_a_file(tmp_path: Path) -> None:
    """A file of one's own is found by its path."""
    path = tmp_path / "mine.toml"
    path.write_text(scenario_text("pilot_60"), encoding="utf-8")
    assert find_scenario(str(path)) == find_scenario("pilot_60")
    with pytest.raises(InputError, match="can't be read"):
        find_scenario(str(tmp_path / "other.toml"))
