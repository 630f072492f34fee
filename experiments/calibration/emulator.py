"""An emulator: what a simulator would give between the points where it was run, and how sure that is."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

from sim.tables import FloatArray

LONGEST, SHORTEST = 30.0, 0.15
"""Length scales, in widths of a parameter's range: from no effect at all to a few waves."""
HELD_BACK = 5
"""Every so many points are left out of a first fit, to see whether they are where it says."""


class Emulator:
    """A Gaussian process over the unit cube for one output; noise of single runs is estimated with it."""

    def __init__(self, points: FloatArray, values: FloatArray) -> None:
        """points: (n, dimensions) in the unit cube; values: (n,), one run each."""
        self._centre, self._scale = float(values.mean()), float(values.std()) or 1.0
        # one smooth part and one noise part; scales are bounded so that a useless parameter stays useless
        kernel = ConstantKernel(1.0, (1e-2, 1e3)) * RBF(np.ones(points.shape[1]), (SHORTEST, LONGEST)) + WhiteKernel(
            0.1, (1e-6, 2.0)
        )
        self._process = GaussianProcessRegressor(kernel, normalize_y=False, n_restarts_optimizer=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # scales at their bounds are what they should be
            self._process.fit(points, (values - self._centre) / self._scale)
        self._noise = float(self._process.kernel_.k2.noise_level)

    @property
    def noise(self) -> float:
        """Variance of one run around the simulator's mean."""
        return self._noise * self._scale**2

    def __call__(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean of the simulator at points, and the variance of what the emulator says about that mean."""
        mean, sd = self._process.predict(points, return_std=True)
        variance = np.maximum(sd**2 - self._noise, 0.0) * self._scale**2
        return mean * self._scale + self._centre, variance


def checked(points: FloatArray, values: FloatArray) -> float:
    """Share of points left out of a fit that lie within three standard deviations of it."""
    out = np.arange(len(points)) % HELD_BACK == 0
    emulator = Emulator(points[~out], values[~out])
    mean, variance = emulator(points[out])
    return float((np.abs(values[out] - mean) <= 3 * np.sqrt(variance + emulator.noise)).mean())
