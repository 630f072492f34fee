"""Grants: help follows need within the frame, ends and begins, and the tables always fit together."""

from __future__ import annotations

import math

import numpy as np
import pytest

from agents.model import HomeCare
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.care_plan import draw_care_plan
from sim.clock import ticks
from sim.kinds import Function
from sim.need import start_health
from sim.tables import ASSESSMENT_VISIT, LINES

pytestmark = pytest.mark.model


@pytest.fixture
def model() -> HomeCare:
    """A self-organising team on its first morning."""
    place = find_scenario("pilot_60").model_copy(update={"horizon_days": 14, "warm_up_days": 0})
    return HomeCare(place, load_arm("self_organising").compose(place), 1)


@pytest.fixture
def citizen(model: HomeCare) -> int:
    """Somebody with personal care."""
    return int(np.flatnonzero(model.world.citizens["personal"])[0])


def test_a_grant_moves_personal_care_only(model: HomeCare, citizen: int) -> None:
    """A factor of 1.5 makes personal care half as long again, in ticks; other help stays; the case is closed."""
    rows = model.grants.rows(citizen)
    before = model.world.lines[rows].copy()
    model.world.citizens["noticed"][citizen] = 1
    model.world.citizens["changed_at"][citizen] = 5.0
    model.grants.set(citizen, 1.5)
    after = model.world.lines[rows]
    personal = before["function"] == Function.PERSONAL
    assert after["granted"][personal].tolist() == [ticks(1.5 * m) for m in before["minutes"][personal]]
    assert np.array_equal(after["granted"][~personal], before["granted"][~personal])
    assert (after["service"] - after["granted"]) == pytest.approx(before["service"] - before["granted"])
    row = model.world.citizens[citizen]
    assert (row["grant"], row["noticed"]) == (1.5, 0)
    assert math.isinf(row["changed_at"])


def test_within_the_frame_need_is_granted(model: HomeCare, citizen: int) -> None:
    """With room in the group's frame a growing need is met in full; a smaller one always."""
    for need in (1.01, 0.6):
        model.world.citizens["need"][citizen] = need
        assert model.grants.need_within_frame(citizen) == pytest.approx(need)
        assert model.grants.need(citizen) == pytest.approx(need)


def test_the_frame_is_a_limit(model: HomeCare, citizen: int) -> None:
    """However great the need, what a group grants stays within its frame, and nobody loses what they have."""
    rows = model.grants.rows(citizen)
    group = int(model.world.lines["group"][rows][model.world.lines["function"][rows] == Function.PERSONAL][0])
    model.world.citizens["need"][citizen] = 1e6
    factor = model.grants.need_within_frame(citizen)
    assert 1 < factor < 1e6
    model.grants.set(citizen, factor)
    assert model.grants.granted_minutes(group) == pytest.approx(model.grants.frame(group), abs=1)
    assert model.grants.need_within_frame(citizen) == pytest.approx(factor, rel=1e-3)


def test_help_ends_and_somebody_else_begins(model: HomeCare, citizen: int) -> None:
    """Between two courses nothing but an assessment can be due; then the new plan stands, in groups that exist."""
    rows = model.grants.rows(citizen)
    model.grants.end(citizen)
    row = model.world.citizens[citizen]
    assert (row["served"], row["personal"], row["episode"]) == (0, 0, 1)
    assert not model.world.lines["active"][rows].any()
    start_health(model.world.citizens, citizen, model.scenario.values, 1, 0.0)
    plan = draw_care_plan(model.scenario.values, 1, citizen, 1)
    model.grants.expect(citizen, plan)
    assert np.flatnonzero(model.world.lines["active"][rows]).tolist() == [ASSESSMENT_VISIT]
    model.grants.begin(citizen)
    lines = model.world.lines[rows]
    for name in ("active", "days", "early", "late", "minutes"):
        assert np.array_equal(lines[name], plan[name])
    need = float(row["need"])
    personal = plan["function"] == Function.PERSONAL
    assert lines["granted"][personal].tolist() == [ticks(need * m) for m in plan["minutes"][personal]]
    assert np.array_equal(lines["granted"][~personal], plan["minutes"][~personal])
    assert set(lines["group"].tolist()) <= set(range(len(model.groups)))
    assert row["served"] == 1
    assert need == row["grant"] == row["level"] * row["jump"]
    assert math.isinf(row["changed_at"])


def test_each_citizen_has_rows_of_their_own(model: HomeCare) -> None:
    """Rows of the line table belong to one citizen each."""
    for i in range(len(model.citizens)):
        assert (model.world.lines["citizen"][model.grants.rows(i)] == i).all()
        assert model.grants.rows(i).stop - model.grants.rows(i).start == LINES
