"""The books: every krone of a run, booked once, as a view of the journal, for provider, municipality and society.

Amounts are whole oere and each booking is rounded by itself, so the books of months add up to those of the year. Where
another country's money is used, an oere is a hundredth of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple, TypeVar

import numpy as np

from sim.journal import Expense, Journal, OfficeWork, Payment
from sim.pay import Rates, pay_by_item, wage
from sim.settlement import OERE
from sim.tables import FloatArray, IntArray, LongArray, Table

CARER_ITEMS = (
    "carers",
    "holiday_pay",
    "sick_pay",
    "other_absence_pay",
    "training_pay",
    "supplements",
    "overtime",
    "temps",
    "mileage",
)
"""Carers, temps and their journeys."""
POSTS = {
    "planner": "planners",
    "leader": "leaders",
    "coach": "coaches",
    "hr": "hr",
    "quality": "quality",
    "it": "it",
    "back_office": "back_office",
    "visitator": "visitators",
}
"""Item of each role beside the carers."""
THINGS = ("premises", "systems", "courses")
"""Items that are bought, not paid by the hour."""
MUNICIPAL_ITEMS = ("visitators",)
COVERED = "deficit_covered"
"""An `Expense` of this item is no cost: it is what the owner gives a provider towards a deficit."""
OVERHEAD_ITEMS = (*POSTS.values(), *THINGS)
PROVIDER_ITEMS = (*CARER_ITEMS, *(item for item in OVERHEAD_ITEMS if item not in MUNICIPAL_ITEMS))

Row = TypeVar("Row", OfficeWork, Expense, Payment)


@dataclass(frozen=True)
class Ledger:
    """One provider's money, in oere. items: its costs; income: settled payments; covered: deficits its owner paid."""

    items: Mapping[str, int]
    income: int = 0
    covered: int = 0

    @property
    def cost(self) -> int:
        return sum(self.items.values())

    @property
    def result(self) -> int:
        """Income less cost, before anybody helps."""
        return self.income - self.cost


@dataclass(frozen=True)
class Books:
    """Three ledgers of the same bookings, in oere: providers (by regime), municipality or insurer, and society.

    municipal: the payer's own items; admissions: what acute admissions cost, which society alone bears.
    """

    providers: Mapping[int, Ledger]
    municipal: Mapping[str, int]
    admissions: int = 0

    @property
    def items(self) -> dict[str, int]:
        """Costs by item: all providers together, and the municipality's own."""
        provider = {item: sum(p.items[item] for p in self.providers.values()) for item in PROVIDER_ITEMS}
        return {**provider, **self.municipal}

    @property
    def provider(self) -> int:
        """What providers spend."""
        return sum(p.cost for p in self.providers.values())

    @property
    def income(self) -> int:
        """What providers were paid by settlement."""
        return sum(p.income for p in self.providers.values())

    @property
    def covered(self) -> int:
        """What owners gave towards deficits."""
        return sum(p.covered for p in self.providers.values())

    @property
    def municipality(self) -> int:
        """What the municipality (or insurer) spends: settled payments, deficits covered, its own posts."""
        return self.income + self.covered + sum(self.municipal.values())

    @property
    def total(self) -> int:
        """What home care costs whoever pays: providers' and the municipality's own items, without transfers."""
        return self.provider + sum(self.municipal.values())

    @property
    def society(self) -> int:
        """What it costs society: home care and acute admissions."""
        return self.total + self.admissions

    @property
    def overhead(self) -> int:
        """Everything that isn't carers, temps and their journeys."""
        items = self.items
        return sum(items[i] for i in OVERHEAD_ITEMS)


class Entries(NamedTuple):
    """What is booked: rows of a journal in a span of days, and the acute admissions in it."""

    shifts: Table
    minutes: FloatArray
    office: Sequence[OfficeWork]
    expenses: Sequence[Expense]
    payments: Sequence[Payment]
    admissions: int

    @classmethod
    def between(cls, journal: Journal, first_day: int, last_day: int) -> Entries:
        """The journal's rows of these days, both included; its tables are in the order of days."""
        span = rows_between(journal.shifts, first_day, last_day)
        return cls(
            journal.shifts[span],
            journal.minutes[span],
            _between(journal.office, first_day, last_day),
            _between(journal.expenses, first_day, last_day),
            _between(journal.payments, first_day, last_day),
            sum(first_day <= stay.admitted <= last_day for stay in journal.stays),
        )


