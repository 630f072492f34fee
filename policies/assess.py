"""Who grants help at the start: a visitator with a queue, or a nurse of the team (later growth within a frame)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from agents.rights import Casework, Process, Right, Values
from agents.steps import assessed_by_visitator, assessed_on_a_route, decided_by_group, order_change, working_days
from policies.base import Policy, policy
from sim.journal import Case
from sim.kinds import Grade

if TYPE_CHECKING:
    from agents.model import HomeCare


@policy
@dataclass(frozen=True)
class Visitation(Policy):
    """A municipal visitator assesses in office hours, books a home visit, decides; the provider gets an order."""

    name: ClassVar[str] = "visitation"
    title: ClassVar[str] = "Visitation by the municipality"
    owns: ClassVar[tuple[Right, ...]] = (Right.ASSESS,)
    lever: ClassVar[str] = "assessment"
    touches: ClassVar[tuple[str, ...]] = ("desks",)

    def by_visitators(self, values: Values) -> Casework:
        """Everything."""
        again = values["reassessment_minutes"]
        return Casework(values["assessment_minutes"], again, values["order_change_minutes"])

    def assess(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from working_days(model, values["assessment_lag"])
        yield from assessed_by_visitator(model, case, values["assessment_minutes"])
        yield from working_days(model, values["start_lag"])

    def reassess(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from assessed_by_visitator(model, case, values["reassessment_minutes"])
        return model.grants.need(case.citizen)

    def welcome_home(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from working_days(model, values["discharge_lag"])
        factor: float = yield from order_change(model, case, values)
        return factor


@policy
@dataclass(frozen=True)
class SelfAssessment(Policy):
    """A nurse of the team assesses on a visit of her route and grants what is needed; later growth must fit a frame."""

    name: ClassVar[str] = "self_assessment"
    title: ClassVar[str] = "Self-assessment, growth within a frame"
    owns: ClassVar[tuple[Right, ...]] = (Right.ASSESS,)
    lever: ClassVar[str] = "assessment"
    touches: ClassVar[tuple[str, ...]] = ("desks",)
    needs: ClassVar[Grade | None] = Grade.NURSE

    def by_visitators(self, values: Values) -> Casework:
        """Nothing."""
        return Casework()

    def assess(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from working_days(model, values["assessment_lag"])
        made = yield from assessed_on_a_route(model, case, values["assessment_minutes"], values)
        if made:
            yield from model.receive_order(case)
            yield from working_days(model, values["start_lag"])

    def reassess(self, model: HomeCare, case: Case, values: Values) -> Process:
        made = yield from assessed_on_a_route(model, case, values["reassessment_minutes"], values)
        if made:
            yield from model.receive_order(case)
        return model.grants.need_within_frame(case.citizen)

    def welcome_home(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from working_days(model, values["discharge_lag"])
        yield from decided_by_group(model, case, values)
        return model.grants.need_within_frame(case.citizen)
