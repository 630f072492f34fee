"""What an address says about the parts that are worked out only when asked, and what of it can't be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from dashboards.headline import HEADLINES

WHY_PAIRS, MOST_WHY_PAIRS = 8, 64
FLIP_PAIRS, MOST_FLIP_PAIRS = 10, 80
FEWEST_PAIRS = 2
ASKED_FOR = ("why", "why_pairs", "flips")


Unused = tuple[str, str, str]
"""What of an address was not used: a key of the catalogue (`explore.notice.<key>`), what it was, what is used."""


class Asked(TypedDict):
    """Fields of the page's state."""

    why: str
    why_pairs: int
    flips: int


def asked_for(parameters: Mapping[str, str], unused: list[Unused]) -> Asked:
    """The parts that an address asks for; what can't be used goes to `unused`."""
    why = parameters.get("why", "")
    if why and why not in HEADLINES:
        unused.append(("why", why, ""))
        why = ""
    why_pairs = _count(parameters, "why_pairs", WHY_PAIRS, MOST_WHY_PAIRS, unused)
    flips = _count(parameters, "flips", FLIP_PAIRS, MOST_FLIP_PAIRS, unused) if "flips" in parameters else 0
    return Asked(why=why, why_pairs=why_pairs, flips=flips)


def _count(parameters: Mapping[str, str], name: str, otherwise: int, most: int, unused: list[Unused]) -> int:
    given = parameters.get(name, str(otherwise))
    if given.isascii() and given.isdigit() and len(given) < 4 and FEWEST_PAIRS <= int(given) <= most:
        return int(given)
    unused.append(("pairs", given, str(otherwise)))
    return otherwise


def asked_query(why: str, why_pairs: int, flips: int) -> list[tuple[str, str]]:
    """The same as parts of an address."""
    parts = [("why", why)] if why else []
    parts += [("why_pairs", str(why_pairs))] if why and why_pairs != WHY_PAIRS else []
    return parts + ([("flips", str(flips))] if flips else [])
