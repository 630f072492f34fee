"""Comparing two arms: the same citizens, streets and luck in both, replication by replication."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from importlib import metadata
from typing import Any

import numpy as np
import pandas as pd

from experiments.comparison import Comparison, LinkCheck
from experiments.contested import check, links_to_check, unchecked
from experiments.pricing import settled
from experiments.replicate import Pair, Plan, Progress, replicate
from experiments.statistics import compare_measures
from policies.arm import Arm
from policies.extensions import loaded_files
from sim.draws.shelf import Draws
from sim.parameters import currency
from sim.problems import raise_if
from sim.scenario import Scenario

LEFT_OUT = (
    "Families and volunteers appear only as an informal network that takes over some need; their own work, and what it "
    "costs informal carers, is counted nowhere.",
    "A citizen has one provider: several side by side, a choice between them, therapists and meals are left out.",
    "Public holidays and seasons are left out.",
    "A minute of help is a minute of help: how well it is given at the door is not modelled.",
    "No arm is favoured by name: arms differ in what their policies say (`nabolab explain`), and in what follows from "
    "it through links (`nabolab links`).",
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
    contested: bool = True,
) -> Comparison:
    """Compare two arms over paired replications (seeds seed, seed + 1, ...).

    precision: instead of a fixed number, add replications until half the 95 % interval of each decision measure's
    paired difference is at most that share of the first arm's mean (at most MOST_REPLICATIONS). progress: called with
    runs done and runs planned. contested: run the same seeds again without each contested link, so that the result
    tells whether it leans on one. Where the scenario names draws, each pair takes one of these plausible sets of
    parameters, so that intervals hold what isn't known. Raises InputError when an arm is inconsistent or can't work
    here.
    """
    plan = Plan(replications, precision, seed, processes)
    problems = a.problems(scenario)
    problems += b.problems(scenario) if b != a else []
    raise_if(problems + plan.problems())
    started = time.perf_counter()
    scenario = settled(scenario, seed)
    names = links_to_check(scenario) if contested else ()
    variants = [scenario.without_links([name]) for name in names]
    pairs, *others = replicate(a, b, scenario, variants, plan, progress)
    provenance = provenance_of(scenario, a, b, seed, len(pairs), time.perf_counter() - started, command, names)
    draws = scenario.plausible
    checks = tuple(check(scenario, name, found) for name, found in zip(names, others, strict=True))
    notes = [*unchecked(scenario, contested), *(about_draws(draws) if draws else ())]
    return summarise(a, b, scenario, pairs, provenance, checks, notes)


def summarise(
    a: Arm,
    b: Arm,
    scenario: Scenario,
    pairs: Sequence[Pair],
    provenance: dict[str, Any],
    checks: tuple[LinkCheck, ...] = (),
    notes: Sequence[str] = (),
) -> Comparison:
    """The comparison's tables from paired runs. notes: what else a reader must know."""
    names = arm_names(a, b)
    money = currency(scenario.country)
    rows = compare_measures([p[0].measures for p in pairs], [p[1].measures for p in pairs], money)
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
        _mean_table(names, pairs, "costs", ["item"], "cost_per_delivered_hour"),
        _carers(names, pairs),
        provenance,
        (*_insolvent(a, b, pairs), *LEFT_OUT, *notes, *undefined),
        checks,
    )


def drawn_from(draws: Draws | None, pairs: int) -> str:
    """Which draws were used, and their hash."""
    return f"{draws.name}: {min(pairs, len(draws))} of {len(draws)} ({draws.digest})" if draws else "none drawn"


def about_draws(draws: Draws) -> list[str]:
    """What a reader must know about intervals that hold plausible parameters."""
    varied = f"Each pair of runs took one plausible draw of {', '.join(draws.parameters)}"
    return [f"{varied}; intervals hold what isn't known about these.", *draws.about]


def arm_names(a: Arm, b: Arm) -> tuple[str, str]:
    """Names for the two sides, apart even when an arm is compared with itself."""
    return (a.name, b.name) if a.name != b.name else (a.name, f"{b.name} (second)")


def _insolvent(a: Arm, b: Arm, pairs: Sequence[Pair]) -> list[str]:
    """A sentence about providers that became insolvent, when any did."""
    runs = [[pair[side] for pair in pairs] for side in (0, 1)]
    of_a, of_b = (sum(run.measures["provider_closed"] > 0 for run in side) for side in runs)
    if not of_a and not of_b:
        return []
    return [
        f"A provider became insolvent in {of_a} of {len(pairs)} runs of {a.title} and in {of_b} of {len(pairs)} of "
        f"{b.title}. These runs count in every measure, with what came after a handover."
    ]


def _runs(names: tuple[str, str], pairs: Sequence[Pair]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"arm": names[side], "replication": r, "seed": pair[side].seed, **pair[side].measures}
            for side in (0, 1)
            for r, pair in enumerate(pairs)
        ]
    )


def _mean_table(names: tuple[str, str], pairs: Sequence[Pair], field: str, keys: list[str], value: str) -> pd.DataFrame:
    """Mean over replications of a mapping field; what a run lacks counts as zero."""
    out = []
    for side in (0, 1):
        tables = [getattr(pair[side], field) for pair in pairs]
        for key in sorted({k for table in tables for k in table}):
            parts = key if isinstance(key, tuple) else (key,)
            mean = float(np.mean([table.get(key, 0.0) for table in tables]))
            out.append({"arm": names[side], **dict(zip(keys, parts, strict=True)), value: mean})
    return pd.DataFrame(out, columns=["arm", *keys, value])


def _carers(names: tuple[str, str], pairs: Sequence[Pair]) -> pd.DataFrame:
    rows = [
        (names[side], r, citizen, episode, carers)
        for side in (0, 1)
        for r, pair in enumerate(pairs)
        for (citizen, episode), carers in pair[side].carers_14.items()
    ]
    return pd.DataFrame(rows, columns=["arm", "replication", "citizen", "episode", "carers"])


def _policy_files() -> str:
    return ", ".join(f"{file.path} (SHA-256 {file.digest}...)" for file in loaded_files())


def provenance_of(
    scenario: Scenario,
    a: Arm,
    b: Arm,
    seed: int,
    replications: int,
    seconds: float,
    command: str,
    checked: Sequence[str] = (),
) -> dict[str, Any]:
    """What somebody needs who wants the same numbers again."""
    packages = ("mesa", "simpy", "numpy", "numba", "pandas", "plotly")
    return {
        "scenario": scenario.title,
        "scenario hash": scenario.digest,
        "arms": f"{a.name}, {b.name}",
        "staffing rule": scenario.staffing,
        "measured days": scenario.horizon_days,
        "warm-up days": scenario.warm_up_days,
        "citizens": scenario.citizens,
        "currency": currency(scenario.country),
        "price per settled hour": f"{scenario.values['hourly_price']:g}",
        "plausible parameters": drawn_from(scenario.plausible, replications),
        "parameters drawn": len(scenario.plausible.parameters) if scenario.plausible else 0,
        "links switched off": ", ".join(scenario.without) or "none",
        "contested links checked": ", ".join(checked) or "none",
        "replications": replications,
        "seeds": f"{seed} to {seed + replications - 1}",
        **({"policy files": _policy_files()} if loaded_files() else {}),
        "nabolab": metadata.version("nabolab"),
        "environment": ", ".join(
            [f"Python {platform.python_version()}", *(f"{p} {metadata.version(p)}" for p in packages)]
        ),
        "run time": f"{seconds:.0f} s",
        "command": command,
    }
