"""Who visits whom, in what order, and across which functions. The planner's skill is the same; who pays differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.rights import PlannedBy, Right
from policies.base import Policy, policy
from sim.kinds import Function

PRACTICAL = frozenset({Function.PRACTICAL})
PERSONAL = frozenset({Function.PERSONAL, Function.ACUTE})
NURSING = frozenset({Function.NURSING, Function.ASSESSMENT})
NIGHT = frozenset({Function.NIGHT})
"""Nights have a group of their own everywhere: nobody works by day and by night."""


@policy
@dataclass(frozen=True)
class FunctionalPlanning(Policy):
    """Planners plan practical help, personal care and nursing apart, each with a group of its own."""

    name: ClassVar[str] = "functional_planning"
    title: ClassVar[str] = "Planned by function, by planners"
    owns: ClassVar[tuple[Right, ...]] = (Right.PLAN_DAY,)
    planned_by: ClassVar[PlannedBy] = "office"
    divisions: ClassVar[tuple[frozenset[Function], ...]] = (PRACTICAL, PERSONAL, NURSING, NIGHT)


@policy
@dataclass(frozen=True)
class IntegratedPlanning(Policy):
    """The team plans all functions together in its own time; one carer may do several things at one door."""

    name: ClassVar[str] = "integrated_planning"
    title: ClassVar[str] = "Planned across functions, by the team"
    owns: ClassVar[tuple[Right, ...]] = (Right.PLAN_DAY,)
    planned_by: ClassVar[PlannedBy] = "group"
    divisions: ClassVar[tuple[frozenset[Function], ...]] = (PRACTICAL | PERSONAL | NURSING, NIGHT)
