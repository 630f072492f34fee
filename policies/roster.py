"""Who decides who works when: an office, or the group in its own time. The rules of a roster are the same for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.rights import PlannedBy, Right
from policies.base import Policy, policy


@policy
@dataclass(frozen=True)
class OfficeRoster(Policy):
    """Planners make the roster and phone around when somebody is ill."""

    name: ClassVar[str] = "office_roster"
    title: ClassVar[str] = "Roster made by planners"
    owns: ClassVar[tuple[Right, ...]] = (Right.ROSTER,)
    lever: ClassVar[str] = "self-management"
    touches: ClassVar[tuple[str, ...]] = ("desks", "work", "staff", "plans")
    planned_by: ClassVar[PlannedBy] = "office"


@policy
@dataclass(frozen=True)
class TeamRoster(Policy):
    """The team makes its roster and phones around in paid time of its carers."""

    name: ClassVar[str] = "team_roster"
    title: ClassVar[str] = "Roster made by the team"
    owns: ClassVar[tuple[Right, ...]] = (Right.ROSTER,)
    lever: ClassVar[str] = "self-management"
    touches: ClassVar[tuple[str, ...]] = ("desks", "work", "staff", "plans")
    planned_by: ClassVar[PlannedBy] = "group"
