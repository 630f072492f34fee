"""Driving a day: minutes that add up, shared visits that meet, alarms, notices, and luck that belongs to the visit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.clock import DAY
from sim.drive import drive_day
from sim.insertion import OWN_GROUP, insert_all
from sim.kinds import Activity, Function, Grade, Status
from sim.tables import ACTIVITIES, ACUTE_VISIT, CALL, LINES, NOTICE, SHIFT, VISIT, DayPlan, DayRecord, World
from tests.sim.worlds import (
    MINUTES_A_KM,
    SEVEN,
    START_STOP,
    Person,
    Visit,
    build,
    empty_plan,
    put,
    random_world,
    routes,
)

pytestmark = pytest.mark.unit

EXACT = {
    "travel_spread": 0.0,
    "care_spread": 0.0,
    "documentation_minutes": 2.0,
    "registration_minutes": 0.0,
    "orientation_minutes": 0.0,
    "notice_chance": 0.0,
    "micro_assessment": 0.0,
}


class Driven:
    """What a day left in the journal."""

    def __init__(self, world: World, plan: DayPlan, calls: list[tuple[int, float]] | None = None, day: int = 0) -> None:
        size = len(world.lines) + 10
        minutes = np.zeros((len(world.carers), ACTIVITIES))
        record = DayRecord(np.zeros(size, VISIT), np.zeros(len(world.carers), SHIFT), minutes, np.zeros(size, NOTICE))
        visits, shifts, found = drive_day(world, plan, np.array(calls or [], CALL), record, day, 1)
        self.visits = record.visits[:visits]
        self.shifts = record.shifts[:shifts]
        self.minutes = minutes[:shifts]
        self.notices = record.notices[:found]

    def visit(self, line: int) -> Any:
        """The one row of a line."""
        (row,) = self.visits[self.visits["line"] == line]
        return row


def drive(world: World, *given: list[int], calls: list[tuple[int, float]] | None = None) -> Driven:
    """Drive these routes on day 0."""
    plan = empty_plan(world)
    for carer, route in enumerate(given):
        put(world, plan, carer, route)
    return Driven(world, plan, calls)


def test_without_luck_a_route_is_its_timetable() -> None:
    """Journeys, waiting, help and writing take exactly their minutes, and the rest of the shift is unfilled."""
    world = build(
        [(1, 0), (2, 0)], [Visit(0, minutes=20), Visit(1, early=300, minutes=30)], [Person(fixed=15)], **EXACT
    )
    day = drive(world, [0, LINES])
    first = SEVEN + 15 + START_STOP + MINUTES_A_KM
    assert day.visit(0)["start"] == first
    assert day.visit(LINES)["start"] == 300
    assert (day.visits["care"] == [20, 30]).all()
    journeys = 3 * START_STOP + (1 + 1 + 2) * MINUTES_A_KM
    spent = {Activity.CARE: 50, Activity.TRAVEL: journeys, Activity.DOCUMENTATION: 4, Activity.BRIEFING: 15}
    for activity, minutes in spent.items():
        assert day.minutes[0, activity] == minutes
    arrives = first + 22 + START_STOP + MINUTES_A_KM
    assert day.minutes[0, Activity.WAITING] == 300 - arrives
    assert day.minutes[0].sum() == day.shifts["paid"][0] == 480
    assert day.shifts["car_km"][0] == pytest.approx(4)
    assert day.shifts["overtime"][0] == 0


@pytest.mark.parametrize("case", range(8))
def test_every_paid_minute_is_one_activity_exactly(case: int) -> None:
    """With all luck on, minutes by activity add up to pay to the last bit, and each planned visit is one row."""
    world = random_world(case, 40, 4, spare=3.0, continuity_weight=3.0)
    world.carers["meeting"] = 30.0 * (case % 2)
    plan = empty_plan(world)
    todo = np.arange(0, 40 * LINES, LINES, dtype=np.int32)
    insert_all(world, plan, todo, 4, 0.0, OWN_GROUP, 0, 1)
    planned = sorted(line for route in routes(plan) for line in route)
    day = Driven(world, plan)
    assert sorted(day.visits["line"].tolist()) == planned
    assert (day.minutes >= 0).all()
    assert np.array_equal(day.minutes.sum(axis=1), day.shifts["paid"])
    assert np.array_equal(day.shifts["paid"] - day.shifts["overtime"], day.shifts["ends"] - day.shifts["begins"])
    assert day.minutes[:, Activity.CARE].sum() == day.visits["care"].sum()


def test_work_beyond_the_shift_is_overtime() -> None:
    """A route that takes longer than the shift is paid to its end and leaves nothing unfilled."""
    world = build([(1, 0)], [Visit(0, minutes=100)], [Person(ends=SEVEN + 60)], **EXACT)
    day = drive(world, [0])
    length = 15 + 2 * (START_STOP + MINUTES_A_KM) + 102
    assert day.shifts["overtime"][0] == length - 60
    assert day.shifts["paid"][0] == length
    assert day.minutes[0, Activity.UNFILLED] == 0


def test_a_visit_meets_the_same_luck_whoever_comes() -> None:
    """The length of help belongs to visit and day, not to carer, order or route."""
    visits = [Visit(i) for i in range(6)]
    world = build([(0.5 * i, 0) for i in range(6)], visits, [Person()] * 3)
    lines = [v.line for v in visits]
    one = drive(world, lines, [], [])
    other = drive(world, [], lines[::-2], lines[::2])
    for line in lines:
        assert one.visit(line)["care"] == other.visit(line)["care"]
    assert len(set(one.visits["care"].tolist())) == 6


def test_luck_changes_with_the_day() -> None:
    """The same visit takes another time tomorrow."""
    world = build([(1, 0)], [Visit(0)], [Person()])
    plan = empty_plan(world)
    put(world, plan, 0, [0])
    assert Driven(world, plan, day=0).visit(0)["care"] != Driven(world, plan, day=1).visit(0)["care"]


def test_a_stranger_needs_longer_and_becomes_known() -> None:
    """Orientation falls with familiarity, which grows by the given share of what is missing."""
    exact = {**EXACT, "orientation_minutes": 4.0, "familiarity_gain": 0.25}
    for known, spent, after in ((0.0, 4.0, 0.25), (0.5, 2.0, 0.625), (1.0, 0.0, 1.0)):
        world = build([(1, 0)], [Visit(0)], [Person()], **exact)
        world.known[0, 0] = known
        day = drive(world, [0])
        assert day.minutes[0, Activity.ORIENTATION] == spent
        assert day.visit(0)["familiarity"] == known
        assert world.known[0, 0] == pytest.approx(after)


def test_a_second_visit_at_one_door_is_joined() -> None:
    """Whoever is in the home already neither travels nor finds their way again."""
    world = build([(1, 0)], [Visit(0, row=0), Visit(0, row=12)], [Person()], **{**EXACT, "orientation_minutes": 4.0})
    day = drive(world, [0, 12])
    assert (day.visit(0)["joined"], day.visit(12)["joined"]) == (0, 1)
    assert day.minutes[0, Activity.ORIENTATION] == 4
    assert day.minutes[0, Activity.TRAVEL] == 2 * (START_STOP + MINUTES_A_KM)


@pytest.mark.parametrize(("beyond", "status"), [(0.0, Status.DONE), (5.0, Status.DONE), (5.5, Status.LATE)])
def test_late_is_after_the_window_and_the_tolerance(beyond: float, status: Status) -> None:
    """A visit counts as late only when it begins more than the tolerance after its agreed time."""
    arrives = SEVEN + 15 + START_STOP + MINUTES_A_KM
    world = build([(1, 0)], [Visit(0, late=arrives - beyond)], [Person()], **{**EXACT, "late_tolerance": 5.0})
    assert drive(world, [0]).visit(0)["status"] == status


def shared(first_early: float, second_begins: float, wait: float = 20.0) -> tuple[World, list[int], list[int]]:
    """A visit by two carers, the second of whom starts the shift later."""
    visits = [
        Visit(0, row=0, partner=6, early=first_early, late=600),
        Visit(0, row=6, partner=0, early=first_early, late=600),
    ]
    people = [Person(), Person(begins=second_begins)]
    return build([(1, 0)], visits, people, **{**EXACT, "partner_wait": wait}), [0], [6]


def test_two_carers_begin_together() -> None:
    """Whoever comes first waits for the other, and both start at the same minute."""
    world, first, second = shared(SEVEN, SEVEN + 10)
    day = drive(world, first, second)
    assert day.visit(0)["start"] == day.visit(6)["start"] == SEVEN + 10 + 15 + START_STOP + MINUTES_A_KM
    assert day.minutes[0, Activity.WAITING] == 10
    assert day.minutes[1, Activity.WAITING] == 0


def test_patience_ends() -> None:
    """A partner who comes much too late isn't waited for longer than agreed."""
    world, first, second = shared(SEVEN, SEVEN + 100)
    day = drive(world, first, second)
    assert day.visit(0)["start"] == SEVEN + 15 + START_STOP + MINUTES_A_KM + 20
    assert day.visit(6)["start"] == SEVEN + 115 + START_STOP + MINUTES_A_KM
    assert day.minutes[0, Activity.WAITING] == 20


