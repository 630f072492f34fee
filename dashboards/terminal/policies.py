"""`nabolab policies`: every policy that an arm may use, by decision right, and those that own none by lever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table

from agents.rights import QUESTIONS, Right
from policies.base import Policy, known_policies
from sim.parameters import registry

HEADINGS = ("Policy", "What it does", "Moves by itself", "Options", "Touches first")
PAGE = """# Policies

Everything that an arm may be made of. Made by `nabolab policies --markdown > docs/policies.md`; a test compares the
two. An arm has exactly one owner for each decision right, and as many of the others as it likes
([organisations](organisations.md)); [a policy of one's own](write-a-policy.md) joins this list. *Moves by itself*:
named values and where to, which an arm may move elsewhere under `[policy.changes]`. *Options* go under
`[policy.options]`. *Touches first*: where its first consequence shows when it takes its place in BUM; until then
every bit of a run is the same, which a test checks for each of them. "nothing": no effect until somebody gives the
link behind it a size.
"""


def policy_table() -> RenderableType:
    """All known policies, a table for each right and each lever."""
    tables = []
    for title, policies in _sections():
        table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
        for heading in HEADINGS:
            table.add_column(heading, overflow="fold")
        for policy in policies:
            table.add_row(*_cells(policy))
        tables.append(table)
    return Group(*tables)


def policy_page() -> str:
    """All known policies as a Markdown page."""
    lines = [PAGE.strip()]
    for title, policies in _sections():
        lines += ["", f"## {title}", "", f"| {' | '.join(HEADINGS)} |", "|---" * len(HEADINGS) + "|"]
        lines += [f"| `{name}` | {' | '.join(rest)} |" for name, *rest in map(_cells, policies)]
    return "\n".join(lines) + "\n"


def _sections() -> Iterator[tuple[str, list[type[Policy]]]]:
    """Titles with their policies: rights in their order, then levers."""
    known = list(known_policies().values())
    for right in Right:
        yield f"{right.value}: {QUESTIONS[right]}", [p for p in known if right in p.owns]
    free = [p for p in known if not p.owns]
    for lever in sorted({p.lever for p in free}):
        yield f"No right: {lever}", [p for p in free if p.lever == lever]


def _cells(policy: type[Policy]) -> tuple[str, ...]:
    doc = " ".join((policy.__doc__ or "").split("\n\n")[0].split())
    return (
        policy.name,
        f"{policy.title}. {doc}",
        "; ".join(_moves(policy)) or "nothing",
        "; ".join(_options(policy)) or "none",
        ", ".join(policy.touches) or "nothing",
    )


def _moves(policy: type[Policy]) -> Iterable[str]:
    for change in policy.moves:
        p = registry()[change.value]
        why = "; ".join(filter(None, [", ".join(change.sources), change.note]))
        yield f"{change.value} {change} {p.unit} ({change.tier}{': ' + why if why else ''})"


def _options(policy: type[Policy]) -> Iterable[str]:
    """A policy's own fields, with what they are unless an arm says otherwise."""
    common = {f.name for f in fields(Policy)}
    for field in fields(policy):
        if field.name not in common:
            yield field.name if field.default is MISSING else f"{field.name} = {field.default!r}"
