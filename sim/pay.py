"""What a shift costs its employer: wages by grade, supplements by hour and weekday, absence, training, temps, journeys.

A wage is the employer's full cost per paid hour. Holiday, illness and other absence are paid hours of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.clock import DAY, DAY_STARTS_AT, WEEK_DAYS
from sim.kinds import Activity, Engagement, Grade
from sim.tables import FloatArray, LongArray, Table

WEEK = WEEK_DAYS * DAY
MORNING, EVENING = 6 * 60.0, 18 * 60.0
SATURDAY, SUNDAY = 5 * DAY, 6 * DAY
WEEKDAYS = 5
PAYER_ROLES = ("visitator",)
"""Posts of the payer: their wage doesn't follow a provider's wage level."""

Spans = tuple[tuple[float, float], ...]
EVENINGS: Spans = ((0.0, MORNING), *((d * DAY + EVENING, (d + 1) * DAY + MORNING) for d in range(WEEKDAYS)))
"""Weekdays 18-06, in minutes after Monday 00:00: the night to Monday ends a Sunday, the night to Saturday a weekday."""


class UnsocialMinutes(NamedTuple):
    """Minutes of each shift with a supplement: weekdays 18-06, Saturdays 06-24, Sundays; no minute is two of them."""

    evening: FloatArray
    saturday: FloatArray
    sunday: FloatArray

    @property
    def all(self) -> FloatArray:
        return self.evening + self.saturday + self.sunday


class _Hours:
    """Certain hours of the week, as the minutes of them that have passed since Monday 00:00."""

    def __init__(self, spans: Spans) -> None:
        self.edges = np.array([0.0, *(edge for span in spans for edge in span), WEEK])
        lengths = np.array([0.0, *(x for begin, end in spans for x in (0.0, end - begin)), 0.0])
        self.passed = np.cumsum(lengths)

    def within(self, begins: FloatArray, ends: FloatArray) -> FloatArray:
        """Minutes between two times, which may lie weeks apart."""
        return self._until(ends) - self._until(begins)

    def _until(self, times: FloatArray) -> FloatArray:
        weeks = np.floor(times / WEEK)
        inside: FloatArray = weeks * self.passed[-1] + np.interp(times - weeks * WEEK, self.edges, self.passed)
        return inside


_EVENING = _Hours(EVENINGS)
_SATURDAY = _Hours(((SATURDAY + MORNING, SUNDAY),))
_SUNDAY = _Hours(((SUNDAY, WEEK),))


def unsocial_minutes(day: LongArray, begins: FloatArray, ends: FloatArray) -> UnsocialMinutes:
    """Split shifts at the real midnights and hours.

    day: operational days, 0 a Monday; begins, ends: minutes after 04:00 of that day, beyond 1440 for nights.
    """
    opens = day % WEEK_DAYS * DAY + DAY_STARTS_AT
    first, last = opens + begins, opens + ends
    return UnsocialMinutes(_EVENING.within(first, last), _SATURDAY.within(first, last), _SUNDAY.within(first, last))


def presence(values: Mapping[str, float]) -> float:
    """Share of rostered time that carers are expected to be at work: absences are drawn independently."""
    ill, off, other = values["sickness_share"], values["holiday_weeks"] / 52, values["other_absence_share"]
    return (1 - ill) * (1 - off) * (1 - other)


def wage(values: Mapping[str, float], who: str) -> float:
    """The employer's cost per paid hour of a grade or a role, at the level that its employer pays."""
    return values[f"wage_{who}"] * (1.0 if who in PAYER_ROLES else values["wage_level"])


def temp_price(values: Mapping[str, float], grade: Grade) -> float:
    """The agency's price per hour by day; an assistant's lies half way between helper and nurse."""
    helper, nurse = values["temp_helper"], values["temp_nurse"]
    if grade == Grade.UNSKILLED:
        return helper * values["temp_wage_unskilled_share"]
    return {Grade.HELPER: helper, Grade.ASSISTANT: (helper + nurse) / 2, Grade.NURSE: nurse}[grade]


