"""A report's tables as text: headings in words, numbers in just enough digits, shares in per cent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.analysis.report import StudyReport
from experiments.analysis.report_parts import ReportTable
from experiments.numbers import interval, plain, signed
from sim.measures.catalogue import CATALOGUE

HEADINGS = {
    "higher_in": "higher in",
    "lower_in": "lower in",
    "mean_reference": "reference",
    "cannot_tell": "cannot tell",
    "the_same": "the same",
    "luck_share": "luck's share",
    "coverage_again": "coverage, left out",
    "density_again": "density, left out",
    "mean_regret": "mean regret",
    "regret_90": "regret in the worst tenth",
    "worst_regret": "worst regret",
    "best_in": "best in",
    "clearly_in": "clearly in",
    "met_in": "met in",
    "on_front": "on the front",
    "front_chance": "chance of that",
    "beaten_by": "beaten by",
    "chance_best": "chance that it is best",
    "next_runs": "next runs",
    "left_out_error": "error, left out",
    "mu_star": "size of effect",
    "mu": "effect with sign",
    "sigma": "spread of effects",
    "prcc": "PRCC",
    "share": "share of variance",
}
SHARES = {
    "higher_in", "lower_in", "luck_share", "coverage", "density", "coverage_again", "density_again", "again", "best_in",
    "clearly_in", "met_in", "front_chance", "chance_best", "next_runs", "explained", "covered", "share", "first",
    "total",
}  # fmt: skip
IN_UNIT = {
    "mean_reference", "mean", "difference", "effect", "mu_star", "mu", "sigma", "mean_regret", "regret_90",
    "worst_regret", "noise", "deviation", "left_out_error", "offset",
}  # fmt: skip
OWN_ENDS = ("difference", "effect", "met_in", "mu_star")
"""Columns whose interval is simply called low and high."""
SIGNED = {"difference", "effect"}
HIDDEN = {"reference", "left_out"}
NO_SHOW = ("cells",)
"""Tables too long to print; they are in the folder."""
_UNITS = {m.key: m.unit for m in CATALOGUE}


def shown(report: StudyReport) -> list[ReportTable]:
    """The tables that are printed."""
    return [table for table in report.tables if table.key not in NO_SHOW]


def headings(table: ReportTable) -> list[str]:
    """Column headings in words."""
    return [HEADINGS.get(name, name.replace("_", " ")) for name in _columns(table.frame)]


def rows(table: ReportTable) -> list[list[str]]:
    """Every row as text; a repeated measure, goal or option is left empty."""
    names = _columns(table.frame)
    out: list[list[str]] = []
    before: list[str] = []
    for row in table.frame.to_dict("records"):
        cells = [_cell(name, row) for name in names]
        kept = list(cells)
        for k, name in enumerate(names):
            if name not in ("measure", "goal", "option") or not before or cells[: k + 1] != before[: k + 1]:
                break
            kept[k] = ""
        out.append(kept)
        before = cells
    return out


def as_markdown(report: StudyReport) -> str:
    """The report as Markdown."""
    lines = [f"# {report.title}", "", f"Held against {report.reference}."]
    for table in shown(report):
        heads = headings(table)
        lines += ["", f"## {table.title}", "", table.about, "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
        lines += [f"| {' | '.join(cells)} |" for cells in rows(table)]
    lines += ["", "## Notes", "", *(f"- {note}" for note in report.notes)] if report.notes else []
    return "\n".join(lines) + "\n"


def as_plain(report: StudyReport) -> dict[str, Any]:
    """The report as plain data; undefined numbers are null."""
    return {
        "title": report.title,
        "reference": report.reference,
        "notes": list(report.notes),
        "tables": {t.key: [_plain(row) for row in t.frame.to_dict("records")] for t in report.tables},
    }


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(k): _value(v) for k, v in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return str(value)


def _columns(frame: pd.DataFrame) -> list[str]:
    """Columns to show: an interval's ends stand beside what they belong to."""
    names = [str(name) for name in frame.columns if name not in HIDDEN]
    return [name for name in names if _of(name, names) is None]


def _of(name: str, names: list[str]) -> str | None:
    """The column whose interval this column is an end of."""
    if name in ("low", "high"):
        return next((n for n in OWN_ENDS if n in names), None)
    stem = name.removesuffix("_low").removesuffix("_high")
    return stem if stem != name and stem in names else None


def _cell(name: str, row: Mapping[Any, Any]) -> str:
    value = row[name]
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer):
        return f"{int(value):,}"
    if not isinstance(value, float | np.floating):
        return str(value)
    if np.isinf(value) or np.isnan(value):
        return "" if name in ("low", "high", "p", "value", "chance_best") or np.isinf(value) else "-"
    factor = 100.0 if name in SHARES or _in_percent(name, row) else 1.0
    text = _number(name, float(value) * factor, factor != 1)
    low, high = (
        (row.get("low"), row.get("high")) if name in OWN_ENDS else (row.get(f"{name}_low"), row.get(f"{name}_high"))
    )
    if low is not None and high is not None and np.isfinite([low, high]).all():
        text += f" ({interval(low * factor, high * factor, _places((high - low) / 2 * factor, factor != 1))})"
    return text


def _number(name: str, value: float, percent: bool) -> str:
    places = (0 if abs(value) >= 10 else 1) if percent and (abs(value) >= 0.1 or value == 0) else None
    text = signed(value, places) if name in SIGNED else plain(value, places)
    return f"{text} %" if percent else text


def _places(half: float, percent: bool) -> int:
    """Decimals for an interval: two digits of its half-width; one for a percentage that is not tiny."""
    if half <= 0:
        return 1
    return 1 if percent and half >= 0.05 else min(max(1 - int(np.floor(np.log10(half))), 0), 6)


def _in_percent(name: str, row: Mapping[Any, Any]) -> bool:
    """Whether a number has the unit of a measure that is a share."""
    if name in _UNITS:  # a front has a column per measure
        return _UNITS[name] == "share"
    measure = str(row.get("measure") or row.get("goal") or "").split()[0:1]
    return bool(measure) and _UNITS.get(measure[0].rstrip(",")) == "share" and name in IN_UNIT
