"""Policies that begin, come in by degrees and end on a day; arms that are only for some; reorganising."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from agents.accounts import books_between
from agents.model import HomeCare
from agents.rights import Right
from policies.adjust import CarerAdjusts
from policies.arm import Arm
from policies.base import Change, When
from policies.loading import load_arm
from policies.skill_mix import SkillMix
from sim.clock import DAY
from sim.kinds import Activity, Function
from sim.scenario import Scenario
from tests.model.conftest import run

pytestmark = pytest.mark.model

WARM_UP = 14
SWITCH = 20
FIRST = WARM_UP + SWITCH


def until(model: HomeCare, day: int) -> list[object]:
    """Everything that a run wrote about the days before this one."""
    journal = model.journal
    tables: list[object] = []
    for table in (journal.visits, journal.shifts):
        rows = table[table["day"] < day]
        tables += [rows[name].tobytes() for name in rows.dtype.names or ()]
    tables.append(journal.minutes[journal.shifts["day"] < day].tobytes())
    for diary in (journal.office, journal.payments, journal.expenses, journal.staff_days, journal.citizen_days):
        tables.append([repr(row) for row in diary if row.day < day])
    tables.append([(c.citizen, c.kind, c.arose) for c in journal.cases if c.reported < day * DAY])
    return tables


def teams_from(day: int, teams: Arm, bum: Arm) -> Arm:
    return replace(teams, before=bum, from_day=day)


@pytest.fixture(scope="module")
def plain(small: Scenario, bum: Arm) -> HomeCare:
    return run(small, bum)


@pytest.fixture(scope="module")
def switched(small: Scenario, bum: Arm, teams: Arm) -> HomeCare:
    """BUM that becomes self-organising teams on a day."""
    return run(small, teams_from(SWITCH, teams, bum))


def test_arms_share_every_bit_until_they_differ(plain: HomeCare, switched: HomeCare) -> None:
    """All that is written before the day is the same, and what is written on the day isn't."""
    assert until(plain, FIRST) == until(switched, FIRST)
    assert until(plain, FIRST + 1) != until(switched, FIRST + 1)


def test_the_new_organisation_is_at_work_from_the_day_on(switched: HomeCare, teams: Arm, small: Scenario) -> None:
    """Owners, values, groups and desks are those of the teams; the old groups have nobody left."""
    (regime,) = switched.regimes
    assert regime.organisation.owners[Right.ASSESS].name == "self_assessment"
    assert regime.fidelity == 1.0
    assert regime.values["group_size"] == 12
    open_groups = set(regime.groups)
    assert open_groups.isdisjoint(switched.formation.closed)
    shifts = switched.journal.shifts
    assert set(shifts["group"][shifts["day"] >= FIRST].tolist()) <= open_groups
    assert set(shifts["group"][shifts["day"] < FIRST].tolist()) <= set(switched.formation.closed) | open_groups
    assert not [w for w in switched.journal.office if w.role == "planner" and w.day >= FIRST]
    alone = run(small, teams)
    assert len(regime.groups) == len(alone.regimes[0].groups)
    assert switched.staff == alone.staff


def test_people_stay_who_they_are(plain: HomeCare, switched: HomeCare) -> None:
    """Those who go on are the same persons with the same grade, who know the citizens they knew; nobody is in two
    posts."""
    before = plain.journal.shifts[plain.journal.shifts["day"] < FIRST]
    staff = plain.staff
    persons = {int(p): int(g) for p, g in zip(before["carer"], before["grade"], strict=True) if p < staff}
    now = switched.world.carers[: switched.staff]
    held = now[now["vacant"] == 0]
    assert len(set(held["person"].tolist())) == len(held)
    stayed = [row for row in held if int(row["person"]) in persons]
    assert len(stayed) > 0.7 * len(held)
    assert all(int(row["grade"]) == persons[int(row["person"])] for row in stayed)


def test_surplus_carers_leave_and_missing_grades_are_looked_for(switched: HomeCare) -> None:
    """A post whose grade nobody had is held by somebody else or empty; when it falls vacant its own grade is hired."""
    grades = switched.world.carers["grade"][: switched.staff].astype(int)
    asked = switched.formation.post_grades
    assert (grades != asked).any()
    for post, carer in enumerate(switched.carers):
        assert carer.row == post
        assert int(carer.grade) == asked[post]
    new = [e for e in switched.journal.employments if e.hired > FIRST]
    rows = {c.post: int(c.grade) for c in switched.carers}
    assert all(e.grade == rows[e.post] for e in new if e.post in rows and e.left > 1000)


def test_every_minute_is_booked_after_a_change(switched: HomeCare) -> None:
    """Paid minutes are the sum of their uses in every shift, before and after."""
    shifts = switched.journal.shifts
    assert switched.journal.minutes.sum(axis=1) == pytest.approx(shifts["paid"])
    books = books_between(switched, 0, switched.journal.days - 1)
    halves = [books_between(switched, 0, FIRST + 5), books_between(switched, FIRST + 6, switched.journal.days - 1)]
    assert books.total == sum(half.total for half in halves)
    assert books.income == sum(half.income for half in halves) == sum(p.oere for p in switched.journal.payments)


def test_the_books_use_the_values_of_the_day(small: Scenario, bum: Arm) -> None:
    """Wages that rise on a day are paid from that day on, not before."""
    dearer = SkillMix(changes=(Change("wage_level", "set", 1.2),), when=When(from_day=SWITCH))
    plain, risen = run(small, bum), run(small, replace(bum, policies=(*bum.policies, dearer)))
    assert until(plain, 10**6)[:20] == until(risen, 10**6)[:20]
    days = small.days
    before = [books_between(m, 0, FIRST - 1).provider for m in (plain, risen)]
    after = [books_between(m, FIRST, days - 1).items["carers"] for m in (plain, risen)]
    assert before[0] == before[1]
    assert after[1] == pytest.approx(1.2 * after[0], rel=1e-4)


