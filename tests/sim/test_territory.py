"""Neighbourhoods: every home in one, equal work, near each other, always the same."""

from __future__ import annotations

import numpy as np
import pytest

from sim.luck import uniform
from sim.tables import FloatArray
from sim.territory import split

pytestmark = pytest.mark.unit


def homes(n: int, seed: int = 1) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Places and work of so many homes."""
    draw = np.array([[uniform(seed, 994, i, k, 0) for k in range(3)] for i in range(n)]).reshape(n, 3)
    return 10 * draw[:, 0], 4 * draw[:, 1], 10 + 100 * draw[:, 2]


@pytest.mark.parametrize("parts", [1, 2, 3, 5, 8, 13])
def test_every_home_is_in_one_part_and_no_part_is_empty(parts: int) -> None:
    """Parts are numbered 0 to parts - 1, and each has homes."""
    part = split(*homes(200), parts)
    assert part.shape == (200,)
    assert set(part.tolist()) == set(range(parts))


@pytest.mark.parametrize("parts", [2, 3, 5, 8])
def test_parts_have_about_equal_work(parts: int) -> None:
    """Each part's work is its share of all work, to within a few homes."""
    x, y, work = homes(300)
    sums = np.bincount(split(x, y, work, parts), weights=work)
    assert np.abs(sums - work.sum() / parts).max() <= 3 * work.max()


def test_work_counts_and_not_heads() -> None:
    """One home with as much work as all others together is a part of its own."""
    work = np.array([9.0] + [1.0] * 9)
    part = split(np.arange(10.0), np.zeros(10), work, 2)
    assert np.bincount(part, weights=work).max() <= 10


def test_parts_are_compact() -> None:
    """Homes of one part lie nearer to each other than homes at large."""
    x, y, work = homes(300)
    part = split(x, y, work, 6)
    spread = np.mean([np.hypot(x[part == p].std(), y[part == p].std()) for p in range(6)])
    assert spread < 0.6 * np.hypot(x.std(), y.std())


def test_splitting_is_deterministic_and_keeps_neighbours_together() -> None:
    """The same homes split the same way, and two homes at one place come into one part where that can be."""
    x, y, work = homes(60)
    assert np.array_equal(split(x, y, work, 4), split(x, y, work, 4))


@pytest.mark.parametrize("n", [0, 1, 2])
def test_fewer_homes_than_parts_is_no_error(n: int) -> None:
    """A place with hardly anybody has empty neighbourhoods and nothing breaks."""
    part = split(*homes(n), 4)
    assert len(part) == n
    assert all(0 <= p < 4 for p in part)


def test_homes_without_work_still_belong_somewhere() -> None:
    """Citizens whom this function doesn't serve have a part too."""
    x, y, _ = homes(20)
    part = split(x, y, np.zeros(20), 3)
    assert set(part.tolist()) <= {0, 1, 2}
