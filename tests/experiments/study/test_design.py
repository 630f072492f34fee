"""Designs: points where they should be, and growing one keeps its first points."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.shelf import find_scenario
from experiments.study.design import block_problems, points
from experiments.study.spec import Design, Uncertain
from experiments.study.uncertainty import Spread, spread_of

pytestmark = pytest.mark.unit

NAMES = ("detour", "mortality", "bath_minutes")


@pytest.fixture(scope="module")
def spreads() -> list[Spread]:
    scenario = find_scenario("pilot_60")
    return [spread_of(name, Uncertain(), scenario) for name in NAMES]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [("sobol", 1), ("latin_hypercube", 1), ("sobol_indices", len(NAMES) + 2), ("morris", len(NAMES) + 1)],
)
def test_a_design_of_100_is_the_beginning_of_one_of_300(spreads: list[Spread], kind: str, rows: int) -> None:
    """What was run at 100 samples is a part of the design of 300, bit by bit."""
    block = 100 if kind == "latin_hypercube" else None
    few, many = (points(Design(kind=kind, samples=n, block=block), spreads) for n in (100, 300))  # type: ignore[arg-type]
    assert (len(few), len(many)) == (100 * rows, 300 * rows)
    assert (many[: len(few)] == few).all()
    assert (many[-len(few) :] != few).any()


def test_another_seed_is_another_design(spreads: list[Spread]) -> None:
    """Designs that draw depend on their seed."""
    for kind in ("sobol", "latin_hypercube", "sobol_indices", "morris"):
        one, other = (points(Design(kind=kind, samples=8, seed=s), spreads) for s in (1, 2))  # type: ignore[arg-type]
        assert (one != other).any(), kind


def test_every_block_of_a_latin_hypercube_is_one(spreads: list[Spread]) -> None:
    """In each block each parameter has exactly one point in each of as many equal slices."""
    found = points(Design(kind="latin_hypercube", samples=30, block=10), spreads)
    low, high = (np.array([getattr(s.factor, end) for s in spreads]) for end in ("low", "high"))
    slices = np.floor((found - low) / (high - low) * 10).astype(int)
    for block in slices.reshape(3, 10, 3):
        assert (np.sort(block, axis=0) == np.arange(10)[:, None]).all()
    assert (slices[:10] != slices[10:20]).any()


def test_a_latin_hypercube_takes_whole_blocks_only() -> None:
    """Other sizes are refused with the nearest ones that work."""
    told = block_problems(Design(kind="latin_hypercube", samples=250, block=100), "--samples")
    assert "take 200 or 300, got 250" in str(told[0])
    assert block_problems(Design(kind="latin_hypercube", samples=300, block=100), "--samples") == []


def test_a_trajectory_moves_one_parameter_at_a_time(spreads: list[Spread]) -> None:
    """Within each of Morris's trajectories, neighbours differ in one parameter, and every parameter moves once."""
    found = points(Design(kind="morris", samples=5), spreads).reshape(5, 4, 3)
    moved = (np.diff(found, axis=1) != 0).astype(int)
    assert (moved.sum(axis=2) == 1).all()
    assert (moved.sum(axis=1) == 1).all()


def test_saltellis_rows_are_in_salibs_order(spreads: list[Spread]) -> None:
    """A base point, then with each parameter in turn from the second point, then that second point."""
    found = points(Design(kind="sobol_indices", samples=4), spreads).reshape(4, 5, 3)
    for rows in found:
        for k in range(3):
            expected = rows[0].copy()
            expected[k] = rows[-1][k]
            assert (rows[1 + k] == expected).all()


def test_one_at_a_time_begins_with_the_scenario(spreads: list[Spread]) -> None:
    """The first row is the scenario, every other differs from it in one parameter, at the ends of its range."""
    found = points(Design(kind="one_at_a_time"), spreads)
    base = np.array([s.base for s in spreads])
    assert (found[0] == base).all()
    assert ((found[1:] != base).sum(axis=1) == 1).all()
    assert {(s.factor.low, s.factor.high) for s in spreads} == {
        tuple(sorted(found[1 + 2 * k : 3 + 2 * k, k])) for k in range(3)
    }


def test_a_factorial_has_every_combination(spreads: list[Spread]) -> None:
    """Equal steps from end to end, or the values that were given."""
    scenario = find_scenario("pilot_60")
    given = [spread_of("detour", Uncertain(values=(1.2, 1.5)), scenario), *spreads[1:2]]
    found = points(Design(kind="factorial", levels=4), given)
    assert len(found) == len(np.unique(found, axis=0)) == 8
    assert set(found[:, 0]) == {1.2, 1.5}
    assert np.allclose(np.unique(found[:, 1]), np.linspace(spreads[1].factor.low, spreads[1].factor.high, 4))


def test_without_uncertainty_there_is_one_future() -> None:
    """A study of levers alone has one sample."""
    assert points(Design(), []).shape == (1, 0)
