"""Rosters: rules of rest, nothing lost or invented, fair shares and whole persons."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.clock import CYCLE_DAYS, DAY, WEEK_DAYS, is_weekend
from sim.demand import DAY_SHIFT, EVENING_SHIFT, NIGHT_SHIFT, Slot
from sim.kinds import Grade
from sim.luck import uniform
from sim.roster import contracts, deal, grades, minutes, with_absence
from sim.tables import FloatArray

pytestmark = pytest.mark.unit

REST = 11 * 60.0
HELPER, NURSE = int(Grade.HELPER), int(Grade.NURSE)
When = tuple[int, float, float]
CASES = [
    (carers, per_day, evening) for carers in (1, 3, 8, 24) for per_day, evening in ((1, 0), (3, 1), (12, 4), (2, 2))
]


def shifts_of(per_day: int, evening: int) -> list[Slot]:
    """So many shifts a day, some of them in the evening, of different lengths."""
    out = []
    for day in range(CYCLE_DAYS):
        for k in range(per_day):
            begins = EVENING_SHIFT if k < evening else DAY_SHIFT
            out.append(Slot(day, begins, begins + 240.0 + 30 * int(8 * uniform(day, 995, k, per_day, 0))))
    return out


def given(slots: list[Slot]) -> Counter[When]:
    """Shifts by day and minutes."""
    return Counter((s.day, s.begins, s.ends) for s in slots)


def alike(slots: list[Slot], people: list[int]) -> tuple[FloatArray, FloatArray]:
    """The roster of people who all have the same contract."""
    return deal(slots, people, np.full(len(people), 31.0))


def dealt(roster: tuple[FloatArray, FloatArray]) -> Counter[When]:
    """The shifts that a roster holds."""
    begins, ends = roster
    on = np.argwhere(~np.isnan(begins))
    return Counter((int(d), float(begins[d, c]), float(ends[d, c])) for d, c in on)


@pytest.mark.parametrize(("carers", "per_day", "evening"), CASES)
def test_no_shift_is_invented_or_dealt_twice(carers: int, per_day: int, evening: int) -> None:
    """What is on the roster are the given shifts, each at most once, and at most one a day for each carer."""
    slots = shifts_of(per_day, evening)
    begins, ends = alike(slots, [HELPER] * carers)
    assert begins.shape == ends.shape == (CYCLE_DAYS, carers)
    assert dealt((begins, ends)) <= given(slots)
    assert (np.isnan(begins) == np.isnan(ends)).all()


@pytest.mark.parametrize(("carers", "per_day", "evening"), CASES)
def test_spare_shifts_may_move_but_not_multiply(carers: int, per_day: int, evening: int) -> None:
    """A shift that stands in for absence may fall on another day, with the same hours, and at most once."""
    slots = [*shifts_of(per_day, evening), *(s._replace(spare=True) for s in shifts_of(per_day, evening))]
    on = Counter((b, e) for _, b, e in dealt(alike(slots, [HELPER] * carers)).elements())
    assert on <= Counter((s.begins, s.ends) for s in slots)


def test_spare_shifts_never_push_needed_ones_out() -> None:
    """What visits need is dealt first: spare shifts take only what is left of carers."""
    needed = shifts_of(8, 2)
    spare = [s._replace(spare=True) for s in shifts_of(9, 3)]
    alone = dealt(alike(needed, [HELPER] * 14))
    together = dealt(alike([*spare, *needed], [HELPER] * 14))
    assert given(needed) - together <= given(needed) - alone


@pytest.mark.parametrize(("carers", "per_day", "evening"), CASES)
def test_eleven_hours_lie_between_shifts(carers: int, per_day: int, evening: int) -> None:
    """Nobody may come back sooner than eleven hours after a shift, across the fortnight's end too."""
    begins, ends = alike(shifts_of(per_day, evening), [HELPER] * carers)
    for day in range(CYCLE_DAYS):
        rest = begins[(day + 1) % CYCLE_DAYS] + DAY - ends[day]
        assert not (rest < REST).any()


