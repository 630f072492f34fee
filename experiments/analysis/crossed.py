"""How much of a response is future and how much is luck, when every sample met the same seeds.

With common random numbers a run is sample x seed, a two-way layout: the seed shifts all samples alike (`seed`), or each
in its own way (`joint`). Averages over samples don't wash the first out, so intervals that forget it are too narrow.
Method: variance components of the two-way random-effects layout with one run per cell (Searle, Casella & McCulloch,
Variance Components, 1992); degrees of freedom by Satterthwaite (1946).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from experiments.statistics import CONFIDENCE
from sim.tables import FloatArray

NAN = float("nan")


@dataclass(frozen=True)
class Variances:
    """Variance of one run, in parts.

    sample: what differs between futures; seed: luck that shifts all futures alike; joint: luck that meets each future
    in its own way. NaN where the layout can't tell (one seed: no luck is seen; one sample: none is joint). Estimates
    below nought count as nought. mean_squares: of samples, seeds and rest; luck_low, luck_high: `luck`'s 95 % interval.
    """

    samples: int
    seeds: int
    mean: float
    sample: float
    seed: float
    joint: float
    mean_squares: tuple[float, float, float]
    luck_low: float
    luck_high: float

    @property
    def luck(self) -> float:
        """Variance between seeds within a sample."""
        return self.seed + (0.0 if math.isnan(self.joint) else self.joint)

    @property
    def total(self) -> float:
        """Variance of one run at a random sample and a random seed."""
        return float(np.nansum([self.sample, self.seed, self.joint]))

    def luck_share(self) -> tuple[float, float, float]:
        """Share of the variance of one run that is luck, with its 95 % interval; NaN with one seed.

        The interval takes luck at one end with futures at the other, and is a little wider than it need be.
        """

        def share(luck: float, sample: float) -> float:
            whole = luck + (0.0 if math.isnan(sample) else sample)
            return 0.0 if whole == 0 else luck / whole

        low, high = self._sample_interval()
        return share(self.luck, self.sample), share(self.luck_low, high), share(self.luck_high, low)

    def _sample_interval(self) -> tuple[float, float]:
        """95 % interval of `sample`, by the mean square of samples; NaN with one sample."""
        of_samples, _, rest = self.mean_squares
        if math.isnan(of_samples) or math.isnan(rest):
            return self.sample, self.sample
        tail, d = (1 - CONFIDENCE) / 2, self.samples - 1
        ends = (of_samples * d / stats.chi2.ppf(p, d) for p in (1 - tail, tail))
        low, high = (max((end - rest) / self.seeds, 0.0) for end in ends)
        return float(low), float(high)


def variances(values: FloatArray) -> Variances:
    """Split the variance of a response of shape (samples, seeds). Raises ValueError when it is empty."""
    n, r = values.shape
    if not values.size:
        raise ValueError("no complete sample: nothing to split")
    mean = float(values.mean())
    rows, columns = values.mean(axis=1), values.mean(axis=0)
    of_samples = r * _sum_of_squares(rows - mean) / (n - 1) if n > 1 else NAN
    of_seeds = n * _sum_of_squares(columns - mean) / (r - 1) if r > 1 else NAN
    if n == 1 or r == 1:
        sample, seed, rest = of_samples, of_seeds, NAN
    else:
        residual = values - rows[:, None] - columns[None, :] + mean
        rest = _sum_of_squares(residual) / ((n - 1) * (r - 1))
        sample, seed = max((of_samples - rest) / r, 0.0), max((of_seeds - rest) / n, 0.0)
    low, high = _luck_interval(n, r, of_seeds, rest)
    return Variances(n, r, mean, sample, seed, rest, (of_samples, of_seeds, rest), low, high)


def mean_interval(values: FloatArray) -> tuple[float, float, float]:
    """Mean of a response of shape (samples, seeds) over futures and luck, with its 95 % interval.

    The interval counts samples and seeds as two draws, not as samples x seeds independent runs. With one sample it is
    the t-interval over seeds, with one seed that over samples; with one run, or none, it is undefined.
    """
    if not values.size:
        return NAN, NAN, NAN
    n, r = values.shape
    v = variances(values)
    parts = [(m, d) for m, d in zip(v.mean_squares, (n - 1, r - 1, (n - 1) * (r - 1)), strict=True) if d > 0]
    if not parts:
        return v.mean, NAN, NAN
    signs = (1.0, 1.0, -1.0)[: len(parts)]
    square = sum(s * m for s, (m, _) in zip(signs, parts, strict=True))
    if square <= parts[-1][0]:  # neither futures nor seeds add to the rest
        square, freedom = parts[-1][0], float(parts[-1][1])
    else:
        freedom = satterthwaite([s * m for s, (m, _) in zip(signs, parts, strict=True)], [d for _, d in parts])
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom) * math.sqrt(square / (n * r)))
    return v.mean, v.mean - half, v.mean + half


def satterthwaite(terms: Sequence[float], freedoms: Sequence[int]) -> float:
    """Degrees of freedom of a sum of mean squares (each already times its coefficient)."""
    weight = sum(t * t / d for t, d in zip(terms, freedoms, strict=True))
    return sum(terms) ** 2 / weight if weight > 0 else 1.0


def _luck_interval(n: int, r: int, of_seeds: float, rest: float) -> tuple[float, float]:
    """95 % interval of the variance within a sample, a sum of mean squares (Graybill & Wang, JASA 75, 1980)."""
    if r == 1:
        return NAN, NAN
    terms = [(of_seeds / n, r - 1)]
    if n > 1:
        terms.append((rest * (n - 1) / n, (n - 1) * (r - 1)))
    tail = (1 - CONFIDENCE) / 2
    luck = sum(term for term, _ in terms)
    down = sum((term * (1 - d / stats.chi2.ppf(1 - tail, d))) ** 2 for term, d in terms)
    up = sum((term * (d / stats.chi2.ppf(tail, d) - 1)) ** 2 for term, d in terms)
    return float(luck - math.sqrt(down)), float(luck + math.sqrt(up))


def _sum_of_squares(values: FloatArray) -> float:
    return float(np.square(values).sum())
