"""Need and health over years: rates that come out as they go in, links of the stated size, and luck of one's own."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from sim.clock import DAY, day_of, minute_of_day
from sim.health import (
    CAUSES,
    DEATH,
    NONE,
    NURSING_HOME,
    READMISSION_DAYS,
    RECOVERY,
    Hazards,
    acute_calls,
    admission_hazards,
    chance_of_admission,
    endings,
    falls_and_admissions,
    hazards,
    length_of_stay,
    odds,
)
from sim.kinds import Function, Status
from sim.links import links, switched_off
from sim.memory import Remembering, remember, remembering
from sim.need import (
    NeedRates,
    change_needs,
    daily_rate,
    entry_level,
    need_rates,
    set_need,
    start_health,
    usual_relief,
    years_in_help,
)
from sim.parameters import registry
from sim.tables import CITIZEN, VISIT, FloatArray, Table

pytestmark = pytest.mark.statistical

VALUES = {name: p.default for name, p in registry().items()}
UNLINKED = {**VALUES, **switched_off(links())}
PEOPLE, DAYS = 2000, 200
SURE = hazards(UNLINKED)


def citizens(count: int = PEOPLE, served: int = 1, personal: int = 1) -> Table:
    """So many citizens in help, with need 1 and weeks behind them that were as usual."""
    table = np.zeros(count, CITIZEN)
    table["served"], table["personal"] = served, personal
    table["need"] = table["grant"] = table["decided"] = table["level"] = table["jump"] = table["training"] = 1.0
    table["changed_at"], table["discharged"] = math.inf, -math.inf
    table["familiar"], table["unmet"] = VALUES["normal_familiarity"], VALUES["normal_unmet"]
    return table


def near(count: float, rate: float, trials: int = PEOPLE * DAYS) -> bool:
    """Whether a number of events fits its rate within 4.5 standard errors."""
    return abs(count - rate * trials) < 4.5 * math.sqrt(trials * rate * (1 - rate))


def rates(**changes: float) -> Hazards:
    """Hazards without links, some of them changed."""
    return SURE._replace(**changes)


def needs(**changes: float) -> NeedRates:
    """Rates of need, some of them changed."""
    return need_rates(UNLINKED)._replace(**changes)


def test_a_daily_chance_leaves_as_many_as_the_yearly_rate() -> None:
    """Over a year, exp(-rate) must be left without an event; no rate, no chance."""
    assert (1 - daily_rate(3.0)) ** 365 == pytest.approx(math.exp(-3))
    assert daily_rate(0.0) == 0
    assert daily_rate(0.23) * 365 == pytest.approx(0.23, rel=1e-3)


def test_jumps_come_at_their_rate_and_have_mean_one() -> None:
    """Each jump draws a factor around 1 with the given spread, so jumps bring no trend."""
    table = citizens()
    changed, jumps = 0, []
    for day in range(DAYS):
        before = table["jump"].copy()
        changed += change_needs(table, needs(change=0.02, drift=0.0, spread=0.25), 1.0, day, 1)
        jumps += table["jump"][table["jump"] != before].tolist()
    assert near(changed, 0.02)
    assert len(jumps) == changed
    assert np.mean(jumps) == pytest.approx(1, abs=4.5 * 0.25 / math.sqrt(changed))
    assert np.log(jumps).std() == pytest.approx(0.25, rel=0.06)


def test_a_level_drifts_by_its_rate() -> None:
    """Without jumps the log of need grows by need_drift a year, for everybody alike."""
    table = citizens(20)
    for day in range(365):
        change_needs(table, needs(change=0.0, drift=0.05 / 365), 1.0, day, 1)
    assert table["need"] == pytest.approx(math.exp(0.05))


def test_relief_halves_in_its_half_life() -> None:
    """What reablement and network took off the need comes back, half of it in relief_half_life days."""
    table = citizens(3)
    table["relief"] = 0.2
    for day in range(round(VALUES["relief_half_life"])):
        change_needs(table, needs(change=0.0, drift=0.0), 1.0, day, 1)
    assert table["relief"] == pytest.approx(0.1)
    assert table["need"] == pytest.approx(0.9)


def test_a_year_of_twice_the_demand_is_twice_the_need() -> None:
    """A shock of demand is a factor on need while it lasts, and leaves nothing behind."""
    table, same = citizens(200), citizens(200)
    for day in range(60):
        change_needs(table, needs(), 2.0 if day < 30 else 1.0, day, 1)
        change_needs(same, needs(), 1.0, day, 1)
        assert table["need"] == pytest.approx(same["need"] * (2.0 if day < 30 else 1.0))


@pytest.mark.parametrize(("need", "counts"), [(1.04, False), (1.06, True), (0.96, False), (0.94, True)])
def test_need_counts_as_changed_from_a_twentieth_on(need: float, counts: bool) -> None:
    """Differences from the grant that nobody would act on are no change; larger ones are, up or down."""
    row = citizens(1)
    row["level"] = need
    set_need(row[0], 0.05, 1.0, 500.0)
    assert row["changed_at"][0] == (500.0 if counts else math.inf)


def test_a_change_that_passes_is_forgotten_unless_somebody_noticed() -> None:
    """When need fits again by itself nothing is left to notice; what was noticed stays a case."""
    for noticed, left in ((0, math.inf), (1, 500.0)):
        row = citizens(1)
        row["level"] = 2.0
        set_need(row[0], 0.05, 1.0, 500.0)
        row["noticed"], row["level"] = noticed, 1.0
        set_need(row[0], 0.05, 1.0, 900.0)
        assert row["changed_at"][0] == left


def test_usual_relief_is_where_relief_settles() -> None:
    """Brought at the rates of courses and stays, and fading, relief settles at the closed form."""
    values = {
        **VALUES,
        "reablement_share": 0.5,
        "reablement_on_need": 0.1,
        "network_share": 0.4,
        "network_on_need": 0.1,
    }
    ending = values["mortality"] + values["moves_to_nursing_home"]
    fading = math.log(2) * 365 / values["relief_half_life"]
    relief = 0.0
    for _ in range(365 * 40):
        brought = 0.05 * (values["admissions_per_year"] + ending) + 0.04 * ending
        relief += (brought - (fading + ending) * relief) / 365
    assert usual_relief(values) == pytest.approx(relief, rel=1e-6)
    assert usual_relief(UNLINKED) == 0


def test_what_was_refused_is_no_new_change_until_need_moves_on() -> None:
    """A full frame grants less than is needed; nobody reports that again until need has moved from what was decided."""
    row = citizens(1)
    row["level"], row["grant"], row["decided"] = 1.5, 1.2, 1.5
    set_need(row[0], 0.05, 1.0, 500.0)
    assert row["changed_at"][0] == math.inf
    row["level"] = 1.6
    set_need(row[0], 0.05, 1.0, 900.0)
    assert row["changed_at"][0] == 900.0


def test_a_change_keeps_the_minute_at_which_help_stopped_fitting() -> None:
    """The moment lies on the day it happens, evenly, and a second change before help follows doesn't make it later."""
    table = citizens(5000)
    change_needs(table, needs(change=0.5, drift=0.0), 1.0, 7, 1)
    moment = table["changed_at"][np.isfinite(table["changed_at"])]
    assert {day_of(float(m)) for m in moment} <= {7, 8}
    assert (moment - 7 * DAY).mean() == pytest.approx(DAY / 2, rel=0.05)
    before = table["changed_at"].copy()
    change_needs(table, needs(change=0.0, drift=0.2), 1.0, 20, 1)
    finite = np.isfinite(before) & np.isfinite(table["changed_at"])
    assert finite.sum() > 1000
    assert np.array_equal(table["changed_at"][finite], before[finite])
    assert (table["changed_at"][np.isinf(before) & np.isfinite(table["changed_at"])] == 20 * DAY).all()


