"""What must happen when one thing is turned up or off, whatever the organisation."""

from __future__ import annotations

import numpy as np
import pytest

import agents.model
from agents.model import HomeCare
from experiments.run import simulate
from experiments.verify.finding import with_value
from policies.arm import Arm
from sim.kinds import Activity, Engagement
from sim.population import Population, populate
from sim.scenario import Scenario

from .conftest import books_of, run

pytestmark = pytest.mark.model

NOBODY_ABSENT = {"sickness_share": 0.0, "holiday_weeks": 0.0, "other_absence_share": 0.0}
EVERY_POST_FILLED = {
    "exit_rate": 0.1,
    "leaving_notice": 90.0,
    "time_to_hire": 2.0,
    "advert_share": 0.2,
    "onboarding_shifts": 0.0,
}
"""Somebody is found before the holder of a post has left, unless recruitment fails again and again."""
STEADY = {
    **NOBODY_ABSENT,
    "need_changes_per_year": 1.5,
    "need_spread": 0.05,
    "acute_calls_per_year": 0.0,
    "mortality": 0.1,
    "practical_exits": 0.03,
    "smallest_route": 0.0,
    "reserve_share": 0.3,
    **EVERY_POST_FILLED,
}


def both(bum: Arm, teams: Arm) -> tuple[Arm, Arm]:
    return bum, teams


def test_no_sickness_no_temps(small: Scenario, bum: Arm, teams: Arm) -> None:
    """With nobody absent and room in the roster, no temp is ever called; with sickness they are."""
    steady, ill = small.with_parameters(STEADY), small.with_parameters({"sickness_share": 0.2})
    for arm in both(bum, teams):
        calm = run(steady, arm).journal
        assert not (calm.shifts["engagement"] == Engagement.TEMP).any()
        assert calm.minutes[:, Activity.SICK].sum() == 0
        assert (run(ill, arm).journal.shifts["engagement"] == Engagement.TEMP).any()


def test_zero_demand_zero_variable_cost(small: Scenario, bum: Arm, teams: Arm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody needs anything, nobody is hired, nobody drives, and only posts for the population are paid."""

    def nobody_needs_help(scenario: Scenario, seed: int) -> Population:
        population = populate(scenario, seed)
        population.lines["active"] = 0
        population.citizens["served"] = 0
        return population

    monkeypatch.setattr(agents.model, "populate", nobody_needs_help)
    for arm in both(bum, teams):
        model = run(small, arm)
        journal = model.journal
        books = books_of(model)
        assert model.staff == 0
        assert journal.n_visits == 0
        assert {books.items[i] for i in ("carers", "supplements", "overtime", "temps", "mileage", "planners")} == {0}


def test_twice_the_wage_twice_the_wage_cost(small: Scenario, bum: Arm) -> None:
    """Ordinary pay is exactly proportional to wages (to a rounding of half an oere a shift)."""
    model = run(small, bum)
    journal = model.journal
    wages = [k for k in model.values if k.startswith("wage_") and k != "wage_level"]
    double = {**model.values, **{k: 2 * model.values[k] for k in wages}}
    once, twice = books_of(model), books_of(model, double)
    assert twice.items["carers"] == pytest.approx(2 * once.items["carers"], abs=len(journal.shifts))
    assert twice.items["planners"] == pytest.approx(2 * once.items["planners"], abs=2 * len(journal.office))
    assert once.items["carers"] > 0


def mean(scenario: Scenario, arm: Arm, key: str, seeds: range = range(1, 4)) -> float:
    return float(np.mean([simulate(scenario, arm, seed).measures[key] for seed in seeds]))


def test_more_absence_more_faces(small: Scenario, bum: Arm, teams: Arm) -> None:
    """Citizens meet more different carers when more carers are ill."""
    for arm in both(bum, teams):
        low = mean(small.with_parameters({"sickness_share": 0.0}), arm, "carers_14")
        high = mean(small.with_parameters({"sickness_share": 0.3}), arm, "carers_14")
        assert high > low


def test_a_bigger_pool_more_faces(small: Scenario, teams: Arm) -> None:
    """The same organisation in groups of six shows fewer faces than in groups of twenty-four."""
    faces = [mean(small, with_value(teams, "group_size", size), "carers_14") for size in (6, 24)]
    assert faces[0] < faces[1]


def test_more_weight_on_continuity_never_shows_more_faces(small: Scenario, teams: Arm) -> None:
    """A planner who pays more for the citizen's own carer sends fewer different ones."""
    none, much = (mean(small, with_value(teams, "continuity_weight", w), "carers_14") for w in (0.0, 40.0))
    assert much < none


def test_a_slower_decision_a_longer_lag(small: Scenario, bum: Arm) -> None:
    """Days until help fits the need rise by about the working days that a report takes to be read."""
    quick, slow = (
        mean(small.with_parameters({"change_lag": lag, "need_changes_per_year": 6}), bum, "adjust_days")
        for lag in (0, 5)
    )
    assert 3 < slow - quick < 12


def test_knowing_the_citizen_notices_sooner(small: Scenario, teams: Arm) -> None:
    """With notice only by those who know the citizen, changes wait longer when nobody is ever known."""
    base = {
        "need_changes_per_year": 6,
        "reassessments_per_year": 0,
        "notice_chance": 0.36,
        "familiarity_on_notice": 1.0,
    }
    known = mean(small.with_parameters(base), teams, "adjust_days")
    unknown = mean(
        small.with_parameters({**base, "familiarity_gain": 0.05, "familiarity_half_life": 10}), teams, "adjust_days"
    )
    assert unknown > known


def test_a_team_of_one_and_half_of_everybody_ill_end_in_defined_events(small: Scenario, bum: Arm, teams: Arm) -> None:
    """Extremes end in missed and moved visits, never in an exception, and the books still balance."""
    hard = small.with_parameters({"sickness_share": 0.5, "temp_pool": 3, "float_pool": 0, "nursing_share": 0.4})
    for arm in (with_value(bum, "group_size", 4), with_value(teams, "group_size", 4)):
        model: HomeCare = run(hard, arm)
        journal = model.journal
        assert (journal.minutes.sum(axis=1) == journal.shifts["paid"]).all()
        assert (np.bincount(journal.visits["day"], minlength=hard.days) == journal.planned).all()
