"""Care plans: fitted to the Danish figures, windows inside shifts, and luck that belongs to the citizen."""

from __future__ import annotations

import numpy as np
import pytest

from sim.care_plan import draw_care_plan, slots
from sim.clock import CYCLE_DAYS, DAY_SHIFT, EVENING_SHIFT, NIGHT_SHIFT, minute_of_day
from sim.kinds import Function, Grade
from sim.parameters import evidence, registry
from sim.population import begin_episode, granted_hours
from sim.tables import (
    ACUTE_VISIT,
    ASSESSMENT_VISIT,
    CITIZEN,
    LINES,
    NIGHT_VISITS,
    PERSONAL_LINES,
    SECOND_CARER,
    FloatArray,
    Table,
)

pytestmark = pytest.mark.statistical

PEOPLE = 15_000
VALUES = {name: p.default for name, p in registry().items()}
DAY_ENDS, EVENING_ENDS, NIGHT_ENDS = minute_of_day(15), minute_of_day(23), minute_of_day(23) + 480


def published(key: str) -> float:
    """The value of an evidence row."""
    return float(evidence()[key]["value"])


@pytest.fixture(scope="module")
def plans() -> Table:
    """Care plans of many citizens, a row for each (citizens, LINES)."""
    return np.stack([draw_care_plan(VALUES, 11, i, 0) for i in range(PEOPLE)])


@pytest.fixture(scope="module")
def due(plans: Table) -> FloatArray:
    """Visits a week of each line, 0 where inactive."""
    count = np.array([int(d).bit_count() for d in plans["days"].ravel()], float).reshape(plans.shape)
    return count / 2 * (plans["active"] > 0)


@pytest.fixture(scope="module")
def home_help(plans: Table, due: FloatArray) -> FloatArray:
    """Hours a week of personal care and practical help, for each citizen."""
    ours = np.isin(plans["function"], (Function.PRACTICAL, Function.PERSONAL))
    hours: FloatArray = (plans["granted"] * due * ours).sum(axis=1) / 60
    return hours


def has(plans: Table, due: FloatArray, function: Function) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Citizens with planned help of this function."""
    out: np.ndarray[tuple[int], np.dtype[np.bool_]] = ((plans["function"] == function) & (due > 0)).any(axis=1)
    return out


@pytest.mark.parametrize(("low", "high", "key"), [(0, 2, "C03"), (2, 8, "C04"), (8, 20, "C05"), (20, 200, "C06")])
def test_classes_of_weekly_hours_are_as_published(low: float, high: float, key: str, home_help: FloatArray) -> None:
    """Shares of recipients by ordered hours a week must be Statistics Denmark's."""
    share = ((home_help >= low) & (home_help < high)).mean()
    assert share == pytest.approx(published(key), abs=4 * np.sqrt(share * (1 - share) / PEOPLE) + 0.012)


@pytest.mark.parametrize(
    ("personal", "practical", "key"), [(True, True, "C09"), (True, False, "C10"), (False, True, "C11")]
)
def test_kinds_of_help_are_as_published(
    personal: bool, practical: bool, key: str, plans: Table, due: FloatArray
) -> None:
    """Shares with both kinds of help, personal care only and practical help only."""
    kind = (has(plans, due, Function.PERSONAL) == personal) & (has(plans, due, Function.PRACTICAL) == practical)
    assert kind.mean() == pytest.approx(published(key), abs=0.03)


def test_mean_hours_are_as_published(home_help: FloatArray) -> None:
    """The mean grant must lie within the published years' range (C02), with a little slack below."""
    assert 3.0 <= home_help.mean() <= float(evidence()["C02"]["high"])


def test_visits_a_day_of_personal_care_recipients(plans: Table, due: FloatArray) -> None:
    """About 2.2 visits a day on average, nobody more than six by day (C36), a heavy tail; two at night at most."""
    ours = (plans["function"] == Function.PERSONAL) & (np.arange(LINES) != ASSESSMENT_VISIT)
    ours[:, SECOND_CARER : SECOND_CARER + PERSONAL_LINES] = False
    visits = (due * ours).sum(axis=1)[has(plans, due, Function.PERSONAL)] / 7
    assert 1.6 <= visits.mean() <= 2.6
    assert visits.max() <= float(evidence()["C36"]["high"]) + len(NIGHT_VISITS) + 1 / 7
    ours[:, NIGHT_VISITS] = False
    assert (due * ours).sum(axis=1).max() / 7 <= float(evidence()["C36"]["high"]) + 1 / 7
    assert np.quantile(visits, 0.95) > 2 * np.median(visits)


def test_evening_share_of_home_help(plans: Table, due: FloatArray) -> None:
    """About a quarter of home-help minutes lie in the evening (C37)."""
    ours = np.isin(plans["function"], (Function.PRACTICAL, Function.PERSONAL))
    minutes = plans["granted"] * due * ours
    evening = (plans["early"] >= EVENING_SHIFT) & (plans["early"] < NIGHT_SHIFT)
    share = minutes[evening].sum() / minutes.sum()
    assert 0.16 <= share <= float(evidence()["C37"]["high"])


def test_nursing_share_of_personal_care_recipients(plans: Table, due: FloatArray) -> None:
    """As many personal-care recipients as published also get home nursing (C39); nobody else does."""
    personal, nursing = has(plans, due, Function.PERSONAL), has(plans, due, Function.NURSING)
    assert nursing[personal].mean() == pytest.approx(published("C39"), abs=0.05)
    assert not nursing[~personal].any()


