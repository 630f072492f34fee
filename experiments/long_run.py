"""Long runs without a warm-up: an arm for years, observed week by week, in several replications."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from agents.model import HomeCare
from experiments.pool import _main_left_alone, compile_kernels, cores, workers
from experiments.run import Span, keep, measures_of
from policies.arm import Arm
from sim.clock import WEEK_DAYS
from sim.journal import Expense, Journal, Payment
from sim.ledger import Entries
from sim.measures.catalogue import CATALOGUE
from sim.measures.citizen import faces
from sim.measures.continuity import Visits, in_order
from sim.measures.health import readmitted
from sim.scenario import Scenario
from sim.settlement import months
from sim.tables import FloatArray, Status

KNOWN_DAYS = 28
"""How far back a visit looks for carers that are known."""
WIDER = {
    "carers_14": 14,
    "carers_14_nursing": 14,
    "carers_14_all": 14,
    "carers_28": 28,
    "upc": 28,
    "coci": 28,
    "secon": 28,
    "readmissions": 58,
}
"""Days of a window for measures that a week can't hold: fortnights, four weeks, four weeks of discharges and the 30 days
in which each may be followed by a readmission."""
NO_LEVEL = ("provider_closed",)
"""Measures of the catalogue that are events of a run, not levels around which weeks lie."""
RUN_ON = 84
"""Days simulated after the last one observed, so that cases which arose in the last weeks get settled."""
Observed = dict[str, FloatArray]
"""By measure: its value in the window that begins in each week, NaN where undefined."""
T = TypeVar("T")
Task = Callable[[Scenario, Arm, int], T]
Progress = Callable[[int, int | None], None]


def without_warm_up(scenario: Scenario, days: int) -> Scenario:
    """The scenario observed from its first day on, without shocks, for so many days and a run-on.

    Raises InputError when that is longer than a scenario may be.
    """
    return scenario.model_copy(update={"horizon_days": days + RUN_ON, "warm_up_days": 0, "shocks": ()})


def replicate(
    task: Task[T],
    scenario: Scenario,
    arm: Arm,
    seeds: Sequence[int],
    processes: int | None = None,
    progress: Progress | None = None,
) -> list[T]:
    """Do a task with each seed, on several cores; results in the order of the seeds, whatever finishes first."""
    done = []
    count = min(processes or cores(), len(seeds))
    if count == 1:
        for number, seed in enumerate(seeds, start=1):
            done.append(task(scenario, arm, seed))
            _tell(progress, number, len(seeds))
        return done
    compile_kernels(scenario, (arm,))
    with workers(count) as pool:
        with _main_left_alone(arm):
            futures = [pool.submit(task, scenario, arm, seed) for seed in seeds]
        for number, future in enumerate(futures, start=1):
            done.append(future.result())
            _tell(progress, number, len(seeds))
    return done


def _tell(progress: Progress | None, done: int, planned: int) -> None:
    if progress is not None:
        progress(done, planned)


def observe(scenario: Scenario, arm: Arm, seed: int) -> Observed:
    """Run an arm and measure every week of it but the run-on."""
    model = HomeCare(scenario, arm.compose(scenario), seed)
    return observed(model, model.run(), scenario.days - RUN_ON)


@dataclass(frozen=True)
class _Window:
    """Days first to last - 1 of a finished run, and its visits in and shortly before them."""

    model: HomeCare
    journal: Journal
    visits: Visits
    first: int
    last: int

    def week(self) -> dict[str, float]:
        """Every measure that a week can hold."""
        part = Span.of(self.journal, self.first, self.last)
        part = Span(part.journal, spread(part.entries, self.journal, self.first, self.last), *self._rest(part))
        return measures_of(self.model, part, self.visits, keep(self.model, part))

    def wider(self) -> dict[str, float]:
        """Measures that need fortnights, four weeks or a month to follow."""
        if self.last - self.first == WIDER["readmissions"]:
            return {"readmissions": readmitted(self.journal.stays, self.first, self.last)}
        return faces(self.visits, self.first, self.last - self.first)

    @staticmethod
    def _rest(part: Span) -> tuple[object, int, int]:
        return part.visits, part.first, part.last
