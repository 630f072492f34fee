"""Extremes end in defined events: no exception, no number that isn't one, books that balance, visits that end once."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from agents.model import HomeCare
from experiments.run import measure
from experiments.verify.books import books
from experiments.verify.extremes import undefined
from experiments.verify.finding import with_value
from policies.arm import Arm
from policies.loading import load_arm
from sim.kinds import Function, Status
from sim.parameters import registry
from sim.population import Population, populate
from sim.scenario import Scenario, Shock

from .conftest import books_of

pytestmark = pytest.mark.model

ARMS = ("bum", "self_organising", "teams_in_pilot")


def pilot(scenario: Scenario) -> Scenario:
    """The scenario with its town as a pilot, so that two arms can stand side by side."""
    town, *others = scenario.settlements
    return scenario.model_copy(update={"settlements": (town.model_copy(update={"pilot": True}), *others)})


def shocked(scenario: Scenario, *shocks: tuple[str, int, int, float]) -> Scenario:
    """With shocks (kind, first day, days, factor)."""
    more = [Shock(kind=k, first_day=a, days=d, factor=f) for k, a, d, f in shocks]  # type: ignore[arg-type]
    return Scenario.model_validate({**pilot(scenario).model_dump(), "shocks": [s.model_dump() for s in more]})


def arm_with(name: str, **values: float) -> Arm:
    """A shipped arm, and those it refers to, with some values set."""
    arm = load_arm(name)
    for value, amount in values.items():
        arm = with_value(arm, value, amount)
    return arm


def lived(scenario: Scenario, arm: Arm, seed: int = 1) -> HomeCare:
    """A finished run whose minutes, visits, people and money are all in order."""
    model = HomeCare(scenario, arm.compose(scenario), seed)
    model.run()
    assert [f for f in books(arm.name, model) if f.verdict != "holds"] == []
    assert all(isinstance(oere, int) for oere in books_of(model).items.values())
    for rows in by_post(model).values():
        assert all(a.left <= b.hired for a, b in pairwise(rows))
    assert undefined(model) == []
    return model


def by_post(model: HomeCare) -> dict[int, list[object]]:
    """Employments of each post in their order."""
    out: dict[int, list[object]] = {}
    for e in model.journal.employments:
        out.setdefault(e.post, []).append(e)
    return out


def made_share(model: HomeCare, first: int, last: int) -> float:
    """Share of planned visits of days first to last - 1 that somebody made."""
    visits = model.journal.visits
    mine = visits[(visits["day"] >= first) & (visits["day"] < last) & (visits["function"] <= Function.NURSING)]
    return float(np.isin(mine["status"], (Status.DONE, Status.LATE)).mean())


@pytest.mark.parametrize("name", ARMS)
def test_teams_of_one(name: str, small: Scenario) -> None:
    """A group may be a single person: absences are covered or visits missed, and nobody quarrels alone."""
    place = shocked(small).with_parameters({"conflicts_per_year": 3.0})
    model = lived(place, arm_with(name, group_size=registry()["group_size"].low))
    sizes = model.world.groups["last"] - model.world.groups["first"]
    assert np.median(sizes[sizes > 0]) == 1
    alone = [len(g.citizens()) <= 1 for g in model.groups]
    assert np.array(alone)[sizes > 1].all()  # a single citizen may need two carers
    assert not model.workforce.in_conflict[sizes < 2].any()


@pytest.mark.parametrize("name", ARMS)
def test_everybody_ill(name: str, small: Scenario) -> None:
    """When all fall ill at once help comes from outside or not at all, and comes back when they do."""
    place = shocked(small, ("sickness", 14, 14, 1000.0)).with_parameters({"spell_days": 2.0})
    model = lived(place, load_arm(name))
    shifts = model.journal.shifts
    own = (shifts["day"] == 14 + 16) & (shifts["engagement"] == 1) & (shifts["ends"] > shifts["begins"])
    assert (shifts["presence"][own] != 0).mean() > 0.95
    assert made_share(model, 28, 42) < made_share(model, 0, 28) - 0.02
    assert made_share(model, 63, 70) > made_share(model, 28, 42)


@pytest.mark.parametrize("name", ARMS)
def test_nobody_to_be_recruited(name: str, small: Scenario) -> None:
    """Without any recruitment posts empty one after the other; those left go on, and no post is filled."""
    year = shocked(small.model_copy(update={"horizon_days": 365}), ("recruitment", 0, 365, 0.0))
    model = lived(year.with_parameters({"exit_rate": 0.35, "leaving_notice": 0.0}), load_arm(name))
    carers = model.world.carers[: model.staff]
    assert carers["vacant"].sum() >= 0.15 * model.staff
    found_before = small.warm_up_days + 120  # whoever had been found before the first day has begun by then
    hired = [e for e in model.journal.employments if e.hired > found_before]
    assert hired == []
    assert measure(model, model.journal, "x").measures["vacancy_share"] > 0.08


@pytest.mark.parametrize("name", ARMS)
def test_a_month_of_double_demand(name: str, small: Scenario) -> None:
    """Need doubles and halves again; help follows as far as it can, more is unmet, and nothing is left behind."""
    place = shocked(small, ("demand", 14, 28, 2.0))
    model, calm = lived(place, load_arm(name)), lived(shocked(small), load_arm(name))

    def need(of: HomeCare, day: int) -> float:
        rows = [d for d in of.journal.citizen_days if d.day == day]
        return sum(d.need * d.personal for d in rows) / sum(d.personal for d in rows)

    assert need(model, 40) > 1.7 * need(calm, 40)
    assert need(model, 69) < 1.3 * need(calm, 69)
    unmet = [measure(m, m.journal, "x").measures["unmet_minutes"] for m in (model, calm)]
    assert unmet[0] > unmet[1]


@pytest.mark.parametrize("name", ARMS)
def test_a_price_of_nothing_ends_in_insolvency_and_handover(name: str, small: Scenario) -> None:
    """A provider on its own feet that is paid nothing runs out of money, is handed over after its winding-up, and its
    citizens go on being served."""
    place = shocked(small.model_copy(update={"horizon_days": 365}), ("price", 0, 365, 0.0))
    model = lived(place, arm_with(name, deficit_covered=0.0))
    for regime in model.regimes:
        days = {e.kind: e.day for e in model.journal.events if e.regime == regime.number and e.kind != "change"}
        assert set(days) == {"insolvent", "handover"}
        assert days["handover"] == days["insolvent"] + regime.organisation.values["winding_up_days"]
        assert regime.handed_over
        assert sum(e.kind == "insolvent" and e.regime == regime.number for e in model.journal.events) == 1
    assert model.journal.visits["day"].max() == place.days - 1
    assert made_share(model, place.days - 56, place.days) > 0.85
    assert {p.oere for p in model.journal.payments if p.day >= place.warm_up_days + 31} == {0}


@pytest.mark.parametrize("name", ARMS)
def test_nobody_with_personal_care(name: str, small: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all need nothing but cleaning nobody falls, calls or is admitted, and what isn't defined is said so."""

    def cleaning_only(scenario: Scenario, seed: int) -> Population:
        people = populate(scenario, seed)
        people.lines["active"][people.lines["function"] != Function.PRACTICAL] = 0
        people.citizens["personal"] = people.citizens["heavy"] = 0
        return people

    monkeypatch.setattr("agents.model.populate", cleaning_only)
    place = shocked(small.model_copy(update={"horizon_days": 28}), ("demand", 0, 28, 2.0))
    model = HomeCare(place, load_arm(name).compose(place), 1)
    for _ in range(14):
        model.step()
    journal = model.journal
    if not journal.endings:
        assert journal.stays == []
        assert all(math.isnan(d.need) and d.personal == d.falls == 0 for d in journal.citizen_days)
    assert (journal.visits["function"] == Function.PRACTICAL).mean() > 0.9
    assert (journal.minutes.sum(axis=1) == journal.shifts["paid"]).all()


@pytest.mark.parametrize("name", ARMS)
def test_all_at_once(name: str, small: Scenario) -> None:
    """Teams of one, everybody ill, nobody to hire, twice the demand and no money: still a run with defined numbers."""
    place = shocked(
        small.model_copy(update={"horizon_days": 200}),
        ("sickness", 10, 150, 1000.0),
        ("demand", 20, 120, 2.0),
        ("recruitment", 0, 200, 0.0),
        ("price", 0, 200, 0.0),
    )
    place = place.with_parameters({"exit_rate": 0.35, "leaving_notice": 0.0, "acute_calls_per_year": 20.0})
    model = lived(place, arm_with(name, group_size=1.0, deficit_covered=0.0))
    assert {e.kind for e in model.journal.events} >= {"insolvent", "handover"}
