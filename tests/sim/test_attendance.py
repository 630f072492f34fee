"""Attendance: shares of absence, holidays, pooling, and luck that belongs to the person."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.attendance import absent_today, engage, holiday_weeks, plan_holidays, write_absences
from sim.kinds import Activity, Engagement, Presence
from sim.tables import ACTIVITIES, CARER, SHIFT, FloatArray, IntArray, Table
from tests.references import rows
from tests.sim.worlds import Person, Visit, build

pytestmark = pytest.mark.unit

POOLING = [r for r in rows("absence_pooling.csv") if float(r["absence_p"]) >= 0.06]
SHARE = "P(absent > ceil-free reserve n*share)"


def presences(
    staff: int, days: int, sickness: float = 0.0, spell: float = 7.0, other: float = 0.0, seed: int = 1, more: int = 0
) -> IntArray:
    """Presence of each carer on each day (days, staff), without holidays. more: carers beyond these."""
    carers = np.zeros(staff + more, CARER)
    carers["illness"] = 1.0
    holidays = np.zeros((staff + more, days // 7 + 1), np.bool_)
    rates = np.array([sickness, spell, other, 1.0])
    out = np.empty((days, staff), np.int32)
    for day in range(days):
        absent_today(carers, staff + more, holidays, rates, day, seed)
        out[day] = carers["presence"][:staff]
    return out


def sick_share(sickness: float, spell: float) -> tuple[float, float]:
    """Share of days sick over many carer-years after a year's start, and its standard error over carers."""
    sick = presences(400, 1825, sickness, spell)[365:] == Presence.SICK
    each = sick.mean(axis=0)
    return float(each.mean()), float(each.std(ddof=1) / math.sqrt(400))


@pytest.mark.statistical
@pytest.mark.parametrize(("sickness", "spell"), [(0.086, 7.0), (0.5, 7.0), (0.5, 2.0), (0.2, 2.0)])
def test_sickness_takes_the_given_share_of_days(sickness: float, spell: float) -> None:
    """However high the share and short the spells, the days lost must be the parameter's share."""
    share, error = sick_share(sickness, spell)
    assert share == pytest.approx(sickness, abs=4 * error)


def test_without_sickness_nobody_is_ill() -> None:
    """At rate 0 everybody comes every day."""
    assert (presences(50, 400) == Presence.PRESENT).all()


@pytest.mark.statistical
def test_spells_last_as_long_as_given_on_average() -> None:
    """The mean length of a spell is the parameter (rare spells, so that two seldom meet)."""
    sick = presences(500, 2000, 0.005, 7.0) == Presence.SICK
    begun = (sick[1:-200] & ~sick[:-201]).sum()
    assert begun > 300
    assert sick[1:-200].sum() / begun == pytest.approx(7.0, rel=0.12)


@pytest.mark.statistical
def test_other_absence_takes_its_share() -> None:
    """Other absence is drawn for each person and day."""
    away = presences(200, 500, other=0.04) == Presence.OTHER
    assert away.mean() == pytest.approx(0.04, abs=4 * math.sqrt(0.04 * 0.96 / 1e5))


@pytest.mark.statistical
@pytest.mark.parametrize("row", POOLING, ids=[f"{r['staff_n']}x{r['absence_p']}" for r in POOLING])
def test_small_staffs_run_out_of_their_reserve_as_the_binomial_says(row: dict[str, str]) -> None:
    """How often more are absent than the reserve covers must follow the binomial tail: small teams lose pooling."""
    staff, chance = int(row["staff_n"]), float(row["absence_p"])
    days = 6000
    absent = (presences(staff, days, other=chance, seed=staff) == Presence.OTHER).sum(axis=1)
    expected = float(row[SHARE])
    found = (absent > staff * float(row["reserve_share"])).mean()
    assert found == pytest.approx(expected, abs=4.5 * math.sqrt(expected * (1 - expected) / days))
    assert (absent / staff).std() == pytest.approx(float(row["sd_of_absent_share"]), rel=0.06)


def test_a_carers_luck_does_not_depend_on_the_staff() -> None:
    """The same person is ill and away on the same days in a larger organisation."""
    alone = presences(10, 300, 0.1, 5.0, 0.05)
    together = presences(10, 300, 0.1, 5.0, 0.05, more=25)
    assert np.array_equal(alone, together)
    assert not np.array_equal(alone, presences(10, 300, 0.1, 5.0, 0.05, seed=2))


def test_new_spells_are_counted() -> None:
    """The number returned is the number of carers who fall ill that day."""
    carers = np.zeros(300, CARER)
    carers["illness"] = 1.0
    nobody = np.zeros((300, 60), np.bool_)
    for day in range(200):
        before = carers["sick_until"].copy()
        new = absent_today(carers, 300, nobody, np.array([0.1, 5.0, 0.0, 1.0]), day, 1)
        assert new == (carers["sick_until"] != before).sum()


