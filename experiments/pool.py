"""Runs on all cores: processes that are started once and reused. The numbers don't depend on how many there are."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from experiments.run import Run, simulate
from policies.arm import Arm
from policies.extensions import load_policy_files, loaded_files
from sim.scenario import Scenario

WARM_UP_CITIZENS = 60


@contextmanager
def workers(count: int | None = None) -> Iterator[Executor]:
    """A pool of `count` processes (default: one per core), which end with the block."""
    context = multiprocessing.get_context("spawn")
    files = tuple(file.path for file in loaded_files())
    with ProcessPoolExecutor(count or cores(), context, load_policy_files, (files,)) as pool:
        yield pool


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
def main_left_alone(arm: Arm) -> Iterator[None]:
    """Start processes without running the user's script in each of them again, so that it needs no `__main__` guard.

    Workers need only importable functions; a policy that the script itself defines is the exception.
    """
    main = sys.modules["__main__"]
    hidden = {name: vars(main)[name] for name in ("__file__", "__spec__") if name in vars(main)}
    if any(type(policy).__module__ == "__main__" for policy in arm.policies):
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
