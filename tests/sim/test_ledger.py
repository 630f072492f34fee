"""The books: every krone once, hand-made shifts with known pay, and the two sides' money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sim.clock import minute_of_day
from sim.journal import OfficeWork
from sim.ledger import (
    MUNICIPAL_ITEMS,
    OVERHEAD_ITEMS,
    POSTS,
    PROVIDER_ITEMS,
    Ledger,
    keep_books,
    presence,
    unsocial_pay,
)
from sim.parameters import registry
from sim.tables import SHIFT, VISIT, Engagement, Function, Grade, Status, Table

pytestmark = pytest.mark.unit

VALUES = {name: p.default for name, p in registry().items()}
SEVEN, THREE, ELEVEN = minute_of_day(7), minute_of_day(15), minute_of_day(23)
MONDAY, SATURDAY, SUNDAY = 0, 5, 6


def shift(**fields: Any) -> Table:
    """One ordinary helper's shift of eight hours on a Monday, changed as given."""
    row = np.zeros(1, SHIFT)
    row["grade"], row["engagement"] = Grade.HELPER, Engagement.ROSTERED
    row["begins"], row["ends"], row["paid"] = SEVEN, THREE, 480
    for name, value in fields.items():
        row[name] = value
    return row


def books(
    *shifts: Table,
    visits: Table | None = None,
    office: list[OfficeWork] | None = None,
    basis: str = "delivered",
    values: Mapping[str, float] | None = None,
) -> Ledger:
    """The books of these shifts."""
    table = np.concatenate(shifts) if shifts else np.zeros(0, SHIFT)
    made = visits if visits is not None else np.zeros(0, VISIT)
    return keep_books(made, table, office or [], {**VALUES, **(values or {})}, basis)


def some_of_everything() -> Ledger:
    """Books in which every item has something."""
    office = [OfficeWork(0, role, "duties", 61.0) for role in ("visitator", "planner", "leader", "coach")]
    return books(
        shift(car_km=13.7),
        shift(bicycle_km=3.3, grade=Grade.NURSE, day=SUNDAY),
        shift(begins=THREE, ends=ELEVEN, overtime=17, paid=497),
        shift(engagement=Engagement.EXTRA, paid=200, ends=SEVEN + 200),
        shift(engagement=Engagement.TEMP, paid=333),
        office=office,
    )


def test_an_empty_journal_costs_nothing() -> None:
    """Nobody paid, nothing driven, nothing earned: zero everywhere."""
    ledger = books()
    assert set(ledger.items) == {*PROVIDER_ITEMS, *MUNICIPAL_ITEMS}
    assert set(ledger.items.values()) == {0}
    assert ledger.total == ledger.provider == ledger.overhead == ledger.income == 0


def test_every_krone_is_booked_once() -> None:
    """The items add up to the total, provider and municipality share it, and all are whole oere."""
    ledger = some_of_everything()
    assert all(amount > 0 for amount in ledger.items.values())
    assert all(isinstance(amount, int) for amount in ledger.items.values())
    assert sum(ledger.items.values()) == ledger.total == ledger.provider + ledger.items["visitators"]
    assert ledger.overhead == sum(ledger.items[item] for item in OVERHEAD_ITEMS)
    assert len({*PROVIDER_ITEMS, *MUNICIPAL_ITEMS}) == len(PROVIDER_ITEMS) + len(MUNICIPAL_ITEMS)


@pytest.mark.parametrize("grade", list(Grade))
def test_an_ordinary_shift_costs_its_hours_at_the_grades_wage(grade: Grade) -> None:
    """Eight hours on a weekday by day: eight wages and nothing else, administration apart."""
    ledger = books(shift(grade=grade))
    wage = VALUES[f"wage_{grade.name.lower()}"]
    assert ledger.items["carers"] == round(800 * wage)
    assert ledger.provider == ledger.items["carers"] + ledger.items["administration"]
    assert ledger.items["administration"] == round(ledger.items["carers"] * VALUES["administration_share"])


def test_doubling_wages_doubles_the_carers_item_exactly() -> None:
    """Wages reach the carers' item, once."""
    shifts = [shift(grade=g, paid=60 * h, ends=SEVEN + 60 * h) for g in Grade for h in (3, 5, 8)]
    twice = {f"wage_{g.name.lower()}": 2 * VALUES[f"wage_{g.name.lower()}"] for g in Grade}
    assert books(*shifts, values=twice).items["carers"] == 2 * books(*shifts).items["carers"]


@pytest.mark.parametrize(
    ("day", "begins", "ends", "kroner"),
    [
        (MONDAY, SEVEN, THREE, 0.0),
        (MONDAY, THREE, ELEVEN, 5 * VALUES["evening_supplement"]),
        (MONDAY, SEVEN, minute_of_day(18, 30), 0.5 * VALUES["evening_supplement"]),
        (SATURDAY, SEVEN, THREE, 8 * VALUES["saturday_supplement"]),
        (SATURDAY, THREE, ELEVEN, 8 * VALUES["saturday_supplement"]),
        (SUNDAY, SEVEN, THREE, 8 * VALUES["sunday_share"] * VALUES["wage_helper"]),
        (SUNDAY + 7, SEVEN, THREE, 8 * VALUES["sunday_share"] * VALUES["wage_helper"]),
    ],
)
def test_unsocial_hours_have_their_supplement(day: int, begins: float, ends: float, kroner: float) -> None:
    """Evenings from 18:00 on weekdays, Saturdays by the hour, Sundays as a share of the wage."""
    row = shift(day=day, begins=begins, ends=ends, paid=ends - begins)
    assert unsocial_pay(row, VALUES)[0] == pytest.approx(kroner)
    assert books(row).items["supplements"] == round(100 * kroner)


