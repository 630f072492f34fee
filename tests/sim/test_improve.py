"""Ruin and recreate: never dearer, nobody lost, nobody twice, and the rules kept."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.improve import hardest_first, improve, route_cost
from sim.insertion import OWN_GROUP, insert_all, strangeness
from sim.kinds import Grade
from sim.luck import Purpose
from sim.tables import LINES, DayPlan, World
from tests.sim.worlds import (
    TEST_LUCK,
    Person,
    Visit,
    build,
    empty_plan,
    random_world,
    route_of,
    routes,
    starts,
    travel,
)

pytestmark = pytest.mark.unit

DAY, SEED = 4, 9


def planned(world: World, lines: list[int]) -> DayPlan:
    """A first plan by insertion in the given order."""
    plan = empty_plan(world)
    insert_all(world, plan, np.array(lines, np.int32), len(world.carers), 0.0, OWN_GROUP, DAY, SEED)
    return plan


def better(world: World, plan: DayPlan, rounds: int = 200, group: int = 0, first_round: int = 0) -> None:
    """Improve the plan of one group."""
    improve(world, plan, empty_plan(world), group, rounds, first_round, DAY, SEED)


def cost(world: World, plan: DayPlan) -> float:
    """Travel plus strangeness of all routes, recomputed from scratch."""
    return sum(
        travel(world, c, route) + sum(float(strangeness(world, line, c, DAY, SEED)) for line in route)
        for c, route in enumerate(routes(plan))
    )


def check(world: World, plan: DayPlan) -> None:
    """Routes are feasible with right timetables, and `where` says who has each visit."""
    for c, route in enumerate(routes(plan)):
        when = starts(world, c, route)
        assert when is not None
        assert plan.start[c, : len(route)] == pytest.approx(when)
        assert all(plan.where[line] == c for line in route)
        assert all(world.lines["skill"][line] <= world.carers["grade"][c] for line in route)
    assert (plan.where >= 0).sum() == sum(map(len, routes(plan)))


def test_the_cost_of_a_route_is_travel_and_strangeness() -> None:
    """The planner's cost of a route must equal its minutes on the road plus what strangers cost."""
    world = random_world(1, 8, 2, continuity_weight=6.0)
    plan = planned(world, list(range(0, 8 * LINES, LINES)))
    total = sum(float(route_cost(world, plan, c, DAY, SEED)) for c in range(2))
    assert total == pytest.approx(cost(world, plan), abs=1e-4)


@pytest.mark.parametrize("case", range(24))
def test_improving_never_costs_more_and_loses_or_doubles_nobody(case: int) -> None:
    """In loose and in tight plans: the same visits, each once, for at most the same cost."""
    spare = (0.15, 0.4, 1.0, 4.0)[case % 4]
    world = random_world(case, 30, 4, spare=spare, continuity_weight=8.0 * (case % 2))
    if case % 2:
        world.bond[np.arange(30), np.arange(30) % 4] = 1.0
    plan = planned(world, list(range(0, 30 * LINES, LINES)))
    before, visits = cost(world, plan), Counter(line for route in routes(plan) for line in route)
    for part in range(4):
        better(world, plan, 60, first_round=1000 * part)
        after = cost(world, plan)
        assert after <= before + 1e-4
        assert Counter(line for route in routes(plan) for line in route) == visits
        check(world, plan)
        before = after


def test_no_visit_is_ever_doubled_in_many_tight_plans() -> None:
    """A round in which some visits fit nowhere must be undone completely, also where the others went."""
    doubled = []
    for case in range(240):
        world = random_world(case, 60, 8, spare=0.6)
        plan = planned(world, list(range(0, 60 * LINES, LINES)))
        visits = Counter(line for route in routes(plan) for line in route)
        better(world, plan, 500)
        if Counter(line for route in routes(plan) for line in route) != visits:
            doubled.append(case)
    assert doubled == []


def test_improving_finds_a_better_plan() -> None:
    """Visits dealt out at random must become much cheaper."""
    world = random_world(3, 30, 4, spare=4.0)
    plan = planned(world, list(range(0, 30 * LINES, LINES)))
    for c in range(4):
        plan.length[c] = 0
    plan.where[:] = -1
    from_left = np.arange(0, 30 * LINES, LINES, dtype=np.int32)
    world.carers["engagement"] = 0
    for c in range(4):
        world.carers["engagement"][c] = 1
        insert_all(world, plan, from_left[c::4].copy(), 4, 0.0, OWN_GROUP, DAY, SEED)
        world.carers["engagement"][c] = 0
    world.carers["engagement"] = 1
    before = cost(world, plan)
    better(world, plan, 400)
    check(world, plan)
    assert cost(world, plan) < 0.85 * before