@pytest.mark.parametrize(("carers", "per_day", "evening"), CASES)
def test_a_shift_is_left_out_only_when_nobody_is_free(carers: int, per_day: int, evening: int) -> None:
    """Every shift that isn't on the roster must meet carers who all work that day or would lack rest."""
    slots = shifts_of(per_day, evening)
    begins, ends = alike(slots, [HELPER] * carers)
    for day, begin, end in (given(slots) - dealt((begins, ends))).elements():
        busy = ~np.isnan(begins[day])
        busy |= begin + DAY - ends[(day - 1) % CYCLE_DAYS] < REST
        busy |= begins[(day + 1) % CYCLE_DAYS] + DAY - end < REST
        assert busy.all()


def test_enough_carers_fill_every_shift() -> None:
    """With carers to spare nothing may be left out."""
    slots = shifts_of(8, 2)
    assert dealt(alike(slots, [HELPER] * 24)) == given(slots)


def test_work_is_shared_evenly() -> None:
    """Nobody's fortnight may differ from the mean by more than about a long shift and a half."""
    slots = shifts_of(12, 4)
    begins, ends = alike(slots, [HELPER] * 24)
    hours = np.nansum(ends - begins, axis=0)
    assert np.abs(hours - hours.mean()).max() <= 1.5 * 450


def test_weekends_alternate() -> None:
    """With enough carers nobody works both weekends of a fortnight."""
    begins, _ = alike(shifts_of(8, 2), [HELPER] * 32)
    on = ~np.isnan(begins)
    weekend = np.array([is_weekend(day) for day in range(CYCLE_DAYS)])
    first = on[:WEEK_DAYS][weekend[:WEEK_DAYS]].any(axis=0)
    second = on[WEEK_DAYS:][weekend[WEEK_DAYS:]].any(axis=0)
    assert not (first & second).any()


def skills_of_nurse_shifts(people: list[int]) -> list[int]:
    """Who gets the nurse's shift of each day, when helpers have shifts too."""
    slots = [Slot(day, DAY_SHIFT, DAY_SHIFT + 301 + day, NURSE) for day in range(CYCLE_DAYS)] + shifts_of(3, 0)
    begins, ends = alike(slots, people)
    found = []
    for day in range(CYCLE_DAYS):
        (carer,) = np.flatnonzero(ends[day] - begins[day] == 301 + day)
        found.append(people[carer])
    return found


def test_shifts_that_ask_for_a_skill_go_to_those_who_have_it() -> None:
    """With nurses enough on both weekends, no nurse's shift may be dealt to a helper."""
    assert set(skills_of_nurse_shifts([NURSE, NURSE, HELPER, HELPER] * 3)) == {NURSE}


def test_alternating_grades_have_somebody_on_every_weekend() -> None:
    """Half nurses, half helpers, as grades() interleaves them: nurses' shifts of both weekends must go to nurses."""
    assert set(skills_of_nurse_shifts(grades(12, (0, 1, 0, 1)))) == {NURSE}


def test_nobody_to_roster_for_gives_an_empty_roster() -> None:
    """A group without shifts has carers who are off."""
    begins, _ = alike([], [HELPER] * 3)
    assert begins.shape == (CYCLE_DAYS, 3)
    assert np.isnan(begins).all()


@pytest.mark.parametrize("factor", [0.3, 0.88, 1.0, 1.27, 2.5])
def test_absence_raises_each_kind_of_shift_within_one(factor: float) -> None:
    """Day and evening shifts are each multiplied by the factor, to within one shift, and no other shift appears."""
    slots = shifts_of(7, 3)
    raised = with_absence(slots, factor)
    assert set(given(raised)) <= set(given(slots))
    for evening in (False, True):
        needed = sum((s.begins >= EVENING_SHIFT) == evening for s in slots)
        there = sum((s.begins >= EVENING_SHIFT) == evening for s in raised)
        assert abs(there - factor * needed) <= 1


def test_only_what_stands_behind_another_shift_is_spare() -> None:
    """Raised for absence, each shift is needed once and its further copies are spare."""
    slots = shifts_of(7, 3)
    raised = with_absence(slots, 2.5)
    assert given([s for s in raised if not s.spare]) == given(slots)
    assert any(s.spare for s in raised)


