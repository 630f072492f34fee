"""The provider behind a regime: keeps its books month by month, is paid, and may run out of money."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import mesa
import numpy as np

from agents.accounts import books_between
from sim.bands import band_edges, band_of
from sim.journal import Event, Expense, Payment
from sim.ledger import COVERED, Ledger, rows_between
from sim.liquidity import Account
from sim.settlement import OERE, Month, months, planned_minutes

if TYPE_CHECKING:
    from agents.model import HomeCare
    from agents.regime import Regime


class Provider(mesa.Agent):  # type: ignore[misc]
    """An employer with an account. insolvent_since: the day on which its bills couldn't be paid; None while they can.

    An owner that covers every deficit doesn't let it fail; after a handover the municipality is such an owner.
    """

    def __init__(self, model: HomeCare, regime: Regime) -> None:
        super().__init__(model)
        self.regime = regime
        self.account = Account.opened(regime.values, regime.citizens_served())
        self.first_day_of = months(model.scenario.warm_up_days, model.scenario.days)
        self.insolvent_since: int | None = None
        self.course_hours = self._average_courses()

    def close(self, day: int) -> None:
        """The end of a day, when its posts have been paid: close the month if one ends; hand over if it is time."""
        if day in self.first_day_of:
            self._close_month(self.first_day_of[day], day)
        if self._wound_up(day) and not self.regime.handed_over:
            self.model.journal.events.append(Event(day, self.regime.number, "handover"))
            self.model.hand_over(self.regime)

    def _wound_up(self, day: int) -> bool:
        since = self.insolvent_since
        return since is not None and day >= since + self.regime.values["winding_up_days"]

    def _close_month(self, first: int, last: int) -> None:
        self._spend(first, last)
        number = self.regime.number
        income = self.regime.settle_month(self.month(first, last))
        self.model.journal.payments.append(Payment(last, number, income))
        books = self._books(first, last)
        share = 1.0 if self.regime.handed_over else self.regime.values["deficit_covered"]
        covered = self.account.close(first, last, income, books.cost, share)
        if covered:
            self.model.journal.expenses.append(Expense(last, number, COVERED, covered))
        if share < 1.0 and self.account.insolvent and self.insolvent_since is None:
            self.insolvent_since = last
            self.model.journal.events.append(Event(last, number, "insolvent"))

    def _spend(self, first: int, last: int) -> None:
        """Premises and systems for the carers employed, courses for newcomers."""
        values = self.regime.values
        carer_months = self.regime.carers_employed() * (last - first + 1) * 12 / 365
        spent = {
            "premises": carer_months * values["premises_per_carer"],
            "systems": carer_months * values["systems_per_carer"],
            "courses": self.regime.hired_in(first, last) * values["course_cost_per_hire"],
        }
        self.model.journal.expenses.extend(
            Expense(last, self.regime.number, item, round(amount * OERE)) for item, amount in spent.items()
        )

    def month(self, first: int, last: int) -> Month:
        """What was done for this regime's citizens, and what shocks made of the price on the average day."""
        visits = self.model.journal.visits[rows_between(self.model.journal.visits, first, last)]
        mine = self.model.formation.regime_of_group[visits["group"]] == self.regime.number
        delivered, granted = planned_minutes(visits[mine])
        factors = [self.model.scenario.shock("price", day) for day in range(first, last + 1)]
        grants, days = self.model.grants, last - first + 1
        usual = days / 7 * 60 * float(grants.weekly_hours(self.regime.citizens, usual=True).sum())
        return Month(
            first,
            last,
            delivered,
            granted,
            self.regime.citizens_served(),
            sum(factors) / len(factors),
            usual,
            self._courses(),
            self.course_hours,
        )

    def _courses(self) -> tuple[int, ...]:
        """How many citizens who get help today are in each band."""
        hours = self.model.grants.weekly_hours(self.regime.citizens)
        edges = band_edges(self.regime.values)
        bands = np.bincount([band_of(h, edges) for h in hours if h > 0], minlength=len(edges) + 1)
        return tuple(bands.tolist())

    def _average_courses(self) -> tuple[float, ...]:
        """Weekly hours of the average course in each band: what is granted on the day on which the provider begins."""
        hours = self.model.grants.weekly_hours(self.regime.citizens)
        edges = band_edges(self.regime.values)
        bands = np.array([band_of(h, edges) for h in hours])
        middles = [math.sqrt(low * high) for low, high in pairwise((edges[0] / 2, *edges, edges[-1] * 2))]
        means = [hours[(bands == b) & (hours > 0)] for b in range(len(edges) + 1)]
        return tuple(float(m.mean()) if len(m) else middle for m, middle in zip(means, middles, strict=True))

    def _books(self, first: int, last: int) -> Ledger:
        """This provider's part of the month's books."""
        return books_between(self.model, first, last).providers[self.regime.number]
