"""The provider: months closed, settled and booked, things bought, and what follows when the money is gone."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pytest

from agents.organisation import Organisation
from agents.provider import Provider
from agents.rights import Right
from agents.staffing import posts, posts_cost_per_week
from policies.base import Policy
from policies.loading import load_arm
from policies.settle import Frame, MinutesByService
from sim.clock import minute_of_day
from sim.journal import Event, Journal, OfficeWork, Payment
from sim.kinds import Activity, Engagement, Function, Grade
from sim.ledger import COVERED, THINGS, Entries, keep_books
from sim.parameters import registry
from sim.settlement import Month

pytestmark = pytest.mark.unit

VALUES = {name: p.default for name, p in registry().items()}
WARM_UP, DAYS = 20, 385
CARERS, CITIZENS, VISITS = 4, 10, 24
DAILY_COST = CARERS * 8 * 235 * 100
"""Of the carers of one provider, in oere: eight helpers' hours each, every weekday."""


class Place:
    """A scenario without people: its length, and a price that a shock may change."""

    warm_up_days, days = WARM_UP, DAYS

    def __init__(self, shock: float = 1.0) -> None:
        self._shock = shock

    def shock(self, kind: str, day: int) -> float:
        return self._shock if kind == "price" else 1.0


class Ground:
    """Three groups, the first two of regime 0."""

    regime_of_group = np.array([0, 0, 1], np.int32)


class Care:
    """Three citizens of each side are granted 1, 5 and 30 hours a week, and as much at need 1."""

    def weekly_hours(self, citizens: Any, usual: bool = False) -> Any:
        return np.array([1.0, 5.0, 30.0])


class Side:
    """A regime whose people neither come nor go, but for one newcomer on day 40."""

    def __init__(self, number: int, settles: Any, **values: float) -> None:
        self.number = number
        self.citizens = np.arange(3)
        self.values = {**VALUES, "start_capital": 0.0, "credit_line": 0.0, **values}
        self.handed_over = False
        self.months: list[Month] = []
        self._settles = settles

    def citizens_served(self) -> int:
        return CITIZENS

    def carers_employed(self) -> int:
        return CARERS

    def hired_in(self, first_day: int, last_day: int) -> int:
        return int(first_day <= 40 <= last_day)

    def settle_month(self, month: Month) -> int:
        self.months.append(month)
        return int(self._settles.settle(month, self.values))


