"""How much more gets done with two worker processes than with one, their start-up left out."""

from __future__ import annotations

import os
import time
from concurrent.futures import Executor

from benchmarks.report import Row
from benchmarks.stopwatch import Stopwatch
from benchmarks.subjects import ARMS, SEED, district
from experiments.pool import compile_kernels, cores, submit, workers
from policies.arm import Arm
from policies.loading import load_arm
from sim.scenario import Scenario

PROCESSES = 2
REPLICATIONS = 4
ROUNDS = 4
SETTLE = 0.2


def measure() -> list[Row]:
    """Replications of both arms through one and through two processes, in turn, so that both meet the same machine."""
    scenario, arms = district(), [load_arm(name) for name in ARMS]
    alone, together = Stopwatch(), Stopwatch()
    with workers(1) as one, workers(PROCESSES) as more:
        _start(one, 1, scenario, arms)
        _start(more, PROCESSES, scenario, arms)
        for _ in range(ROUNDS):
            for pool, watch in ((one, alone), (more, together)):
                with watch:
                    _run(pool, scenario, arms)
    runs = ROUNDS * REPLICATIONS * len(arms)
    return [
        Row(
            f"{PROCESSES} processes against 1",
            f"{alone.seconds / together.seconds:.2f} times",
            f"{runs} runs in {together.seconds:.1f} and {alone.seconds:.1f} s, {cores()} cores",
        )
    ]


def _run(pool: Executor, scenario: Scenario, arms: list[Arm]) -> None:
    futures = [submit(pool, scenario, arm, SEED + k) for k in range(REPLICATIONS) for arm in arms]
    for future in futures:
        future.result()


def _start(pool: Executor, count: int, scenario: Scenario, arms: list[Arm]) -> None:
    """Have every worker of the pool imported, and its kernels loaded, before the clock runs."""
    ready: set[int] = set()
    while len(ready) < count:
        ready |= set(pool.map(prepare, [scenario] * count, [arms] * count))


def prepare(scenario: Scenario, arms: list[Arm]) -> int:
    """Load everything in this worker and keep it busy for a moment, so that the others get their turn."""
    compile_kernels(scenario, arms)
    time.sleep(SETTLE)
    return os.getpid()
