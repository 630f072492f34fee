"""A stopwatch that adds up: `with watch: ...` as often as one likes."""

from __future__ import annotations

import time
from types import TracebackType


class Stopwatch:
    """Seconds spent inside its blocks, in all and in the last `lap`."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._started = 0.0
        self._lap = 0.0

    def __enter__(self) -> Stopwatch:
        self._started = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds += time.perf_counter() - self._started

    def lap(self) -> float:
        """Seconds since the lap before."""
        lap, self._lap = self.seconds - self._lap, self.seconds
        return lap
