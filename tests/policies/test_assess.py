"""Who assesses and adjusts: the same case takes its lag, its queue and its minutes, whoever owns the right."""

from __future__ import annotations

import numpy as np
import pytest

from agents.model import HomeCare
from agents.rights import Process, Right
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.clock import DAY, minute_of_day
from sim.journal import Case

pytestmark = pytest.mark.model

TUESDAY_NOON = DAY + minute_of_day(12)


def model_of(arm: str, **values: float) -> HomeCare:
    """A model at noon of its first Tuesday, in which nothing has happened."""
    place = find_scenario("pilot_60").model_copy(update={"horizon_days": 14, "warm_up_days": 0})
    model = HomeCare(place.with_parameters(values), load_arm(arm).compose(place.with_parameters(values)), 1)
    model.env.run(until=TUESDAY_NOON)
    return model


def finished(model: HomeCare, right: str, case: Case) -> float:
    """The minute at which the owner of a right has dealt with a case."""
    done: list[float] = []

    def process() -> Process:
        owner, values = model.regime(case.citizen).decide(Right(right), case.citizen)
        yield from getattr(owner, right)(model, case, values)
        done.append(model.env.now)

    model.env.process(process())
    model.env.run(until=60 * DAY)
    return done[0]


def test_a_carer_adjusts_at_once() -> None:
    """Within a self-organising team help is adjusted at the minute at which the change is noticed."""
    model = model_of("self_organising")
    citizen = int(np.flatnonzero(model.world.citizens["personal"])[0])
    assert finished(model, "adjust", Case("change", citizen, 0.0)) == TUESDAY_NOON


def test_an_order_change_takes_its_lag_and_the_visitators_minutes() -> None:
    """Through the visitator it takes the lag in working days, then at least the minutes of work."""
    slow, fast = model_of("bum", change_lag=3.0), model_of("bum", change_lag=0.0)
    case = Case("change", 0, 0.0)
    late, soon = finished(slow, "adjust", Case("change", 0, 0.0)), finished(fast, "adjust", case)
    assert soon >= TUESDAY_NOON + fast.values["order_change_minutes"]
    assert 2 * DAY <= late - soon <= 5 * DAY
    assert case.queued >= 0


def test_visitation_takes_its_lags_before_help_starts() -> None:
    """With lags of some working days, first help starts days later than without."""
    slow = model_of("bum", assessment_lag=4.0, start_lag=4.0)
    fast = model_of("bum", assessment_lag=0.0, start_lag=0.0)
    case = Case("referral", 0, TUESDAY_NOON)
    assert finished(slow, "assess", case) - finished(fast, "assess", Case("referral", 0, 0.0)) >= 7 * DAY


def test_visitators_spend_the_minutes_of_an_assessment() -> None:
    """What an assessment takes is booked at the visitators' desk, once."""
    model = model_of("bum")
    finished(model, "assess", Case("referral", 0, 0.0))
    spent = sum(day.get("assessment", 0.0) for day in model.visitators.worked.values())
    assert spent == model.values["assessment_minutes"]
