"""The plain day is the kernels' oracle: for the same draws and the same plan rule both must give the same days."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from agents.model import HomeCare
from benchmarks.side_by_side import Lane, PlainLane
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.clock import DAY, NIGHT_SHIFT
from sim.kinds import Activity, Function, Presence
from sim.scenario import Scenario
from sim.tables import DayPlan, Table

pytestmark = pytest.mark.model

ARMS = ("bum", "self_organising")
DAYS = 14
CITIZENS = 40
SEED = 7
EXACT = 1e-9
NEWCOMERS = (0, 3)
"""Posts in which somebody new begins on the first day."""
BUSY = {
    "from_8_to_20_hours_share": 0.12,
    "from_2_to_8_hours_share": 0.3,
    "under_2_hours_share": 0.55,
    "two_carers_share_8_to_20": 0.3,
    "two_carers_share_over_20": 0.9,
    "need_changes_per_year": 6.0,
    "acute_calls_per_year": 20.0,
    "contacts_per_week": 5.0,
    "notice_chance": 0.5,
    "micro_assessment": 0.3,
    "onboarding_shifts": 1.0,
    "conflicts_per_year": 3.0,
    "smallest_route": 90.0,
    "reserve_share": -0.12,
    "night_share_over_20": 0.6,
    "travel_spread": 0.5,
    "planner_noise": 3.0,
}
"""So that two weeks of forty citizens hold whatever may happen on the road."""


@dataclass
class Diary:
    """What one lane did: routes after each repair, visits put into other routes than their own, notices of each day."""

    model: HomeCare
    routes: list[list[Table]] = field(default_factory=list)
    orphans: int = 0
    notices: list[Table] = field(default_factory=list)

    def watch(self, name: str, arguments: tuple[Any, ...], result: Any) -> None:
        """Write down what a function of planning or driving has done."""
        if name == "repair_day":
            _, base, plan, day = arguments[:4]
            self.routes.append(routes(plan))
            usual = base.sequence[day % 14]
            self.orphans += sum(len(set(r["line"]) - set(usual[c])) for c, r in enumerate(self.routes[-1]))
        elif name == "drive_day":
            record, found = arguments[3], result[2]
            self.notices.append(record.notices[:found].copy())


def routes(plan: DayPlan) -> list[Table]:
    """Each carer's stops: line, planned start, latest start."""
    stop = np.dtype([("line", int), ("start", float), ("latest", float)])
    out = [np.empty(n, stop) for n in plan.length]
    for c, rows in enumerate(out):
        n = len(rows)
        rows["line"], rows["start"], rows["latest"] = plan.sequence[c, :n], plan.start[c, :n], plan.latest[c, :n]
    return out


def few_citizens() -> Scenario:
    """Forty citizens in the pilot's two towns, some carers on bicycles, with much going on."""
    data = find_scenario("pilot_60").model_dump()
    for place in data["settlements"]:
        place["citizens"] = CITIZENS // len(data["settlements"])
    return Scenario.model_validate({**data, "horizon_days": DAYS, "warm_up_days": 0}).with_parameters(BUSY)


@pytest.fixture(scope="module", params=ARMS)
def diaries(request: pytest.FixtureRequest) -> tuple[Diary, Diary]:
    """The same fortnight, lived by the kernels and by the plain version."""
    scenario = few_citizens()
    kept = []
    for kind in (Lane, PlainLane):
        diary = Diary(HomeCare(scenario, load_arm(request.param).compose(scenario), SEED))
        for post in NEWCOMERS:
            diary.model.carers[post].leave("notice", 0)
            diary.model.carers[post].begin(0)
        diary.model.groups[0].set_conflict(True)
        lane = kind(diary.model, diary.watch)
        for _ in range(DAYS):
            lane.step()
        kept.append(diary)
    return kept[0], kept[1]


def assert_same(a: Table, b: Table) -> None:
    """Same rows: whole numbers equal, minutes within EXACT, and undefined where the other is."""
    assert a.dtype == b.dtype
    assert a.shape == b.shape
    for name in a.dtype.names or ():
        np.testing.assert_allclose(a[name], b[name], rtol=0, atol=EXACT, err_msg=name)


def test_repair_gives_the_same_routes(diaries: tuple[Diary, Diary]) -> None:
    kernels, plain = diaries
    assert len(kernels.routes) == len(plain.routes) == DAYS
    for today, same in zip(kernels.routes, plain.routes, strict=True):
        for route, other in zip(today, same, strict=True):
            assert_same(route, other)


def test_every_visit_ends_alike(diaries: tuple[Diary, Diary]) -> None:
    kernels, plain = diaries
    assert_same(kernels.model.journal.visits, plain.model.journal.visits)


def test_every_paid_minute_is_used_alike(diaries: tuple[Diary, Diary]) -> None:
    kernels, plain = diaries
    assert_same(kernels.model.journal.shifts, plain.model.journal.shifts)
    np.testing.assert_allclose(kernels.model.journal.minutes, plain.model.journal.minutes, rtol=0, atol=EXACT)


def test_the_same_carers_notice_the_same_changes(diaries: tuple[Diary, Diary]) -> None:
    kernels, plain = diaries
    for today, same in zip(kernels.notices, plain.notices, strict=True):
        assert_same(today, same)


def test_carers_come_to_know_the_same_citizens(diaries: tuple[Diary, Diary]) -> None:
    kernels, plain = diaries
    np.testing.assert_allclose(kernels.model.world.known, plain.model.world.known, rtol=0, atol=EXACT)
    np.testing.assert_array_equal(kernels.model.world.known_day, plain.model.world.known_day)


def test_the_fortnight_holds_what_may_happen(diaries: tuple[Diary, Diary]) -> None:
    diary = diaries[0]
    journal, lines = diary.model.journal, diary.model.world.lines
    visits = journal.visits[journal.visits["carer"] >= 0]
    assert (journal.shifts["presence"] != Presence.PRESENT).any(), "nobody was absent"
    assert diary.orphans > 0, "no visit of an absent carer found another"
    assert (visits["function"] == Function.ACUTE).any(), "no acute call was answered"
    assert (lines["partner"][visits["line"]] >= 0).any(), "no visit was shared"
    assert sum(map(len, diary.notices)) > 0, "nobody noticed a change"
    assert journal.minutes[:, Activity.WAITING].any(), "nobody waited at a door"
    assert (visits["person"] != visits["carer"]).any(), "no newcomer made a visit"
    assert journal.minutes[:, Activity.TRAINING].any(), "nobody was trained"
    assert (visits["start"] >= DAY).any(), "no visit was made after 04:00 of the next day"
    calls = visits[(visits["function"] == Function.ACUTE) & (visits["start"] >= NIGHT_SHIFT)]
    assert len(calls), "no call came at night"
    assert len(np.unique(journal.minutes[:, Activity.MEETING])) > 2, "no conflict lengthened a meeting"


def test_carers_of_several_groups_phone_each_other() -> None:
    """Only an organisation with several groups at one door has phone calls; the oracle must have seen some."""
    scenario = few_citizens()
    model = HomeCare(scenario, load_arm("bum").compose(scenario), SEED)
    for _ in range(DAYS):
        model.step()
    assert model.journal.minutes[:, Activity.COORDINATION].any()
