"""Who changes help when need changes: an order change through the visitator, or carer and team at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from agents.rights import Process, Right, Values
from policies.assess import WORKING_DAY
from policies.base import Policy, policy
from sim.journal import Case

if TYPE_CHECKING:
    from agents.model import HomeCare


@policy
@dataclass(frozen=True)
class OrderChange(Policy):
    """The carer reports; a visitator decides on an order change; the provider receives the new order and plans it."""

    name: ClassVar[str] = "order_change"
    title: ClassVar[str] = "Order change through the visitator"
    owns: ClassVar[tuple[Right, ...]] = (Right.ADJUST,)
    visitation: ClassVar[bool] = True

    def adjust(self, model: HomeCare, case: Case, values: Values) -> Process:
        reached = WORKING_DAY.working_days_later(model.env.now, values["change_lag"])
        yield model.env.timeout(reached - model.env.now)
        yield from model.visitators.handle(case, values["order_change_minutes"], "assessment")
        yield from model.receive_order(case)
        return model.grants.need(case.citizen)


@policy
@dataclass(frozen=True)
class CarerAdjusts(Policy):
    """Whoever notices the change decides on it in the team's time; help that grows must fit the team's frame."""

    name: ClassVar[str] = "carer_adjusts"
    title: ClassVar[str] = "Carer and team adjust at once"
    owns: ClassVar[tuple[Right, ...]] = (Right.ADJUST,)
    visitation: ClassVar[bool] = False

    def adjust(self, model: HomeCare, case: Case, values: Values) -> Process:
        lag = values["change_lag"]
        decided = WORKING_DAY.working_days_later(model.env.now, lag) if lag else model.env.now
        yield model.env.timeout(decided - model.env.now)
        model.group_assessing(case.citizen).owe("casework", values["order_change_minutes"])
        yield from model.receive_order(case)
        return model.grants.need_within_frame(case.citizen)
