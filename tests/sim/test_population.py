"""The population of a place: everybody at their own door, the same for everyone who asks."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.shelf import find_scenario
from sim.population import populate
from sim.tables import LINES

pytestmark = pytest.mark.unit


def test_a_population_fills_its_scenario() -> None:
    """As many citizens as the settlements say, each with LINES lines, and roads between all and the office."""
    place = find_scenario("pilot_60")
    people = populate(place, 1)
    n = place.citizens
    assert len(people.citizens) == n
    assert people.citizens["served"].all()
    assert np.bincount(people.citizens["settlement"]).tolist() == [s.citizens for s in place.settlements]
    assert people.lines["citizen"].tolist() == [i // LINES for i in range(n * LINES)]
    assert people.travel.shape == (2, n + 1, n + 1)
    assert people.distance.shape == (n + 1, n + 1)


def test_a_population_belongs_to_its_seed() -> None:
    """The same seed gives the same people, to the last bit; another seed others."""
    place = find_scenario("pilot_60")
    one, again, other = populate(place, 1), populate(place, 1), populate(place, 2)
    for name in ("citizens", "lines", "travel", "distance"):
        assert np.array_equal(getattr(one, name), getattr(again, name))
        assert not np.array_equal(getattr(one, name), getattr(other, name))