def test_a_visit_whose_partner_is_not_planned_starts_alone() -> None:
    """Nobody waits for somebody who doesn't come today."""
    world, first, _ = shared(SEVEN, SEVEN)
    day = drive(world, first, [])
    assert day.visit(0)["start"] == SEVEN + 15 + START_STOP + MINUTES_A_KM
    assert day.minutes[0, Activity.WAITING] == 0


def test_two_who_wait_for_each_other_at_different_doors_go_on() -> None:
    """Shared visits planned in opposite orders must not stop the day: all four are made."""
    visits = [
        Visit(0, row=0, partner=6), Visit(0, row=6, partner=0),
        Visit(1, row=0, partner=LINES + 6), Visit(1, row=6, partner=LINES),
    ]  # fmt: skip
    world = build([(1, 0), (2, 0)], visits, [Person(), Person()], **EXACT)
    day = drive(world, [0, LINES], [LINES + 6, 6])
    assert sorted(day.visits["line"].tolist()) == [0, 6, LINES, LINES + 6]
    assert np.array_equal(day.minutes.sum(axis=1), day.shifts["paid"])


def alarmed(*people: Person) -> World:
    """Two citizens, the second far away; alarms at the first."""
    visits = [Visit(0, row=ACUTE_VISIT, function=Function.ACUTE, early=0, late=1440, days=0), Visit(1), Visit(0)]
    return build([(1, 0), (20, 0)], visits, list(people), **EXACT)


