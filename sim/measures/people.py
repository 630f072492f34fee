"""The staff's leg over years: strain, autonomy, who leaves, what stands vacant."""

from __future__ import annotations

from collections.abc import Sequence

from sim.clock import YEAR_DAYS
from sim.journal import Employment, StaffDay
from sim.kinds import Engagement
from sim.measures.economy import share
from sim.tables import Table

NEVER_EMPLOYED = "start"
"""Posts that are vacant on the first day were never held."""


def people_measures(
    employments: Sequence[Employment],
    staff_days: Sequence[StaffDay],
    shifts: Table,
    full_time: float,
    first: int,
    last: int,
) -> dict[str, float]:
    """Means over carers and days from first to last - 1; full_time: contract hours of a full-timer.

    Turnover counts everybody who leaves, whatever for, per person employed and year.
    """
    mine = [d for d in staff_days if first <= d.day < last]
    people = sum(d.people for d in mine)
    held = [e for e in employments if e.cause != NEVER_EMPLOYED and e.left > first and e.hired < last]
    left = sum(first < e.left <= last for e in held)
    part = [min(e.left, last) - max(e.hired, first) for e in held if e.contract < full_time]
    late = int((shifts["engagement"] == Engagement.EXTRA).sum())
    return {
        "strain": share(sum(d.strain * d.people for d in mine if d.people), people),
        "autonomy": share(sum(d.autonomy * d.people for d in mine), people),
        "turnover": share(left, people / YEAR_DAYS),
        "vacancy_share": 1.0 - share(people, sum(d.posts for d in mine)),
        "part_time_share": share(sum(part), people),
        "conflict_share": share(sum(d.conflicts for d in mine), sum(d.groups for d in mine)),
        "late_changes": share(late * YEAR_DAYS / 12, people),
    }
