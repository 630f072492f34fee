"""What a study adds to its runs: share of the ideal throughput, bookkeeping, reading it, memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

import numpy as np

from benchmarks.report import Row
from benchmarks.stopwatch import Stopwatch
from experiments.pool import compile_kernels
from experiments.study.executors import LocalCrew
from experiments.study.folder import begin
from experiments.study.inputs import read_study
from experiments.study.lock import sole_writer
from experiments.study.plan import Study
from experiments.study.runner import Runner
from experiments.study.store import Store
from experiments.study.version import version
from experiments.study.work import Brief, Outcome, Task
from experiments.study.writer import Writer
from sim.measures.catalogue import CATALOGUE

PROCESSES = 2
ROUNDS = 3
STORED = 10_000
DAYS = 365
MEASURES = [m.key for m in CATALOGUE][:30]
SERIES = ["visits_done", "visits_unmade"]
STUDY = """
title = "Benchmark"
scenario = "pilot_60"
arms = ["bum", "self_organising"]
replications = {replications}
measures = {measures}
series = {series}
horizon_days = {days}
warm_up_days = {warm_up}
[design]
kind = "sobol"
samples = {samples}
[uncertain.detour]
[uncertain.mortality]
"""


def measure() -> list[Row]:
    """Throughput with real runs; bookkeeping, reading and memory with 10,000 made-up rows in a real store."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [*_throughput(folder), _bookkeeping(folder), *_reading(folder), _memory(folder)]


def study_in(folder: Path, samples: int, days: int, warm_up: int, replications: int, series: Sequence[str]) -> Study:
    """A study of the pilot's 60 citizens, and its file."""
    text = STUDY.format(
        samples=samples,
        days=days,
        warm_up=warm_up,
        replications=replications,
        measures=json.dumps(MEASURES),
        series=json.dumps(list(series)),
    )
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return read_study(folder / "study.toml")


def store_in(study: Study, folder: Path, name: str) -> Store:
    """An empty store of a study."""
    text = (folder / "study.toml").read_text(encoding="utf-8")
    return begin(study, text, folder, folder / name)


def _throughput(folder: Path) -> list[Row]:
    """Seconds spent inside runs, over seconds of all workers, once they are warm; and the parent's own CPU time, which
    the two processes would otherwise have had."""
    study = study_in(folder, 16, 56, 0, 4, SERIES[:1])
    compile_kernels(study.scenario, study.arms)
    crew, shares, seconds, own = LocalCrew(PROCESSES, study.arms), [], [], []
    try:
        for k in range(ROUNDS + 1):
            store = store_in(study, folder, f"throughput-{k}")
            with sole_writer(store.folder):
                watch, cpu = Stopwatch(), time.process_time()
                writer = Writer(store.folder, store.manifest)
                with watch:
                    Runner(study, store, crew, writer).run()
                    writer.close()
                cpu = time.process_time() - cpu
            inside = store.sql("select sum(seconds) as total, avg(seconds) as mean from results").iloc[0]
            if k > 0:
                shares.append(float(inside["total"]) / (watch.seconds * PROCESSES))
                own.append(cpu / study.count)
                seconds.append(float(inside["mean"]))
    finally:
        crew.close()
    how = f"{study.count} runs of {1000 * np.median(seconds):.0f} ms, {ROUNDS} times, warm workers"
    return [
        Row(f"time inside runs, of {PROCESSES} processes' time", f"{100 * np.median(shares):.1f} %", how),
        Row("CPU time of the parent for a run", f"{1000 * np.median(own):.2f} ms", "the same runs, the pool included"),
    ]


class _NoCrew:
    """Answers at once with random numbers, which no file compresses: what is left is what a study does besides."""

    batch_seconds = 0.0

    def __init__(self, numbers: int) -> None:
        self.numbers, self.luck = numbers, np.random.default_rng(1)

    def places(self) -> int:
        return 6

    def submit(self, brief: Brief, tasks: list[Task]) -> Future[list[Outcome]]:
        future: Future[list[Outcome]] = Future()
        future.set_result([Outcome(t.cell, self.luck.random(self.numbers), 0.05, version()) for t in tasks])
        return future

    def worker_lost(self, error: BaseException) -> bool:
        return False

    def close(self, at_once: bool = False) -> None:
        """Nothing to close."""


def fill(study: Study, store: Store, numbers: int) -> float:
    """Run a whole study with answers that cost nothing; seconds of this process's CPU time, disk waits left out."""
    with sole_writer(store.folder):
        writer = Writer(store.folder, store.manifest)
        runner = Runner(study, store, _NoCrew(numbers), writer)
        started = time.process_time()
        runner.run()
        writer.close()
        return time.process_time() - started


def _bookkeeping(folder: Path) -> Row:
    study = study_in(folder, 500, 56, 0, 10, ())
    store = store_in(study, folder, "bookkeeping")
    seconds = fill(study, store, len(MEASURES))
    how = f"CPU time of the parent for {study.count} runs, 30 measures: planning, handing out, tail, parts, intervals"
    return Row("bookkeeping of a run", f"{1000 * seconds / study.count:.2f} ms", how)


def _reading(folder: Path) -> list[Row]:
    study = study_in(folder, STORED // 20, DAYS, 0, 10, SERIES)
    store = store_in(study, folder, "reading")
    fill(study, store, len(MEASURES) + len(SERIES) * DAYS)
    size = sum(path.stat().st_size for path in store.folder.rglob("*") if path.is_file()) / 1e6
    plain, whole = [], []
    for _ in range(ROUNDS):
        for series, times in ((), plain), (SERIES, whole):
            watch = Stopwatch()
            with watch:
                table = Store(store.folder).table(series=series)
            times.append(watch.seconds)
            assert len(table.runs) == STORED
    return [
        Row(f"{STORED:,} runs with 30 measures into a table", f"{np.median(plain):.2f} s", "opening included"),
        Row(
            f"the same with {len(SERIES)} daily series of {DAYS} days",
            f"{np.median(whole):.2f} s",
            f"opening included; {size:.0f} MB",
        ),
    ]


def _memory(folder: Path) -> Row:
    """Peak memory of a parent that keeps ten times as many runs."""
    peaks = []
    for samples in (50, 500):
        words = [sys.executable, "-c", f"from benchmarks.studies import peak; peak({str(folder)!r}, {samples})"]
        done = subprocess.run(words, check=True, capture_output=True, text=True, env={**os.environ})
        peaks.append(int(done.stdout))
    how = "peak of the parent process, daily series kept"
    return Row("10,000 runs' memory against 1,000 runs'", f"{peaks[1]:.0f} against {peaks[0]:.0f} MB", how)


def peak(name: str, samples: int) -> None:
    """Fill a store of so many samples, and print this process's peak memory in MB."""
    folder = Path(tempfile.mkdtemp(dir=name))
    study = study_in(folder, samples, DAYS, 0, 10, SERIES)
    fill(study, store_in(study, folder, "store"), len(MEASURES) + len(SERIES) * DAYS)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