def rows_between(table: Table, first_day: int, last_day: int) -> slice:
    """Where a table in the order of days holds these days, both included."""
    first, last = np.searchsorted(table["day"], (first_day, last_day + 1))
    return slice(int(first), int(last))


def keep_books(entries: Entries, values_of: Mapping[int, Mapping[str, float]], regime_of_group: IntArray) -> Books:
    """Book everything that stands in a journal.

    values_of: named values of each regime, by its number; a shift is paid by the regime of its group, a post by its
    own. What is the world's, visitators' wage and the cost of an admission, is the same in all of them.
    """
    numbers = sorted(values_of)
    rates = Rates.of([values_of[n] for n in numbers])
    employer = np.searchsorted(numbers, regime_of_group[entries.shifts["group"]])
    shifts = {
        item: _by_regime(amounts, employer, len(numbers))
        for item, amounts in pay_by_item(entries.shifts, entries.minutes, rates, employer).items()
    }
    costs = {n: dict.fromkeys(PROVIDER_ITEMS, 0) for n in numbers}
    for row, n in enumerate(numbers):
        costs[n].update((item, int(sums[row])) for item, sums in shifts.items())
    municipal = dict.fromkeys(MUNICIPAL_ITEMS, 0)
    _book_posts(entries.office, values_of, costs, municipal)
    covered = _book_things(entries.expenses, costs)
    income = dict.fromkeys(numbers, 0)
    for payment in entries.payments:
        income[payment.regime] += payment.oere
    return Books(
        {n: Ledger(costs[n], income[n], covered[n]) for n in numbers},
        municipal,
        entries.admissions * round(values_of[numbers[0]]["admission_cost"] * OERE),
    )


def together(parts: Sequence[Books]) -> Books:
    """Books of days that follow one another as one."""
    if len(parts) == 1:
        return parts[0]
    numbers = sorted({n for part in parts for n in part.providers})
    providers = {}
    for n in numbers:
        ledgers = [part.providers[n] for part in parts if n in part.providers]
        items = {item: sum(ledger.items[item] for ledger in ledgers) for item in PROVIDER_ITEMS}
        providers[n] = Ledger(items, sum(each.income for each in ledgers), sum(each.covered for each in ledgers))
    municipal = {item: sum(part.municipal[item] for part in parts) for item in MUNICIPAL_ITEMS}
    return Books(providers, municipal, sum(part.admissions for part in parts))


def _by_regime(amounts: FloatArray, employer: LongArray, regimes: int) -> LongArray:
    """Whole oere by employer, each booking rounded by itself; sums of whole numbers are exact in floating point."""
    return np.bincount(employer, np.rint(amounts * OERE), regimes).astype(np.int64)


def _book_posts(
    office: Iterable[OfficeWork],
    values_of: Mapping[int, Mapping[str, float]],
    costs: Mapping[int, dict[str, int]],
    municipal: dict[str, int],
) -> None:
    """Posts' minutes at their role's wage. A visitator is the municipality's, whoever is assessed."""
    anybody = next(iter(values_of.values()))
    prices = {(n, role): wage(values, role) / 60 * OERE for n, values in values_of.items() for role in POSTS}
    visiting = wage(anybody, "visitator") / 60 * OERE
    for work in office:
        item = POSTS[work.role]
        if item in municipal:
            municipal[item] += round(work.minutes * visiting)
        else:
            costs[work.regime][item] += round(work.minutes * prices[work.regime, work.role])


def _book_things(expenses: Iterable[Expense], costs: Mapping[int, dict[str, int]]) -> dict[int, int]:
    """Things bought; returns deficits covered by regime, which are no cost."""
    covered = dict.fromkeys(costs, 0)
    for expense in expenses:
        if expense.item == COVERED:
            covered[expense.regime] += expense.oere
        else:
            costs[expense.regime][expense.item] += expense.oere
    return covered


def _between(rows: Sequence[Row], first_day: int, last_day: int) -> Sequence[Row]:
    day = attrgetter("day")
    return rows[bisect_left(rows, first_day, key=day) : bisect_right(rows, last_day, key=day)]
