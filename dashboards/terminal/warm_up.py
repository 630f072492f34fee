"""`nabolab warm-up`: how long an arm takes to forget how it began, measure by measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from dashboards.terminal.compare import check_language, check_seed, take_scenario
from dashboards.terminal.errors import Inputs
from dashboards.words.catalogue import DEFAULT_LANGUAGE, words
from experiments.numbers import interval, plain
from experiments.replicate import Progress
from experiments.warm_up import Interval, Settling, WarmUp, number_problems, warm_up
from policies.arm import Arm
from policies.loading import load_arm
from sim.problems import Problem
from sim.scenario import Scenario


@dataclass(frozen=True)
class Study:
    """What was asked for: one arm in one place over a long time."""

    arm: str
    scenario: str
    days: int
    replications: int
    seed: int
    processes: int | None
    changes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    language: str = DEFAULT_LANGUAGE

    def inputs(self, problems: Callable[[int, int, int | None], list[Problem]]) -> tuple[Arm, Scenario]:
        """Arm and scenario. Raises InputError with every problem of every input; problems: those of the numbers."""
        inputs = Inputs()
        arm = inputs.take(lambda: load_arm(self.arm))
        scenario = take_scenario(inputs, self.scenario, None, self.changes, self.without)
        numbers = problems(self.days, self.replications, self.processes)
        inputs.problems += [Problem(f"--{p.place}", p.text) for p in numbers]
        inputs.problems += check_seed(self.seed) + check_language(self.language)
        if arm is not None and scenario is not None:
            inputs.take(lambda: arm.compose(scenario))
        inputs.check()
        assert arm is not None
        assert scenario is not None
        return arm, scenario


@contextmanager
def told_progress(console: Console, language: str = DEFAULT_LANGUAGE) -> Iterator[Progress]:
    """How many runs are done, while they are; nothing where nobody watches."""
    say = words(language)
    with console.status(say("terminal.simulating")) as status:
        yield lambda done, planned: status.update(say("terminal.runs", done=done, planned=planned))


def run_warm_up(study: Study, markdown: bool = False) -> None:
    """Check everything, run, print the table."""
    arm, scenario = study.inputs(number_problems)
    console = Console()
    with told_progress(console) as progress:
        found = warm_up(arm, scenario, study.days, study.replications, study.seed, study.processes, progress)
    sheet = warm_up_sheet(found)
    if markdown:
        print(sheet.markdown(), end="")
    else:
        console.print(sheet.table())


@dataclass(frozen=True)
class Sheet:
    """A table and what follows from it, for a terminal or a page. left: headings of columns that are words."""

    title: str
    headings: tuple[str, ...]
    left: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    conclusions: tuple[str, ...]

    def table(self) -> RenderableType:
        """As a table for a terminal; the longest words, in the first or second column, get what room there is."""
        table = Table(
            title=self.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
        )
        for heading in self.headings:
            table.add_column(heading, justify="left" if heading in self.left else "right", overflow="fold")
        for row in self.rows:
            table.add_row(*row)
        return Group(table, *(Text(line) for line in self.conclusions))

    def markdown(self) -> str:
        """As Markdown, for the documentation."""
        rule = ("---" if heading in self.left else "---:" for heading in self.headings)
        lines = [f"{self.title}.", "", _line(self.headings), _line(rule), *map(_line, self.rows), ""]
        return "\n".join([*lines, *(f"- {line}" for line in self.conclusions), ""])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace(chr(10), ' ') for cell in cells)} |"


def warm_up_sheet(found: WarmUp) -> Sheet:
    """A row for each measure, and what follows from all of them."""
    return Sheet(
        f"How {found.arm} settles in {found.scenario}: {found.replications} replications of {found.days} days from the "
        "first on",
        (
            "Measure",
            "Window\ndays",
            "MSER-5\ncuts days",
            "Apart for\ndays",
            "Level",
            "Second half less first\n95 %",
            f"Year after {found.default} days off by\n95 %",
            "It is",
        ),
        ("Measure", "It is"),
        tuple(_cells(row) for row in found.rows),
        tuple(_conclusions(found)),
    )


def _cells(row: Settling) -> tuple[str, ...]:
    scale = 100.0 if row.unit == "share" else 1.0
    return (
        f"{row.title} ({'%' if row.unit == 'share' else row.unit})",
        str(row.window),
        str(row.cut),
        str(row.apart),
        plain(row.level * scale),
        _ends(row.change, scale),
        _ends(row.year, scale),
        row.verdict,
    )


def _ends(found: Interval, scale: float) -> str:
    low, high = (end * scale for end in found[1:])
    return interval(low, high)


def _conclusions(found: WarmUp) -> list[str]:
    """What the rows say together, in words."""
    by_verdict = {v: [r.title for r in found.rows if r.verdict == v] for v in ("drifts", "unclear", "undefined")}
    slowest = [r.title for r in found.rows if found.apart and r.apart == found.apart]
    return [
        f"MSER-5 cuts at most {found.cut} days. After {found.apart} days no measure can be told from its level"
        + (f"; the slowest: {', '.join(slowest)}." if slowest else "."),
        *(f"{verdict.capitalize()}: {', '.join(titles)}." for verdict, titles in by_verdict.items() if titles),
    ]
