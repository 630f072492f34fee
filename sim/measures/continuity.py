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
from sim.tables import (
    LINES,
    NIGHT_VISITS,
    PERSONAL_LINES,
    SECOND_CARER,
    BoolArray,
    FloatArray,
    IntArray,
    LongArray,
    Table,
)

NIGHT = int(Function.NIGHT)

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
    """Columns of VISIT rows (those wanted), sorted by citizen, then day and minute; unmade ones first in a day."""
    if wanted is None:
        wanted = np.ones(len(visits), np.bool_)
    return Visits(*columns_of(visits, by_citizen(visits, wanted)))


@kernel
def by_citizen(visits: Table, wanted: BoolArray) -> LongArray:
    """The wanted rows by citizen, then day and minute, equals as they stand.

    A journal is in the order of days and nearly of minutes, so once dealt out to citizens few rows have to move.
    """
    most = -1
    for i in range(visits.shape[0]):
        most = max(most, visits[i].citizen)
    ends = np.zeros(most + 2, np.int64)
    for i in range(visits.shape[0]):
        if wanted[i]:
            ends[visits[i].citizen + 1] += 1
    ends = np.cumsum(ends)
    starts = ends[:-1].copy()
    rows, times = np.empty(ends[-1], np.int64), np.empty(ends[-1], np.int64)
    free = starts.copy()
    for i in range(visits.shape[0]):
        if not wanted[i]:
            continue
        start = visits[i].start
        time = (np.int64(visits[i].day) << 20) | np.int64(0 if np.isnan(start) else start / TICK)
        k = free[visits[i].citizen]
        free[visits[i].citizen] += 1
        while k > starts[visits[i].citizen] and times[k - 1] > time:
            rows[k], times[k] = rows[k - 1], times[k - 1]
            k -= 1
        rows[k], times[k] = i, time
    return rows


@kernel
def columns_of(
    visits: Table, rows: LongArray
) -> tuple[IntArray, IntArray, IntArray, IntArray, IntArray, IntArray, BoolArray]:
    """The columns of `Visits` from VISIT rows in this order."""
    n = rows.shape[0]
    person, citizen, episode = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    day, carer, function = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    second = np.empty(n, np.bool_)
    who = -1
    for i in range(n):
        visit = visits[rows[i]]
        if i == 0 or visit.citizen != citizen[i - 1] or visit.episode != episode[i - 1]:
            who += 1
        place = visit.line % LINES
        person[i], citizen[i], episode[i] = who, visit.citizen, visit.episode
        day[i], carer[i] = visit.day, visit.person
        function[i] = NIGHT if place in NIGHT_VISITS else visit.function
        second[i] = SECOND_CARER <= place < SECOND_CARER + PERSONAL_LINES
    return person, citizen, episode, day, carer, function, second


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
def every_day(
    day: IntArray, counts: BoolArray, wanted: BoolArray, begin: int, end: int, first: int, window: int, least: int
) -> bool:
    """Whether the wanted rows of begin..end hold at least `least` counting visits on each day of the window from
    `first` on."""
    if least == 0:
        return True
    per_day = np.zeros(window, np.int64)
    for i in range(begin, end):
        if wanted[i]:
            per_day[day[i] - first] += counts[i]
    return bool(per_day.min() >= least)


@kernel
def window_means(
    person: IntArray,
    day: IntArray,
    carer: IntArray,
    second: BoolArray,
    counts: BoolArray,
    wanted: BoolArray,
    persons: int,
    first_day: int,
    days: int,
    window: int,
    least: int,
) -> FloatArray:
    """Mean UPC, COCI, SECON and distinct carers over full windows, for each person (rows); NaN without one.

    One entry per visit, sorted by person and time; those not wanted take no part, nor does anything before `first_day`.
    A window counts when somebody came in it, and `counts` is set for
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
            if w < 0 or w >= days // window:
                continue
            if not every_day(day, counts, wanted, begin, i, first_day + w * window, window, least):
                continue
            faces = 0
            main = 0
            for row in range(begin, i):
                if wanted[row] and carer[row] >= 0:
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


def continuity(
    visits: Visits, first_day: int, days: int, window: int, least: int = 0, wanted: BoolArray | None = None
) -> FloatArray:
    """UPC, COCI, SECON and distinct carers of each person (persons, 4), averaged over full windows since `first_day`.

    wanted: which visits take part (default: all); least: only windows with so many visits of home help (practical or
    personal) planned on every day. Raises ValueError if window < 1.
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
        np.ones(len(visits.day), np.bool_) if wanted is None else wanted,
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


def known_carer_share(visits: Visits, first_day: int, days: int = 28, wanted: BoolArray | None = None) -> float:
    """Share of visits since `first_day` by a carer who had been at that person within the last `days` days.

    visits: all of the run, warm-up included, or the first weeks look stranger than they are; of them those wanted
    (default: all). NaN without visits.
    """
    if wanted is None:
        wanted = np.ones(len(visits.day), np.bool_)
    made, known = count_known(visits.person, visits.day, visits.carer, wanted, first_day, days)
    return known / made if made else float("nan")


@kernel
def count_known(
    person: IntArray, day: IntArray, carer: IntArray, wanted: BoolArray, first_day: int, days: int
) -> tuple[int, int]:
    """Visits made since `first_day`, and those of them by somebody who had been there within the last `days` days."""
    people = carer.max() + 1 if carer.shape[0] else 0
    whom, last = np.full(people, -1, np.int32), np.zeros(people, np.int32)
    made = 0
    known = 0
    for i in range(person.shape[0]):
        c = carer[i]
        if c < 0 or not wanted[i]:
            continue
        if day[i] >= first_day:
            made += 1
            known += whom[c] == person[i] and day[i] - last[c] <= days
        whom[c] = person[i]
        last[c] = day[i]
    return made, known


def handovers(visits: Visits, citizens: int, days: int, first_day: int = 0) -> float:
    """Changes of carer between consecutive visits since `first_day`, per citizen and week; second carers of shared
    visits left out."""
    changes = count_changes(visits.person, visits.day, visits.carer, visits.second, first_day)
    return changes / citizens / days * 7


@kernel
def count_changes(person: IntArray, day: IntArray, carer: IntArray, second: BoolArray, first_day: int) -> int:
    """How often a person's visit was made by somebody else than the one before."""
    changes = 0
    before = -1
    for i in range(person.shape[0]):
        if carer[i] < 0 or second[i] or day[i] < first_day:
            continue
        if before >= 0 and person[before] == person[i] and carer[before] != carer[i]:
            changes += 1
        before = i
    return changes
