"""`verify` finds nothing wrong with the model as it is, and finds what is broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import agents.fate
import agents.model
import experiments.run
import sim.pay
from experiments.verify.queue import erlang_wait, on_the_clock, open_until
from experiments.verify.suite import Verification, shortened, verify
from policies.loading import load_arm
from sim.clock import DAY, OfficeHours, day_of
from sim.kinds import Activity
from sim.scenario import Scenario, parse_scenario
from tests.model.conftest import SMALL

pytestmark = pytest.mark.model

Plant = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(scope="module")
def place() -> Scenario:
    """Seventy citizens for four weeks."""
    return parse_scenario(SMALL, "small").model_copy(update={"horizon_days": 14})


def checked(place: Scenario) -> Verification:
    return verify([load_arm("bum"), load_arm("self_organising")], place, seed=2, quick=True)


def test_nothing_is_wrong(place: Scenario) -> None:
    """Without a planted fault every check of every family holds."""
    found = checked(place)
    assert [f for f in found.findings if f.verdict != "holds"] == []
    families = {"books", "memory", "symmetry", "luck", "extremes", "responses", "closed forms"}
    assert {f.family for f in found.findings} == families
    assert found.holds


def test_checks_that_take_longer_hold_too(place: Scenario) -> None:
    """Extremes one by one, all responses and the roads hold where several arms follow one another."""
    found = verify([load_arm("teams_in_pilot")], pilot(place), seed=3)
    assert [f for f in found.findings if f.verdict == "fails"] == []
    assert sum(f.family == "extremes" for f in found.findings) == 5


def pilot(place: Scenario) -> Scenario:
    """With its town as a pilot."""
    town, *others = place.settlements
    return place.model_copy(update={"settlements": (town.model_copy(update={"pilot": True}), *others)})


def unbooked_travel(patch: pytest.MonkeyPatch) -> None:
    """Minutes on the road are lost between two clocks: the shift is paid, but as time without anything to do."""
    drive = agents.model.drive_day

    def without_roads(world: Any, plan: Any, calls: Any, record: Any, day: int, seed: int) -> Any:
        counts = drive(world, plan, calls, record, day, seed)
        mine = record.minutes[: counts[1]]
        mine[:, Activity.UNFILLED] += mine[:, Activity.TRAVEL]
        mine[:, Activity.TRAVEL] = 0
        return counts

    patch.setattr(agents.model, "drive_day", without_roads)


def double_counted_carer(patch: pytest.MonkeyPatch) -> None:
    """A carer who comes on an odd day and on an even day is counted as two."""
    in_order = experiments.run.in_order

    def doubled(*args: Any) -> Any:
        visits = in_order(*args)
        other = np.where((visits.carer >= 0) & (visits.day % 2 == 1), 1_000_000, 0).astype(np.int32)
        return visits._replace(carer=visits.carer + other)

    patch.setattr(experiments.run, "in_order", doubled)


def twice_paid_carer(patch: pytest.MonkeyPatch) -> None:
    """The first absence of a day is written, and so paid, twice."""
    write = agents.model.write_absences

    def doubled(
        carers: Any, groups: Any, staff: int, begins: Any, ends: Any, day: int, shifts: Any, minutes: Any
    ) -> int:
        rows: int = write(carers, groups, staff, begins, ends, day, shifts, minutes)
        if not rows:
            return rows
        shifts[rows], minutes[rows] = shifts[0], minutes[0]
        return rows + 1

    patch.setattr(agents.model, "write_absences", doubled)


def stale_familiarity(patch: pytest.MonkeyPatch) -> None:
    """What carers learnt about citizens on a day is forgotten in the evening."""
    drive = agents.model.drive_day

    def forgetting(world: Any, *rest: Any) -> Any:
        before = world.known.copy()
        counts = drive(world, *rest)
        world.known[:] = before
        return counts

    patch.setattr(agents.model, "drive_day", forgetting)


def leaked_luck(patch: pytest.MonkeyPatch) -> None:
    """How need changes hangs on how many groups come to people, which is the organisation's doing."""
    change = agents.fate.change_needs

    def leaking(citizens: Any, rates: Any, shock: float, day: int, seed: int) -> Any:
        return change(citizens, rates, shock, day, seed + int(citizens["groups"].sum()))

    patch.setattr(agents.fate, "change_needs", leaking)


def free_temps(patch: pytest.MonkeyPatch) -> None:
    """Agencies send no bill."""
    patch.setattr(sim.pay, "_temps", lambda shifts, *_: np.zeros(len(shifts)))


def queue_without_hours(patch: pytest.MonkeyPatch) -> None:
    """Desks work day and night, weekends too."""
    patch.setattr(OfficeHours, "next_open", lambda _, minute: minute)
    patch.setattr(OfficeHours, "worked", lambda _, minute, work: [(day_of(minute), work)])
    patch.setattr(OfficeHours, "after", lambda _, minute, work: minute + work)


FAULTS: tuple[tuple[Plant, set[str]], ...] = (
    (unbooked_travel, {"books", "extremes", "responses"}),
    (double_counted_carer, {"books", "extremes"}),
    (twice_paid_carer, {"books", "extremes"}),
    (stale_familiarity, {"memory"}),
    (leaked_luck, {"luck"}),
    (free_temps, {"books", "extremes"}),
    (queue_without_hours, {"closed forms"}),
)
"""Faults, each with the families of checks that see it."""


@pytest.mark.parametrize(("plant", "families"), FAULTS, ids=[plant.__name__ for plant, _ in FAULTS])
def test_a_planted_fault_is_found(
    plant: Plant, families: set[str], place: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is broken on purpose fails checks of its own families, and of no other."""
    plant(monkeypatch)
    found = checked(place)
    assert not found.holds
    assert {f.family for f in found.findings if f.verdict == "fails"} == families


def test_erlangs_formula() -> None:
    """One desk is M/M/1, whose mean wait is load over free capacity."""
    assert erlang_wait(1, 0.8) == pytest.approx(4.0)
    assert erlang_wait(2, 0.8) == pytest.approx(1.7778, abs=1e-4)


def test_the_calendar_of_open_minutes() -> None:
    """Open minutes and the clock are inverse to each other, also across nights and weekends."""
    for minute in (0.0, 100.0, 479.0, 480.0, 2399.0, 2400.0, 12345.0):
        assert open_until(on_the_clock(minute, 480.0), 480.0) == pytest.approx(minute)
    assert open_until(5 * DAY + 500.0, 480.0) == 5 * 480.0


def test_a_long_scenario_is_checked_on_ten_weeks(place: Scenario) -> None:
    """Verification shortens a scenario and keeps everything else."""
    long = place.model_copy(update={"horizon_days": 1000, "warm_up_days": 112})
    assert shortened(long).days == 70
    assert shortened(long).settlements == place.settlements
