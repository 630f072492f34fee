"""Fitting a response surface to a study, and finding out how far it is off on samples that it hasn't seen."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

from experiments.analysis.crossed import Variances, variances
from experiments.analysis.options import Crossed, difference
from experiments.analysis.resample import shuffled
from experiments.analysis.surface import QUANTILES, Surface, matern
from experiments.study.table import StudyTable
from sim.measures.catalogue import CATALOGUE
from sim.problems import InputError, Problem
from sim.tables import FloatArray

FOLDS = 5
RESTARTS = 2
AMPLITUDES, LENGTHS = (1e-3, 1e2), (0.1, 30.0)
LEAST_NOISE = 1e-6


@dataclass(frozen=True)
class _Process:
    """Hyperparameters and solved system, scaled."""

    amplitude: float
    lengths: FloatArray
    noise: float
    weights: FloatArray
    inverse: FloatArray
    centre: float
    scale: float


def fit_surface(table: StudyTable, measure: str, a: str, b: str) -> Surface:
    """The surface of option b minus option a. Raises InputError when the study varies nothing, or too few samples are
    complete."""
    response = difference(table, measure, a, b)
    names = tuple(f.name for f in table.factors)
    if not names or len(response.samples) < max(10, 2 * len(names)):
        text = f"{len(response.samples)} complete samples of {len(names)} uncertain parameters are too few to fit"
        raise InputError([Problem("surface", text)])
    inputs = np.asarray(table.samples.loc[list(response.samples), list(names)], float)
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    points = (inputs - low) / np.where(high > low, high - low, 1.0)
    spread = variances(response.values)
    own_noise = 0.0 if np.isnan(spread.joint) else spread.joint / spread.seeds
    process = _fit(points, response.means, own_noise)
    error, explained, covered = left_out(points, response.means, own_noise, process)
    return Surface(
        measure=measure,
        a=a,
        b=b,
        unit=next((m.unit for m in CATALOGUE if m.key == measure), ""),
        names=names,
        low=low,
        high=high,
        points=points,
        weights=process.weights,
        inverse=process.inverse,
        centre=process.centre,
        scale=process.scale,
        amplitude=process.amplitude,
        lengths=process.lengths,
        noise=float(np.sqrt(process.noise) * process.scale),
        offset=_offset(spread),
        spread=_luck(response),
        samples=len(points),
        seeds=response.values.shape[1],
        left_out_error=error,
        explained=explained,
        covered=covered,
    )


def _offset(spread: Variances) -> float:
    """Standard deviation of the mean over seeds of the luck that all samples share."""
    return 0.0 if np.isnan(spread.seed) else float(np.sqrt(spread.seed / spread.seeds))


def _luck(response: Crossed) -> FloatArray:
    """Quantiles of a single pair around its sample's mean; noughts with one seed, which shows no luck."""
    seeds = response.values.shape[1]
    if seeds == 1:
        return np.zeros(len(QUANTILES))
    residuals = (response.values - response.means[:, None]) * np.sqrt(seeds / (seeds - 1))
    quantiles: FloatArray = np.quantile(residuals, QUANTILES)
    return quantiles


def _fit(points: FloatArray, values: FloatArray, own_noise: float, start: _Process | None = None) -> _Process:
    """Hyperparameters by maximum likelihood; noise is at least what differs between seeds says it is.

    start: where to look first, instead of from several places.
    """
    centre, scale = float(values.mean()), float(values.std()) or 1.0
    floor = min(max(own_noise / scale**2, LEAST_NOISE), 0.999)
    lengths = np.full(points.shape[1], 1.0) if start is None else start.lengths
    white = min(floor * 1.5, 1.0) if start is None else min(max(start.noise, floor), 2.0)
    kernel = ConstantKernel(1.0 if start is None else start.amplitude, AMPLITUDES) * Matern(
        lengths, LENGTHS, nu=2.5
    ) + WhiteKernel(white, (floor, 2.0))
    restarts = RESTARTS if start is None else 0
    regressor = GaussianProcessRegressor(kernel, alpha=0.0, n_restarts_optimizer=restarts, random_state=1)
    scaled = (values - centre) / scale
    with warnings.catch_warnings():  # a length at its bound only says that a parameter doesn't matter
        warnings.simplefilter("ignore", ConvergenceWarning)
        regressor.fit(points, scaled)
    fitted = regressor.kernel_
    amplitude, noise = float(fitted.k1.k1.constant_value), float(fitted.k2.noise_level)
    lengths = np.broadcast_to(np.asarray(fitted.k1.k2.length_scale, float), points.shape[1:]).copy()
    covariance = amplitude * matern(points, points, lengths) + noise * np.eye(len(points))
    inverse = np.asarray(np.linalg.inv(covariance), np.float64)
    return _Process(amplitude, lengths, noise, inverse @ scaled, inverse, centre, scale)


def left_out(points: FloatArray, values: FloatArray, own_noise: float, whole: _Process) -> tuple[float, float, float]:
    """Error, share of variance explained and coverage on samples that a fit hasn't seen, a fifth at a time.

    whole: the fit to all samples, from whose hyperparameters each fit begins to look for its own.
    """
    folds = shuffled(len(points)) % FOLDS
    guesses, deviations = np.empty(len(points)), np.empty(len(points))
    for fold in range(FOLDS):
        out = folds == fold
        p = _fit(points[~out], values[~out], own_noise, whole)
        near = p.amplitude * matern(points[out], points[~out], p.lengths)
        guesses[out] = p.centre + p.scale * (near @ p.weights)
        left = p.amplitude - np.einsum("pi,ij,pj->p", near, p.inverse, near)
        deviations[out] = p.scale * np.sqrt(np.maximum(left, 0.0) + p.noise)
    gaps = values - guesses
    total = float(np.square(values - values.mean()).sum())
    explained = 1.0 - float(np.square(gaps).sum()) / total if total > 0 else 0.0
    covered = float((np.abs(gaps) <= 1.96 * deviations).mean())
    return float(np.sqrt(np.square(gaps).mean())), explained, covered
