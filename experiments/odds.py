"""How often B came out higher than A, and the fixed rule for what that is called: the same for both arms."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

MOST = 80
"""Out of 100 runs: from here on, most of them."""
Word = Literal["higher", "lower", "same", "untold", "undefined"]


@dataclass(frozen=True)
class Odds:
    """Pairs in which B was higher, lower, or equal."""

    higher: int
    lower: int
    equal: int

    @classmethod
    def of(cls, differences: Iterable[float]) -> Odds:
        """Count finite differences, B minus A."""
        signs = np.sign([d for d in differences if math.isfinite(d)])
        return cls(int((signs > 0).sum()), int((signs < 0).sum()), int((signs == 0).sum()))

    @property
    def pairs(self) -> int:
        """All pairs that count."""
        return self.higher + self.lower + self.equal

    @property
    def word(self) -> Word:
        """`higher` or `lower` when at least 80 of 100 runs say so; in between nobody can tell."""
        if not self.pairs:
            return "undefined"
        if self.equal == self.pairs:
            return "same"
        if 100 * self.higher >= MOST * self.pairs:
            return "higher"
        return "lower" if 100 * self.lower >= MOST * self.pairs else "untold"

    @property
    def told(self) -> int:
        """Pairs on the side that has more of them."""
        return max(self.higher, self.lower)

    @property
    def side(self) -> Literal["higher", "lower"]:
        """The side that has more pairs; B higher where both have as many."""
        return "higher" if self.higher >= self.lower else "lower"


def paired(pairs: Sequence[tuple[Mapping[str, float], Mapping[str, float]]], key: str) -> list[float]:
    """B minus A of a measure in each pair that defines it in both arms."""
    found = [b[key] - a[key] for a, b in pairs]
    return [d for d in found if math.isfinite(d)]
