"""How this project compiles: one decorator for every kernel, so that all share the same arithmetic rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compile with Numba, cached on disk. No fast-math: the same bits every time are worth more than speed."""
    return cast(F, numba.njit(cache=True, fastmath=False, error_model="numpy")(function))


def inlined(function: F) -> F:
    """As `kernel`, but copied into its callers when they are compiled: for the innermost steps of the hot loops.

    Passing a tuple of tables to a compiled function costs more than such a step does.
    """
    return cast(F, numba.njit(cache=True, fastmath=False, error_model="numpy", inline="always")(function))
