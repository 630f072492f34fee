"""The fixed rule for what most runs are called."""

from __future__ import annotations

import math

import pytest

from experiments.odds import Odds, Word, paired

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("higher", "lower", "equal", "word"),
    [
        (80, 20, 0, "higher"),
        (79, 21, 0, "untold"),
        (20, 80, 0, "lower"),
        (21, 79, 0, "untold"),
        (50, 0, 50, "untold"),
        (0, 0, 7, "same"),
        (0, 0, 0, "undefined"),
        (4, 1, 0, "higher"),
    ],
)
def test_the_rule_is_the_same_for_both_sides(higher: int, lower: int, equal: int, word: Word) -> None:
    """80 of 100 on one side are most runs, fewer can't be told, whichever side it is."""
    assert Odds(higher, lower, equal).word == word
    turned = {"higher": "lower", "lower": "higher"}.get(word, word)
    assert Odds(lower, higher, equal).word == turned


def test_undefined_pairs_take_no_part() -> None:
    """A pair in which either side is undefined counts nowhere."""
    pairs = [({"x": a}, {"x": b}) for a, b in ((1.0, 2.0), (math.nan, 2.0), (3.0, 1.0), (1.0, 1.0))]
    assert paired(pairs, "x") == [1.0, -2.0, 0.0]
    assert Odds.of([*paired(pairs, "x"), math.nan]) == Odds(1, 1, 1)
