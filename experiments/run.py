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
from sim.measures.continuity import continuity, in_order
from sim.scenario import Scenario
from sim.tables import Activity, FloatArray, Function, Status, Table


@dataclass(frozen=True)
class Run:
    """What one run says. measures: by key of the catalogue, NaN where undefined; hours: paid hours a year by role and
    activity; costs: DKK per delivered hour by item; carers_14: of each citizen with two or more visits every day."""

    arm: str
    seed: int
    measures: Mapping[str, float]
    hours: Mapping[tuple[str, str], float]
    costs: Mapping[str, float]
    carers_14: Mapping[int, float]


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
        shifts = journal.shifts["day"] >= first
        visits = journal.visits[journal.visits["day"] >= first]
        return cls(visits, journal.shifts[shifts], journal.minutes[shifts], journal, first, scenario.horizon_days)


def simulate(scenario: Scenario, arm: Arm, seed: int) -> Run:
    """Run an arm and measure it. Raises InputError when the arm can't work in this scenario."""
    model = HomeCare(scenario, arm.compose(scenario), seed)
    return measure(model, model.run(), arm.name)


def measure(model: HomeCare, journal: Journal, arm: str) -> Run:
    """All measures of a finished run, from its journal alone."""
    part = Measured.of(journal, model.scenario)
    office = [w for w in journal.office if w.day >= part.first]
    ledger = keep_books(part.visits, part.shifts, part.minutes, office, model.values, model.organisation.settle.basis)
    heavy = heavy_citizens(part, len(model.citizens))
    made = in_order(part.visits[part.visits["carer"] >= 0])
    values = _measures(model, part, made, ledger, heavy)
    hours = economy.hours_by_role(part.shifts, part.minutes, office)
    care = float(part.minutes[:, Activity.CARE].sum()) / 60
    nordic = continuity(made[made["function"] != Function.NURSING], len(heavy), part.first, part.days, 14)[:, 3]
    return Run(
        arm,
        model.seed_value,
        {m.key: values[m.key] for m in CATALOGUE},
        {key: h * 365 / part.days for key, h in hours.items()},
        {item: economy.share(oere / OERE, care) for item, oere in ledger.items.items()},
        {int(c): float(nordic[c]) for c in np.flatnonzero(heavy & ~np.isnan(nordic))},
    )


def heavy_citizens(part: Measured, citizens: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Citizens to whom two or more visits a day were planned on average, over the measured days, nursing left out."""
    planned = part.visits[(part.visits["function"] <= Function.PERSONAL) & (part.visits["status"] != Status.MOVED)]
    counts = np.bincount(planned["citizen"], minlength=citizens)
    heavy: np.ndarray[tuple[int], np.dtype[np.bool_]] = counts >= 2 * part.days
    return heavy


def _measures(
    model: HomeCare, part: Measured, made: Table, ledger: Ledger, heavy: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> dict[str, float]:
    planned = part.visits[part.visits["function"] <= Function.NURSING]
    citizens = len(model.citizens)
    office = [w for w in part.journal.office if w.day >= part.first]
    care = float(part.minutes[:, Activity.CARE].sum())
    return {
        **citizen_leg.faces(made, heavy, part.first, part.days),
        "handovers_week": citizen_leg.handovers(made, citizens, part.days),
        **citizen_leg.lags(part.journal.cases, part.first),
        **citizen_leg.need_and_help(planned, citizens, part.days),
        **citizen_leg.punctuality(planned),
        **economy.staff_measures(part.shifts, part.minutes, part.days, model.values["post_hours"]),
        **economy.time_measures(part.shifts, part.minutes, office),
        **economy.money_measures(ledger, care, citizens, part.days),
    }
