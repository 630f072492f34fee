"""Who is called in for visits that fit nowhere, for which shift, and who isn't."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.clock import DAY, EVENING_SHIFT, NIGHT_SHIFT
from sim.cover import call_in, call_off_duty, outsider, shift_around
from sim.kinds import Engagement, Grade
from sim.roster import REST
from sim.tables import IntArray, World
from tests.sim.worlds import SEVEN, Person, Visit, build, empty_plan, route_of

pytestmark = pytest.mark.unit

TODAY, SEED = 10, 3
FULL = 480.0
STAFF = 1
AWAY = Person(engagement=Engagement.OFF)
HOMES = [(1.0, 0.0), (2.0, 0.0)]


def lines(*visits: Visit) -> IntArray:
    return np.array([visit.line for visit in visits], np.int32)


def send_outsiders(world: World, todo: IntArray, engagement: Engagement) -> tuple[list[int], int]:
    """Call in whoever stands behind the staff: stops of each of them, and how many lines are left."""
    plan = empty_plan(world)
    pool = (STAFF, len(world.carers))
    left = call_in(world, plan, todo, 0, pool, STAFF, int(engagement), 1.0, (FULL, FULL), TODAY, SEED)
    return [len(route_of(plan, c)) for c in range(*pool)], left


def call_carers(world: World, todo: IntArray, before: float, after: float, chance: float = 1.0) -> int:
    """Ask the staff, all off today; their shift of yesterday ended, that of tomorrow begins at these minutes."""
    staff = len(world.carers)
    roster = (np.full(staff, math.nan), np.full(staff, before), np.full(staff, after))
    return call_off_duty(world, empty_plan(world), todo, 0, roster, staff, chance, FULL, TODAY, SEED)


def test_a_shift_lies_in_the_part_of_the_day_with_most_visits_and_begins_before_the_first() -> None:
    """Most visits decide; among equals the earlier part; an hour before the first, never before the part opens."""
    evening = [Visit(0, row, EVENING_SHIFT + 90 + row, EVENING_SHIFT + 200) for row in (0, 1)]
    morning, night = Visit(1, 0, SEVEN + 20, SEVEN + 90), Visit(1, 1, NIGHT_SHIFT + 10, NIGHT_SHIFT + 90)
    world = build(HOMES, [*evening, morning, night], [Person()])
    assert shift_around(world, lines(*evening, morning), FULL, FULL) == (EVENING_SHIFT, EVENING_SHIFT + FULL)
    assert shift_around(world, lines(*evening, morning), 120.0, FULL) == (EVENING_SHIFT + 30, EVENING_SHIFT + 150)
    assert shift_around(world, lines(night, morning), FULL, FULL) == (SEVEN, SEVEN + FULL)


def test_people_are_called_in_while_they_help() -> None:
    """Two visits at the same minute need two temps; the third temp stays at home and isn't at work."""
    both = [Visit(c, minutes=60.0, late=SEVEN + 61.0, early=SEVEN + 60.0) for c in (0, 1)]
    world = build(HOMES, both, [Person(engagement=Engagement.OFF)] * 4)
    stops, left = send_outsiders(world, lines(*both), Engagement.TEMP)
    assert sorted(stops) == [0, 1, 1]
    assert left == 0
    assert sorted(world.carers["engagement"][STAFF:]) == [Engagement.OFF, Engagement.TEMP, Engagement.TEMP]


def test_nobody_is_called_in_for_nothing() -> None:
    """A visit too long for any shift is left, and nobody is at work for it."""
    long = Visit(0, minutes=600.0)
    world = build(HOMES, [long], [AWAY, AWAY])
    assert send_outsiders(world, lines(long), Engagement.TEMP) == ([0], 1)
    assert not world.carers["engagement"].any()


def test_whoever_is_called_in_has_the_grade_of_the_most_demanding_visit() -> None:
    """A nurse's visit and a helper's bring one nurse."""
    two = [Visit(0, skill=Grade.HELPER), Visit(1, skill=Grade.NURSE)]
    world = build(HOMES, two, [AWAY, Person(engagement=Engagement.OFF, grade=Grade.UNSKILLED)])
    assert send_outsiders(world, lines(*two), Engagement.TEMP) == ([2], 0)
    assert world.carers["grade"][STAFF] == Grade.NURSE


def test_a_float_carer_sets_out_just_in_time_and_a_temp_is_paid_a_whole_shift() -> None:
    """The float carer's shift begins later than the temp's before a visit late in the day shift."""
    late = Visit(0, early=SEVEN + 300, late=SEVEN + 330)
    begins = {}
    for engagement in (Engagement.FLOAT, Engagement.TEMP):
        world = build(HOMES, [late], [AWAY, AWAY])
        assert send_outsiders(world, lines(late), engagement) == ([1], 0)
        begins[engagement] = float(world.carers["begins"][STAFF])
    journey = 4.0  # start and stop, and one km
    ready = float(world.carers["briefing"][STAFF])
    assert begins[Engagement.TEMP] == SEVEN
    assert begins[Engagement.FLOAT] == SEVEN + 300 - journey - ready


def test_float_carers_are_free_with_their_chance_and_an_agency_always_sends_somebody() -> None:
    """Over many days the share of days with a free float carer is the chance; temps are to be had on all."""
    world = build(HOMES, [Visit(0)], [AWAY, AWAY])
    for engagement, chance, expected in ((Engagement.FLOAT, 0.3, 0.3), (Engagement.TEMP, 0.0, 1.0)):
        found = [outsider(world, 1, 2, STAFF, int(engagement), chance, day, SEED) for day in range(2000)]
        assert np.mean(np.array(found) == 1) == pytest.approx(expected, abs=0.04)


def test_somebody_at_work_is_not_called_in_again() -> None:
    """Of two temps the one at work isn't found; of none nobody is."""
    world = build(HOMES, [Visit(0)], [AWAY, Person(engagement=Engagement.TEMP), AWAY])
    assert outsider(world, 1, 3, STAFF, int(Engagement.TEMP), 1.0, TODAY, SEED) == 2
    assert outsider(world, 1, 2, STAFF, int(Engagement.TEMP), 1.0, TODAY, SEED) == -1


@pytest.mark.parametrize(
    ("rest_before", "rest_after", "left"), [(REST, REST, 0), (REST - 1, REST, 1), (REST, REST - 1, 1)]
)
def test_an_extra_shift_leaves_enough_rest(rest_before: float, rest_after: float, left: int) -> None:
    """A carer off duty comes only when rested after yesterday's shift and before tomorrow's."""
    visit = Visit(0)
    world = build(HOMES, [visit], [AWAY])
    before, after = SEVEN + DAY - rest_before, SEVEN + FULL + rest_after - DAY
    assert call_carers(world, lines(visit), before, after) == left
    assert world.carers["engagement"][0] == (Engagement.OFF if left else Engagement.EXTRA)


def test_an_extra_shift_is_taken_only_by_those_who_say_yes_and_are_neither_ill_nor_on_duty() -> None:
    """No chance, illness or a shift of one's own: nobody comes."""
    visit = Visit(0)
    assert call_carers(build(HOMES, [visit], [AWAY]), lines(visit), math.nan, math.nan, chance=0.0) == 1
    ill = build(HOMES, [visit], [AWAY])
    ill.carers["presence"] = 1
    assert call_carers(ill, lines(visit), math.nan, math.nan) == 1
    assert call_carers(build(HOMES, [visit], [AWAY]), lines(visit), math.nan, math.nan) == 0
