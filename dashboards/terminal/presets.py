"""`nabolab presets`: the shipped arms, from their files: where from, what is assumed, what they are made of."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from rich import box
from rich.table import Table

from experiments.expected import PLACE, Expectation, stored
from experiments.numbers import plain
from experiments.shelf import find_scenario
from policies.base import Policy, known_policies
from policies.loading import load_arm, preset_text, shipped_arms
from sim.measures.catalogue import CATALOGUE, in_money
from sim.parameters import currency, registry

BASE = "bum"
PAGE = """# Presets

The shipped arms: what each is, where it comes from, what is known and what is assumed, what it is made of, and what
it gave. Made by `nabolab presets --markdown > docs/presets.md`; a test compares the two. `nabolab explain ARM` says
the same of one arm with all that it takes over from others, `nabolab diff A B` puts two side by side.

**Expected results.** Beside each file lies what it gave in `{place}`: mean and standard deviation over replications
of one year, written by `nabolab expected --write policies/presets -n 12`. `nabolab expected` measures again and fails
when a mean lies more than four standard errors away; the tests do that for some of them. They are no findings: each
leans on the assumptions above it, on the [parameters](parameters.md) and on one Danish district. Amounts are in the
money of the place; `buurtzorg_nl` and `west_suffolk` keep books in euros and pounds, and are converted only for
showing. Arms that stand beside BUM are measured as a whole, BUM's part included.
"""


def preset_table() -> Table:
    """The shipped arms with what they are."""
    table = Table(title="Arms", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for heading in ("Name", "What", "Like, instead of, beside"):
        table.add_column(heading, overflow="fold")
    for name in shipped_arms():
        arm = load_arm(name)
        table.add_row(name, f"{arm.title}: {' '.join(arm.about.split())}", ", ".join(_around(_data(name))) or "-")
    return table


def preset_page() -> str:
    """The shipped arms as a Markdown page."""
    lines = [PAGE.format(place=PLACE).strip(), "", "| preset | what |", "|---|---|"]
    lines += [f"| [`{name}`](#{name}) | {load_arm(name).title} |" for name in shipped_arms()]
    for name in shipped_arms():
        lines += ["", *_section(name)]
    return "\n".join(lines) + "\n"


def _section(name: str) -> Iterator[str]:
    arm, data = load_arm(name), _data(name)
    money = currency(arm.country(find_scenario(PLACE)))
    yield from (f"## {name}", "", f"**{arm.title}.** {' '.join(arm.about.split())}", "", _header(name), "")
    around = _around(data)
    if around:
        yield from (f"It is {', '.join(around)}.", "")
    yield from ("| policy | answers | options | moves |", "|---|---|---|---|")
    for use in data["policy"]:
        yield f"| {' | '.join(_cells(use, money))} |"
    yield from ("", *_expectations(name))


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(preset_text(name))


def _header(name: str) -> str:
    """The comment at the head of the file."""
    lines = []
    for line in preset_text(name).splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    return " ".join(lines)


def _around(data: Mapping[str, Any]) -> list[str]:
    """Whom the arm takes over policies from, without which, whom it replaces, and beside whom it stands."""
    words = {"like": "like {}", "before": "instead of {}, where it replaces by degrees", "beside": "beside {}"}
    said = [text.format(f"`{data[key]}`") for key, text in words.items() if key in data]
    dropped = ", ".join(f"`{name}`" for name in data.get("drop", ()))
    return said + ([f"without {dropped}"] if dropped else [])


def _cells(use: Mapping[str, Any], money: str) -> tuple[str, str, str, str]:
    policy = known_policies()[use["use"]]
    options = "; ".join(f"{name} = {value}" for name, value in use.get("options", {}).items())
    moves = [_move(name, entry, money) for name, entry in use.get("changes", {}).items()]
    return f"`{use['use']}`: {policy.title}", _answers(policy), options or "-", "; ".join(moves) or "-"


def _answers(policy: type[Policy]) -> str:
    return ", ".join(f"`{right.value}`" for right in policy.owns) or policy.lever


def _move(name: str, entry: Mapping[str, Any], money: str) -> str:
    change = next(f"{op} {entry[op]:g}" for op in ("set", "multiply", "add") if op in entry)
    grounds = [entry.get("tier", "assumption"), *entry.get("sources", ()), entry.get("note", "")]
    return f"`{name}` {change} {in_money(registry()[name].unit, money)} ({', '.join(filter(None, grounds))})"


def _expectations(name: str) -> Iterator[str]:
    """What is kept beside the file, with BUM's beside it."""
    titles = {m.key: m.title for m in CATALOGUE}
    base = {e.measure: e for e in stored(BASE)}
    rows = stored(name)
    other = [] if name == BASE else [f"`{BASE}`"]
    yield f"Expected in `{PLACE}`, {rows[0].replications} replications (mean, standard deviation in brackets):"
    yield from ("", f"| {' | '.join(['measure', 'unit', f'`{name}`', *other])} |", "|---" * (3 + len(other)) + "|")
    for e in rows:
        sides = [_spread(e), *([_spread(base[e.measure])] if other else [])]
        yield f"| {titles[e.measure]} | {e.unit} | {' | '.join(sides)} |"


def _spread(e: Expectation) -> str:
    return f"{plain(e.mean)} ({plain(e.sd)})"