class Town(mesa.Model):  # type: ignore[misc]
    """The least that providers need of a model: every day each regime's carers work and make visits of 20 minutes."""

    def __init__(self, *sides: Side, shock: float = 1.0) -> None:
        super().__init__(rng=1)
        self.scenario = Place(shock)
        self.formation = Ground()
        self.regimes = list(sides)
        self.grants = Care()
        self.values_since = {0: {side.number: side.values for side in sides}}
        self.journal = Journal(lines=200, people=20, days=DAYS)
        self.providers = [Provider(self, side) for side in sides]  # type: ignore[arg-type]
        self.handovers: list[int] = []

    def hand_over(self, regime: Side) -> None:
        regime.handed_over = True
        self.handovers.append(regime.number)

    def run(self, days: int = DAYS) -> Town:
        for day in range(days):
            for side in self.regimes:
                self._work(day, 2 * side.number)
            for provider in self.providers:
                provider.close(day)
        return self

    def _work(self, day: int, group: int) -> None:
        record = self.journal.blank()
        visits, shifts, minutes = record.visits[:VISITS], record.shifts[:CARERS], record.minutes[:CARERS]
        visits["day"], visits["group"], visits["function"] = day, group, Function.PERSONAL
        visits["care"], visits["granted"] = 20.0, 30.0
        shifts["day"], shifts["group"], shifts["grade"] = day, group, Grade.HELPER
        shifts["engagement"] = Engagement.ROSTERED
        paid = 480.0 if day % 7 < 5 else 0.0
        shifts["begins"], shifts["ends"], shifts["paid"] = minute_of_day(7), minute_of_day(7) + paid, paid
        minutes[:, Activity.CARE] = paid
        self.journal.wrote(visits=VISITS, shifts=CARERS)
        self.journal.office.append(OfficeWork(day, "leader", "leadership", 30.0, group // 2))


def months_of(town: Town, side: int = 0) -> list[Payment]:
    """What one side was paid."""
    return [p for p in town.journal.payments if p.regime == side]


def spent(town: Town, item: str, side: int = 0) -> list[int]:
    """What one side spent on an item, month by month."""
    return [e.oere for e in town.journal.expenses if e.regime == side and e.item == item]


def events(town: Town) -> list[Event]:
    return town.journal.events


def test_each_month_is_settled_once_by_the_owners_rule() -> None:
    """A part month before the measured time, then twelve: delivered minutes at the price, each day in one month."""
    town = Town(Side(0, MinutesByService())).run()
    assert [p.day for p in months_of(town)][:2] == [WARM_UP - 1, WARM_UP + 29]
    assert len(months_of(town)) == 13
    assert months_of(town)[-1].day == DAYS - 1
    hourly = VALUES["hourly_price"] * 100
    assert [p.oere for p in months_of(town)][:2] == [round(days * VISITS / 3 * hourly) for days in (20, 30)]
    assert sum(month.delivered for month in town.regimes[0].months) == DAYS * VISITS * 20.0


def test_a_frame_pays_what_is_granted() -> None:
    """Thirty minutes a visit instead of twenty."""
    minutes, frame = (months_of(Town(Side(0, rule)).run(60))[0].oere for rule in (MinutesByService(), Frame()))
    assert frame == pytest.approx(1.5 * minutes, abs=1)


def test_a_price_shock_lowers_what_is_paid() -> None:
    """A fifth less than usual for a month in which it lasted throughout."""
    usual, shocked = (months_of(Town(Side(0, Frame()), shock=s).run(60))[1].oere for s in (1.0, 0.8))
    assert shocked == pytest.approx(0.8 * usual, abs=1)


def test_things_are_bought_for_carers_and_newcomers() -> None:
    """Premises and systems by carer and month, in proportion to its days; courses in the newcomer's month."""
    town = Town(Side(0, Frame())).run()
    assert spent(town, "premises")[0] == round(CARERS * 20 * 12 / 365 * VALUES["premises_per_carer"] * 100)
    assert sum(spent(town, "systems")) == pytest.approx(
        CARERS * DAYS * 12 / 365 * VALUES["systems_per_carer"] * 100, abs=13
    )
    course = round(VALUES["course_cost_per_hire"] * 100)
    assert spent(town, "courses") == [0, course, *[0] * 11]


def test_the_months_closed_are_the_books_of_the_whole_run() -> None:
    """What the account was charged month by month is what the books of all days say, for each of two providers."""
    sides = Side(0, MinutesByService(), deficit_covered=0.0), Side(1, Frame(), wage_level=1.1, deficit_covered=0.0)
    town = Town(*sides).run()
    kept = keep_books(
        Entries.between(town.journal, 0, DAYS - 1), {s.number: s.values for s in sides}, Ground.regime_of_group
    )
    for provider, side in zip(town.providers, sides, strict=True):
        ledger = kept.providers[side.number]
        waiting = sum(amount for _, amount in provider.account.under_way)
        opening = round(months_of(town, side.number)[0].oere * 30 / 20)
        assert provider.account.cash + waiting - opening == ledger.income - ledger.cost
        assert ledger.items["courses"] > 0
        assert ledger.covered == 0
    assert kept.providers[1].items["carers"] == pytest.approx(1.1 * kept.providers[0].items["carers"])


def test_an_own_provider_is_covered_and_never_closes() -> None:
    """The municipality covers each deficit that earlier surpluses leave; result and cover add up to nought."""
    town = Town(Side(0, Frame(), hourly_price=400.0)).run()
    kept = keep_books(Entries.between(town.journal, 0, DAYS - 1), {0: VALUES}, Ground.regime_of_group)
    assert len(spent(town, COVERED)) == 13
    assert kept.providers[0].covered == sum(spent(town, COVERED)) == -kept.providers[0].result
    assert kept.municipality == kept.total == kept.provider
    assert events(town) == []


def test_a_provider_that_breaks_even_gets_no_help() -> None:
    """A price far above the cost leaves no deficit to cover."""
    town = Town(Side(0, Frame(), hourly_price=1200.0)).run()
    assert spent(town, COVERED) == []
    assert town.providers[0].account.cash > 0


def test_without_income_a_provider_fails_in_the_month_in_which_its_credit_is_used_up() -> None:
    """Capital and credit for three months and a half, counted from the costs themselves: the fourth whole month."""
    months = [20, 30, 31, 30, 31]
    working = [sum((d % 7) < 5 for d in range(a, a + n)) for a, n in zip((0, 20, 50, 81, 111), months, strict=True)]
    carers = np.cumsum([w * DAILY_COST for w in working])
    capital = (carers[2] + carers[3]) / 2 / 100
    side = Side(0, Frame(), hourly_price=0.0, deficit_covered=0.0, winding_up_days=30.0)
    side.values |= {"start_capital": capital / CITIZENS * 0.6, "credit_line": capital / CITIZENS * 0.4}
    cheap = {f"{item}_per_carer": 0.0 for item in ("premises", "systems")}
    side.values |= {**cheap, "course_cost_per_hire": 0.0, "wage_leader": 0.0}
    town = Town(side).run()
    failed = sum(months[:4]) - 1
    assert events(town) == [Event(failed, 0, "insolvent"), Event(failed + 30, 0, "handover")]
    assert town.handovers == [0]


def test_after_the_handover_the_municipality_covers_every_deficit() -> None:
    """Nothing is covered before; from then on all of it, and the provider doesn't fail twice."""
    side = Side(0, Frame(), hourly_price=0.0, deficit_covered=0.0, winding_up_days=0.0)
    town = Town(side).run()
    kept = keep_books(Entries.between(town.journal, WARM_UP, DAYS - 1), {0: side.values}, Ground.regime_of_group)
    assert [e.kind for e in events(town)] == ["insolvent", "handover"]
    assert {e.day for e in events(town)} == {WARM_UP - 1}
    assert sum(spent(town, COVERED)) == kept.providers[0].cost


def test_one_providers_failure_leaves_the_other_alone() -> None:
    """Two providers side by side have accounts of their own."""
    town = Town(Side(0, Frame()), Side(1, Frame(), hourly_price=0.0, deficit_covered=0.0, winding_up_days=10.0)).run()
    assert {e.regime for e in events(town)} == {1}
    assert town.handovers == [1]
    alone = Town(Side(0, Frame())).run()
    assert months_of(town, 0) == months_of(alone, 0)
    assert spent(town, "premises", 0) == spent(alone, "premises", 0)


def test_a_provider_is_insolvent_once_however_long_it_takes_to_wind_up() -> None:
    """Help goes on for a hundred days before the handover, and each event happens once."""
    town = Town(Side(0, Frame(), hourly_price=0.0, deficit_covered=0.0, winding_up_days=100.0)).run()
    assert events(town) == [Event(WARM_UP - 1, 0, "insolvent"), Event(WARM_UP + 99, 0, "handover")]


def organisation(**values: float) -> Organisation:
    """The shipped ordering-provider arm's owners with these values."""
    owners: dict[Right, Policy] = {right: p for p in load_arm("bum").policies for right in p.owns}
    return Organisation(owners, {**VALUES, **values}, VALUES)


def test_posts_follow_citizens_carers_and_ratios() -> None:
    """Visitators by citizens; HR, quality, IT and back office by a hundred carers; nobody else moves with them."""
    found = posts(organisation(), citizens=200, carers=50, groups=3)
    assert found["visitator"] == pytest.approx(200 / 1000 * 9.6 * 0.6)
    assert found["leader"] == pytest.approx(50 / 40)
    assert [found[role] for role in ("hr", "quality", "it", "back_office")] == pytest.approx([0.4, 0.4, 0.2, 0.5])
    more = posts(organisation(back_office_per_100_carers=2.0), citizens=400, carers=50, groups=3)
    assert {role for role in found if more[role] != found[role]} == {"visitator", "back_office"}


def test_the_six_shares_of_administration_come_to_six_per_cent() -> None:
    """B33's 6 % of cost: a carer of the shipped BUM district costs about 47,500 kroner a month without them."""
    cost = posts_cost_per_week(organisation(), citizens=0, carers=100, groups=0)
    shares = ("hr", "quality", "it", "back_office", "premises", "systems")
    a_carer_month = sum(cost[name] for name in shares) / 100 * 365 / 12 / 7
    assert a_carer_month / 47_500 == pytest.approx(0.06, abs=0.001)


def test_everything_a_budget_must_pay_beside_carers_is_counted() -> None:
    """Each post and each thing by carer and month has a cost; courses depend on who leaves."""
    cost = posts_cost_per_week(organisation(), citizens=200, carers=50, groups=3)
    assert set(cost) == {*posts(organisation(), 200, 50, 3), *THINGS} - {"courses"}
    assert cost["premises"] == pytest.approx(50 * 900 * 12 * 7 / 365)
