"""Runs on all cores: processes that are started once and reused. The numbers don't depend on how many there are."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import wait
from typing import Any

from experiments.run import Run, simulate
from policies.arm import Arm
from policies.extensions import load_policy_files, loaded_files
from sim.scenario import Scenario

WARM_UP_CITIZENS = 60


@contextmanager
def workers(count: int | None = None) -> Iterator[Executor]:
    """A pool of `count` processes (default: one per core), which end with the block."""
    with new_pool(count) as pool:
        yield pool


def new_pool(count: int | None = None) -> ProcessPoolExecutor:
    """A pool of `count` processes (default: one per core); whoever asks for it has to shut it down."""
    context = multiprocessing.get_context("spawn")
    files = tuple(file.path for file in loaded_files())
    return ProcessPoolExecutor(count or cores(), context, _begin, (files,))


def _begin(files: tuple[str, ...]) -> None:
    """A worker's first act: end with its parent, and know the same policies."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    load_policy_files(files)


def end_with_parent() -> None:
    """A worker waits for work for ever, also when its parent was killed; so it watches the parent."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def compile_kernels(scenario: Scenario, arms: Iterable[Arm]) -> None:
    """Run a few citizens for a fortnight here, so that workers find compiled kernels on disk."""
    place = max(scenario.settlements, key=lambda s: s.citizens)
    few = {**place.model_dump(), "citizens": min(scenario.citizens, WARM_UP_CITIZENS), "pilot": True}
    few |= {"inhabitants_67_79": None, "inhabitants_80_plus": None}
    small = Scenario.model_validate(
        {**scenario.model_dump(), "settlements": (few,), "horizon_days": 14, "warm_up_days": 0}
    )
    for arm in arms:
        simulate(small, replace(arm, only_in=()), 0)


def submit(pool: Executor, scenario: Scenario, arm: Arm, seed: int) -> Future[Run]:
    """Run an arm with a seed in a worker; the first calls start the processes."""
    with main_left_alone(arm):
        return pool.submit(simulate, scenario, arm, seed)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Start processes that Ctrl-C doesn't reach, which a terminal sends to all of them: only the parent decides what to
    do about it, and hears of it when the block ends."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def main_left_alone(*arms: Arm) -> Iterator[None]:
    """Start processes without running the user's script in each of them again, so that it needs no `__main__` guard.

    Workers need only importable functions; a policy that the script itself defines is the exception.
    """
    main = sys.modules["__main__"]
    hidden: dict[str, Any] = {name: vars(main)[name] for name in ("__file__", "__spec__") if name in vars(main)}
    if any(type(policy).__module__ == "__main__" for arm in arms for policy in arm.policies):
        hidden = {}
    try:
        for name in hidden:
            delattr(main, name)
        if hidden:
            main.__spec__ = None
        yield
    finally:
        for name, value in hidden.items():
            setattr(main, name, value)
