"""Boxes of futures in which the ranking flips: PRIM (Friedman & Fisher 1999), by the EMA Workbench where installed.

The workbench is an optional extra because it brings plotting libraries that nothing else here needs. It prints and
warns; both are kept away from a reader.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.analysis.flips import against_the_grain
from experiments.analysis.options import Crossed
from experiments.analysis.resample import drawn_again
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem
from sim.tables import FloatArray

BoolArray = npt.NDArray[np.bool_]
FEWEST_CASES = 5
MISSING = "boxes need the EMA Workbench: pip install 'nabolab[discovery]'"


@dataclass(frozen=True)
class Box:
    """Limits within which most of the cases lie.

    limits: `factor`, `low`, `high`, `p` (chance that the limit is spurious, one-sided binomial; the smaller of the two
    sides'), `again` (share of resamples whose box limits this factor too). coverage: share of all cases inside;
    density: share of the futures inside that are cases; mass: share of all futures inside; coverage_again,
    density_again: mean of both over boxes found in resamples of the futures and judged on those left out.
    """

    limits: pd.DataFrame
    coverage: float
    density: float
    mass: float
    cases: int
    futures: int
    coverage_again: float
    density_again: float


def installed() -> bool:
    """Whether the EMA Workbench is here."""
    from importlib.util import find_spec

    return find_spec("ema_workbench") is not None


def flip_box(table: StudyTable, response: Crossed, resamples: int = 10) -> Box | None:
    """The box in which a difference has the sign that it has in fewer futures; None when that happens too rarely.

    Raises InputError when the EMA Workbench isn't installed.
    """
    samples, flipped = against_the_grain(response)
    inputs = table.samples.loc[list(samples), [f.name for f in table.factors]].reset_index(drop=True)
    return find_box(inputs, flipped > 0, resamples)


def find_box(inputs: pd.DataFrame, cases: BoolArray, resamples: int = 10) -> Box | None:
    """The box along the peeling with the largest harmonic mean of coverage and density, held against resamples' boxes.

    None with fewer than FEWEST_CASES cases, or fewer futures that are none.
    """
    if not installed():
        raise InputError([Problem("PRIM", MISSING)])
    if min(cases.sum(), (~cases).sum()) < FEWEST_CASES:
        return None
    low, high, p = _peel(inputs, cases)
    limited = np.isfinite(low) | np.isfinite(high)
    again, judged = _resampled(inputs, cases, resamples)
    names = [str(name) for name in inputs.columns]
    rows = [(n, low[k], high[k], p[k], again[k]) for k, n in enumerate(names) if limited[k]]
    inside = _inside(inputs.to_numpy(float), low, high)
    coverage, dense = _quality(cases, inside)
    limits = pd.DataFrame(rows, columns=["factor", "low", "high", "p", "again"]).sort_values("p", ignore_index=True)
    return Box(limits, coverage, dense, float(inside.mean()), int(cases.sum()), len(cases), *judged)


def _peel(inputs: pd.DataFrame, cases: BoolArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Lower and upper limits (infinite where a factor isn't limited) and p of the chosen box along the peeling."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        from ema_workbench.analysis.prim import Prim

        found = Prim(inputs, cases, threshold=0.01, peel_alpha=0.05, mass_min=max(0.05, FEWEST_CASES / len(cases)))
        box = found.find_box()
        path = box.peeling_trajectory
        both = path["coverage"] + path["density"]
        chosen = int((path["coverage"] * path["density"] / both).idxmax())
        limits, p_values = box.box_lims[chosen], box.qp[chosen]
    whole = (inputs.min().to_numpy(float), inputs.max().to_numpy(float))
    low, high = (np.asarray(limits.loc[side, list(inputs.columns)], float) for side in (0, 1))
    low = np.where(low > whole[0], low, -np.inf)
    high = np.where(high < whole[1], high, np.inf)
    return low, high, np.array([_smallest(p_values.get(name, ())) for name in inputs.columns])


def _smallest(p_values: Any) -> float:
    real = [float(p) for p in p_values if p >= 0]  # the workbench writes -1 for a side without a limit
    return min(real, default=np.nan)


def _resampled(inputs: pd.DataFrame, cases: BoolArray, resamples: int) -> tuple[FloatArray, tuple[float, float]]:
    """How often resamples limit each factor; their boxes' mean coverage and density among the futures left out."""
    limited = np.zeros(inputs.shape[1])
    judged = []
    tried = 0
    for draw in drawn_again(len(cases), resamples):
        if min(cases[draw].sum(), (~cases[draw]).sum()) < FEWEST_CASES:
            continue
        low, high, _p = _peel(inputs.iloc[draw].reset_index(drop=True), cases[draw])
        limited += np.isfinite(low) | np.isfinite(high)
        tried += 1
        out = np.setdiff1d(np.arange(len(cases)), draw)
        judged.append(_quality(cases[out], _inside(inputs.to_numpy(float)[out], low, high)))
    if not tried:
        return np.full(inputs.shape[1], np.nan), (np.nan, np.nan)
    coverage, dense = np.array(judged).T
    return limited / tried, (_mean(coverage), _mean(dense))


def _inside(values: FloatArray, low: FloatArray, high: FloatArray) -> BoolArray:
    return np.asarray(((values >= low) & (values <= high)).all(axis=1), bool)


def _quality(cases: BoolArray, inside: BoolArray) -> tuple[float, float]:
    """Coverage and density of a box; NaN where there is nothing to cover, or nothing inside."""
    both = float((cases & inside).sum())
    coverage = both / float(cases.sum()) if cases.any() else np.nan
    return coverage, both / float(inside.sum()) if inside.any() else np.nan


def _mean(values: FloatArray) -> float:
    real = values[np.isfinite(values)]
    return float(real.mean()) if len(real) else np.nan
