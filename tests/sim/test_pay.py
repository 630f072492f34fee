"""Pay: supplements split at the real hours and midnights, who pays what wage, and the countries' tables."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.clock import DAY, WEEK_DAYS, minute_of_day
from sim.kinds import Activity, Engagement, Grade
from sim.parameters import COUNTRIES, currency, evidence, registry
from sim.pay import Rates, pay_by_item, presence, temp_price, unsocial_minutes, wage
from sim.tables import ACTIVITIES, SHIFT, FloatArray, Table

pytestmark = pytest.mark.unit

WAGES = {"wage_unskilled": 205.0, "wage_helper": 235.0, "wage_assistant": 260.0, "wage_nurse": 300.0}
VALUES = {name: p.default for name, p in registry().items()} | WAGES
MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 3, 4, 5, 6
SEVEN, THREE, ELEVEN = minute_of_day(7), minute_of_day(15), minute_of_day(23)
NIGHT_ENDS = DAY + minute_of_day(6, 30)
"""Of a night shift that began the evening before."""


def split(day: int, begins: float, ends: float) -> tuple[float, float, float]:
    """Evening, Saturday and Sunday minutes of one shift."""
    found = unsocial_minutes(np.array([day]), np.array([begins]), np.array([ends]))
    return float(found.evening[0]), float(found.saturday[0]), float(found.sunday[0])


@pytest.mark.parametrize(
    ("day", "begins", "ends", "expected"),
    [
        (MONDAY, SEVEN, THREE, (0, 0, 0)),
        (MONDAY, THREE, ELEVEN, (300, 0, 0)),
        (MONDAY, 0.0, SEVEN, (120, 0, 0)),
        (MONDAY, ELEVEN, NIGHT_ENDS, (420, 0, 0)),
        (THURSDAY, ELEVEN, NIGHT_ENDS, (420, 0, 0)),
        (FRIDAY, THREE, ELEVEN, (300, 0, 0)),
        (FRIDAY, ELEVEN, NIGHT_ENDS, (420, 30, 0)),
        (SATURDAY, 0.0, SEVEN, (120, 60, 0)),
        (SATURDAY, SEVEN, THREE, (0, 480, 0)),
        (SATURDAY, THREE, ELEVEN, (0, 480, 0)),
        (SATURDAY, ELEVEN, NIGHT_ENDS, (0, 60, 390)),
        (SUNDAY, SEVEN, THREE, (0, 0, 480)),
        (SUNDAY, ELEVEN, NIGHT_ENDS, (360, 0, 60)),
        (SUNDAY + 7, ELEVEN, NIGHT_ENDS, (360, 0, 60)),
        (SUNDAY, minute_of_day(3, 59), minute_of_day(3, 59) + 2, (2, 0, 0)),
        (MONDAY, 0.0, 0.0, (0, 0, 0)),
    ],
)
def test_shifts_are_split_at_the_real_midnights_and_hours(
    day: int, begins: float, ends: float, expected: tuple[float, float, float]
) -> None:
    """Weekdays 18-06, Saturdays 06-24 and Sundays, whatever operational day the shift belongs to."""
    assert split(day, begins, ends) == expected


def _by_the_minute(day: int, begins: float, ends: float) -> tuple[float, float, float]:
    """The same, asked of every quarter of an hour."""
    counts = [0.0, 0.0, 0.0]
    for quarter in np.arange(begins, ends, 15.0):
        since_monday = (day % WEEK_DAYS) * DAY + 240 + quarter
        weekday, hour = int(since_monday // DAY) % WEEK_DAYS, (since_monday % DAY) / 60
        if weekday == SUNDAY:
            counts[2] += 15
        elif weekday == SATURDAY and hour >= 6:
            counts[1] += 15
        elif hour >= 18 or hour < 6:
            counts[0] += 15
    return counts[0], counts[1], counts[2]


def test_the_split_agrees_with_asking_every_quarter_of_an_hour() -> None:
    """Any start on any day, up to nine days long, gives what a clock and a calendar give."""
    for day in range(2 * WEEK_DAYS):
        for begins in range(0, 1440, 105):
            for length in (15, 450, 1440, 9 * 1440):
                assert split(day, begins, begins + length) == _by_the_minute(day, begins, begins + length)


def test_ticks_of_a_minute_are_split_exactly() -> None:
    """A sixty-fourth of a minute on either side of 18:00 isn't lost in rounding."""
    six = minute_of_day(18)
    assert split(MONDAY, six - 1 / 64, six + 1 / 64) == (1 / 64, 0, 0)
    assert split(1000 * WEEK_DAYS + FRIDAY, six - 1 / 64, six + 1 / 64) == (1 / 64, 0, 0)


