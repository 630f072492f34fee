"""The baseline held against the evidence: every row meant for calibration, as published and as simulated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from experiments.baseline_rows import TARGETS, Kind, Target, means, of_plans, of_run
from experiments.long_run import each_seed
from experiments.replicate import Plan, Progress
from experiments.run import measure, model_of
from experiments.statistics import paired_interval
from policies.arm import Arm
from sim.parameters import evidence
from sim.population import populate
from sim.problems import Problem, raise_if
from sim.scenario import Scenario

SNAPSHOT_DAYS = 91
"""How often care plans in use are looked at."""
POPULATIONS = 10
"""Populations drawn for each replication, beside the one that is simulated."""
NEAR = 0.1
"""How far, as a share of it, a hit may lie from a value that was published without a range."""
LONGEST_DAYS = 3660
Place = Literal["drawn", "in use"]
Verdict = Literal["hit", "cannot tell", "miss", "undefined"]

_NOT_HERE = {
    "national totals and shares of the whole population, which the model doesn't have": (
        *("C01", "C08", "C13", "C14", "C15", "C16", "C17", "C19", "C20", "C22", "C27", "C47", "B01", "I02"),
    ),
    "odds ratios: each is the size of a link, or of none": ("C23", "C24", "K16", "K18"),
    "wages and prices, which are inputs": (
        *("S18", "S19", "S20", "S21", "S22", "S23", "S24", "S25", "S27", "S28", "S29", "S30", "S31", "S32"),
        *("T08", "T09", "B33"),
    ),
    "lags, minutes and chances that are inputs and appear in no measure of their own": (
        *("S11", "S12", "S38", "B04", "B05", "B06", "B07", "B09", "B10", "B11", "B12", "B20", "B21", "B40"),
        *("T06", "T07"),
    ),
    "not in the model": ("S07", "B08"),
    "the same output as another row of the table": ("S09", "T01"),
    "about towns with bicycles": ("T04",),
    "about other organisations than the baseline": (
        *("N03", "N04", "N05", "N10", "N12", "N14", "N22", "N24", "N28", "N29", "N35", "N36", "N49", "N50"),
        *("N53", "N57"),
    ),
}
LEFT_OUT: Mapping[str, str] = {row: reason for reason, rows in _NOT_HERE.items() for row in rows}
"""Why a row meant for calibration isn't in the table."""

WHY_NOT: Mapping[str, str] = {
    "B14": "this and T13 are published figures of the same thing; T13, 0.10 to 0.22, was fitted",
    "B23": "the district is small and rural: few citizens fill the routes of each group (among 2,000 it is 0.56) and "
    "ways are long (on the best roads within their ranges 0.53); more work on the plan changes nothing (limits)",
    "C02": "the running district lies a tenth of an hour below the plans as drawn, within the luck of twenty runs; "
    "without growth of need (need_drift = 0) it is 3.21",
    "C06": "need that grows, jumps and follows stays in hospital takes people over the edge of 20 hours; with jumps at "
    "their smallest, no growth and none after stays, a share of 0.024 is drawn, within the range (warm-up)",
    "C44": "readmissions are few: a year of one district leaves a wide interval; over five years in twenty "
    "replications the share lies within its range (warm-up)",
    "S33": "sickness, holidays and other absence are taken off paid hours, as published, and nothing else is",
    "S35": "nurses are counted from nursing visits of people with personal care; clinics, and people with nursing "
    "alone, aren't in the model",
}
"""Why a row comes out beside its range in the shipped district, where the reason is known."""


@dataclass(frozen=True)
class Held:
    """One row of the evidence against the model. place: care plans as drawn, or the running baseline; mean, low, high:
    simulated, with its 95 % interval over replications."""

    evidence: str
    quantity: str
    unit: str
    published: str
    at_least: float
    at_most: float
    kind: Kind
    place: Place
    mean: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """Hit: the simulated mean lies within the range; cannot tell: it lies outside, but its interval reaches in."""
        if math.isnan(self.mean):
            return "undefined"
        if self.at_least <= self.mean <= self.at_most:
            return "hit"
        return "cannot tell" if self.low <= self.at_most and self.high >= self.at_least else "miss"

    @property
    def why_not(self) -> str:
        """Why it isn't a hit; nothing where it is."""
        return "" if self.verdict == "hit" else WHY_NOT.get(self.evidence, "no reason is known")


@dataclass(frozen=True)
class Baseline:
    """An arm's baseline against the evidence."""

    arm: str
    scenario: str
    days: int
    warm_up_days: int
    replications: int
    rows: tuple[Held, ...]


Facts = Mapping[Place, Mapping[str, float]]
"""What one replication says about rows of the evidence."""


def baseline(
    arm: Arm,
    scenario: Scenario,
    days: int = 1825,
    replications: int = 10,
    seed: int = 1,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Baseline:
    """Run an arm for so many measured days, in replications, and hold it against the evidence.

    Raises InputError when the arm is inconsistent or a number is out of range.
    """
    raise_if(arm.problems(scenario) + number_problems(days, replications, processes))
    place = scenario.model_copy(update={"horizon_days": days, "shocks": ()})
    found = each_seed(facts, place, arm, range(seed, seed + replications), processes, progress)
    rows = tuple(
        _held(target, where, found)
        for target in TARGETS
        for where in (("drawn", "in use") if target.drawn else ("in use",))
    )
    return Baseline(arm.title, scenario.title, days, scenario.warm_up_days, replications, rows)


def number_problems(days: int, replications: int, processes: int | None) -> list[Problem]:
    """Numbers out of range."""
    problems = Plan(replications, processes=processes).problems()
    if not SNAPSHOT_DAYS <= days <= LONGEST_DAYS:
        problems.append(Problem("days", f"must lie between {SNAPSHOT_DAYS} and {LONGEST_DAYS}, got {days}"))
    return problems


def facts(scenario: Scenario, arm: Arm, seed: int) -> Facts:
    """One replication: populations as drawn, and a run with care plans looked at every quarter."""
    scenario = scenario.drawn(seed)
    drawn = [populate(scenario, seed * POPULATIONS + k) for k in range(POPULATIONS)]
    snapshots = []
    with model_of(scenario, arm, seed) as model:
        for day in range(1, scenario.days + 1):
            model.step()
            if day >= scenario.warm_up_days and (day - scenario.warm_up_days) % SNAPSHOT_DAYS == 0:
                snapshots.append(of_plans(model.world.citizens, model.world.lines))
        run = measure(model, model.journal, arm.name)
        happened = of_run(model, run, scenario.warm_up_days, scenario.days)
    return {
        "drawn": means([of_plans(people.citizens, people.lines) for people in drawn]),
        "in use": {**means(snapshots), **happened},
    }


def _held(target: Target, place: Place, found: list[Facts]) -> Held:
    row = evidence()[target.evidence]
    values = np.array([one[place][target.evidence] for one in found])
    defined = values[~np.isnan(values)]
    mean, low, high = paired_interval(np.zeros(len(defined)), defined)
    at_least, at_most = allowed(row)
    return Held(
        target.evidence,
        row["quantity"],
        row["unit"],
        row["value"],
        at_least,
        at_most,
        target.kind,
        place,
        mean,
        low,
        high,
    )


def allowed(row: Mapping[str, str]) -> tuple[float, float]:
    """The published range of a row; a bound that wasn't published doesn't bind, and without any, a tenth either way."""
    if not row["low"] and not row["high"]:
        value = float(row["value"])
        return value * (1 - NEAR), value * (1 + NEAR)
    return float(row["low"] or -np.inf), float(row["high"] or np.inf)
