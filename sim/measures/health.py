"""The citizen's leg over years: admissions, moves, need and trust."""

from __future__ import annotations

from collections.abc import Sequence

from sim.clock import YEAR_DAYS
from sim.health import READMISSION_DAYS
from sim.journal import CitizenDay, Ending, Stay
from sim.measures.economy import share


def health_measures(
    stays: Sequence[Stay], endings: Sequence[Ending], days: Sequence[CitizenDay], first: int, last: int
) -> dict[str, float]:
    """Events per person with personal care and year, and means over days of need and trust; days first to last - 1.

    A stay counts as followed by another when one begins within 30 days of its end; stays that end within the last 30
    days, or before the first day, take no part.
    """
    mine = [d for d in days if first <= d.day < last]
    years = sum(d.personal for d in mine) / YEAR_DAYS
    began = [s for s in stays if first <= s.admitted < last]
    moved = sum(e.cause == "nursing home" and first <= e.day < last for e in endings)
    people = sum(d.personal for d in mine)
    return {
        "falls": share(sum(d.falls for d in mine), years),
        "admissions": share(len(began), years),
        "readmissions": readmitted(stays, first, last),
        "nursing_home_moves": share(moved, years),
        "need_level": share(sum(d.need * d.personal for d in mine if d.personal), people),
        "trust": share(sum(d.trust * d.personal for d in mine if d.personal), people),
    }


def readmitted(stays: Sequence[Stay], first: int, last: int) -> float:
    """Share of discharges that another admission of the same person follows within 30 days."""
    minutes = 24 * 60
    counted = 0
    followed = 0
    begun: dict[int, list[int]] = {}
    for stay in stays:
        if stay.again:
            begun.setdefault(stay.citizen, []).append(stay.admitted)
    for stay in stays:
        day = stay.discharged / minutes
        if not first <= day < last - READMISSION_DAYS:
            continue
        counted += 1
        followed += any(0 <= again - int(day) < READMISSION_DAYS for again in begun.get(stay.citizen, ()))
    return share(followed, counted)
