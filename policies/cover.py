"""What happens when visits have nobody: an ordered list of ways, tried one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from agents.rights import Right
from policies.base import Policy, policy

Step = Literal[
    "stretch",
    "colleagues",
    "move_practical",
    "overtime",
    "extra_shift",
    "float",
    "temps",
    "cancel_practical",
]


def _once(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Refuse a list that names a step twice."""
    if len(set(steps)) < len(steps):
        raise ValueError("names a step twice")
    return steps


@policy
@dataclass(frozen=True)
class FloatAndTemps(Policy):
    """Agreed times stretched, colleagues of other groups, practical help moved, overtime, temps; at last cancelling."""

    name: ClassVar[str] = "float_and_temps"
    title: ClassVar[str] = "Float, then temps"
    owns: ClassVar[tuple[Right, ...]] = (Right.COVER,)
    lever: ClassVar[str] = "cover"
    touches: ClassVar[tuple[str, ...]] = ("visits", "shifts")
    steps: ClassVar[tuple[Step, ...]] = (
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
    touches: ClassVar[tuple[str, ...]] = ("visits", "shifts")
    steps: ClassVar[tuple[Step, ...]] = (
        "stretch",
        "move_practical",
        "overtime",
        "extra_shift",
        "colleagues",
        "float",
        "temps",
        "cancel_practical",
    )


@policy
@dataclass(frozen=True)
class CoverInOrder(Policy):
    """Whatever ways an arm names, in its order; what is left after the last is missed."""

    steps: Annotated[tuple[Step, ...], Field(min_length=1), AfterValidator(_once)]

    name: ClassVar[str] = "cover_in_order"
    title: ClassVar[str] = "Cover in an order of one's own"
    owns: ClassVar[tuple[Right, ...]] = (Right.COVER,)
    lever: ClassVar[str] = "cover"
    touches: ClassVar[tuple[str, ...]] = ("visits", "shifts")
