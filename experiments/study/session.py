"""The verbs of a study: run, resume, extend. Each opens the store for writing, works, and leaves it whole."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from experiments.pool import compile_kernels
from experiments.study.executors import LOCAL, Crew, ExecutorLost, executor_problems, open_crew
from experiments.study.folder import begin, extend, reopen
from experiments.study.inputs import read_study, read_text, study_path
from experiments.study.lock import sole_writer
from experiments.study.plan import Study
from experiments.study.runner import Progress, Runner, State, Stop
from experiments.study.store import Store
from experiments.study.writer import CannotWrite, Writer
from sim.problems import Problem, raise_if

DEFAULT_FOLDER = Path("studies")


@dataclass(frozen=True)
class Where:
    """Where to compute. processes: of this machine (None: one a core)."""

    executor: str = LOCAL
    processes: int | None = None

    def problems(self) -> list[Problem]:
        problems = executor_problems(self.executor)
        if self.processes is not None and self.processes < 1:
            problems.append(Problem("--processes", f"must be at least 1, got {self.processes}"))
        return problems


@dataclass(frozen=True)
class Ended:
    """How a session ended. signal: by which one it was stopped; lost: why it couldn't go on; else all is computed."""

    store: Store
    state: State
    signal: int | None = None
    lost: str | None = None


def run(file: str | Path, out: Path | None, where: Where, progress: Progress | None = None) -> Ended:
    """Begin a study and compute it. Raises InputError before anything is written."""
    raise_if(where.problems())
    path = study_path(file)
    study = read_study(path)
    return start(study, path, out, where, progress)


def start(study: Study, path: Path, out: Path | None, where: Where, progress: Progress | None = None) -> Ended:
    """Begin a study that was read from a file. Raises InputError."""
    with _crew(study, where) as crew:
        store = begin(study, read_text(path), path.parent, out or DEFAULT_FOLDER / path.stem)
        with sole_writer(store.folder):
            return _work(study, store, crew, progress)


def resume(
    folder: str | Path, where: Where, anyway: bool = False, retry: bool = False, progress: Progress | None = None
) -> Ended:
    """Go on with a study. anyway: also when code or packages have changed; retry: compute failed runs again.

    Raises InputError.
    """
    raise_if(where.problems())
    store = Store(folder)
    with sole_writer(store.folder):
        study = reopen(store, anyway)
        with _crew(study, where) as crew:
            return _work(study, store, crew, progress, retry)


def go_further(
    folder: str | Path,
    where: Where,
    samples: str | None = None,
    replications: str | None = None,
    precision: float | None = None,
    anyway: bool = False,
    progress: Progress | None = None,
    allowed: Callable[[Study], None] | None = None,
) -> Ended:
    """Extend a study and compute what is new. allowed: may refuse the larger study. Raises InputError."""
    raise_if(where.problems())
    store = Store(folder)
    with sole_writer(store.folder):
        study = extend(store, samples, replications, precision, anyway, allowed)
        with _crew(study, where) as crew:
            return _work(study, store, crew, progress)


@contextmanager
def _crew(study: Study, where: Where) -> Iterator[Crew]:
    """Workers for a study, gone with the block; at once when it ends by an error."""
    arms = [arm for here in study.choices.arms for arm in here]
    if where.executor == LOCAL and where.processes != 1:
        compile_kernels(study.scenario, study.arms)
    crew = open_crew(where.executor, where.processes, arms)
    try:
        yield crew
    except BaseException:
        crew.close(at_once=True)
        raise
    crew.close()


def _work(study: Study, store: Store, crew: Crew, progress: Progress | None, retry: bool = False) -> Ended:
    writer = Writer(store.folder, store.manifest)
    lost = None
    with _stoppable() as (stop, heard):
        runner = Runner(study, store, crew, writer, stop, progress, retry)
        try:
            runner.run()
        except (ExecutorLost, CannotWrite) as error:
            lost = str(error)
            crew.close(at_once=True)
        except BaseException:
            with suppress(CannotWrite):
                writer.close()
            raise
        try:
            writer.close()
        except CannotWrite as error:
            lost = lost or str(error)
    return Ended(store, runner.state, heard[-1] if heard and not lost else None, lost)


@contextmanager
def _stoppable() -> Iterator[tuple[Stop, list[int]]]:
    """Let Ctrl-C, or a cluster's SIGTERM, stop the work in good order; a second one ends it at once."""
    stop, heard = Stop(), list[int]()
    if threading.current_thread() is not threading.main_thread():
        yield stop, heard
        return

    def listen(number: int, _: FrameType | None) -> None:
        if heard:
            raise KeyboardInterrupt
        heard.append(number)
        stop.asked = True

    before = {number: signal.signal(number, listen) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop, heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
