"""Timetables: planned starts, latest starts and feasibility, against a plain recomputation."""

from __future__ import annotations

from itertools import permutations

import pytest

from sim.route import latest_end, leg, place_stop, remove_stop, retime
from sim.tables import LINES
from tests.sim.worlds import (
    MINUTES_A_KM,
    SEVEN,
    START_STOP,
    THREE,
    Person,
    Visit,
    build,
    empty_plan,
    put,
    random_world,
    route_of,
    starts,
)

pytestmark = pytest.mark.unit


def test_a_simple_route_by_hand() -> None:
    """Office at 0, homes 1 and 2 km out: fixed time, journeys, waiting for the window, help."""
    world = build([(1, 0), (2, 0)], [Visit(0, minutes=20), Visit(1, early=300, minutes=30)], [Person(fixed=15)])
    plan = empty_plan(world)
    assert put(world, plan, 0, [0, LINES])
    first = SEVEN + 15 + START_STOP + MINUTES_A_KM
    assert plan.start[0, :2].tolist() == [first, 300.0]
    home = THREE - (START_STOP + 2 * MINUTES_A_KM)
    assert plan.latest[0, 1] == home - 30
    assert plan.latest[0, 0] == home - 30 - (START_STOP + MINUTES_A_KM) - 20


def test_two_visits_at_one_door_have_no_leg_between() -> None:
    """The second visit at a door starts when the first ends."""
    world = build([(1, 0)], [Visit(0, row=0, minutes=20), Visit(0, row=1, minutes=10)], [Person()])
    plan = empty_plan(world)
    put(world, plan, 0, [0, 1])
    assert plan.start[0, 1] == plan.start[0, 0] + 20
    assert leg(world.travel, 0, 0, 0) == 0


@pytest.mark.parametrize("case", range(12))
def test_feasibility_agrees_with_a_plain_recomputation(case: int) -> None:
    """For every order of a few visits, retime must say feasible exactly when each can start and end in time."""
    world = random_world(case, 5, 1, spare=0.6)
    seen = set()
    for order in permutations(range(5)):
        route = [i * LINES for i in order]
        plan = empty_plan(world)
        expected = starts(world, 0, route)
        seen.add(expected is not None)
        assert put(world, plan, 0, route) == (expected is not None)
        if expected is not None:
            assert plan.start[0, :5] == pytest.approx(expected)
    assert seen <= {True, False}


@pytest.mark.parametrize("case", range(8))
def test_the_latest_start_is_the_last_that_works(case: int) -> None:
    """Starting a visit at its latest start keeps the rest of the route feasible; a minute later doesn't."""
    world = random_world(case, 4, 1, spare=3.0)
    plan = empty_plan(world)
    route = sorted((i * LINES for i in range(4)), key=lambda line: float(world.lines["late"][line]))
    while not put(world, plan, 0, route):
        plan.where[route.pop()] = -1
    assert route
    for k, line in enumerate(route):
        latest = float(plan.latest[0, k])
        early = world.lines["early"][line]
        for begin, works in ((latest, True), (latest + 1, False)):
            world.lines["early"][line] = begin
            late = float(world.lines["deadline"][line])
            assert (starts(world, 0, route) is not None and begin <= late) == works
        world.lines["early"][line] = early


def test_a_shift_ends_before_its_meeting_and_after_its_allowance() -> None:
    """A carer must be back for the meeting; allowed overtime comes on top."""
    world = build([(1, 0)], [Visit(0)], [Person(ends=600, meeting=30)])
    assert latest_end(world, 0, 0.0) == 570
    assert latest_end(world, 0, 60.0) == 630


def test_overtime_makes_a_long_route_feasible() -> None:
    """A route that ends after the shift fits only with enough allowance."""
    world = build([(1, 0)], [Visit(0, minutes=100)], [Person(ends=SEVEN + 15 + 100)])
    plan = empty_plan(world)
    assert not put(world, plan, 0, [0])
    there_and_back = 2 * (START_STOP + MINUTES_A_KM)
    assert retime(world, plan, 0, there_and_back)
    assert not retime(world, plan, 0, there_and_back - 1)


def test_an_empty_route_is_feasible() -> None:
    """Nobody to visit is no problem."""
    world = build([(1, 0)], [Visit(0)], [Person()])
    assert retime(world, empty_plan(world), 0, 0.0)


def test_a_cyclist_takes_longer() -> None:
    """The timetable must use the carer's own mode."""
    world = build([(3, 0)], [Visit(0)], [Person(mode=0), Person(mode=1)])
    plan = empty_plan(world)
    put(world, plan, 0, [0])
    put(world, plan, 1, [0])
    assert plan.start[1, 0] - plan.start[0, 0] == 3 * MINUTES_A_KM


def test_placing_and_removing_keep_the_order_of_the_others() -> None:
    """A visit put in and taken out leaves the route as it was, and `where` follows."""
    world = random_world(1, 4, 2)
    plan = empty_plan(world)
    put(world, plan, 1, [0, LINES, 2 * LINES])
    place_stop(plan, 1, 1, 3 * LINES)
    assert route_of(plan, 1) == [0, 3 * LINES, LINES, 2 * LINES]
    assert plan.where[3 * LINES] == 1
    assert remove_stop(plan, 1, 1) == 3 * LINES
    assert route_of(plan, 1) == [0, LINES, 2 * LINES]
    assert plan.where[3 * LINES] == -1
