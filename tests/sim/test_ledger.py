"""The books: every krone once, months that add up, and three ledgers that balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from sim.clock import minute_of_day
from sim.journal import MUNICIPAL, Expense, Journal, OfficeWork, Payment, Stay
from sim.kinds import Activity, Engagement, Function, Grade, Status
from sim.ledger import (
    CARER_ITEMS,
    COVERED,
    MUNICIPAL_ITEMS,
    OVERHEAD_ITEMS,
    POSTS,
    PROVIDER_ITEMS,
    THINGS,
    Books,
    Entries,
    keep_books,
)
from sim.parameters import registry
from sim.settlement import Month, by_the_hour, planned_minutes
from sim.tables import ACTIVITIES, SHIFT, VISIT, FloatArray, Table

pytestmark = pytest.mark.unit

WAGES = {"wage_unskilled": 205.0, "wage_helper": 235.0, "wage_assistant": 260.0, "wage_nurse": 300.0}
VALUES = {name: p.default for name, p in registry().items()} | WAGES
SEVEN, THREE, ELEVEN = minute_of_day(7), minute_of_day(15), minute_of_day(23)
SATURDAY, SUNDAY = 5, 6
ONE_REGIME = np.zeros(1, np.int32)
TWO_REGIMES = np.array([0, 0, 1], np.int32)
"""Regime of each of three groups."""


def shift(**fields: Any) -> Table:
    """One ordinary helper's shift of eight hours on a Monday, changed as given."""
    row = np.zeros(1, SHIFT)
    row["grade"], row["engagement"] = Grade.HELPER, Engagement.ROSTERED
    row["begins"], row["ends"], row["paid"] = SEVEN, THREE, 480
    for name, value in fields.items():
        row[name] = value
    return row


def minutes_of(shifts: Table) -> FloatArray:
    """All minutes spent on care, but those of the absent, who are ill, on holiday or absent otherwise."""
    minutes = np.zeros((len(shifts), ACTIVITIES))
    activity = np.where(shifts["presence"] > 0, Activity.SICK + shifts["presence"] - 1, Activity.CARE)
    minutes[np.arange(len(shifts)), activity] = shifts["paid"]
    return minutes


def entries(
    *shifts: Table,
    office: Sequence[OfficeWork] = (),
    expenses: Sequence[Expense] = (),
    payments: Sequence[Payment] = (),
    admissions: int = 0,
) -> Entries:
    """What stands in a journal."""
    table = np.concatenate(shifts) if shifts else np.zeros(0, SHIFT)
    return Entries(table, minutes_of(table), office, expenses, payments, admissions)


def books(*shifts: Table, values: Mapping[str, float] | None = None, **others: Any) -> Books:
    """The books of one provider."""
    return keep_books(entries(*shifts, **others), {0: {**VALUES, **(values or {})}}, ONE_REGIME)


def some_of_everything(days: int = 1) -> Entries:
    """Two providers with something under every item, so many days long, with odd amounts."""
    shifts, office, expenses, payments = [], [], [], []
    for day in range(days):
        shifts += [
            shift(day=day, car_km=13.7 + day),
            shift(day=day, bicycle_km=3.3, grade=Grade.NURSE, group=2, begins=ELEVEN, ends=ELEVEN + 450, paid=450),
            shift(day=day, begins=THREE, ends=ELEVEN, overtime=17.25, paid=497.25, group=1),
            shift(day=day, engagement=Engagement.EXTRA, paid=200, ends=SEVEN + 200, group=2),
            shift(day=day, engagement=Engagement.TEMP, paid=333),
            shift(day=day, engagement=Engagement.FLOAT, paid=111, group=2, grade=Grade.ASSISTANT),
            *(shift(day=day, presence=away, paid=447) for away in (1, 2, 3)),
        ]
        office += [OfficeWork(day, role, "duties", 61.03, day % 2) for role in POSTS]
        expenses += [Expense(day, day % 2, item, 12_345) for item in (*THINGS, COVERED)]
        payments += [Payment(day, regime, 98_765) for regime in (0, 1)]
    table = np.concatenate(shifts)
    minutes = minutes_of(table)
    minutes[0, [Activity.CARE, Activity.TRAINING]] = 400, 80
    return Entries(table, minutes, office, expenses, payments, admissions=2)


def two_books(days: int = 1) -> Books:
    """The books of that."""
    return keep_books(some_of_everything(days), {0: VALUES, 1: {**VALUES, "wage_level": 1.12}}, TWO_REGIMES)


def test_an_empty_journal_costs_nothing() -> None:
    """Nobody paid, nothing driven, nothing earned: zero everywhere."""
    ledger = books()
    assert set(ledger.items) == {*PROVIDER_ITEMS, *MUNICIPAL_ITEMS}
    assert set(ledger.items.values()) == {0}
    assert ledger.total == ledger.provider == ledger.overhead == ledger.income == 0
    assert ledger.municipality == ledger.society == ledger.covered == 0


