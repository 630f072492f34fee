"""First numbers for a question, at once: a hundred pairs as the surface expects them, with how far it is usually off.

Pair k takes what seed k's world draws for the levers that nobody moved, the curve of either organisation at these
values, and one of a hundred equally likely distances between a pair and its curve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from experiments.question import Question
from experiments.study.version import code_digest
from experiments.surfaces.polynomial import fit, terms
from experiments.surfaces.runs import Runs
from experiments.surfaces.spec import Spec
from experiments.unknowns import with_unknowns_drawn
from policies.loading import load_arm
from sim.tables import FloatArray

PAIRS = 100
STRIDE = 37
"""Which distance goes with which draw: any number without a factor in common with a hundred mixes them."""


@dataclass(frozen=True)
class Expected:
    """pairs: a hundred (a, b), by measure; errors: how far the middle of each difference is usually off, in the
    measure's unit; samples: stored pairs behind them; older: whether they come from an earlier version of the code."""

    pairs: tuple[tuple[dict[str, float], dict[str, float]], ...]
    errors: dict[str, float]
    samples: int
    older: bool


@dataclass(frozen=True)
class Curves:
    """One measure. coefficients: (arms, terms); missed: (arms, samples); leverage: (samples)."""

    coefficients: FloatArray
    missed: FloatArray
    leverage: FloatArray


@dataclass(frozen=True)
class Surface:
    """Curves of some measures for some arms in one place. code, asked: what ran it, and a hash of each arm there."""

    spec: Spec
    arms: tuple[str, ...]
    low: FloatArray
    high: FloatArray
    curves: Mapping[str, Curves]
    code: str
    asked: Mapping[str, str]

    @property
    def samples(self) -> int:
        """Stored pairs of each two arms."""
        return int(next(iter(self.curves.values())).missed.shape[1])

    def expected(self, a: str, b: str, moved: Mapping[str, float]) -> Expected:
        """First numbers of arm b against arm a. Raises KeyError for an arm or a lever that it doesn't hold."""
        first, second = self.arms.index(a), self.arms.index(b)
        design = terms(self._worlds(moved), self.low, self.high)
        sides: dict[str, FloatArray] = {}
        for key, curves in self.curves.items():
            both = design @ curves.coefficients[[first, second]].T
            order = np.arange(PAIRS) * STRIDE % PAIRS
            distances = _hundred(curves.missed[second] - curves.missed[first])[order]
            both[:, 1] += distances
            sides[key] = both
        pairs = tuple(
            ({k: float(v[n, 0]) for k, v in sides.items()}, {k: float(v[n, 1]) for k, v in sides.items()})
            for n in range(PAIRS)
        )
        return Expected(pairs, {k: self.error(k, a, b) for k in self.curves}, self.samples, self.older(a, b))

    def error(self, measure: str, a: str, b: str) -> float:
        """How far the curve of the difference usually is off at one of its samples, root mean square.

        A run is missed by its own luck and by the error of the curve that hadn't seen it; of the mean square the part
        that is the curve's is the leverage.
        """
        c = self.curves[measure]
        missed = c.missed[self.arms.index(b)] - c.missed[self.arms.index(a)]
        return float(np.sqrt((np.square(missed) * c.leverage).mean()))

    def left_out(self, measure: str, a: str, b: str) -> float:
        """Root mean square distance of a pair from the curve that hadn't seen its sample."""
        c = self.curves[measure]
        return float(np.sqrt(np.square(c.missed[self.arms.index(b)] - c.missed[self.arms.index(a)]).mean()))

    def older(self, *arms: str) -> bool:
        """Whether the code, the place or one of these arms has changed since."""
        return self.code != code_digest() or any(self.asked[arm] != _asked(self.spec, arm) for arm in arms)

    def _worlds(self, moved: Mapping[str, float]) -> FloatArray:
        """The levers' values in the worlds of the first hundred seeds."""
        worlds = _unmoved(self.spec).copy()
        for name, value in moved.items():
            if name not in self.spec.levers:
                raise KeyError(name)
            worlds[:, self.spec.levers.index(name)] = value
        return worlds


def _hundred(values: FloatArray) -> FloatArray:
    """A hundred equally likely ones."""
    return np.asarray(np.quantile(values, (np.arange(PAIRS) + 0.5) / PAIRS), float)


@cache
def _unmoved(spec: Spec) -> FloatArray:
    """The levers as the worlds of seeds 1 to 100 have them when nobody moves one."""
    place = spec.place()
    worlds = [with_unknowns_drawn(place.drawn(seed), seed).values for seed in range(1, PAIRS + 1)]
    return np.array([[world[name] for name in spec.levers] for world in worlds])


@cache
def _asked(spec: Spec, arm: str) -> str:
    found = load_arm(arm)
    return Question(found, found, spec.place(), wide=True).digest


def fitted(spec: Spec, runs: Runs) -> Surface:
    """The surface of these runs."""
    low, high = spec.box()
    design = terms(runs.levers, low, high)
    curves = {}
    for k, measure in enumerate(spec.measures):
        found = fit(design, runs.measures[:, :, k], len(spec.levers))
        curves[measure] = Curves(found.coefficients, found.missed, found.leverage)
    asked = {arm: _asked(spec, arm) for arm in runs.arms}
    return Surface(spec, runs.arms, low, high, curves, runs.code, asked)