def stock(values: Mapping[str, float], people: int, years: int, seed: int = 3) -> FloatArray:
    """Mean need of a population in balance on each day, everybody who leaves followed by somebody new at once."""
    table = np.zeros(people, CITIZEN)
    table["served"] = table["personal"] = 1
    for i in range(people):
        start_health(table, i, values, seed, years_in_help(values, seed, i))
    found, rates_of_need, mean = hazards(values), need_rates(values), []
    for day in range(365 * years):
        change_needs(table, rates_of_need, 1.0, day, seed)
        for i in np.flatnonzero(endings(table, found, day, seed)):
            table["episode"][i] += 1
            start_health(table, i, values, seed, 0.0)
        mean.append(float(table["need"].mean()))
    return np.array(mean)


@pytest.mark.parametrize("drift", [0.0, 0.05, 0.12])
def test_the_mean_need_of_the_stock_stays_one(drift: float) -> None:
    """Need grows while somebody is in help and newcomers need less, so that the mean has no trend over five years.

    The spread of levels is wide where drift comes close to half of what ends, so few long courses move the mean: within
    5 %, or 12 % at the strongest drift.
    """
    mean = stock({**UNLINKED, "need_drift": drift}, 4000, 5)
    tolerance = 0.05 if drift < 0.1 else 0.12
    assert mean[0] == pytest.approx(1, abs=tolerance)
    assert mean[-1] == pytest.approx(1, abs=tolerance)
    assert entry_level({**UNLINKED, "need_drift": drift}) <= 1


