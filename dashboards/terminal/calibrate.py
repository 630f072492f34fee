"""`nabolab calibrate`: history matching, and a file of plausible draws."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console

from dashboards.terminal.compare import check_seed, take_scenario
from dashboards.terminal.errors import Inputs
from dashboards.terminal.warm_up import Sheet, told_progress
from experiments.calibration.fit import Calibration, Plan, calibrate, name_problems, shipped_parameters
from experiments.calibration.history import NothingLeft
from experiments.numbers import interval, plain
from experiments.targets.table import read_targets, shipped_targets
from sim.draws.shelf import written
from sim.problems import InputError, Problem


@dataclass(frozen=True)
class Request:
    """What was asked for. out: where the draws go."""

    scenario: str
    targets: Path | None
    names: tuple[str, ...]
    plan: Plan
    out: Path
    markdown: bool
    changes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def run_calibrate(request: Request) -> None:
    """Check everything, run, print what was kept and write the draws. Raises InputError before anything runs."""
    inputs = Inputs()
    scenario = take_scenario(inputs, request.scenario, None, request.changes, request.without)
    targets = inputs.take(lambda: read_targets(request.targets) if request.targets else shipped_targets())
    names = request.names or tuple(shipped_parameters())
    inputs.problems += name_problems(names) + check_seed(request.plan.seed) + _out_problems(request.out)
    inputs.problems += [Problem(f"--{p.place}", p.text) for p in request.plan.problems(len(names))]
    inputs.check()
    assert scenario is not None
    assert targets is not None
    console = Console(stderr=request.markdown)
    try:
        with told_progress(console) as progress:
            found = calibrate(targets, scenario, names, request.plan, progress)
    except NothingLeft as nothing:
        raise InputError([Problem("calibration", f"{nothing}: widen a range, or allow more --discrepancy")]) from None
    request.out.write_text(written(found.draws.about, found.draws.values), encoding="utf-8")
    for sheet in sheets(found):
        if request.markdown:
            print(sheet.markdown())
        else:
            console.print(sheet.table())
    console.print(f"Draws: {request.out}", soft_wrap=True, highlight=False)


def _out_problems(out: Path) -> list[Problem]:
    if out.suffix != ".csv":
        return [Problem("--out", f"a file of draws ends in .csv, got {str(out)!r}")]
    return [] if out.parent.is_dir() else [Problem("--out", f"there is no folder {str(out.parent)!r}")]


def sheets(found: Calibration) -> list[Sheet]:
    """Waves, figures as fitted, and what is left of each parameter's range."""
    return [_figures(found), _parameters(found)]


def _figures(found: Calibration) -> Sheet:
    rows = []
    for k, (target, aim) in enumerate(zip(found.targets, found.aims, strict=True)):
        expected = found.matched.expected[:, k]
        inside = (expected >= target.at_least) & (expected <= target.at_most)
        rows.append(
            (
                f"{target.source}: {target.quantity} ({target.unit})",
                interval(target.at_least, target.at_most),
                plain(aim.value),
                plain(aim.variance**0.5),
                interval(float(expected.min()), float(expected.max())),
                f"{100 * inside.mean():.0f} %",
                f"{100 * min(wave.checks[k] for wave in found.matched.waves):.0f} %",
            )
        )
    headings = ("Fitted", "Range", "Aim", "SD", "Emulated at the draws", "Of draws in range", "Emulator right")
    waves = "; ".join(f"{wave.runs} runs left {100 * wave.left:.3g} %" for wave in found.matched.waves)
    said = [f"Of the space of parameters, waves of {waves}.", f"{len(found.draws)} draws were kept."]
    said += [f"Undefined in most runs here, so not fitted: {t.id}." for t in found.undefined]
    return Sheet(f"What {found.scenario} was fitted to", headings, ("Fitted",), tuple(rows), tuple(said))


def _parameters(found: Calibration) -> Sheet:
    rows = []
    narrowed = []
    for k, p in enumerate(found.parameters):
        low, high = (p.low + x * (p.high - p.low) for x in found.matched.interval(k))
        width = (high - low) / (p.high - p.low)
        inside = low <= p.default <= high
        rows.append(
            (
                p.name,
                interval(p.low, p.high),
                plain(p.default),
                interval(low, high),
                plain(float(np.median([draw[p.name] for draw in found.draws.values]))),
                f"{100 * width:.0f} %",
                _yes(inside),
            )
        )
        narrowed += [] if inside else [p.name]
    headings = ("Parameter", "Range", "Default", "95 % of draws", "Median", "Of the range", "Default inside")
    said = f"Defaults outside what is plausible: {', '.join(narrowed)}." if narrowed else "Every default is plausible."
    return Sheet("What is left of the parameters", headings, ("Parameter",), tuple(rows), (said,))


def _yes(true: bool) -> str:
    return "yes" if true else "no"


def file_name(scenario: str) -> str:
    """A file name for draws of a scenario."""
    return re.sub(r"\W+", "_", Path(scenario).stem) + "_draws.csv"
