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
    lever: ClassVar[str] = "payment"
    touches: ClassVar[tuple[str, ...]] = ("payments", "work", "staff", "plans")

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
    lever: ClassVar[str] = "payment"
    touches: ClassVar[tuple[str, ...]] = ("payments", "work", "staff", "plans")

    def settle(self, month: Month, values: Mapping[str, float]) -> int:
        """Granted minutes at the price per hour."""
        return by_the_hour(month.granted, values["hourly_price"] * month.price_factor)


@policy
@dataclass(frozen=True)
class InsurersTariff(Policy):
    """An insurer pays delivered hours at a tariff, up to what is granted; nobody registers services."""

    name: ClassVar[str] = "insurers_tariff"
    title: ClassVar[str] = "Insurer's tariff"
    owns: ClassVar[tuple[Right, ...]] = (Right.SETTLE,)
    lever: ClassVar[str] = "payment"
    touches: ClassVar[tuple[str, ...]] = ("payments", "work", "staff", "plans")

    def settle(self, month: Month, values: Mapping[str, float]) -> int:
        """Delivered minutes at the price per hour, but no more than granted."""
        return by_the_hour(min(month.delivered, month.granted), values["hourly_price"] * month.price_factor)


@policy
@dataclass(frozen=True)
class Bundle(Policy):
    """The payer pays each citizen's course of care: the average hours of its band, whatever is delivered."""

    name: ClassVar[str] = "bundle"
    title: ClassVar[str] = "Bundle per course of care"
    owns: ClassVar[tuple[Right, ...]] = (Right.SETTLE,)
    lever: ClassVar[str] = "payment"
    touches: ClassVar[tuple[str, ...]] = ("payments", "work", "staff", "plans")

    def settle(self, month: Month, values: Mapping[str, float]) -> int:
        """Citizens in each band times the agreed average of their band, for the weeks of the month."""
        weekly = sum(n * hours for n, hours in zip(month.courses, month.course_hours, strict=True))
        return by_the_hour(weekly * 60 * month.days / 7, values["hourly_price"] * month.price_factor)


@policy
@dataclass(frozen=True)
class SharedSavings(Policy):
    """The payer pays delivered minutes, and a share of what stayed below the frame; what exceeds it is paid as well."""

    name: ClassVar[str] = "shared_savings"
    title: ClassVar[str] = "Delivered minutes and shared savings"
    owns: ClassVar[tuple[Right, ...]] = (Right.SETTLE,)
    lever: ClassVar[str] = "payment"
    touches: ClassVar[tuple[str, ...]] = ("payments", "work", "staff", "plans")

    def settle(self, month: Month, values: Mapping[str, float]) -> int:
        """Delivered minutes and the provider's share of what they lie below the usual, at the price per hour."""
        saved = max(month.usual - month.delivered, 0.0)
        paid = month.delivered + values["savings_share"] * saved
        return by_the_hour(paid, values["hourly_price"] * month.price_factor)
