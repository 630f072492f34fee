"""Every value that was tried, as a table: the word of each headline measure, how often, and whether it is another."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.explore.flips_told import assumption_title, ends_of, now_of, written
from dashboards.explore.flips_work import PRESENT, FlipErrand, Point
from dashboards.headline import HEADLINES
from dashboards.said import row_titles
from dashboards.server.aria import aria
from dashboards.words.catalogue import Words
from experiments.flips import Assumption
from sim.parameters import registry


def flips_table(errand: FlipErrand, pairs: int, say: Words) -> html.Div:
    """The answer as it is, then with each assumption at each value. pairs: how many count."""
    titles = row_titles(say)
    heads = [say("explore_flips.assumption"), say("explore_flips.held"), *(titles[m] for m in HEADLINES)]
    present = html.Tr(
        [
            html.Th(say("explore_flips.as_it_is"), scope="row", colSpan="2"),
            *(html.Td(_word(errand, PRESENT, m, pairs, say)) for m in HEADLINES),
        ]
    )
    lines = [line for a in errand.assumptions for line in _lines(errand, a, pairs, say)]
    table = html.Table(
        [html.Thead(html.Tr([html.Th(h, scope="col") for h in heads])), html.Tbody([present, *lines])],
        className="tried",
    )
    label = say("explore_flips.table")
    return html.Div(table, className="scroll", tabIndex="0", role="region", id="flips-numbers", **aria(label=label))


def _lines(errand: FlipErrand, assumption: Assumption, pairs: int, say: Words) -> list[html.Tr]:
    """A row for each value of an assumption, its name before them all."""
    values = errand.values(assumption)
    about = html.Small(f"{now_of(assumption, say)}; {ends_of(assumption, say)}", className="quiet")
    name = html.Th([assumption_title(assumption, say), html.Br(), about], scope="rowgroup", rowSpan=str(len(values)))
    out = []
    for number, value in enumerate(values):
        point = (assumption.name, value)
        words: list[Any] = [_word(errand, point, m, pairs, say) for m in HEADLINES]
        if errand.failed.get(point) and not errand.points.get(point):
            words = [say("explore_flips.impossible")] * len(HEADLINES)
        held = html.Th(written(registry()[assumption.name], assumption.now, value, say), scope="row")
        out.append(html.Tr([*([] if number else [name]), held, *map(html.Td, words)]))
    return out


def _word(errand: FlipErrand, point: Point, measure: str, pairs: int, say: Words) -> Any:
    """`lower 9/10`, with a mark where the word is another one than without the change."""
    after = errand.odds(point, measure, pairs)[1]
    if not after.pairs:
        return "…"
    text = f"{say(f'explore_flips.word_{after.word}')} {after.told}/{after.pairs}"
    kind = None if point == PRESENT else errand.becomes(point, measure, pairs)
    return [text, html.Br(), html.B(say(f"explore_flips.mark_{kind}"))] if kind else text
