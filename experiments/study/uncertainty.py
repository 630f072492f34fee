"""Uncertain parameters: their distributions inside the registry's ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from experiments.study.spec import Uncertain
from experiments.study.table import Factor
from sim.parameters import Parameter, registry
from sim.problems import Problem, nearest
from sim.scenario import Scenario
from sim.tables import FloatArray


@dataclass(frozen=True)
class Spread:
    """A factor with what it takes to draw from it. base: the scenario's own value; levels: those that were given."""

    factor: Factor
    base: float
    mode: float
    mean: float
    sd: float
    levels: tuple[float, ...] | None = None

    def quantile(self, u: FloatArray) -> FloatArray:
        """Natural values at shares u of [0, 1]; 0 gives `low` and 1 gives `high` in every distribution."""
        low, high = self.factor.low, self.factor.high
        values: FloatArray
        match self.factor.distribution:
            case "uniform":
                values = low + (high - low) * u
            case "loguniform":
                values = low * (high / low) ** u
            case "triangular":
                values = stats.triang.ppf(u, (self.mode - low) / (high - low), low, high - low)
            case "normal":
                a, b = (low - self.mean) / self.sd, (high - self.mean) / self.sd
                values = stats.truncnorm.ppf(u, a, b, self.mean, self.sd)
        clipped: FloatArray = np.clip(values, low, high)
        return clipped

    def steps(self, levels: int) -> FloatArray:
        """The levels that were given, or so many equal steps from low to high."""
        given = self.levels or np.linspace(self.factor.low, self.factor.high, levels)
        return np.asarray(given, float)


def spread_of(name: str, entry: Uncertain, scenario: Scenario) -> Spread:
    """A checked entry with everything filled in from registry and scenario."""
    p = registry(scenario.country)[name]
    low, high = _ends(entry, p)
    base = scenario.values[name]
    middle = min(max(base, low), high)
    return Spread(
        Factor(name, low, high, entry.distribution, p.unit),
        base,
        middle if entry.mode is None else entry.mode,
        middle if entry.mean is None else entry.mean,
        (high - low) / 4 if entry.sd is None else entry.sd,
        entry.values,
    )


def uncertain_problems(
    entries: Mapping[str, Uncertain], fixed: Mapping[str, float], scenario: Scenario, place: str
) -> list[Problem]:
    """Unknown parameters, ranges outside the registry's, and numbers that don't belong to the distribution."""
    known = registry(scenario.country)
    problems = []
    for name, entry in entries.items():
        where = f"{place}: uncertain.{name}"
        if name not in known:
            problems.append(Problem(where, f"unknown parameter{nearest(name, known)}"))
            continue
        if name in fixed:
            problems.append(Problem(where, "stands under [parameters] too; it is either fixed or uncertain"))
        problems += _entry_problems(entry, known[name], where)
    return problems


def _ends(entry: Uncertain, p: Parameter) -> tuple[float, float]:
    return (p.low if entry.low is None else entry.low), (p.high if entry.high is None else entry.high)


def _entry_problems(entry: Uncertain, p: Parameter, where: str) -> list[Problem]:
    low, high = _ends(entry, p)
    problems = []
    span = f"{p.low:g} to {p.high:g} {p.unit} ({p.title})"
    for key, end in (("low", entry.low), ("high", entry.high)):
        if end is not None and not p.fits(end):
            problems.append(Problem(f"{where}.{key}", f"{end:g} lies outside the registry's range, {span}"))
    if not low < high:
        problems.append(Problem(where, f"low ({low:g}) must lie below high ({high:g})"))
    for key, inside in (("mode", entry.mode), ("mean", entry.mean), *(("values", v) for v in entry.values or ())):
        if inside is not None and not low <= inside <= high:
            problems.append(Problem(f"{where}.{key}", f"{inside:g} lies outside {low:g} to {high:g}"))
    belongs = {"mode": "triangular", "mean": "normal", "sd": "normal"}
    for key, distribution in belongs.items():
        if getattr(entry, key) is not None and entry.distribution != distribution:
            problems.append(
                Problem(f"{where}.{key}", f"belongs to a {distribution} distribution, not a {entry.distribution} one")
            )
    if entry.distribution == "loguniform" and low <= 0:
        problems.append(Problem(where, f"a loguniform distribution needs low above 0, got {low:g}"))
    return problems