@pytest.mark.parametrize(("per_year", "again"), [(0.6, 0.14), (0.9, 0.18), (1.2, 0.22)])
def test_admissions_and_readmissions_come_out_as_they_go_in(per_year: float, again: float) -> None:
    """With every link off, a population has admissions_per_year, falls included, and readmission_share of discharges
    are followed by another admission within 30 days."""
    values = {**UNLINKED, "admissions_per_year": per_year, "readmission_share": again}
    found, people, days = hazards(values), 6000, 730
    table = citizens(people)
    home = np.full(people, -1)
    last = np.full(people, -(10**6))
    stays = discharges = readmitted = 0
    for day in range(days):
        back = np.flatnonzero(home == day)
        table["away"][back], table["discharged"][back], home[back] = 0, day, -1
        last[back] = day
        admitted, _, _ = falls_and_admissions(table, found, day, 5)
        for i in np.flatnonzero(admitted):
            table["away"][i] = 1
            home[i] = day + length_of_stay(values["stay_days"], 5, int(i), day)
            if day >= 90:
                stays += 1
                readmitted += day - last[i] < READMISSION_DAYS
        if day >= 90:
            discharges += len(back)
    years = people * (days - 90) / 365
    assert stays / years == pytest.approx(per_year, rel=4.5 / math.sqrt(stays) + 0.005)
    assert readmitted / discharges == pytest.approx(again, abs=4.5 * math.sqrt(again / discharges) + 0.003)


def test_no_readmission_above_the_usual_when_none_is_asked_for() -> None:
    """At a readmission share that falls alone would exceed, the chance beside falls is none, never negative."""
    first, again = admission_hazards({**VALUES, "readmission_share": 0.0001, "falls_per_year": 2.0})
    assert again == 0
    assert first > 0


def log_ratio(name: str, **citizen: float) -> float:
    """The log of what one link does to today's chance of admission of a citizen in this state."""
    one = citizens(1)
    for key, value in citizen.items():
        one[key] = value
    off = UNLINKED | {"normal_familiarity": 0.5, "normal_unmet": 0.1}
    on = {**off, name: VALUES[name]}
    chances = [chance_of_admission(one[0], hazards(v), 100) for v in (on, off)]
    return math.log(chances[0] / chances[1])


