"""Places: homes in their settlements, journeys that are symmetric and plausible, and the square-root law."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.places import BICYCLE, CAR, road_table, settle
from sim.route import leg
from sim.scenario import Scenario
from sim.tables import FloatArray, SmallFloatArray

pytestmark = pytest.mark.unit


def place(*settlements: tuple[str, float, float, float, int], office: tuple[float, float] = (0.0, 0.0)) -> Scenario:
    """A scenario of settlements: kind, x, y, radius, citizens."""
    return Scenario.model_validate(
        {
            "title": "Here",
            "office": {"x_km": office[0], "y_km": office[1]},
            "settlements": [
                {"name": f"{i}", "kind": kind, "x_km": x, "y_km": y, "radius_km": r, "citizens": n}
                for i, (kind, x, y, r, n) in enumerate(settlements)
            ],
        }
    )


def roads(scenario: Scenario, seed: int = 1) -> tuple[FloatArray, SmallFloatArray, SmallFloatArray]:
    """Homes, minutes and km."""
    homes, settlement = settle(scenario, seed)
    return homes, *road_table(scenario, homes, settlement)


TWO_TOWNS = place(("town", 0, 0, 1, 20), ("town", 6, 0, 1, 20), ("country", 3, 0, 5, 20))


def test_homes_lie_in_their_settlements() -> None:
    """Each citizen lives within the radius of their own settlement."""
    homes, settlement = settle(TWO_TOWNS, 1)
    assert np.bincount(settlement).tolist() == [20, 20, 20]
    for i, s in enumerate(TWO_TOWNS.settlements):
        away = np.hypot(*(homes[settlement == i] - (s.x_km, s.y_km)).T)
        assert away.max() <= s.radius_km


@pytest.mark.statistical
def test_homes_lie_evenly_in_a_disc() -> None:
    """A quarter of the homes must lie within half the radius, and directions be even."""
    homes, _ = settle(place(("town", 2, 3, 4, 4000)), 1)
    x, y = homes[:, 0] - 2, homes[:, 1] - 3
    assert (np.hypot(x, y) < 2).mean() == pytest.approx(0.25, abs=0.03)
    assert np.histogram(np.arctan2(y, x), 8, (-math.pi, math.pi))[0] == pytest.approx(500, abs=110)


def test_one_more_citizen_moves_nobody() -> None:
    """A larger last settlement leaves all other homes where they are, those of other settlements in their order too."""
    small, _ = settle(place(("town", 0, 0, 1, 15), ("town", 9, 0, 1, 20)), 1)
    large, _ = settle(place(("town", 0, 0, 1, 15), ("town", 9, 0, 1, 30)), 1)
    assert np.array_equal(small[:15], large[:15])
    assert set(map(tuple, small.tolist())) < set(map(tuple, large.tolist()))


def test_neighbours_have_numbers_near_each_other() -> None:
    """Homes are numbered along a curve, so that the next number is much nearer than a home at random."""
    homes, _ = settle(place(("town", 0, 0, 1, 400)), 1)
    step = np.hypot(*np.diff(homes, axis=0).T).mean()
    assert step < 0.25 * np.hypot(*(homes - homes[::-1]).T).mean()


def test_journeys_take_as_long_back_as_out() -> None:
    """Minutes and km must be symmetric for both modes, the office included."""
    _, minutes, km = roads(TWO_TOWNS)
    assert np.array_equal(minutes, minutes.transpose(0, 2, 1))
    assert np.array_equal(km, km.T)


def test_minutes_are_distance_over_speed_plus_the_fixed_time() -> None:
    """A journey is start-stop time and road distance, at town speed within one town and country speed elsewhere."""
    homes, minutes, km = roads(TWO_TOWNS)
    v = TWO_TOWNS.values
    points = np.vstack([homes, [(0.0, 0.0)]])
    for a, b, speed in (
        (0, 5, "car_speed_town"),
        (0, 25, "car_speed_country"),
        (41, 45, "car_speed_country"),
        (3, 60, "car_speed_town"),
        (22, 60, "car_speed_country"),
    ):
        road = v["detour"] * math.dist(points[a], points[b])
        assert km[a, b] == pytest.approx(road, rel=1e-5)
        assert minutes[CAR, a, b] == pytest.approx(v["start_stop_minutes"] + 60 * road / v[speed], rel=1e-5)
        assert minutes[BICYCLE, a, b] == pytest.approx(
            v["start_stop_minutes"] + 60 * road / v["bicycle_speed"], rel=1e-5
        )


def test_the_order_of_settlements_does_not_move_the_office() -> None:
    """An office in a town is in that town also when the country around it is listed first."""
    town, country = ("town", 0.0, 0.0, 1.0, 10), ("country", 0.0, 0.0, 5.0, 0)
    _, first, _ = roads(place(town, country))
    _, last, _ = roads(place(country, town))
    assert np.array_equal(first, last)


def test_no_journey_at_one_door() -> None:
    """Two visits at one door have no leg, not even the fixed minutes; any other leg has at least those."""
    _, minutes, _ = roads(TWO_TOWNS)
    office = minutes.shape[1] - 1
    assert leg(minutes, CAR, 3, 3) == 0
    assert leg(minutes, BICYCLE, office, office) == 0
    assert leg(minutes, CAR, 3, 4) == minutes[CAR, 3, 4]
    apart = ~np.eye(office + 1, dtype=bool)
    assert minutes[:, apart].min() >= TWO_TOWNS.values["start_stop_minutes"]


def greedy_minutes(citizens: int, seed: int) -> float:
    """Minutes per visit of a tour that always goes to the nearest home left."""
    _, minutes, _ = roads(place(("country", 0, 0, 5, citizens)), seed)
    left = set(range(citizens))
    here, total = citizens, 0.0
    while left:
        there = min(left, key=lambda home: minutes[CAR, here, home])
        total += float(minutes[CAR, here, there])
        left.remove(there)
        here = there
    return total / citizens


@pytest.mark.statistical
def test_travel_per_visit_falls_with_the_square_root_of_density() -> None:
    """Four times as many homes in the same area halve the driving per visit; the fixed minutes stay."""
    fixed = TWO_TOWNS.values["start_stop_minutes"]
    driving = [np.mean([greedy_minutes(n, seed) - fixed for seed in range(6)]) for n in (50, 200, 800)]
    assert driving[0] / driving[1] == pytest.approx(2, rel=0.15)
    assert driving[1] / driving[2] == pytest.approx(2, rel=0.15)
