"""Shares as a reader says them: 61 %, not 0.61."""

from __future__ import annotations

from dataclasses import replace

from experiments.comparison import Comparison, MeasureRow


def in_percent(comparison: Comparison) -> Comparison:
    """The same comparison with every measure whose unit is `share` in per cent, in its rows, checks and runs."""
    shares = [row.key for row in comparison.rows if row.unit == "share"]
    runs = comparison.runs.assign(**{key: 100 * comparison.runs[key] for key in shares})
    checks = tuple(replace(check, rows=_rows(check.rows)) for check in comparison.contested)
    return replace(comparison, rows=_rows(comparison.rows), runs=runs, contested=checks)


def _rows(rows: tuple[MeasureRow, ...]) -> tuple[MeasureRow, ...]:
    return tuple(_row(row) for row in rows)


def _row(row: MeasureRow) -> MeasureRow:
    if row.unit != "share":
        return row
    return replace(
        row,
        unit="%",
        mean_a=100 * row.mean_a,
        mean_b=100 * row.mean_b,
        difference=100 * row.difference,
        low=100 * row.low,
        high=100 * row.high,
    )