def test_each_link_moves_admissions_by_its_log_hazard() -> None:
    """From the best known third to the least known, one gap of familiarity, lies continuity_on_admissions; a whole need
    unmet adds unmet_on_admissions; a late start adds delay_on_readmissions, within 30 days of discharge only."""
    gap = VALUES["continuity_gap"]
    size = VALUES["continuity_on_admissions"]
    assert log_ratio("continuity_on_admissions", familiar=0.5) == pytest.approx(0)
    assert log_ratio("continuity_on_admissions", familiar=0.5 - gap / 2) == pytest.approx(size / 2)
    assert log_ratio("continuity_on_admissions", familiar=0.5 + gap / 2) == pytest.approx(-size / 2)
    assert log_ratio("unmet_on_admissions", unmet=0.1) == pytest.approx(0)
    assert log_ratio("unmet_on_admissions", unmet=1.0) == pytest.approx(0.9 * VALUES["unmet_on_admissions"])
    assert log_ratio("unmet_on_admissions", unmet=0.0) == pytest.approx(-0.1 * VALUES["unmet_on_admissions"])
    late = VALUES["delay_on_readmissions"]
    assert log_ratio("delay_on_readmissions", discharged=80.0, late_start=1) == pytest.approx(late)
    assert log_ratio("delay_on_readmissions", discharged=80.0, late_start=0) == 0
    assert log_ratio("delay_on_readmissions", discharged=70.0, late_start=1) == 0


def test_need_moves_admissions_and_moves_to_a_nursing_home_in_proportion() -> None:
    """Odds are 1 at need 1, linear in need, and never less than a tenth."""
    one, two = citizens(1), citizens(1)
    two["need"] = 2.0
    found = hazards({**UNLINKED, "need_on_admissions": 0.5})
    assert chance_of_admission(two[0], found, 0) == pytest.approx(1.5 * chance_of_admission(one[0], found, 0))
    assert odds(0.0, 3.0) == 1
    assert odds(1.0, 0.5) == 0.5
    assert odds(1.5, 0.1) == 0
    table = citizens(20_000)
    table["need"] = 2.0
    for elasticity, factor in ((0.0, 1.0), (1.0, 2.0)):
        found = rates(death=0.0, nursing_home=0.01, need_on_home=elasticity)
        moved = sum(int((endings(table, found, day, 1) == NURSING_HOME).sum()) for day in range(20))
        assert near(moved, 0.01 * factor, 20_000 * 20)


def test_just_after_discharge_the_chance_is_higher() -> None:
    """For 30 days a citizen has the readmission hazard, then the usual one again."""
    one = citizens(1)
    one["discharged"] = 50.0
    found = [chance_of_admission(one[0], SURE, day) for day in (51, 79, 80)]
    assert found[0] == found[1] == SURE.readmission
    assert found[2] == SURE.admission
    assert SURE.readmission > SURE.admission


def test_falls_come_at_their_rate_and_end_in_hospital_or_in_an_alarm() -> None:
    """A fall is an admission with its share, and else an alarm of that day; nobody who isn't ill or fallen has one."""
    table = citizens()
    found = rates(fall=0.02, fall_admission=0.25, admission=0.0, readmission=0.0)
    falls = stays = alarms = 0
    for day in range(DAYS):
        admitted, fell, minute = falls_and_admissions(table, found, day, 1)
        assert set(np.unique(admitted)) <= {0, 1}
        assert (fell[admitted == 1]).all()
        assert (np.isnan(minute) == ~(fell & (admitted == 0))).all()
        falls, stays, alarms = falls + fell.sum(), stays + admitted.sum(), alarms + (~np.isnan(minute)).sum()
        assert (minute[~np.isnan(minute)] >= minute_of_day(7)).all()
        assert (minute[~np.isnan(minute)] < minute_of_day(7) + DAY).all()
    assert near(falls, 0.02)
    assert near(stays, 0.25, falls)
    assert falls == stays + alarms


def test_who_is_taken_to_hospital_ill_has_no_alarm() -> None:
    """Somebody who falls at home and is admitted on the same day for another reason doesn't call as well."""
    table = citizens(500)
    admitted, fell, minute = falls_and_admissions(table, rates(fall=1.0, fall_admission=0.0, admission=1.0), 0, 1)
    assert fell.all()
    assert (admitted == 2).all()
    assert np.isnan(minute).all()


