"""Sobol indices of functions whose indices are known, luck among the factors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import sobol as salib

from experiments.analysis.options import difference, level
from experiments.analysis.sobol import LUCK, sobol_indices
from experiments.study.spec import Design
from experiments.study.table import StudyTable
from sim.problems import InputError
from tests.experiments.analysis.tables import designed, study

pytestmark = pytest.mark.statistical

PI = (-math.pi, math.pi)
ISHIGAMI = {"x1": PI, "x2": PI, "x3": PI}
A, B = 7.0, 0.1
LINEAR = {"x1": (0.0, 1.0), "x2": (0.0, 1.0), "x3": (0.0, 1.0)}
RNG = np.random.default_rng(11)
SHARED, OWN = RNG.normal(size=400), RNG.normal(size=(20_000, 8))


def saltelli(bounds: Mapping[str, tuple[float, float]], base: int) -> pd.DataFrame:
    """A study's own samples for first and total indices."""
    return designed(bounds, Design(kind="sobol_indices", samples=base, seed=3))


def ishigami(x: Mapping[str, float]) -> float:
    return math.sin(x["x1"]) + A * math.sin(x["x2"]) ** 2 + B * x["x3"] ** 4 * math.sin(x["x1"])


def ishigami_study(base: int) -> StudyTable:
    """Arm b is worse than arm a by Ishigami's function, both on a level that varies far more."""

    def run(x: Mapping[str, float], _l: Mapping[str, float], arm: str, _r: int) -> Mapping[str, float]:
        return {"cost": 500 * x["x3"] + (ishigami(x) if arm == "b" else 0.0)}

    return study(run, ISHIGAMI, saltelli(ISHIGAMI, base), 1, design="sobol_indices")


def noisy_linear(seeds: int, base: int) -> StudyTable:
    """4 x1 + 2 x2, luck that shifts all futures alike (variance 1), and luck of each run (variance 0.25)."""
    samples = saltelli(LINEAR, base)
    number = {tuple(row): k for k, row in enumerate(samples.to_numpy())}

    def run(x: Mapping[str, float], _l: Mapping[str, float], _arm: str, r: int) -> Mapping[str, float]:
        own = OWN[number[x["x1"], x["x2"], x["x3"]], r]
        return {"cost": 4 * x["x1"] + 2 * x["x2"] + SHARED[r] / SHARED[:seeds].std(ddof=1) + 0.5 * own}

    return study(run, LINEAR, samples, seeds, arms=("a",), design="sobol_indices")


def test_ishigami_comes_out_right() -> None:
    """First and total indices of Ishigami's function, as a difference between arms, lie within 0.02 of the truth."""
    v1, v2 = 0.5 * (1 + B * math.pi**4 / 5) ** 2, A**2 / 8
    v13 = B**2 * math.pi**8 * (1 / 18 - 1 / 50)
    v = v1 + v2 + v13
    table = ishigami_study(4096)
    found = sobol_indices(table, difference(table, "cost", "a", "b"), resamples=100).set_index("factor")
    for name, first, total in (("x1", v1, v1 + v13), ("x2", v2, v2), ("x3", 0.0, v13)):
        assert found.loc[name, "first"] == pytest.approx(first / v, abs=0.02)
        assert found.loc[name, "total"] == pytest.approx(total / v, abs=0.02)
        assert found.loc[name, "total_low"] < total / v < found.loc[name, "total_high"]


def test_one_seed_gives_salibs_numbers() -> None:
    """With one replication both indices are SALib's, whose variance divides by one more."""
    table = ishigami_study(64)
    response = difference(table, "cost", "a", "b")
    problem = {"num_vars": 3, "names": list(ISHIGAMI), "bounds": [list(PI)] * 3}
    theirs = salib.analyze(problem, response.values[:, 0], calc_second_order=False, num_resamples=2)
    found = sobol_indices(table, response, resamples=2).set_index("factor").loc[list(ISHIGAMI)]
    assert found["first"].to_numpy() == pytest.approx(theirs["S1"] * (1 - 1 / 128))
    assert found["total"].to_numpy() == pytest.approx(theirs["ST"] * (1 - 1 / 128))


def test_a_noisy_linear_model_comes_out_right() -> None:
    """Factors get a^2/12 of the whole variance; luck gets what seeds share alone, and all luck in total."""
    table = noisy_linear(seeds=6, base=1024)
    found = sobol_indices(table, level(table, "cost", "a"), resamples=100).set_index("factor")
    v = 16 / 12 + 4 / 12 + 1 + 0.25
    for name, own in (("x1", 16 / 12), ("x2", 4 / 12), ("x3", 0.0)):
        assert found.loc[name, "first"] == pytest.approx(own / v, abs=0.02)
        assert found.loc[name, "total"] == pytest.approx((own + 0.25) / v, abs=0.02)  # luck of its own in each run
    assert found.loc[LUCK, "first"] == pytest.approx(1 / v, abs=0.02)
    assert found.loc[LUCK, "total"] == pytest.approx(1.25 / v, abs=0.02)


def test_luck_is_not_counted_as_a_factors_first_effect() -> None:
    """A factor that does nothing has no first index, though runs of a seed go up and down together."""
    table = noisy_linear(seeds=2, base=512)
    found = sobol_indices(table, level(table, "cost", "a"), resamples=50).set_index("factor")
    assert abs(found.loc["x3", "first"]) < 0.02


def test_pure_noise_ranks_luck_first() -> None:
    """Where nothing but the seed moves the response, luck leads the ranking with nearly everything."""
    table = study(
        lambda _x, _l, _arm, r: {"cost": float(SHARED[r])}, LINEAR, saltelli(LINEAR, 16), 3, ("a",), "sobol_indices"
    )
    found = sobol_indices(table, level(table, "cost", "a"), resamples=20)
    assert found["factor"][0] == LUCK
    assert found["total"][0] == pytest.approx(1.0)
    assert found["total"][1:].to_numpy() == pytest.approx(0.0, abs=1e-12)


def test_a_base_sample_with_a_lost_run_is_left_out_whole() -> None:
    """Without one run the indices are those of the other base samples."""
    table = ishigami_study(32)
    lost = (table.runs["sample"] == 7) & (table.runs["arm"] == "b")
    broken = replace(table, runs=table.runs[~lost])
    rest = replace(
        table, runs=table.runs[~table.runs["sample"].between(5, 9)], samples=table.samples.drop(index=range(5, 10))
    )
    found, expected = (sobol_indices(t, difference(t, "cost", "a", "b"), resamples=2) for t in (broken, rest))
    assert found["total"].to_numpy() == pytest.approx(expected["total"].to_numpy(), nan_ok=True)


def test_another_design_is_refused() -> None:
    """Indices of a design that isn't made for them are an error in words."""
    table = study(lambda _x, _l, _arm, _r: {"cost": 1.0}, LINEAR, saltelli(LINEAR, 8), 1)
    with pytest.raises(InputError, match="sobol_indices"):
        sobol_indices(table, difference(table, "cost", "a", "b"))
