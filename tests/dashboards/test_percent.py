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


def test_checks_become_per_cent_too(contested: Comparison) -> None:
    """Conclusions without a link are in the same unit as those with it, and the same verdicts change."""
    percent = in_percent(contested)
    for before, after in zip(contested.contested, percent.contested, strict=True):
        old, new = ({row.key: row for row in check.rows} for check in (before, after))
        assert new["upc"].unit == percent.row("upc").unit == "%"
        assert new["upc"].low == pytest.approx(100 * old["upc"].low)
        assert [r.key for r in percent.turned(after)] == [r.key for r in contested.turned(before)]


def test_other_units_stay(comparison: Comparison) -> None:
    """What is not a share, or is in per cent already, is left alone, and so is the comparison that was given."""
    before = comparison.runs.copy()
    assert in_percent(comparison).row("known_carer_share") == comparison.row("known_carer_share")
    assert in_percent(comparison).runs["strain"].equals(comparison.runs["strain"])
    assert comparison.runs.equals(before)
    assert comparison.row("upc").unit == "share"