def test_the_same_luck_gives_the_same_plan() -> None:
    """Improving is a function of seed and rounds, so both arms get the same craft."""
    world = random_world(6, 25, 3)
    first = planned(world, list(range(0, 25 * LINES, LINES)))
    again = planned(world, list(range(0, 25 * LINES, LINES)))
    better(world, first)
    better(world, again)
    assert routes(first) == routes(again)


def test_shared_visits_keep_two_carers() -> None:
    """After improving, the two lines of a shared visit are both planned, with different carers."""
    homes = [(0.3 * i, 0.2 * (i % 5)) for i in range(12)]
    visits = [
        Visit(i, row=0, partner=i * LINES + 6, early=200.0 + 30 * i, late=215.0 + 30 * i) for i in range(0, 12, 2)
    ]
    visits += [Visit(i, row=6, partner=i * LINES, early=200.0 + 30 * i, late=215.0 + 30 * i) for i in range(0, 12, 2)]
    visits += [Visit(i, minutes=15) for i in range(1, 12, 2)]
    world = build(homes, visits, [Person()] * 4)
    todo = np.array([v.line for v in visits], np.int32)
    hardest_first(world, todo)
    plan = planned(world, todo.tolist())
    count = sum(map(len, routes(plan)))
    better(world, plan, 400)
    check(world, plan)
    assert sum(map(len, routes(plan))) == count == 18
    for i in range(0, 12, 2):
        assert plan.where[i * LINES] != plan.where[i * LINES + 6]


def test_improving_one_group_leaves_the_others_alone() -> None:
    """Another group's routes must not change, and no visit may cross over."""
    homes = [(0.4 * i, (i * 7 % 5) / 2) for i in range(20)]
    visits = [Visit(i, group=i % 2) for i in range(20)]
    world = build(homes, visits, [Person(), Person(), Person(group=1), Person(group=1)])
    plan = planned(world, [v.line for v in visits])
    other = [route_of(plan, c) for c in (2, 3)]
    better(world, plan, 300, group=0)
    assert [route_of(plan, c) for c in (2, 3)] == other
    check(world, plan)
    assert {line // LINES % 2 for c in (0, 1) for line in route_of(plan, c)} == {0}


def test_skills_are_kept() -> None:
    """However near the helper is, a nurse's visit stays with nurses."""
    homes = [(0.4 * i, (i * 3 % 7) / 2) for i in range(16)]
    visits = [Visit(i, skill=Grade.NURSE if i % 4 == 0 else Grade.UNSKILLED) for i in range(16)]
    world = build(homes, visits, [Person(grade=Grade.HELPER), Person(grade=Grade.NURSE)])
    plan = planned(world, [v.line for v in sorted(visits, key=lambda v: -v.skill)])
    better(world, plan, 300)
    check(world, plan)


def test_no_visits_is_no_work() -> None:
    """A group without visits must be left as it is."""
    world = build([(1, 0)], [], [Person()])
    plan = empty_plan(world)
    better(world, plan)
    assert routes(plan) == [[]]


def test_the_hardest_visits_go_first() -> None:
    """Shared visits, then those that need skill, then narrow windows, then long ones."""
    visits = [
        Visit(0, minutes=10),
        Visit(1, minutes=50),
        Visit(2, early=300.0, late=310.0),
        Visit(3, skill=Grade.NURSE),
        Visit(4, row=0, partner=4 * LINES + 6),
        Visit(4, row=6, partner=4 * LINES),
    ]
    world = build([(1, 0)] * 5, visits, [Person()])
    todo = np.array([v.line for v in visits], np.int32)
    hardest_first(world, todo)
    assert todo.tolist() == [4 * LINES, 4 * LINES + 6, 3 * LINES, 2 * LINES, LINES, 0]


def test_luck_of_tests_is_no_luck_of_the_product() -> None:
    """Worlds drawn here must not share draws with what is tested."""
    assert TEST_LUCK not in {int(p) for p in Purpose}
