"""Words around numbers."""

from __future__ import annotations

import pytest

from dashboards import prose

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_read_as_speech(items: list[str], text: str) -> None:
    """The last of several items is joined with and."""
    assert prose.listed(items) == text


def test_one_is_singular() -> None:
    """One replication is not replications."""
    assert (prose.counted(1, "run"), prose.counted(2_000, "run")) == ("1 run", "2,000 runs")


@pytest.mark.parametrize(("title", "text"), [("Unmet minutes", "unmet minutes"), ("UPC", "UPC"), ("A team", "a team")])
def test_titles_fit_into_a_sentence(title: str, text: str) -> None:
    """A title loses its capital inside a sentence, an acronym does not."""
    assert prose.inside(title) == text


def test_names_from_tables_are_made_readable() -> None:
    """A reader never meets an underscore."""
    assert prose.label("other_absence") == "Other absence"


def test_sentence_opens_with_a_capital() -> None:
    """A sentence that begins with a measure begins with a capital."""
    assert prose.opening("unmet minutes fell") == "Unmet minutes fell"
