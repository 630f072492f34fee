"""What to run next: sample by sample, and within a sample as many replications as the study asks for.

Only the samples under way are held in memory. What is asked next depends on finished runs alone, never on the order in
which they finished, so an interrupted study comes to the same runs as one that never was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from experiments.study.plan import Cell, Study
from experiments.study.precision import FEWEST, LOOK_AHEAD, Verdict, verdict
from sim.tables import BoolArray, FloatArray


class Known:
    """Which runs are there already, and what their decision measures were."""

    def __init__(self, study: Study, results: pd.DataFrame) -> None:
        shape = (len(study.samples), study.combinations, len(study.arms), study.most)
        self.there: BoolArray = np.zeros(shape, bool)
        columns = [results[key].to_numpy(np.int64) for key in Cell._fields]
        inside = columns[3] < study.most
        self.there[tuple(c[inside] for c in columns)] = True
        order = np.argsort(columns[0], kind="stable")
        self._cells = np.column_stack(columns)[order]
        self._values = results[list(study.decisions)].to_numpy(float)[order]
        self._starts = np.searchsorted(self._cells[:, 0], np.arange(len(study.samples) + 1))

    def of_sample(self, sample: int) -> Iterator[tuple[Cell, FloatArray]]:
        """Runs of a sample that are there, with their decision measures (NaN in failed runs)."""
        for k in range(self._starts[sample], self._starts[sample + 1]):
            yield Cell(*map(int, self._cells[k])), self._values[k]


@dataclass
class _Sample:
    """A sample under way: what is asked of each combination, what came back, what is still out."""

    number: int
    asked: dict[int, int]
    values: dict[tuple[int, int], dict[int, FloatArray]] = field(default_factory=dict)
    out: set[Cell] = field(default_factory=set)


@dataclass
class Widest:
    """The widest interval among the points that are finished: as a share of the reference arm's mean, and whose."""

    width: float = float("nan")
    measure: str = ""

    def see(self, found: Verdict, measures: tuple[str, ...]) -> None:
        if not self.width >= found.width and found.width == found.width:
            self.width, self.measure = found.width, measures[found.measure]


class Agenda:
    """Hands out runs and takes note of finished ones. window: how many samples may be under way at once."""

    def __init__(self, study: Study, known: Known, window: int = 64) -> None:
        self.study, self.known, self.window = study, known, window
        self.widest = Widest()
        self.reached, self.capped = 0, 0
        distinct = np.unique(study.same_sample)
        self._samples = iter(map(int, distinct))
        self._open: dict[int, _Sample] = {}
        self._queue: deque[Cell] = deque()

    def take(self, most: int) -> list[Cell]:
        """Up to so many runs to do now; none while everything that can be asked is out, or when all is done."""
        while not self._queue and len(self._open) < self.window:
            number = next(self._samples, None)
            if number is None:
                break
            self._begin(number)
        return [self._queue.popleft() for _ in range(min(most, len(self._queue)))]

    def finished(self, cell: Cell, decisions: FloatArray) -> None:
        """A run ended; its decision measures, NaN where it failed."""
        sample = self._open[cell.sample]
        sample.values.setdefault((cell.levers, cell.arm), {})[cell.replication] = decisions
        sample.out.discard(cell)
        if not sample.out:
            self._next(sample)

    def _begin(self, number: int) -> None:
        asked = dict.fromkeys(range(self.study.combinations), self.study.spec.replications)
        sample = _Sample(number, asked)
        for cell, values in self.known.of_sample(number):
            sample.values.setdefault((cell.levers, cell.arm), {})[cell.replication] = values
        self._open[number] = sample
        self._ask(sample)
        if not sample.out:
            self._next(sample)

    def _ask(self, sample: _Sample) -> None:
        """Put the runs that are asked for and not there on the queue, pairs close together."""
        study = self.study
        for replication in range(max(sample.asked.values())):
            for levers, replications in sample.asked.items():
                for arm in range(len(study.arms) if replication < replications else 0):
                    cell = study.computed(Cell(sample.number, levers, arm, replication))
                    if cell not in sample.out and not self.known.there[cell]:
                        sample.out.add(cell)
                        self._queue.append(cell)

    def _next(self, sample: _Sample) -> None:
        """All that was asked is there: ask for more where the precision isn't reached, or close the sample."""
        for cell in self._cells(sample):
            self.known.there[cell] = True
        more = False
        for levers, replications in sample.asked.items():
            wanted = self._wanted(sample, levers, replications)
            if wanted > replications:
                sample.asked[levers] = wanted
                more = True
        if more:
            self._ask(sample)
        if not sample.out:
            if more:
                self._next(sample)
            else:
                self._close(sample)

    def _cells(self, sample: _Sample) -> Iterator[Cell]:
        for (levers, arm), values in sample.values.items():
            for replication in values:
                if replication < self.study.most:
                    yield Cell(sample.number, levers, arm, replication)

    def _verdict(self, sample: _Sample, levers: int, replications: int) -> Verdict | None:
        return point_verdict(self.study, sample.number, levers, replications, sample.values)

    def _wanted(self, sample: _Sample, levers: int, replications: int) -> int:
        """How many replications a point needs, as far as can be told now."""
        if self.study.spec.precision is None:
            return replications
        found = self._verdict(sample, levers, replications)
        if found is not None and found.enough is not None:
            return replications
        return min(max(replications, FEWEST) + LOOK_AHEAD, self.study.most)

    def _close(self, sample: _Sample) -> None:
        for levers, replications in sample.asked.items():
            found = self._verdict(sample, levers, replications)
            if found is not None:
                self.widest.see(found, self.study.decisions)
                self.reached += found.enough is not None
                self.capped += found.enough is None
        del self._open[sample.number]


def point_verdict(
    study: Study,
    sample: int,
    levers: int,
    replications: int,
    values: Mapping[tuple[int, int], Mapping[int, FloatArray]],
) -> Verdict | None:
    """The precision rule at a point, over its first replications; None where there is no interval to look at."""
    if len(study.arms) < 2 or not study.decisions or replications < 2:
        return None
    missing = np.full(len(study.decisions), np.nan)
    sides = []
    for arm in range(len(study.arms)):
        cell = study.computed(Cell(sample, levers, arm, 0))
        own = values.get((cell.levers, arm), {})
        sides.append(np.array([own.get(r, missing) for r in range(replications)]))
    target = study.spec.precision.target if study.spec.precision else np.inf
    return verdict(sides[0], sides[1:], target)