def test_whoever_can_be_there_first_answers_an_alarm() -> None:
    """An alarm goes to the nearest free carer, at once, and the route goes on afterwards."""
    world = alarmed(Person(), Person())
    day = drive(world, [0], [LINES], calls=[(0, 300.0)])
    alarm = day.visit(ACUTE_VISIT)
    assert (alarm["carer"], alarm["status"], alarm["start"]) == (0, Status.DONE, 300.0)
    assert len(day.visits) == 3
    assert np.array_equal(day.minutes.sum(axis=1), day.shifts["paid"])


def test_an_alarm_interrupts_a_route_between_visits() -> None:
    """Somebody on the way answers after the visit in hand, and makes the other visits later."""
    world = alarmed(Person())
    calm = drive(world, [LINES, 0])
    world = alarmed(Person())
    day = drive(world, [LINES, 0], calls=[(0, SEVEN + 20.0)])
    assert sorted(day.visits["line"].tolist()) == sorted([ACUTE_VISIT, 0, LINES])
    assert day.visit(ACUTE_VISIT)["start"] >= SEVEN + 20
    assert day.visit(0)["start"] > calm.visit(0)["start"]


def test_an_alarm_that_nobody_can_answer_is_missed() -> None:
    """When nobody of the group is at work or qualified, the journal says so."""
    for world in (
        alarmed(Person(engagement=0)),
        alarmed(Person(begins=660, ends=1140)),
        alarmed(Person(grade=Grade.HELPER)),
    ):
        world.lines["skill"][ACUTE_VISIT] = Grade.ASSISTANT
        row = drive(world, [], calls=[(0, 300.0)]).visit(ACUTE_VISIT)
        assert (row["carer"], row["status"], row["care"]) == (-1, Status.MISSED, 0)
        assert math.isnan(row["start"])


