"""The page's section on contested links."""

from __future__ import annotations

import re
from html import unescape

import pytest

from dashboards import contested as part
from dashboards.page import render
from experiments.comparison import Comparison
from experiments.contested import conclusion

pytestmark = pytest.mark.unit


def test_each_link_has_its_sentence_and_its_column(contested: Comparison) -> None:
    """What every link moves, whether a verdict changes, and all numbers without it are on the page."""
    text = unescape(render(contested))
    for check in contested.contested:
        assert conclusion(contested, check) in text
        assert f"Without {check.link.replace('_', ' ')}" in part.table(contested).head


def test_every_stated_measure_has_a_row(contested: Comparison) -> None:
    """Each measure of the checks stands there once, as many cells as links and one more."""
    body = part.table(contested).body
    assert len(body) == len(contested.contested[0].rows)
    assert {len(line) for line in body} == {2 + len(contested.contested)}


def test_only_changed_verdicts_are_flagged(contested: Comparison) -> None:
    """The flag stands where a verdict differs from the one with all links, and nowhere else."""
    flagged = [(row, column) for row, line in enumerate(part.table(contested).body) for column, cell in enumerate(line)
               if "verdict changes" in cell]  # fmt: skip
    assert flagged == [(0, 2)]
    assert render(contested).count("The conclusion leans on this link") == 1


def test_without_checks_there_is_no_section(comparison: Comparison) -> None:
    """A comparison that tried no link has no empty table."""
    assert part.section(comparison) == ""
    assert part.HEADING not in render(comparison)


def test_words_of_a_link_stay_words(contested: Comparison) -> None:
    """Tags in a link's description are read, not run."""
    assert "some &lt;cause&gt;" in part.section(contested)
    assert not re.search(r"<cause>", render(contested))
