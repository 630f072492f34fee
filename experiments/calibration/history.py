"""History matching: waves of runs, an emulator for each published figure, and what none of them can rule out.

A point is implausible where what the emulator expects lies too far from the figure, measured against all that is
uncertain: the figure itself, what the model can't be expected to get right, and the emulator (Craig et al. 1997; Vernon
et al. 2010). What is left after the last wave is kept whole, not as one best point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from experiments.calibration.emulator import Emulator, checked
from sim.tables import BoolArray, FloatArray

CUTOFF = 2.0
"""Standard deviations beyond which a point is ruled out. A published range is taken as four wide, so these are its
ends: what is left is expected within the range, but for what model and emulator may be off by."""
CANDIDATES = 1 << 15
ROUNDS = 6
"""How often candidates are drawn from a closer and closer box around what is left."""
Simulator = Callable[[FloatArray, int], FloatArray]
"""From points in the unit cube (n, dimensions) and the number of the wave to outputs (n, figures), one run each."""


@dataclass(frozen=True)
class Aim:
    """A figure to be met: its value, the standard deviation of what was published, and that of what the model can't be
    expected to get right."""

    name: str
    value: float
    published: float
    discrepancy: float

    @property
    def variance(self) -> float:
        """Of figure and model together, without the emulator."""
        return self.published**2 + self.discrepancy**2


@dataclass(frozen=True)
class Wave:
    """What a wave did. left: share of the whole space that is still plausible after it; checks: by figure, the share of
    runs held back that lie where the emulator says."""

    runs: int
    left: float
    checks: tuple[float, ...]


@dataclass(frozen=True)
class Matched:
    """Plausible points (n, dimensions) in the unit cube, and how they were found. worst: their largest implausibility;
    expected: what emulators expect there (n, figures)."""

    points: FloatArray
    waves: tuple[Wave, ...]
    worst: FloatArray
    expected: FloatArray

    def interval(self, dimension: int) -> tuple[float, float]:
        """The range of a parameter that holds 95 % of plausible points."""
        low, high = np.quantile(self.points[:, dimension], (0.025, 0.975))
        return float(low), float(high)


class NothingLeft(Exception):
    """No point is plausible: the figures contradict the model or each other. tightest: the one that rules out most."""

    def __init__(self, wave: int, tightest: str) -> None:
        super().__init__(f"wave {wave} rules everything out; {tightest} is the hardest to meet")
        self.wave, self.tightest = wave, tightest


def match(
    simulate: Simulator,
    dimensions: int,
    aims: Sequence[Aim],
    runs: int = 100,
    waves: int = 3,
    draws: int = 200,
    candidates: int = CANDIDATES,
    check: bool = True,
) -> Matched:
    """Rule out, wave by wave, what can't give the figures. candidates: points looked at in each round. check: hold back
    runs to see what emulators are worth.

    Raises NothingLeft when nothing can give them.
    """
    emulators: list[list[Emulator]] = []
    told: list[Wave] = []
    points = spread_out(runs, dimensions)
    left = 1.0
    for wave in range(waves):
        outputs = simulate(points, wave)
        emulators.append([Emulator(points, outputs[:, k]) for k in range(len(aims))])
        checks = tuple(checked(points, outputs[:, k]) for k in range(len(aims) if check else 0))
        kept, left = plausible(emulators, aims, dimensions, wave, candidates)
        told.append(Wave(len(points), left, checks))
        points = thinned(kept, draws if wave == waves - 1 else runs)
    expected = np.column_stack([e(points)[0] for e in emulators[-1]])
    return Matched(points, tuple(told), implausibility(emulators, aims, points).max(axis=1), expected)


def spread_out(count: int, dimensions: int, skip: int = 1) -> FloatArray:
    """Points that fill the unit cube evenly (Sobol), without luck."""
    sequence = qmc.Sobol(dimensions, scramble=False)
    sequence.fast_forward(skip)
    points: FloatArray = sequence.random(count)
    return points


def implausibility(emulators: Sequence[Sequence[Emulator]], aims: Sequence[Aim], points: FloatArray) -> FloatArray:
    """By point and figure, the largest distance over waves, in standard deviations."""
    worst = np.zeros((len(points), len(aims)))
    for wave in emulators:
        for k, (emulator, aim) in enumerate(zip(wave, aims, strict=True)):
            mean, variance = emulator(points)
            worst[:, k] = np.maximum(worst[:, k], np.abs(mean - aim.value) / np.sqrt(variance + aim.variance))
    return worst


def plausible(
    emulators: Sequence[Sequence[Emulator]], aims: Sequence[Aim], dimensions: int, wave: int, candidates: int
) -> tuple[FloatArray, float]:
    """Points that no wave rules out, and their share of the whole space; the box around them closes in by rounds."""
    low, high = np.zeros(dimensions), np.ones(dimensions)
    best: tuple[FloatArray, float] | None = None
    for turn in range(ROUNDS):
        points = low + (high - low) * spread_out(candidates, dimensions, 1 + turn * candidates)
        distance = implausibility(emulators, aims, points)
        fits: BoolArray = distance.max(axis=1) < CUTOFF
        if not fits.any():
            if best is None:
                raise NothingLeft(wave + 1, aims[int(np.argmin((distance < CUTOFF).mean(axis=0)))].name)
            break
        best = points[fits], float(fits.mean() * np.prod(high - low))
        if fits.mean() > 0.1:
            break
        margin = 0.1 * (best[0].max(axis=0) - best[0].min(axis=0)) + 0.02
        low, high = np.maximum(best[0].min(axis=0) - margin, 0), np.minimum(best[0].max(axis=0) + margin, 1)
    assert best is not None
    return best


def thinned(points: FloatArray, count: int) -> FloatArray:
    """At most so many of the points, evenly from among them; they lie in no order that matters."""
    if len(points) <= count:
        return points
    chosen: FloatArray = points[np.linspace(0, len(points) - 1, count).round().astype(int)]
    return chosen
