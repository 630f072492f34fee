"""Long runs without a warm-up: an arm for years, observed week by week, in several replications."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from agents.model import HomeCare
from experiments.pool import compile_kernels, cores, main_left_alone, workers
from experiments.pricing import settled
from experiments.replicate import Progress
from experiments.run import Span, keep, measures_of, model_of
from policies.arm import Arm
from sim.clock import WEEK_DAYS
from sim.journal import Journal
from sim.kinds import Status
from sim.ledger import Entries
from sim.measures.catalogue import CATALOGUE
from sim.measures.citizen import faces
from sim.measures.continuity import Visits, in_order
from sim.measures.health import readmitted
from sim.scenario import Scenario
from sim.settlement import months
from sim.tables import FloatArray

KNOWN_DAYS = 28
"""How far back a visit looks for carers that are known."""
FACES = {
    "carers_14": 14,
    "carers_14_nursing": 14,
    "carers_14_all": 14,
    "carers_28": 28,
    "upc": 28,
    "coci": 28,
    "secon": 28,
}
"""Days of a window for measures that are counted over a fortnight or four weeks."""
FOLLOWED = 58
"""Days of a window for readmissions: four weeks of discharges, and the 30 days in which each may be followed."""
NO_LEVEL = ("provider_closed",)
"""Measures that are events of a run, not levels around which weeks lie."""
RUN_ON = 84
"""Days simulated after the last week observed: wide windows reach into them, and late cases get settled."""
Observed = dict[str, FloatArray]
"""By measure: its value in the window that begins with each week, NaN where undefined."""
T = TypeVar("T")


def window_days(key: str) -> int:
    """Days over which a measure is observed: a week, or as many as it needs to be defined."""
    return FOLLOWED if key == "readmissions" else FACES.get(key, WEEK_DAYS)


def without_warm_up(scenario: Scenario, days: int) -> Scenario:
    """The scenario from its first day on, without shocks, for so many days and the run-on."""
    return scenario.model_copy(update={"horizon_days": days + RUN_ON, "warm_up_days": 0, "shocks": ()})


def each_seed(
    task: Callable[[Scenario, Arm, int], T],
    scenario: Scenario,
    arm: Arm,
    seeds: Sequence[int],
    processes: int | None = None,
    progress: Progress | None = None,
) -> list[T]:
    """Do a task with each seed, on several cores; results are in the order of the seeds and don't depend on cores."""
    done: list[T] = []
    scenario = settled(scenario, seeds[0])
    count = min(processes or cores(), len(seeds))
    if count == 1:
        for seed in seeds:
            done.append(task(scenario, arm, seed))
            _tell(progress, len(done), len(seeds))
        return done
    compile_kernels(scenario, (arm,))
    with workers(count) as pool:
        with main_left_alone(arm):
            futures = [pool.submit(task, scenario, arm, seed) for seed in seeds]
        for future in futures:
            done.append(future.result())
            _tell(progress, len(done), len(seeds))
    return done


def _tell(progress: Progress | None, done: int, planned: int) -> None:
    if progress is not None:
        progress(done, planned)


def observe(scenario: Scenario, arm: Arm, seed: int) -> Observed:
    """Run an arm in a scenario made by `without_warm_up` and measure its weeks."""
    weeks = (scenario.days - RUN_ON) // WEEK_DAYS
    with model_of(scenario, arm, seed) as model:
        journal = model.run()
        visits = in_order(journal.visits, journal.visits["status"] != Status.MOVED)
        rows = [_windows(model, journal, visits, week * WEEK_DAYS) for week in range(weeks)]
    keys = [m.key for m in CATALOGUE if m.key not in NO_LEVEL]
    return {key: np.array([row[key] for row in rows], float) for key in keys}


def _windows(model: HomeCare, journal: Journal, visits: Visits, first: int) -> dict[str, float]:
    """Every measure over its own window from a day on."""
    recent = visits.where((visits.day >= first - KNOWN_DAYS) & (visits.day < first + max(FACES.values())))
    part = Span.of(journal, first, first + WEEK_DAYS)
    part = Span(journal, spread(part.entries, journal, first, part.last), part.visits, first, part.last)
    values = measures_of(model, part, recent.where(recent.day < part.last), keep(model, part))
    for days in sorted(set(FACES.values())):
        wide = faces(recent.where(recent.day < first + days), first, days)
        values |= {key: wide[key] for key, window in FACES.items() if window == days}
    return values | {"readmissions": readmitted(journal.stays, first, first + FOLLOWED)}


def spread(entries: Entries, journal: Journal, first: int, last: int) -> Entries:
    """Entries of days first to last - 1 in which what is booked at the end of a month lies evenly over its days.

    Otherwise weeks with and without the end of a month would alternate.
    """
    begins = months(0, journal.days)
    days_of = {end: range(max(first, begin), min(last - 1, end) + 1) for end, begin in begins.items()}
    part = {end: len(days) / (end - begins[end] + 1) for end, days in days_of.items() if days}
    return entries._replace(
        expenses=[e._replace(oere=round(e.oere * part[e.day])) for e in journal.expenses if e.day in part],
        payments=[p._replace(oere=round(p.oere * part[p.day])) for p in journal.payments if p.day in part],
    )
