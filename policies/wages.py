"""What a provider pays over the table. Owns no right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class WagePremium(Policy):
    """All carers and posts of the provider are paid this many times the table's wages."""

    factor: Annotated[float, Field(ge=0.85, le=1.25)]

    name: ClassVar[str] = "wage_premium"
    title: ClassVar[str] = "Wages over the table's"
    lever: ClassVar[str] = "wages and prices"
    touches: ClassVar[tuple[str, ...]] = ("costs",)

    @property
    def moving(self) -> tuple[Change, ...]:
        """The option as a change."""
        return (Change("wage_level", "set", self.factor, "assumption", (), "an option, 0.85 to 1.25"), *self.changes)
