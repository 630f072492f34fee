"""The books of a span of days in which named values about money may change from one day to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.ledger import Books, Entries, keep_books, together

if TYPE_CHECKING:
    from agents.model import HomeCare


def books_between(model: HomeCare, first: int, last: int) -> Books:
    """Everything booked on these days, both included, each day at the values of its day."""
    edges = [day for day in model.values_since if first < day <= last]
    spans = zip([first, *edges], [*(day - 1 for day in edges), last], strict=True)
    parts = []
    for begins, ends in spans:
        values_of = model.values_since[max(day for day in model.values_since if day <= begins)]
        entries = Entries.between(model.journal, begins, ends)
        parts.append(keep_books(entries, values_of, model.formation.regime_of_group))
    return together(parts)
