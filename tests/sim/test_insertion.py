"""Cheapest insertion against brute force, and who may be sent."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from sim.insertion import OWN_GROUP, familiarity, insert_all, strangeness
from sim.kinds import Engagement, Grade
from sim.tables import LINES, DayPlan, World
from tests.sim.worlds import Person, Visit, build, empty_plan, put, random_world, route_of, routes, starts, travel

pytestmark = pytest.mark.unit

DAY, SEED = 10, 3


def insert(
    world: World, plan: DayPlan, line: int, allowance: float = 0.0, asked: Sequence[int] = (), staff: int | None = None
) -> bool:
    """Insert one visit; carers after the first `staff` (default: none) are outsiders."""
    todo = np.array([line], np.int32)
    groups = np.array(asked, np.int32) if asked else OWN_GROUP
    outsiders = len(world.carers) if staff is None else staff
    return insert_all(world, plan, todo, outsiders, allowance, groups, DAY, SEED) == 0


def cost_at(world: World, carer: int, route: Sequence[int], k: int, line: int, allowance: float = 0.0) -> float:
    """What a place costs, recomputed from scratch; infinite where it is not feasible."""
    new = [*route[:k], line, *route[k:]]
    when = starts(world, carer, new, allowance)
    if when is None:
        return math.inf
    stops = new[:k]
    before = starts(world, carer, stops, 1e9) or []
    leaves = (
        before[-1] + float(world.lines["service"][stops[-1]])
        if stops
        else float(world.carers["begins"][carer] + world.carers["fixed"][carer])
    )
    office = world.travel.shape[1] - 1
    here = int(world.lines["citizen"][stops[-1]]) if stops else office
    home = int(world.lines["citizen"][line])
    there = 0.0 if here == home else float(world.travel[world.carers["mode"][carer], here, home])
    wait = when[k] - leaves - there
    weight = float(world.groups["waiting_weight"][world.lines["group"][line]])
    added = travel(world, carer, new) - travel(world, carer, route)
    return added + weight * wait + float(strangeness(world, line, carer, DAY, SEED))


def cheapest(world: World, plan: DayPlan, line: int, allowance: float = 0.0) -> float:
    """The least cost over all carers and positions."""
    return min(
        cost_at(world, c, route_of(plan, c), k, line, allowance)
        for c in range(len(world.carers))
        for k in range(len(route_of(plan, c)) + 1)
    )


@pytest.mark.parametrize("case", range(40))
def test_the_cheapest_place_of_all_is_found(case: int) -> None:
    """Each visit must go where brute force finds it cheapest, and fail to fit only where brute force finds no place."""
    values = {
        "continuity_weight": 7.0 * (case % 2),
        "waiting_weight": 0.3 * (case % 3),
        "planner_noise": 5.0 * (case % 4 == 3),
    }
    world = random_world(case, 9, 2, spare=(0.3, 1.0, 3.0)[case % 3], **values)
    if case % 4 == 1:
        world.bond[case % 9, 1] = 1.0
    plan = empty_plan(world)
    for line in range(0, 9 * LINES, LINES):
        before = routes(plan)
        least = cheapest(world, plan, line)
        assert insert(world, plan, line) == math.isfinite(least)
        if math.isfinite(least):
            c = int(plan.where[line])
            k = route_of(plan, c).index(line)
            assert cost_at(world, c, before[c], k, line) == pytest.approx(least, abs=1e-4)
            assert [r for i, r in enumerate(routes(plan)) if i != c] == [r for i, r in enumerate(before) if i != c]
        else:
            assert routes(plan) == before


@pytest.mark.parametrize("case", range(10))
def test_timetables_are_right_after_inserting(case: int) -> None:
    """Planned starts must be those of the new route, and every route stay feasible."""
    world = random_world(case, 12, 3)
    plan = empty_plan(world)
    for line in range(0, 12 * LINES, LINES):
        insert(world, plan, line)
    for c in range(3):
        route = route_of(plan, c)
        assert plan.start[c, : len(route)] == pytest.approx(starts(world, c, route) or [])


def test_allowed_overtime_opens_further_places() -> None:
    """With an allowance brute force and insertion must agree as well."""
    world = random_world(5, 12, 1, spare=9.0)
    world.carers["ends"] = 400.0
    plan = empty_plan(world)
    todo = np.arange(0, 12 * LINES, LINES, dtype=np.int32)
    left = insert_all(world, plan, todo, 1, 0.0, OWN_GROUP, DAY, SEED)
    assert left > 0
    least = cheapest(world, plan, int(todo[0]), 120.0)
    assert math.isfinite(least)
    assert insert(world, plan, int(todo[0]), allowance=120.0)
    assert starts(world, 0, route_of(plan, 0), 120.0) is not None


def test_continuity_pulls_a_visit_to_the_citizens_own_carer() -> None:
    """A designated carer gets the visit if the detour is smaller than the weight, and not if it is larger."""
    visits = [Visit(0), Visit(1)]
    for weight, carer in ((0.0, 0), (1.0, 0), (30.0, 1)):
        world = build([(3, 0), (3.2, 0)], visits, [Person(), Person()], continuity_weight=weight)
        world.bond[1, 1] = 1.0
        plan = empty_plan(world)
        put(world, plan, 0, [0])
        insert(world, plan, LINES)
        assert plan.where[LINES] == carer


def test_a_known_carer_is_preferred_without_a_bond() -> None:
    """Familiarity counts where nobody is designated, and less the longer ago the last visit was."""
    world = build([(1, 0)], [Visit(0)], [Person(), Person()], continuity_weight=10.0, familiar_tie=0.5)
    world.known[0, 1] = 0.9
    world.known_day[0, 1] = DAY
    plan = empty_plan(world)
    insert(world, plan, 0)
    assert plan.where[0] == 1
    assert strangeness(world, 0, 1, DAY, SEED) == pytest.approx(10 * (1 - 0.5 * 0.9))
    half_life = float(world.groups["familiarity_half_life"][0])
    world.known_day[0, 1] = 0
    assert strangeness(world, 0, 1, int(half_life), SEED) == pytest.approx(10 * (1 - 0.5 * 0.45), rel=1e-6)
    assert strangeness(world, 0, 0, DAY, SEED) == 10


def test_familiarity_halves_with_time() -> None:
    """Half of it is left after one half-life, a quarter after two, none where nobody came."""
    world = build([(1, 0)], [Visit(0)], [Person(), Person()])
    world.known[0, 0] = 0.8
    assert [familiarity(world, 0, 0, day, 45.0) for day in (0, 45, 90)] == pytest.approx([0.8, 0.4, 0.2])
    assert familiarity(world, 0, 1, 3, 45.0) == 0


def test_the_planners_noise_belongs_to_visit_day_and_carer() -> None:
    """An arbitrary planner prefers somebody else each day, but the same one whenever asked."""
    world = build([(1, 0)], [Visit(0)], [Person(), Person()], planner_noise=10.0)
    costs = {(c, d): strangeness(world, 0, c, d, SEED) for c in (0, 1) for d in range(20)}
    assert all(0 <= cost < 10 for cost in costs.values())
    assert len(set(costs.values())) == 40
    assert all(strangeness(world, 0, c, d, SEED) == cost for (c, d), cost in costs.items())
    assert 3 < sum(costs[0, d] < costs[1, d] for d in range(20)) < 17


def test_a_carer_must_be_qualified_and_at_work() -> None:
    """A nurse's visit goes to the nurse, however far; a helper or somebody off duty never gets it."""
    people = [
        Person(grade=Grade.HELPER),
        Person(grade=Grade.NURSE, engagement=Engagement.OFF),
        Person(grade=Grade.NURSE),
    ]
    world = build([(1, 0)], [Visit(0, skill=Grade.NURSE)], people)
    plan = empty_plan(world)
    assert insert(world, plan, 0)
    assert plan.where[0] == 2
    world = build([(1, 0)], [Visit(0, skill=Grade.NURSE)], people[:2])
    assert not insert(world, empty_plan(world), 0)


