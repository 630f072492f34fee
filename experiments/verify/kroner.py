"""Every krone a second time: what each item must have cost, by plain arithmetic on shifts, posts and purchases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from agents.accounts import books_between
from agents.model import HomeCare
from sim.kinds import Engagement, Grade
from sim.ledger import COVERED, POSTS, THINGS, Books
from sim.tables import Table

HOURLY_ITEMS = ("carers", "holiday_pay", "sick_pay", "other_absence_pay", "training_pay")
OERE = 100.0
Said = Iterator[tuple[str, bool, str]]


def recounted(model: HomeCare) -> Said:
    """The books of a whole run against the same amounts worked out here."""
    books = books_between(model, 0, model.journal.days - 1)
    items = books.items
    total = sum(items.values())
    municipal = books.provider + sum(books.municipal.values())
    yield (
        "items add up to the total, payer by payer",
        total == books.total == municipal,
        f"items {total / OERE:,.0f}, total {books.total / OERE:,.0f}",
    )
    paid = sum(p.oere for p in model.journal.payments)
    yield (
        "providers earn what the payer pays",
        books.income == paid,
        f"{books.income / OERE:,.0f} of {paid / OERE:,.0f}",
    )
    things = sum(e.oere for e in model.journal.expenses if e.item != COVERED)
    bought = sum(items[i] for i in THINGS)
    yield ("every purchase is booked once", bought == things, f"{bought / OERE:,.0f} of {things / OERE:,.0f}")
    yield from _hours(model, books)


def _hours(model: HomeCare, books: Books) -> Said:
    """Hours at their price: own carers, temps, posts. Each booking is rounded by itself, to half an oere."""
    items, shifts, office = books.items, model.journal.shifts, model.journal.office
    wages, temps = _expected(model, shifts)
    yield _agree("every hour of carers on our payroll is paid once", sum(items[i] for i in HOURLY_ITEMS), *wages)
    yield _agree("every hour of a temp is paid once, as the agency asks", items["temps"], *temps)
    posts = sum(w.minutes / 60 * _values(model, w.day, w.regime)[f"wage_{w.role}"] * _level(model, w) for w in office)
    room = len(office) / OERE
    booked = sum(items[i] for i in POSTS.values())
    yield _agree("every hour of a post beside the carers is paid once", booked, posts - room, posts + room)


def _agree(check: str, oere: int, low: float, high: float) -> tuple[str, bool, str]:
    kroner = oere / OERE
    span = f"{low:,.0f}" if round(low) == round(high) else f"{low:,.0f} to {high:,.0f}"
    return check, low <= kroner <= high, f"{kroner:,.0f} booked, {span} expected"


def _values(model: HomeCare, day: int, regime: int) -> Mapping[str, float]:
    """Named values of a regime on a day; those of the first where the payer itself employs."""
    values = model.values_since[max(d for d in model.values_since if d <= day)]
    return values.get(regime, values[min(values)])


def _level(model: HomeCare, work: object) -> float:
    """A provider's wage level; the payer's own posts have none."""
    role, day, regime = work.role, work.day, work.regime  # type: ignore[attr-defined]
    return 1.0 if role == "visitator" else _values(model, day, regime)["wage_level"]


def _expected(model: HomeCare, shifts: Table) -> tuple[tuple[float, float], tuple[float, float]]:
    """Bounds in kroner for ordinary hours of own and float carers, and for hours of temps."""
    employer = model.formation.regime_of_group
    own, least, most = 0.0, 0.0, 0.0
    fields = ("day", "group", "grade", "engagement", "paid", "overtime")
    for day, group, grade, engagement, paid, overtime in zip(*(shifts[f].tolist() for f in fields), strict=True):
        v = _values(model, day, int(employer[group]))
        name = Grade(grade).name.lower()
        if engagement == Engagement.TEMP:
            hours = paid / 60 * _agency(v, grade)
            least, most = least + hours, most + hours * (1 + v["temp_evening_share"])
            continue
        behind = 1 / _there(v) if engagement == Engagement.FLOAT else 1.0
        own += (paid - overtime) / 60 * v[f"wage_{name}"] * v["wage_level"] * behind
    room = len(shifts) * len(HOURLY_ITEMS) / OERE
    return (own - room, own + room), (least - room, most + room)


def _there(v: Mapping[str, float]) -> float:
    """Share of paid time that somebody is at work."""
    return float(np.prod([1 - v["sickness_share"], 1 - v["holiday_weeks"] / 52, 1 - v["other_absence_share"]]))


def _agency(v: Mapping[str, float], grade: int) -> float:
    """An agency's price per hour by day."""
    prices = (v["temp_helper"] * v["temp_wage_unskilled_share"], v["temp_helper"], np.nan, v["temp_nurse"])
    return float((v["temp_helper"] + v["temp_nurse"]) / 2 if grade == Grade.ASSISTANT else prices[grade])
