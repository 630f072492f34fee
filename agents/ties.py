"""Who is designated to whom: carers of a group whose shifts meet most of a citizen's visits and who have least yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.clock import CYCLE_DAYS
from sim.kinds import Function
from sim.tables import LINES, BoolArray

if TYPE_CHECKING:
    from agents.group import Group
    from agents.model import HomeCare


def designate(model: HomeCare, group: Group, citizens: Sequence[int], ties: Sequence[float]) -> None:
    """Tie each citizen to so many carers of the group, the first tie (1) for whoever meets most visits, each further
    one for whoever fills most of what is left; nobody is given to a vacant post."""
    bond = model.world.bond
    staff = slice(group.first, group.last)
    vacant = model.world.carers["vacant"][staff] > 0
    for citizen in citizens if not vacant.all() else ():
        bond[citizen, staff] = 0.0
        meets = shifts_meeting_visits(model, group, citizen)
        most = max(meets.sum(axis=1).max(), 1)
        load = np.where(vacant, np.inf, (bond[:, staff] == 1.0).sum(axis=0) / len(bond))
        met = np.zeros(meets.shape[1], bool)
        taken: list[int] = []
        for tie in ties[: int((~vacant).sum())]:
            score = (meets & ~met).sum(axis=1) / most - load
            score[taken] = -np.inf
            taken.append(int(np.argmax(score)))
            met |= meets[taken[-1]]
            bond[citizen, group.first + taken[-1]] = tie


def shifts_meeting_visits(model: HomeCare, group: Group, citizen: int) -> BoolArray:
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
