"""Who belongs to whom: any carer of the group, a contact person, a first and a second carer, a fixed small team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.rights import Right, Values
from agents.ties import designate
from policies.base import Policy, policy

if TYPE_CHECKING:
    from agents.group import Group
    from agents.model import HomeCare


@policy
@dataclass(frozen=True)
class Pool(Policy):
    """Any carer of the group may come; continuity is what the planner makes of it."""

    name: ClassVar[str] = "pool"
    title: ClassVar[str] = "Any carer of the group"
    owns: ClassVar[tuple[Right, ...]] = (Right.ALLOCATE,)
    lever: ClassVar[str] = "continuity"
    touches: ClassVar[tuple[str, ...]] = ("ties", "plans")

    def allocate(self, model: HomeCare, group: Group, citizens: Sequence[int], values: Values) -> None:
        """Nobody is designated."""
        model.world.bond[np.ix_(citizens, range(group.first, group.last))] = 0.0


@policy
@dataclass(frozen=True)
class ContactPerson(Policy):
    """Each citizen has one contact person, who comes as far as shifts allow; anybody of the group comes otherwise."""

    name: ClassVar[str] = "contact_person"
    title: ClassVar[str] = "A contact person"
    owns: ClassVar[tuple[Right, ...]] = (Right.ALLOCATE,)
    lever: ClassVar[str] = "continuity"
    touches: ClassVar[tuple[str, ...]] = ("ties", "plans")

    def allocate(self, model: HomeCare, group: Group, citizens: Sequence[int], values: Values) -> None:
        """One tie."""
        designate(model, group, citizens, (1.0,))


@policy
@dataclass(frozen=True)
class PrimarySecondary(Policy):
    """Each citizen has a first and a second carer: whose shifts meet most of the visits and who have least yet."""

    name: ClassVar[str] = "primary_secondary"
    title: ClassVar[str] = "A first and a second carer"
    owns: ClassVar[tuple[Right, ...]] = (Right.ALLOCATE,)
    lever: ClassVar[str] = "continuity"
    touches: ClassVar[tuple[str, ...]] = ("ties", "plans")

    def allocate(self, model: HomeCare, group: Group, citizens: Sequence[int], values: Values) -> None:
        """A tie of 1 for the first carer and `secondary_tie` for the second, who fills what the first can't."""
        designate(model, group, citizens, (1.0, values["secondary_tie"]))


@policy
@dataclass(frozen=True)
class FixedSmallTeam(Policy):
    """Each citizen belongs to a few carers of the group, all alike, who meet as many visits as they can."""

    name: ClassVar[str] = "fixed_small_team"
    title: ClassVar[str] = "A fixed small team"
    owns: ClassVar[tuple[Right, ...]] = (Right.ALLOCATE,)
    lever: ClassVar[str] = "continuity"
    touches: ClassVar[tuple[str, ...]] = ("ties", "plans")

    def allocate(self, model: HomeCare, group: Group, citizens: Sequence[int], values: Values) -> None:
        """`small_team_size` ties of 1."""
        designate(model, group, citizens, (1.0,) * int(values["small_team_size"]))
