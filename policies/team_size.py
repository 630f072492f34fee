"""How large groups may be. Owns no right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from policies.base import Change, Policy, policy


@policy
@dataclass(frozen=True)
class TeamSize(Policy):
    """Groups of at most so many carers, split by neighbourhood."""

    carers: Annotated[float, Field(ge=1, le=130)]

    name: ClassVar[str] = "team_size"
    title: ClassVar[str] = "Size of groups"
    lever: ClassVar[str] = "team size"
    touches: ClassVar[tuple[str, ...]] = ("groups", "staff", "plans", "desks", "work", "people", "owed")

    @property
    def moving(self) -> tuple[Change, ...]:
        """The option as a change."""
        return (Change("group_size", "set", self.carers, "estimate", ("S36", "N04"), "an option"), *self.changes)
