"""The first words of a page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboards.lead import HEADLINES, lead
from experiments.comparison import Comparison, MeasureRow
from tests.dashboards.conftest import build

pytestmark = pytest.mark.unit


def sentences(text: str) -> list[str]:
    return [part for part in text.replace(". ", ".\n").splitlines() if part]


def test_lead_says_each_verdict_in_words(comparison: Comparison) -> None:
    """Higher, lower and cannot tell each get a sentence that names the measure with B against A."""
    higher, lower, untold = sentences(lead(comparison))
    assert "known-carer share" in higher
    assert "came out higher than with Ordering-provider model (BUM)" in higher
    assert lower.startswith("Different carers in 14 days (8.63 against 13.11)")
    assert "came out lower" in lower
    assert "unmet minutes" in untold
    assert untold.endswith("20 paired replications cannot tell.")


def test_lead_of_one_kind_stands_alone(against_itself: Comparison) -> None:
    """When all is equal, or nothing can be told, one sentence says between whom."""
    (only,) = sentences(lead(against_itself))
    assert only.endswith(
        "came out the same with Ordering-provider model (BUM) (B) and with Ordering-provider model (BUM) (A)."
    )
    (single,) = sentences(lead(build(1)))
    assert "cannot tell whether Self-organising neighbourhood teams lies above or below" in single


def test_lead_never_praises(comparison: Comparison, two_replications: Comparison, against_itself: Comparison) -> None:
    """No arm wins, and nothing is called better or worse."""
    for case in (comparison, two_replications, against_itself):
        assert not {"win", "wins", "winner", "better", "worse", "best"} & set(lead(case).lower().split())


def test_lead_takes_the_headlines_it_has(comparison: Comparison) -> None:
    """Headline measures that a comparison lacks are passed over; without any, the lead says so."""
    strain = replace(comparison, rows=(comparison.row("strain"),))
    assert lead(strain) == "This comparison has none of the headline measures."
    two = replace(comparison, rows=tuple(comparison.row(key) for key in HEADLINES[:2]))
    assert len(sentences(lead(two))) == 2


def test_unit_is_not_said_twice(comparison: Comparison) -> None:
    """A unit that is part of the measure's name is left out, any other is given."""
    assert "against 13.11)" in lead(comparison)
    assert "DKK)" in lead(comparison)


@pytest.mark.parametrize(("closed", "told"), [((0.0, 15.0), "15.0 % of the runs with Self"), ((0.0, 0.0), "")])
def test_lead_tells_of_insolvency(comparison: Comparison, closed: tuple[float, float], told: str) -> None:
    """That a provider failed in some runs stands in the first words; that none did needs no words."""
    row = MeasureRow("provider_closed", "Insolvent", "economy", "%", *closed, closed[1] - closed[0], -1.0, 31.0, 20, 0)
    text = lead(replace(comparison, rows=(*comparison.rows, row)))
    assert told in text
    assert ("insolvent" in text) == bool(told)


def test_lead_tells_what_leans_on_a_contested_link(contested: Comparison, comparison: Comparison) -> None:
    """Measures whose verdict changes without a contested link are named, others aren't."""
    assert "The verdict on different carers in 14 days leans on a link about which research disagrees" in lead(
        contested
    )
    assert "research disagrees" not in lead(comparison)
