"""How quality is watched. Its minutes are the same either way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.rights import Right
from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class ControlInspection(Policy):
    """Inspection looks for what is wrong."""

    name: ClassVar[str] = "control_inspection"
    title: ClassVar[str] = "Inspection by control"
    owns: ClassVar[tuple[Right, ...]] = (Right.SUPERVISE,)
    lever: ClassVar[str] = "leadership"


@policy
@dataclass(frozen=True)
class LearningInspection(Policy):
    """Inspection looks for what can be learned; whether it eases strain is the link learning_supervision_on_strain."""

    name: ClassVar[str] = "learning_inspection"
    title: ClassVar[str] = "Inspection for learning"
    owns: ClassVar[tuple[Right, ...]] = (Right.SUPERVISE,)
    lever: ClassVar[str] = "leadership"
    moves: ClassVar[tuple[Change, ...]] = (Change("learning_supervision", "set", 1, "estimate", ("N61",)),)