def test_every_krone_is_booked_once() -> None:
    """Every item has something, all are whole oere, and the items add up to the total."""
    kept = two_books()
    assert all(amount > 0 for amount in kept.items.values())
    assert all(isinstance(amount, int) for amount in kept.items.values())
    assert sum(kept.items.values()) == kept.total == kept.provider + kept.items["visitators"]
    assert kept.overhead == sum(kept.items[item] for item in OVERHEAD_ITEMS)
    assert kept.total - kept.overhead == sum(kept.items[item] for item in CARER_ITEMS)
    assert len({*PROVIDER_ITEMS, *MUNICIPAL_ITEMS}) == len(PROVIDER_ITEMS) + len(MUNICIPAL_ITEMS)


@pytest.mark.parametrize("days", [1, 2, 9])
def test_the_three_ledgers_balance(days: int) -> None:
    """Society's cost is the provider's and the municipality's without what one pays the other, and the admissions."""
    kept = two_books(days)
    transfers = kept.income + kept.covered
    admissions = 2 * round(100 * VALUES["admission_cost"])
    assert transfers > 0
    assert kept.society == kept.provider + kept.municipality - transfers + admissions
    assert kept.municipality == sum(p.income + p.covered for p in kept.providers.values()) + kept.items["visitators"]
    assert sum(p.result for p in kept.providers.values()) == kept.income - kept.provider


def _part(whole: Entries, first: int, last: int) -> Entries:
    rows = (whole.shifts["day"] >= first) & (whole.shifts["day"] <= last)
    return Entries(
        whole.shifts[rows],
        whole.minutes[rows],
        [w for w in whole.office if first <= w.day <= last],
        [e for e in whole.expenses if first <= e.day <= last],
        [p for p in whole.payments if first <= p.day <= last],
        whole.admissions if first == 0 else 0,
    )


def test_the_months_add_up_to_the_year() -> None:
    """To the last oere, item by item, provider by provider."""
    whole = some_of_everything(90)
    values = {0: VALUES, 1: {**VALUES, "wage_level": 1.12}}
    parts = [keep_books(_part(whole, a, b), values, TWO_REGIMES) for a, b in ((0, 29), (30, 59), (60, 89))]
    year = keep_books(whole, values, TWO_REGIMES)
    for n in (0, 1):
        for item in PROVIDER_ITEMS:
            assert sum(part.providers[n].items[item] for part in parts) == year.providers[n].items[item]
        assert sum(part.providers[n].income for part in parts) == year.providers[n].income
    for side in ("society", "municipality", "provider", "overhead", "covered", "admissions"):
        assert sum(getattr(part, side) for part in parts) == getattr(year, side)


def test_the_order_of_the_journal_does_not_move_an_oere() -> None:
    """Each booking is rounded by itself, so sums are exact in any order."""
    shifts = [shift(paid=123.4 + i, car_km=1.237 * i, grade=i % 4) for i in range(40)]
    assert books(*shifts).items == books(*reversed(shifts)).items


def test_each_booking_is_rounded_to_the_nearest_oere() -> None:
    """Three journeys of 0.61 oere are three oere, three of 0.38 are none."""
    nothing = {"paid": 0, "begins": 0, "ends": 0}
    for km, oere in ((0.0016, 3), (0.001, 0)):
        assert books(*[shift(car_km=km, **nothing)] * 3).items["mileage"] == oere


@pytest.mark.parametrize("grade", list(Grade))
def test_an_ordinary_shift_costs_its_hours_at_the_grades_wage(grade: Grade) -> None:
    """Eight hours on a weekday by day: eight wages and nothing else."""
    kept = books(shift(grade=grade))
    assert kept.items["carers"] == kept.total == round(800 * VALUES[f"wage_{grade.name.lower()}"])


def test_doubling_wages_doubles_the_carers_item_exactly() -> None:
    """Wages reach the carers' item, once."""
    shifts = [shift(grade=g, paid=60 * h, ends=SEVEN + 60 * h) for g in Grade for h in (3, 5, 8)]
    twice = {f"wage_{g.name.lower()}": 2 * VALUES[f"wage_{g.name.lower()}"] for g in Grade}
    assert books(*shifts, values=twice).items["carers"] == 2 * books(*shifts).items["carers"]


def test_absence_is_paid_under_its_own_item() -> None:
    """Three absent shifts cost as much as three worked ones, apart."""
    away = books(*(shift(presence=p, begins=THREE, ends=ELEVEN) for p in (1, 2, 3)))
    worked = books(*[shift(begins=THREE, ends=ELEVEN)] * 3)
    assert away.items["carers"] == 0
    assert away.items["sick_pay"] == away.items["holiday_pay"] == away.items["other_absence_pay"] == 188_000
    assert away.items["supplements"] == worked.items["supplements"]
    assert away.total == worked.total


