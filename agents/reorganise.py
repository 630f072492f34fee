"""Reorganising: from one day to the next other owners of rights, other groups and posts; people stay who they are.

Groups whose citizens and tasks are the same stay the same. In all others, carers go where a post asks for their grade
and where they know most citizens. Somebody for whom there is no post leaves; a post for which there is nobody of its
grade is held by somebody else until they leave, then it is advertised as what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from agents.carer import Carer
from agents.formation import Formation, form
from agents.group import Group
from agents.organisation import Organisation
from agents.rights import Right
from sim.attendance import plan_holidays
from sim.base_plan import BasePlan
from sim.journal import Event
from sim.population import populate
from sim.tables import GROUP, DayPlan, FloatArray, IntArray, World

if TYPE_CHECKING:
    from agents.model import HomeCare

NOBODY = -1
SAME_GRADE = 1e6
NEAR_GRADE = 1e4
"""Who gets a post: first by grade, then by the nearest grade, then by whom they know (at most one per citizen)."""


def reorganise(model: HomeCare, organisation: Organisation) -> None:
    """Let another organisation be at work from today's first minute on."""
    drawn = form(model.scenario, organisation, populate(model.scenario, model.seed_value), model.seed_value)
    old = model.formation
    formation = _numbered(old, drawn)
    before = {regime.number: regime.organisation for regime in model.regimes}
    if _same_shape(old, formation):
        model.adopt(organisation)
        _allocate(model, set(), before)
        return
    model.journal.events.append(Event(model.today, 0, "reorganised"))
    sources = _who_goes_where(model, formation)
    known_groups = len(model.groups)
    _part_with(model, sources)
    _move(model, formation, sources)
    model.adopt(organisation)
    _gather(model, sources, known_groups)
    _pass_on_what_is_owed(model, old)
    _allocate(model, set(range(known_groups, len(model.groups))), before)
    model.revise_base_plan(model.values["planner_effort"])


def _numbered(old: Formation, drawn: Formation) -> Formation:
    """The new formation with numbers for its groups that go on from the old ones: a group that serves the same citizens
    with the same tasks keeps its number, every other gets a new one; groups of the past are closed."""
    numbers: dict[int, int] = {}
    functions = list(old.functions)
    regimes = old.regime_of_group.tolist()
    open_before = [g for g in range(len(functions)) if g not in old.closed]
    for g, tasks in enumerate(drawn.functions):
        mine = drawn.group_of == g
        regime = int(drawn.regime_of_group[g])
        same = [
            n
            for n in open_before
            if functions[n] == tasks and regimes[n] == regime and bool(((old.group_of == n) == mine).all())
        ]
        if same:
            numbers[g] = same[0]
            continue
        numbers[g] = len(functions)
        functions.append(tasks)
        regimes.append(regime)
    new_number = np.array([numbers[g] for g in range(len(drawn.functions))], np.int32)
    groups = np.zeros(len(functions), GROUP)
    groups[new_number] = drawn.world.groups
    carers = drawn.world.carers
    staffed = carers["group"] >= 0
    carers["group"][staffed] = new_number[carers["group"][staffed]]
    return replace(
        drawn,
        world=drawn.world._replace(groups=groups, carers=carers),
        functions=tuple(functions),
        group_of=new_number[drawn.group_of],
        regime_of_group=np.array(regimes, np.int32),
        closed=frozenset(range(len(functions))) - set(new_number.tolist()),
    )


def _same_shape(old: Formation, new: Formation) -> bool:
    """Whether the same groups have the same posts with the same rosters."""
    carers = (old.world.carers, new.world.carers)
    return (
        old.staff == new.staff
        and old.closed == new.closed
        and len(old.functions) == len(new.functions)
        and all(np.array_equal(carers[0][f][: old.staff], carers[1][f][: old.staff]) for f in ("group",))
        and np.array_equal(old.post_grades, new.post_grades)
        and np.array_equal(old.begins, new.begins, equal_nan=True)
        and np.array_equal(old.ends, new.ends, equal_nan=True)
        and np.array_equal(old.contracts, new.contracts)
    )


def _who_goes_where(model: HomeCare, new: Formation) -> IntArray:
    """The old post whose holder (or vacancy) each new post takes over; NOBODY where there is none."""
    sources = np.full(new.staff, NOBODY, np.int32)
    old_group = model.world.carers["group"][: model.staff]
    new_group = new.world.carers["group"][: new.staff]
    free = np.ones(model.staff, bool)
    for number in np.unique(new_group):
        for grade in np.unique(new.post_grades):
            here = np.flatnonzero((new_group == number) & (new.post_grades == grade))
            there = np.flatnonzero((old_group == number) & (model.formation.post_grades == grade))
            both = min(len(here), len(there))
            sources[here[:both]] = there[:both]
            free[there[:both]] = False
    vacant = model.world.carers["vacant"][: model.staff] > 0
    _assign(sources, np.flatnonzero(free & ~vacant).astype(np.int32), _fit(model, new))
    for post in np.flatnonzero(sources == NOBODY):
        searched = np.flatnonzero(free & vacant & (model.formation.post_grades == new.post_grades[post]))
        if len(searched):
            sources[post] = searched[0]
            free[searched[0]] = False
    return sources


