"""Running a study: hand out batches, keep what comes back, and go on whatever happens to a run or to a worker."""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

import numpy as np

from experiments.study.agenda import Agenda, Known
from experiments.study.executors import Crew
from experiments.study.parts import DONE, FAILED
from experiments.study.plan import Cell, Study
from experiments.study.store import Store
from experiments.study.tail import Kept
from experiments.study.version import version
from experiments.study.work import Brief, Outcome, Source, Task, length
from experiments.study.writer import Writer
from policies.extensions import loaded_files

DEATHS = 2
"""A run that is alone on a worker and kills it so many times has failed."""
MOST_IN_A_BATCH = 64
LISTEN_SECONDS = 0.2


@dataclass
class State:
    """How far a study is. planned: with the fewest replications asked for. seconds: since this session began."""

    done: int
    failed: int
    planned: int
    session: int = 0
    seconds: float = 0.0
    widest: float = float("nan")
    measure: str = ""
    reached: int = 0
    capped: int = 0
    stopping: bool = False
    run_seconds: float = 0.0

    @property
    def width_known(self) -> bool:
        """Whether there is an interval yet."""
        return self.widest == self.widest

    @property
    def rate(self) -> float:
        """Runs a second in this session."""
        return self.session / self.seconds if self.seconds > 0 else 0.0


Progress = Callable[[State], None]


@dataclass
class Stop:
    """Set from outside (Ctrl-C) to finish what is under way and begin nothing more."""

    asked: bool = False


@dataclass
class _Batch:
    future: Future[list[Outcome]]
    tasks: list[Task]
    alone: bool = False


@dataclass
class Runner:
    """One session of work on a store. The caller holds the store's lock. retry: compute failed runs again."""

    study: Study
    store: Store
    crew: Crew
    writer: Writer
    stop: Stop = field(default_factory=Stop)
    progress: Progress | None = None
    retry: bool = False

    def __post_init__(self) -> None:
        study, store = self.study, self.store
        results = store.results(study.decisions)
        if self.retry:
            results = results[results["status"] == DONE]
        failed = int((results["status"] == FAILED).sum())
        self.state = State(len(results) - failed, failed, store.planned())
        self.agenda = Agenda(study, Known(study, results), window=4 * self.crew.places() + 8)
        self.brief = brief_of(study)
        self._columns = [study.spec.measures.index(key) for key in study.decisions]
        self._arms: dict[tuple[int, int], bytes] = {}
        self._out: dict[Future[list[Outcome]], _Batch] = {}
        self._back: SimpleQueue[Future[list[Outcome]]] = SimpleQueue()
        self._suspects: deque[Task] = deque()
        self._deaths: dict[Cell, int] = {}
        self._usual = 0.0
        self._code = store.manifest.code

    def run(self) -> State:
        """Work until nothing is left or a stop is asked for. Raises CannotWrite, ExecutorLost; what is done is kept."""
        started = time.perf_counter()
        while True:
            if not self.stop.asked:
                self._hand_out()
            if not self._out:
                break
            self._take_back()
            self._tell(started)
        self._tell(started)
        return self.state

    def _tell(self, started: float) -> None:
        state, agenda = self.state, self.agenda
        state.seconds = time.perf_counter() - started
        state.widest, state.measure = agenda.widest.width, agenda.widest.measure
        state.reached, state.capped, state.stopping = agenda.reached, agenda.capped, self.stop.asked
        state.run_seconds = self._usual
        if self.progress is not None:
            self.progress(state)

    def _hand_out(self) -> None:
        """Keep the workers busy; a run suspected of killing its worker gets one to itself."""
        if self._suspects:
            if not self._out:
                self._send([self._suspects.popleft()], alone=True)
            return
        while len(self._out) < self.crew.places():
            cells = self.agenda.take(self._batch_size())
            if not cells:
                return
            self._send([self._task(cell) for cell in cells])

    def _batch_size(self) -> int:
        """As many runs as take about as long as the executor likes a batch to take; one until that is known."""
        if self._usual == 0.0:
            return 1
        return max(1, min(MOST_IN_A_BATCH, round(self.crew.batch_seconds / self._usual)))

    def _send(self, tasks: list[Task], alone: bool = False) -> None:
        future = self.crew.submit(self.brief, tasks)
        self._out[future] = _Batch(future, tasks, alone)
        future.add_done_callback(self._back.put)

    def _take_back(self) -> None:
        """Wait for a batch, then take all that came back meanwhile."""
        try:
            futures = [self._back.get(timeout=LISTEN_SECONDS)]
        except Empty:
            return
        while True:
            try:
                futures.append(self._back.get_nowait())
            except Empty:
                break
        outcomes: list[Outcome] = []
        for future in futures:
            batch = self._out.pop(future)
            error = CancelledError() if future.cancelled() else future.exception()
            outcomes += future.result() if error is None else self._lost(batch, error)
        self._keep(outcomes)

    def _lost(self, batch: _Batch, error: BaseException) -> list[Outcome]:
        """A batch whose worker died: its runs are tried again, one at a time, to find out which did it, if any."""
        if not self.crew.worker_lost(error):
            raise error
        if not batch.alone:
            self._suspects.extend(batch.tasks)
            return []
        task = batch.tasks[0]
        self._deaths[task.cell] = self._deaths.get(task.cell, 0) + 1
        if self._deaths[task.cell] < DEATHS:
            self._suspects.appendleft(task)
            return []
        words = f"the worker process died {DEATHS} times while it computed this run"
        return [Outcome(task.cell, np.full(length(self.brief), np.nan), 0.0, version(), words, words)]

    def _keep(self, outcomes: list[Outcome]) -> None:
        """Write first, then take note."""
        if not outcomes:
            return
        kept: list[Kept] = [(self.study.run_id(o.cell, self._code), o) for o in outcomes]
        self.writer.append(kept)
        for o in outcomes:
            self._usual = o.seconds if self._usual == 0.0 else 0.9 * self._usual + 0.1 * o.seconds
            self.agenda.finished(o.cell, o.values[self._columns])
            self.state.session += 1
            self.state.failed += bool(o.error)
            self.state.done += not o.error

    def _task(self, cell: Cell) -> Task:
        key = (cell.levers, cell.arm)
        if key not in self._arms:
            self._arms[key] = pickle.dumps(self.study.choices.arms[cell.levers][cell.arm])
        return Task(cell, self._arms[key], tuple(self.study.draw(cell.sample).items()), self.study.seed(cell))


def brief_of(study: Study) -> Brief:
    """What all runs of a study share, to be sent along with each batch."""
    sources = []
    for file in loaded_files():
        with open(file.path, "rb") as content:
            sources.append(Source(file.digest, content.read()))
    spec = study.spec
    return Brief(pickle.dumps(study.scenario), tuple(sources), spec.measures, spec.series, spec.seed)
