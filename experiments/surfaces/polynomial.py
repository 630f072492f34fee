"""A polynomial of degree two with shrunken coefficients: what a measure is, over the levers, in each organisation.

Every organisation's curve is the same linear function of its own runs, so that the difference of two curves is the
curve of their paired differences, and the luck that both share cancels in it exactly.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from sim.tables import FloatArray

LINEAR = (0.1, 1.0, 10.0)
SECOND = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 1000.0)
"""Penalties that are tried on the coefficients of the levers, and of their squares and products."""


@dataclass(frozen=True)
class Fit:
    """coefficients: (arms, terms); missed: (arms, samples), what each run was above the curve that hadn't seen its
    sample; leverage: (samples), how far each sample pulls its own curve, below 1."""

    coefficients: FloatArray
    missed: FloatArray
    leverage: FloatArray


def terms(levers: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """(points, levers) in natural units to (points, terms): one, levers from -1 to 1, their squares and products."""
    x = 2.0 * (levers - low) / (high - low) - 1.0
    pairs = list(itertools.combinations_with_replacement(range(x.shape[1]), 2))
    products = x[:, [i for i, _ in pairs]] * x[:, [j for _, j in pairs]]
    return np.hstack([np.ones((len(x), 1)), x, products])


def fit(design: FloatArray, values: FloatArray, levers: int) -> Fit:
    """values: (arms, samples) of one measure. The penalties are those that miss differences from the first arm least on
    samples left out."""
    candidates = [_with(design, values, levers, a, b) for a in LINEAR for b in SECOND]
    return min(candidates, key=_left_out_error)


def _with(design: FloatArray, values: FloatArray, levers: int, linear: float, second: float) -> Fit:
    rest = design.shape[1] - 1 - levers
    penalty = np.concatenate([[0.0], np.full(levers, linear), np.full(rest, second)])
    solved = np.linalg.solve(design.T @ design + np.diag(penalty) + 1e-9 * np.eye(len(penalty)), design.T)
    coefficients = values @ solved.T
    leverage = np.einsum("nt,tn->n", design, solved)
    missed = (values - coefficients @ design.T) / (1.0 - leverage)
    return Fit(coefficients, missed, leverage)


def _left_out_error(found: Fit) -> float:
    """Mean square of the missed differences from the first arm."""
    differences = found.missed[1:] - found.missed[:1]
    return float(np.square(differences).mean())
