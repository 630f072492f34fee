"""Plain words around numbers: lists, counts and measure names inside a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def listed(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def counted(number: int, noun: str) -> str:
    """`1 replication`, `20 replications`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def label(name: str) -> str:
    """A name from a table as a reader sees it: `other_absence` becomes Other absence."""
    return opening(name.replace("_", " "))


def inside(title: str) -> str:
    """A title as it stands in the middle of a sentence: small first letter, unless it begins with an acronym."""
    if len(title) > 1 and not title[1].islower() and title[1] != " ":
        return title
    return title[:1].lower() + title[1:]


def opening(sentence: str) -> str:
    """A sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]