def test_delegated_contacts_are_the_given_share(plans: Table, due: FloatArray) -> None:
    """About half of nursing contacts are delegated to assistants (B39)."""
    nursing = plans["function"] == Function.NURSING
    delegated = (due * nursing * (plans["skill"] == Grade.ASSISTANT)).sum()
    assert delegated / (due * nursing).sum() == pytest.approx(VALUES["delegated_share"], abs=0.12)


def test_windows_lie_within_a_shift(plans: Table, due: FloatArray) -> None:
    """A window begins and ends in one shift, and all but cleaning can be finished in it even when begun last."""
    planned = plans[due > 0]
    shift = np.searchsorted([EVENING_SHIFT, NIGHT_SHIFT], planned["early"], side="right")
    opens = np.array([DAY_SHIFT, EVENING_SHIFT, NIGHT_SHIFT])[shift]
    closes = np.array([DAY_ENDS, EVENING_ENDS, NIGHT_ENDS])[shift]
    assert (planned["early"] >= opens).all()
    assert (planned["early"] <= planned["late"]).all()
    cleaning = planned["function"] == Function.PRACTICAL
    assert (planned["early"] + planned["minutes"] <= closes).all()
    assert (planned["late"] <= closes).all()
    assert (planned["late"] + planned["minutes"] <= closes)[~cleaning].all()


def test_shared_visits_are_mirror_images(plans: Table, due: FloatArray) -> None:
    """The two lines of a shared visit name each other and have the same days, window and length."""
    flat = plans.ravel()
    shared = np.flatnonzero((flat["partner"] >= 0) & (due.ravel() > 0))
    assert len(shared) > 20
    other = flat["partner"][shared]
    assert (flat["partner"][other] == shared).all()
    assert (other != shared).all()
    for name in ("citizen", "days", "early", "late", "minutes", "granted", "function", "skill", "active"):
        assert (flat[name][shared] == flat[name][other]).all()


def test_practical_help_lies_on_working_days(plans: Table, due: FloatArray) -> None:
    """Nobody cleans at weekends."""
    weekend = sum(1 << day for day in range(CYCLE_DAYS) if day % 7 >= 5)
    cleaning = (plans["function"] == Function.PRACTICAL) & (due > 0)
    assert not (plans["days"][cleaning] & weekend).any()


def test_durations_are_positive_ticks(plans: Table, due: FloatArray) -> None:
    """Every planned visit has a length, a whole number of ticks, and starts as granted."""
    planned = plans[due > 0]
    assert (planned["minutes"] > 0).all()
    assert (planned["minutes"] * 64 % 1 == 0).all()
    assert (planned["minutes"] == planned["granted"]).all()


def test_ad_hoc_visits_are_never_due_by_themselves(plans: Table) -> None:
    """Assessments and acute calls have a line ready, on no day."""
    for row, function in ((ASSESSMENT_VISIT, Function.ASSESSMENT), (ACUTE_VISIT, Function.ACUTE)):
        assert (plans["function"][:, row] == function).all()
        assert not plans["days"][:, row].any()


def test_a_citizen_gets_the_same_plan_whatever_else_was_drawn() -> None:
    """The plan belongs to seed, citizen and episode, not to the order of asking."""
    first = draw_care_plan(VALUES, 5, 17, 2)
    for i in range(30):
        draw_care_plan(VALUES, 5, i, 0)
    assert np.array_equal(draw_care_plan(VALUES, 5, 17, 2), first)


def test_seed_citizen_and_episode_each_give_another_plan() -> None:
    """Somebody else at the same door, another citizen, or another replication is another person."""
    keys = [(5, i, 0) for i in range(20)] + [(5, i, 1) for i in range(20)] + [(6, i, 0) for i in range(20)]
    plans = [draw_care_plan(VALUES, *key) for key in keys]
    distinct = {tuple(p["minutes"].tolist() + p["early"].tolist()) for p in plans}
    assert len(distinct) >= 55


def test_slots_lie_within_shifts() -> None:
    """Times of day at which care is given are ordered intervals within the day or the evening shift."""
    assert len(slots()) == PERSONAL_LINES
    for slot in slots():
        assert DAY_SHIFT < slot.opens < slot.closes < EVENING_ENDS
        assert slot.closes < DAY_ENDS or slot.opens >= DAY_ENDS
        assert slot.weight > 0


def test_a_citizens_row_fits_their_plan(plans: Table) -> None:
    """Personal and heavy must say what the lines say; needs start as granted."""
    citizens = np.zeros(PEOPLE, CITIZEN)
    citizens["need"] = 1.0
    lines = plans.reshape(-1).copy()
    for i in range(PEOPLE):
        begin_episode(citizens, lines, i)
    personal = plans["active"][:, :PERSONAL_LINES] > 0
    every_day = (plans["days"][:, :PERSONAL_LINES] == (1 << CYCLE_DAYS) - 1) & personal
    assert (citizens["personal"] == personal.any(axis=1)).all()
    assert (citizens["heavy"] == (every_day.sum(axis=1) >= 2)).all()
    assert (citizens["need"] == 1).all()
    assert (citizens["grant"] == 1).all()
    assert np.isinf(citizens["changed_at"]).all()


def test_granted_hours_count_planned_visits_only(plans: Table, due: FloatArray) -> None:
    """All hours a week over a population: home help and nursing, both carers of a shared visit, nothing that arises."""
    assert granted_hours(plans.reshape(-1)) == pytest.approx((plans["granted"] * due).sum() / 60)