def test_a_visit_stays_in_its_group_unless_others_are_asked() -> None:
    """Colleagues of other groups are asked only where that is allowed."""
    people = [Person(group=0, engagement=Engagement.OFF), Person(group=1)]
    world = build([(1, 0)], [Visit(0, group=0)], people)
    plan = empty_plan(world)
    assert not insert(world, plan, 0)
    assert insert(world, plan, 0, asked=(0, 1))
    assert plan.where[0] == 1


def test_outsiders_help_the_group_they_are_called_to() -> None:
    """Temps and float carers beyond the staff serve the group they were called into, and no other."""
    world = build(
        [(1, 0), (2, 0)], [Visit(0, group=0), Visit(1, group=1)], [Person(), Person(group=1), Person(group=1)]
    )
    world.carers["engagement"][:2] = Engagement.OFF
    world.groups["last"][1] = 2
    plan = empty_plan(world)
    assert not insert(world, plan, 0, staff=2)
    assert not insert(world, plan, 0, asked=(0, 1), staff=2)
    assert insert(world, plan, LINES, staff=2)
    assert plan.where[LINES] == 2


def test_two_carers_of_a_visit_are_two_persons() -> None:
    """The second line of a shared visit must not go to the carer who has the first."""
    visits = [Visit(0, row=0, partner=6), Visit(0, row=6, partner=0)]
    world = build([(1, 0)], visits, [Person(), Person()])
    plan = empty_plan(world)
    assert insert(world, plan, 0)
    assert insert(world, plan, 6)
    assert plan.where[0] != plan.where[6]
    world = build([(1, 0)], visits, [Person()])
    plan = empty_plan(world)
    assert insert(world, plan, 0)
    assert not insert(world, plan, 6)


def test_what_does_not_fit_comes_back_first() -> None:
    """The lines left over stand at the front of the list, the number of them is returned, the others are planned."""
    world = random_world(2, 20, 1, spare=0.2)
    plan = empty_plan(world)
    todo = np.arange(0, 20 * LINES, LINES, dtype=np.int32)
    left = insert_all(world, plan, todo, 1, 0.0, OWN_GROUP, DAY, SEED)
    assert 0 < left < 20
    planned = set(route_of(plan, 0))
    assert set(todo[:left].tolist()).isdisjoint(planned)
    assert set(todo[:left].tolist()) | planned == set(range(0, 20 * LINES, LINES))
