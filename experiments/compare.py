"""Comparing two arms: the same citizens, streets and luck in both, replication by replication."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from importlib import metadata
from typing import Any

import numpy as np
import pandas as pd

from experiments.comparison import Comparison
from experiments.pool import compile_kernels, cores, submit, workers
from experiments.run import Run, simulate
from experiments.statistics import compare_measures, precise_enough
from policies.arm import Arm
from sim.problems import Problem, raise_if
from sim.scenario import Scenario

FIRST_BATCH = 8
NEXT_BATCH = 4
MOST_REPLICATIONS = 400
Progress = Callable[[int, int | None], None]
LEFT_OUT = (
    "Nights are out of scope: help from 22:30 to 07:00 is neither needed nor given here.",
    "Hiring, quitting, strain, admissions and the provider's liquidity are not modelled; sickness is alike in both.",
    "Minutes of documentation per visit, need and sickness are not lower in either arm by assumption.",
    "Grades cost what they cost: an arm with more nurses pays more per hour, whatever else it does.",
)


def compare(
    a: Arm,
    b: Arm,
    scenario: Scenario,
    replications: int = 20,
    precision: float | None = None,
    seed: int = 1,
    processes: int | None = None,
    progress: Progress | None = None,
    command: str = "",
) -> Comparison:
    """Compare two arms over paired replications (seeds seed, seed + 1, ...).

    precision: instead of a fixed number, add replications until half the 95 % interval of each decision measure's
    paired difference is at most that share of the first arm's mean (at most MOST_REPLICATIONS). progress: called with
    runs done and runs planned. Raises InputError when an arm is inconsistent or can't work here.
    """
    raise_if(_problems(a, b, scenario, replications, precision, processes))
    started = time.perf_counter()
    pairs = _run_pairs(a, b, scenario, replications, precision, seed, processes, progress or _silent)
    provenance = _provenance(scenario, a, b, seed, len(pairs), time.perf_counter() - started, command)
    return summarise(a, b, scenario, pairs, provenance)


def _problems(
    a: Arm, b: Arm, scenario: Scenario, replications: int, precision: float | None, processes: int | None
) -> list[Problem]:
    problems = a.problems(scenario)
    problems += b.problems(scenario) if b != a else []
    if replications < 1:
        problems.append(Problem("replications", f"must be at least 1, got {replications}"))
    if precision is not None and not 0 < precision < 1:
        problems.append(Problem("precision", f"must lie between 0 and 1, got {precision:g}"))
    if processes is not None and processes < 1:
        problems.append(Problem("processes", f"must be at least 1, got {processes}"))
    return problems


def _silent(done: int, planned: int | None) -> None:
    pass


def _run_pairs(
    a: Arm,
    b: Arm,
    scenario: Scenario,
    replications: int,
    precision: float | None,
    seed: int,
    processes: int | None,
    progress: Progress,
) -> list[tuple[Run, Run]]:
    count = processes or cores()
    if count == 1 or (replications == 1 and precision is None):
        return _in_batches(None, a, b, scenario, replications, precision, seed, progress)
    compile_kernels(scenario, (a, b))
    with workers(count) as pool:
        return _in_batches(pool, a, b, scenario, replications, precision, seed, progress)


def _in_batches(
    pool: Executor | None,
    a: Arm,
    b: Arm,
    scenario: Scenario,
    replications: int,
    precision: float | None,
    seed: int,
    progress: Progress,
) -> list[tuple[Run, Run]]:
    """All replications at once, or batch by batch until the intervals are narrow enough."""
    pairs: list[tuple[Run, Run]] = []
    batch = replications if precision is None else FIRST_BATCH
    while True:
        planned = len(pairs) + batch
        seeds = range(seed + len(pairs), seed + planned)
        pairs += _batch(
            pool, a, b, scenario, seeds, 2 * len(pairs), 2 * planned if precision is None else None, progress
        )
        if precision is None or planned >= MOST_REPLICATIONS:
            return pairs
        if precise_enough(compare_measures([p[0].measures for p in pairs], [p[1].measures for p in pairs]), precision):
            return pairs
        batch = min(NEXT_BATCH, MOST_REPLICATIONS - planned)


def _batch(
    pool: Executor | None,
    a: Arm,
    b: Arm,
    scenario: Scenario,
    seeds: Sequence[int],
    done: int,
    planned: int | None,
    progress: Progress,
) -> list[tuple[Run, Run]]:
    """Paired runs for these seeds, here or in the pool, in the order of the seeds."""
    tasks = [(arm, s) for s in seeds for arm in (a, b)]
    if pool is None:
        results = (simulate(scenario, arm, s) for arm, s in tasks)
    else:
        futures = [submit(pool, scenario, arm, s) for arm, s in tasks]
        results = (future.result() for future in futures)
    runs = []
    for number, run in enumerate(results, start=1):
        runs.append(run)
        progress(done + number, planned)
    return list(zip(runs[::2], runs[1::2], strict=True))


def summarise(
    a: Arm, b: Arm, scenario: Scenario, pairs: Sequence[tuple[Run, Run]], provenance: dict[str, Any]
) -> Comparison:
    """The comparison's tables from paired runs."""
    names = arm_names(a, b)
    rows = compare_measures([p[0].measures for p in pairs], [p[1].measures for p in pairs])
    undefined = [f"{r.title}: undefined in {r.undefined} of {len(pairs)} pairs." for r in rows if r.undefined]
    return Comparison(
        names[0],
        names[1],
        a.title,
        b.title if a.title != b.title else f"{b.title} (second)",
        scenario.title,
        rows,
        _runs(names, pairs),
        _mean_table(names, pairs, "hours", ["role", "activity"], "hours"),
        _mean_table(names, pairs, "costs", ["item"], "dkk_per_delivered_hour"),
        _carers(names, pairs),
        provenance,
        (*LEFT_OUT, *undefined),
    )


