"""How a change is learned: in circles, or from an experienced team. Owns no right; what it helps is a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class LearningCircles(Policy):
    """Carers meet to try, look and change (PDSA), in paid time, while a change is being learned."""

    name: ClassVar[str] = "learning_circles"
    title: ClassVar[str] = "Learning circles"
    lever: ClassVar[str] = "transition"
    touches: ClassVar[tuple[str, ...]] = ("shifts", "visits")
    moves: ClassVar[tuple[Change, ...]] = (Change("learning_circles", "set", 1, "estimate", ("N63",)),)


@policy
@dataclass(frozen=True)
class BuddyTeam(Policy):
    """Carers spend some days with a team that has worked in this way for long, when the change begins."""

    name: ClassVar[str] = "buddy_team"
    title: ClassVar[str] = "An experienced team to learn from"
    lever: ClassVar[str] = "transition"
    touches: ClassVar[tuple[str, ...]] = ("shifts", "visits")
    moves: ClassVar[tuple[Change, ...]] = (
        Change("buddy_team", "set", 1, "assumption", (), "everybody goes, 0 to 1; a plan of one project"),
    )
