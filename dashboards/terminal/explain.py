"""`nabolab explain`: who owns each decision right in an arm, and which values are moved by whom."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from agents.rights import QUESTIONS, Right
from experiments.differences import in_words
from policies.arm import Arm, resolve
from policies.timetable import at_work
from sim.parameters import registry
from sim.scenario import Scenario


def explanation(arm: Arm, scenario: Scenario, everything: bool = False) -> RenderableType:
    """Rights with their owners, then values: moved ones, or all that could be."""
    return Group(
        Text(arm.title, style="bold"),
        Text(" ".join(arm.about.split())),
        Text(f"Sources: {', '.join(arm.sources) or 'none'}"),
        Text(f"Links switched off: {', '.join(scenario.without) or 'none'}"),
        *_others(arm),
        _rights(arm),
        _others_of(arm),
        _values(arm, scenario, everything),
    )


def _others(arm: Arm) -> list[RenderableType]:
    """Which arms this one replaces or stands beside, and what that means."""
    out: list[RenderableType] = []
    if arm.before is not None:
        out.append(
            Text(
                f"Replaces {arm.before.title}: at fidelity below 1, and during a transition, its owners decide the "
                "rest of the cases, and working values lie between the two."
            )
        )
    if arm.beside is not None:
        where = " and ".join(arm.only_in) or "the settlements marked as pilots"
        most = f", at most {arm.only_citizens} of their citizens" if arm.only_citizens else ""
        out.append(Text(f"Only in {where}{most}; beside it, {arm.beside.title} goes on for everybody else."))
    if arm.from_day is not None:
        alone = arm.beside or arm.before
        out.append(Text(f"Begins on day {arm.from_day}; until then: {alone.title if alone else 'nobody'}."))
    return out


def _rights(arm: Arm) -> Table:
    table = Table(title="Decision rights", title_justify="left", title_style="bold")
    for heading in ("Right", "Question", "Owner", "What happens"):
        table.add_column(heading)
    for right in Right:
        for policy in (p for p in arm.policies if right in p.owns):
            table.add_row(
                right.value, QUESTIONS[right], in_words(policy), (policy.__doc__ or "").strip().splitlines()[0]
            )
    return table


def _others_of(arm: Arm) -> Table:
    """Policies that own no right."""
    table = Table(title="Policies beside them", title_justify="left", title_style="bold")
    for heading in ("Lever", "Policy", "What happens"):
        table.add_column(heading)
    for policy in (p for p in arm.policies if not p.owns):
        table.add_row(policy.lever, in_words(policy), (policy.__doc__ or "").strip().splitlines()[0])
    return table


def _values(arm: Arm, scenario: Scenario, everything: bool) -> Table:
    title = "Named values that policies may move" if everything else "Named values moved by policies"
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in ("Value", "Unit", "Before", "Moved by", "Here", "Range", "Tier", "Sources"):
        table.add_column(heading, overflow="fold")
    country = arm.country(scenario)
    place = scenario.values_in(country)
    final = resolve(place, at_work(arm.policies, None)) | scenario.off
    for name, p in registry(country).items():
        moves = [(policy, change) for policy in arm.policies for change in policy.moving if change.value == name]
        if not moves and not (everything and p.modifiable):
            continue
        table.add_row(
            name,
            p.unit,
            f"{place[name]:g}",
            "\n".join(f"{in_words(policy)} {change}" for policy, change in moves),
            f"{final[name]:g}",
            f"{p.low:g} to {p.high:g}",
            "\n".join(change.tier for _, change in moves) or p.tier,
            "\n".join("; ".join(filter(None, [", ".join(change.sources), change.note])) for _, change in moves)
            or ", ".join(p.sources),
        )
    return table
