"""Who belongs to whom: any carer of the group, or a first and a second carer of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from agents.rights import Right, Values
from policies.base import Policy, policy
from sim.clock import CYCLE_DAYS
from sim.kinds import Function
from sim.tables import LINES

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

    def allocate(self, model: HomeCare, group: Group, citizens: Sequence[int], values: Values) -> None:
        """Nobody is designated."""
        model.world.bond[np.ix_(citizens, range(group.first, group.last))] = 0.0


@policy
@dataclass(frozen=True)
class PrimarySecondary(Policy):
    """Each citizen has a first and a second carer: whose shifts meet most of the visits and who have least yet."""

    name: ClassVar[str] = "primary_secondary"
    title: ClassVar[str] = "A first and a second carer"
    owns: ClassVar[tuple[Right, ...]] = (Right.ALLOCATE,)
    lever: ClassVar[str] = "continuity"

    def allocate(self, model: HomeCare, group: Group, citizens: Sequence[int], values: Values) -> None:
        """Bond 1 for the first carer and `secondary_tie` for the second, who fills what the first can't; nobody is
        given to a vacant post."""
        bond, tie = model.world.bond, values["secondary_tie"]
        staff = slice(group.first, group.last)
        vacant = model.world.carers["vacant"][staff] > 0
        for citizen in citizens if not vacant.all() else ():
            bond[citizen, staff] = 0.0
            meets = _shifts_meeting_visits(model, group, citizen)
            load = np.where(vacant, np.inf, (bond[:, staff] == 1.0).sum(axis=0) / len(bond))
            first = int(np.argmax(meets.sum(axis=1) / max(meets.sum(axis=1).max(), 1) - load))
            bond[citizen, group.first + first] = 1.0
            if (~vacant).sum() > 1:
                new = (meets & ~meets[first]).sum(axis=1) / max(meets.sum(axis=1).max(), 1) - load
                new[first] = -np.inf
                bond[citizen, group.first + int(np.argmax(new))] = tie


def _shifts_meeting_visits(
    model: HomeCare, group: Group, citizen: int
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which visits of the fortnight (columns) each carer of the group (rows) could make: on duty and qualified."""
    lines = model.world.lines[citizen * LINES : (citizen + 1) * LINES]
    mine = lines[(lines["group"] == group.row) & (lines["active"] > 0) & (lines["function"] <= Function.NURSING)]
    staff = slice(group.first, group.last)
    begins, ends = model.formation.begins[:, staff], model.formation.ends[:, staff]
    grade = model.world.carers["grade"][staff]
    columns = []
    for line in mine:
        able = (begins <= line["late"]) & (ends >= line["early"]) & (grade >= line["skill"])
        columns += [able[day] for day in range(CYCLE_DAYS) if line["days"] >> day & 1]
    if not columns:
        return np.zeros((group.last - group.first, 1), np.bool_)
    return np.array(columns).T
