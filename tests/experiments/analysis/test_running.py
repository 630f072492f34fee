"""Whether replications are enough: the difference as it would have been reported after each number of them."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.analysis.crossed import mean_interval
from experiments.analysis.options import Crossed
from experiments.analysis.running import running_mean, settled_from

pytestmark = pytest.mark.unit


def response(values: list[list[float]]) -> Crossed:
    """A difference, samples by seeds."""
    block = np.array(values)
    return Crossed(block, tuple(range(block.shape[0])), tuple(range(block.shape[1])), 0)


def test_each_row_is_the_interval_of_the_first_seeds() -> None:
    """A row per number of seeds from two on, equal to the interval of the block cut off there."""
    block = response([[1.0, 2.0, 4.0, 3.0], [2.0, 2.5, 3.0, 9.0]])
    found = running_mean(block)
    assert found["replications"].tolist() == [2, 3, 4]
    for row in found.itertuples():
        assert (row.difference, row.low, row.high) == mean_interval(block.values[:, : row.replications])


def test_settled_means_from_there_to_the_end() -> None:
    """A side that was left again doesn't count; an open end is not settled; one seed says nothing."""
    found = running_mean(response([[5.0, 5.1, 5.0, 5.2, 5.1]]))
    assert settled_from(found) == 2
    lost = found.assign(verdict=["higher", "cannot tell", "higher", "higher"])
    assert settled_from(lost) == 4
    assert settled_from(found.assign(verdict=["higher", "higher", "higher", "cannot tell"])) is None
    assert settled_from(running_mean(response([[5.0], [6.0]]))) is None
