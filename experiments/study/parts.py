"""Parts: a hundred runs each in a Parquet file that is either whole or not there."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.study.work import Outcome

RUNS = 100
DONE, FAILED = "done", "failed"
KEYS = ("sample", "levers", "arm", "replication")
WORDS = ("run", "status", "seconds", "version", "error", "trace")


def as_table(
    runs: Sequence[tuple[str, Outcome]],
    measures: Sequence[str],
    series: Sequence[str],
    days: int,
) -> pa.Table:
    """Runs as a table: keys, words, a column per measure, and per series a list with a number for each day."""
    outcomes = [outcome for _, outcome in runs]
    cells = np.array([o.cell for o in outcomes], np.int32).reshape(-1, len(KEYS))
    values = np.array([o.values for o in outcomes]).reshape(len(outcomes), len(measures) + len(series) * days)
    columns: dict[str, pa.Array] = {key: pa.array(cells[:, k]) for k, key in enumerate(KEYS)}
    columns |= {
        "run": pa.array([run for run, _ in runs], pa.string()),
        "status": pa.array([FAILED if o.error else DONE for o in outcomes], pa.string()),
        "seconds": pa.array([o.seconds for o in outcomes], pa.float64()),
        "version": pa.array([o.version for o in outcomes], pa.string()),
        "error": pa.array([o.error or None for o in outcomes], pa.string()),
        "trace": pa.array([o.trace or None for o in outcomes], pa.string()),
    }
    columns |= {key: pa.array(values[:, k].copy()) for k, key in enumerate(measures)}
    ends = np.arange(len(outcomes) + 1, dtype=np.int32) * days
    for k, name in enumerate(series):
        first = len(measures) + k * days
        block = np.ascontiguousarray(values[:, first : first + days]).reshape(-1)
        columns[column_of(name)] = pa.ListArray.from_arrays(pa.array(ends), pa.array(block))
    return pa.table(columns)


def column_of(series: str) -> str:
    """The column of a series, apart from a measure of the same name."""
    return f"daily_{series}"


def write_part(table: pa.Table, path: Path) -> None:
    """Write a table whole or not at all. Raises OSError, and leaves nothing, when the disk doesn't take it."""
    write_whole(path, lambda unfinished: pq.write_table(table, unfinished, compression="zstd"))


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Fill a file under another name, make sure that it is on the disk, and give it its name."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        write(unfinished)
        _sync(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
