"""Parameters by tier, and links: short tables that lead to the full pages."""

from __future__ import annotations

from collections import Counter

from dashboards.dossier.words import table
from sim.links import links
from sim.parameters import AREAS, Tier, registry

TIERS: tuple[Tier, ...] = ("evidence", "estimate", "assumption")


def parameters() -> list[str]:
    """How many parameters of each area rest on what."""
    counted = Counter((p.area, p.tier) for p in registry().values())
    rows = [(area, *(str(counted[area, tier]) for tier in TIERS)) for area in AREAS]
    rows.append(("all", *(str(sum(counted[area, tier] for area in AREAS)) for tier in TIERS)))
    return [
        "## Parameters",
        "",
        "Every number with unit, range, tier and source stands on the page of parameters (`nabolab parameters`).",
        "",
        *table(("area", *TIERS), rows),
    ]


def causal_links() -> list[str]:
    """Every link: cause, effect, size and range, tier and sources, contested or not."""
    rows = []
    for name, link in links().items():
        p = link.parameter
        size = f"{p.default:g} ({p.low:g} to {p.high:g})"
        rows.append((f"`{name}`", link.cause, link.effect, size, p.tier, ", ".join(p.sources), _yes(link.contested)))
    head = ("link", "from", "to", "size and range", "tier", "sources", "contested")
    return ["## Links", "", *table(head, rows)]


def _yes(true: bool) -> str:
    return "yes" if true else "no"