def test_courses_end_for_their_cause_at_its_rate() -> None:
    """Practical help only ends because it is no longer needed; personal care in death or a nursing home."""
    found = rates(practical_end=0.01, death=0.02, nursing_home=0.01)
    for personal, expected in ((0, {RECOVERY: 0.01}), (1, {DEATH: 0.02, NURSING_HOME: 0.01})):
        table = citizens(personal=personal)
        causes = np.concatenate([endings(table, found, day, 1) for day in range(DAYS)])
        assert set(np.unique(causes)) == {NONE, *expected}
        for cause, rate in expected.items():
            assert near((causes == cause).sum(), rate)
    assert [CAUSES[c] for c in (DEATH, NURSING_HOME, RECOVERY)] == ["death", "nursing home", "no need"]


def test_acute_calls_come_at_their_rate_in_order_by_day_and_night() -> None:
    """Calls are sorted by minute and come evenly between 07:00 and 07:00 of the next day."""
    table = citizens()
    quiet = np.full(PEOPLE, math.nan)
    minutes: list[float] = []
    for day in range(DAYS):
        calls = acute_calls(table, quiet, 0.02, day, 1)
        assert (np.diff(calls["minute"]) >= 0).all()
        minutes += calls["minute"].tolist()
    assert near(len(minutes), 0.02)
    assert min(minutes) >= minute_of_day(7)
    assert max(minutes) <= minute_of_day(7) + DAY
    assert np.mean(minutes) == pytest.approx(minute_of_day(7) + DAY / 2, abs=20)


def test_an_alarm_after_a_fall_is_a_call() -> None:
    """Each alarm is one call at its minute, beside the citizen's other calls."""
    alarms = np.full(10, math.nan)
    alarms[[2, 7]] = [900.0, 400.0]
    calls = acute_calls(citizens(10), alarms, 0.0, 0, 1)
    assert calls["citizen"].tolist() == [7, 2]
    assert calls["minute"].tolist() == [400.0, 900.0]
    assert len(acute_calls(citizens(10), alarms, 1.0, 0, 1)) == 12


@pytest.mark.parametrize(("served", "personal", "away"), [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)])
def test_nothing_happens_to_those_it_does_not_concern(served: int, personal: int, away: int) -> None:
    """Without help there are no events; without personal care no changes of need, falls, admissions or calls; in
    hospital nobody falls, calls or is admitted again, but need goes on changing and courses end."""
    table = citizens(200, served, personal)
    table["away"] = away
    before = table.copy()
    found = rates(fall=1.0, admission=1.0, practical_end=1.0, death=1.0)
    for day in range(20):
        assert change_needs(table, needs(change=1.0), 1.0, day, 1) == (200 if away else 0)
        admitted, fell, _ = falls_and_admissions(table, found, day, 1)
        assert not admitted.any()
        assert not fell.any()
        assert len(acute_calls(table, np.full(200, 500.0), 1.0, day, 1)) == 0
        assert (endings(table, found, day, 1) > 0).sum() == (200 if served else 0)
    assert np.array_equal(table, before) == (not away)


def test_events_belong_to_the_citizen_and_the_day() -> None:
    """Neighbours, and whether others are in help, must change nothing for a citizen; another seed does."""
    found = rates(death=0.3, fall=0.1, admission=0.1)
    few, many, other = citizens(50), citizens(300), citizens(50)
    many["served"][60:] = 0
    differ = False
    for day in range(20):
        assert np.array_equal(endings(few, found, day, 1), endings(many, found, day, 1)[:50])
        a, b = falls_and_admissions(few, found, day, 1), falls_and_admissions(many, found, day, 1)
        for x, y in zip(a, b, strict=True):
            assert np.array_equal(x, y[:50], equal_nan=True)
        calls = {int(c["citizen"]): float(c["minute"]) for c in acute_calls(few, a[2], 0.3, day, 1)}
        more = {int(c["citizen"]): float(c["minute"]) for c in acute_calls(many, b[2], 0.3, day, 1)}
        assert calls.keys() == {k for k in more if k < 50}
        change_needs(few, needs(change=0.3), 1.0, day, 1)
        change_needs(many, needs(change=0.3), 1.0, day, 1)
        change_needs(other, needs(change=0.3), 1.0, day, 2)
        differ |= not np.array_equal(a[0], falls_and_admissions(other, found, day, 2)[0])
    assert np.array_equal(few["need"], many["need"][:50])
    assert not np.array_equal(few["need"], other["need"])
    assert differ


