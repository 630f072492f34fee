"""How large a study is: runs, time and disk, before anybody waits for it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from experiments.pool import cores
from experiments.pricing import settled
from experiments.run import simulate
from experiments.study.plan import Study

CAP = 5000
"""Runs beyond which a study asks first."""
ROW_BYTES = 700
NUMBER_BYTES = 8.5


@dataclass(frozen=True)
class Size:
    """runs: with the fewest replications; most: with as many as a precision may ask for; seconds and bytes: for the
    fewest, on so many processes."""

    runs: int
    most: int
    seconds: float
    bytes: float
    processes: int

    def __str__(self) -> str:
        more = f" (up to {self.most:,} where the precision asks for them)" if self.most > self.runs else ""
        return (
            f"{self.runs:,} runs{more}, about {_duration(self.seconds)} on {self.processes} processes and "
            f"{self.bytes / 1e6:,.0f} MB of disk"
        )


def size_of(study: Study, processes: int | None, done: int = 0) -> Size:
    """Estimate a study from one run of each arm, which is run twice for it: the first may compile. done: runs that are
    there."""
    place = settled(study.scenario, study.spec.seed)
    for arm in study.arms:
        simulate(place, arm, study.spec.seed)
    started = time.perf_counter()
    for arm in study.arms:
        simulate(place, arm, study.spec.seed)
    usual = (time.perf_counter() - started) / len(study.arms)
    spec = study.spec
    numbers = len(spec.measures) + len(spec.series) * study.scenario.horizon_days
    runs, count = study.count - done, processes or cores()
    most = study.count * study.most // spec.replications - done
    return Size(runs, most, runs * usual / count, runs * (ROW_BYTES + NUMBER_BYTES * numbers), count)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
