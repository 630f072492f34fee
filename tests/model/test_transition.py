"""Replacing one organisation by another, and two side by side."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from agents.model import HomeCare
from agents.rights import Right
from experiments.verify.symmetry import journal_bytes
from policies.arm import Arm
from policies.base import Change
from policies.loading import load_arm
from sim.journal import MUNICIPAL
from sim.kinds import Activity, Function
from sim.problems import InputError
from sim.scenario import Scenario

from .conftest import run
from .test_extremes import pilot

pytestmark = pytest.mark.model


def at_fidelity(arm: Arm, fidelity: float, **values: float) -> Arm:
    """The arm at this fidelity, for good."""
    changes = tuple(Change(k, "set", v) for k, v in {"fidelity": fidelity, "transition": 0.0, **values}.items())
    last = dataclasses.replace(arm.policies[-1], changes=(*arm.policies[-1].changes, *changes))
    return dataclasses.replace(arm, policies=(*arm.policies[:-1], last))


def roles(model: HomeCare, activity: str) -> set[str]:
    """Office roles that spent minutes on an activity."""
    return {work.role for work in model.journal.office if work.activity == activity}


def test_full_fidelity_is_the_arm_alone(small: Scenario, teams: Arm) -> None:
    """What was there before leaves no trace at fidelity 1: the same bytes as an arm that replaces nothing."""
    assert teams.before is not None
    alone = dataclasses.replace(teams, before=None)
    assert journal_bytes(run(small, at_fidelity(teams, 1.0))) == journal_bytes(run(small, at_fidelity(alone, 1.0)))


def test_without_fidelity_the_old_owners_decide(small: Scenario, bum: Arm, teams: Arm) -> None:
    """At fidelity 0 all cases queue at visitators and planners, as under the arm before, and no team owes any."""
    teams_only, none = run(small, teams), run(small, at_fidelity(teams, 0.0))
    assert "visitator" not in roles(teams_only, "assessment")
    assert "visitator" in roles(none, "assessment")
    noticed = [c for c in none.journal.cases if c.kind == "change" and c.reported < c.settled - 1440]
    assert len(noticed) > 3
    assert sum(c.queued > 0 for c in noticed) > 3
    assert all(not any(group.owed.values()) for group in none.groups)
    assert not (none.world.bond > 0).any()
    assert none.regimes[0].autonomy == run(small, bum).regimes[0].autonomy == 0


def test_more_fidelity_means_fewer_cases_at_the_visitators(small: Scenario, teams: Arm) -> None:
    """Minutes of assessment at the visitators' desk fall as more is decided in the new way."""
    spent = []
    for fidelity in (0.0, 0.5, 1.0):
        office = run(small, at_fidelity(teams, fidelity)).journal.office
        spent.append(sum(w.minutes for w in office if w.role == "visitator" and w.activity == "assessment"))
    assert spent[0] > spent[1] > spent[2] == 0


def test_a_transition_moves_from_the_old_to_the_new(small: Scenario, teams: Arm) -> None:
    """It begins with the measured time, with an event and hours of training, and ends at the arm's fidelity."""
    year = small.model_copy(update={"horizon_days": 120})
    model = run(year, at_fidelity(teams, 0.8, transition=1.0, transition_months=3.0, training_hours=30.0))
    days = model.journal.staff_days
    assert [(e.day, e.kind) for e in model.journal.events] == [(14, "change")]
    autonomy = [d.autonomy for d in days]
    assert autonomy[:14] == [0.0] * 14
    assert all(a <= b for a, b in pairwise(autonomy))
    assert autonomy[-1] == pytest.approx(0.8)
    trained = model.journal.minutes[:, Activity.TRAINING]
    assert (model.journal.shifts["day"][(trained > 0) & (model.journal.shifts["presence"] == 0)] >= 14).all()
    first = (model.journal.shifts["day"] < 60) & (model.journal.shifts["presence"] == 0)
    assert trained[first].sum() == pytest.approx(30 * 60 * model.staff, rel=0.25)