@pytest.mark.parametrize("weeks", [0, 1, 5, 6, 7])
def test_holiday_weeks_are_counted_exactly(weeks: int) -> None:
    """Each carer has so many different weeks off in each year of 52."""
    for carer in range(30):
        for year in range(3):
            off = holiday_weeks(1, carer, year, weeks)
            assert off.shape == (52,)
            assert off.sum() == weeks


def test_part_weeks_go_to_that_share_of_carers() -> None:
    """With 5.25 weeks everybody has five or six, a quarter of them six."""
    off = plan_holidays(1, 800, 2 * 364, 5.25)
    for year in (off[:, :52], off[:, 52:104]):
        taken = year.sum(axis=1)
        assert set(taken.tolist()) == {5, 6}
        assert taken.mean() == pytest.approx(5.25, abs=0.07)


def test_holidays_cover_the_horizon_and_differ_between_carers_and_years() -> None:
    """There is a week for every simulated day, and not everybody is away at once."""
    off = plan_holidays(1, 40, 800, 6.0)
    assert off.shape[0] == 40
    assert off.shape[1] * 7 > 799
    assert off.sum(axis=0).max() < 20
    assert not np.array_equal(off[:, :52], off[:, 52:104])
    assert np.array_equal(off[:15], plan_holidays(1, 15, 800, 6.0))


def test_who_is_on_holiday_is_not_called_ill() -> None:
    """A week of holiday shows as holiday on each of its seven days, whatever else happens."""
    carers = np.zeros(20, CARER)
    carers["illness"] = 1.0
    holidays = np.zeros((20, 4), np.bool_)
    holidays[:, 1] = True
    for day in range(28):
        absent_today(carers, 20, holidays, np.array([0.3, 5.0, 0.1, 1.0]), day, 1)
        assert (carers["presence"] == Presence.HOLIDAY).all() == (day // 7 == 1)
        assert (carers["presence"] == Presence.HOLIDAY).any() == (day // 7 == 1)


def staffed() -> tuple[Table, Table, FloatArray, FloatArray]:
    """Carer and group tables of five carers, and today's roster: the last is off duty."""
    world = build(
        [(1, 0)], [Visit(0)], [Person()] * 5, briefing_minutes=15.0, meeting_minutes=30.0, meeting_weekday=2.0
    )
    begins = np.array([180.0, 180.0, 660.0, 180.0, np.nan])
    return world.carers, world.groups, begins, begins + 450


def test_only_who_is_rostered_and_present_works() -> None:
    """The ill and those off duty don't work; for base plans everybody rostered does."""
    carers, groups, begins, ends = staffed()
    carers["presence"] = [Presence.PRESENT, Presence.SICK, Presence.PRESENT, Presence.HOLIDAY, Presence.PRESENT]
    engage(carers, groups, 5, begins, ends, 0, False)
    assert (carers["engagement"] == Engagement.ROSTERED).tolist() == [True, False, True, False, False]
    assert carers["begins"][2] == 660
    assert carers["fixed"][0] == carers["briefing"][0] == 15
    engage(carers, groups, 5, begins, ends, 0, True)
    assert (carers["engagement"] == Engagement.ROSTERED).tolist() == [True, True, True, True, False]


def test_the_meeting_is_on_its_weekday() -> None:
    """Time for the meeting is reserved on its weekday only."""
    carers, groups, begins, ends = staffed()
    for day in range(14):
        engage(carers, groups, 5, begins, ends, day, False)
        assert carers["meeting"][0] == (30 if day % 7 == 2 else 0)


def test_absent_shifts_are_paid_by_their_reason() -> None:
    """A sick or holiday shift is one row with all its minutes under that activity."""
    carers, groups, begins, ends = staffed()
    carers["presence"] = [Presence.PRESENT, Presence.SICK, Presence.OTHER, Presence.HOLIDAY, Presence.PRESENT]
    engage(carers, groups, 5, begins, ends, 0, False)
    shifts, minutes = np.zeros(10, SHIFT), np.full((10, ACTIVITIES), 7.0)
    count = write_absences(carers, groups, 5, begins, ends, 0, shifts, minutes)
    assert count == 3
    assert shifts["carer"][:3].tolist() == [1, 2, 3]
    assert shifts["paid"][:3].tolist() == [450, 450, 450]
    for row, activity in enumerate((Activity.SICK, Activity.OTHER_ABSENCE, Activity.HOLIDAY)):
        assert minutes[row, activity] == 450
        assert minutes[row].sum() == 450


def test_whoever_is_off_comes_in_for_the_meeting() -> None:
    """On the meeting's day a carer who is off duty and well is paid for the meeting alone."""
    carers, groups, begins, ends = staffed()
    carers["presence"] = Presence.PRESENT
    engage(carers, groups, 5, begins, ends, 2, False)
    shifts, minutes = np.zeros(10, SHIFT), np.zeros((10, ACTIVITIES))
    assert write_absences(carers, groups, 5, begins, ends, 2, shifts, minutes) == 1
    assert (shifts["carer"][0], shifts["paid"][0], minutes[0, Activity.MEETING]) == (4, 30, 30)
