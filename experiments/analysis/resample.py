"""Drawing again from finished runs (bootstrap), with keyed luck as everywhere: the same table, the same interval."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.kernel import kernel
from sim.luck import Purpose, uniform

IntArray = npt.NDArray[np.int64]


def drawn_again(n: int, resamples: int, number: int = 0) -> IntArray:
    """Indices below n, shape (resamples, n), each drawn with replacement. Another number, other draws."""
    out = np.empty((resamples, n), np.int64)
    _fill(int(Purpose.RESAMPLING), number, out)
    return out


def shuffled(n: int) -> IntArray:
    """The numbers below n in an order by luck."""
    order: IntArray = np.argsort([uniform(0, int(Purpose.RESAMPLING), k, 1, 0) for k in range(n)], kind="stable")
    return order


@kernel
def _fill(purpose: int, number: int, out: IntArray) -> None:
    for i in range(out.shape[0]):
        for k in range(out.shape[1]):
            out[i, k] = int(uniform(number, purpose, i, 0, k) * out.shape[1])