@pytest.mark.parametrize(("changed_at", "noticed"), [(0.0, 1), (SEVEN + 25, 0), (math.inf, 0)])
def test_a_changed_need_is_noticed_at_a_visit_after_it(changed_at: float, noticed: int) -> None:
    """With chance 1 the first visit after the change notices it, once, and it takes its minutes."""
    sure = {**EXACT, "notice_chance": 1.0, "familiarity_on_notice": 0.0, "change_minutes": 9.0}
    world = build([(1, 0)], [Visit(0, row=0, minutes=10)], [Person()], **sure)
    world.citizens["changed_at"] = changed_at
    day = drive(world, [0])
    assert len(day.notices) == noticed
    assert day.minutes[0, Activity.CHANGE] == 9 * noticed
    assert world.citizens["noticed"][0] == noticed
    if noticed:
        assert day.notices["minute"][0] == day.visit(0)["start"]
        assert day.notices["citizen"][0] == day.notices["carer"][0] == 0
        assert len(drive(world, [0]).notices) == 0


@pytest.mark.statistical
def test_who_knows_the_citizen_notices_sooner() -> None:
    """The chance to notice goes from the stranger's to the known carer's with familiarity."""
    for known, chance in ((0.0, 0.1), (0.5, 0.3), (1.0, 0.5)):
        values = {**EXACT, "notice_chance": 0.3, "familiarity_on_notice": 2 / 3}
        world = build([(0.1, 0)] * 12, [Visit(i, minutes=10) for i in range(12)], [Person()], **values)
        seen = 0
        plan = empty_plan(world)
        for day in range(200):
            world.known[:], world.known_day[:] = known, day
            world.citizens["noticed"], world.citizens["changed_at"] = 0, 0.0
            put(world, plan, 0, [i * LINES for i in range(12)])
            seen += len(Driven(world, plan, day=day).notices)
        assert seen / 2400 == pytest.approx(chance, abs=4.5 * math.sqrt(chance * (1 - chance) / 2400))


def test_what_a_citizen_needs_is_written_beside_what_is_given() -> None:
    """Personal care follows the need; other help is needed as granted; both stand in the journal."""
    visits = [Visit(0, row=0, minutes=20), Visit(0, row=13, minutes=40, function=Function.PRACTICAL)]
    world = build([(1, 0)], visits, [Person()], **EXACT)
    world.citizens["need"] = 1.5
    day = drive(world, [0, 13])
    assert (day.visit(0)["needed"], day.visit(0)["granted"]) == (30, 20)
    assert (day.visit(13)["needed"], day.visit(13)["granted"]) == (40, 40)


def test_visits_carry_day_episode_group_and_grade() -> None:
    """A row of the journal must say when, for whom, by whom and in which group a visit was made."""
    world = build([(1, 0)], [Visit(0)], [Person(grade=Grade.ASSISTANT)], **EXACT)
    world.citizens["episode"] = 3
    plan = empty_plan(world)
    put(world, plan, 0, [0])
    row = Driven(world, plan, day=5).visit(0)
    assert (row["day"], row["episode"], row["group"], row["grade"], row["carer"]) == (5, 3, 0, Grade.ASSISTANT, 0)
    assert 0 <= row["start"] < DAY