def test_overtime_costs_the_wage_and_its_supplement() -> None:
    """Overtime minutes leave the carers' item and cost one and a half wages under overtime."""
    ledger = books(shift(paid=540, overtime=60))
    assert ledger.items["carers"] == round(800 * VALUES["wage_helper"])
    assert ledger.items["overtime"] == round(100 * VALUES["wage_helper"] * (1 + VALUES["overtime_share"]))


def test_an_extra_shift_has_the_supplement_for_all_its_hours() -> None:
    """The wage of an extra shift is a carer's wage; what it costs more is overtime."""
    ledger = books(shift(engagement=Engagement.EXTRA))
    assert ledger.items["carers"] == round(800 * VALUES["wage_helper"])
    assert ledger.items["overtime"] == round(800 * VALUES["wage_helper"] * VALUES["overtime_share"])


@pytest.mark.parametrize(
    ("grade", "price"),
    [
        (Grade.UNSKILLED, VALUES["temp_helper"] * VALUES["temp_wage_unskilled_share"]),
        (Grade.HELPER, VALUES["temp_helper"]),
        (Grade.ASSISTANT, (VALUES["temp_helper"] + VALUES["temp_nurse"]) / 2),
        (Grade.NURSE, VALUES["temp_nurse"]),
    ],
)
def test_temps_cost_the_agencys_price_and_nothing_else(grade: Grade, price: float) -> None:
    """Temps have no wage, no supplement and no overtime of ours; evenings and weekends cost the agency's share more."""
    by_day = books(shift(engagement=Engagement.TEMP, grade=grade, paid=360, ends=SEVEN + 360))
    assert by_day.items["temps"] == round(600 * price)
    for other in (shift(day=SATURDAY), shift(begins=THREE, ends=ELEVEN)):
        other["engagement"], other["grade"], other["paid"] = Engagement.TEMP, grade, 360
        ledger = books(other)
        assert ledger.items["temps"] == round(600 * price * (1 + VALUES["temp_evening_share"]))
        assert ledger.items["carers"] == ledger.items["supplements"] == ledger.items["overtime"] == 0


def test_float_carers_cost_the_absence_behind_their_hour() -> None:
    """A float carer paid by the hour used costs the wage of the hours that a rostered carer is paid for it."""
    ledger = books(shift(engagement=Engagement.FLOAT))
    at_work = (1 - VALUES["sickness_share"]) * (1 - VALUES["holiday_weeks"] / 52) * (1 - VALUES["other_absence_share"])
    assert presence(VALUES) == pytest.approx(at_work)
    assert ledger.items["carers"] == round(800 * VALUES["wage_helper"] / at_work)


def test_absent_carers_are_paid() -> None:
    """Sick pay is the shift's pay, evening supplement included."""
    row = shift(begins=THREE, ends=ELEVEN)
    ill = row.copy()
    ill["presence"] = 1
    assert books(ill).items == books(row).items


def test_kilometres_cost_their_rate() -> None:
    """By car and by bicycle."""
    ledger = books(shift(paid=0, begins=0, ends=0, car_km=100, bicycle_km=10))
    assert ledger.items["mileage"] == round(100 * (100 * VALUES["car_rate"] + 10 * VALUES["bicycle_rate"]))


@pytest.mark.parametrize("role", ["visitator", "planner", "leader", "coach"])
def test_posts_cost_their_own_wage(role: str) -> None:
    """Each post's minutes are booked under its item, whatever it did."""
    ledger = books(office=[OfficeWork(0, role, "duties", 60.0), OfficeWork(1, role, "planning", 30.0)])
    assert ledger.items[POSTS[role]] == round(150 * VALUES[f"wage_{role}"])
    assert (ledger.provider == 0) == (role == "visitator")


def visits() -> Table:
    """Visits made, missed, moved, and two that nobody planned."""
    table = np.zeros(6, VISIT)
    table["status"] = [Status.DONE, Status.LATE, Status.MISSED, Status.MOVED, Status.DONE, Status.DONE]
    table["function"] = [Function.PERSONAL] * 4 + [Function.ACUTE, Function.ASSESSMENT]
    table["care"] = [25, 35, 0, 0, 20, 60]
    table["granted"] = [20, 40, 30, 45, 20, 60]
    return table


@pytest.mark.parametrize(("basis", "minutes"), [("delivered", 60), ("granted", 90)])
def test_the_provider_earns_what_the_settlement_says(basis: str, minutes: float) -> None:
    """Delivered minutes, or what is granted in planned visits (a moved one counts where it ends)."""
    assert books(visits=visits(), basis=basis).income == round(minutes / 60 * 100 * VALUES["hourly_price"])


def test_income_is_no_cost() -> None:
    """What the payer pays the provider must not appear among what care costs."""
    assert books(visits=visits()).total == 0


def test_the_order_of_the_journal_does_not_move_an_oere() -> None:
    """Each booking is rounded by itself, so sums are exact in any order."""
    shifts = [shift(paid=123.4 + i, car_km=1.237 * i, grade=i % 4) for i in range(40)]
    assert books(*shifts).items == books(*reversed(shifts)).items
