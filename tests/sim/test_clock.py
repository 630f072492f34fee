"""The clock: the edge of the day, office hours, and ticks that add up exactly."""

from __future__ import annotations

import math

import pytest
import simpy

from sim.clock import DAY, TICK, OfficeHours, day_of, is_weekend, minute_of_day, ticks, wall_clock
from sim.luck import uniform

pytestmark = pytest.mark.unit

EIGHT, FOUR = minute_of_day(8), minute_of_day(16)
OFFICE = OfficeHours(EIGHT, FOUR)
FRIDAY, SATURDAY, MONDAY = 4, 5, 7


def test_the_day_starts_at_four() -> None:
    """Minute 0 is 04:00, and wall-clock times after midnight belong to the evening before."""
    assert minute_of_day(4) == 0
    assert minute_of_day(7) == 180
    assert minute_of_day(3, 59) == DAY - 1
    assert [wall_clock(m) for m in (0, 180, DAY - 1, DAY + 61)] == ["04:00", "07:00", "03:59", "05:01"]


@pytest.mark.parametrize(("minute", "day"), [(0, 0), (DAY - TICK, 0), (DAY, 1), (DAY + TICK, 1), (10 * DAY, 10)])
def test_four_sharp_belongs_to_the_new_day(minute: float, day: int) -> None:
    """The first minute of a day is 04:00, the last one ends just before."""
    assert day_of(minute) == day


def test_running_until_the_next_day_leaves_its_first_minute_to_it() -> None:
    """Running until the next day's first minute must finish everything of a day, and nothing of the next."""
    env = simpy.Environment()
    happened: list[float] = []

    def at(minute: float) -> simpy.events.ProcessGenerator:
        yield env.timeout(minute)
        happened.append(env.now)

    for minute in (0.0, DAY - TICK, DAY):
        env.process(at(minute))
    env.run(until=DAY)
    assert happened == [0.0, DAY - TICK]
    env.run(until=2 * DAY)
    assert happened == [0.0, DAY - TICK, DAY]


def test_weeks_begin_on_monday() -> None:
    """Day 0 is a Monday, so days 5 and 6 of every week are the weekend."""
    assert [d for d in range(14) if is_weekend(d)] == [5, 6, 12, 13]


@pytest.mark.parametrize(
    ("day", "at", "expected_day", "expected_at"),
    [
        (0, 0.0, 0, EIGHT),
        (0, EIGHT, 0, EIGHT),
        (0, EIGHT + 5, 0, EIGHT + 5),
        (0, FOUR - TICK, 0, FOUR - TICK),
        (0, FOUR, 1, EIGHT),
        (FRIDAY, FOUR, MONDAY, EIGHT),
        (SATURDAY, EIGHT + 1, MONDAY, EIGHT),
        (6, DAY - 1, MONDAY, EIGHT),
    ],
)
def test_next_open_skips_nights_and_weekends(day: int, at: float, expected_day: int, expected_at: float) -> None:
    """An office that closes at 16:00 doesn't work at 16:00, at night or at the weekend."""
    assert OFFICE.next_open(day * DAY + at) == expected_day * DAY + expected_at


@pytest.mark.parametrize(
    ("day", "at", "work", "done_day", "done_at"),
    [
        (0, EIGHT, 60, 0, EIGHT + 60),
        (0, FOUR - 10, 10, 0, FOUR),
        (0, FOUR - 10, 30, 1, EIGHT + 20),
        (0, 0, 480, 0, FOUR),
        (0, EIGHT, 481, 1, EIGHT + 1),
        (FRIDAY, FOUR - 10, 30, MONDAY, EIGHT + 20),
        (SATURDAY, 0, 0, MONDAY, EIGHT),
        (0, EIGHT, 5 * 480 + 1, MONDAY, EIGHT + 1),
        (FRIDAY, EIGHT, 6 * 480, MONDAY + 4, FOUR),
    ],
)
def test_work_pauses_while_the_office_is_closed(
    day: int, at: float, work: float, done_day: int, done_at: float
) -> None:
    """Work started late goes on next working day; it never runs through a night or a weekend."""
    assert OFFICE.after(day * DAY + at, work) == done_day * DAY + done_at


def test_an_office_that_never_closes_works_straight_on() -> None:
    """With `always`, work is done exactly its minutes later, whenever it starts."""
    always = OfficeHours.always()
    for minute, work in ((0.0, 10.0), (DAY - 5, 10.0), (SATURDAY * DAY + 3, 3 * DAY), (FRIDAY * DAY, 20 * DAY + 0.5)):
        assert always.next_open(minute) == minute
        assert always.after(minute, work) == minute + work


def test_working_days_count_in_office_hours() -> None:
    """One working day after Friday noon is Monday noon, half a day after opening is noon."""
    noon = minute_of_day(12)
    assert OFFICE.working_days_later(FRIDAY * DAY + noon, 1) == MONDAY * DAY + noon
    assert OFFICE.working_days_later(EIGHT, 0.5) == noon


def test_splitting_work_does_not_change_when_it_is_done() -> None:
    """Doing work in two parts must end at the same minute as doing it in one go."""
    for first in (1.0, 100.0, 480.0, 700.0, 2400.0):
        middle = OFFICE.after(EIGHT + 33, first)
        assert OFFICE.after(middle, 777.0) == OFFICE.after(EIGHT + 33, first + 777.0)


@pytest.mark.parametrize("hours", [(-1, 10), (100, 100), (200, 100), (0, DAY + 1)])
def test_office_hours_must_lie_within_a_day(hours: tuple[float, float]) -> None:
    """Hours that cross the day's edge or are empty must be refused."""
    with pytest.raises(ValueError, match="within a day"):
        OfficeHours(*hours)


def test_ticks_round_half_up_to_a_64th() -> None:
    """A duration becomes the nearest multiple of 1/64 minute, halves upwards, and nothing else."""
    assert ticks(0.0) == 0.0
    assert ticks(TICK / 2) == TICK
    assert ticks(1.0 + 0.49 * TICK) == 1.0
    assert ticks(7.3) * 64 == round(7.3 * 64)
    assert ticks(ticks(7.3)) == ticks(7.3)


def test_sums_of_ticks_are_exact_in_any_order() -> None:
    """Books balance to the last bit: adding ticked minutes forwards, backwards or exactly gives the same number."""
    minutes = [ticks(500 * uniform(1, 999, i, 0, 0)) for i in range(20_000)]
    forward = sum(minutes)
    assert forward == sum(reversed(minutes)) == sum(sorted(minutes)) == math.fsum(minutes)
