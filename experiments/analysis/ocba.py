"""Choosing the best of several options with as few runs as possible: optimal computing budget allocation.

Runs go where they help to tell the best from its rivals: to close rivals and noisy ones (Chen, Lin, Yücesan & Chick,
Discrete Event Dynamic Systems 10, 2000; Chen & Lee, Stochastic Simulation Optimization, 2011). The rule takes options
as independent. Ours share their luck, so it asks for rather too many runs than too few; the chance of a correct
selection is worked out on paired differences all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from sim.problems import Problem, raise_if
from sim.tables import FloatArray

Sampler = Callable[[Sequence[tuple[str, int]]], Sequence[float]]
"""Runs (option, replication) pairs and returns a loss for each, less being better."""


@dataclass(frozen=True)
class Selection:
    """What a selection found. best: the option; chance: lower bound of the chance that it is the best (see
    `correct_selection`); losses: those of each option, replication by replication; spent: runs in all."""

    best: str
    chance: float
    losses: Mapping[str, tuple[float, ...]]
    spent: int


def ratios(means: FloatArray, deviations: FloatArray) -> FloatArray:
    """Share of a budget for each option; less is better. Deviations of nought count as tiny.

    Rivals: (deviation / gap to the best) squared. The best: its deviation times the root of the sum over rivals of
    (share / deviation) squared. Rivals that tie with the best count as a millionth of the spread away;
    where nothing differs shares are equal.
    """
    best = int(np.argmin(means))
    spread = max(float(np.ptp(means)), float(deviations.max()))
    if spread == 0 or len(means) == 1:
        return np.full(len(means), 1 / len(means))
    noise = np.maximum(deviations, 1e-6 * spread)
    gaps = np.maximum(means - means[best], 1e-6 * spread)
    weights = np.square(noise / noise.max() / gaps * gaps.max())
    rivals = np.arange(len(means)) != best
    weights[best] = noise[best] * np.sqrt(np.square(weights[rivals] / noise[rivals]).sum())
    shares: FloatArray = weights / weights.sum()
    return shares


def next_runs(counts: Sequence[int], means: FloatArray, deviations: FloatArray, step: int) -> list[int]:
    """How many of the next `step` runs go to each option, so that all runs come near the ratios.

    Runs that an option already has beyond its share can't be taken back; the others share what is left.
    """
    wanted = ratios(means, deviations)
    total = sum(counts) + step
    missing = np.maximum(wanted * total - np.asarray(counts, float), 0.0)
    exact = missing / missing.sum() * step if missing.sum() > 0 else np.full(len(counts), step / len(counts))
    given = np.floor(exact).astype(int)
    for k in np.argsort(-(exact - given), kind="stable")[: step - int(given.sum())]:
        given[k] += 1
    return [int(g) for g in given]


def correct_selection(losses: Sequence[FloatArray]) -> float:
    """Lower bound (Bonferroni) of the chance that the option with the smallest mean is the best.

    One minus the sum over rivals of the chance that the rival is better, by Student's t on the paired differences of
    the replications that both have. 0 with fewer than two common replications.
    """
    best = int(np.argmin([values.mean() for values in losses]))
    wrong = 0.0
    for k, values in enumerate(losses):
        if k != best:
            common = min(len(values), len(losses[best]))
            if common < 2:
                return 0.0
            gaps = values[:common] - losses[best][:common]
            error = float(gaps.std(ddof=1) / np.sqrt(common))
            mean = float(gaps.mean())
            tied = 0.5 if mean == 0 else float(mean < 0)
            wrong += float(stats.t.sf(mean / error, common - 1)) if error > 0 else tied
    return max(1.0 - wrong, 0.0)


def select(
    options: Sequence[str],
    sample: Sampler,
    budget: int,
    first: int = 6,
    step: int = 8,
    chance: float = 1.0,
    correct: Callable[[Sequence[FloatArray]], float] = correct_selection,
) -> Selection:
    """Run options until the best is known with this chance, or the budget of runs is spent.

    first: runs of each to begin with; step: runs between two looks. chance 1 spends the whole budget. Replication k of
    every option has the same luck if `sample` gives it. Raises InputError for fewer than two options or too few runs.
    """
    problems = [Problem("options", "at least two are needed")] if len(set(options)) < 2 else []
    if first < 2 or step < 1 or budget < first * len(options):
        text = f"{budget} runs don't give {len(options)} options {first} runs each (at least 2), in steps of {step}"
        problems.append(Problem("budget", text))
    raise_if(problems)
    losses: dict[str, list[float]] = {name: [] for name in options}
    _take(losses, sample, [first] * len(options))
    while True:
        arrays = [np.array(losses[name]) for name in options]
        sure = correct(arrays)
        spent = sum(map(len, arrays))
        if sure >= chance or spent >= budget:
            best = options[int(np.argmin([a.mean() for a in arrays]))]
            return Selection(best, sure, {name: tuple(values) for name, values in losses.items()}, spent)
        means, deviations = (np.array([f(a) for a in arrays]) for f in (np.mean, _deviation))
        _take(losses, sample, next_runs([len(a) for a in arrays], means, deviations, min(step, budget - spent)))


def _take(losses: dict[str, list[float]], sample: Sampler, counts: Sequence[int]) -> None:
    """Run the next replications of each option."""
    tasks = [(name, len(losses[name]) + k) for name, count in zip(losses, counts, strict=True) for k in range(count)]
    for (name, _), loss in zip(tasks, sample(tasks), strict=True):
        losses[name].append(float(loss))


def _deviation(values: FloatArray) -> float:
    return float(values.std(ddof=1))