def _fit(model: HomeCare, new: Formation) -> FloatArray:
    """How well each carer (rows: old posts) would fit each new post: by grade, then by whom they know."""
    known = model.world.known[:, : model.staff]
    grade = model.world.carers["grade"][: model.staff].astype(float)
    gap = np.abs(grade[:, None] - new.post_grades[None, :])
    fit = SAME_GRADE * (gap == 0) - NEAR_GRADE * gap
    groups = new.world.carers["group"][: new.staff]
    for number in np.unique(groups):
        citizens = np.flatnonzero((new.group_of == number).any(axis=1))
        fit[:, groups == number] += known[citizens].sum(axis=0)[:, None]
    scores: FloatArray = fit
    return scores


def _assign(sources: IntArray, people: IntArray, fit: FloatArray) -> None:
    """Give the free posts to these people so that everything together fits best."""
    posts = np.flatnonzero(sources == NOBODY)
    rows, columns = linear_sum_assignment(fit[np.ix_(people, posts)], maximize=True)
    sources[posts[columns]] = people[rows]


def _part_with(model: HomeCare, sources: IntArray) -> None:
    """Posts that are no more: whoever holds one leaves, and nobody is looked for any longer."""
    for post in sorted(set(range(model.staff)) - set(sources.tolist())):
        carer = model.carers[post]
        if not model.world.carers["vacant"][post]:
            carer.leave("reorganisation", model.today)
        carer.closed = True


def _move(model: HomeCare, new: Formation, sources: IntArray) -> None:
    """Rebuild the tables of posts and ties; citizens and their lines stay what they are."""
    there = sources >= 0
    old, fresh = model.world, new.world.carers
    outsiders = np.arange(model.staff, len(old.carers), dtype=np.int32)
    columns = np.concatenate([np.where(there, sources, 0), outsiders])
    carers = old.carers[columns].copy()
    carers["group"][: new.staff] = fresh["group"][: new.staff]
    carers[: new.staff][~there] = fresh[: new.staff][~there]
    carers["vacant"][: new.staff][~there] = 1
    asked = carers["vacant"][: new.staff] > 0
    carers["grade"][: new.staff][asked] = new.post_grades[asked]
    lost = np.concatenate([~there, np.zeros(len(outsiders), bool)])
    ties = {}
    for name in ("bond", "known", "known_day"):
        table = getattr(old, name)[:, columns].copy()
        table[:, lost] = 0
        ties[name] = table
    model.world = World(old.lines, carers, new.world.groups, old.citizens, old.travel, old.distance, **ties)
    model.formation = replace(new, world=model.world)
    model.world.groups["conflict"][: len(old.groups)] = old.groups["conflict"]
    model.grants.regroup(model.world, model.formation)
    _untie_strangers(model)
    model.workforce.moved(sources, len(new.functions))
    v = model.scenario.values
    holidays = plan_holidays(model.seed_value, new.staff, model.scenario.days, v["holiday_weeks"])
    holidays[there] = model.holidays[sources[there]]
    model.holidays = holidays
    model.staff = new.staff
    model.journal.room_for(len(carers))
    model.routes = DayPlan.empty(len(carers), len(old.lines))
    model.scratch = DayPlan.empty(len(carers), len(old.lines))
    model.base = BasePlan.empty(len(carers))


def _untie_strangers(model: HomeCare) -> None:
    """Nobody is designated to a citizen whom their group doesn't serve."""
    for number, row in enumerate(model.world.groups):
        mine = (model.formation.group_of == number).any(axis=1)
        model.world.bond[~mine, row["first"] : row["last"]] = 0.0


def _gather(model: HomeCare, sources: IntArray, known_groups: int) -> None:
    """The agents: old groups and posts with their new rows, and new ones, for which somebody is looked for."""
    for group in model.groups:
        group.placed()
    model.groups += [Group(model, g) for g in range(known_groups, len(model.world.groups))]
    carers = model.carers
    model.carers = []
    for post, source in enumerate(sources.tolist()):
        if source >= 0:
            carers[source].move_to(post)
            model.carers.append(carers[source])
            continue
        model.carers.append(Carer(model, post, model.new_post()))
        model.carers[post].leave("start", model.today)
        model.env.process(model.carers[post].find_somebody())


def _pass_on_what_is_owed(model: HomeCare, old: Formation) -> None:
    """Office minutes of a closed group are done by the group that serves most of what it served."""
    for number in sorted(model.formation.closed):
        heirs = model.formation.group_of[old.group_of == number]
        if len(heirs) == 0:
            continue
        heir = model.groups[int(np.bincount(heirs).argmax())]
        model.groups[number].hand_on(heir)


def _allocate(model: HomeCare, new_groups: set[int], before: Mapping[int, Organisation]) -> None:
    """Who belongs to whom: anew in new groups and under new rules, elsewhere only for those without a carer."""
    for regime in model.regimes:
        was = before.get(regime.number)
        other = was is None or not _allocates_alike(was, regime.organisation)
        for g in regime.groups:
            group = model.groups[g]
            group.allocate(group.citizens() if other or g in new_groups else group.without_own_carer())


def _allocates_alike(a: Organisation, b: Organisation) -> bool:
    return bool(a.owners[Right.ALLOCATE] == b.owners[Right.ALLOCATE] and a.ramp == b.ramp)
