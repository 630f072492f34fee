"""A response surface: a Gaussian process fitted to a study, which answers at once what a run would take seconds for.

It gives the paired difference of a measure between two options at any point of the study's parameters, with its own
noise and the luck of single runs, and refuses to say anything about points outside the study. Fitting uses
scikit-learn; answering needs NumPy alone, so that a dashboard can load a surface from a file and ask it at every move
of a slider.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from sim.problems import InputError, Problem, nearest
from sim.tables import FloatArray

QUANTILES = np.linspace(0.025, 0.975, 20)
"""Twenty equally likely outcomes: the middles of the twentieths."""
KNOWN_SHARE = 0.9
"""A point where this share of the surface's variance is left unknown is as good as outside the study."""


@dataclass(frozen=True)
class Answer:
    """A difference at a point: its mean over luck, the standard deviation of that mean, and twenty equally likely
    outcomes of a single pair of runs (in ascending order)."""

    mean: float
    deviation: float
    outcomes: FloatArray


@dataclass(frozen=True)
class Surface:
    """Option b minus option a in one measure, over the parameters of a study.

    names: parameters, in order. low, high: the box of sampled points. points: samples scaled to that box, shape
    (samples, parameters). weights: K^-1 y, inverse: K^-1, in units of `scale` around `centre`. amplitude: variance of
    the process, lengths: of each parameter, both scaled. noise: standard deviation of a sample's mean. offset: that of
    the luck that all samples share. spread: twenty quantiles of a single pair's luck. left_out_error: root mean square
    error of samples that a fit hadn't seen; explained: share of their variance that it predicts; covered: share of them
    within its 95 % interval.
    """

    measure: str
    a: str
    b: str
    unit: str
    names: tuple[str, ...]
    low: FloatArray
    high: FloatArray
    points: FloatArray
    weights: FloatArray
    inverse: FloatArray
    centre: float
    scale: float
    amplitude: float
    lengths: FloatArray
    noise: float
    offset: float
    spread: FloatArray
    samples: int
    seeds: int
    left_out_error: float
    explained: float
    covered: float

    def at(self, point: Mapping[str, float]) -> Answer:
        """The difference at a point, a value for each parameter. Raises InputError for unknown or missing parameters,
        and outside the study: beyond the range sampled, or where no sample is near enough to tell."""
        self._check(point)
        mean, deviation = self.predict(np.array([[float(point[name]) for name in self.names]]))
        unknown = np.sqrt(self.amplitude) * self.scale
        if self.amplitude > 0 and self._process(deviation[0]) > np.sqrt(KNOWN_SHARE) * unknown:
            raise InputError([Problem("surface", "no sample of the study is near this point; run it instead")])
        return Answer(float(mean[0]), float(deviation[0]), mean[0] + self.spread)

    def predict(self, values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Means and their standard deviations at many points, shape (points, parameters), natural units; unchecked."""
        scaled = (np.asarray(values, float) - self.low) / _widths(self.low, self.high)
        near = self.amplitude * matern(scaled, self.points, self.lengths)
        left = self.amplitude - np.einsum("pi,ij,pj->p", near, self.inverse, near)
        variance = np.maximum(left, 0.0) * self.scale**2 + self.offset**2
        means: FloatArray = self.centre + self.scale * (near @ self.weights)
        return means, np.sqrt(variance)

    def _process(self, deviation: float) -> float:
        return float(np.sqrt(max(deviation**2 - self.offset**2, 0.0)))

    def _check(self, point: Mapping[str, float]) -> None:
        problems = [
            Problem(f"surface: {n}", f"not in this study{nearest(n, self.names)}") for n in point if n not in self.names
        ]
        for k, name in enumerate(self.names):
            value = point.get(name)
            if value is None:
                problems.append(Problem(f"surface: {name}", "a value is needed"))
            elif not self.low[k] <= value <= self.high[k]:
                text = f"{value:g} lies outside the study, which ran {self.low[k]:g} to {self.high[k]:g}"
                problems.append(Problem(f"surface: {name}", text))
        if problems:
            raise InputError(problems)

    def as_json(self) -> dict[str, Any]:
        """Plain data, for a file or a browser."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in plain.items()}


def matern(x: FloatArray, y: FloatArray, lengths: FloatArray) -> FloatArray:
    """Matern covariance with nu = 5/2 and variance 1, shape (x, y)."""
    gaps = (x[:, None, :] - y[None, :, :]) / lengths
    distance = np.sqrt(5.0 * np.square(gaps).sum(axis=2))
    covariance: FloatArray = (1.0 + distance + np.square(distance) / 3.0) * np.exp(-distance)
    return covariance


def _widths(low: FloatArray, high: FloatArray) -> FloatArray:
    return np.where(high > low, high - low, 1.0)


def save_surfaces(surfaces: Sequence[Surface], path: Path) -> None:
    """Write surfaces into one JSON file, which `load_surfaces` and a browser can read."""
    text = json.dumps([surface.as_json() for surface in surfaces], allow_nan=True)
    path.write_text(text + "\n", encoding="utf-8")


def load_surfaces(path: Path) -> tuple[Surface, ...]:
    """Surfaces from a file of `save_surfaces`. Raises InputError when it can't be read as such."""
    try:
        return tuple(_read(entry) for entry in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise InputError([Problem(str(path), f"not a file of response surfaces: {error}")]) from None


def _read(entry: Mapping[str, Any]) -> Surface:
    arrays = {f.name for f in fields(Surface) if f.type == "FloatArray"}
    values: dict[str, Any] = {k: np.asarray(v, float) if k in arrays else v for k, v in entry.items()}
    return Surface(**{**values, "names": tuple(values["names"])})
