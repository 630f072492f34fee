"""One run: a scenario under one arm with one seed, from start to measures. A run depends on nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import mesa
import numpy as np

from agents.accounts import books_between
from agents.model import HomeCare
from policies.arm import Arm
from sim.journal import Journal
from sim.kinds import Activity, Status
from sim.ledger import Books, Entries, rows_between
from sim.measures import citizen as citizen_leg
from sim.measures import economy
from sim.measures.catalogue import CATALOGUE
from sim.measures.continuity import Visits, handovers, in_order
from sim.measures.health import health_measures
from sim.measures.people import people_measures
from sim.scenario import Scenario
from sim.settlement import OERE
from sim.tables import Table


@dataclass(frozen=True)
class Run:
    """What one run says. measures: by key of the catalogue, NaN where undefined; hours: paid hours a year by role and
    activity; costs: DKK per delivered hour by item; carers_14: of each person (citizen,
    episode) with two or more visits every day."""

    arm: str
    seed: int
    measures: Mapping[str, float]
    hours: Mapping[tuple[str, str], float]
    costs: Mapping[str, float]
    carers_14: Mapping[tuple[int, int], float]


@dataclass(frozen=True)
class Span:
    """The part of a journal that is measured: days first to last - 1."""

    journal: Journal
    entries: Entries
    visits: Table
    first: int
    last: int

    @classmethod
    def of(cls, journal: Journal, first: int, last: int) -> Span:
        visits = journal.visits[rows_between(journal.visits, first, last - 1)]
        return cls(journal, Entries.between(journal, first, last - 1), visits, first, last)

    @property
    def days(self) -> int:
        return self.last - self.first


def simulate(scenario: Scenario, arm: Arm, seed: int) -> Run:
    """Run an arm and measure it, in the scenario's money. Raises InputError when the arm can't work here."""
    return observe(scenario, arm, seed)[0]


def observe(scenario: Scenario, arm: Arm, seed: int) -> tuple[Run, Journal]:
    """The same, with the journal that it was measured from."""
    with model_of(scenario, arm, seed) as model:
        journal = model.run()
        return shown_in(measure(model, journal, arm.name), money_rate(arm, scenario)), journal


@contextmanager
def model_of(scenario: Scenario, arm: Arm, seed: int) -> Iterator[HomeCare]:
    """A model in the world of its seed, which leaves memory with the block. Raises InputError when the arm can't work
    here."""
    scenario = scenario.drawn(seed)
    model = HomeCare(scenario, arm.compose(scenario), seed)
    try:
        yield model
    finally:
        let_go(model)


def let_go(model: HomeCare) -> None:
    """Let a model leave memory; it can't be used any more.

    Mesa counts agents in a table with every model as a key, so that a finished one would stay for good; and a model and
    its agents refer to each other, so that its tables would wait for the collector.
    """
    getattr(mesa.Agent, "_ids", {}).pop(model, None)
    model.__dict__.clear()


def money_rate(arm: Arm, scenario: Scenario) -> float:
    """What one unit of the arm's money is in the scenario's: 1 where they are the same."""
    if arm.country(scenario) == scenario.country:
        return 1.0
    here = scenario.values["exchange_rate"]
    return scenario.values_in(arm.country(scenario))["exchange_rate"] / here


def shown_in(run: Run, rate: float) -> Run:
    """The same run with its amounts in other money. Only for showing: nothing in a run depends on it."""
    if rate == 1.0:
        return run
    amounts = {m.key: run.measures[m.key] * rate for m in CATALOGUE if m.money}
    return replace(
        run, measures={**run.measures, **amounts}, costs={item: cost * rate for item, cost in run.costs.items()}
    )


def measure(model: HomeCare, journal: Journal, arm: str) -> Run:
    """All measures of a finished run, from its journal alone."""
    part = Span.of(journal, model.scenario.warm_up_days, model.scenario.days)
    visits = in_order(journal.visits, journal.visits["status"] != Status.MOVED)
    books = keep(model, part)
    values = measures_of(model, part, visits, books)
    hours = economy.hours_by_role(part.entries.shifts, part.entries.minutes, part.entries.office)
    care = float(part.entries.minutes[:, Activity.CARE].sum()) / 60
    return Run(
        arm,
        model.seed_value,
        {m.key: values[m.key] for m in CATALOGUE},
        {key: h * 365 / part.days for key, h in hours.items()},
        {item: economy.share(oere / OERE, care) for item, oere in books.items.items()},
        _carers_14(visits, part),
    )


def keep(model: HomeCare, part: Span) -> Books:
    """The books of a span."""
    return books_between(model, part.first, part.last - 1)


def measures_of(model: HomeCare, part: Span, visits: Visits, books: Books) -> dict[str, float]:
    """Every measure of a span of days, by key. visits: those of the whole run (known carers look back)."""
    citizens = len(model.citizens)
    journal, entries, first, last = part.journal, part.entries, part.first, part.last
    until = visits if last >= journal.days else visits.where(visits.day < last)
    care = float(entries.minutes[:, Activity.CARE].sum())
    citizen_days = [d for d in journal.citizen_days if first <= d.day < last]
    staff_days = [d for d in journal.staff_days if first <= d.day < last]
    full_time = model.values["post_hours"]
    return {
        **citizen_leg.faces(until, first, part.days),
        "handovers_week": handovers(until, citizens, part.days, first),
        **citizen_leg.lags(journal.cases, first, last),
        **citizen_leg.need_and_help(part.visits, journal.waits, citizens, first, part.days),
        **citizen_leg.punctuality(part.visits),
        **citizen_leg.acute_calls(part.visits, sum(d.rounds for d in citizen_days)),
        **health_measures(journal.stays, journal.endings, citizen_days, first, last),
        "granted_hours": citizen_leg.granted_hours(part.visits, sum(d.served for d in citizen_days)),
        **people_measures(journal.employments, staff_days, entries.shifts, full_time, first, last),
        **economy.staff_measures(entries.shifts, entries.minutes, part.days, full_time),
        **economy.time_measures(entries.shifts, entries.minutes, entries.office),
        **economy.money_measures(books, care, citizens, part.days),
        "provider_closed": economy.provider_closed(journal.events, first),
    }


def _carers_14(visits: Visits, part: Span) -> dict[tuple[int, int], float]:
    """Different carers in 14 days of each person (citizen, episode) with two or more visits planned every day."""
    carers = citizen_leg.nordic_carers(visits, part.first, part.days)
    first = np.searchsorted(visits.person, np.flatnonzero(~np.isnan(carers)))
    return {(int(visits.citizen[i]), int(visits.episode[i])): float(carers[visits.person[i]]) for i in first}
