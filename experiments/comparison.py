"""What a comparison found: two arms, paired run by run, as tables that pages, figures and the command line share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

Verdict = Literal["higher", "lower", "the same", "cannot tell"]


@dataclass(frozen=True)
class MeasureRow:
    """One measure in both arms; `difference` is B minus A over paired runs, with its 95 % t-interval.

    A run in which a measure is undefined (say, nobody had two visits) takes no part: `pairs` counts those that do and
    `undefined` those that don't. With fewer than two pairs there is no interval, and `low` and `high` are NaN.
    """

    key: str
    title: str
    leg: Literal["citizen", "staff", "economy"]
    unit: str
    mean_a: float
    mean_b: float
    difference: float
    low: float
    high: float
    pairs: int
    undefined: int

    @property
    def verdict(self) -> Verdict:
        """Whether B lies above A: told only when the whole interval lies on one side of zero.

        `the same`: equal in every pair, as when nobody became insolvent in either arm.
        """
        if self.low > 0:
            return "higher"
        if self.high < 0:
            return "lower"
        if self.low == self.high == 0:
            return "the same"
        return "cannot tell"


@dataclass(frozen=True)
class LinkCheck:
    """The same paired replications with one contested link switched off.

    link: its name; cause, effect: what moves what, in words; size: what it has when it is on, in `unit`. rows: the
    measures for which conclusions are checked (statistics.CONTESTED_MEASURES), without the link.
    """

    link: str
    cause: str
    effect: str
    size: float
    unit: str
    rows: tuple[MeasureRow, ...]


@dataclass(frozen=True)
class Comparison:
    """Two arms in one scenario over paired replications.

    runs: one row per arm and replication: `arm`, `replication`, then a column per measure key.
    hours: paid hours a year, mean over replications: `arm`, `role`, `activity`, `hours`.
    costs: `arm`, `item`, `cost_per_delivered_hour` (mean over replications; the items of an arm add up to its cost).
    carers_14: one row per arm, replication and person: `arm`, `replication`, `citizen`, `episode`, `carers` (mean
        number of different carers in 14 days), for the citizens with two or more visits every day.
    provenance: scenario, its hash, code version, seeds, staffing rule, run time, environment, the command.
    notes: sentences a reader must see (what is left out, what was assumed, undefined measures by name).
    contested: the conclusion without each contested link that is on here; empty when nobody asked for it.
    """

    a: str
    b: str
    title_a: str
    title_b: str
    scenario: str
    rows: tuple[MeasureRow, ...]
    runs: pd.DataFrame
    hours: pd.DataFrame
    costs: pd.DataFrame
    carers_14: pd.DataFrame
    provenance: dict[str, Any]
    notes: tuple[str, ...] = ()
    contested: tuple[LinkCheck, ...] = ()

    @property
    def currency(self) -> str:
        """The money of the place."""
        return str(self.provenance.get("currency", "DKK"))

    def __str__(self) -> str:
        """The tables, as `nabolab compare` prints them."""
        from experiments.tables import as_text, comparison_tables

        return as_text(comparison_tables(self))

    def row(self, key: str) -> MeasureRow:
        """The row of one measure. Raises KeyError with the known keys."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(f"no measure {key!r}; known: {', '.join(r.key for r in self.rows)}")

    def turned(self, check: LinkCheck) -> tuple[MeasureRow, ...]:
        """Rows of a check whose verdict differs from the one with all links: there the conclusion leans on the link."""
        return tuple(row for row in check.rows if row.verdict != self.row(row.key).verdict)
