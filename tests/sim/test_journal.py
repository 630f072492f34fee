"""The journal only grows, and keeps what it was given."""

from __future__ import annotations

import numpy as np
import pytest

from sim.journal import Journal

pytestmark = pytest.mark.unit


def test_rows_stay_when_the_tables_grow() -> None:
    """Many more days than there was room for must leave every earlier row as it was."""
    journal = Journal(lines=5, people=3, days=2)
    for day in range(200):
        record = journal.blank()
        assert len(record.visits) >= 5
        assert len(record.shifts) >= 3
        record.visits["day"][:4] = day
        record.shifts["day"][:2] = day
        record.minutes[:2] = day
        journal.wrote(visits=4, shifts=2)
    assert journal.visits["day"].tolist() == [d for d in range(200) for _ in range(4)]
    assert journal.shifts["day"].tolist() == [d for d in range(200) for _ in range(2)]
    assert np.array_equal(journal.minutes[:, 0], journal.shifts["day"])


def test_a_blank_is_no_entry() -> None:
    """Rows count only once they were written."""
    journal = Journal(lines=5, people=3, days=2)
    journal.blank().visits["day"][:] = 9
    assert len(journal.visits) == len(journal.shifts) == len(journal.minutes) == 0
