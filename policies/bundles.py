"""Courses of care in bands: visitators decide at entry and when somebody needs another course, the group in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from agents.rights import Casework, Process, Right, Values
from agents.steps import assessed_by_visitator, assessed_on_a_route, decided_by_group, order_change, working_days
from policies.base import Policy, policy
from sim.journal import Case

if TYPE_CHECKING:
    from agents.model import HomeCare


@policy
@dataclass(frozen=True)
class BundleVisitation(Policy):
    """Visitators assess at entry and when help leaves the band of a course; the group looks again in between."""

    name: ClassVar[str] = "bundle_visitation"
    title: ClassVar[str] = "Visitation at entry and change of band"
    owns: ClassVar[tuple[Right, ...]] = (Right.ASSESS,)
    lever: ClassVar[str] = "assessment"
    touches: ClassVar[tuple[str, ...]] = ("desks",)

    def by_visitators(self, values: Values) -> Casework:
        """Every entry, and the expected share of other cases."""
        out = values["changes_out_of_band"]
        again, home = values["reassessment_minutes"], values["order_change_minutes"]
        return Casework(values["assessment_minutes"], out * again, out * home)

    def assess(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from working_days(model, values["assessment_lag"])
        yield from assessed_by_visitator(model, case, values["assessment_minutes"])
        yield from working_days(model, values["start_lag"])

    def reassess(self, model: HomeCare, case: Case, values: Values) -> Process:
        if model.grants.leaves_band(case.citizen, values):
            yield from assessed_by_visitator(model, case, values["reassessment_minutes"])
            return model.grants.need(case.citizen)
        made = yield from assessed_on_a_route(model, case, values["reassessment_minutes"], values)
        if made:
            yield from model.receive_order(case)
        return model.grants.need(case.citizen)

    def welcome_home(self, model: HomeCare, case: Case, values: Values) -> Process:
        yield from working_days(model, values["discharge_lag"])
        if model.grants.leaves_band(case.citizen, values):
            factor: float = yield from order_change(model, case, values)
            return factor
        yield from decided_by_group(model, case, values)
        return model.grants.need(case.citizen)


@policy
@dataclass(frozen=True)
class BandAdjusts(Policy):
    """Carer and team adjust at once within the band of a course; beyond it a visitator decides on another course."""

    name: ClassVar[str] = "band_adjusts"
    title: ClassVar[str] = "The team adjusts within the band"
    owns: ClassVar[tuple[Right, ...]] = (Right.ADJUST,)
    lever: ClassVar[str] = "assessment"
    touches: ClassVar[tuple[str, ...]] = ("desks",)

    def by_visitators(self, values: Values) -> float:
        """The expected share of changes that leave the band."""
        return values["changes_out_of_band"] * values["order_change_minutes"]

    def adjust(self, model: HomeCare, case: Case, values: Values) -> Process:
        if model.grants.leaves_band(case.citizen, values):
            yield from working_days(model, values["change_lag"])
            factor: float = yield from order_change(model, case, values)
            return factor
        yield from decided_by_group(model, case, values)
        return model.grants.need(case.citizen)
