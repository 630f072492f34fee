"""What stands behind a number: the evidence's own rows, which are in English on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from dashboards.words.catalogue import Words
from sim.parameters import Parameter, evidence

ADDRESS = re.compile(r"https?://\S+")


def in_english(text: str, say: Words) -> str:
    """Text of the code or the evidence, marked as English where the page isn't."""
    return f"<span>{escape(text)}</span>" if say.language == "en" else f'<span lang="en">{escape(text)}</span>'


def sources(ids: Sequence[str], say: Words) -> str:
    """Ids, each of which opens to what it says and where it was published."""
    return "".join(
        f"<details><summary>{escape(key)}</summary>{in_english(explained(key), say)}</details>" for key in ids
    )


def explained(key: str) -> str:
    """A row of the evidence as a sentence; addresses are shown and not linked, as pages lead nowhere outside."""
    e = evidence().get(key)
    if e is None:
        return key
    spread = f" ({e['low']} to {e['high']})" if e["low"] or e["high"] else ""
    where = ADDRESS.sub(lambda found: found.group().removeprefix("https://").removeprefix("http://"), e["source"])
    value = f"{e['value']}{spread} {e['unit']}".strip()
    return f"{e['quantity']}: {value}, {e['country']} {e['year']}. {where} ({e['status']}, {e['confidence']})"


def exact(p: Parameter, value: float, say: Words) -> str:
    """A value of the registry with every digit and its unit."""
    number = _digits(p, value, say)
    if p.unit in ("1", "index"):
        return number
    return f"{number} {'%' if p.unit == 'share' else say.unit(p.unit)}"


def span(p: Parameter, say: Words) -> str:
    """The range of a parameter."""
    return say("trust.between", low=_digits(p, p.low, say), high=exact(p, p.high, say))


def _digits(p: Parameter, value: float, say: Words) -> str:
    return say.marked(f"{value * (100 if p.unit == 'share' else 1):,.10g}".replace("-", "−"))