def test_a_stay_lasts_its_mean() -> None:
    """Days in hospital are geometric, at least one, with the given mean; they belong to the citizen and the day."""
    stays = [length_of_stay(5.0, 1, i, 3) for i in range(20_000)]
    assert min(stays) == 1
    assert np.mean(stays) == pytest.approx(5, abs=4.5 * math.sqrt(20) / math.sqrt(20_000))
    assert np.mean([s > 5 for s in stays]) == pytest.approx(0.8**5, abs=0.015)
    assert stays[:50] == [length_of_stay(5.0, 1, i, 3) for i in range(50)]
    assert length_of_stay(1.0, 1, 0, 0) == length_of_stay(0.5, 1, 0, 0) == 1


def visits(*rows: tuple[int, int, float, int, float, float]) -> Table:
    """Today's visits: citizen, carer or -1, familiarity, status, needed and granted minutes of personal care."""
    out = np.zeros(len(rows), VISIT)
    out["function"] = Function.PERSONAL
    names = ("citizen", "carer", "familiarity", "status", "needed", "granted")
    for name, column in zip(names, zip(*rows, strict=True), strict=True):
        out[name] = column
    return out


HOW = Remembering(fade=0.1, trust_gain=0.2, trust_loss=0.5)


def test_memories_take_in_a_day_by_hand() -> None:
    """Familiarity is the mean of those who came; unmet is what nobody gave, over what was needed; both fade by day."""
    table = citizens(3)
    table["familiar"], table["unmet"] = 0.5, 0.2
    day = visits(
        (0, 4, 1.0, Status.DONE, 30.0, 20.0),
        (0, 5, 0.4, Status.DONE, 20.0, 30.0),
        (0, -1, 0.0, Status.MISSED, 50.0, 50.0),
        (1, -1, 0.0, Status.CANCELLED, 10.0, 10.0),
    )
    remember(table, day, HOW)
    assert table["familiar"] == pytest.approx([0.5 + 0.1 * (0.7 - 0.5), 0.5, 0.5])
    assert table["unmet"] == pytest.approx([0.2 + 0.1 * (60 / 100 - 0.2), 0.2 + 0.1 * (1 - 0.2), 0.2])


def test_trust_grows_with_known_carers_in_time_and_falls_else() -> None:
    """A visit in time adds its share of what is missing, times familiarity; a stranger restores nothing; a late or
    missed one takes its share of what is there."""
    table = citizens(4)
    table["trust"] = 0.5
    day = visits(
        (0, 4, 0.5, Status.DONE, 1.0, 1.0),
        (1, 4, 0.0, Status.DONE, 1.0, 1.0),
        (2, 4, 1.0, Status.LATE, 1.0, 1.0),
        (3, -1, 0.0, Status.MISSED, 1.0, 1.0),
    )
    remember(table, day, HOW)
    assert table["trust"] == pytest.approx([0.5 + 0.2 * 0.5 * 0.5, 0.5, 0.25, 0.25])


def test_practical_help_and_moved_visits_leave_no_memory() -> None:
    """Only personal care and nursing count, where they end."""
    table = citizens(2)
    table["trust"] = 0.5
    before = table.copy()
    day = visits((0, -1, 0.0, Status.CANCELLED, 40.0, 40.0), (1, -1, 0.0, Status.MOVED, 40.0, 40.0))
    day["function"] = [Function.PRACTICAL, Function.NURSING]
    remember(table, day, HOW)
    assert np.array_equal(table, before)


def test_a_memory_of_so_many_days_keeps_a_third_of_them() -> None:
    """After health_memory days without anything unmet, 1/e of what was remembered is left."""
    how = remembering({**VALUES, "health_memory": 28.0})
    table = citizens(1)
    table["unmet"] = 1.0
    for _ in range(28):
        remember(table, visits((0, 4, 1.0, Status.DONE, 30.0, 30.0)), how)
    assert table["unmet"][0] == pytest.approx(math.exp(-1))
