"""How tables of results speak. English stands here; a reader's own language brings the same keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

TEXTS: Mapping[str, str] = {
    "tables.title": "{b} (B) compared with {a} (A)",
    "tables.about": "{place}; {replications} paired replications of {days} days; staffing rule {staffing}",
    "tables.citizen": "For the citizen",
    "tables.staff": "For the staff",
    "tables.economy": "Economy",
    "tables.measure": "Measure",
    "tables.a": "A",
    "tables.b": "B",
    "tables.difference": "B - A",
    "tables.interval": "95 % interval",
    "tables.verdict": "B is",
    "tables.higher": "higher",
    "tables.lower": "lower",
    "tables.the same": "the same",
    "tables.cannot tell": "cannot tell",
    "tables.contested": "With and without contested links",
    "tables.contested_about": (
        "Research disagrees about these links. Each was switched off in turn, in the same place with the same people "
        "and luck: B minus A with its 95 % interval, with all links and without each one. A verdict near the edge can "
        "change with little; look at both intervals."
    ),
    "tables.all_links": "B - A with all links",
    "tables.without": "without {link}",
    "tables.becomes": "“{before}” becomes “{after}” for {measure}",
    "tables.leans": "{turned}. The conclusion leans on this link",
    "tables.no_change": "no verdict changes",
    "tables.conclusion": "Without {name} ({cause} → {effect}): {said}.",
    "tables.changes": "verdict changes",
}


class Speech(Protocol):
    """Texts by key, and numbers with a language's marks."""

    def __call__(self, key: str, **fields: object) -> str:
        """A text with its {fields} filled in. Raises KeyError when there is none of that key."""
        ...

    def number(self, english: str) -> str:
        """A number, or `one to another`, as `experiments.numbers` writes it."""
        ...


class _English:
    """Numbers stay as they are written."""

    def __call__(self, key: str, **fields: object) -> str:
        return TEXTS[key].format(**fields)

    def number(self, english: str) -> str:
        return english


ENGLISH: Speech = _English()
