"""What is paid for: minutes by service, which somebody has to register, or a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from agents.rights import Right
from policies.base import Policy, policy


@policy
@dataclass(frozen=True)
class MinutesByService(Policy):
    """The payer pays delivered minutes, so time and services are registered at every visit."""

    name: ClassVar[str] = "minutes_by_service"
    title: ClassVar[str] = "Minutes by service"
    owns: ClassVar[tuple[Right, ...]] = (Right.SETTLE,)
    basis: ClassVar[Literal["delivered", "granted"]] = "delivered"


@policy
@dataclass(frozen=True)
class Frame(Policy):
    """The payer pays what is granted within the frame; nobody registers minutes."""

    name: ClassVar[str] = "frame"
    title: ClassVar[str] = "Frame"
    owns: ClassVar[tuple[Right, ...]] = (Right.SETTLE,)
    basis: ClassVar[Literal["delivered", "granted"]] = "granted"
