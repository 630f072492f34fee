"""Who visits whom, in what order: an office decides, or the group in its own time. The planner's skill is the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.rights import PlannedBy, Right
from policies.base import Policy, policy


@policy
@dataclass(frozen=True)
class PlannersPlan(Policy):
    """Planners make the routes of every group, in paid time of theirs."""

    name: ClassVar[str] = "planners_plan"
    title: ClassVar[str] = "Routes made by planners"
    owns: ClassVar[tuple[Right, ...]] = (Right.PLAN_DAY,)
    lever: ClassVar[str] = "self-management"
    touches: ClassVar[tuple[str, ...]] = ("desks", "work", "staff", "plans")
    planned_by: ClassVar[PlannedBy] = "office"


@policy
@dataclass(frozen=True)
class TeamPlans(Policy):
    """The group makes its routes itself, in paid time of its carers."""

    name: ClassVar[str] = "team_plans"
    title: ClassVar[str] = "Routes made by the team"
    owns: ClassVar[tuple[Right, ...]] = (Right.PLAN_DAY,)
    lever: ClassVar[str] = "self-management"
    touches: ClassVar[tuple[str, ...]] = ("desks", "work", "staff", "plans")
    planned_by: ClassVar[PlannedBy] = "group"
