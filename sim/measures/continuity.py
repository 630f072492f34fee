"""Continuity of care: how many different carers come, and how concentrated the visits are on few of them.

Index definitions: UPC = max n_j / n, COCI (Bice and Boxerman 1977) = (sum n_j^2 - n) / (n (n - 1)), SECON (Steinwachs
1979) = share of consecutive visits by the same carer (evidence K19). COCI and SECON need two visits.
"""

from __future__ import annotations

import numpy as np

from sim.clock import TICK
from sim.kernel import kernel
from sim.tables import FloatArray, IntArray, Table


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
def window_means(
    owner: IntArray, day: IntArray, carer: IntArray, owners: int, first_day: int, days: int, window: int
) -> FloatArray:
    """Mean UPC, COCI, SECON and distinct carers over full windows, for each owner (rows); NaN without a full window.

    owner, day, carer: one entry per visit, sorted by owner and time. A window counts when it has at least one visit;
    an index counts over the windows in which it is defined.
    """
    out = np.full((owners, 4), np.nan)
    windows = days // window
    n = owner.shape[0]
    i = 0
    while i < n:
        who = owner[i]
        sums = np.zeros(4)
        counts = np.zeros(4)
        while i < n and owner[i] == who:
            w = (day[i] - first_day) // window
            begin = i
            while i < n and owner[i] == who and (day[i] - first_day) // window == w:
                i += 1
            if w >= windows:
                continue
            upc, coci, secon, distinct = indices(carer[begin:i])
            values = (upc, coci, secon, float(distinct))
            for k in range(4):
                if not np.isnan(values[k]):
                    sums[k] += values[k]
                    counts[k] += 1
        for k in range(4):
            if counts[k] > 0:
                out[who, k] = sums[k] / counts[k]
    return out


def carers_seen(visits: Table, citizens: int, first_day: int, days: int, window: int = 14) -> FloatArray:
    """Distinct carers each citizen met per full window, averaged over windows; see `window_means` for the columns.

    visits: VISIT rows that somebody made. Returns shape (citizens,), NaN where a citizen had no visit in any window.
    Raises ValueError if window < 1.
    """
    return continuity(in_order(visits), citizens, first_day, days, window)[:, 3]


def in_order(visits: Table) -> Table:
    """Visit rows sorted by citizen, then day and minute."""
    key = (visits["citizen"].astype(np.int64) << 40) | (visits["day"].astype(np.int64) << 20)
    key |= np.nan_to_num(visits["start"] / TICK).astype(np.int64)
    ordered: Table = visits[np.argsort(key, kind="stable")]
    return ordered


def continuity(visits: Table, citizens: int, first_day: int, days: int, window: int) -> FloatArray:
    """UPC, COCI, SECON and distinct carers of each citizen (citizens, 4), averaged over full windows.

    visits: as `in_order` sorts them.
    """
    if window < 1:
        raise ValueError(f"a window has at least one day, got {window}")
    return window_means(
        np.ascontiguousarray(visits["citizen"]),
        np.ascontiguousarray(visits["day"]),
        np.ascontiguousarray(visits["carer"]),
        citizens,
        first_day,
        days,
        window,
    )


def known_carer_share(visits: Table, days: int = 28) -> float:
    """Share of visits by a carer who had been at that citizen within the last `days` days. NaN without visits.

    visits: VISIT rows that somebody made, in the order of time for each citizen.
    """
    if len(visits) == 0:
        return float("nan")
    key = (visits["citizen"].astype(np.int64) << 24) | visits["carer"].astype(np.int64)
    order = np.argsort(key, kind="stable")
    key, day = key[order], visits["day"][order]
    known = (key[1:] == key[:-1]) & (day[1:] - day[:-1] <= days)
    return float(known.sum() / len(visits))
