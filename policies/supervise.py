"""How quality is watched, and how many leaders there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.rights import Right
from policies.base import Policy, policy


@policy
@dataclass(frozen=True)
class ControlInspection(Policy):
    """Inspection by control, and a leader for each group of carers."""

    name: ClassVar[str] = "control_inspection"
    title: ClassVar[str] = "Control, and leaders close by"
    owns: ClassVar[tuple[Right, ...]] = (Right.SUPERVISE,)
    lever: ClassVar[str] = "leadership"


@policy
@dataclass(frozen=True)
class LearningInspection(Policy):
    """Inspection by learning circles, and few leaders."""

    name: ClassVar[str] = "learning_inspection"
    title: ClassVar[str] = "Learning, and few leaders"
    owns: ClassVar[tuple[Right, ...]] = (Right.SUPERVISE,)
    lever: ClassVar[str] = "leadership"
