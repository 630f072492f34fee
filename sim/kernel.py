"""How this project compiles: one decorator for every kernel, so that all share the same arithmetic rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compile with Numba, cached on disk. No fast-math: the same bits on every run are worth more than a few per cent."""
    compiled: F = numba.njit(cache=True, fastmath=False, error_model="numpy")(function)
    return compiled
