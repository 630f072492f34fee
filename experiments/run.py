"""One run: a scenario under one arm with one seed, from start to measures. A run depends on nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agents.model import HomeCare
from policies.arm import Arm
from sim.journal import Journal
from sim.ledger import OERE, Ledger, keep_books
from sim.measures import citizen as citizen_leg
from sim.measures import economy
from sim.measures.catalogue import CATALOGUE
from sim.measures.continuity import Visits, handovers, in_order
from sim.scenario import Scenario
from sim.tables import Activity, FloatArray, Status, Table


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
class Measured:
    """The part of a journal that counts: after the warm-up."""

    visits: Table
    shifts: Table
    minutes: FloatArray
    journal: Journal
    first: int
    days: int

    @classmethod
    def of(cls, journal: Journal, scenario: Scenario) -> Measured:
        first = scenario.warm_up_days
        visit, shift = (int(np.searchsorted(table["day"], first)) for table in (journal.visits, journal.shifts))
        days = scenario.horizon_days
        return cls(journal.visits[visit:], journal.shifts[shift:], journal.minutes[shift:], journal, first, days)


def simulate(scenario: Scenario, arm: Arm, seed: int) -> Run:
    """Run an arm and measure it. Raises InputError when the arm can't work in this scenario."""
    model = HomeCare(scenario, arm.compose(scenario), seed)
    return measure(model, model.run(), arm.name)


def measure(model: HomeCare, journal: Journal, arm: str) -> Run:
    """All measures of a finished run, from its journal alone."""
    part = Measured.of(journal, model.scenario)
    office = [w for w in journal.office if w.day >= part.first]
    ledger = keep_books(part.visits, part.shifts, office, model.values, model.organisation.settle.basis)
    run = in_order(journal.visits, journal.visits["status"] != Status.MOVED)
    hours = economy.hours_by_role(part.shifts, part.minutes, office)
    care = float(part.minutes[:, Activity.CARE].sum()) / 60
    values = _measures(model, part, run, ledger)
    return Run(
        arm,
        model.seed_value,
        {m.key: values[m.key] for m in CATALOGUE},
        {key: h * 365 / part.days for key, h in hours.items()},
        {item: economy.share(oere / OERE, care) for item, oere in ledger.items.items()},
        _carers_14(run.where(run.day >= part.first), part),
    )


def _carers_14(visits: Visits, part: Measured) -> dict[tuple[int, int], float]:
    """Different carers in 14 days of each person (citizen, episode) with two or more visits planned every day."""
    carers = citizen_leg.nordic_carers(visits, part.first, part.days)
    first = np.searchsorted(visits.person, np.flatnonzero(~np.isnan(carers)))
    return {(int(visits.citizen[i]), int(visits.episode[i])): float(carers[visits.person[i]]) for i in first}


def _measures(model: HomeCare, part: Measured, run: Visits, ledger: Ledger) -> dict[str, float]:
    citizens = len(model.citizens)
    office = [w for w in part.journal.office if w.day >= part.first]
    care = float(part.minutes[:, Activity.CARE].sum())
    return {
        **citizen_leg.faces(run, part.first, part.days),
        "handovers_week": handovers(run.where(run.day >= part.first), citizens, part.days),
        **citizen_leg.lags(part.journal.cases, part.first),
        **citizen_leg.need_and_help(part.visits, citizens, part.days),
        **citizen_leg.punctuality(part.visits),
        "acute_missed_share": citizen_leg.acute_missed(part.visits),
        **economy.staff_measures(part.shifts, part.minutes, part.days, model.values["post_hours"]),
        **economy.time_measures(part.shifts, part.minutes, office),
        **economy.money_measures(ledger, care, citizens, part.days),
    }
