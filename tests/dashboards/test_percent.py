"""Shares in per cent."""

from __future__ import annotations

import pytest

from dashboards import arms
from experiments.comparison import Comparison
from experiments.percent import in_percent

pytestmark = pytest.mark.unit


def test_shares_become_per_cent(comparison: Comparison) -> None:
    """Mean, difference, interval and every run of a share are a hundred times what they were, and the verdict stays."""
    share, percent = comparison.row("upc"), in_percent(comparison).row("upc")
    assert (percent.unit, percent.verdict) == ("%", share.verdict)
    for part in ("mean_a", "mean_b", "difference", "low", "high"):
        assert getattr(percent, part) == pytest.approx(100 * getattr(share, part))
    assert arms.differences(in_percent(comparison), "upc").mean() == pytest.approx(percent.difference)


def test_other_units_stay(comparison: Comparison) -> None:
    """What is not a share, or is in per cent already, is left alone, and so is the comparison that was given."""
    before = comparison.runs.copy()
    assert in_percent(comparison).row("known_carer_share") == comparison.row("known_carer_share")
    assert in_percent(comparison).runs["strain"].equals(comparison.runs["strain"])
    assert comparison.runs.equals(before)
    assert comparison.row("upc").unit == "share"