class Rates(NamedTuple):
    """Prices of one or several employers: wage, temp (employer, grade), the others (employer)."""

    wage: FloatArray
    temp: FloatArray
    carried: FloatArray
    evening: FloatArray
    saturday: FloatArray
    sunday: FloatArray
    overtime: FloatArray
    temp_unsocial: FloatArray
    car: FloatArray
    bicycle: FloatArray

    @classmethod
    def of(cls, employers: Sequence[Mapping[str, float]]) -> Rates:
        """The rates that follow from each employer's named values."""

        def column(name: str) -> FloatArray:
            return np.array([v[name] for v in employers])

        return cls(
            np.array([[wage(v, grade.name.lower()) for grade in Grade] for v in employers]),
            np.array([[temp_price(v, grade) for grade in Grade] for v in employers]),
            np.array([1 / presence(v) for v in employers]),
            column("evening_supplement"),
            column("saturday_supplement"),
            column("sunday_share"),
            column("overtime_share"),
            column("temp_evening_share"),
            column("car_rate"),
            column("bicycle_rate"),
        )


PAID_APART = {
    "holiday_pay": Activity.HOLIDAY,
    "sick_pay": Activity.SICK,
    "other_absence_pay": Activity.OTHER_ABSENCE,
    "training_pay": Activity.TRAINING,
}
"""Items of carers' pay that are an activity of their own; everything else they do is the item `carers`."""


def pay_by_item(shifts: Table, minutes: FloatArray, rates: Rates, employer: LongArray) -> dict[str, FloatArray]:
    """What each shift row costs, in kroner (or the country's money), by item of the books.

    shifts: SHIFT rows; minutes: their minutes by activity; employer: the row of the rates that each shift is paid by.
    Float carers are paid by the hour used, with the absence behind such an hour; temps have no pay of ours.
    """
    terms = shifts["engagement"]
    factor = np.where(terms == Engagement.FLOAT, rates.carried[employer], terms != Engagement.TEMP)
    wages = rates.wage[employer, shifts["grade"]] * factor
    share = rates.overtime[employer]
    ordinary = shifts["paid"] - shifts["overtime"]
    overtime = shifts["overtime"] * (1 + share) + ordinary * share * (terms == Engagement.EXTRA)
    return {
        **_by_activity(ordinary, minutes, wages),
        "supplements": _supplements(shifts, rates, employer, wages, factor),
        "overtime": overtime / 60 * wages,
        "temps": _temps(shifts, rates, employer) * (terms == Engagement.TEMP),
        "mileage": shifts["car_km"] * rates.car[employer] + shifts["bicycle_km"] * rates.bicycle[employer],
    }


def _by_activity(ordinary: FloatArray, minutes: FloatArray, wages: FloatArray) -> dict[str, FloatArray]:
    """Ordinary hours at the wage: absent, in training, and worked."""
    apart = {item: minutes[:, activity] for item, activity in PAID_APART.items()}
    worked = ordinary - sum(apart.values())
    return {item: spent / 60 * wages for item, spent in {"carers": worked, **apart}.items()}


def _supplements(shifts: Table, rates: Rates, employer: LongArray, wages: FloatArray, factor: FloatArray) -> FloatArray:
    """For the hours of the shift as planned; the ill and those on holiday keep them. Overtime has its own."""
    hours = unsocial_minutes(shifts["day"], shifts["begins"], shifts["ends"])
    fixed = hours.evening * rates.evening[employer] + hours.saturday * rates.saturday[employer]
    pay: FloatArray = (fixed * factor + hours.sunday * rates.sunday[employer] * wages) / 60
    return pay


def _temps(shifts: Table, rates: Rates, employer: LongArray) -> FloatArray:
    """The agency's price for the hours paid, with its surcharge on those of them that are unsocial."""
    hours = unsocial_minutes(shifts["day"], shifts["begins"], shifts["begins"] + shifts["paid"])
    dearer = shifts["paid"] + hours.all * rates.temp_unsocial[employer]
    price: FloatArray = dearer / 60 * rates.temp[employer, shifts["grade"]]
    return price
