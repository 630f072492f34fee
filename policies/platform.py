"""How many IT systems there are. Owns no right; what one system saves are links of the world, off by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class SplitPlatform(Policy):
    """Several systems: care records, routes, payroll and payment each have their own."""

    name: ClassVar[str] = "split_platform"
    title: ClassVar[str] = "Several IT systems"
    lever: ClassVar[str] = "IT platform"


@policy
@dataclass(frozen=True)
class OnePlatform(Policy):
    """One tailored system for everything; what that saves is platform_on_documentation and platform_on_contacts."""

    name: ClassVar[str] = "one_platform"
    title: ClassVar[str] = "One IT platform"
    lever: ClassVar[str] = "IT platform"
    moves: ClassVar[tuple[Change, ...]] = (Change("platform_integration", "set", 1, "estimate", ("N62",)),)