def test_no_minute_has_two_supplements() -> None:
    """Of a week's 168 hours 66 are weekday evenings and nights, 18 Saturday's and 24 Sunday's, from any start."""
    week = unsocial_minutes(np.array([0, 3]), np.array([0.0, 77.0]), np.array([7 * DAY, 77.0 + 7 * DAY]))
    assert [kind.tolist() for kind in week] == [[60.0 * h] * 2 for h in (66, 18, 24)]
    assert (week.all == 60 * 108).all()


def shift(**fields: Any) -> Table:
    """A helper's eight hours on a Monday by day, changed as given."""
    row = np.zeros(1, SHIFT)
    row["grade"], row["engagement"] = Grade.HELPER, Engagement.ROSTERED
    row["begins"], row["ends"], row["paid"] = SEVEN, THREE, 480
    for name, value in fields.items():
        row[name] = value
    return row


def minutes_of(shifts: Table, activity: Activity = Activity.CARE) -> FloatArray:
    """All paid minutes spent on one thing."""
    minutes = np.zeros((len(shifts), ACTIVITIES))
    minutes[:, activity] = shifts["paid"]
    return minutes


def pay(row: Table, minutes: FloatArray | None = None, **values: float) -> dict[str, float]:
    """What one shift costs, by item, nothing left out that isn't zero."""
    rates = Rates.of([{**VALUES, **values}])
    found = pay_by_item(row, minutes if minutes is not None else minutes_of(row), rates, np.zeros(1, np.int64))
    return {item: float(amount[0]) for item, amount in found.items() if amount[0]}


def test_a_night_to_saturday_has_both_supplements() -> None:
    """Friday 23:00 to Saturday 06:30: seven hours of the weekday's supplement, half an hour of Saturday's."""
    found = pay(shift(day=FRIDAY, begins=ELEVEN, ends=NIGHT_ENDS, paid=450))
    assert found["carers"] == pytest.approx(7.5 * 235)
    assert found["supplements"] == pytest.approx(7 * 54.07 + 0.5 * 44.51)


def test_a_night_to_sunday_has_saturdays_hour_and_half_a_wage() -> None:
    """Saturday 23:00 to Sunday 06:30: one hour of Saturday's supplement, six and a half at half the nurse's wage."""
    found = pay(shift(day=SATURDAY, begins=ELEVEN, ends=NIGHT_ENDS, paid=450, grade=Grade.NURSE))
    assert found["supplements"] == pytest.approx(44.51 + 6.5 * 0.5 * 300)


@pytest.mark.parametrize(
    ("activity", "item"),
    [
        (Activity.SICK, "sick_pay"),
        (Activity.HOLIDAY, "holiday_pay"),
        (Activity.OTHER_ABSENCE, "other_absence_pay"),
        (Activity.TRAINING, "training_pay"),
    ],
)
def test_absence_and_training_are_paid_as_items_of_their_own(activity: Activity, item: str) -> None:
    """A shift's pay moves from the carers' item to the item of its activity, supplements kept."""
    evening = shift(begins=THREE, ends=ELEVEN)
    worked, away = pay(evening), pay(evening, minutes_of(evening, activity))
    assert away[item] == worked["carers"]
    assert {**worked, item: worked["carers"]} == {"carers": worked["carers"], **away}
    assert "carers" not in away


def test_an_hour_of_training_in_a_shift_is_that_hour() -> None:
    """Seven worked hours and one of training."""
    row = shift()
    minutes = minutes_of(row)
    minutes[0, Activity.CARE], minutes[0, Activity.TRAINING] = 420, 60
    assert pay(row, minutes) == {"carers": 7 * 235, "training_pay": 235}


def test_temps_have_the_surcharge_for_their_unsocial_hours_only() -> None:
    """15:00 to 23:00 costs eight hours and the surcharge on five; by day there is none; on a Sunday it is on all."""
    temp = {"engagement": Engagement.TEMP}
    assert pay(shift(**temp)) == {"temps": pytest.approx(8 * 390)}
    assert pay(shift(begins=THREE, ends=ELEVEN, **temp)) == {"temps": pytest.approx((8 + 0.4 * 5) * 390)}
    assert pay(shift(day=SUNDAY, **temp)) == {"temps": pytest.approx(8 * 1.4 * 390)}


