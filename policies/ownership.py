"""Whose money it is: owns no right, says what stands behind a provider when a month doesn't pay for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from policies.base import Policy, policy


@policy
@dataclass(frozen=True)
class IndependentProvider(Policy):
    """A provider on its own account: capital, credit, and insolvency when both are used up."""

    name: ClassVar[str] = "independent_provider"
    title: ClassVar[str] = "A provider on its own account"
    lever: ClassVar[str] = "payment"
    touches: ClassVar[tuple[str, ...]] = ("costs",)
