"""The door strip: who came to one citizen's door on each of the last days, by how well that citizen knows them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from sim.journal import Journal
from sim.kinds import Function, Status
from sim.tables import Table

WINDOW = 28
FIRST, SECOND, THIRD, SEEN, NEW, UNMADE = "abcsnm"
"""Marks of a strip: whoever came most often in the window, the next two, somebody seen before, somebody for the first
time in this course of help, nobody."""
RANKS = (FIRST, SECOND, THIRD)


@dataclass(frozen=True)
class Strip:
    """days: one text a day, a mark for each planned visit in order of time; faces: different people who came in these
    days; new: how many of them for the first time; unmade: visits that nobody made."""

    days: tuple[str, ...]
    faces: int
    new: int
    unmade: int


def door_strip(journal: Journal, citizen: int, episode: int, first: int, last: int) -> Strip:
    """The strip of one course of help over these days, both included, at most the last 28 of them.

    Days are on the model's clock. All planned visits count, nurses' and those at night too; moved ones where they end.
    """
    first = max(first, last - WINDOW + 1)
    rows = _visits_of(journal.visits, citizen, episode, last)
    shown = rows[rows["day"] >= first]
    made = shown[shown["person"] >= 0]
    people = made["person"].tolist()
    often = {person: RANKS[place] for place, (person, _) in enumerate(Counter(people).most_common(len(RANKS)))}
    known = set(rows["person"][(rows["day"] < first) & (rows["person"] >= 0)].tolist())
    before = set(known)
    days = [""] * (last - first + 1)
    for row in shown:
        person = int(row["person"])
        if person < 0:
            mark = UNMADE
        elif person not in known:
            known.add(person)
            mark = NEW
        else:
            mark = often.get(person, SEEN)
        days[int(row["day"]) - first] += mark
    return Strip(tuple(days), len(set(people)), len(set(people) - before), int((shown["person"] < 0).sum()))


def _visits_of(visits: Table, citizen: int, episode: int, last: int) -> Table:
    """Planned visits of a course of help in order of time; those that nobody made stand at their latest start."""
    mine = visits[(visits["citizen"] == citizen) & (visits["episode"] == episode) & (visits["day"] <= last)]
    mine = mine[(mine["function"] <= Function.NURSING) & (mine["status"] != Status.MOVED)]
    minute = np.where(np.isnan(mine["start"]), mine["late_after"], mine["start"])
    rows: Table = mine[np.lexsort((minute, mine["day"]))]
    return rows
