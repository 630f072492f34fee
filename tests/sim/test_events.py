"""What happens to citizens: at the given rates, to those in help, and by the citizen's own luck."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.clock import DAY, day_of, minute_of_day
from sim.events import acute_calls, change_needs, daily_rate, ending_episodes
from sim.tables import CITIZEN, Table

pytestmark = pytest.mark.statistical

PEOPLE, DAYS = 2000, 200


def citizens(count: int = PEOPLE, served: int = 1, personal: int = 1) -> Table:
    """So many citizens in help."""
    table = np.zeros(count, CITIZEN)
    table["served"], table["personal"] = served, personal
    table["need"] = table["grant"] = 1.0
    table["changed_at"] = math.inf
    return table


def near(count: float, rate: float, trials: int = PEOPLE * DAYS) -> bool:
    """Whether a number of events fits its rate within 4.5 standard errors."""
    return abs(count - rate * trials) < 4.5 * math.sqrt(trials * rate * (1 - rate))


def test_a_daily_chance_leaves_as_many_as_the_yearly_rate() -> None:
    """Over a year, exp(-rate) must be left without an event; no rate, no chance."""
    assert (1 - daily_rate(3.0)) ** 365 == pytest.approx(math.exp(-3))
    assert daily_rate(0.0) == 0
    assert daily_rate(0.23) * 365 == pytest.approx(0.23, rel=1e-3)


def test_needs_change_at_their_rate_and_have_mean_one() -> None:
    """Each change draws a factor around 1 with the given spread, so need has no trend."""
    table = citizens()
    changed, needs = 0, []
    for day in range(DAYS):
        before = table["need"].copy()
        changed += change_needs(table, 0.02, 0.25, day, 1)
        needs += table["need"][table["need"] != before].tolist()
    assert near(changed, 0.02)
    assert len(needs) == changed
    assert np.mean(needs) == pytest.approx(1, abs=4.5 * 0.25 / math.sqrt(changed))
    assert np.log(needs).std() == pytest.approx(0.25, rel=0.06)


def test_a_change_keeps_the_minute_at_which_help_stopped_fitting() -> None:
    """The moment lies on the day it happens, evenly, and a second change before help follows doesn't make it later."""
    table = citizens(5000)
    change_needs(table, 0.5, 0.25, 7, 1)
    moment = table["changed_at"][np.isfinite(table["changed_at"])]
    assert {day_of(float(m)) for m in moment} <= {7, 8}
    assert (moment - 7 * DAY).mean() == pytest.approx(DAY / 2, rel=0.05)
    before = table["changed_at"].copy()
    change_needs(table, 1.0, 0.25, 20, 1)
    finite = np.isfinite(before)
    assert np.array_equal(table["changed_at"][finite], before[finite])
    assert np.isfinite(table["changed_at"]).all()


def test_courses_end_at_the_rate_of_their_kind() -> None:
    """Practical help only and personal care end at their own rates."""
    for personal, rate in ((0, 0.01), (1, 0.03)):
        table = citizens(personal=personal)
        ended = sum(len(ending_episodes(table, np.array([0.01, 0.03]), day, 1)) for day in range(DAYS))
        assert near(ended, rate)


def test_acute_calls_come_at_their_rate_in_order_between_seven_and_ten() -> None:
    """Calls are sorted by minute and come from 07:00 to 22:00, evenly."""
    table = citizens()
    minutes: list[float] = []
    for day in range(DAYS):
        calls = acute_calls(table, 0.02, day, 1)
        assert (np.diff(calls["minute"]) >= 0).all()
        minutes += calls["minute"].tolist()
    assert near(len(minutes), 0.02)
    assert min(minutes) >= minute_of_day(7)
    assert max(minutes) <= minute_of_day(22)
    assert np.mean(minutes) == pytest.approx(minute_of_day(14, 30), abs=20)


@pytest.mark.parametrize(("served", "personal"), [(0, 0), (0, 1), (1, 0)])
def test_nothing_happens_to_those_it_does_not_concern(served: int, personal: int) -> None:
    """Without help there are no events; without personal care neither changes of need nor calls."""
    table = citizens(200, served, personal)
    before = table.copy()
    for day in range(50):
        assert change_needs(table, 1.0, 0.25, day, 1) == 0
        assert len(acute_calls(table, 1.0, day, 1)) == 0
        assert len(ending_episodes(table, np.array([1.0, 1.0]), day, 1)) == (200 if served else 0)
    assert np.array_equal(table, before)


def test_events_belong_to_the_citizen_and_the_day() -> None:
    """Neighbours, and whether others are in help, must change nothing for a citizen; another seed does."""
    rates = np.array([0.3, 0.3])
    few, many = citizens(50), citizens(300)
    many["served"][60:] = 0
    for day in range(20):
        ended = set(ending_episodes(few, rates, day, 1).tolist())
        assert ended == {i for i in ending_episodes(many, rates, day, 1).tolist() if i < 50}
        calls = {int(c["citizen"]): float(c["minute"]) for c in acute_calls(few, 0.3, day, 1)}
        more = {int(c["citizen"]): float(c["minute"]) for c in acute_calls(many, 0.3, day, 1)}
        assert calls == {k: v for k, v in more.items() if k < 50}
        change_needs(few, 0.3, 0.25, day, 1)
        change_needs(many, 0.3, 0.25, day, 1)
    assert np.array_equal(few["need"], many["need"][:50])
    other = citizens(50)
    for day in range(20):
        change_needs(other, 0.3, 0.25, day, 2)
    assert not np.array_equal(few["need"], other["need"])
