"""Base plans and their daily repair: nobody's carer changes without need."""

from __future__ import annotations

import numpy as np
import pytest

from sim.base_plan import BasePlan, due_lines, repair_day, revise_day
from sim.care_plan import EVERY_DAY
from sim.kinds import Engagement
from sim.tables import LINES, DayPlan, IntArray, World
from tests.sim.worlds import Person, Visit, build, empty_plan, random_world, routes, starts, travel

pytestmark = pytest.mark.unit

SEED = 2
NOTHING: IntArray = np.empty(0, np.int32)


def based(world: World, bit: int = 0, effort: float = 2.0) -> tuple[BasePlan, int]:
    """A base plan for one day of the fortnight, and how many visits it leaves out."""
    base = BasePlan.empty(len(world.carers))
    left = revise_day(world, base, empty_plan(world), empty_plan(world), bit, bit, effort, 0, SEED)
    return base, int(left)


def repaired(world: World, base: BasePlan, day: int = 0, extra: IntArray = NOTHING) -> tuple[DayPlan, list[int]]:
    """The plan of a day, and the lines that fit nowhere."""
    plan = empty_plan(world)
    left = repair_day(world, base, plan, day, extra, SEED)
    return plan, sorted(int(line) for line in left)


def base_routes(base: BasePlan, bit: int) -> list[list[int]]:
    """The routes of one day of the base plan."""
    return [base.sequence[bit, c, : base.length[bit, c]].tolist() for c in range(base.length.shape[1])]


def test_due_lines_follow_the_fortnight() -> None:
    """A line is due on the days whose bit is set, the same every fortnight, and never when inactive."""
    world = build(
        [(1, 0)] * 3, [Visit(0, days=1 | 1 << 9), Visit(1, days=EVERY_DAY), Visit(2, days=EVERY_DAY)], [Person()]
    )
    world.lines["active"][2 * LINES] = 0
    for day in range(30):
        expected = [0] * (day % 14 in (0, 9)) + [LINES]
        assert due_lines(world, day).tolist() == expected


def test_every_due_visit_is_planned_or_left_over() -> None:
    """What is due is in exactly one route or among the lines left."""
    for case in range(6):
        world = random_world(case, 30, 2, spare=0.5)
        base, left_out = based(world)
        plan, left = repaired(world, base)
        seen = sorted([line for route in routes(plan) for line in route] + left)
        assert seen == list(range(0, 30 * LINES, LINES))
        assert len(left) <= left_out


def test_a_day_with_everybody_present_is_the_base_plan() -> None:
    """Without absence and exceptions, the day's routes are the base plan's, to the order."""
    world = random_world(1, 25, 4, spare=2.0)
    base, left = based(world)
    assert left == 0
    plan, _ = repaired(world, base)
    assert routes(plan) == base_routes(base, 0)


def test_repair_leaves_other_visits_with_their_carers() -> None:
    """When one carer is absent, only that carer's visits get somebody else, and the others keep their order."""
    world = random_world(2, 24, 4, spare=2.0)
    base, _ = based(world)
    before, _ = repaired(world, base)
    world.carers["engagement"][1] = Engagement.OFF
    after, left = repaired(world, base)
    assert routes(after)[1] == []
    for c in (0, 2, 3):
        kept = [line for line in routes(after)[c] if line in routes(before)[c]]
        assert kept == routes(before)[c]
    moved = set(routes(before)[1])
    assert moved == {line for c in (0, 2, 3) for line in routes(after)[c]} - {
        line for c in (0, 2, 3) for line in routes(before)[c]
    } | set(left)
    assert all(starts(world, c, routes(after)[c]) is not None for c in range(4))


def test_a_visit_that_ended_drops_out_and_an_extra_one_comes_in() -> None:
    """Lines that are no longer due leave their route; lines asked for today are added; nobody else moves."""
    world = random_world(3, 20, 3, spare=3.0)
    world.lines["days"][7 * LINES] = 1 << 5
    base, _ = based(world)
    world.lines["active"][4 * LINES] = 0
    before, _ = repaired(world, base)
    plan, left = repaired(world, base, extra=np.array([7 * LINES], np.int32))
    assert left == []
    assert plan.where[4 * LINES] == -1
    assert plan.where[7 * LINES] >= 0
    for line in range(0, 20 * LINES, LINES):
        if line != 7 * LINES:
            assert plan.where[line] == before.where[line]


def test_a_visit_of_another_group_now_leaves_the_route() -> None:
    """A base plan must not send a carer to a citizen who has moved to another group."""
    world = build([(1, 0), (2, 0)], [Visit(0), Visit(1)], [Person(), Person(group=1)])
    base, _ = based(world)
    world.lines["group"][LINES] = 1
    plan, left = repaired(world, base)
    assert (plan.where[0], plan.where[LINES], left) == (0, 1, [])


def test_visits_that_no_longer_fit_are_placed_anew() -> None:
    """When a visit has become longer, routes stay feasible and nothing is lost."""
    world = random_world(4, 24, 3, spare=1.0)
    base, _ = based(world)
    world.lines["service"][: 12 * LINES : LINES] += 40
    plan, left = repaired(world, base)
    assert all(starts(world, c, routes(plan)[c]) is not None for c in range(3))
    planned = [line for route in routes(plan) for line in route]
    assert sorted(planned + left) == list(range(0, 24 * LINES, LINES))


def test_stretched_deadlines_last_one_day_only() -> None:
    """Yesterday's stretched time must not be taken for today's agreed one."""
    world = random_world(5, 6, 2)
    base, _ = based(world)
    world.lines["deadline"] += 60
    repaired(world, base)
    assert np.array_equal(world.lines["deadline"], world.lines["late"])


def test_days_of_the_fortnight_have_plans_of_their_own() -> None:
    """Revising one day must not touch the other thirteen."""
    world = random_world(6, 15, 2)
    base, _ = based(world, bit=3)
    assert base.length[3].sum() == 15
    assert base.length[[d for d in range(14) if d != 3]].sum() == 0


def test_without_effort_revising_only_places_what_is_missing() -> None:
    """With no rounds to spend, a revision keeps every visit of the base plan where it is."""
    world = random_world(7, 20, 3, spare=2.0)
    base, _ = based(world)
    old = base_routes(base, 0)
    revise_day(world, base, empty_plan(world), empty_plan(world), 0, 0, 0.0, 0, SEED)
    assert base_routes(base, 0) == old


def test_effort_makes_plans_cheaper_in_travel() -> None:
    """More rounds give less travel on average, for whoever asks."""

    def minutes(effort: float) -> float:
        total = 0.0
        for case in range(6):
            world = random_world(case, 24, 3, spare=4.0)
            base, _ = based(world, effort=effort)
            total += sum(travel(world, c, route) for c, route in enumerate(base_routes(base, 0)))
        return total

    assert minutes(10.0) < 0.97 * minutes(0.0)
