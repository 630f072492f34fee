"""The staff's and the economy's legs: where paid time and money go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sim.journal import Event, OfficeWork
from sim.kinds import Activity, Engagement
from sim.ledger import Books
from sim.settlement import MONTH_DAYS, OERE
from sim.tables import FloatArray, Table

ABSENT = [int(a) for a in (Activity.SICK, Activity.HOLIDAY, Activity.OTHER_ABSENCE)]
TRANSACTIONS = [
    int(a)
    for a in (
        Activity.REGISTRATION,
        Activity.COORDINATION,
        Activity.CHANGE,
        Activity.ASSESSMENT,
        Activity.MEETING,
        Activity.PLANNING,
        Activity.SUPERVISION,
    )
]
OFFICE_TRANSACTIONS = ("assessment", "planning")


def share(part: float, whole: float) -> float:
    """A ratio; NaN when there is nothing to share."""
    return part / whole if whole else float("nan")


def staff_measures(shifts: Table, minutes: FloatArray, days: int, post_hours: float) -> dict[str, float]:
    """Posts, absence, sickness and overtime of own carers (temps left out)."""
    own = shifts["engagement"] != Engagement.TEMP
    paid = float(shifts["paid"][own].sum())
    absent = float(minutes[own][:, ABSENT].sum())
    rostered = shifts["engagement"] == Engagement.ROSTERED
    planned = float((shifts["paid"] - shifts["overtime"])[rostered].sum())
    holiday = float(minutes[rostered][:, Activity.HOLIDAY].sum())
    called_in = shifts["engagement"] == Engagement.EXTRA
    extra = float(shifts["overtime"][own & ~called_in].sum() + shifts["paid"][called_in].sum())
    return {
        "paid_posts": paid / 60 / (post_hours * days / 7),
        "absence_share": share(absent, paid),
        "sick_time_share": share(float(minutes[rostered][:, Activity.SICK].sum()), planned - holiday),
        "overtime_share": share(extra, paid - absent),
    }


def time_measures(shifts: Table, minutes: FloatArray, office: Sequence[OfficeWork]) -> dict[str, float]:
    """User time, travel, temps and overhead in hours."""
    present = float(minutes.sum() - minutes[:, ABSENT].sum())
    paid = float(minutes.sum())
    care = float(minutes[:, Activity.CARE].sum())
    temps = float(shifts["paid"][shifts["engagement"] == Engagement.TEMP].sum())
    posts = sum(w.minutes for w in office)
    transactions = float(minutes[:, TRANSACTIONS].sum())
    transactions += sum(w.minutes for w in office if w.activity in OFFICE_TRANSACTIONS)
    return {
        "direct_share_attendance": share(care, present),
        "direct_share_paid": share(care, paid),
        "travel_share": share(float(minutes[:, Activity.TRAVEL].sum()), present),
        "temp_share": share(temps, present),
        "overhead_share_hours": share(posts, posts + paid),
        "transaction_hours": share(1000 * transactions, care),
    }


def money_measures(books: Books, care_minutes: float, citizens: int, days: int) -> dict[str, float]:
    """Cost, overhead, the providers' result, and what municipality and society spend, in the country's money."""
    months = citizens * days / MONTH_DAYS

    def a_month(oere: int) -> float:
        return oere / OERE / months

    return {
        "overhead_share_cost": share(books.overhead, books.total),
        "cost_per_delivered_hour": share(books.total / OERE, care_minutes / 60),
        "cost_per_citizen_month": a_month(books.total),
        "provider_cost_month": a_month(books.provider),
        "provider_result_month": a_month(books.income - books.provider),
        "municipal_cost_month": a_month(books.municipality),
        "society_cost_month": a_month(books.society),
    }


def provider_closed(events: Iterable[Event], first_day: int) -> float:
    """1 when a provider became insolvent on or after a day, else 0; its mean over runs is a share of runs."""
    return float(any(event.kind == "insolvent" and event.day >= first_day for event in events))


def hours_by_role(shifts: Table, minutes: FloatArray, office: Sequence[OfficeWork]) -> Mapping[tuple[str, str], float]:
    """Paid hours by role and activity."""
    out: dict[tuple[str, str], float] = {}
    roles = np.where(
        shifts["engagement"] == Engagement.TEMP,
        4,
        np.where(shifts["engagement"] == Engagement.FLOAT, 5, shifts["grade"]),
    )
    for number, role in enumerate(("unskilled", "helper", "assistant", "nurse", "temp", "float")):
        total = minutes[roles == number].sum(axis=0) / 60
        for activity in Activity:
            if total[activity] > 0:
                out[role, activity.name.lower()] = float(total[activity])
    for work in office:
        key = (work.role, work.activity)
        out[key] = out.get(key, 0.0) + work.minutes / 60
    return out
