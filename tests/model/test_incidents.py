"""Incidents: real causes in the model, the same in every arm, and the same whether planned or thrown in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from agents.model import HomeCare
from experiments.verify.symmetry import journal_bytes
from policies.arm import Arm
from sim.clock import DAY
from sim.journal import Stay
from sim.kinds import Presence
from sim.scenario import Scenario
from sim.shocks import Incident, Shock
from tests.model.conftest import run

pytestmark = pytest.mark.model

WARM_UP = 14
DAY_OF = 22
FIRST = WARM_UP + DAY_OF
SICK = Incident(kind="sick_calls", day=DAY_OF, number=5)
HOME = Incident(kind="discharges", day=DAY_OF, number=6)


def lived(scenario: Scenario, arm: Arm, days: int = FIRST + 1) -> HomeCare:
    """A run of so many days."""
    model = HomeCare(scenario, arm.compose(scenario), 1)
    for _ in range(days):
        model.step()
    return model


def sick_shifts(model: HomeCare, day: int) -> set[int]:
    """Carers who were to work that day and are ill."""
    shifts = model.journal.shifts
    return set(shifts["carer"][(shifts["day"] == day) & (shifts["presence"] == Presence.SICK)].tolist())


def begun(model: HomeCare) -> list[Stay]:
    """Stays in hospital that an incident began."""
    return [stay for stay in model.journal.stays if stay.cause == "incident"]


@pytest.fixture(scope="module")
def arms(bum: Arm, teams: Arm) -> tuple[Arm, Arm]:
    return bum, teams


def test_as_many_call_in_sick_as_the_incident_says(small: Scenario, arms: Sequence[Arm]) -> None:
    """In every arm five carers more who were to work that day are ill, for spells that may last; nothing before that
    day differs."""
    for arm in arms:
        calm, struck = lived(small, arm), lived(small.with_events(incidents=[SICK]), arm)
        ill, before = sick_shifts(struck, FIRST), sick_shifts(calm, FIRST)
        assert before < ill
        assert len(ill - before) == 5
        assert (struck.world.carers["sick_until"][sorted(ill)] > FIRST).all()
        assert journal_bytes(lived(small, arm, FIRST)) == journal_bytes(
            lived(small.with_events(incidents=[SICK]), arm, FIRST)
        )


def test_more_sick_calls_than_carers_is_everybody(small: Scenario, bum: Arm) -> None:
    """Nobody rostered is at work; the run goes on."""
    model = lived(small.with_events(incidents=[SICK.model_copy(update={"number": 1000})]), bum, FIRST + 3)
    shifts = model.journal.shifts[model.journal.shifts["day"] == FIRST]
    rostered = shifts["engagement"] == 1
    assert not (shifts["presence"][rostered] == Presence.PRESENT).any()


def test_the_hospital_sends_the_same_citizens_home_in_every_arm(small: Scenario, arms: Sequence[Arm]) -> None:
    """Six citizens come home together the next morning at 10:00 with more need; their need is a case unless help
    already fits it."""
    who = []
    for arm in arms:
        model = lived(small.with_events(incidents=[HOME]), arm, FIRST + 3)
        calm = lived(small, arm, FIRST + 3)
        stays = begun(model)
        assert {stay.admitted for stay in stays} == {FIRST}
        assert {stay.discharged for stay in stays} == {(FIRST + 1) * DAY + 360}
        rows = [stay.citizen for stay in stays]
        assert (model.world.citizens["jump"][rows] > calm.world.citizens["jump"][rows]).all()
        cases = [c for c in model.journal.cases if c.kind == "discharge" and c.arose >= FIRST * DAY]
        assert {c.citizen for c in cases} >= set(rows) - {r for r in rows if model.world.citizens["away"][r]}
        who.append(set(rows))
    assert len(who[0]) == 6
    assert who[0] == who[1]


def thrown_in(scenario: Scenario, arm: Arm, later: Scenario, then: Arm) -> HomeCare:
    """A run in which another future is taken on just before the day."""
    model = lived(scenario, arm, FIRST)
    model.go_on_with(later, then.compose(later))
    for _ in range(scenario.days - FIRST):
        model.step()
    return model


def test_what_is_thrown_in_live_is_what_was_planned(small: Scenario, arms: Sequence[Arm]) -> None:
    """Sick calls, discharges and another price between two days give, to the last bit, the planned run."""
    price = Shock(kind="price", first_day=DAY_OF, days=100, factor=0.9)
    later = small.with_events([price], [SICK, HOME])
    for arm in arms:
        planned = run(later, arm)
        assert journal_bytes(thrown_in(small, arm, later, arm)) == journal_bytes(planned)
        assert journal_bytes(planned) != journal_bytes(run(small, arm))


def test_a_team_thrown_in_live_is_the_team_that_was_planned(small: Scenario, bum: Arm, teams: Arm) -> None:
    """A team beside the old organisation from a day on, and a later date of the arm itself, are not lost."""
    pilot = replace(teams, before=None, beside=bum, only_in=("Town",), from_day=DAY_OF)
    assert journal_bytes(thrown_in(small, bum, small, pilot)) == journal_bytes(run(small, pilot))


def test_the_past_cannot_be_changed(small: Scenario, bum: Arm, teams: Arm) -> None:
    """Neither an incident of yesterday nor a team that began yesterday, nor another place."""
    model = lived(small, bum, FIRST)
    early = SICK.model_copy(update={"day": DAY_OF - 1})
    with pytest.raises(ValueError, match="scenario differs"):
        model.go_on_with(small.with_events(incidents=[early]), bum.compose(small))
    with pytest.raises(ValueError, match="scenario differs"):
        model.go_on_with(small.with_parameters({"detour": 1.6}), bum.compose(small))
    pilot = replace(teams, before=None, beside=bum, only_in=("Town",), from_day=DAY_OF - 1)
    with pytest.raises(ValueError, match="organisation differs"):
        model.go_on_with(small, pilot.compose(small))
    assert np.isclose(model.today, FIRST)
