"""Where runs are computed: reused processes here, or Dask workers elsewhere, behind one interface.

Both are a `concurrent.futures.Executor`. What differs is how many tasks to keep waiting, how long a batch should take,
and what it looks like when a worker or the whole executor is lost.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import Any, Protocol, TypeVar

from experiments.pool import cores, interrupts_held, main_left_alone, new_pool
from experiments.study.version import environment, version
from experiments.study.work import Brief, Outcome, Task, compute
from policies.arm import Arm
from sim.problems import InputError, Problem

T = TypeVar("T")
CONNECT_SECONDS = 5.0
LOCAL = "local"


class ExecutorLost(RuntimeError):
    """The executor is gone, and what it had was lost; nothing is wrong with the study."""


class Crew(Protocol):
    """Computes batches of runs. batch_seconds: how long a batch should take for its overhead not to matter."""

    batch_seconds: float

    def places(self) -> int:
        """How many batches may be under way or waiting."""
        ...

    def submit(self, brief: Brief, tasks: list[Task]) -> Future[list[Outcome]]: ...

    def worker_lost(self, error: BaseException) -> bool:
        """Whether a batch failed because its worker died. Raises ExecutorLost when there is nobody left to ask."""
        ...

    def close(self, at_once: bool = False) -> None: ...


class LocalCrew:
    """Processes of this machine, started once and reused; a pool that broke is replaced."""

    batch_seconds = 0.02

    def __init__(self, processes: int | None, arms: Iterable[Arm]) -> None:
        self.count = processes or cores()
        self.arms = tuple(arms)
        self._pool = new_pool(self.count)

    def places(self) -> int:
        return 2 * self.count + 2

    def submit(self, brief: Brief, tasks: list[Task]) -> Future[list[Outcome]]:
        with main_left_alone(*self.arms), interrupts_held():
            try:
                return self._pool.submit(compute, brief, tasks)
            except BrokenExecutor:
                self._pool.shutdown(wait=False)
                self._pool = new_pool(self.count)
                return self._pool.submit(compute, brief, tasks)

    def worker_lost(self, error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)

    def close(self, at_once: bool = False) -> None:
        workers = list((self._pool._processes or {}).values()) if at_once else []
        for worker in workers:
            worker.kill()
        self._pool.shutdown(wait=not at_once, cancel_futures=True)


class Here(Executor):
    """An executor that computes in this process, at once."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class OwnCrew:
    """This process alone."""

    batch_seconds = 0.02

    def __init__(self) -> None:
        self._pool = Here()

    def places(self) -> int:
        return 1

    def submit(self, brief: Brief, tasks: list[Task]) -> Future[list[Outcome]]:
        return self._pool.submit(compute, brief, tasks)

    def worker_lost(self, error: BaseException) -> bool:
        return False

    def close(self, at_once: bool = False) -> None:
        """Nothing was started."""


class DaskCrew:
    """Workers of a Dask cluster, through Dask's own executor. Dask itself moves the work of a worker that died."""

    batch_seconds = 0.5

    def __init__(self, address: str) -> None:
        self.address = address
        self.client = _client(address)
        self._pool: Executor = self.client.get_executor(pure=False)
        self._asked, self._workers = 0.0, 0
        self._check()

    def _check(self) -> None:
        """All workers must compute the same as we would. Raises InputError with the names of those that don't."""
        told: dict[str, Any] = self.client.run(_about_me)
        mine = version()
        problems = [
            Problem(f"worker {name}", f"runs another version of Nabolab or its packages ({_unlike(packages)})")
            for name, (theirs, packages) in told.items()
            if theirs != mine
        ]
        if problems:
            self.close(at_once=True)
            raise InputError(problems)

    def places(self) -> int:
        """Two batches for each worker, whose number may change while a study runs; at least one waits for the first."""
        if time.monotonic() - self._asked > 1.0:
            with self._there():
                self._workers = len(self.client.scheduler_info(n_workers=-1)["workers"])
            self._asked = time.monotonic()
        return max(2 * self._workers, 1)

    def submit(self, brief: Brief, tasks: list[Task]) -> Future[list[Outcome]]:
        with self._there():
            return self._pool.submit(compute, brief, tasks)

    @contextlib.contextmanager
    def _there(self) -> Iterator[None]:
        """Whatever goes wrong while the scheduler is gone goes wrong because of that. Raises ExecutorLost."""
        try:
            yield
        except Exception as error:
            raise ExecutorLost(f"the scheduler at {self.address} is gone") from error

    def worker_lost(self, error: BaseException) -> bool:
        from distributed.scheduler import KilledWorker

        if isinstance(error, CancelledError | OSError) or self.client.status != "running":
            raise ExecutorLost(f"the scheduler at {self.address} is gone") from error
        return isinstance(error, KilledWorker)

    def close(self, at_once: bool = False) -> None:
        with contextlib.suppress(Exception):
            self._pool.shutdown(wait=False)
        with contextlib.suppress(Exception):
            self.client.close(timeout=2)


def executor_problems(name: str) -> list[Problem]:
    """What is wrong with the name of an executor."""
    if name == LOCAL or (name.startswith("dask://") and name.removeprefix("dask://").rpartition(":")[2].isdigit()):
        return []
    return [Problem("--executor", f"must be {LOCAL!r} or dask://HOST:PORT, got {name!r}")]


def open_crew(name: str, processes: int | None, arms: Iterable[Arm]) -> Crew:
    """Start or reach an executor: with one process, this one. Raises InputError within seconds when nobody answers."""
    if name != LOCAL:
        return DaskCrew(name)
    return OwnCrew() if (processes or cores()) == 1 else LocalCrew(processes, arms)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        text = "Dask isn't installed; `pip install 'nabolab[cluster]'`, or leave --executor out to run on this machine"
        raise InputError([Problem(f"--executor {address}", text)]) from None
    for name in ("distributed", "distributed.client", "distributed.core", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return Client(  # type: ignore[no-untyped-call]
            "tcp://" + address.removeprefix("dask://"), timeout=CONNECT_SECONDS, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as error:
        text = (
            f"no Dask scheduler answers there ({type(error).__name__}); start one with `dask scheduler`, or leave "
            "--executor out to run on this machine"
        )
        raise InputError([Problem(f"--executor {address}", text)]) from None


def _about_me() -> tuple[str, dict[str, str]]:
    return version(), environment()


def _unlike(packages: dict[str, str]) -> str:
    here = environment()
    told = [
        f"{n} {packages.get(n, 'none')}, here {here.get(n, 'none')}"
        for n in {**packages, **here}
        if packages.get(n) != here.get(n)
    ]
    return "; ".join(told) or "the sources differ"
