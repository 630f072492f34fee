"""Runs on all cores: processes that are started once and reused. The numbers don't depend on how many there are."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager

from experiments.run import Run, simulate
from policies.arm import Arm
from sim.scenario import Scenario, Settlement

WARM_UP_CITIZENS = 60


@contextmanager
def workers(count: int | None = None) -> Iterator[Executor]:
    """A pool of `count` processes (default: one per core), which end with the block."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=count or cores(), mp_context=context) as pool:
        yield pool


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def compile_kernels(scenario: Scenario, arms: Iterable[Arm]) -> None:
    """Run a few citizens for a fortnight here, so that workers find compiled kernels on disk."""
    place = max(scenario.settlements, key=lambda s: s.citizens)
    few = Settlement(**{**place.model_dump(), "citizens": min(scenario.citizens, WARM_UP_CITIZENS)})
    small = Scenario.model_validate(
        {**scenario.model_dump(), "settlements": (few,), "horizon_days": 14, "warm_up_days": 0}
    )
    for arm in arms:
        simulate(small, arm, 0)


def submit(pool: Executor, scenario: Scenario, arm: Arm, seed: int) -> Future[Run]:
    """Run an arm with a seed in a worker."""
    return pool.submit(simulate, scenario, arm, seed)
