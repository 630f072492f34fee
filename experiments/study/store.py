"""Reading a store: its runs as tables, through DuckDB over its Parquet parts and what came since the last of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from experiments.study.manifest import Manifest, read_manifest
from experiments.study.parts import DONE, FAILED, KEYS, WORDS, as_table, column_of
from experiments.study.plan import Cell, first_equal, first_equal_arms
from experiments.study.table import StudyTable
from experiments.study.tail import read_tail
from sim.problems import InputError, Problem
from sim.tables import LongArray

PARTS = "parts"
SAMPLES = "samples.parquet"
LAST_TRY = f"qualify row_number() over (partition by {', '.join(KEYS)} order by part desc, line desc) = 1"


def part_path(folder: Path, number: int) -> Path:
    """The file of a part, the first of which is 1."""
    return folder / PARTS / f"{number:06d}.parquet"


def tail_path(folder: Path, number: int) -> Path:
    """The file of the runs that will become a part; without meaning once the part is there."""
    return folder / PARTS / f"{number:06d}.tail"


def part_numbers(folder: Path) -> list[int]:
    """Numbers of the parts that are there."""
    return sorted(int(path.stem) for path in (folder / PARTS).glob("[0-9]*.parquet"))


@dataclass(frozen=True)
class Counts:
    """How many runs a study has in each state. planned: with the fewest replications, where a precision decides."""

    done: int
    failed: int
    planned: int

    @property
    def pending(self) -> int:
        return max(self.planned - self.done - self.failed, 0)


class Store:
    """A study's folder, for reading. Any number of processes may read while one writes."""

    def __init__(self, folder: str | Path) -> None:
        """Raises InputError when there is no store, or one that this program can't read."""
        self.folder = Path(folder)
        self.manifest: Manifest = read_manifest(self.folder)

    def __repr__(self) -> str:
        counts = self.counts()
        return (
            f"Study {self.manifest.title!r} in {self.folder}: {counts.done} runs done, {counts.failed} failed, "
            f"{counts.pending} pending"
        )

    def refresh(self) -> None:
        """Read the manifest again, after the study was extended."""
        self.manifest = read_manifest(self.folder)
        for name in ("samples", "same_sample"):
            self.__dict__.pop(name, None)

    @cached_property
    def samples(self) -> pd.DataFrame:
        """The design: index `sample`, a column per uncertain parameter, natural units."""
        path = self.folder / SAMPLES
        if not self.manifest.factors:  # Parquet doesn't keep the rows of a table without columns
            return pd.DataFrame(index=pd.RangeIndex(self.manifest.points, name="sample"))
        try:
            return pd.read_parquet(path).iloc[: self.manifest.points]
        except (OSError, pa.ArrowInvalid) as error:
            raise InputError([Problem(str(path), f"can't be read: {error}")]) from None

    @property
    def levers(self) -> pd.DataFrame:
        """Combinations of lever values: index `levers`, a column per lever."""
        rows = [list(row) for row in self.manifest.lever_rows]
        return pd.DataFrame(rows, columns=list(self.manifest.levers), index=pd.RangeIndex(len(rows), name="levers"))

    @cached_property
    def same_sample(self) -> LongArray:
        """For each sample the first one with the same values, whose runs are its own."""
        return first_equal(self.samples.to_numpy(float))

    def same_levers(self) -> LongArray:
        """For each combination and arm the first combination in which the arm is the same."""
        return first_equal_arms(self.manifest.arm_digests)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with the views `results`, `samples` and `levers`.

        results: a row for each run that was computed, done or failed: `sample`, `levers`, `arm` (by number),
        `replication`, `run`, `status`, `seconds`, `version`, `error`, `trace`, the measures, and a list `daily_...` for
        each series. A run that was tried again stands there with its last try.
        """
        connection = duckdb.connect()
        fresh = self._tail()
        files = [str(part_path(self.folder, n)) for n in part_numbers(self.folder)]
        connection.register("tail", fresh)
        union = "select *, 1000000000 as part, row_number() over () as line from tail"
        if files:
            names = ", ".join(f"'{name}'" for name in (f.replace("'", "''") for f in files))
            read = f"read_parquet([{names}], filename = true, file_row_number = true)"
            union += (
                " union all by name select * exclude (filename, file_row_number), "
                f"parse_path(filename)[-1][:6]::int as part, file_row_number as line from {read}"
            )
        connection.execute(f"create view every_try as {union}")
        last = f" {LAST_TRY}" if self._retried(connection) else ""
        connection.execute(f"create view results as select * exclude (part, line) from every_try{last}")
        connection.register("samples", self.samples.reset_index())
        connection.register("levers", self.levers.reset_index())
        return connection

    def _retried(self, connection: duckdb.DuckDBPyConnection) -> bool:
        """Whether any run was tried more than once."""
        found = connection.execute(f"select count(*), count(distinct ({', '.join(KEYS)})) from every_try").fetchone()
        assert found is not None
        return bool(found[0] != found[1])

    def _tail(self) -> pa.Table:
        """What came since the last part. Read before the list of parts: when it becomes one meanwhile, its runs stand
        there twice and count once, where the other order could lose them."""
        numbers = part_numbers(self.folder)
        number = (numbers[-1] if numbers else 0) + 1
        runs, _ = read_tail(tail_path(self.folder, number))
        m = self.manifest
        return as_table(runs, m.measures, m.series, m.days)

    def results(self, columns: Sequence[str] = ()) -> pd.DataFrame:
        """Computed runs, done and failed, as stored: the keys, `status`, and these columns (see `connect`)."""
        names = ", ".join(f'"{name}"' for name in (*KEYS, "status", *columns))
        with self.connect() as connection:
            frame: pd.DataFrame = connection.execute(f"select {names} from results").df()
        return frame

    def sql(self, query: str) -> pd.DataFrame:
        """Ask DuckDB about the views of `connect`."""
        with self.connect() as connection:
            frame: pd.DataFrame = connection.execute(query).df()
        return frame

    def table(self, measures: Sequence[str] | None = None, series: Sequence[str] = ()) -> StudyTable:
        """All finished runs with these measures (default: all of the study's), pairs in order.

        series: adds a column `daily_...` for each, with an array of a number for each measured day in every row.
        """
        m = self.manifest
        kept = tuple(m.measures if measures is None else measures)
        self._check(kept, m.measures, "measure")
        self._check(series, m.series, "series")
        columns = [*kept, *map(column_of, series)]
        frame = self.results(columns)
        frame = self._everywhere(frame[frame["status"] == DONE])
        frame = frame.sort_values(list(KEYS), ignore_index=True)
        numbers = frame["arm"].to_numpy()
        runs = pd.DataFrame(
            {
                "sample": frame["sample"].astype(np.int64),
                "levers": frame["levers"].astype(np.int64),
                "arm": pd.Series(np.array(m.arms, object)[numbers], dtype=object),
                "replication": frame["replication"].astype(np.int64),
                "seed": frame["replication"].astype(np.int64) + m.seed,
            }
        )
        runs = pd.concat([runs, frame[columns]], axis=1)
        return StudyTable(runs, self.samples, self.levers, m.factors, m.arms, m.design, kept)

    @staticmethod
    def _check(names: Sequence[str], known: Sequence[str], what: str) -> None:
        for name in names:
            if name not in known:
                raise KeyError(f"no {what} {name!r} in this study; known: {', '.join(known)}")

    def _everywhere(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Each run in every sample and combination that it stands for."""
        same = self.same_levers()
        if (same != np.arange(len(same))[:, None]).any():
            rows = [(levers, arm, first) for levers, row in enumerate(same) for arm, first in enumerate(row)]
            stands = pd.DataFrame(rows, columns=["levers_here", "arm", "levers"])
            frame = frame.merge(stands, on=["levers", "arm"])
            frame = frame.assign(levers=frame["levers_here"]).drop(columns="levers_here")
        first = self.same_sample
        if (first != np.arange(len(first))).any():
            stands = pd.DataFrame({"sample": first, "sample_here": np.arange(len(first))})
            frame = frame.merge(stands, on="sample")
            frame = frame.assign(sample=frame["sample_here"]).drop(columns="sample_here")
        return frame

    def counts(self) -> Counts:
        """How many runs are done, failed and planned."""
        states = self.results()["status"].value_counts()
        return Counts(int(states.get(DONE, 0)), int(states.get(FAILED, 0)), self.planned())

    def planned(self) -> int:
        """Different runs with the fewest replications."""
        same = self.same_levers()
        own = int((same == np.arange(len(same))[:, None]).sum())
        return len(np.unique(self.same_sample)) * own * self.manifest.replications

    def runs(self) -> pd.DataFrame:
        """A row for every run of the plan: sample, levers, arm, replication, seed, `status` (pending, done, failed).

        A run that several points share has one row. With a precision, the runs beyond the fewest replications appear
        once they have been computed.
        """
        same = self.same_levers()
        own = np.argwhere(same == np.arange(len(same))[:, None])
        samples = np.unique(self.same_sample)
        reps = np.arange(self.manifest.replications)
        s, pair, r = (a.reshape(-1) for a in np.meshgrid(samples, np.arange(len(own)), reps, indexing="ij"))
        plan = pd.DataFrame({"sample": s, "levers": own[pair, 0], "arm": own[pair, 1], "replication": r})
        frame = plan.merge(self.results(), on=list(KEYS), how="outer")
        frame["status"] = frame["status"].astype(object).where(frame["status"].notna(), "pending")
        frame["arm"] = np.array(self.manifest.arms, object)[frame["arm"].to_numpy()]
        frame.insert(4, "seed", frame["replication"] + self.manifest.seed)
        return frame

    def failures(self) -> pd.DataFrame:
        """Failed runs: keys, `run` (its id), `seed`, `arm` by name, `error`, `trace`, and a column per uncertain
        parameter and lever."""
        frame = self.results(WORDS[:1] + WORDS[4:])
        frame = frame[frame["status"] == FAILED].sort_values(list(KEYS), ignore_index=True)
        frame["seed"] = frame["replication"] + self.manifest.seed
        levers = self.levers.rename(columns={name: f"{name} (lever)" for name in self.samples.columns})
        frame = frame.join(self.samples, on="sample").join(levers, on="levers")
        frame["arm"] = np.array(self.manifest.arms, object)[frame["arm"].to_numpy(int)]
        return frame

    def cells(self) -> list[Cell]:
        """Keys of all computed runs."""
        return [Cell(*map(int, row)) for row in self.results()[list(KEYS)].itertuples(index=False)]
