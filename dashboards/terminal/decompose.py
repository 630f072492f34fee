"""`nabolab decompose`: what each lever brings of the difference between two arms."""

from __future__ import annotations

import json
import math
import shlex
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dashboards.decomposition_page import write_decomposition
from dashboards.figures.waterfall import steps, unit_of
from dashboards.terminal.compare import check_seed, progress_bar, take_scenario
from dashboards.terminal.errors import Inputs, settings
from experiments.decompose import TOTAL, Decomposition, decompose
from experiments.levers import load_grouping
from experiments.numbers import interval
from experiments.output import check_writable, write_folder
from experiments.situations import AS_TODAY, find_situation
from experiments.statistics import DECISION_MEASURES
from policies.extensions import loaded_files
from policies.loading import load_arm
from sim.measures.catalogue import CATALOGUE
from sim.problems import Problem, nearest


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    a: str
    b: str
    scenario: str
    groups: str | None
    measures: tuple[str, ...]
    replications: int
    permutations: int
    seed: int
    processes: int | None
    staffing: str | None
    changes: tuple[str, ...]
    without: tuple[str, ...]
    price_from: str | None
    out: Path
    quiet: bool
    as_json: bool
    markdown: bool
    situation: str = AS_TODAY
    unknowns: bool = False

    @property
    def command(self) -> str:
        """The command that gives the same numbers again."""
        words = ["nabolab", "decompose", self.a, self.b, "--scenario", self.scenario]
        words += ["--situation", self.situation] if self.situation != AS_TODAY else []
        words += ["--unknowns"] if self.unknowns else []
        words += ["--groups", self.groups] if self.groups else []
        words += ["--replications", str(self.replications), "--permutations", str(self.permutations)]
        words += ["--seed", str(self.seed)]
        words += ["--staffing", self.staffing] if self.staffing else []
        for flag, values in (("--measure", self.measures), ("--set", self.changes), ("--without", self.without)):
            for value in values:
                words += [flag, value]
        words += ["--price-from", self.price_from] if self.price_from else []
        for file in loaded_files():
            words += ["--policy", file.path]
        return shlex.join(words)


def run_decomposition(request: Request) -> None:
    """Check everything, run, print, write the folder. Raises InputError before anything runs."""
    inputs = Inputs()
    a = inputs.take(lambda: load_arm(request.a))
    b = inputs.take(lambda: load_arm(request.b))
    groups = request.groups
    grouping = inputs.take(lambda: load_grouping(groups)) if groups else None
    scenario = take_scenario(
        inputs, request.scenario, request.staffing, request.changes, request.without, request.price_from
    )
    situation = inputs.take(lambda: find_situation(request.situation))
    inputs.take(lambda: check_writable(request.out))
    inputs.problems += check_seed(request.seed)
    keys = [m.key for m in CATALOGUE]
    inputs.problems += [
        Problem("--measure", f"unknown measure {m!r}{nearest(m, keys)}") for m in request.measures if m not in keys
    ]
    if scenario is not None and situation is not None and situation.name != AS_TODAY:
        place = scenario
        scenario = inputs.take(
            lambda: situation.applied(place).with_parameters(settings(list(request.changes), inputs))
        )
    inputs.check()
    assert a is not None
    assert b is not None
    assert scenario is not None
    console = Console(stderr=request.as_json or request.markdown)
    with progress_bar(console, request.quiet or request.as_json or request.markdown) as report:
        found = decompose(
            a,
            b,
            scenario,
            request.replications,
            grouping,
            request.permutations,
            request.seed,
            request.processes,
            report,
            request.command,
            request.unknowns,
        )
    measures = request.measures or DECISION_MEASURES
    if request.markdown:
        print(as_markdown(found, measures), end="")
        return
    folder = write_folder(request.out, f"{a.name}-to-{b.name}", lambda path: _fill(found, measures, path))
    if request.as_json:
        print(json.dumps(as_json(found, measures, folder), ensure_ascii=False, allow_nan=False))
        return
    for measure in measures:
        console.print(_table(found, measure))
    console.print(f"Page:   {folder / 'report.html'}", soft_wrap=True, highlight=False)
    console.print(f"Tables: {folder}", soft_wrap=True, highlight=False)


def _fill(found: Decomposition, measures: tuple[str, ...], folder: Path) -> None:
    write_decomposition(found, measures, folder / "report.html")
    found.parts.to_csv(folder / "parts.csv", index=False)
    found.means.to_csv(folder / "means.csv", index=False)
    text = json.dumps(found.provenance, indent=2, ensure_ascii=False) + "\n"
    (folder / "provenance.json").write_text(text, encoding="utf-8")


def _heading(found: Decomposition, measure: str) -> str:
    row = found.parts[found.parts.measure == measure].iloc[0]
    way = f"from {found.title_a} to {found.title_b}"
    return f"{row.title}, {unit_of(found, measure)}: {way} ({row.replications} replications)"


def _cells(found: Decomposition, measure: str) -> list[tuple[str, str, str]]:
    return [
        ("B minus A" if s.lever == TOTAL else s.lever, s.text, interval(s.low, s.high)) for s in steps(found, measure)
    ]


def _table(found: Decomposition, measure: str) -> Table:
    table = Table(title=_heading(found, measure), title_justify="left", title_style="bold")
    table.add_column("Lever")
    table.add_column("Part", justify="right")
    table.add_column("95 %", justify="right")
    for cells in _cells(found, measure):
        table.add_row(*cells)
    return table


def as_markdown(found: Decomposition, measures: tuple[str, ...]) -> str:
    """The tables of these measures as Markdown."""
    lines = []
    for measure in measures:
        lines += [_heading(found, measure), "", "| lever | part | 95 % |", "|---|---|---|"]
        lines += [f"| {' | '.join(cells)} |" for cells in _cells(found, measure)]
        lines.append("")
    return "\n".join(lines)


def as_json(found: Decomposition, measures: tuple[str, ...], folder: Path) -> dict[str, object]:
    """The chosen measures' parts as plain data; undefined numbers are null."""
    chosen = found.parts[found.parts.measure.isin(measures)]
    rows = [
        {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
        for row in chosen.to_dict("records")
    ]
    return {"folder": str(folder), "exact": found.exact, "levers": list(found.levers), "parts": rows}
