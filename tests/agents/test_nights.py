"""Nights: shifts and visits that belong to the day on which they begin, groups of their own, and the acute round."""

from __future__ import annotations

import numpy as np
import pytest

import agents.model
from agents.model import HomeCare
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.clock import DAY, NIGHT_SHIFT
from sim.kinds import Activity, Engagement, Function, Status
from sim.population import Population, populate
from sim.scenario import Scenario
from sim.tables import LINES, NIGHT_VISITS

pytestmark = pytest.mark.model

BUSY_NIGHTS = {
    "from_8_to_20_hours_share": 0.12,
    "under_2_hours_share": 0.6,
    "from_2_to_8_hours_share": 0.15,
    "night_share_over_20": 1.0,
    "night_share_8_to_20": 0.9,
    "acute_calls_per_year": 20.0,
    "falls_per_year": 2.0,
    "smallest_route": 0.0,
}


def place(**values: float) -> Scenario:
    """The pilot's citizens, many of whom need somebody at night."""
    there = find_scenario("pilot_60").model_copy(update={"horizon_days": 56, "warm_up_days": 0})
    return there.with_parameters({**BUSY_NIGHTS, **values})


@pytest.fixture(scope="module", params=["bum", "self_organising"])
def lived(request: pytest.FixtureRequest) -> HomeCare:
    """Eight weeks with much to do at night."""
    model = HomeCare(place(), load_arm(request.param).compose(place()), 1)
    model.run()
    return model


def night_group(model: HomeCare) -> int:
    """The group that serves the nights."""
    (group,) = [g for g, functions in enumerate(model.formation.functions) if functions == {Function.NIGHT}]
    return group


def test_a_night_is_one_shift_of_the_day_on_which_it_begins(lived: HomeCare) -> None:
    """Night carers have one row a night, from 23:00 on into minutes beyond 1440; nobody else works then by roster."""
    shifts = lived.journal.shifts
    work = (shifts["ends"] > shifts["begins"]) & (shifts["engagement"] == Engagement.ROSTERED)
    at_night = work & (shifts["group"] == night_group(lived))
    assert at_night.sum() > 40
    assert (shifts["begins"][at_night] >= NIGHT_SHIFT).all()
    assert (shifts["ends"][at_night] > DAY).any()
    assert (shifts["begins"][work & ~at_night] < NIGHT_SHIFT).all()
    keys = np.unique(shifts[work][["day", "carer"]])
    assert len(keys) == work.sum()


def test_nights_do_not_overlap_the_next_day(lived: HomeCare) -> None:
    """A carer's shifts, put on one clock, never overlap, and rostered ones have their eleven hours between them."""
    shifts = lived.journal.shifts
    own = (shifts["carer"] < lived.staff) & (shifts["ends"] > shifts["begins"])
    rows = shifts[own]
    rows = rows[np.lexsort((rows["day"], rows["carer"]))]
    begins, ends = rows["day"] * DAY + rows["begins"], rows["day"] * DAY + rows["ends"] + rows["overtime"]
    same = rows["carer"][1:] == rows["carer"][:-1]
    assert (begins[1:] >= ends[:-1])[same].all()
    rostered = rows["engagement"] == Engagement.ROSTERED
    between = same & rostered[1:] & rostered[:-1]
    planned = begins[1:] - (rows["day"] * DAY + rows["ends"])[:-1]
    assert (planned[between] >= 660).all()


def test_nobody_of_the_day_makes_a_visit_at_night(lived: HomeCare) -> None:
    """Visits at night are planned ones of the night's lines, made by the night group or by people called in for it."""
    visits = lived.journal.visits
    night = np.isin(visits["line"] % LINES, NIGHT_VISITS)
    assert night.sum() > 500
    assert (visits["group"][night] == night_group(lived)).all()
    made = visits[night & (visits["carer"] >= 0)]
    assert (made["start"] >= NIGHT_SHIFT).all()
    assert (made["start"] >= DAY).any()
    row = lived.world.groups[night_group(lived)]
    own = (made["carer"] >= row["first"]) & (made["carer"] < row["last"])
    assert (own | (made["carer"] >= lived.staff)).all()
    by_day = visits[~night & (visits["function"] <= Function.NURSING) & (visits["carer"] >= 0)]
    assert not ((by_day["carer"] >= row["first"]) & (by_day["carer"] < row["last"])).any()


def test_most_nights_are_made_in_time(lived: HomeCare) -> None:
    """With a group of their own, visits at night are planned visits like any other: few are missed."""
    visits = lived.journal.visits
    night = visits[np.isin(visits["line"] % LINES, NIGHT_VISITS)]
    assert np.isin(night["status"], (Status.DONE, Status.LATE)).mean() > 0.95


