"""`nabolab diff`: two organisations side by side, for a terminal, a page of Markdown, or a program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from dashboards.terminal.compare import take_scenario
from dashboards.terminal.errors import Inputs
from experiments.differences import Choice, Differences, Side, differences
from policies.loading import load_arm

SAME = "the same"


def run_diff(
    a: str, b: str, scenario: str, changes: tuple[str, ...], everything: bool, markdown: bool, as_json: bool
) -> None:
    """Check everything, print what the two differ in. Raises InputError."""
    inputs = Inputs()
    one = inputs.take(lambda: load_arm(a))
    other = inputs.take(lambda: load_arm(b))
    place = take_scenario(inputs, scenario, None, changes, ())
    if place is not None:
        for arm in (one, other):
            if arm is not None:
                inputs.take(lambda arm=arm: arm.compose(place))  # type: ignore[misc]
    inputs.check()
    assert one is not None
    assert other is not None
    assert place is not None
    found = differences(one, other, place)
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    elif markdown:
        print(as_markdown(found, everything), end="")
    else:
        _print(Console(), found, everything)


def _choices(found: Differences, everything: bool) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    for title, choices in (("Decision rights", found.rights), ("Beside them", found.levers)):
        yield title, tuple(c for c in choices if everything or not c.same)


def _said(side: Side) -> str:
    """Who decides, and what happens then."""
    lines = (f"{title} ({name}): {what}" for title, name, what in zip(side.titles, side.names, side.what, strict=True))
    return "\n".join(lines) or "nothing of the kind"


def _around(found: Differences, everything: bool) -> list[tuple[str, str, str]]:
    return [row for row in found.around if everything or row[1] != row[2]]


def _grounds(by: tuple[str, ...], grounds: tuple[str, ...]) -> str:
    return f"{', '.join(by)}: {' / '.join(grounds)}" if by else "the country's table"


def _print(console: Console, found: Differences, everything: bool) -> None:
    console.print(f"A: {found.title_a}\nB: {found.title_b}", style="bold", highlight=False)
    if found.alike:
        console.print("They are the same organisation.")
    for title, choices in _choices(found, everything):
        table = _sheet(title, ("Question", "A", "B"))
        for c in choices:
            table.add_row(
                f"{c.name}: {c.question}" if c.question else c.name, _said(c.a), SAME if c.same else _said(c.b)
            )
        if choices:
            console.print(table)
    if _around(found, everything):
        table = _sheet("Where, when and in whose money", ("What", "A", "B"))
        for row in _around(found, everything):
            table.add_row(*row)
        console.print(table)
    if found.values:
        table = _sheet("Named values", ("What", "Unit", "A", "B", "Moved by, and on what grounds"))
        for v in found.values:
            table.add_row(f"{v.title} ({v.name})", v.unit, f"{v.a:g}", f"{v.b:g}", _grounds(v.by, v.grounds))
        console.print(table)


def _sheet(title: str, headings: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_lines=True)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def as_markdown(found: Differences, everything: bool = False) -> str:
    """The same as Markdown."""
    lines = [f"**A:** {found.title_a} (`{found.name_a}`)  ", f"**B:** {found.title_b} (`{found.name_b}`)", ""]
    if found.alike:
        lines += ["They are the same organisation.", ""]
    for title, choices in _choices(found, everything):
        if choices:
            lines += [f"### {title}", "", "| question | A | B |", "|---|---|---|"]
            lines += [f"| {_line(c)} |" for c in choices]
            lines.append("")
    if _around(found, everything):
        lines += ["### Where, when and in whose money", "", "| what | A | B |", "|---|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in _around(found, everything)]
        lines.append("")
    if found.values:
        lines += [
            "### Named values",
            "",
            "| what | unit | A | B | moved by, and on what grounds |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| {v.title} (`{v.name}`) | {v.unit} | {v.a:g} | {v.b:g} | {_grounds(v.by, v.grounds)} |"
            for v in found.values
        ]
        lines.append("")
    return "\n".join(lines)


def _line(choice: Choice) -> str:
    name = f"`{choice.name}`: {choice.question}" if choice.question else choice.name
    sides = (_said(choice.a), SAME if choice.same else _said(choice.b))
    return " | ".join([name, *(side.replace("\n", "<br>") for side in sides)])
