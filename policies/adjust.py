"""Who changes help when need changes: an order change through the visitator, or carer and team at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from agents.rights import Process, Right, Values
from agents.steps import decided_by_group, order_change
from policies.base import Policy, policy
from sim.clock import WORKING_DAY
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
    lever: ClassVar[str] = "assessment"
    touches: ClassVar[tuple[str, ...]] = ("desks",)

    def by_visitators(self, values: Values) -> float:
        """Every change."""
        return values["order_change_minutes"]

    def adjust(self, model: HomeCare, case: Case, values: Values) -> Process:
        reached = WORKING_DAY.working_days_later(model.env.now, values["change_lag"])
        yield model.env.timeout(reached - model.env.now)
        factor: float = yield from order_change(model, case, values)
        return factor


@policy
@dataclass(frozen=True)
class CarerAdjusts(Policy):
    """Whoever notices the change decides on it in the team's time; help that grows must fit the team's frame."""

    name: ClassVar[str] = "carer_adjusts"
    title: ClassVar[str] = "Carer and team adjust at once"
    owns: ClassVar[tuple[Right, ...]] = (Right.ADJUST,)
    lever: ClassVar[str] = "assessment"
    touches: ClassVar[tuple[str, ...]] = ("desks",)

    def by_visitators(self, values: Values) -> float:
        """None."""
        return 0.0

    def adjust(self, model: HomeCare, case: Case, values: Values) -> Process:
        lag = values["change_lag"]
        decided = WORKING_DAY.working_days_later(model.env.now, lag) if lag else model.env.now
        yield model.env.timeout(decided - model.env.now)
        yield from decided_by_group(model, case, values)
        return model.grants.need_within_frame(case.citizen)


@policy
@dataclass(frozen=True)
class DialogueAdjusts(Policy):
    """Carer and team adjust at once what fits the frame; what exceeds it goes to a dialogue with a visitator."""

    name: ClassVar[str] = "dialogue_adjusts"
    title: ClassVar[str] = "Within the frame at once, beyond it by dialogue"
    owns: ClassVar[tuple[Right, ...]] = (Right.ADJUST,)
    lever: ClassVar[str] = "assessment"
    touches: ClassVar[tuple[str, ...]] = ("desks",)

    def by_visitators(self, values: Values) -> float:
        """The expected share of changes that exceed the frame."""
        return values["changes_out_of_frame"] * values["order_change_minutes"]

    def adjust(self, model: HomeCare, case: Case, values: Values) -> Process:
        if model.grants.need_within_frame(case.citizen) < model.grants.need(case.citizen):
            factor: float = yield from order_change(model, case, values)
            return factor
        yield from decided_by_group(model, case, values)
        return model.grants.need(case.citizen)
