"""Forming the organisation on the ground: groups, neighbourhoods, carers and rosters, by one rule for all arms.

Every division of functions is split into groups of at most `group_size` carers. Each group hires what its own visits
need: routes are counted by the common planner, raised for expected absence, and scaled by the scenario's staffing rule.
Where two organisations stand side by side, each forms its groups among its own citizens.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agents.organisation import Organisation
from agents.staffing import GroupPlan, carers_for, grade_shares, qualified, staffing_factor
from sim.clock import CYCLE_DAYS, TICK
from sim.demand import Slot, anonymous_world, routes_needed
from sim.kinds import Function, Grade
from sim.luck import Purpose, uniform
from sim.need import usual_relief
from sim.places import BICYCLE, CAR
from sim.population import Population, granted_hours, relieve
from sim.problems import InputError, Problem
from sim.roster import contracts, deal, grades, with_absence
from sim.scenario import Scenario
from sim.tables import (
    ASSESSMENT_VISIT,
    BATH,
    CARER,
    CLEANING,
    DELEGATED,
    GROUP,
    GROUP_VALUES,
    LINES,
    NIGHT_VISITS,
    NURSE_PROCEDURE,
    BoolArray,
    FloatArray,
    IntArray,
    Table,
    World,
)
from sim.territory import split
from sim.writing import contacts_a_week, writing_minutes

WEEKS_A_MONTH = 365 / 12 / 7


@dataclass(frozen=True)
class Formation:
    """The organisation on the ground. group_of[citizen, place in a care plan]; begins, ends: the roster (day of the
    fortnight, post), NaN off duty; contracts: hours a week by post; regimes by citizen and by group; closed: groups of
    earlier organisations; post_grades: the grade that each post asks for."""

    world: World
    functions: tuple[frozenset[Function], ...]
    begins: FloatArray
    ends: FloatArray
    contracts: FloatArray
    staff: int
    group_of: IntArray
    regime_of_citizen: IntArray
    regime_of_group: IntArray
    post_grades: IntArray
    closed: frozenset[int] = frozenset()

    def citizens_of(self, group: int) -> IntArray:
        """Citizens in the group's neighbourhood."""
        rows: IntArray = np.flatnonzero((self.group_of == group).any(axis=1)).astype(np.int32)
        return rows


def regimes_of(organisation: Organisation) -> tuple[Organisation, ...]:
    """The organisations at work in a place: one, or two side by side, that of most first."""
    return (organisation,) if organisation.beside is None else (organisation.beside, organisation)


def regime_of_citizens(scenario: Scenario, organisation: Organisation, citizens: Table) -> IntArray:
    """Which of the organisations at work serves each citizen: 0, or 1 for those of an arm that is only for some."""
    numbers = np.zeros(len(citizens), np.int32)
    if organisation.beside is None:
        return numbers
    pilot = np.array([scenario.is_pilot(s, organisation.only_in) for s in scenario.settlements], bool)
    mine = np.flatnonzero(pilot[citizens["settlement"]])
    if organisation.only_citizens is not None:
        x, y = citizens["x"][mine], citizens["y"][mine]
        far = np.hypot(x - np.median(x), y - np.median(y))
        mine = mine[np.argsort(far, kind="stable")[: organisation.only_citizens]]
    numbers[mine] = 1
    return numbers


def form(scenario: Scenario, organisation: Organisation, population: Population, seed: int) -> Formation:
    """Groups, carers and rosters of an organisation in a place. Raises InputError when a needed skill has no carers."""
    regimes = regimes_of(organisation)
    regime_of = regime_of_citizens(scenario, organisation, population.citizens)
    world = _bare_world(population)
    group_of = np.zeros((len(population.citizens), LINES), np.int32)
    plans: list[GroupPlan] = []
    for number, regime in enumerate(regimes):
        plans += _form_regime(
            scenario, world, regime, np.flatnonzero(regime_of == number).astype(np.int32), group_of, len(plans), number
        )
    assign_groups(world, group_of)
    return _hire(world, regimes, plans, group_of, regime_of, seed)


def _form_regime(
    scenario: Scenario,
    world: World,
    organisation: Organisation,
    citizens: IntArray,
    group_of: IntArray,
    first: int,
    number: int,
) -> list[GroupPlan]:
    """The groups of one organisation among its citizens, with the shifts that the staffing rule pays for."""
    values = organisation.values
    relieve(world.citizens, world.lines, citizens, usual_relief(organisation.values_at_the_start()))
    world = world._replace(groups=group_record(values, organisation))
    mine = np.isin(world.lines["citizen"], citizens)
    set_service(world, values, mine)
    plans: list[GroupPlan] = []
    for functions in organisation.divide.divisions:
        places = np.array([k for k, function in enumerate(DIVISION_OF_PLACE) if function in functions], np.int32)
        plans += _groups_of_division(world, values, functions, places, citizens, group_of, first + len(plans), number)
    factor = staffing_factor(scenario, organisation, plans, len(citizens), granted_hours(world.lines[mine]))
    return [p._replace(slots=tuple(with_absence(p.slots, factor))) for p in plans]


