"""Measures as readers meet them, in either language: titles, units with shares in per cent, differences, how often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dashboards.words.catalogue import Words
from experiments.odds import Odds, paired
from sim.measures.catalogue import CATALOGUE

Pairs = Sequence[tuple[Mapping[str, float], Mapping[str, float]]]
BY_KEY = {m.key: m for m in CATALOGUE}


def row_titles(say: Words) -> dict[str, str]:
    """Titles of all measures in the language of the words."""
    return {m.key: say.measure(m.key, m.title) for m in CATALOGUE}


def odds_of(pairs: Pairs, keys: Sequence[str] = tuple(BY_KEY)) -> dict[str, Odds]:
    """How often B came out higher, for each measure."""
    return {key: Odds.of(paired(pairs, key)) for key in keys}


def shown(key: str) -> tuple[float, str]:
    """The factor and the unit in which readers see a measure: shares in per cent."""
    unit = BY_KEY[key].unit
    return (100.0, "%") if unit == "share" else (1.0, unit)


def unit_of(key: str, say: Words) -> str:
    """The unit in the language of the words."""
    return say.unit(shown(key)[1])


def difference_unit(key: str, say: Words) -> str:
    """The unit of a difference: per cent differ by points."""
    return say("number_unit.points") if BY_KEY[key].unit == "share" else unit_of(key, say)


def differences(pairs: Pairs, key: str) -> list[float]:
    """B minus A in each pair, in the unit that readers see."""
    return [d * shown(key)[0] for d in paired(pairs, key)]


def spoken(pairs: Pairs, key: str, say: Words) -> str:
    """`lower in 98 of 100`: the side of B on which more pairs lie."""
    odds = Odds.of(paired(pairs, key))
    side = say(f"explore.side_{odds.side}")
    return say("explore.of_pairs", side=side, count=odds.told, pairs=odds.pairs)


def middle(values: Sequence[float], say: Words) -> str:
    """The median with its sign, or undefined."""
    return say.signed(float(np.median(values))) if values else say("number.undefined")
