"""A run: measured after the warm-up, in full, and the same every time."""

from __future__ import annotations

import gc
import math
from dataclasses import replace

import numpy as np
import pytest

from agents.model import HomeCare
from experiments.run import Run, Span, measure, simulate
from experiments.shelf import find_scenario
from policies.loading import load_arm, shipped_arms
from sim.kinds import Function, Status
from sim.measures.catalogue import CATALOGUE
from sim.scenario import Scenario
from sim.strain import BOUND

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def place() -> Scenario:
    return find_scenario("pilot_60").model_copy(update={"horizon_days": 28, "warm_up_days": 28})


@pytest.fixture(scope="module", params=shipped_arms())
def model(request: pytest.FixtureRequest, place: Scenario) -> HomeCare:
    """A finished run of each arm."""
    finished = HomeCare(place, load_arm(request.param).compose(place), 4)
    finished.run()
    return finished


@pytest.fixture(scope="module")
def run(model: HomeCare) -> Run:
    return measure(model, model.journal, "an arm")


def test_a_run_has_every_measure(run: Run) -> None:
    """All keys of the catalogue, in its order, as plain numbers; shares lie between 0 and 1."""
    assert list(run.measures) == [m.key for m in CATALOGUE]
    assert all(isinstance(v, float) for v in run.measures.values())
    for m in CATALOGUE:
        if m.unit in ("share", "index") and m.key != "strain" and not math.isnan(run.measures[m.key]):
            assert 0 <= run.measures[m.key] <= 1
    assert abs(run.measures["strain"]) <= BOUND


def test_costs_by_item_add_up_to_the_cost_of_an_hour(run: Run) -> None:
    """The items of an arm make its cost per delivered hour, none left out."""
    assert {"carers", "mileage", "temps", "visitators"} <= set(run.costs)
    assert sum(run.costs.values()) == pytest.approx(run.measures["cost_per_delivered_hour"])


def test_hours_are_a_years(run: Run, model: HomeCare) -> None:
    """Paid hours by role and activity add up to all paid minutes of the measured days, scaled to a year."""
    part = Span.of(model.journal, 28, 56)
    office = sum(w.minutes for w in model.journal.office if w.day >= part.first)
    assert sum(run.hours.values()) == pytest.approx((part.entries.minutes.sum() + office) / 60 * 365 / 28)


def test_the_warm_up_is_not_measured(model: HomeCare) -> None:
    """Only rows from the first measured day on count, and all of them."""
    part = Span.of(model.journal, 28, 56)
    assert part.visits["day"].min() == part.entries.shifts["day"].min() == 28
    assert len(part.visits) == (model.journal.visits["day"] >= 28).sum()
    assert len(part.entries.shifts) == len(part.entries.minutes) == (model.journal.shifts["day"] >= 28).sum()


def test_every_paid_minute_is_one_activity(model: HomeCare) -> None:
    """Minutes by activity of each shift add up to its pay exactly, and none is negative."""
    assert (model.journal.minutes >= 0).all()
    assert np.array_equal(model.journal.minutes.sum(axis=1), model.journal.shifts["paid"])


def test_every_planned_visit_ends_once(model: HomeCare) -> None:
    """Each day has as many visit rows as were planned, each line once, each in one of the five ways."""
    visits = model.journal.visits
    counts = np.bincount(visits["day"], minlength=model.journal.days)
    assert np.array_equal(counts, model.journal.planned)
    assert set(np.unique(visits["status"]).tolist()) <= {int(s) for s in Status}
    planned = visits[visits["function"] <= Function.NURSING]
    keys = planned["day"].astype(np.int64) * 10**6 + planned["line"]
    assert len(np.unique(keys)) == len(keys)


def test_visits_that_nobody_made_have_no_carer_and_no_minutes(model: HomeCare) -> None:
    """Moved, cancelled and missed visits gave no help; done and late ones were made by somebody qualified."""
    visits = model.journal.visits
    made = np.isin(visits["status"], (Status.DONE, Status.LATE))
    assert ((visits["carer"] >= 0) == made).all()
    assert (visits["care"][~made] == 0).all()
    assert np.isnan(visits["start"][~made]).all()
    assert (visits["grade"][made] >= model.world.lines["skill"][visits["line"][made]]).all()


def test_the_name_of_an_arm_changes_nothing(place: Scenario) -> None:
    """The same policies under another name give bit-identical measures, hours and costs."""
    arm = load_arm("bum")
    one, other = simulate(place, arm, 1), simulate(place, replace(arm, name="x", title="y", about="z"), 1)
    assert repr(one.measures) == repr(other.measures)
    assert one.hours == other.hours
    assert one.costs == other.costs
    assert one.carers_14 == other.carers_14


def test_another_seed_is_another_course(place: Scenario) -> None:
    """Replications must differ."""
    arm = load_arm("bum")
    assert repr(simulate(place, arm, 1).measures) != repr(simulate(place, arm, 2).measures)


def test_a_carer_of_the_warm_up_is_known(run: Run, model: HomeCare) -> None:
    """A carer who came within the last 28 days is known, also when that was before measuring began."""
    last: dict[tuple[int, int, int], int] = {}
    known = made = 0
    visits = model.journal.visits
    for row in visits[(visits["carer"] >= 0) & (visits["function"] <= Function.NURSING)]:
        key = (int(row["citizen"]), int(row["episode"]), int(row["person"]))
        if row["day"] >= 28:
            made += 1
            known += key in last and row["day"] - last[key] <= 28
        last[key] = int(row["day"])
    assert run.measures["known_carer_share"] == pytest.approx(known / made, abs=1e-9)


def test_a_finished_run_leaves_memory(place: Scenario) -> None:
    """Long studies must not run out of memory: no model of a run that has ended is left."""

    def models() -> int:
        gc.collect()
        return sum(isinstance(o, HomeCare) for o in gc.get_objects())

    before = models()
    for seed in (1, 2):
        simulate(place, load_arm("bum"), seed)
    assert models() == before