def test_a_temps_overtime_is_paid_as_the_hours_it_is() -> None:
    """An hour beyond 17:30 costs half an hour's surcharge: it goes on until 18:30."""
    late = shift(engagement=Engagement.TEMP, ends=minute_of_day(17, 30), paid=690, overtime=60)
    assert pay(late) == {"temps": pytest.approx((11.5 + 0.4 * 0.5) * 390)}


def test_float_carers_carry_the_absence_behind_their_hour() -> None:
    """All that a float carer costs by the hour is divided by the presence of a rostered carer."""
    found = pay(shift(engagement=Engagement.FLOAT, begins=THREE, ends=ELEVEN))
    assert found["carers"] == pytest.approx(8 * 235 / presence(VALUES))
    assert found["supplements"] == pytest.approx(5 * 54.07 / presence(VALUES))


def test_presence_is_what_absences_leave() -> None:
    """Sickness, holidays and other absence are independent."""
    values = {"sickness_share": 0.1, "holiday_weeks": 5.2, "other_absence_share": 0.2}
    assert presence(values) == pytest.approx(0.9 * 0.9 * 0.8)


def test_overtime_and_extra_shifts() -> None:
    """Overtime costs one and a half wages; an extra shift its wage as carers' pay and half of it as overtime."""
    assert pay(shift(paid=540, overtime=60)) == {"carers": 8 * 235, "overtime": 1.5 * 235}
    assert pay(shift(engagement=Engagement.EXTRA)) == {"carers": 8 * 235, "overtime": 4 * 235}


def test_kilometres_have_their_rate() -> None:
    """By car and by bicycle."""
    assert pay(shift(paid=0, begins=0, ends=0, car_km=100, bicycle_km=10)) == {"mileage": pytest.approx(387.3)}


def test_each_employer_pays_its_own_wages() -> None:
    """Two shifts alike under two employers, one of whom pays a fifth more, temps and supplements apart."""
    rates = Rates.of([VALUES, {**VALUES, "wage_level": 1.2}])
    rows = np.concatenate([shift(begins=THREE, ends=ELEVEN)] * 2)
    found = pay_by_item(rows, minutes_of(rows), rates, np.array([0, 1]))
    assert found["carers"].tolist() == pytest.approx([8 * 235, 8 * 282])
    assert found["supplements"].tolist() == pytest.approx([5 * 54.07] * 2)


def test_a_providers_wage_level_leaves_the_visitators_alone() -> None:
    """Posts of the provider follow its level; the municipality's wage doesn't."""
    values = {**VALUES, "wage_level": 1.1}
    assert wage(values, "planner") == pytest.approx(1.1 * 260)
    assert wage(values, "visitator") == 290


def test_temps_prices_by_grade() -> None:
    """An assistant's price lies half way between helper and nurse, an unskilled temp's below a helper's."""
    assert [temp_price(VALUES, grade) for grade in Grade] == pytest.approx([0.87 * 390, 390, 495, 600])


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_has_the_same_parameters(country: str) -> None:
    """Same names in the same order, the same ones modifiable, money in the country's own currency."""
    here, there = registry("dk"), registry(country)
    assert list(there) == list(here)
    assert [p.modifiable for p in there.values()] == [p.modifiable for p in here.values()]
    money = [p for p in here.values() if "DKK" in p.unit]
    assert money
    assert all(p.area == "money" for p in money)
    assert all(there[p.name].unit == p.unit.replace("DKK", currency(country)) for p in here.values())
    assert all(here[p.name] == p for p in there.values() if p.area != "money")


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_number_of_a_country_is_usable_and_sourced(country: str) -> None:
    """Finite ranges, sources that exist, and no claim of evidence without one."""
    for p in registry(country).values():
        assert all(math.isfinite(x) for x in (p.low, p.default, p.high))
        assert set(p.sources) <= set(evidence())
        assert p.sources or p.tier == "assumption"


def test_only_the_tariffs_are_evidence_abroad() -> None:
    """No other Dutch or English price has a source, and none may claim one."""
    for country, sources in (("nl", {"N14", "N15"}), ("uk", {"B37"})):
        money = [p for p in registry(country).values() if p.area == "money"]
        assert [p.name for p in money if p.tier != "assumption"] == ["hourly_price"]
        assert {s for p in money for s in p.sources} == sources


def test_currencies() -> None:
    """Each country counts in its own money."""
    assert [currency(country) for country in COUNTRIES] == ["DKK", "EUR", "GBP"]
