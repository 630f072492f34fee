"""Links: each has a parameter, an off value, and a way to be switched off."""

from __future__ import annotations

import pytest

from sim.links import contested_links, link_problems, links, switched_off
from sim.parameters import registry
from sim.problems import InputError
from sim.scenario import Scenario, parse_scenario

pytestmark = pytest.mark.unit

PLACE = """
title = "A place"
without = ["network_on_need"]
[office]
x_km = 0.0
y_km = 0.0
[[settlements]]
name = "Town"
kind = "town"
x_km = 0.0
y_km = 0.0
radius_km = 1.0
citizens = 9
[parameters]
autonomy_on_strain = 0.7
"""


@pytest.fixture
def place() -> Scenario:
    return parse_scenario(PLACE, "place.toml")


def test_every_link_is_a_parameter_that_can_be_off() -> None:
    """A link has the parameter of its name, and its off value lies in that parameter's range."""
    assert links()
    for name, link in links().items():
        assert link.parameter is registry()[name]
        assert link.off == 0  # as docs/links.md says
        assert link.parameter.fits(link.off)
        assert link.cause
        assert link.effect


def test_every_causal_parameter_is_listed() -> None:
    """No parameter called x_on_y may be missing from the list of links."""
    assert {name for name in registry() if "_on_" in name} <= set(links())


def test_the_three_contested_links_are_marked_and_on() -> None:
    """Continuity on admissions, reablement on need and autonomy on strain, and each acts unless somebody objects."""
    assert contested_links() == ("continuity_on_admissions", "reablement_on_need", "autonomy_on_strain")
    assert all(links()[name].on for name in contested_links())
    assert not links()["self_selection"].on


def test_a_removed_link_beats_any_size(place: Scenario) -> None:
    """Switched off means off, also for a link to which the scenario gives a size, and nothing else moves."""
    assert place.values["autonomy_on_strain"] == 0.7
    without = place.without_links(["autonomy_on_strain"])
    changed = {name for name, value in place.values.items() if without.values[name] != value}
    assert changed == {"autonomy_on_strain"}
    assert without.values["autonomy_on_strain"] == 0.0
    assert without.digest != place.digest


def test_links_removed_twice_are_removed_once(place: Scenario) -> None:
    """Removing adds to what the scenario does without, each link once."""
    names = ["strain_on_exits", "network_on_need", "strain_on_exits"]
    assert place.without_links(names).without == ("network_on_need", "strain_on_exits")
    assert switched_off(names) == {"strain_on_exits": 0.0, "network_on_need": 0.0}


def test_unknown_links_are_told_all_at_once(place: Scenario) -> None:
    """Each unknown name once, with the nearest that exists, or with where to find them."""
    with pytest.raises(InputError) as caught:
        place.without_links(["autonomy_on_stain", "luck", "luck", "strain_on_exits"])
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == 2
    assert "did you mean 'autonomy_on_strain'?" in told[0]
    assert "nabolab links" in told[1]
    assert link_problems(["strain_on_exits"], "here") == []
