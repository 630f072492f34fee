"""How many and whom: carers behind each route, their grades, and the posts beside them, by one rule for all arms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agents.casework import visitators_part
from agents.organisation import Organisation
from sim.demand import Slot
from sim.kinds import Function, Grade
from sim.pay import presence, wage
from sim.roster import minutes
from sim.scenario import Scenario

PER_HUNDRED = ("hr", "quality", "it", "back_office")
"""Roles whose posts are so many per 100 carers."""
THINGS = ("premises", "systems")
"""What is bought for each carer and month."""
WEEKS_A_MONTH = 365 / 12 / 7


class GroupPlan(NamedTuple):
    """A group to be hired: its functions, its shifts of a fortnight, the grades of its carers, and its regime."""

    functions: frozenset[Function]
    slots: tuple[Slot, ...]
    grades: tuple[int, ...]
    regime: int = 0


def qualified(people: list[int], shares: Sequence[float], slots: Sequence[Slot]) -> tuple[int, ...]:
    """At least one carer with the highest skill that the routes ask for, where such carers are hired at all."""
    needed = max((slot.skill for slot in slots), default=0)
    able = [grade for grade in range(needed, len(shares)) if shares[grade] > 0]
    if people and able and max(people) < needed:
        people = [able[0], *people[1:]]
    return tuple(people)


def carers_for(slots: Sequence[Slot], values: Mapping[str, float]) -> int:
    """Persons for these routes, absence included: about the contract hours each, at least one where there is work."""
    if not slots:
        return 0
    rostered = minutes(slots) * (1 + values["reserve_share"]) / presence(values)
    return max(round(rostered / (2 * 60 * values["contract_hours"])), 1)


def grade_shares(functions: frozenset[Function], values: Mapping[str, float]) -> tuple[float, float, float, float]:
    """Unskilled, helpers, assistants, nurses: what a group must be able to do decides whom it hires."""
    if Function.NURSING in functions and Function.PERSONAL not in functions:
        return (0.0, 0.0, 0.0, 1.0)
    unskilled, assistant = values["unskilled_share"], values["assistant_share"]
    helper = max(1 - unskilled - assistant, 0.0)
    if functions == {Function.PRACTICAL}:
        return (unskilled / (unskilled + helper), helper / (unskilled + helper), 0.0, 0.0)
    if Function.NURSING not in functions:
        nurses = values["care_nurse_share"]
        return ((1 - nurses) * unskilled, (1 - nurses) * helper, (1 - nurses) * assistant, nurses)
    rest = 1 - values["nurse_share"]
    low = values["integrated_helpers_share"]
    return (
        rest * low * unskilled / (unskilled + helper),
        rest * low * helper / (unskilled + helper),
        rest * (1 - low),
        values["nurse_share"],
    )


def staffing_factor(
    scenario: Scenario, organisation: Organisation, plans: Sequence[GroupPlan], citizens: int, demand_hours: float
) -> float:
    """How many rostered shifts stand behind each route: absence and reserve, or what the scenario's rule pays for."""
    values = organisation.values
    own = (1 + values["reserve_share"]) / presence(values)
    hours = sum(minutes(p.slots) for p in plans) / 2 / 60 * own
    if scenario.staffing == "own_norm" or hours == 0:
        return own
    if scenario.staffing == "equal_staff":
        return own * values["staff_per_demand_hour"] * demand_hours / hours
    wages = sum(minutes(p.slots) / 2 / 60 * own * _mean_wage(p, values) for p in plans)
    carers = sum(len(p.grades) for p in plans)
    cost = posts_cost_per_week(organisation, citizens, carers, len(plans))
    budget = values["budget_per_demand_hour"] * demand_hours
    return own * max(budget - sum(cost.values()), 0.1 * budget) / wages


def _mean_wage(plan: GroupPlan, values: Mapping[str, float]) -> float:
    return sum(wage(values, Grade(g).name.lower()) for g in plan.grades) / len(plan.grades)


def posts(organisation: Organisation, citizens: int, carers: int, groups: int) -> dict[str, float]:
    """Full-time posts beside so many carers in so many groups, by role; visitators by the
    number of citizens and by their part of the casework; what the authority keeps in any case is `authority_share`."""
    values = organisation.values
    visitators = citizens / 1000 * values["visitators_per_1000"] * (1 - values["visitator_other_share"])
    stays = values["authority_share"]
    visitators *= stays + (1 - stays) * visitators_part(organisation)
    planning = 0.0
    if organisation.plan_day.planned_by == "office":
        planning += values["planning_minutes_per_carer_week"]
    if organisation.roster.planned_by == "office":
        planning += values["roster_minutes_per_carer_week"]
    return {
        "visitator": visitators,
        "planner": planning * carers / 60 / values["post_hours"],
        "leader": carers / values["leader_span"],
        "coach": groups * values["coached_share"] / values["teams_per_coach"],
        **{role: carers / 100 * values[f"{role}_per_100_carers"] for role in PER_HUNDRED},
    }


def posts_cost_per_week(organisation: Organisation, citizens: int, carers: int, groups: int) -> dict[str, float]:
    """What those posts cost by role, and the premises and systems of the carers, in the country's money."""
    values = organisation.values
    needed = posts(organisation, citizens, carers, groups)
    return {
        **{role: n * values["post_hours"] * wage(values, role) for role, n in needed.items()},
        **{item: carers * values[f"{item}_per_carer"] / WEEKS_A_MONTH for item in THINGS},
    }
