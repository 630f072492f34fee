"""Morris screening of a response, with the seed beside the factors: what does a step in each of them change?

The elementary effect of a factor is the change of the response along one step of a trajectory, per full range of the
factor. Its natural counterpart for luck is the change of the response at one point from one seed to another. SALib
works out the factors' effects.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from SALib.analyze import morris
from scipy import stats

from experiments.analysis.options import Crossed
from experiments.analysis.resample import drawn_again
from experiments.analysis.sobol import LUCK
from experiments.study.table import StudyTable
from sim.problems import InputError, Problem
from sim.tables import FloatArray

RESAMPLES = 400
COLUMNS = ["factor", "mu_star", "low", "high", "mu", "sigma"]


def morris_effects(table: StudyTable, response: Crossed, resamples: int = RESAMPLES) -> pd.DataFrame:
    """A row per factor and one for luck, largest first: columns COLUMNS, all in the response's unit.

    mu_star: mean size of an elementary effect, with its 95 % bootstrap interval over trajectories; mu: mean with its
    sign; sigma: standard deviation, large where the effect depends on the other factors. Effects are those of the mean
    over seeds. Luck: size of the change between two seeds at a point, over points and pairs of seeds; NaN with one
    seed. Raises InputError for another design, or fewer than two whole trajectories.
    """
    whole, values = _trajectories(table, response)
    names = [factor.name for factor in table.factors]
    problem = {"num_vars": len(names), "names": names, "bounds": [[f.low, f.high] for f in table.factors]}
    found = morris.analyze(
        problem, whole, values.mean(axis=1), num_resamples=resamples, num_levels=grid_levels(table), seed=1
    )
    star, half, mu, sigma = (np.asarray(found[key], float) for key in ("mu_star", "mu_star_conf", "mu", "sigma"))
    rows: list[tuple[object, ...]] = [
        (name, star[k], star[k] - half[k], star[k] + half[k], mu[k], sigma[k]) for k, name in enumerate(names)
    ]
    rows.append((LUCK, *_luck(values, len(names) + 1, resamples)))
    return pd.DataFrame(rows, columns=COLUMNS).sort_values("mu_star", ascending=False, ignore_index=True)


def grid_levels(table: StudyTable) -> int:
    """Levels of the design's grid, told by its values: each level turns up in some parameter of some trajectory."""
    counts = [len(np.unique(table.samples[f.name].to_numpy(float).round(12))) for f in table.factors]
    return max(counts) + max(counts) % 2


def _trajectories(table: StudyTable, response: Crossed) -> tuple[FloatArray, FloatArray]:
    """Points and responses of the trajectories of which every run is there."""
    if table.design != "morris":
        raise InputError([Problem(f"design {table.design}", "elementary effects need the design morris")])
    size = len(table.factors) + 1
    samples = [int(str(sample)) for sample in sorted(table.samples.index)]
    position = {sample: k for k, sample in enumerate(response.samples)}
    groups = [samples[s : s + size] for s in range(0, len(samples), size)]
    whole = [sample for group in groups if len(group) == size and set(group) <= set(position) for sample in group]
    if len(whole) < 2 * size:
        raise InputError([Problem("Morris", f"{len(whole) // size} trajectories are whole; at least 2 are needed")])
    points = np.asarray(table.samples.loc[whole, [f.name for f in table.factors]], float)
    return points, response.values[[position[sample] for sample in whole]]


def _luck(values: FloatArray, size: int, resamples: int) -> tuple[float, ...]:
    """Luck's row: size, interval, signed mean and spread of the change between two seeds."""
    pairs = [values[:, b] - values[:, a] for a, b in combinations(range(values.shape[1]), 2)]
    if not pairs:
        return (np.nan,) * 5
    changes = np.array(pairs).T
    by_trajectory = np.abs(changes).reshape(len(values) // size, -1).mean(axis=1)
    draws = drawn_again(len(by_trajectory), resamples)
    half = float(stats.norm.ppf(0.975) * by_trajectory[draws].mean(axis=1).std(ddof=1))  # as SALib does
    size_of_it = float(by_trajectory.mean())
    return size_of_it, size_of_it - half, size_of_it + half, float(changes.mean()), float(changes.std(ddof=1))
