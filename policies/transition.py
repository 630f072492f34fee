"""How an organisation is adopted: owns no right, says how far and how fast, with how much training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from policies.base import Policy, policy


@policy
@dataclass(frozen=True)
class Adoption(Policy):
    """The new way begins with the measured time: decisions follow by degrees, carers are trained, there is a dip."""

    name: ClassVar[str] = "adoption"
    title: ClassVar[str] = "Adopted by degrees"
    lever: ClassVar[str] = "transition"
    touches: ClassVar[tuple[str, ...]] = ("desks", "help", "need", "people", "plans", "staff", "ties", "work")