def group_record(values: Mapping[str, float], organisation: Organisation) -> Table:
    """One row of the group table from named values; planning counts only where the group itself plans."""
    row = np.zeros(1, GROUP)
    shifts_a_week = values["contract_hours"] * 60 / values["shift_minutes"]
    at_visit, at_change = writing_minutes(values)
    planning = values["task_roles"] * values["role_minutes"]
    if organisation.plan_day.planned_by == "group":
        planning += values["planning_minutes_per_carer_week"]
    if organisation.roster.planned_by == "group":
        planning += values["roster_minutes_per_carer_week"]
    derived = {
        "planning_per_shift": planning / shifts_a_week,
        "documentation_minutes": at_visit,
        "change_minutes": at_change,
        "contacts_per_week": contacts_a_week(values),
        "supervision_per_shift": values["supervision_minutes_per_carer_month"] / WEEKS_A_MONTH / shifts_a_week,
        "meeting_minutes": values["meeting_minutes_per_week"],
    }
    for name in GROUP_VALUES:
        row[name] = derived.get(name, values.get(name, 0.0))
    return row


def assign_groups(world: World, group_of: IntArray, rows: slice = slice(None)) -> None:
    """Write each line's group, and how many groups bring care and nursing to each citizen."""
    lines = world.lines
    place = np.arange(len(lines))[rows]
    lines["group"][rows] = group_of[lines["citizen"][rows], place % LINES]
    for citizen in np.unique(lines["citizen"][rows]):
        plan = lines[citizen * LINES : (citizen + 1) * LINES]
        care = (plan["active"] > 0) & np.isin(plan["function"], (Function.PERSONAL, Function.NURSING))
        care[list(NIGHT_VISITS)] = False
        world.citizens["groups"][citizen] = len(np.unique(plan["group"][care]))
        world.citizens["visits_a_week"][citizen] = sum(int(d).bit_count() for d in plan["days"][care]) / 2


def _division_of_place() -> list[Function]:
    """Which function's division serves each row of a care plan. Delegated nursing goes with personal care."""
    kinds = [Function.PERSONAL] * LINES
    kinds[BATH] = kinds[DELEGATED] = Function.PERSONAL
    kinds[CLEANING] = Function.PRACTICAL
    kinds[NURSE_PROCEDURE] = kinds[ASSESSMENT_VISIT] = Function.NURSING
    for row in NIGHT_VISITS:
        kinds[row] = Function.NIGHT
    return kinds


DIVISION_OF_PLACE = _division_of_place()


def _bare_world(population: Population) -> World:
    """Tables with the population, before anybody is hired."""
    nobody = np.zeros((len(population.citizens), 1), np.float32)
    return World(
        population.lines,
        np.zeros(1, CARER),
        np.zeros(1, GROUP),
        population.citizens,
        population.travel,
        population.distance,
        nobody,
        nobody,
        np.zeros((len(population.citizens), 1), np.int32),
    )


def set_service(world: World, values: Mapping[str, float], rows: slice | BoolArray) -> None:
    """Planned minutes at the door: what is granted, plus writing, registering and a margin; and the promised window,
    which begins when it was drawn to begin."""
    extra = writing_minutes(values)[0] + values["registration_minutes"] + values["planned_margin"]
    extra += values["micro_assessment"] * values["micro_assessment_minutes"]
    world.lines["service"][rows] = world.lines["granted"][rows] + extra
    planned = world.lines["function"][rows] <= Function.NURSING
    width = world.lines["width"][rows] * np.where(planned, values["window_share"], 1.0)
    world.lines["late"][rows] = world.lines["early"][rows] + np.rint(width / TICK) * TICK
    world.lines["deadline"][rows] = world.lines["late"][rows]


def _groups_of_division(
    world: World,
    values: Mapping[str, float],
    functions: frozenset[Function],
    places: IntArray,
    citizens: IntArray,
    group_of: IntArray,
    first: int,
    regime: int,
) -> list[GroupPlan]:
    """Split a division into groups by neighbourhood and count the routes and carers of each."""
    lines = world.lines
    mine = np.isin(np.arange(len(lines)) % LINES, places) & np.isin(lines["citizen"], citizens)
    lines["group"][mine] = 0
    lines["group"][~mine] = -1
    slots = _count(world, values, 0)
    carers = carers_for(slots, values)
    parts = max(math.ceil(carers / values["group_size"] - 1e-9), 1)
    work = _work(world, mine)[citizens]
    counted = [slots]
    while True:
        areas = split(world.citizens["x"][citizens], world.citizens["y"][citizens], work, parts)
        group_of[np.ix_(citizens, places)] = first + areas[:, None]
        lines["group"][mine] = group_of[lines["citizen"][mine], np.flatnonzero(mine) % LINES]
        if parts > 1:
            counted = [_count(world, values, first + g) for g in range(parts)]
        people = [carers_for(s, values) for s in counted]
        if max(people) <= values["group_size"] or parts >= len(citizens):
            break
        parts = max(parts + 1, math.ceil(sum(people) / values["group_size"]))
    shares = grade_shares(functions, values)
    return [
        GroupPlan(functions, tuple(s), qualified(grades(carers_for(s, values), shares), shares, s), regime)
        for s in counted
    ]


