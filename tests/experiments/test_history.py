"""History matching recovers what it should, says when nothing fits, and keeps more than one point."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.calibration.emulator import Emulator
from experiments.calibration.history import CUTOFF, Aim, NothingLeft, match, spread_out
from sim.luck import normal, uniform
from sim.tables import FloatArray

pytestmark = pytest.mark.statistical

NOISE = np.array([0.05, 0.05, 0.1])
PUBLISHED = np.array([0.1, 0.1, 0.2])
TRIALS = 20


def truth(points: FloatArray) -> FloatArray:
    """Three outputs of three parameters: curved, interacting, and one that hardly matters."""
    x, y, z = points.T
    return np.column_stack([np.exp(1.2 * x) + 0.5 * y, 2 * y - x * y + 0.1 * z, 3 * x * x + y + 0.2 * np.sin(3 * z)])


def runs(points: FloatArray, wave: int) -> FloatArray:
    """Single noisy runs."""
    luck = [[normal(wave + 1, 1, i, k, 0) for k in range(3)] for i in range(len(points))]
    return truth(points) + NOISE * np.array(luck)


def trial(number: int) -> tuple[FloatArray, list[tuple[float, float]]]:
    """Known parameters, figures published with an error, and the intervals that calibration states."""
    known = np.array([uniform(number, 2, k, 0, 0) for k in range(3)])
    error = PUBLISHED * np.array([normal(number, 3, k, 0, 0) for k in range(3)])
    published = truth(known[None])[0] + error
    aims = [Aim(f"y{k}", published[k], PUBLISHED[k], 0.0) for k in range(3)]
    found = match(runs, 3, aims, runs=30, waves=2, candidates=1 << 10, check=False)
    return known, [found.interval(k) for k in range(3)]


def test_known_parameters_are_recovered() -> None:
    """In at least 18 of 20 trials each known parameter lies in its stated interval; and intervals say something."""
    found = [trial(number) for number in range(TRIALS)]
    recovered = sum(
        all(low <= value <= high for value, (low, high) in zip(known, stated, strict=True)) for known, stated in found
    )
    assert recovered >= 18
    widths = np.array([[high - low for low, high in stated] for _, stated in found])
    assert widths[:, :2].mean() < 0.5
    assert widths[:, 2].mean() > 0.7


def test_what_is_far_off_is_ruled_out() -> None:
    """Kept points give the figures: none lies further from them than the cut-off allows, and there are many."""
    known = np.array([[0.3, 0.7, 0.5]])
    aims = [Aim(f"y{k}", float(truth(known)[0, k]), 0.05, 0.05) for k in range(3)]
    found = match(runs, 3, aims, runs=60, waves=2, draws=100)
    assert len(found.points) == 100
    assert (found.worst < CUTOFF).all()
    off = np.abs(truth(found.points) - truth(known)) / np.array([a.variance**0.5 for a in aims])
    assert np.quantile(off.max(axis=1), 0.9) < CUTOFF + 0.5
    assert found.waves[1].left <= found.waves[0].left < 0.3
    assert min(found.waves[0].checks) > 0.8


def test_figures_that_cannot_be_met_are_named() -> None:
    """Where nothing fits, it says so and names the figure; it doesn't return the least bad point."""
    aims = [Aim("easy", 2.0, 0.2, 0.1), Aim("impossible", 50.0, 0.2, 0.1), Aim("also easy", 1.0, 0.5, 0.1)]
    with pytest.raises(NothingLeft, match="impossible"):
        match(runs, 3, aims, runs=40, waves=1)


def test_a_wide_discrepancy_keeps_more() -> None:
    """The less the model is expected to get right, the less can be ruled out."""
    value = truth(np.array([[0.5, 0.5, 0.5]]))[0]
    left = [
        match(runs, 3, [Aim(f"y{k}", value[k], 0.05, d) for k in range(3)], runs=40, waves=1).waves[0].left
        for d in (0.0, 0.5)
    ]
    assert left[0] < 0.5 * left[1]


def test_the_emulator_knows_what_it_does_not_know() -> None:
    """Between runs it is surer than outside of them, and it finds the noise of single runs."""
    points = spread_out(80, 1) * 0.5
    luck = np.array([normal(1, 4, i, 0, 0) for i in range(80)])
    emulator = Emulator(points, np.sin(6 * points[:, 0]) + 0.1 * luck)
    inside, outside = (emulator(np.array([[x]]))[1][0] for x in (0.25, 1.0))
    assert inside < 0.1 * outside
    assert 0.005 < emulator.noise < 0.02
    assert emulator(np.array([[0.25]]))[0][0] == pytest.approx(np.sin(1.5), abs=0.1)
