"""Paired runs for the pages: worked out in processes of their own, shared by all who ask the same, kept for reloads.

A page that asks makes its question wanted; whoever stops looking stops being worked for. Processes end with the
server, however it ends (`experiments.pool.end_with_parent`); one that breaks is replaced and the pair counts as failed.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter, OrderedDict
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dashboards.explore.errands import Errands, Job
from experiments.doors import Doors, doors
from experiments.pool import compile_kernels, cores, main_left_alone, new_pool
from experiments.question import Question
from experiments.run import simulate
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.problems import InputError

FULL = 100
"""Pairs after which a question is answered."""
PATIENCE = 4.0
"""Seconds after which nobody is taken to look at a question any more."""
MOST_KEPT = 24
"""Questions whose answers are kept; the longest unasked goes first."""
FIRST_SEED = 1
FORGIVEN = 1
"""How often a task may be in a process that breaks before it is blamed: it may have been its neighbour's fault."""
DOOR_PAIRS = 10
"""Pairs after which the door strips are worked out, so that the first numbers come first."""
REST = 0.12
"""Seconds that a question waits for the next one: a lever on its way asks many that nobody stops at."""
NICE = 5
"""How far simulations stand back, so that the page answers while they run."""


@dataclass
class Answer:
    """What is known about a question. measures: by seed, of both arms; failed: seed and reason; doors: strips."""

    question: Question
    measures: dict[int, tuple[dict[str, float], dict[str, float]]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    doors: Doors | None = None
    doors_failed: str = ""
    cancelled: bool = False
    wanted: float = 0.0
    began: float = 0.0
    halves: dict[tuple[int, int], dict[str, float]] = field(default_factory=dict)
    """One side of a pair whose other isn't there yet, by seed and side."""

    @property
    def tried(self) -> int:
        """Pairs that are through, well or not."""
        return len(self.measures) + len(self.failed)

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.tried >= FULL and (self.doors is not None or bool(self.doors_failed))

    @property
    def stamp(self) -> str:
        """Changes whenever there is more to show."""
        parts = (len(self.measures), len(self.failed), self.doors is not None, bool(self.doors_failed), self.cancelled)
        return f"{self.question.digest}-{'-'.join(str(int(p)) for p in parts)}"


class Side(NamedTuple):
    """A question's digest, a seed (DOORS for its door strips), and which side of the pair: both run side by side."""

    digest: str
    seed: int
    side: int = 0


Task = Side | Job
"""A side of a pair or a question's door strips; or a run of an errand."""
DOORS = -1


class Work:
    """The questions, their answers, and the thread that hands pairs to processes."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or cores()
        self.answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Condition()
        self.errands = Errands(self._lock)
        self._stopping = False
        self._pool: ProcessPoolExecutor | None = None
        self._running: dict[Future[Any], Task] = {}
        self.breaks: Counter[Task] = Counter()
        self._thread = threading.Thread(target=self._hand_out, daemon=True, name="nabolab-work")

    def start(self) -> None:
        """Start the processes and let them load the model, then hand out work."""
        self._pool = new_pool(self.processes)
        for _ in range(self.processes):
            self._pool.submit(get_ready)
        self._thread.start()

    def stop(self) -> None:
        """End the processes with whatever they are doing."""
        with self._lock:
            self._stopping = True
            self._lock.notify_all()
        if self._thread.is_alive():
            self._thread.join(5)
        self._drop_pool()

    def ask(self, question: Question) -> Answer:
        """The answer so far; asking again keeps it wanted."""
        with self._lock:
            now = time.monotonic()
            answer = self.answers.setdefault(question.digest, Answer(question, began=now))
            self.answers.move_to_end(question.digest)
            answer.wanted = now
            while len(self.answers) > MOST_KEPT:
                self.answers.popitem(last=False)
            self._lock.notify_all()
            return answer

    def cancel(self, digest: str, cancelled: bool = True) -> None:
        """Stop working on a question, or go on with it."""
        with self._lock:
            if digest in self.answers:
                self.answers[digest].cancelled = cancelled
                self._lock.notify_all()

    def _hand_out(self) -> None:
        while True:
            with self._lock:
                while not self._stopping and not self._running and self._next() is None:
                    self._lock.wait(self._until_rested())
                if self._stopping:
                    return
                while len(self._running) < self.processes and (task := self._next()) is not None:
                    self._submit(task)
            done, _ = wait(self._running, timeout=0.05, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(future)

    def _next(self) -> Task | None:
        """The next task of the question that was asked last and still has something to do."""
        now, given = time.monotonic(), set(self._running.values())
        for digest, answer in reversed(self.answers.items()):
            if (answer.done or answer.cancelled) and (job := self.errands.next(digest, given)):
                return job
            if answer.cancelled or answer.done or now - answer.wanted > PATIENCE:
                continue
            if now - answer.began < REST:
                return None
            waiting = answer.doors is None and not answer.doors_failed and Side(digest, DOORS) not in given
            if waiting and answer.tried >= DOOR_PAIRS:
                return Side(digest, DOORS)
            for seed in range(FIRST_SEED, FIRST_SEED + FULL):
                if seed in answer.measures or seed in answer.failed:
                    continue
                for side in (0, 1):
                    if (seed, side) not in answer.halves and Side(digest, seed, side) not in given:
                        return Side(digest, seed, side)
        return None

    def _until_rested(self) -> float:
        """Seconds after which there may be something to do without anybody asking."""
        newest = next(reversed(self.answers.values()), None)
        left = REST - (time.monotonic() - newest.began) if newest is not None else 1.0
        return left if 0 < left < 1.0 else 1.0

    def _submit(self, task: Task) -> None:
        self._pool = self._pool or new_pool(self.processes)
        try:
            future = self._future(self._pool, task)
        except BrokenProcessPool:
            self._drop_pool()
            return
        self._running[future] = task

    def _future(self, pool: ProcessPoolExecutor, task: Task) -> Future[Any]:
        if isinstance(task, Job):
            with main_left_alone():
                return pool.submit(task.call, *task.arguments)
        question = self.answers[task.digest].question
        with main_left_alone(question.a):
            if task.seed == DOORS:
                return pool.submit(run_doors, question, FIRST_SEED)
            return pool.submit(run_side, question, task.seed, task.side)

    def _take(self, future: Future[Any]) -> None:
        """Keep what a process found; one that broke takes its pool with it, and the next task starts a new one."""
        task = self._running.pop(future)
        result, reason = None, ""
        try:
            result = future.result()
        except BrokenProcessPool:
            self._drop_pool()
            self.breaks[task] += 1
            if self.breaks[task] <= FORGIVEN:
                return
            reason = "the process ended"
        except InputError as error:
            reason = str(error)
        except Exception as error:  # one run's failure is data, whatever it is
            reason = f"{type(error).__name__}: {error}"
        with self._lock:
            if isinstance(task, Job):
                self.errands.keep(task, result, reason)
                return
            answer = self.answers.get(task.digest)
            if answer is None:
                return
            if task.seed == DOORS:
                answer.doors, answer.doors_failed = result, reason
            elif result is None:
                answer.failed.setdefault(task.seed, reason)
            elif task.seed not in answer.failed:
                answer.halves[task.seed, task.side] = result
                if (task.seed, 1 - task.side) in answer.halves:
                    a, b = (answer.halves.pop((task.seed, side)) for side in (0, 1))
                    answer.measures[task.seed] = (a, b)

    def _drop_pool(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)


def get_ready() -> None:
    """Load and, on a new machine, compile the model, so that the first question need not wait for it."""
    compile_kernels(find_scenario("pilot_60"), [load_arm(name) for name in ("bum", "self_organising")])


def run_side(question: Question, seed: int, side: int) -> dict[str, float]:
    """The measures of one arm of a pair with one seed."""
    stand_back()
    world = question.world(seed)
    return dict(simulate(world, (question.a, question.b)[side], seed).measures)


def run_doors(question: Question, seed: int) -> Doors:
    """The door strips."""
    stand_back()
    return doors(question, seed)


def stand_back() -> None:
    """Let whoever answers the page go first."""
    if hasattr(os, "setpriority") and os.getpriority(os.PRIO_PROCESS, 0) < NICE:
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
