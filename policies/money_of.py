"""Whose money: owns no right, says in which country's wages, prices and currency an arm pays and is paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from policies.base import Policy, policy


@policy
@dataclass(frozen=True)
class MoneyOf(Policy):
    """Wages, supplements, prices and currency of another country; citizens, streets and grades stay the place's."""

    of: Literal["dk", "nl", "uk"] = "dk"

    name: ClassVar[str] = "money_of"
    title: ClassVar[str] = "Wages and prices of a country"
    lever: ClassVar[str] = "wages and prices"
    touches: ClassVar[tuple[str, ...]] = ("costs", "desks", "staff", "plans")

    @property
    def country(self) -> str | None:
        """The country of the option `of`."""
        return self.of
