"""Who hires: leaders and HR, or the team itself. How long it takes and how often it fails is the labour market's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from agents.labour import search
from agents.rights import PlannedBy, Process, Right, Values
from policies.base import Policy, policy
from sim.clock import ticks

if TYPE_CHECKING:
    from agents.carer import Carer
    from agents.model import HomeCare


@policy
@dataclass(frozen=True)
class HrRecruits(Policy):
    """HR advertises, interviews and hires with the leaders; the minutes come off what HR has for other things."""

    name: ClassVar[str] = "hr_recruits"
    title: ClassVar[str] = "Leaders and HR hire"
    owns: ClassVar[tuple[Right, ...]] = (Right.RECRUIT,)
    hired_by: ClassVar[PlannedBy] = "office"

    def recruit(self, model: HomeCare, carer: Carer, values: Values) -> Process:
        desk = carer.group.regime.desks["hr"]
        yield from search(model, carer, lambda day: desk.book(day, "recruitment", ticks(values["recruitment_minutes"])))


@policy
@dataclass(frozen=True)
class TeamRecruits(Policy):
    """The team advertises, interviews and hires in its own time."""

    name: ClassVar[str] = "team_recruits"
    title: ClassVar[str] = "The team hires"
    owns: ClassVar[tuple[Right, ...]] = (Right.RECRUIT,)
    hired_by: ClassVar[PlannedBy] = "group"

    def recruit(self, model: HomeCare, carer: Carer, values: Values) -> Process:
        group = carer.group
        yield from search(model, carer, lambda _: group.owe("recruitment", values["recruitment_minutes"]))
