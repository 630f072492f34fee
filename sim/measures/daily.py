"""Daily series: what happened on each measured day, as pure functions of the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.journal import Journal
from sim.kinds import Activity, Function, Status
from sim.tables import BoolArray, FloatArray


@dataclass(frozen=True)
class Series:
    """A number for each day. count: takes a journal, the first day and the day after the last; shape (days,)."""

    title: str
    unit: str
    count: Callable[[Journal, int, int], FloatArray]


def visits_ending(statuses: tuple[Status, ...]) -> Callable[[Journal, int, int], FloatArray]:
    """Planned visits of each day that ended so; visits that only arise (assessments, acute calls) are left out."""

    def count(journal: Journal, first: int, last: int) -> FloatArray:
        visits = journal.visits
        kept = (visits["function"] <= Function.NURSING) & np.isin(visits["status"], statuses)
        return _by_day(visits["day"], kept, None, first, last)

    return count


def care_minutes(journal: Journal, first: int, last: int) -> FloatArray:
    """Minutes of help given at the door on each day."""
    days = journal.shifts["day"]
    return _by_day(days, np.ones(len(days), bool), journal.minutes[:, Activity.CARE], first, last)


def citizens_served(journal: Journal, first: int, last: int) -> FloatArray:
    """Citizens in help on each day, over all organisations."""
    days = np.array([d.day for d in journal.citizen_days], np.int64)
    return _by_day(
        days, np.ones(len(days), bool), np.array([d.served for d in journal.citizen_days], float), first, last
    )


def mean_strain(journal: Journal, first: int, last: int) -> FloatArray:
    """Mean strain of the carers on each day; NaN on a day on which nobody is employed."""
    days = np.array([d.day for d in journal.staff_days], np.int64)
    people = np.array([d.people for d in journal.staff_days], float)
    strain = np.array([d.strain for d in journal.staff_days], float)
    there = people > 0
    total = _by_day(days, there, people * np.where(there, strain, 0.0), first, last)
    heads = _by_day(days, there, people, first, last)
    mean: FloatArray = np.divide(total, heads, out=np.full(len(heads), np.nan), where=heads > 0)
    return mean


def _by_day(days: np.ndarray, kept: BoolArray, weights: FloatArray | None, first: int, last: int) -> FloatArray:
    """Sums of the weights (None: ones) of the kept rows for each day from first to last - 1."""
    inside = kept & (days >= first) & (days < last)
    own = None if weights is None else weights[inside]
    return np.asarray(np.bincount(days[inside] - first, own, last - first), float)


SERIES: dict[str, Series] = {
    "visits_done": Series("Visits made", "visits", visits_ending((Status.DONE, Status.LATE))),
    "visits_late": Series("Visits that came late", "visits", visits_ending((Status.LATE,))),
    "visits_unmade": Series("Visits cancelled or missed", "visits", visits_ending((Status.CANCELLED, Status.MISSED))),
    "care_minutes": Series("Minutes of help", "min", care_minutes),
    "citizens_served": Series("Citizens in help", "citizens", citizens_served),
    "strain": Series("Strain", "index", mean_strain),
}
"""Every series by name."""
