"""What each rule of payment pays for a month, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.model import HomeCare
from policies.arm import Arm
from policies.base import Policy
from policies.settle import Bundle, Frame, InsurersTariff, MinutesByService, SharedSavings
from sim.bands import band_edges, band_of
from sim.parameters import registry
from sim.scenario import Scenario
from sim.settlement import Month
from tests.model.conftest import bum, small

pytestmark = pytest.mark.model

__all__ = ["bum", "small"]
VALUES = {name: p.default for name, p in registry().items()} | {"hourly_price": 600.0, "savings_share": 0.25}
MONTH = Month(0, 27, 6_000.0, 9_000.0, 30, 1.0, 8_000.0, (10, 5, 1), (1.0, 4.0, 25.0))
KRONER = 100


@pytest.mark.parametrize(
    ("rule", "minutes"),
    [
        (MinutesByService(), 6_000.0),
        (Frame(), 9_000.0),
        (InsurersTariff(), 6_000.0),
        (Bundle(), (10 * 1.0 + 5 * 4.0 + 25.0) * 60 * 4),
        (SharedSavings(), 6_000.0 + 0.25 * 2_000.0),
    ],
)
def test_a_rule_pays_for_so_many_minutes(rule: Policy, minutes: float) -> None:
    """Whole oere for the minutes that the rule counts."""
    assert rule.settle(MONTH, VALUES) == round(minutes / 60 * 600 * KRONER)  # type: ignore[attr-defined]


def test_an_insurer_pays_no_more_than_granted() -> None:
    """Hours beyond what was granted are the provider's own affair."""
    much = replace(MONTH, delivered=12_000.0)
    assert InsurersTariff().settle(much, VALUES) == Frame().settle(much, VALUES)
    assert MinutesByService().settle(much, VALUES) > Frame().settle(much, VALUES)


def test_losses_are_not_shared() -> None:
    """Whoever delivers more than the frame is paid what it delivered."""
    much = replace(MONTH, delivered=12_000.0)
    assert SharedSavings().settle(much, VALUES) == MinutesByService().settle(much, VALUES)


def test_a_bundle_does_not_look_at_what_was_delivered() -> None:
    """Risk and savings are the provider's."""
    assert Bundle().settle(replace(MONTH, delivered=0.0), VALUES) == Bundle().settle(MONTH, VALUES)


def test_a_price_shock_reaches_every_rule() -> None:
    """Half the price is half the payment."""
    for rule in (MinutesByService(), Frame(), InsurersTariff(), Bundle(), SharedSavings()):
        half = rule.settle(replace(MONTH, price_factor=0.5), VALUES)
        assert half == pytest.approx(rule.settle(MONTH, VALUES) / 2, abs=1)


@pytest.mark.parametrize("bands", [3, 4, 5, 10])
def test_bands_follow_the_published_classes(bands: int) -> None:
    """As many bands as asked for, the lowest below 2 hours and the highest from 20; each hour is in one of them."""
    edges = band_edges({"bundle_bands": float(bands), "first_band_hours": 2.0, "last_band_hours": 20.0})
    assert len(edges) == bands - 1
    assert (edges[0], edges[-1]) == (2.0, pytest.approx(20.0))
    assert list(edges) == sorted(edges)
    assert (band_of(0.0, edges), band_of(1.99, edges), band_of(2.0, edges)) == (0, 0, 1)
    assert band_of(1000.0, edges) == bands - 1


@pytest.mark.parametrize("rule", [InsurersTariff(), Bundle(), SharedSavings()], ids=lambda r: r.name)
def test_payments_of_a_run_are_the_rules(rule: Policy, small: Scenario, bum: Arm) -> None:
    """Payments lie near what minutes and frame would have paid, and everybody in help is in a course."""
    kept = tuple(p for p in bum.policies if not set(p.owns) & set(rule.owns))
    model = HomeCare(small, replace(bum, policies=(*kept, rule)).compose(small), 1)
    model.run()
    paid = sum(p.oere for p in model.journal.payments)
    planned = model.journal.visits[model.journal.visits["function"] <= 2]
    delivered = planned["care"].sum() / 60 * model.values["hourly_price"] * KRONER
    assert 0.7 * delivered < paid < 1.4 * delivered
    month = model.providers[0].month(small.days - 30, small.days - 1)
    away = model.world.citizens["away"] > 0
    assert sum(month.courses) == (model.world.citizens["served"][~away] > 0).sum()
    assert month.usual == pytest.approx(month.granted, rel=0.3)
