"""The response surface: right where the study was, silent where it wasn't, fast."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.analysis.options import difference
from experiments.analysis.surface import Surface, load_surfaces, matern, save_surfaces
from experiments.analysis.surface_fit import fit_surface
from experiments.study.table import StudyTable
from sim.problems import InputError
from tests.experiments.analysis.tables import frame, latin, study

pytestmark = pytest.mark.statistical

BOUNDS = {"x": (0.0, 10.0), "y": (100.0, 300.0), "z": (0.0, 1.0)}
SHARED = np.random.default_rng(31).normal(size=6)
OWN = np.random.default_rng(32).normal(size=(200, 6))


def truth(x: Mapping[str, float]) -> float:
    return 5 * np.sin(x["x"] / 3) + ((x["y"] - 200) / 50) ** 2


def smooth(n: int = 60, own: float = 0.4, shared: float = 0.5, seeds: int = 6) -> StudyTable:
    """Arm b minus arm a is a smooth function of x and y, not of z, and luck."""
    samples = latin(BOUNDS, n)
    number = {row: k for k, row in enumerate(samples["x"])}

    def run(x: Mapping[str, float], _l: Mapping[str, float], arm: str, r: int) -> Mapping[str, float]:
        gap = truth(x) + shared * float(SHARED[r]) + own * float(OWN[number[x["x"]], r])
        return {"cost": 1000 + 7 * x["z"] + (gap if arm == "b" else 0.0)}

    return study(run, BOUNDS, samples, seeds)


@pytest.fixture(scope="module")
def surface() -> Surface:
    return fit_surface(smooth(), "cost", "a", "b")


def test_it_recovers_a_smooth_function(surface: Surface) -> None:
    """At new points the surface is off by no more than it says, up to the luck that all samples shared."""
    fresh = latin(BOUNDS, 200, seed=9)
    inside = fresh[((fresh >= surface.low) & (fresh <= surface.high)).all(axis=1)]
    means, deviations = surface.predict(inside.to_numpy())
    gaps = means - np.array([truth(row) for _, row in inside.iterrows()]) - 0.5 * SHARED.mean()
    assert np.sqrt(np.square(gaps).mean()) < 0.35
    assert (np.abs(gaps) < 1.96 * deviations).mean() > 0.9


def test_it_says_how_far_it_is_off(surface: Surface) -> None:
    """Its error on samples it hadn't seen is about the noise of their means, and it explains most of their variance."""
    assert 0.4 / np.sqrt(6) * 0.7 < surface.left_out_error < 0.45
    assert surface.explained > 0.97
    assert surface.covered > 0.85
    assert surface.noise == pytest.approx(0.4 / np.sqrt(6), rel=0.6)
    assert surface.offset == pytest.approx(0.5 * SHARED.std(ddof=1) / np.sqrt(6), rel=0.2)


def test_a_single_run_scatters_as_luck_does(surface: Surface) -> None:
    """The twenty outcomes spread as single pairs do: shared and own luck together."""
    answer = surface.at({"x": 5.0, "y": 200.0, "z": 0.5})
    assert len(answer.outcomes) == 20
    assert (np.diff(answer.outcomes) >= 0).all()
    luck = np.sqrt(0.5**2 * SHARED.var(ddof=1) + 0.4**2)
    assert answer.outcomes.std(ddof=1) == pytest.approx(luck, rel=0.2)
    assert answer.outcomes.mean() == pytest.approx(answer.mean, abs=0.1)


def test_it_refuses_to_extrapolate(surface: Surface) -> None:
    """Outside the range sampled, with a parameter missing or unknown: one error with every problem."""
    with pytest.raises(InputError, match="outside the study") as error:
        surface.at({"x": 10.5, "y": 99.0, "zz": 0.5})
    assert len(error.value.problems) == 4


def test_it_refuses_where_no_sample_is_near() -> None:
    """Inside the box but far from every sample (a study of one's own with an empty corner) it says so."""
    points = np.array([[x, 100 + 20 * x, 0.5 + 0.01 * (k % 2)] for k, x in enumerate(np.linspace(0, 10, 40))])
    table = study(
        lambda x, _l, arm, _r: {"cost": (np.sin(3 * x["x"]) + np.sin(x["y"] / 7)) * (arm == "b")},
        BOUNDS, frame(points, BOUNDS), 1, design="csv",
    )  # fmt: skip
    found = fit_surface(table, "cost", "a", "b")
    assert found.at({"x": 5.0, "y": 200.0, "z": 0.505}).mean == pytest.approx(np.sin(15) + np.sin(200 / 7), abs=0.3)
    with pytest.raises(InputError, match="no sample"):
        found.at({"x": 9.9, "y": 110.0, "z": 0.505})


def test_files_keep_every_answer(surface: Surface, tmp_path: Path) -> None:
    """A surface read from its file answers with the same bits; anything else is an error in words."""
    save_surfaces([surface, replace(surface, measure="faces")], tmp_path / "surfaces.json")
    again = load_surfaces(tmp_path / "surfaces.json")
    assert [s.measure for s in again] == ["cost", "faces"]
    point = {"x": 3.3, "y": 222.0, "z": 0.1}
    assert again[0].at(point).mean == surface.at(point).mean
    assert np.array_equal(again[0].at(point).outcomes, surface.at(point).outcomes)
    (tmp_path / "other.json").write_text("[{}]")
    with pytest.raises(InputError, match="not a file of response surfaces"):
        load_surfaces(tmp_path / "other.json")


def test_five_answers_take_less_than_five_milliseconds(surface: Surface) -> None:
    """A query of five measures on a study of 200 samples takes under 5 ms of CPU time."""
    five = [surface] * 5
    big = latin(BOUNDS, 200, seed=3).to_numpy()
    points = (big - five[0].low) / (five[0].high - five[0].low)
    inverse = np.linalg.inv(five[0].amplitude * matern(points, points, five[0].lengths) + 0.1 * np.eye(200))
    five = [replace(s, points=points, inverse=inverse, weights=inverse @ points[:, 0]) for s in five]
    started = time.process_time()
    for _ in range(100):
        for each in five:
            each.at({"x": 5.0, "y": 200.0, "z": 0.5})
    assert (time.process_time() - started) / 100 < 0.005


def test_it_is_scikit_learns_process() -> None:
    """Predictions from the kept arrays are those of scikit-learn's regressor with the same hyperparameters."""
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern

    table = smooth(30)
    found = fit_surface(table, "cost", "a", "b")
    kernel = ConstantKernel(found.amplitude, "fixed") * Matern(found.lengths, "fixed", nu=2.5)
    theirs = GaussianProcessRegressor(kernel, alpha=(found.noise / found.scale) ** 2, optimizer=None)
    theirs.fit(found.points, (difference(table, "cost", "a", "b").means - found.centre) / found.scale)
    query = latin(BOUNDS, 10, seed=5)
    means, deviations = found.predict(query.to_numpy())
    expected, spread = theirs.predict((query.to_numpy() - found.low) / (found.high - found.low), return_std=True)
    assert means == pytest.approx(found.centre + found.scale * expected)
    assert np.sqrt(deviations**2 - found.offset**2) == pytest.approx(found.scale * spread, rel=1e-5)


def test_too_small_a_study_is_refused() -> None:
    """Nine samples can't carry a surface."""
    with pytest.raises(InputError, match="too few"):
        fit_surface(smooth(9), "cost", "a", "b")
