"""Closed forms that the model must reproduce when its mechanisms are reduced to them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.verify.closed_forms import moving_minutes, pool_law
from policies.arm import Arm
from sim.kinds import Activity
from sim.scenario import Scenario

from .conftest import run

pytestmark = pytest.mark.statistical


@pytest.mark.parametrize(("pool", "visits_a_day"), [(10, 1), (10, 2), (20, 2), (30, 1)])
def test_a_random_allocation_follows_the_pool_law(pool: int, visits_a_day: int) -> None:
    """When the planner's choice is arbitrary, V visits meet N (1 - (1 - 1/N)^V) carers of a pool of N."""
    faces, expected = pool_law(pool, visits_a_day)
    error = np.std(faces) / math.sqrt(len(faces))
    assert abs(np.mean(faces) - expected) < max(4 * error, 0.02)


def test_travel_falls_with_the_root_of_density(small: Scenario, bum: Arm) -> None:
    """Four times the citizens on the same land: minutes between doors, less the fixed stop, fall to about half."""
    ratio = moving_minutes(bum, small, 400) / moving_minutes(bum, small, 100)
    assert 0.4 < ratio < 0.7


def test_sickness_comes_out_at_its_share(small: Scenario, bum: Arm) -> None:
    """Sick minutes over paid minutes outside holidays come out near the sickness share that went in."""
    journal = run(small.with_parameters({"sickness_share": 0.1}), bum).journal
    own = journal.shifts["engagement"] == 1
    minutes = journal.minutes[own]
    share = minutes[:, Activity.SICK].sum() / (minutes.sum() - minutes[:, Activity.HOLIDAY].sum())
    assert 0.07 < share < 0.13
