"""What a study lets one choose between, and how the choices turned out: an option is an arm with one set of levers.

Everything here is paired: options met the same futures (samples of what nobody can choose) with the same luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.study.table import StudyTable
from sim.problems import InputError, Problem, nearest
from sim.tables import FloatArray


@dataclass(frozen=True)
class Option:
    """One alternative: an arm and a row of policy levers, under a name that a reader understands."""

    name: str
    arm: str
    levers: int


@dataclass(frozen=True)
class Crossed:
    """A response in which every sample met every seed.

    values: shape (samples, replications), no NaN. samples, seeds: what its rows and columns are (sample and
    replication numbers). left_out: samples that lack a run, or where the response is undefined.
    """

    values: FloatArray
    samples: tuple[int, ...]
    seeds: tuple[int, ...]
    left_out: int

    @property
    def means(self) -> FloatArray:
        """Mean over seeds of each sample."""
        means: FloatArray = self.values.mean(axis=1)
        return means


def options(table: StudyTable) -> tuple[Option, ...]:
    """Every arm with every row of levers, arms in the study's order; the first is the reference.

    Rows of levers under which an arm gave the same numbers in every run (levers that aren't its own) are one option.
    """
    one_arm = len(table.arms) == 1
    found = []
    for arm in table.arms:
        rows = _different(table, arm)
        for number in rows:
            items = table.levers.loc[number].items() if len(table.levers) > 1 else ()
            settings = " ".join(f"{name}={_short(value)}" for name, value in items)
            name = arm if not settings or len(rows) == 1 else settings if one_arm else f"{arm} {settings}"
            found.append(Option(name, arm, number))
    return tuple(found)


def _different(table: StudyTable, arm: str) -> list[int]:
    """The first of each set of lever rows under which the arm's runs are the same."""
    own = table.runs[table.runs["arm"] == arm]
    kept: dict[bytes, int] = {}
    for number in (int(str(k)) for k in table.levers.index):
        block = own[own["levers"] == number].sort_values(["sample", "replication"])
        numbers = block[["sample", "replication", *table.measures]].to_numpy(float)
        kept.setdefault(numbers.tobytes() if len(numbers) else b"%d" % number, number)
    return list(kept.values())


def find(table: StudyTable, name: str) -> Option:
    """The option of this name. Raises InputError with the nearest one."""
    known = {option.name: option for option in options(table)}
    if name not in known:
        raise InputError([Problem(f"option {name!r}", f"unknown{nearest(name, known)}")])
    return known[name]


def outcomes(table: StudyTable, measure: str) -> pd.DataFrame:
    """A measure of every option: index (sample, replication), a column per option's name; NaN where there is no run.

    Raises InputError for a measure that the study doesn't have.
    """
    if measure not in table.measures:
        raise InputError([Problem(f"measure {measure!r}", f"not in this study{nearest(measure, table.measures)}")])
    wide = table.runs.pivot_table(
        index=["sample", "replication"], columns=["arm", "levers"], values=measure, dropna=False, sort=True
    )
    columns = {
        o.name: wide[o.arm, o.levers] if (o.arm, o.levers) in wide else pd.Series(np.nan, index=wide.index)
        for o in options(table)
    }
    return pd.DataFrame(columns, index=wide.index)


def level(table: StudyTable, measure: str, option: str) -> Crossed:
    """A measure of one option, samples by seeds. Raises InputError for unknown names."""
    return crossed(outcomes(table, measure)[find(table, option).name])


def difference(table: StudyTable, measure: str, a: str, b: str) -> Crossed:
    """Option b minus option a, run by run, samples by seeds. Raises InputError for unknown names."""
    wide = outcomes(table, measure)
    return crossed(wide[find(table, b).name] - wide[find(table, a).name])


def crossed(series: pd.Series[float]) -> Crossed:
    """The complete block of a series with index (sample, replication).

    Replications that fewer than half of the samples have (a precision rule adds them where it must) are left out
    first, then samples that lack any of the others.
    """
    block = series.unstack("replication")
    block = block.loc[:, block.notna().mean() >= 0.5]
    whole = block.dropna() if block.shape[1] else block.iloc[:0]
    return Crossed(
        np.asarray(whole, float),
        tuple(int(s) for s in whole.index),
        tuple(int(r) for r in whole.columns),
        len(block) - len(whole),
    )


def _short(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, int | float | np.number) else str(value)
