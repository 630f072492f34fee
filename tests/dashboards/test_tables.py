"""Small tables as HTML."""

from __future__ import annotations

import pytest

from dashboards.tables import Table, html

pytestmark = pytest.mark.unit


def test_table_names_rows_and_columns() -> None:
    """Every cell can be found by the header of its row and of its column."""
    text = html(Table("Hours", ("Role", "A"), "lr", (("Nurse", "3"),)))
    assert '<th scope="col" class="number">A</th>' in text
    assert '<th scope="row">Nurse</th><td class="number" data-column="A">3</td>' in text
    assert "<caption>Hours</caption>" in text


def test_table_escapes_everything() -> None:
    """Nothing in a caption, header or cell can become a tag or leave an attribute."""
    evil = '"><b>'
    text = html(Table(evil, (evil, evil), "ll", ((evil, evil),)))
    assert "<b>" not in text
    assert '""' not in text


def test_uneven_table_is_refused() -> None:
    """A row with a cell too few is an error, not a table that shows numbers under the wrong header."""
    with pytest.raises(ValueError, match="unequal width"):
        Table("Hours", ("Role", "A"), "lr", (("Nurse",),))


def test_unknown_alignment_is_refused() -> None:
    """Columns are words or numbers."""
    with pytest.raises(ValueError, match="aligned l or r"):
        Table("Hours", ("Role", "A"), "lc", ())
