"""The staff's and the economy's legs: ratios of minutes and kroner."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.journal import Event, OfficeWork
from sim.kinds import Activity, Engagement, Grade
from sim.ledger import PROVIDER_ITEMS, Books, Ledger
from sim.measures.economy import (
    hours_by_role,
    money_measures,
    provider_closed,
    share,
    staff_measures,
    time_measures,
)
from sim.tables import ACTIVITIES, SHIFT, FloatArray, Table

pytestmark = pytest.mark.unit


def shifts() -> tuple[Table, FloatArray]:
    """A helper at work, a helper ill, a nurse on holiday, an extra shift with overtime, and a temp."""
    table = np.zeros(5, SHIFT)
    table["paid"] = [480, 300, 120, 270, 240]
    table["overtime"] = [0, 0, 0, 30, 0]
    table["grade"] = [Grade.HELPER, Grade.HELPER, Grade.NURSE, Grade.NURSE, Grade.HELPER]
    table["engagement"] = [Engagement.ROSTERED] * 3 + [Engagement.EXTRA, Engagement.TEMP]
    minutes = np.zeros((5, ACTIVITIES))
    minutes[0, [Activity.CARE, Activity.TRAVEL, Activity.MEETING]] = 300, 120, 60
    minutes[1, Activity.SICK] = 300
    minutes[2, Activity.HOLIDAY] = 120
    minutes[3, [Activity.CARE, Activity.REGISTRATION]] = 240, 30
    minutes[4, [Activity.CARE, Activity.WAITING]] = 180, 60
    return table, minutes


def test_staff_measures_leave_temps_out() -> None:
    """Posts, absence, sickness and overtime are about own carers; overtime within an extra shift counts once."""
    found = staff_measures(*shifts(), days=7, post_hours=37.0)
    assert found["paid_posts"] == pytest.approx(1170 / 60 / 37)
    assert found["absence_share"] == pytest.approx(420 / 1170)
    assert found["sick_time_share"] == pytest.approx(300 / 780)
    assert found["overtime_share"] == pytest.approx(270 / 750)


def test_attendance_leaves_absence_out_and_paid_time_keeps_it() -> None:
    """User time is a share of attendance, or of paid time with absence in it; temps are at work too."""
    found = time_measures(
        *shifts(), [OfficeWork(0, "planner", "planning", 90), OfficeWork(0, "leader", "leadership", 51)]
    )
    assert found["direct_share_attendance"] == pytest.approx(720 / 990)
    assert found["direct_share_paid"] == pytest.approx(720 / 1410)
    assert found["travel_share"] == pytest.approx(120 / 990)
    assert found["temp_share"] == pytest.approx(240 / 990)
    assert found["overhead_share_hours"] == pytest.approx(141 / (141 + 1410))


def test_transactions_count_whoever_does_them() -> None:
    """Meeting and registering carers count like planning planners; leading doesn't."""
    office = [OfficeWork(0, "planner", "planning", 90), OfficeWork(0, "leader", "leadership", 51)]
    assert time_measures(*shifts(), office)["transaction_hours"] == pytest.approx(1000 * (60 + 30 + 90) / 720)


def test_hours_by_role_add_up_to_all_paid_minutes() -> None:
    """Every paid minute must appear under exactly one role and activity."""
    table, minutes = shifts()
    office = [OfficeWork(0, "planner", "planning", 30), OfficeWork(1, "planner", "planning", 60)]
    found = hours_by_role(table, minutes, office)
    assert sum(found.values()) == pytest.approx((minutes.sum() + 90) / 60)
    assert found["planner", "planning"] == 1.5
    assert found["temp", "care"] == 3
    assert found["helper", "care"] == 5
    assert found["nurse", "holiday"] == 2


def test_posts_of_every_role_are_overhead_in_hours() -> None:
    """HR, quality, IT and the back office count like leaders, in the share of hours and in hours by role."""
    office = [OfficeWork(0, role, "duties", 47) for role in ("hr", "quality", "it", "back_office")]
    assert time_measures(*shifts(), office)["overhead_share_hours"] == pytest.approx(188 / (188 + 1410))
    assert hours_by_role(*shifts(), office)["back_office", "duties"] == pytest.approx(47 / 60)


def some_books() -> Books:
    """Two providers, one of them with a loss that is partly covered."""
    nothing = dict.fromkeys(PROVIDER_ITEMS, 0)
    first = Ledger({**nothing, "carers": 400_000, "leaders": 60_000}, income=500_000)
    second = Ledger({**nothing, "carers": 300_000, "systems": 40_000}, income=200_000, covered=70_000)
    return Books({0: first, 1: second}, {"visitators": 200_000}, admissions=350_000)


def test_money_is_spread_over_citizen_months() -> None:
    """Whoever pays, cost is counted once; transfers are in the municipality's cost and in nobody else's."""
    found = money_measures(some_books(), care_minutes=600.0, citizens=12, days=365)
    months = 144
    assert found["cost_per_delivered_hour"] == pytest.approx(1000)
    assert found["overhead_share_cost"] == pytest.approx(0.3)
    assert found["cost_per_citizen_month"] == pytest.approx(10_000 / months)
    assert found["provider_cost_month"] == pytest.approx(8_000 / months)
    assert found["provider_result_month"] == pytest.approx(-1_000 / months)
    assert found["municipal_cost_month"] == pytest.approx(9_700 / months)
    assert found["society_cost_month"] == pytest.approx(13_500 / months)


def test_a_provider_that_closed_before_the_measured_time_is_not_counted() -> None:
    """Only insolvency counts, from the first measured day on, and once however many close."""
    assert provider_closed([], 28) == 0
    assert provider_closed([Event(27, 0, "insolvent"), Event(57, 0, "handover")], 28) == 0
    assert provider_closed([Event(28, 0, "insolvent"), Event(40, 1, "insolvent")], 28) == 1


def test_a_share_of_nothing_is_undefined() -> None:
    """Nothing over nothing is NaN, not zero and not an error."""
    assert math.isnan(share(0.0, 0.0))
    assert share(1.0, 4.0) == 0.25
