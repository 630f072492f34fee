"""Study tables whose truth is known: designs and runs made from functions of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.study.design import points
from experiments.study.spec import Design
from experiments.study.table import Factor, StudyTable
from experiments.study.uncertainty import Spread

Run = Callable[[Mapping[str, float], Mapping[str, float], str, int], Mapping[str, float]]
"""What a run gives: measures from a sample, a row of levers, an arm and a replication."""


def factors(bounds: Mapping[str, tuple[float, float]]) -> tuple[Factor, ...]:
    """Uniform factors between these bounds."""
    return tuple(Factor(name, low, high, "uniform", "1") for name, (low, high) in bounds.items())


def latin(bounds: Mapping[str, tuple[float, float]], n: int, seed: int = 1) -> pd.DataFrame:
    """A Latin hypercube in natural units."""
    from scipy.stats import qmc

    unit = qmc.LatinHypercube(len(bounds), rng=seed).random(n)
    low, high = np.array(list(bounds.values())).T
    return frame(low + unit * (high - low), bounds)


def designed(bounds: Mapping[str, tuple[float, float]], design: Design) -> pd.DataFrame:
    """Samples as a study of ours makes them: by its own designs."""
    spreads = [Spread(f, f.low, f.low, f.low, 1.0) for f in factors(bounds)]
    return frame(points(design, spreads), bounds)


def frame(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], bounds: Mapping[str, object]) -> pd.DataFrame:
    """Points as a table of samples."""
    return pd.DataFrame(values, columns=list(bounds), index=pd.RangeIndex(len(values), name="sample"))


def study(
    run: Run,
    bounds: Mapping[str, tuple[float, float]],
    samples: pd.DataFrame,
    replications: int = 2,
    arms: Sequence[str] = ("a", "b"),
    design: str = "latin_hypercube",
    levers: pd.DataFrame | None = None,
) -> StudyTable:
    """Run everything and put it into a StudyTable."""
    rows_of_levers = pd.DataFrame(index=pd.RangeIndex(1, name="levers")) if levers is None else levers
    rows = [
        {"sample": s, "levers": k, "arm": arm, "replication": r, "seed": 1 + r}
        | dict(run(sample.to_dict(), setting.to_dict(), arm, r))
        for s, sample in samples.iterrows()
        for k, setting in rows_of_levers.iterrows()
        for arm in arms
        for r in range(replications)
    ]
    runs = pd.DataFrame(rows)
    measures = tuple(c for c in runs.columns if c not in ("sample", "levers", "arm", "replication", "seed"))
    return StudyTable(runs, samples, rows_of_levers, factors(bounds), tuple(arms), design, measures)


def by_hand(values: Mapping[str, Sequence[Sequence[float]]], measure: str = "cost") -> StudyTable:
    """A study without parameters' effects: a table (samples, seeds) of one measure for each arm."""
    arms = list(values)
    n, seeds = np.shape(values[arms[0]])
    samples = frame(np.arange(n, dtype=float)[:, None], {"x": None})
    return study(
        lambda s, _l, arm, r: {measure: values[arm][int(s["x"])][r]}, {"x": (0.0, float(n))}, samples, seeds, arms
    )
