"""Real processes that are killed, interrupted or lost: what they stored is there, and the study comes to its end."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from benchmarks import kills
from experiments.study import session
from experiments.study.progress import writer_of
from experiments.study.session import Where
from experiments.study.store import Store
from sim.problems import InputError
from tests.experiments.study.conftest import Write

pytestmark = pytest.mark.model

ROOT = Path(__file__).resolve().parents[3]
RUNS = 40
HERE = Where(processes=1)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of forty runs."""
    return kills.write_study(tmp_path_factory.mktemp("study"), RUNS)


@pytest.fixture(scope="module")
def whole(file: Path) -> str:
    """The bytes of its table, uninterrupted."""
    return kills.fingerprint(session.run(file, file.parent / "whole", HERE).store.table(series=["visits_done"]))


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler with two workers."""
    with kills.cluster(2) as found:
        yield found


def bytes_of(folder: Path) -> str:
    return kills.fingerprint(Store(folder).table(series=["visits_done"]))


def test_a_study_killed_three_times_comes_to_the_same_table(file: Path, whole: str) -> None:
    """kill -9 at random moments, resumed each time: the table has the same bytes as without."""
    folder = file.parent / "killed"
    kept = kills.killed(file, folder, RUNS, 3, random.Random(), "--processes", "1")
    assert kept == sorted(kept)
    assert bytes_of(folder) == whole


@pytest.mark.parametrize(("number", "code", "processes"), [(signal.SIGINT, 130, 2), (signal.SIGTERM, 143, 1)])
def test_an_interrupt_finishes_writing_and_says_how_to_go_on(
    file: Path, whole: str, number: int, code: int, processes: int
) -> None:
    """Ctrl-C, sent as a terminal does to parent and workers alike, keeps every finished run, in parts; the rest follows
    when it is resumed, with the same bytes whether processes were spawned or not."""
    folder = file.parent / f"interrupted-{code}"
    study = kills.begin(file, folder, "--processes", str(processes), group=True)
    kills.wait_for(folder, 3, study)
    assert writer_of(Store(folder)) == f"process {study.pid} on {os.uname().nodename}"
    os.killpg(study.pid, number)
    words, _ = study.communicate(timeout=60)
    assert study.returncode == code, words
    assert f"nabolab study resume {folder}" in words
    assert "Traceback" not in words
    counts = Store(folder).counts()
    assert 3 <= counts.done < RUNS
    assert counts.failed == 0
    assert list((folder / "parts").glob("*.tail")) == []
    assert writer_of(Store(folder)) is None
    session.resume(folder, HERE)
    assert bytes_of(folder) == whole


def test_a_dask_worker_may_be_killed(
    file: Path, whole: str, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    """The other worker takes over, and the table has the same bytes as one computed here."""
    address, workers = cluster
    study = kills.begin(file, file.parent / "cluster", "--executor", address)
    kills.wait_for(file.parent / "cluster", 5, study)
    workers[0].kill()
    assert "40 runs done, 0 failed" in kills.finish(study)
    assert bytes_of(file.parent / "cluster") == whole


def test_policies_travel_to_dask_workers(
    fragile: Callable[[int, int], Path], cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    """A policy file that workers don't have is sent along; a run that fails there is told with its traceback."""
    study = fragile(2, -1)
    done = session.run(study, study.parent / "store", Where(cluster[0]))
    assert (done.state.done, done.state.failed) == (15, 3)
    assert done.store.failures()["trace"].str.contains("in allocate").all()


def test_workers_with_other_code_are_refused(
    write: Write, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    """A worker whose sources differ in a line is named before anything is begun."""
    other = tmp_path / "other"
    for package in ("sim", "agents", "policies", "experiments", "dashboards"):
        shutil.copytree(ROOT / package, other / package, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "sim" / "kinds.py").open("a", encoding="utf-8") as source:
        source.write("# another line\n")
    with (
        kills.workers(cluster[0], 1, other),
        pytest.raises(InputError, match=r"runs another version of Nabolab.*the sources differ"),
    ):
        session.run(write(), tmp_path / "store", Where(cluster[0]))
    assert not (tmp_path / "store").exists()


def test_a_scheduler_that_is_lost_stops_a_study_in_good_order(
    file: Path, whole: str, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    """What came back is kept, exit code 4 says that it can't go on there, and it goes on here."""
    address, (_, worker, scheduler) = cluster
    folder = file.parent / "lost"
    with kills.workers(address, 1) if worker.poll() is not None else nullcontext():
        study = kills.begin(file, folder, "--executor", address)
        kills.wait_for(folder, 3, study)
        scheduler.kill()
        words, _ = study.communicate(timeout=120)
    assert study.returncode == 4, words
    assert f"Stopped: the scheduler at {address} is gone." in words
    assert f"nabolab study resume {folder}" in words
    assert "Traceback" not in words
    assert Store(folder).counts().done >= 3
    session.resume(folder, HERE)
    assert bytes_of(folder) == whole


def test_a_scheduler_that_doesnt_answer_is_told_in_seconds(write: Write, tmp_path: Path) -> None:
    """Nothing is begun, and the way to run here is offered."""
    started = time.monotonic()
    with pytest.raises(InputError, match="leave --executor out to run on this machine"):
        session.run(write(), tmp_path / "store", Where("dask://127.0.0.1:9"))
    assert time.monotonic() - started < 30
    assert not (tmp_path / "store").exists()
    with pytest.raises(InputError, match="must be 'local' or dask://HOST:PORT"):
        session.run(write(), tmp_path / "store", Where("dusk://localhost"))
