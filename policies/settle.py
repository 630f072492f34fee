"""What is paid for: minutes by service, which somebody has to register, or a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from agents.rights import Right
from policies.base import Policy, policy
from sim.settlement import Month, by_the_hour


@policy
@dataclass(frozen=True)
class MinutesByService(Policy):
    """The payer pays delivered minutes, so time and services are registered at every visit."""

    name: ClassVar[str] = "minutes_by_service"
    title: ClassVar[str] = "Minutes by service"
    owns: ClassVar[tuple[Right, ...]] = (Right.SETTLE,)

    def settle(self, month: Month, values: Mapping[str, float]) -> int:
        """Delivered minutes at the price per hour."""
        return by_the_hour(month.delivered, values["hourly_price"] * month.price_factor)


@policy
@dataclass(frozen=True)
class Frame(Policy):
    """The payer pays what is granted within the frame; nobody registers minutes."""

    name: ClassVar[str] = "frame"
    title: ClassVar[str] = "Frame"
    owns: ClassVar[tuple[Right, ...]] = (Right.SETTLE,)

    def settle(self, month: Month, values: Mapping[str, float]) -> int:
        """Granted minutes at the price per hour."""
        return by_the_hour(month.granted, values["hourly_price"] * month.price_factor)