def _count(world: World, values: Mapping[str, float], group: int) -> list[Slot]:
    record = world.groups[0]
    fixed = float(record["briefing_minutes"] + record["planning_per_shift"] + record["supervision_per_shift"])
    return routes_needed(
        anonymous_world(world, group + 1),
        group,
        values["shift_minutes"],
        values["short_shift_minutes"],
        values["smallest_route"],
        fixed,
        values["meeting_minutes_per_week"],
        int(values["meeting_weekday"]),
    )


def _work(world: World, mine: BoolArray) -> FloatArray:
    """Planned minutes a fortnight at each citizen's door."""
    due = np.array([int(days).bit_count() for days in world.lines["days"][mine]], dtype=float)
    minutes_due = due * world.lines["service"][mine] * (world.lines["active"][mine] > 0)
    total: FloatArray = np.zeros(len(world.citizens))
    np.add.at(total, world.lines["citizen"][mine], minutes_due)
    return total


def _hire(
    world: World,
    regimes: Sequence[Organisation],
    plans: Sequence[GroupPlan],
    group_of: IntArray,
    regime_of_citizen: IntArray,
    seed: int,
) -> Formation:
    """Fill the tables: groups, carers by group with their shifts, then rows for agency temps and float carers."""
    values = regimes[0].values
    outsiders = int(values["temp_pool"] + values["float_pool"] + values["acute_round_pool"])
    staff = sum(len(p.grades) for p in plans)
    carers = np.zeros(staff + outsiders, CARER)
    groups = np.zeros(len(plans), GROUP)
    begins = np.full((CYCLE_DAYS, staff), np.nan)
    ends = np.full((CYCLE_DAYS, staff), np.nan)
    hours = np.zeros(staff)
    first = 0
    for g, plan in enumerate(plans):
        organisation = regimes[plan.regime]
        groups[g] = group_record(organisation.values, organisation)[0]
        last = first + len(plan.grades)
        groups[g]["first"], groups[g]["last"] = first, last
        carers["group"][first:last] = g
        carers["grade"][first:last] = plan.grades
        v = organisation.values
        hours[first:last] = contracts(len(plan.grades), v["contract_hours"], v["post_hours"], v["full_time_share"])
        begins[:, first:last], ends[:, first:last] = deal(plan.slots, plan.grades, hours[first:last])
        first = last
    cycles = [uniform(seed, int(Purpose.STAFF), c, 0, 0) < values["bicycle_share"] for c in range(staff)]
    carers["mode"][:staff] = np.where(cycles, BICYCLE, CAR)
    carers["group"][staff:] = -1
    carers["person"] = np.arange(len(carers))
    carers["illness"] = 1.0
    _check_skills(world, plans, regimes)
    citizens = len(world.citizens)
    ties = [np.zeros((citizens, staff + outsiders), np.float32) for _ in range(2)]
    world = world._replace(
        carers=carers,
        groups=groups,
        bond=ties[0],
        known=ties[1],
        known_day=np.zeros((citizens, staff + outsiders), np.int32),
    )
    functions = tuple(p.functions for p in plans)
    regime_of_group = np.array([p.regime for p in plans], np.int32)
    asked = carers["grade"][:staff].astype(np.int32)
    return Formation(world, functions, begins, ends, hours, staff, group_of, regime_of_citizen, regime_of_group, asked)


def _check_skills(world: World, plans: Sequence[GroupPlan], regimes: Sequence[Organisation]) -> None:
    """Every grade that some planned visit asks for must be among those its group hires."""
    problems = []
    planned = (world.lines["active"] > 0) & (world.lines["function"] <= Function.NURSING)
    for g, plan in enumerate(plans):
        mine = planned & (world.lines["group"] == g)
        if not mine.any():
            continue
        needed = int(world.lines["skill"][mine].max())
        shares = grade_shares(plan.functions, regimes[plan.regime].values)
        if sum(shares[needed:]) == 0:
            best = max(grade for grade, share in enumerate(shares) if share > 0)
            problems.append(
                Problem(
                    f"group {g + 1}",
                    f"no carers for a needed skill: visits ask for a {Grade(needed).name.lower()}, "
                    f"the best carer is a {Grade(best).name.lower()}; mend the shares of grades or the division",
                )
            )
    if problems:
        raise InputError(problems)
