"""Who grants help at the start: a visitator with a queue, or a nurse of the team (later growth within a frame)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from agents.rights import Process, Right, Values
from policies.base import Policy, policy
from sim.clock import OfficeHours, minute_of_day
from sim.journal import Case

if TYPE_CHECKING:
    from agents.model import HomeCare

WORKING_DAY = OfficeHours(minute_of_day(8), minute_of_day(16))


def _working_days(model: HomeCare, days: float) -> Process:
    """Wait so many working days."""
    if days > 0:
        yield model.env.timeout(WORKING_DAY.working_days_later(model.env.now, days) - model.env.now)


@policy
@dataclass(frozen=True)
class Visitation(Policy):
    """A municipal visitator assesses in office hours, books a home visit, decides; the provider gets an order."""

    name: ClassVar[str] = "visitation"
    title: ClassVar[str] = "Visitation by the municipality"
    owns: ClassVar[tuple[Right, ...]] = (Right.ASSESS,)
    visitation: ClassVar[bool] = True

    def assess(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from _working_days(model, values["assessment_lag"])
        yield from model.visitators.handle(case, values["assessment_minutes"], "assessment")
        yield from model.receive_order(case)
        yield from _working_days(model, values["start_lag"])

    def reassess(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from model.visitators.handle(case, values["reassessment_minutes"], "assessment")
        yield from model.receive_order(case)
        return model.grants.need(case.citizen)

    def welcome_home(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from _working_days(model, values["discharge_lag"])
        yield from model.visitators.handle(case, values["order_change_minutes"], "assessment")
        yield from model.receive_order(case)
        return model.grants.need(case.citizen)


@policy
@dataclass(frozen=True)
class SelfAssessment(Policy):
    """A nurse of the team assesses on a visit of her route and grants what is needed; later growth must fit a frame."""

    name: ClassVar[str] = "self_assessment"
    title: ClassVar[str] = "Self-assessment, growth within a frame"
    owns: ClassVar[tuple[Right, ...]] = (Right.ASSESS,)
    visitation: ClassVar[bool] = False

    def assess(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from _working_days(model, values["assessment_lag"])
        made = yield from self._visit(model, case, values["assessment_minutes"], values)
        if made:
            yield from model.receive_order(case)
            yield from _working_days(model, values["start_lag"])

    def reassess(self, model: HomeCare, case: Case, values: Values) -> Process:
        made = yield from self._visit(model, case, values["reassessment_minutes"], values)
        if made:
            yield from model.receive_order(case)
        return model.grants.need_within_frame(case.citizen)

    def welcome_home(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from _working_days(model, values["discharge_lag"])
        model.group_assessing(case.citizen).owe("casework", values["order_change_minutes"])
        yield from model.receive_order(case)
        return model.grants.need_within_frame(case.citizen)

    def _visit(self, model: HomeCare, case: Case, minutes: float, values: Values) -> Process:
        """A visit on somebody's route; the rest is office work of the same team. Returns whether it was made."""
        at_home = min(values["assessment_visit_minutes"], minutes)
        asked = model.env.now
        made = yield model.dispatch.ask_for_visit(case.citizen, at_home)
        case.queued += model.env.now - asked
        if made:
            model.group_assessing(case.citizen).owe("casework", minutes - at_home)
        return made
