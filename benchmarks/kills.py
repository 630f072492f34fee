"""A study that is killed again and again comes to the same table, byte for byte: processes here, and a Dask worker."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.report import Row
from experiments.study.store import Store
from experiments.study.table import StudyTable

RUNS = 2000
KILLS = 3
PATIENCE = 300.0
PLACE = """
title = "Twenty citizens"
horizon_days = 7
warm_up_days = 0
[office]
x_km = 0
y_km = 0
[[settlements]]
name = "Town"
kind = "town"
x_km = 0
y_km = 0
radius_km = 0.9
citizens = 20
"""
STUDY = """
title = "A study that is killed"
scenario = "place.toml"
arms = ["bum", "self_organising"]
replications = 5
measures = ["carers_14_all", "late_share", "overhead_share_cost", "cost_per_delivered_hour"]
series = ["visits_done"]
[design]
kind = "sobol"
samples = {samples}
[uncertain.detour]
[uncertain.mortality]
"""
RUNS_A_SAMPLE = 10


def measure() -> list[Row]:
    """2,000 runs: uninterrupted, killed three times at random, and with one of two Dask workers killed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = write_study(folder, RUNS)
        finish(begin(file, folder / "whole"))
        whole = fingerprint(Store(folder / "whole").table(series=["visits_done"]))
        kills = killed(file, folder / "killed", RUNS, KILLS, random.Random())
        with cluster(2) as (address, two):
            study = begin(file, folder / "cluster", "--executor", address)
            wait_for(folder / "cluster", RUNS // 4, study)
            two[0].kill()
            finish(study)
        same = {n: fingerprint(Store(folder / n).table(series=["visits_done"])) == whole for n in ("killed", "cluster")}
    at = ", ".join(map(str, kills))
    return [
        Row("a study killed with -9 three times", _told(same["killed"]), f"{RUNS} runs; killed after {at} of them"),
        Row("a study one of whose Dask workers is killed", _told(same["cluster"]), f"{RUNS} runs, two workers"),
    ]


def _told(same: bool) -> str:
    return "same bytes" if same else "DIFFERENT"


def write_study(folder: Path, runs: int) -> Path:
    """A study of so many runs (in tens) of about 15 ms, with its place."""
    (folder / "place.toml").write_text(PLACE, encoding="utf-8")
    file = folder / "study.toml"
    file.write_text(STUDY.format(samples=runs // RUNS_A_SAMPLE), encoding="utf-8")
    return file


def nabolab(*words: str | Path, group: bool = False) -> subprocess.Popen[str]:
    """Start the command line in a process of its own. group: with a process group of its own, as a terminal does."""
    command = [sys.executable, "-m", "dashboards.terminal.app", *map(str, words)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=group
    )


def begin(file: Path, folder: Path, *flags: str, group: bool = False) -> subprocess.Popen[str]:
    """Start `nabolab study run`."""
    return nabolab("study", "run", file, "--out", folder, "--quiet", *flags, group=group)


def finish(study: subprocess.Popen[str]) -> str:
    """Wait for a command to end well; what it printed."""
    words, _ = study.communicate(timeout=PATIENCE * 2)
    if study.returncode != 0:
        raise RuntimeError(f"ended with {study.returncode}: {words}")
    return words


def killed(file: Path, folder: Path, runs: int, kills: int, luck: random.Random, *flags: str) -> list[int]:
    """Run a study, kill it with -9 at random moments, resume it each time and let it end; runs kept at each kill."""
    study = begin(file, folder, *flags)
    kept = []
    for at in sorted(luck.sample(range(1, runs), kills)):
        wait_for(folder, at, study)
        time.sleep(luck.random() / 20)
        study.send_signal(signal.SIGKILL)
        study.communicate()
        kept.append(len(Store(folder).results()))
        study = nabolab("study", "resume", folder, "--quiet", *flags)
    finish(study)
    return kept


def wait_for(folder: Path, runs: int, study: subprocess.Popen[str]) -> None:
    """Wait until a store holds so many runs. Raises RuntimeError when the study ends before, or takes for ever."""
    until = time.monotonic() + PATIENCE
    while not folder.exists() or len(Store(folder).results()) < runs:
        if study.poll() is not None and (not folder.exists() or len(Store(folder).results()) < runs):
            raise RuntimeError(f"ended with {study.returncode}: {study.communicate()[0]}")
        if time.monotonic() > until:
            raise RuntimeError(f"{folder} has no {runs} runs after {PATIENCE:.0f} s")
        time.sleep(0.05)


def fingerprint(table: StudyTable) -> str:
    """A hash of every byte of a table's runs and samples."""
    total = hashlib.sha256()
    for frame in (table.runs, table.samples):
        for name in frame.columns:
            column = frame[name].to_numpy()
            cells = [c if isinstance(c, str) else c.tobytes() for c in column] if column.dtype == object else []
            total.update(f"\0{name}\0".encode())
            total.update(repr(cells).encode() if cells else column.tobytes())
    return total.hexdigest()


@contextlib.contextmanager
def cluster(count: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and workers, each a process: the executor's name; the workers, and last the scheduler."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    scheduler = _dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    name = f"dask://127.0.0.1:{port}"
    try:
        with workers(name, count) as started:
            yield name, [*started, scheduler]
    finally:
        scheduler.kill()
        scheduler.wait()


@contextlib.contextmanager
def workers(name: str, count: int, folder: Path | None = None) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers of a scheduler, added to those it has. folder: from which they import."""
    from distributed import Client

    address = name.replace("dask://", "tcp://")
    words = ("worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
    started = [_dask(*words, folder=folder) for _ in range(count)]
    try:
        with Client(address, timeout=60) as client:
            until = time.monotonic() + PATIENCE
            while {w.pid for w in started} - set(client.run(os.getpid).values()) and time.monotonic() < until:
                time.sleep(0.1)
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


def _dask(*words: str, folder: Path | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
