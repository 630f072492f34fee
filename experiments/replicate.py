"""Paired replications of two arms: a fixed number, or as many as a precision takes, in a place and variants of it.

The numbers depend on nothing but the arms, the scenario and the seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from experiments.pool import compile_kernels, cores, submit, workers
from experiments.run import Run, simulate
from experiments.statistics import compare_measures, precise_enough
from policies.arm import Arm
from sim.problems import Problem
from sim.scenario import Scenario

FIRST_BATCH = 8
NEXT_BATCH = 4
MOST_REPLICATIONS = 400
Pair = tuple[Run, Run]
Progress = Callable[[int, int | None], None]
"""Called with runs done and runs planned, None while nobody knows how many it will take."""


@dataclass(frozen=True)
class Plan:
    """How many replications (or until which precision), from which seed, on how many processes (None: one a core)."""

    replications: int = 20
    precision: float | None = None
    seed: int = 1
    processes: int | None = None

    def problems(self) -> list[Problem]:
        """Numbers out of range."""
        problems = []
        if self.replications < 1:
            problems.append(Problem("replications", f"must be at least 1, got {self.replications}"))
        if self.precision is not None and not 0 < self.precision < 1:
            problems.append(Problem("precision", f"must lie between 0 and 1, got {self.precision:g}"))
        if self.processes is not None and self.processes < 1:
            problems.append(Problem("processes", f"must be at least 1, got {self.processes}"))
        return problems


def replicate(
    a: Arm, b: Arm, scenario: Scenario, variants: Sequence[Scenario], plan: Plan, progress: Progress | None = None
) -> list[list[Pair]]:
    """Paired runs in the scenario, then in each variant of it with the same seeds."""
    count = plan.processes or cores()
    if count == 1 or (plan.replications == 1 and plan.precision is None):
        return _Crew(a, b, plan, None, progress).study(scenario, variants)
    compile_kernels(scenario, (a, b))
    with workers(count) as pool:
        return _Crew(a, b, plan, pool, progress).study(scenario, variants)


class _Crew:
    """Runs both arms, here or in a pool, and counts the runs."""

    def __init__(self, a: Arm, b: Arm, plan: Plan, pool: Executor | None, progress: Progress | None) -> None:
        self.arms = (a, b)
        self.plan = plan
        self.pool = pool
        self.progress = progress
        self.done = 0

    def study(self, scenario: Scenario, variants: Sequence[Scenario]) -> list[list[Pair]]:
        """A fixed number at once; with a precision, the scenario decides how many the variants get."""
        plan = self.plan
        if plan.precision is None:
            seeds = range(plan.seed, plan.seed + plan.replications)
            return self.pairs([scenario, *variants], seeds, 2 * len(seeds) * (1 + len(variants)))
        pairs = self.until_precise(scenario, plan.precision, plan.seed)
        seeds = range(plan.seed, plan.seed + len(pairs))
        return [pairs, *self.pairs(variants, seeds, self.done + 2 * len(seeds) * len(variants))]

    def until_precise(self, scenario: Scenario, precision: float, seed: int) -> list[Pair]:
        """Batch by batch until the intervals are narrow enough."""
        pairs: list[Pair] = []
        batch = FIRST_BATCH
        while True:
            first = seed + len(pairs)
            pairs += self.pairs([scenario], range(first, first + batch), None)[0]
            rows = compare_measures([p[0].measures for p in pairs], [p[1].measures for p in pairs])
            if len(pairs) >= MOST_REPLICATIONS or precise_enough(rows, precision):
                return pairs
            batch = min(NEXT_BATCH, MOST_REPLICATIONS - len(pairs))

    def pairs(self, scenarios: Sequence[Scenario], seeds: Sequence[int], planned: int | None) -> list[list[Pair]]:
        """For each scenario the paired runs of these seeds, in their order."""
        tasks = [(s, arm, seed) for s in scenarios for seed in seeds for arm in self.arms]
        if self.pool is None:
            results = (simulate(*task) for task in tasks)
        else:
            futures = [submit(self.pool, *task) for task in tasks]
            results = (future.result() for future in futures)
        runs = []
        for run in results:
            runs.append(run)
            self.done += 1
            if self.progress:
                self.progress(self.done, planned)
        pairs = list(zip(runs[::2], runs[1::2], strict=True))
        return [pairs[i * len(seeds) : (i + 1) * len(seeds)] for i in range(len(scenarios))]