def test_absence_is_spread_over_the_fortnight() -> None:
    """Extra shifts must not pile up on some days."""
    raised = with_absence(shifts_of(8, 0), 1.25)
    counts = Counter(s.day for s in raised)
    assert max(counts.values()) - min(counts.values()) <= 1


def test_minutes_add_up_shift_lengths() -> None:
    """A fortnight's minutes are the sum of its shifts."""
    assert minutes([Slot(0, 180.0, 630.0), Slot(3, 660.0, 900.0)]) == 690
    assert minutes([]) == 0


@pytest.mark.parametrize("carers", [1, 2, 6, 12, 35, 100])
@pytest.mark.parametrize(
    "shares", [(0.18, 0.55, 0.27, 0.0), (0, 0, 0.33, 0.67), (0.25, 0.25, 0.25, 0.25), (0, 0, 0, 1), (2, 1, 1, 0)]
)
def test_grades_are_whole_persons_near_their_shares(carers: int, shares: tuple[float, ...]) -> None:
    """Each grade gets its share to within one person, all seats are filled, and nobody of a grade with no share."""
    found = Counter(grades(carers, shares))
    assert sum(found.values()) == carers
    for grade, share in enumerate(shares):
        assert abs(found[grade] - carers * share / sum(shares)) < 1
        if share == 0:
            assert found[grade] == 0


def test_grades_are_interleaved() -> None:
    """Any stretch of rows holds every grade in about its share, so that evening people have all of them."""
    seats = grades(40, (0.2, 0.4, 0.3, 0.1))
    for grade, share in enumerate((0.2, 0.4, 0.3, 0.1)):
        so_far = np.cumsum(np.array(seats) == grade)
        assert np.abs(so_far - share * np.arange(1, 41)).max() <= 1.5


@pytest.mark.parametrize("carers", [1, 3, 10, 37])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.29, 0.5, 1.0])
def test_contracts_have_their_mean_and_their_share_of_full_timers(carers: int, share: float) -> None:
    """The mean over many is the mean contract, full-timers are the given share to within one, evenly among the rows."""
    hours = contracts(carers, 31.0, 37.0, share)
    assert len(hours) == carers
    full = np.cumsum(hours == 37.0)
    assert np.abs(full - share * np.arange(1, carers + 1)).max() <= 0.5 + 1e-9
    if share < 1:
        assert hours[hours < 37] == pytest.approx((31 - share * 37) / (1 - share))
        assert abs(hours.sum() - 31 * carers) <= 0.5 * (37 - 31) / (1 - share) + 1e-9


def test_no_contract_is_longer_than_a_full_timers() -> None:
    """Where the mean is a full-timer's, everybody is one."""
    assert (contracts(10, 37.0, 37.0, 0.3) == 37).all()
    assert (contracts(10, 40.0, 37.0, 0.3) <= 37).all()


def test_shifts_are_shared_by_contract() -> None:
    """Somebody with twice the hours gets about twice the minutes, each to within a long shift and a half."""
    hours = np.array([37.0, 18.5] * 12)
    begins, ends = deal(shifts_of(12, 4), [HELPER] * 24, hours)
    worked = np.nansum(ends - begins, axis=0)
    due = worked.sum() * hours / hours.sum()
    assert np.abs(worked - due).max() <= 1.5 * 450
    assert worked[::2].sum() == pytest.approx(2 * worked[1::2].sum(), rel=0.1)


def test_night_shifts_leave_rest_before_the_day() -> None:
    """A night reaches into the next day, so nobody may begin there before eleven hours have passed."""
    nights = [Slot(day, NIGHT_SHIFT, NIGHT_SHIFT + 450) for day in range(CYCLE_DAYS)]
    begins, ends = alike(shifts_of(3, 1) + nights, [HELPER] * 16)
    assert (begins == NIGHT_SHIFT).sum() == CYCLE_DAYS
    for day in range(CYCLE_DAYS):
        assert not (begins[(day + 1) % CYCLE_DAYS] + DAY - ends[day] < REST).any()
