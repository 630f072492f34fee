"""A trusted assessor: whoever will care assesses and recommends, a visitator checks and decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from agents.rights import Casework, Process, Right, Values
from agents.steps import assessed_by_visitator, assessed_on_a_route, working_days
from policies.base import Policy, policy
from sim.journal import Case
from sim.kinds import Grade

if TYPE_CHECKING:
    from agents.model import HomeCare


@policy
@dataclass(frozen=True)
class TrustedAssessor(Policy):
    """A nurse of the group assesses on a visit of her route and recommends; a visitator checks it at the desk."""

    name: ClassVar[str] = "trusted_assessor"
    title: ClassVar[str] = "Trusted assessor"
    owns: ClassVar[tuple[Right, ...]] = (Right.ASSESS,)
    lever: ClassVar[str] = "assessment"
    touches: ClassVar[tuple[str, ...]] = ("desks",)
    needs: ClassVar[Grade | None] = Grade.NURSE

    def by_visitators(self, values: Values) -> Casework:
        """The check of each case."""
        check = values["approval_minutes"]
        return Casework(check, check, check)

    def assess(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from working_days(model, values["assessment_lag"])
        made = yield from assessed_on_a_route(model, case, values["assessment_minutes"], values)
        if made:
            yield from assessed_by_visitator(model, case, values["approval_minutes"])
            yield from working_days(model, values["start_lag"])

    def reassess(self, model: HomeCare, case: Case, values: Values) -> Process:
        made = yield from assessed_on_a_route(model, case, values["reassessment_minutes"], values)
        if made:
            yield from assessed_by_visitator(model, case, values["approval_minutes"])
        return model.grants.need(case.citizen)

    def welcome_home(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from working_days(model, values["discharge_lag"])
        model.group_assessing(case.citizen).owe("casework", values["order_change_minutes"])
        yield from assessed_by_visitator(model, case, values["approval_minutes"])
        return model.grants.need(case.citizen)
