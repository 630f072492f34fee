"""What a shipped arm gives in a shipped place: stored beside its file, and measured again to see that it still does."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

from experiments.pool import compile_kernels, submit, workers
from experiments.run import simulate
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.measures.catalogue import CATALOGUE, in_money
from sim.parameters import currency
from sim.problems import InputError, Problem
from sim.scenario import Scenario

PLACE = "bording_engesvang"
EXPECTED = (
    "carers_14",
    "handovers_week",
    "adjust_days",
    "unmet_minutes",
    "admissions",
    "granted_hours",
    "autonomy",
    "sick_time_share",
    "turnover",
    "direct_share_attendance",
    "overhead_share_cost",
    "cost_per_delivered_hour",
    "cost_per_citizen_month",
    "provider_result_month",
)
"""Measures that are kept: a few of each leg."""
TIMES_THE_SPREAD = 4.0
"""How many standard errors of the difference between stored and new mean are within tolerance."""
FIELDS = ("measure", "unit", "mean", "sd", "replications")


@dataclass(frozen=True)
class Expectation:
    """A measure of an arm over replications: mean and standard deviation, in `unit`."""

    measure: str
    unit: str
    mean: float
    sd: float
    replications: int

    def tolerance(self, replications: int) -> float:
        """How far the mean of so many new replications may lie from the stored one."""
        return TIMES_THE_SPREAD * self.sd * math.sqrt(1 / self.replications + 1 / replications) + 1e-6 * abs(self.mean)


@dataclass(frozen=True)
class Again:
    """A stored expectation and what new replications gave."""

    stored: Expectation
    mean: float
    replications: int

    @property
    def within(self) -> bool:
        """Whether they agree; undefined agrees with undefined only."""
        if math.isnan(self.stored.mean) or math.isnan(self.mean):
            return math.isnan(self.stored.mean) and math.isnan(self.mean)
        return abs(self.mean - self.stored.mean) <= self.stored.tolerance(self.replications)


def measure_arms(
    arms: Sequence[str], replications: int, seed: int = 1, processes: int | None = None
) -> dict[str, list[Expectation]]:
    """Replications of shipped arms in the place where expectations are kept. Raises InputError."""
    place = find_scenario(PLACE)
    loaded = {name: load_arm(name) for name in arms}
    for arm in loaded.values():
        arm.compose(place)
    seeds = range(seed, seed + replications)
    if processes == 1:
        found = {name: [simulate(place, arm, s).measures for s in seeds] for name, arm in loaded.items()}
    else:
        compile_kernels(place, loaded.values())
        with workers(processes) as pool:
            futures = {name: [submit(pool, place, arm, s) for s in seeds] for name, arm in loaded.items()}
            found = {name: [f.result().measures for f in runs] for name, runs in futures.items()}
    return {name: _summarise(runs, place) for name, runs in found.items()}


def _summarise(runs: Sequence[Mapping[str, float]], place: Scenario) -> list[Expectation]:
    out = []
    for m in (m for m in CATALOGUE if m.key in EXPECTED):
        values = np.array([run[m.key] for run in runs])
        sd = float(values.std(ddof=1)) if len(values) > 1 else 0.0
        out.append(Expectation(m.key, in_money(m.unit, currency(place.country)), float(values.mean()), sd, len(runs)))
    return out


def stored(arm: str) -> list[Expectation]:
    """What is kept beside a shipped arm. Raises InputError when nothing is."""
    file = resources.files("policies.presets").joinpath(f"{arm}.csv")
    if not file.is_file():
        raise InputError([Problem(f"arm {arm!r}", "no expected result is kept beside it")])
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    return [
        Expectation(row["measure"], row["unit"], float(row["mean"]), float(row["sd"]), int(row["replications"]))
        for row in rows
    ]


def written(expectations: Iterable[Expectation]) -> str:
    """The file's text: six significant digits, which is finer than any tolerance."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for e in expectations:
        writer.writerow([e.measure, e.unit, f"{e.mean:.6g}", f"{e.sd:.6g}", e.replications])
    return out.getvalue()


def measured_again(arm: str, new: Sequence[Expectation]) -> list[Again]:
    """Stored expectations of an arm beside new ones."""
    by_key = {e.measure: e for e in new}
    return [Again(e, by_key[e.measure].mean, by_key[e.measure].replications) for e in stored(arm)]
