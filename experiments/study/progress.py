"""How far a study is: states of its runs, and what the precision rule says at each point."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.study.lock import NAME
from experiments.study.precision import verdict
from experiments.study.store import Counts, Store
from experiments.study.table import StudyTable


def point_table(store: Store) -> pd.DataFrame:
    """A row for each point with an interval: `sample`, `levers`, `replications` (pairs of finished runs), `enough`
    (from how many on the rule held; NaN where it doesn't), `width` (the widest interval now, half of it as a share of
    the reference arm's mean), `measure` (whose it is)."""
    m = store.manifest
    if len(m.arms) < 2 or not m.decisions:
        return pd.DataFrame(columns=["sample", "levers", "replications", "enough", "width", "measure"])
    table = store.table(m.decisions)
    rows = []
    for (sample, levers), here in table.runs.groupby(["sample", "levers"], sort=True):
        sides = _sides(here, table)
        if len(sides[0]) < 2:
            continue
        found = verdict(sides[0], sides[1:], np.inf if m.target is None else m.target)
        enough = np.nan if m.target is None or found.enough is None else found.enough
        rows.append((sample, levers, len(sides[0]), enough, found.width, m.decisions[found.measure]))
    return pd.DataFrame(rows, columns=["sample", "levers", "replications", "enough", "width", "measure"])


def _sides(here: pd.DataFrame, table: StudyTable) -> list[Any]:
    """Decision measures of each arm at a point (replications, measures), over the replications that any arm has."""
    replications = range(int(here["replication"].max()) + 1)
    names = list(table.measures)
    return [
        here[here["arm"] == arm].set_index("replication").reindex(replications)[names].to_numpy(float)
        for arm in table.arms
    ]


@dataclass(frozen=True)
class Status:
    """What `nabolab study status` tells. reached, capped: points at which a precision was and wasn't reached (None: the
    study has no precision); width, measure: the widest interval; writer: who is writing now; mixed: runs were computed
    by several versions."""

    counts: Counts
    points: int
    reached: int | None
    short: int | None
    width: float
    measure: str
    replications: tuple[int, int]
    seconds: float
    writer: str | None
    mixed: bool


def status_of(store: Store) -> Status:
    """The state of a study now, also while another process works on it."""
    points = point_table(store)
    target = store.manifest.target
    widest = points.loc[points["width"].idxmax()] if points["width"].notna().any() else None
    numbers = points["replications"] if len(points) else pd.Series([0])
    row = store.sql(
        "select coalesce(sum(seconds), 0) as seconds, count(distinct version) as versions from results"
    ).iloc[0]
    return Status(
        store.counts(),
        len(store.samples) * len(store.levers),
        None if target is None else int(points["enough"].notna().sum()),
        None if target is None else int(points["enough"].isna().sum()),
        float("nan") if widest is None else float(widest["width"]),
        "" if widest is None else str(widest["measure"]),
        (int(numbers.min()), int(numbers.max())),
        float(row["seconds"]),
        writer_of(store),
        int(row["versions"]) > 1,
    )


def writer_of(store: Store) -> str | None:
    """The process that is writing to a store now, if any."""
    path = store.folder / NAME
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(handle, 200, 0).decode(errors="replace").strip() or "another process"
    finally:
        os.close(handle)
    return None