@pytest.fixture(scope="module")
def beside(small: Scenario) -> HomeCare:
    """Teams in the town, BUM in the country."""
    arm = at_fidelity(load_arm("teams_in_pilot"), 1.0)
    return run(pilot(small).model_copy(update={"horizon_days": 182}), arm)


def test_each_settlement_is_decided_by_its_own_arm(beside: HomeCare) -> None:
    """Citizens of the pilot live under the teams, all others under the arm beside, with its owners and values."""
    bum, teams = beside.regimes
    town = beside.world.citizens["settlement"] == 0
    assert (beside.formation.regime_of_citizen == np.where(town, 1, 0)).all()
    for citizen in range(len(town)):
        owner, values = beside.citizens[citizen].decide(Right.ASSESS)
        side = teams if town[citizen] else bum
        assert owner is side.organisation.assess
        assert values is side.organisation.values
    groups = beside.formation.regime_of_group[beside.world.lines["group"]]
    active = (beside.world.lines["active"] > 0) & (beside.world.lines["function"] <= Function.NURSING)
    assert (groups == beside.formation.regime_of_citizen[beside.world.lines["citizen"]])[active].all()


def test_visitators_serve_both_and_other_desks_one(beside: HomeCare) -> None:
    """Assessments for the country queue at the one municipal desk; planners, leaders and HR belong to one regime each;
    nobody plans in an office for the teams."""
    office = beside.journal.office
    assert {w.regime for w in office if w.role == "visitator"} == {MUNICIPAL}
    assert {w.regime for w in office if w.role == "leader"} == {0, 1}
    assert {w.regime for w in office if w.role == "planner"} == {0}
    town = beside.world.citizens["settlement"] == 0
    visits = beside.journal.visits
    assessed = np.unique(visits["citizen"][visits["function"] == Function.ASSESSMENT])
    assert len(assessed) > 0
    assert town[assessed].all()
    expected = sum(regime.posts_now()["visitator"] for regime in beside.regimes)
    assert beside.visitators.paid == pytest.approx(expected * beside.values["post_hours"] * 12, rel=0.01)


def test_regimes_keep_accounts_of_their_own(beside: HomeCare) -> None:
    """Each has a provider, payments and days of its own; together they serve everybody."""
    payments = beside.journal.payments
    assert {p.regime for p in payments} == {0, 1}
    served = {d.regime: d.served for d in beside.journal.citizen_days if d.day == 20}
    assert set(served) == {0, 1}
    assert 60 <= sum(served.values()) <= 70
    bonds = (beside.world.bond > 0).any(axis=1)
    assert bonds[beside.world.citizens["settlement"] == 0].mean() > 0.9
    assert not bonds[beside.world.citizens["settlement"] == 1].any()


def test_an_arm_beside_itself_decides_alike(small: Scenario, bum: Arm) -> None:
    """The same arm on both sides: every case is decided by the same owners and values, whichever side."""
    place = pilot(small)
    model = HomeCare(place, dataclasses.replace(bum, beside=bum).compose(place), 1)
    one, other = model.regimes
    assert one.values == other.values
    assert {r: type(o) for r, o in one.organisation.owners.items()} == {
        r: type(o) for r, o in other.organisation.owners.items()
    }


def test_beside_needs_a_pilot(small: Scenario) -> None:
    """Without a settlement marked as a pilot there is nowhere to stand side by side."""
    with pytest.raises(InputError, match="no settlement is marked"):
        load_arm("teams_in_pilot").compose(small)


def test_an_arm_in_two_steps_is_refused(small: Scenario, bum: Arm, teams: Arm) -> None:
    """What is replaced may not itself replace another arm."""
    with pytest.raises(InputError, match="itself replaces another"):
        dataclasses.replace(bum, before=teams).compose(small)
