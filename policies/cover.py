"""What happens when visits have nobody: an ordered list of ways, tried one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.rights import Right
from policies.base import Policy, policy


@policy
@dataclass(frozen=True)
class FloatAndTemps(Policy):
    """Agreed times stretched, colleagues of other groups, practical help moved, overtime, temps; at last cancelling."""

    name: ClassVar[str] = "float_and_temps"
    title: ClassVar[str] = "Float, then temps"
    owns: ClassVar[tuple[Right, ...]] = (Right.COVER,)
    lever: ClassVar[str] = "cover"
    steps: ClassVar[tuple[str, ...]] = (
        "stretch",
        "colleagues",
        "move_practical",
        "overtime",
        "float",
        "temps",
        "cancel_practical",
    )


@policy
@dataclass(frozen=True)
class TeamFirst(Policy):
    """Agreed times stretched, practical help moved, overtime and extra shifts in the team, other teams, temps last."""

    name: ClassVar[str] = "team_first"
    title: ClassVar[str] = "The team first"
    owns: ClassVar[tuple[Right, ...]] = (Right.COVER,)
    lever: ClassVar[str] = "cover"
    steps: ClassVar[tuple[str, ...]] = (
        "stretch",
        "move_practical",
        "overtime",
        "extra_shift",
        "colleagues",
        "float",
        "temps",
        "cancel_practical",
    )
