"""The approach to care: owns no right, changes how much is done to keep need down and to see it change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from policies.base import Policy, policy


@policy
@dataclass(frozen=True)
class EnablingCare(Policy):
    """More reablement, and family and neighbours drawn in; what it does to need is the same whoever does it."""

    name: ClassVar[str] = "enabling_care"
    title: ClassVar[str] = "Reablement and network"
    lever: ClassVar[str] = "approach to care"


@policy
@dataclass(frozen=True)
class MicroAssessment(Policy):
    """A short look, at each visit or some, whether help still fits."""

    name: ClassVar[str] = "daily_micro_assessment"
    title: ClassVar[str] = "Daily micro-assessment"
    lever: ClassVar[str] = "approach to care"
