"""Continuity of care: how many different carers come, and how concentrated the visits are on few of them.

Index definitions: UPC = max n_j / n, COCI (Bice and Boxerman 1977) = (sum n_j^2 - n) / (n (n - 1)), SECON (Steinwachs
1979) = share of consecutive visits by the same carer (evidence K19). COCI and SECON need two visits.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.clock import TICK
from sim.kernel import kernel
from sim.kinds import Function
from sim.tables import LINES, NIGHT_VISITS, PERSONAL_LINES, SECOND_CARER, BoolArray, FloatArray, IntArray, Table

UPC, COCI, SECON, CARERS = range(4)
"""Columns of `window_means` and `continuity`."""


class Visits(NamedTuple):
    """Visits, person by person and in order of time, as plain columns; unmade ones among them.

    person: a citizen's course of help (a new one begins when somebody else moves in), numbered from 0; carer: the
    human being who came, -1 when nobody did; function: NIGHT for visits at night; second: the second carer of a shared
    visit; citizen and episode: of each row.
    """

    person: IntArray
    citizen: IntArray
    episode: IntArray
    day: IntArray
    carer: IntArray
    function: IntArray
    second: BoolArray

    @property
    def persons(self) -> int:
        return int(self.person[-1]) + 1 if len(self.person) else 0

    def where(self, mask: BoolArray) -> Visits:
        """Some of the rows; persons keep their numbers."""
        rows = np.flatnonzero(mask)
        columns: Any = (column[rows] for column in self)
        return Visits(*columns)


def in_order(visits: Table, wanted: BoolArray | None = None) -> Visits:
    """Columns of VISIT rows (those wanted), sorted by citizen, then day and minute."""
    key = (visits["citizen"].astype(np.int64) << 40) | (visits["day"].astype(np.int64) << 20)
    key |= np.nan_to_num(visits["start"] / TICK).astype(np.int64)
    order = np.argsort(key, kind="stable")
    if wanted is not None:
        order = order[wanted[order]]
    citizen, episode, day, carer, function = (
        np.ascontiguousarray(visits[name][order], dtype=np.int32)
        for name in ("citizen", "episode", "day", "person", "function")
    )
    place = visits["line"][order] % LINES
    function[np.isin(place, NIGHT_VISITS)] = Function.NIGHT
    second = (place >= SECOND_CARER) & (place < SECOND_CARER + PERSONAL_LINES)
    new = np.ones(len(order), np.int32)
    new[1:] = (citizen[1:] != citizen[:-1]) | (episode[1:] != episode[:-1])
    person = (np.cumsum(new) - 1).astype(np.int32)
    return Visits(person, citizen, episode, day, carer, function, second)


@kernel
def indices(carers: IntArray) -> tuple[float, float, float, int]:
    """UPC, COCI, SECON and distinct carers of one sequence of visits (carer numbers); NaN where undefined."""
    n = carers.shape[0]
    if n == 0:
        return np.nan, np.nan, np.nan, 0
    ordered = np.sort(carers)
    largest = 0
    squares = 0.0
    distinct = 0
    run = 0
    for i in range(n):
        run += 1
        if i == n - 1 or ordered[i + 1] != ordered[i]:
            largest = max(largest, run)
            squares += run * run
            distinct += 1
            run = 0
    if n == 1:
        return 1.0, np.nan, np.nan, 1
    same = 0
    for i in range(1, n):
        if carers[i] == carers[i - 1]:
            same += 1
    return largest / n, (squares - n) / (n * (n - 1.0)), same / (n - 1.0), distinct


@kernel
def every_day(day: IntArray, counts: BoolArray, begin: int, end: int, first: int, window: int, least: int) -> bool:
    """Whether rows begin..end hold at least `least` counting visits on each day of the window from `first` on."""
    if least == 0:
        return True
    per_day = np.zeros(window, np.int64)
    for i in range(begin, end):
        per_day[day[i] - first] += counts[i]
    return bool(per_day.min() >= least)


@kernel
def window_means(
    person: IntArray,
    day: IntArray,
    carer: IntArray,
    second: BoolArray,
    counts: BoolArray,
    persons: int,
    first_day: int,
    days: int,
    window: int,
    least: int,
) -> FloatArray:
    """Mean UPC, COCI, SECON and distinct carers over full windows, for each person (rows); NaN without one.

    One entry per visit, sorted by person and time. A window counts when somebody came in it, and `counts` is set for
    at least `least` visits on each of its days. Indices leave out second carers of shared visits; faces don't.
    """
    out = np.full((persons, 4), np.nan)
    n = person.shape[0]
    met, mains = np.empty(n, np.int32), np.empty(n, np.int32)
    i = 0
    while i < n:
        who = person[i]
        sums = np.zeros(4)
        found = np.zeros(4)
        while i < n and person[i] == who:
            w = (day[i] - first_day) // window
            begin = i
            while i < n and person[i] == who and (day[i] - first_day) // window == w:
                i += 1
            if w >= days // window or not every_day(day, counts, begin, i, first_day + w * window, window, least):
                continue
            faces = 0
            main = 0
            for row in range(begin, i):
                if carer[row] >= 0:
                    met[faces] = carer[row]
                    faces += 1
                    if not second[row]:
                        mains[main] = carer[row]
                        main += 1
            if faces == 0:
                continue
            upc, coci, secon, distinct = indices(mains[:main])
            if main < faces:
                distinct = np.unique(met[:faces]).shape[0]
            values = (upc, coci, secon, float(distinct))
            for k in range(4):
                if not np.isnan(values[k]):
                    sums[k] += values[k]
                    found[k] += 1
        for k in range(4):
            if found[k] > 0:
                out[who, k] = sums[k] / found[k]
    return out


def continuity(visits: Visits, first_day: int, days: int, window: int, least: int = 0) -> FloatArray:
    """UPC, COCI, SECON and distinct carers of each person (persons, 4), averaged over full windows.

    least: only windows with so many visits of home help (practical or personal) planned on every day. Raises
    ValueError if window < 1.
    """
    if window < 1:
        raise ValueError(f"a window has at least one day, got {window}")
    home_help = (visits.function <= Function.PERSONAL) & ~visits.second
    return window_means(
        visits.person,
        visits.day,
        visits.carer,
        visits.second,
        home_help,
        visits.persons,
        first_day,
        days,
        window,
        least,
    )


def carers_seen(visits: Table, first_day: int, days: int, window: int = 14, least: int = 0) -> FloatArray:
    """Distinct carers each person met per full window, averaged over windows; see `continuity`.

    visits: VISIT rows. Returns shape (persons,), NaN where a person had no window that counts. With least = 2 it counts
    as the Nordic municipal indicator does (evidence K06). Raises ValueError if window < 1.
    """
    return continuity(in_order(visits), first_day, days, window, least)[:, CARERS]


def known_carer_share(visits: Visits, first_day: int, days: int = 28) -> float:
    """Share of visits since `first_day` by a carer who had been at that person within the last `days` days.

    visits: all of the run, warm-up included, or the first weeks look stranger than they are. NaN without visits.
    """
    made = visits.where(visits.carer >= 0)
    counted = made.day >= first_day
    if not counted.any():
        return float("nan")
    key = (made.person.astype(np.int64) << 32) | made.carer.astype(np.int64)
    order = np.argsort(key, kind="stable")
    key, day = key[order], made.day[order]
    known = np.zeros(len(key), np.bool_)
    known[1:] = (key[1:] == key[:-1]) & (day[1:] - day[:-1] <= days)
    return float(known[counted[order]].mean())


def handovers(visits: Visits, citizens: int, days: int) -> float:
    """Changes of carer between consecutive visits, per citizen and week; second carers of shared visits left out."""
    main = visits.where((visits.carer >= 0) & ~visits.second)
    changes = (main.person[1:] == main.person[:-1]) & (main.carer[1:] != main.carer[:-1])
    return float(changes.sum() / citizens / days * 7)
