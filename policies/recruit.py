"""Who hires: leaders and HR, or the team itself. How long it takes and how often it fails is the labour market's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from agents.labour import search
from agents.rights import PlannedBy, Process, Right, Values
from policies.base import Policy, policy

if TYPE_CHECKING:
    from agents.carer import Carer
    from agents.model import HomeCare


@policy
@dataclass(frozen=True)
class HrRecruits(Policy):
    """HR advertises, interviews and hires with the leaders, in HR's time; what doesn't fit into a day waits."""

    name: ClassVar[str] = "hr_recruits"
    title: ClassVar[str] = "Leaders and HR hire"
    owns: ClassVar[tuple[Right, ...]] = (Right.RECRUIT,)
    lever: ClassVar[str] = "recruitment"
    touches: ClassVar[tuple[str, ...]] = ("people",)
    hired_by: ClassVar[PlannedBy] = "office"

    def recruit(self, model: HomeCare, carer: Carer, values: Values) -> Process:
        desk = carer.group.regime.desks["hr"]
        yield from search(
            model, carer, lambda: model.env.process(desk.receive(values["recruitment_minutes"], "recruitment"))
        )


@policy
@dataclass(frozen=True)
class TeamRecruits(Policy):
    """The team advertises, interviews and hires in its own time."""

    name: ClassVar[str] = "team_recruits"
    title: ClassVar[str] = "The team hires"
    owns: ClassVar[tuple[Right, ...]] = (Right.RECRUIT,)
    lever: ClassVar[str] = "recruitment"
    touches: ClassVar[tuple[str, ...]] = ("people",)
    hired_by: ClassVar[PlannedBy] = "group"

    def recruit(self, model: HomeCare, carer: Carer, values: Values) -> Process:
        group = carer.group
        yield from search(model, carer, lambda: group.owe("recruitment", values["recruitment_minutes"]))
