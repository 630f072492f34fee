"""What a study found, as tables: the contract between whoever runs a study and whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Distribution = Literal["uniform", "loguniform", "triangular", "normal"]
DesignKind = Literal["factorial", "one_at_a_time", "latin_hypercube", "sobol", "sobol_indices", "morris", "csv"]
CELL = ["sample", "levers", "replication"]
"""What makes two runs of different arms a pair."""


@dataclass(frozen=True)
class Factor:
    """One uncertain parameter of a study: its name in the registry, and how it is distributed.

    Every distribution lies between `low` and `high`; a normal one is cut off there.
    """

    name: str
    low: float
    high: float
    distribution: Distribution
    unit: str


@dataclass(frozen=True)
class StudyTable:
    """Finished runs of a study, in natural units.

    runs: a row per run: `sample`, `levers`, `arm` (its name), `replication`, `seed`, then a column per measure key; NaN
    where a measure is undefined. Failed runs are left out. Sorted by sample, levers, arm in the study's order,
    replication. samples: index `sample`, a column per uncertain parameter (what nobody can choose). levers: index
    `levers`, a column per policy lever (what can be chosen); one row without columns when there is none. arms: in the
    study file's order; the first is the reference.

    With the design `sobol_indices` samples run in SALib's order without second-order rows (N * (factors + 2)), with
    `morris` trajectory by trajectory (N * (factors + 1)).
    """

    runs: pd.DataFrame
    samples: pd.DataFrame
    levers: pd.DataFrame
    factors: tuple[Factor, ...]
    arms: tuple[str, ...]
    design: str
    measures: tuple[str, ...]

    def difference(self, measure: str, a: str, b: str) -> pd.DataFrame:
        """Arm b minus arm a, run by run: columns `sample`, `levers`, `replication`, `difference`.

        Pairs of which a run is missing are left out; a measure undefined in either run gives NaN. Raises KeyError for
        an unknown measure or arm, with the known ones.
        """
        for name, known in ((measure, self.measures), (a, self.arms), (b, self.arms)):
            if name not in known:
                raise KeyError(f"unknown: {name!r}; known: {', '.join(known)}")
        sides = [self.runs.loc[self.runs["arm"] == arm, [*CELL, measure]] for arm in (a, b)]
        pairs = sides[0].merge(sides[1], on=CELL, suffixes=("_a", "_b"))
        return pairs[CELL].assign(difference=pairs[f"{measure}_b"] - pairs[f"{measure}_a"])
