"""Closed forms that the model must reproduce when its mechanisms are reduced to them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from agents.model import HomeCare
from policies.arm import Arm
from sim.attendance import engage
from sim.base_plan import BasePlan, repair_day
from sim.clock import CYCLE_DAYS
from sim.kinds import Activity
from sim.scenario import Scenario
from sim.tables import CARER, CITIZEN, GROUP, LINE, DayPlan, World

from .conftest import run

pytestmark = pytest.mark.statistical


def pool_world(pool: int, visits_a_day: int, citizens: int) -> World:
    """Citizens at one spot with daily visits, and a pool of carers who are always on duty and equally good."""
    lines = np.zeros(citizens * visits_a_day, LINE)
    lines["citizen"] = np.repeat(np.arange(citizens), visits_a_day)
    lines["partner"] = -1
    lines["active"], lines["days"] = 1, (1 << 14) - 1
    lines["late"] = lines["deadline"] = 1400.0
    groups = np.zeros(1, GROUP)
    groups["last"], groups["planner_noise"], groups["familiarity_half_life"] = pool, 1e6, 45.0
    carers = np.zeros(pool, CARER)
    carers["grade"] = 3
    ties = np.zeros((citizens, pool), np.float32)
    travel = np.zeros((2, citizens + 1, citizens + 1), np.float32)
    return World(
        lines, carers, groups, np.zeros(citizens, CITIZEN), travel, travel[0], ties, ties.copy(), ties.astype(np.int32)
    )


@pytest.mark.parametrize(("pool", "visits_a_day"), [(10, 1), (10, 2), (20, 2), (30, 1)])
def test_a_random_allocation_follows_the_pool_law(pool: int, visits_a_day: int) -> None:
    """When the planner's choice is arbitrary, V visits meet N (1 - (1 - 1/N)^V) carers of a pool of N."""
    citizens = 12
    world = pool_world(pool, visits_a_day, citizens)
    base = BasePlan.empty(pool)
    plan = DayPlan.empty(pool, len(world.lines))
    faces = []
    for seed in range(25):
        seen: list[set[int]] = [set() for _ in range(citizens)]
        for day in range(14):
            engage(world.carers, world.groups, pool, np.zeros(pool), np.full(pool, 1440.0), day, True)
            left = repair_day(world, base, plan, day, np.empty(0, np.int32), seed)
            assert len(left) == 0
            for line, carer in enumerate(plan.where):
                seen[world.lines["citizen"][line]].add(int(carer))
        faces += [len(s) for s in seen]
    expected = pool * (1 - (1 - 1 / pool) ** (14 * visits_a_day))
    error = np.std(faces) / math.sqrt(len(faces))
    assert abs(np.mean(faces) - expected) < max(4 * error, 0.02)


def test_travel_falls_with_the_root_of_density(small: Scenario, bum: Arm) -> None:
    """Four times the citizens on the same land: minutes between doors, less the fixed stop, fall to about half."""

    def moving_minutes(citizens: int) -> float:
        town = small.settlements[1].model_copy(update={"citizens": citizens, "radius_km": 6.0, "x_km": 0.0})
        place = Scenario.model_validate({**small.model_dump(), "settlements": (town,)})
        place = place.with_parameters({"planner_effort": 10, "waiting_weight": 0})
        model = HomeCare(place, bum.compose(place), 1)
        legs = []
        for day in range(CYCLE_DAYS):
            for route, stops in zip(model.base.sequence[day], model.base.length[day], strict=True):
                homes = model.world.lines["citizen"][route[:stops]]
                apart = homes[1:] != homes[:-1]
                legs += model.world.travel[0, homes[:-1][apart], homes[1:][apart]].tolist()
        return float(np.mean(legs)) - place.values["start_stop_minutes"]

    assert 0.4 < moving_minutes(400) / moving_minutes(100) < 0.7


def test_sickness_comes_out_at_its_share(small: Scenario, bum: Arm) -> None:
    """Sick minutes over paid minutes outside holidays come out near the sickness share that went in."""
    journal = run(small.with_parameters({"sickness_share": 0.1}), bum).journal
    own = journal.shifts["engagement"] == 1
    minutes = journal.minutes[own]
    share = minutes[:, Activity.SICK].sum() / (minutes.sum() - minutes[:, Activity.HOLIDAY].sum())
    assert 0.07 < share < 0.13