def arm_names(a: Arm, b: Arm) -> tuple[str, str]:
    """Names for the two sides, apart even when an arm is compared with itself."""
    return (a.name, b.name) if a.name != b.name else (a.name, f"{b.name} (second)")


def _runs(names: tuple[str, str], pairs: Sequence[tuple[Run, Run]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"arm": names[side], "replication": r, "seed": pair[side].seed, **pair[side].measures}
            for side in (0, 1)
            for r, pair in enumerate(pairs)
        ]
    )


def _mean_table(
    names: tuple[str, str], pairs: Sequence[tuple[Run, Run]], field: str, keys: list[str], value: str
) -> pd.DataFrame:
    """Mean over replications of a mapping field; what a run lacks counts as zero."""
    out = []
    for side in (0, 1):
        tables = [getattr(pair[side], field) for pair in pairs]
        for key in sorted({k for table in tables for k in table}):
            parts = key if isinstance(key, tuple) else (key,)
            mean = float(np.mean([table.get(key, 0.0) for table in tables]))
            out.append({"arm": names[side], **dict(zip(keys, parts, strict=True)), value: mean})
    return pd.DataFrame(out, columns=["arm", *keys, value])


def _carers(names: tuple[str, str], pairs: Sequence[tuple[Run, Run]]) -> pd.DataFrame:
    rows = [
        (names[side], r, citizen, episode, carers)
        for side in (0, 1)
        for r, pair in enumerate(pairs)
        for (citizen, episode), carers in pair[side].carers_14.items()
    ]
    return pd.DataFrame(rows, columns=["arm", "replication", "citizen", "episode", "carers"])


def _provenance(
    scenario: Scenario, a: Arm, b: Arm, seed: int, replications: int, seconds: float, command: str
) -> dict[str, Any]:
    packages = ("mesa", "simpy", "numpy", "numba", "pandas", "plotly")
    return {
        "scenario": scenario.title,
        "scenario hash": scenario.digest,
        "arms": f"{a.name}, {b.name}",
        "staffing rule": scenario.staffing,
        "measured days": scenario.horizon_days,
        "warm-up days": scenario.warm_up_days,
        "citizens": scenario.citizens,
        "replications": replications,
        "seeds": f"{seed} to {seed + replications - 1}",
        "nabolab": metadata.version("nabolab"),
        "environment": ", ".join(
            [f"Python {platform.python_version()}", *(f"{p} {metadata.version(p)}" for p in packages)]
        ),
        "run time": f"{seconds:.0f} s",
        "command": command,
    }
