"""The citizen's leg: handovers, need and help, how visits ended, and lags."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.clock import DAY
from sim.journal import Case, Wait
from sim.kinds import Function, Status
from sim.measures.citizen import acute_calls, faces, granted_hours, lags, nanmean, need_and_help, punctuality
from sim.measures.continuity import in_order
from sim.tables import NIGHT_VISITS
from tests.sim.measures.tables import visits

pytestmark = pytest.mark.unit


def test_nanmean_leaves_undefined_values_out() -> None:
    """Undefined values must neither count as zero nor spoil the mean; without any defined one it is undefined."""
    assert nanmean(np.array([1.0, np.nan, 3.0])) == 2
    assert math.isnan(nanmean(np.array([np.nan])))
    assert math.isnan(nanmean(np.empty(0)))


def test_the_nordic_count_leaves_nursing_and_light_citizens_out() -> None:
    """carers_14 counts only home help of those with two visits every day; the others tell what was left out."""
    heavy = visits([(0, day, 10 * k + day % 2) for day in range(28) for k in range(2)])
    light = visits([(1, day, day % 5) for day in range(28)])
    nursing = visits([(0, day, 40 + day) for day in range(14)], Function.NURSING)
    acute = visits([(0, 3, 90)], Function.ACUTE)
    found = faces(in_order(np.concatenate([heavy, light, nursing, acute])), 0, 28)
    assert found["carers_14"] == 4
    assert found["carers_28"] == 4
    assert found["carers_14_nursing"] == pytest.approx((18 + 4) / 2)
    assert found["carers_14_all"] == pytest.approx((11 + 5) / 2)


def test_faces_are_counted_after_the_warm_up() -> None:
    """Carers who came only before measuring began are no faces of the measured time, but make the same ones known."""
    before = [(0, day, 30 + day) for day in range(10)] + [(0, 9, 1)]
    found = faces(in_order(visits(before + [(0, day, 1) for day in range(10, 38)])), 10, 28)
    assert found["carers_14_all"] == 1
    assert found["known_carer_share"] == 1


def test_a_visit_that_was_not_made_leaves_all_its_need_unmet() -> None:
    """Missed and cancelled help is unmet, moved ones count where they end, and too much help is no negative need."""
    table = visits([(0, d, 0 if d < 2 else -1) for d in range(5)])
    table["status"] = [Status.DONE, Status.LATE, Status.MISSED, Status.CANCELLED, Status.MOVED]
    table["granted"] = [20, 30, 25, 25, 45]
    table["needed"] = [30, 20, 25, 15, 45]
    found = need_and_help(table, [], 1, 0, 7)
    assert found["unmet_minutes"] == 10 + 25 + 15
    assert found["unneeded_minutes"] == 10


def test_shares_are_of_visits_that_were_not_moved() -> None:
    """A visit that was moved counts where it ends; late and unmade ones are shares of the rest."""
    table = visits([(0, d, 0) for d in range(10)])
    table["status"] = [0, 0, 0, 1, 1, 2, 2, 3, 4, 4]
    assert punctuality(table) == pytest.approx({"late_share": 2 / 8, "unmade_share": 3 / 8, "moved_share": 2 / 8})


def test_those_who_wait_for_first_help_go_without_all_of_it() -> None:
    """A wait counts with its daily minutes on each of its days that is measured, the first and the last included."""
    waits = [Wait(0, 5, 9, 30.0), Wait(1, 12, 20, 10.0), Wait(2, 1, 3, 99.0), Wait(3, 20, 21, 99.0)]
    found = need_and_help(visits([]), waits, 1, 7, 7)
    assert found["unmet_minutes"] == pytest.approx(3 * 30 + 2 * 10)
    assert found["unneeded_minutes"] == 0


def test_missed_alarms_and_rounds_are_shares_of_alarms() -> None:
    """Other visits don't count, and without alarms nothing can be said."""
    table = visits([(0, d, 0) for d in range(4)])
    table["status"][:3] = Status.MISSED
    assert all(math.isnan(v) for v in acute_calls(table, 0).values())
    table["function"][:2] = table["function"][3] = Function.ACUTE
    assert acute_calls(table, 1) == pytest.approx({"acute_missed_share": 2 / 3, "acute_round_share": 1 / 3})


def test_granted_hours_are_of_home_help_once_and_for_those_in_help() -> None:
    """Nursing and the rows of moved visits don't count; hours are a week's of each citizen in help."""
    table = visits([(0, d, 0) for d in range(4)])
    table["granted"] = 60.0
    table["status"][1] = Status.MOVED
    table["function"][2] = Function.NURSING
    assert granted_hours(table, 7) == pytest.approx(2.0)
    assert math.isnan(granted_hours(table, 0))


def test_visits_at_night_make_nobody_heavy_and_no_face_of_the_day() -> None:
    """Somebody with one visit by day and two at night is not counted by the Nordic measure; their nights are faces."""
    rows = [(0, day, [1, 2, 3][k]) for day in range(14) for k in range(3)]
    table = visits(rows)
    table["line"] = [[0, *NIGHT_VISITS][i % 3] for i in range(len(rows))]
    found = faces(in_order(table), 0, 14)
    assert math.isnan(found["carers_14"])
    assert found["carers_14_all"] == 3


def test_shares_of_no_visits_are_undefined() -> None:
    """Nobody planned means nobody was late, but also that nothing can be said."""
    assert all(math.isnan(v) for v in punctuality(visits([])).values())


def test_lags_count_settled_cases_that_arose_after_the_warm_up() -> None:
    """Open cases and cases from the warm-up are left out; each kind has its own lag; none means undefined."""
    cases = [
        Case("referral", 0, 10 * DAY, queued=60, settled=14 * DAY),
        Case("referral", 1, 20 * DAY, queued=180, settled=22 * DAY),
        Case("referral", 2, 9 * DAY, settled=99 * DAY),
        Case("referral", 3, 30 * DAY),
        Case("referral", 5, 31 * DAY, queued=9e9, settled=99 * DAY),
        Case("discharge", 6, 12 * DAY, settled=16 * DAY),
        Case("reassessment", 4, 30 * DAY, queued=300, settled=31 * DAY),
    ]
    found = lags(cases, 10, 31)
    assert found["start_days"] == 3
    assert found["discharge_days"] == 4
    assert math.isnan(found["adjust_days"])
    assert found["queue_hours"] == pytest.approx(540 / 4 / 60)