def test_a_ramp_takes_over_by_degrees(small: Scenario, bum: Arm) -> None:
    """More and more changes are decided in the new way, none before its first day and all after its last."""
    kept = tuple(replace(p, when=When(until_day=SWITCH)) if Right.ADJUST in p.owns else p for p in bum.policies)
    ramp = CarerAdjusts(when=When(from_day=SWITCH, full_day=SWITCH + 20))
    model = HomeCare(small, replace(bum, policies=(*kept, ramp)).compose(small), 1)
    shares = []
    for _ in range(small.days):
        model.step()
        owners = [model.regimes[0].decide(Right.ADJUST, c)[0].name for c in range(len(model.citizens))]
        shares.append(owners.count("carer_adjusts") / len(owners))
    assert shares[:FIRST] == [0.0] * FIRST
    assert shares[FIRST + 10] == pytest.approx(0.5, abs=0.2)
    assert shares[FIRST + 20 :] == [1.0] * (small.days - FIRST - 20)


def test_a_policy_that_ends_leaves_what_was_before(small: Scenario, bum: Arm) -> None:
    """A value moved for some days is as before on the others."""
    for_a_while = SkillMix(changes=(Change("documentation_minutes", "add", 2),), when=When(from_day=5, until_day=9))
    model = HomeCare(small, replace(bum, policies=(*bum.policies, for_a_while)).compose(small), 1)
    seen = []
    for _ in range(small.days):
        model.step()
        seen.append(model.regimes[0].values["documentation_minutes"])
    usual = seen[0]
    assert [day for day, value in enumerate(seen) if value != usual] == [WARM_UP + d for d in (5, 6, 7, 8)]


def test_a_pilot_that_begins_on_a_day(small: Scenario, plain: HomeCare, bum: Arm, teams: Arm) -> None:
    """Until then the municipality is alone, to the last bit; then the pilot's citizens have teams and a provider of
    their own, and the others go on with BUM."""
    arm = replace(teams, before=None, beside=bum, only_in=("Town",), from_day=SWITCH)
    model = run(small, arm)
    assert until(plain, FIRST) == until(model, FIRST)
    assert len(model.regimes) == 2
    town = model.world.citizens["settlement"] == 0
    assert (model.formation.regime_of_citizen == town).all()
    assert {p.regime for p in model.journal.payments} == {0, 1}
    assert {p.regime for p in model.journal.payments if p.day < FIRST} == {0}
    visits = model.journal.visits[model.journal.visits["day"] >= FIRST]
    assessed = visits["function"] == Function.ASSESSMENT
    assert town[visits["citizen"][assessed]].all()


def test_an_arm_for_some_citizens_is_for_those_who_live_together(small: Scenario, bum: Arm, teams: Arm) -> None:
    """So many citizens of the named settlements, those nearest to their middle."""
    arm = replace(teams, before=None, beside=bum, only_in=("Country",), only_citizens=12)
    model = HomeCare(small, arm.compose(small), 1)
    chosen = model.formation.regime_of_citizen == 1
    country = model.world.citizens["settlement"] == 1
    assert chosen.sum() == 12
    assert country[chosen].all()
    x, y = model.world.citizens["x"][country], model.world.citizens["y"][country]
    far = np.hypot(x - np.median(x), y - np.median(y))
    assert far[chosen[country]].max() <= far[~chosen[country]].min()


def test_a_live_switch_is_the_same_mechanism(small: Scenario, bum: Arm, teams: Arm, switched: HomeCare) -> None:
    """Switching between two days gives the run that the arm with a date gives."""
    model = HomeCare(small, bum.compose(small), 1)
    for _ in range(FIRST):
        model.step()
    model.switch(teams_from(SWITCH, teams, bum).organisation(small, SWITCH))
    for _ in range(small.days - FIRST):
        model.step()
    assert until(model, 10**6) == until(switched, 10**6)


def test_changing_a_value_reorganises_nothing(small: Scenario, bum: Arm) -> None:
    """When only a right or a value changes that no group depends on, groups, posts and people stay."""
    dated = SkillMix(changes=(Change("order_change_minutes", "set", 30),), when=When(from_day=SWITCH))
    model = run(small, replace(bum, policies=(*bum.policies, dated)))
    assert not [e for e in model.journal.events if e.kind == "reorganised"]
    assert not model.formation.closed


def test_office_work_owed_is_not_lost(small: Scenario, teams: Arm) -> None:
    """What teams owe when they are split otherwise is done by those who follow them."""
    smaller = SkillMix(changes=(Change("group_size", "set", 6),), when=When(from_day=SWITCH))
    model = HomeCare(small, replace(teams, policies=(*teams.policies, smaller)).compose(small), 1)
    for _ in range(FIRST):
        model.step()
    model.groups[0].owe("casework", 500.0)
    owed = sum(sum(g.owed.values()) for g in model.groups)
    later = model.organisation.later[0].organisation
    done = model.journal.minutes[:, Activity.PLANNING].sum()
    model.switch(later)
    assert sum(sum(g.owed.values()) for g in model.groups) == pytest.approx(owed)
    assert not any(sum(model.groups[g].owed.values()) for g in model.formation.closed)
    assert model.journal.minutes[:, Activity.PLANNING].sum() == done


def test_loaded_arms_know_their_days() -> None:
    """The shipped pilot stands beside BUM from the first day on."""
    assert load_arm("teams_in_pilot").switching_days() == []
