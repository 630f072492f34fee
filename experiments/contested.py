"""With and without: what becomes of a conclusion when a link about which research disagrees is switched off."""

from __future__ import annotations

from collections.abc import Sequence

from experiments import numbers
from experiments.comparison import Comparison, LinkCheck, MeasureRow
from experiments.replicate import Pair
from experiments.speech import ENGLISH, TEXTS, Speech
from experiments.statistics import CONTESTED_MEASURES, compare_measures
from sim.links import contested_links, links
from sim.parameters import currency
from sim.scenario import Scenario

INTRODUCTION = TEXTS["tables.contested_about"]


def links_to_check(scenario: Scenario) -> tuple[str, ...]:
    """Contested links that are on here: there is nothing to switch off about the others."""
    return tuple(name for name in contested_links() if scenario.values[name] != links()[name].off)


def check(scenario: Scenario, name: str, pairs: Sequence[Pair]) -> LinkCheck:
    """The conclusion from pairs that ran without the link."""
    link = links()[name]
    rows = compare_measures([p[0].measures for p in pairs], [p[1].measures for p in pairs], currency(scenario.country))
    rows = tuple(row for row in rows if row.key in CONTESTED_MEASURES)
    return LinkCheck(name, link.cause, link.effect, scenario.values[name], link.parameter.unit, rows)


def conclusion(comparison: Comparison, check: LinkCheck, say: Speech = ENGLISH) -> str:
    """Whether a verdict changes without the link, in words."""
    before = {row.key: row.verdict for row in comparison.rows}
    turned = [
        say("tables.becomes", before=say(f"tables.{before[r.key]}"), after=say(f"tables.{r.verdict}"), measure=r.title)
        for r in comparison.turned(check)
    ]
    said = say("tables.leans", turned="; ".join(turned)) if turned else say("tables.no_change")
    return say("tables.conclusion", name=check.link, cause=check.cause, effect=check.effect, said=said)


def matrix(comparison: Comparison, say: Speech = ENGLISH) -> list[tuple[str, ...]]:
    """A line per measure: its name, then with all links and without each one: difference, interval and verdict."""
    lines = []
    for number, row in enumerate(comparison.contested[0].rows):
        rows = [comparison.row(row.key), *(check.rows[number] for check in comparison.contested)]
        places = max(numbers.written(r).places for r in rows)
        lines.append((f"{row.title} ({row.unit})", *(_cell(r, rows[0], places, say) for r in rows)))
    return lines


def _cell(row: MeasureRow, reference: MeasureRow, places: int, say: Speech) -> str:
    changes = "" if row.verdict == reference.verdict else f"\n{say('tables.changes')}"
    difference, interval = numbers.signed(row.difference, places), numbers.interval(row.low, row.high, places)
    return f"{say.number(difference)}\n{say.number(interval)}\n{say(f'tables.{row.verdict}')}{changes}"


def unchecked(scenario: Scenario, asked: bool) -> list[str]:
    """What a reader must know about contested links that were not checked."""
    if not asked:
        return ["Contested links were not switched off in turn, as asked: the conclusion may lean on them."]
    off = [name for name in contested_links() if name not in links_to_check(scenario)]
    return [f"The contested link {name} is off in this comparison to begin with." for name in off]
