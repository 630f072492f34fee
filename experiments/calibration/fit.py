"""Calibrating an arm's baseline in a place: parameters nobody measured against figures that a fit may use."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata, resources

import numpy as np

from experiments.calibration.history import Aim, Matched, match, spread_out
from experiments.replicate import Progress
from experiments.targets.predict import made, predicted, run_cases
from experiments.targets.table import Case, Target
from sim.draws.shelf import Draws
from sim.parameters import Parameter, registry
from sim.problems import Problem, nearest, raise_if
from sim.scenario import Scenario
from sim.tables import FloatArray

AS_DEVIATIONS = 4.0
"""A published range is taken as so many standard deviations wide, two on either side."""
DISCREPANCY = 0.05
"""What the model can't be expected to get right, as a share of a figure: an assumption, see docs/calibration.md."""
SEED_OF_A_WAVE = 1000
DEFINED = 0.5
"""Share of runs in which a figure must be defined to be fitted to."""


@dataclass(frozen=True)
class Plan:
    """runs: in each wave; draws: sets to keep; discrepancy: share of a figure; processes: None, one a core."""

    runs: int = 140
    waves: int = 3
    draws: int = 200
    discrepancy: float = DISCREPANCY
    seed: int = 1
    processes: int | None = None

    def problems(self, dimensions: int) -> list[Problem]:
        """Numbers out of range."""
        least = max(5 * dimensions, 20)
        found = []
        if self.runs < least:
            found.append(Problem("runs", f"{dimensions} parameters need at least {least} runs a wave, got {self.runs}"))
        for name, value, low in (("waves", self.waves, 1), ("draws", self.draws, 2)):
            if value < low:
                found.append(Problem(name, f"must be at least {low}, got {value}"))
        if not 0 <= self.discrepancy < 1:
            found.append(Problem("discrepancy", f"must lie between 0 and 1, got {self.discrepancy:g}"))
        if self.processes is not None and self.processes < 1:
            found.append(Problem("processes", f"must be at least 1, got {self.processes}"))
        return found


@dataclass(frozen=True)
class Calibration:
    """What calibration kept, and from what. undefined: targets that most runs here say nothing about; aims: figures as
    fitted to; matched: points in the unit cube."""

    scenario: str
    digest: str
    targets: tuple[Target, ...]
    undefined: tuple[Target, ...]
    aims: tuple[Aim, ...]
    parameters: tuple[Parameter, ...]
    matched: Matched
    draws: Draws

    @property
    def fitted(self) -> tuple[str, ...]:
        """Rows of the evidence that were used for fitting."""
        return tuple(t.source for t in self.targets)


def shipped_parameters() -> Mapping[str, str]:
    """Names of the parameters that calibration varies, each with the figures it may move."""
    text = resources.files("experiments.calibration").joinpath("parameters.toml").read_text(encoding="utf-8")
    return {name: str(why) for name, why in tomllib.loads(text).items()}


def calibrate(
    targets: Sequence[Target],
    scenario: Scenario,
    names: Sequence[str],
    plan: Plan,
    progress: Progress | None = None,
) -> Calibration:
    """Find all sets of parameters that can't be ruled out. Uses rows marked `fit` with both ends of a range only.

    Raises InputError when names or numbers can't be used, and NothingLeft when no set gives the figures.
    """
    place = scenario.model_copy(update={"shocks": (), "draws": None})
    rows = tuple(t for t in targets if t.use == "fit" and math.isfinite(t.at_most - t.at_least))
    raise_if(name_problems(names) + plan.problems(len(names)) + _no_rows(rows))
    varied = tuple(registry(place.country)[name] for name in names)
    for case in {case for t in rows for case in t.cases}:
        there, arm = made(case, place, {})
        raise_if(arm.problems(there))

    def runs(points: FloatArray, wave: int) -> FloatArray:
        values = [at(point, varied) for point in points]
        return _outputs(rows, place, values, plan.seed + wave * SEED_OF_A_WAVE, plan.processes, progress)

    first = runs(spread_out(plan.runs, len(varied)), 0)
    told = np.flatnonzero(np.isfinite(first).mean(axis=0) >= DEFINED)
    used = tuple(rows[k] for k in told)
    raise_if(_no_rows(used))

    def simulate(points: FloatArray, wave: int) -> FloatArray:
        return _filled((first if wave == 0 else runs(points, wave))[:, told])

    aims = tuple(aim_of(t, plan.discrepancy) for t in used)
    matched = match(simulate, len(varied), aims, plan.runs, plan.waves, plan.draws)
    kept = tuple(at(point, varied) for point in matched.points)
    draws = Draws(place.title, _about(place, used, plan, matched), kept)
    undefined = tuple(t for t in rows if t not in used)
    return Calibration(place.title, place.digest, used, undefined, aims, varied, matched, draws)


def at(point: FloatArray, parameters: Sequence[Parameter]) -> dict[str, float]:
    """Values at a point of the unit cube: evenly between the ends of each parameter's range."""
    return {p.name: p.low + float(x) * (p.high - p.low) for p, x in zip(parameters, point, strict=True)}


def aim_of(target: Target, discrepancy: float) -> Aim:
    """The middle of a published range, which is taken as four standard deviations wide."""
    middle = (target.at_least + target.at_most) / 2
    return Aim(target.id, middle, (target.at_most - target.at_least) / AS_DEVIATIONS, discrepancy * abs(middle))


def name_problems(names: Sequence[str]) -> list[Problem]:
    """Unknown parameters, and those with a source of tier evidence, which stay as they are."""
    found = []
    for name in names:
        if name not in registry():
            found.append(Problem(f"--parameter {name}", f"unknown parameter{nearest(name, registry())}"))
        elif registry()[name].tier == "evidence":
            found.append(Problem(f"--parameter {name}", "has a source (tier evidence): it is not for fitting"))
    return found if names else [Problem("--parameter", "nothing to vary")]


def _no_rows(rows: Sequence[Target]) -> list[Problem]:
    return [] if rows else [Problem("targets", "no row is marked `fit` with both ends of a range")]


def _outputs(
    rows: Sequence[Target],
    place: Scenario,
    values: Sequence[Mapping[str, float]],
    first_seed: int,
    processes: int | None,
    progress: Progress | None,
) -> FloatArray:
    """One run of every case at each point, each with its own seed."""
    cases: list[Case] = list(dict.fromkeys(case for t in rows for case in t.cases))
    seeds = [first_seed + k for k in range(len(values))]
    found = run_cases(cases, place, dict(zip(seeds, values, strict=True)), processes, progress)
    outputs: FloatArray = np.array([predicted(t, seeds, found) for t in rows]).T
    return outputs


def _filled(outputs: FloatArray) -> FloatArray:
    """What is undefined in a run is put at the mean of the others: a short run may have no case of a kind."""
    filled: FloatArray = np.where(np.isnan(outputs), np.nanmean(outputs, axis=0), outputs)
    return filled


def _about(place: Scenario, rows: Sequence[Target], plan: Plan, matched: Matched) -> tuple[str, ...]:
    """What must be known about draws that are kept in a file."""
    left = ", ".join(f"{100 * wave.left:.3g} %" for wave in matched.waves)
    return (
        f"Plausible parameters for {place.title} (scenario {place.digest}), by nabolab {metadata.version('nabolab')}.",
        f"History matching: {plan.waves} waves of {plan.runs} runs from seed {plan.seed}; left after each: {left}.",
        f"Discrepancy {plan.discrepancy:g} of each figure; a published range is four standard deviations wide.",
        f"Fitted: {', '.join(f'{t.source} ({t.id})' for t in rows)}. Never judge by these.",
    )
