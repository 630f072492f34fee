"""The books: every krone of a run, booked once, as a view of the journal. Amounts are whole oere, so sums are exact.

Wages are the employer's full cost per paid hour, so pension, holiday pay and the pay of the ill are in the minutes and
the rates, not added again. Float carers are paid by the hour used, with the absence behind such an hour on top.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.clock import WEEK_DAYS, minute_of_day
from sim.journal import OfficeWork
from sim.tables import Engagement, FloatArray, Function, Grade, LongArray, Table

OERE = 100
EVENING_PAY_FROM = minute_of_day(18)
SATURDAY, SUNDAY = 5, 6
PROVIDER_ITEMS = (
    "carers",
    "supplements",
    "overtime",
    "temps",
    "mileage",
    "planners",
    "leaders",
    "coaches",
    "administration",
)
MUNICIPAL_ITEMS = ("visitators",)
OVERHEAD_ITEMS = ("planners", "leaders", "coaches", "administration", "visitators")
POSTS = {"visitator": "visitators", "planner": "planners", "leader": "leaders", "coach": "coaches"}


@dataclass(frozen=True)
class Ledger:
    """Costs by item and the provider's income, in oere, over the measured days."""

    items: Mapping[str, int]
    income: int

    @property
    def total(self) -> int:
        """What all of it costs: provider and municipality."""
        return sum(self.items.values())

    @property
    def provider(self) -> int:
        """What the provider pays."""
        return sum(self.items[i] for i in PROVIDER_ITEMS)

    @property
    def overhead(self) -> int:
        """Everything that isn't carers, temps and their journeys."""
        return sum(self.items[i] for i in OVERHEAD_ITEMS)


def keep_books(
    visits: Table,
    shifts: Table,
    office: list[OfficeWork],
    values: Mapping[str, float],
    basis: str,
) -> Ledger:
    """Book everything that stands in the journal. basis: `delivered` or `granted` minutes are paid to the provider."""
    items = dict.fromkeys((*PROVIDER_ITEMS, *MUNICIPAL_ITEMS), 0)
    own = np.isin(shifts["engagement"], (Engagement.ROSTERED, Engagement.EXTRA, Engagement.FLOAT))
    carried = np.where(shifts["engagement"] == Engagement.FLOAT, 1 / presence(values), 1.0)
    wage = _wages(values)[shifts["grade"]] * carried
    ordinary = shifts["paid"] - shifts["overtime"]
    items["carers"] = _sum(ordinary[own] / 60 * wage[own])
    items["supplements"] = _sum((unsocial_pay(shifts, values) * carried)[own])
    extra = shifts["overtime"] * (1 + values["overtime_share"])
    extra += ordinary * values["overtime_share"] * (shifts["engagement"] == Engagement.EXTRA)
    items["overtime"] = _sum(extra[own] / 60 * wage[own])
    temp = shifts["engagement"] == Engagement.TEMP
    items["temps"] = _sum(_temp_pay(shifts[temp], values))
    items["mileage"] = _sum(shifts["car_km"] * values["car_rate"] + shifts["bicycle_km"] * values["bicycle_rate"])
    for role, item in POSTS.items():
        spent = np.array([w.minutes for w in office if w.role == role])
        items[item] = _sum(spent / 60 * values[f"wage_{role}"])
    provider = sum(items[i] for i in PROVIDER_ITEMS)
    items["administration"] = round(provider * values["administration_share"])
    return Ledger(items, _income(visits, values, basis))


def presence(values: Mapping[str, float]) -> float:
    """Share of rostered time that carers are expected to be at work: absences are drawn independently."""
    ill, off, other = values["sickness_share"], values["holiday_weeks"] / 52, values["other_absence_share"]
    return (1 - ill) * (1 - off) * (1 - other)


def unsocial_pay(shifts: Table, values: Mapping[str, float]) -> FloatArray:
    """Supplements in DKK for the hours worked in evenings and at weekends; absent carers keep them as sick pay does."""
    weekday = shifts["day"] % WEEK_DAYS
    hours = (shifts["ends"] - shifts["begins"]) / 60
    evening = np.clip(shifts["ends"] - np.maximum(shifts["begins"], EVENING_PAY_FROM), 0, None) / 60
    wage = _wages(values)[shifts["grade"]]
    pay = np.where(weekday < SATURDAY, evening * values["evening_supplement"], 0.0)
    pay += np.where(weekday == SATURDAY, hours * values["saturday_supplement"], 0.0)
    pay += np.where(weekday == SUNDAY, hours * values["sunday_share"] * wage, 0.0)
    return pay


def _wages(values: Mapping[str, float]) -> FloatArray:
    return np.array([values[f"wage_{grade.name.lower()}"] for grade in Grade])


def _temp_pay(shifts: Table, values: Mapping[str, float]) -> FloatArray:
    helper, nurse = values["temp_helper"], values["temp_nurse"]
    price = np.array([helper * values["temp_wage_unskilled_share"], helper, (helper + nurse) / 2, nurse])
    unsocial = (shifts["day"] % WEEK_DAYS >= SATURDAY) | (shifts["begins"] >= minute_of_day(14))
    paid: FloatArray = shifts["paid"] / 60 * price[shifts["grade"]] * (1 + values["temp_evening_share"] * unsocial)
    return paid


def _income(visits: Table, values: Mapping[str, float], basis: str) -> int:
    """What the payer pays: minutes of planned help at the price, as delivered or as granted (in each planned visit)."""
    ours = visits["function"] <= Function.NURSING
    paid = visits["care" if basis == "delivered" else "granted"][ours]
    if basis == "granted":
        moved = visits["status"][ours] == 2
        paid = paid * ~moved
    return round(float(paid.sum()) / 60 * values["hourly_price"] * OERE)


def _sum(kroner: FloatArray) -> int:
    """Whole oere, each booking rounded by itself."""
    oere: LongArray = np.rint(np.asarray(kroner, float) * OERE).astype(np.int64)
    return int(oere.sum())