def test_calls_at_night_are_answered_by_the_night_or_the_round(lived: HomeCare) -> None:
    """After 23:00 only night carers, people called in for the night or the acute round go; before, only the day's."""
    visits = lived.journal.visits
    calls = visits[(visits["function"] == Function.ACUTE) & (visits["carer"] >= 0)]
    own = calls[calls["carer"] < lived.staff]
    row = lived.world.groups[night_group(lived)]
    by_night = (own["carer"] >= row["first"]) & (own["carer"] < row["last"])
    assert by_night.sum() > 5
    assert (~by_night).sum() > 5
    assert (own["start"][by_night] >= NIGHT_SHIFT).all()
    assert (own["start"][~by_night] < NIGHT_SHIFT + 120).all()


def test_without_nights_nobody_works_at_night(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no citizen needs a visit at night no night carer is hired, and the acute round takes the calls."""

    def nights_off(scenario: Scenario, seed: int) -> Population:
        people = populate(scenario, seed)
        people.lines["active"][np.isin(np.arange(len(people.lines)) % LINES, NIGHT_VISITS)] = 0
        return people

    monkeypatch.setattr(agents.model, "populate", nights_off)
    model = HomeCare(place(mortality=0.1), load_arm("bum").compose(place()), 2)
    row = model.world.groups[night_group(model)]
    assert row["first"] == row["last"]
    for _ in range(21):
        model.step()
    visits = model.journal.visits
    calls = visits[(visits["function"] == Function.ACUTE) & (visits["start"] > NIGHT_SHIFT + 120)]
    assert len(calls) > 5
    assert (calls["carer"] >= model.staff).all()


@pytest.fixture(scope="module")
def rounds() -> HomeCare:
    """A place with many calls whose own carers are never free soon enough, and a round that always comes."""
    there = place(acute_round_chance=1.0, acute_round_pool=20.0, acute_round_delay=60.0)
    model = HomeCare(there, load_arm("bum").compose(there), 1)
    model.world.groups["acute_wait"] = -1e6
    model.run()
    return model


def test_the_round_answers_what_own_carers_cannot(rounds: HomeCare) -> None:
    """Every call is answered late, acute_round_delay after the alarm, by somebody who isn't of the district."""
    visits = rounds.journal.visits
    calls = visits[visits["function"] == Function.ACUTE]
    assert len(calls) > 50
    assert (calls["carer"] >= rounds.staff).all()
    assert (calls["status"] == Status.LATE).all()
    assert (calls["start"] >= 180 + 60).all()
    assert calls["care"].tolist() == calls["granted"].tolist()
    assert sum(d.rounds for d in rounds.journal.citizen_days) == len(calls)
    assert not any(stay.cause == "unanswered call" for stay in rounds.journal.stays)


def test_a_round_is_paid_to_the_last_bit(rounds: HomeCare) -> None:
    """Each answered call is one paid row: journey there and back, help and writing, and kilometres by car."""
    journal = rounds.journal
    first = rounds.staff + int(rounds.values["temp_pool"] + rounds.values["float_pool"])
    mine = journal.shifts["carer"] >= first
    calls = journal.visits[journal.visits["function"] == Function.ACUTE]
    assert mine.sum() == len(calls)
    shifts, minutes = journal.shifts[mine], journal.minutes[mine]
    assert (minutes.sum(axis=1) == shifts["paid"]).all()
    assert (shifts["paid"] == shifts["ends"] - shifts["begins"]).all()
    assert minutes[:, Activity.CARE].sum() == calls["care"].sum()
    assert (minutes[:, Activity.TRAVEL] > 0).all()
    assert (shifts["car_km"] > 0).all()
    assert (shifts["engagement"] == Engagement.FLOAT).all()


def test_without_a_round_calls_are_missed_and_may_end_in_hospital() -> None:
    """Nobody of their own and no round: the call is missed, and the chance of the link takes people to hospital."""
    there = place(acute_round_chance=0.0, unanswered_on_admissions=0.5)
    model = HomeCare(there, load_arm("bum").compose(there), 1)
    model.world.groups["acute_wait"] = -1e6
    model.run()
    visits = model.journal.visits
    calls = visits[visits["function"] == Function.ACUTE]
    assert (calls["status"] == Status.MISSED).all()
    taken = [stay for stay in model.journal.stays if stay.cause == "unanswered call"]
    assert 0.25 < len(taken) / len(calls) < 0.7
    missed = set(zip(calls["day"].tolist(), calls["citizen"].tolist(), strict=True))
    assert all((stay.admitted - 1, stay.citizen) in missed for stay in taken)
