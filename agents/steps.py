"""Steps that several owners of `assess` and `adjust` take, each at its own minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.rights import Process, Values
from sim.clock import WORKING_DAY
from sim.journal import Case

if TYPE_CHECKING:
    from agents.model import HomeCare


def working_days(model: HomeCare, days: float) -> Process:
    """Wait so many working days."""
    if days > 0:
        yield model.env.timeout(WORKING_DAY.working_days_later(model.env.now, days) - model.env.now)


def order_change(model: HomeCare, case: Case, values: Values) -> Process:
    """A visitator decides on a change, the provider receives the order; returns the factor granted: what is needed."""
    yield from model.visitators.handle(case, values["order_change_minutes"], "assessment")
    yield from model.receive_order(case)
    return model.grants.need(case.citizen)


def assessed_by_visitator(model: HomeCare, case: Case, minutes: float) -> Process:
    """A visitator works on the case, home visit included, and the provider receives the order."""
    yield from model.visitators.handle(case, minutes, "assessment")
    yield from model.receive_order(case)


def assessed_on_a_route(model: HomeCare, case: Case, minutes: float, values: Values) -> Process:
    """A visit on somebody's route; the rest is office work of the same group. Returns whether the visit was made."""
    at_home = min(values["assessment_visit_minutes"], minutes)
    asked = model.env.now
    made = yield model.dispatch.ask_for_visit(case.citizen, at_home)
    case.queued += model.env.now - asked
    if made:
        model.group_assessing(case.citizen).owe("casework", minutes - at_home)
    return made


def decided_by_group(model: HomeCare, case: Case, values: Values) -> Process:
    """The group decides on a change in its own time and plans it."""
    model.group_assessing(case.citizen).owe("casework", values["order_change_minutes"])
    yield from model.receive_order(case)