def test_each_regime_pays_its_own_groups_shifts() -> None:
    """A shift is booked by the regime of its group, at that regime's values."""
    kept = keep_books(
        entries(*(shift(group=g) for g in (0, 1, 2))), {0: VALUES, 1: {**VALUES, "wage_level": 1.1}}, TWO_REGIMES
    )
    assert kept.providers[0].items["carers"] == 2 * 188_000
    assert kept.providers[1].items["carers"] == round(1.1 * 188_000)


@pytest.mark.parametrize("role", list(POSTS))
def test_posts_cost_their_own_wage(role: str) -> None:
    """Each post's minutes are booked under its item, whatever it did; visitators are the municipality's."""
    regime = MUNICIPAL if role == "visitator" else 0
    kept = books(office=[OfficeWork(0, role, "duties", 60.0, regime), OfficeWork(1, role, "planning", 30.0, regime)])
    assert kept.items[POSTS[role]] == kept.total == kept.overhead == round(150 * VALUES[f"wage_{role}"])
    assert (kept.provider == 0) == (kept.municipality > 0) == (role == "visitator")


def test_things_are_overhead_of_the_provider() -> None:
    """Premises, systems and courses."""
    kept = books(expenses=[Expense(29, 0, item, 1000 + n) for n, item in enumerate(THINGS)])
    assert [kept.items[item] for item in THINGS] == [1000, 1001, 1002]
    assert kept.overhead == kept.provider == kept.total == kept.society == 3003


def test_a_covered_deficit_moves_money_and_costs_nothing() -> None:
    """It is the municipality's expense and no cost of anybody."""
    kept = books(expenses=[Expense(29, 0, COVERED, 500)])
    assert kept.municipality == kept.covered == 500
    assert kept.provider == kept.total == kept.society == 0


def test_income_is_no_cost() -> None:
    """What the payer pays the provider must not appear among what care costs."""
    kept = books(payments=[Payment(29, 0, 700), Payment(60, 0, 300)])
    assert kept.total == kept.society == 0
    assert kept.municipality == kept.income == kept.providers[0].result == 1000


def test_admissions_are_societys_only() -> None:
    """Three admissions cost society three times the price and nobody else anything."""
    kept = books(admissions=3, values={"admission_cost": 34_567.89})
    assert kept.society == kept.admissions == 3 * 3_456_789
    assert kept.total == kept.municipality == kept.provider == 0


def test_a_span_of_days_takes_its_rows_and_no_others() -> None:
    """First and last day belong to it, in every list of the journal."""
    journal = Journal(lines=1, people=3, days=10)
    for day in range(10):
        journal.blank().shifts[:2]["day"] = day
        journal.wrote(shifts=2)
        journal.office += [OfficeWork(day, "leader", "leadership", 1.0)] * 2
        journal.expenses.append(Expense(day, 0, "courses", 1))
        journal.payments.append(Payment(day, 0, 1))
        journal.stays.append(Stay(0, day, "fall", False))
    found = Entries.between(journal, 3, 5)
    assert found.shifts["day"].tolist() == [3, 3, 4, 4, 5, 5]
    assert found.minutes.shape == (6, ACTIVITIES)
    assert [w.day for w in found.office] == [3, 3, 4, 4, 5, 5]
    assert [e.day for e in found.expenses] == [p.day for p in found.payments] == [3, 4, 5]
    assert found.admissions == 3


def visits() -> Table:
    """Visits made, missed, moved, and two that nobody planned."""
    table = np.zeros(6, VISIT)
    table["status"] = [Status.DONE, Status.LATE, Status.MISSED, Status.MOVED, Status.DONE, Status.DONE]
    table["function"] = [Function.PERSONAL] * 4 + [Function.ACUTE, Function.ASSESSMENT]
    table["care"] = [25, 35, 0, 0, 20, 60]
    table["granted"] = [20, 40, 30, 45, 20, 60]
    return table


def test_settled_minutes_are_those_of_planned_visits() -> None:
    """Delivered minutes, and what is granted in planned visits (a moved one counts where it ends)."""
    assert planned_minutes(visits()) == (60.0, 90.0)
    assert planned_minutes(visits()[:0]) == (0.0, 0.0)


def test_a_price_per_hour_is_paid_by_the_minute_in_whole_oere() -> None:
    """Ninety minutes at 860.04."""
    assert by_the_hour(90, 860.04) == 129_006


def test_a_month_knows_its_share() -> None:
    """Both days included; what is paid by the month is paid in proportion."""
    month = Month(30, 60, delivered=1.0, granted=2.0, citizens=3)
    assert month.days == 31
    assert month.share == pytest.approx(31 * 12 / 365)
    assert month.price_factor == 1
