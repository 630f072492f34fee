"""Measures that run along: what the lines under the maps show after each day, by the definitions of the catalogue."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from agents.model import HomeCare
from sim.journal import Journal
from sim.kinds import Function, Status
from sim.ledger import Entries, rows_between
from sim.measures.citizen import nanmean, nordic_carers
from sim.measures.continuity import in_order
from sim.measures.economy import time_measures

FORTNIGHT, WEEK = 14, 7
LINES = ("faces", "troubled", "away_share")
"""faces: `carers_14` over the last fortnight; troubled: planned visits late, cancelled or missed in the last week;
away_share: per cent of carers' attendance not spent with citizens in the last week (100 less
`direct_share_attendance`)."""


def running(model: HomeCare, day: int) -> Mapping[str, float]:
    """The running measures when a day (on the model's clock) is over; NaN where undefined."""
    return {
        "faces": different_carers(model.journal, day),
        "troubled": float(troubled(model.journal, day - WEEK + 1, day)),
        "away_share": away_share(model.journal, day - WEEK + 1, day),
    }


def different_carers(journal: Journal, last: int) -> float:
    """Mean of different carers in the fortnight that ends with this day, as the Nordic municipal measure counts."""
    first = last - FORTNIGHT + 1
    if first < 0:
        return math.nan
    visits = journal.visits[rows_between(journal.visits, first, last)]
    return nanmean(nordic_carers(in_order(visits, visits["status"] != Status.MOVED), first, FORTNIGHT))


def troubled(journal: Journal, first: int, last: int) -> int:
    """Planned visits that came late, were cancelled or missed in these days."""
    visits = journal.visits[rows_between(journal.visits, first, last)]
    status = visits["status"][visits["function"] <= Function.NURSING]
    return int(np.isin(status, (Status.LATE, Status.MISSED, Status.CANCELLED)).sum())


def away_share(journal: Journal, first: int, last: int) -> float:
    """Per cent of carers' time at work in these days that wasn't help to a citizen."""
    entries = Entries.between(journal, first, last)
    shares = time_measures(entries.shifts, entries.minutes, entries.office)
    return 100 * (1 - shares["direct_share_attendance"])
