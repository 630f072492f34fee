"""Rows of measures: name and grade, the dots, the middle, how often; and the same as a table of numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import numpy as np
from dash import html

from dashboards.figures import quantile_dots
from dashboards.figures._svg import PALETTES
from dashboards.said import Pairs, difference_unit, differences, middle, row_titles, shown, spoken, unit_of
from dashboards.server.aria import aria
from dashboards.server.request import View
from dashboards.words.catalogue import Words
from experiments.grades import grades
from experiments.odds import Odds


def rows(
    view: View, pairs: Pairs, keys: Sequence[str], before: str = "", errors: Mapping[str, float] | None = None
) -> html.Table:
    """A row for each measure. before: what their ids begin with; errors: how far each middle is usually off."""
    say = view.words
    dots = say("explore.dots" if len(pairs) > quantile_dots.DOTS else "explore.dots_few")
    heads = (say("explore.measure"), dots, say("explore.median"), say("explore.odds"), say("explore.grade"))
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
            html.Tbody([_row(view, pairs, key, before, (errors or {}).get(key)) for key in keys]),
        ],
        className="rows",
    )


def _row(view: View, pairs: Pairs, key: str, before: str, error: float | None) -> html.Tr:
    say = view.words
    title, unit = row_titles(say)[key], difference_unit(key, say)
    values = differences(pairs, key)
    odds = Odds.of(values)
    verdict = say(f"verdict.{odds.word}")
    told = spoken(pairs, key, say)
    label = f"{title}: {verdict}; {told}; {say('explore.median')} {middle(values, say)} {unit}"
    drawing: Any = say("verdict.undefined")
    if values:
        svg = quantile_dots.draw(values, label, say, PALETTES[view.theme])
        drawing = html.Img(src=f"data:image/svg+xml;utf8,{quote(svg)}", alt=label, className="dots")
    return html.Tr(
        [
            html.Th([title, html.Br(), html.Small(unit, className="quiet")], scope="row"),
            html.Td(drawing, className="drawing"),
            html.Td([html.B(middle(values, say), className="middle"), *_off(key, error, say)], className="number"),
            html.Td([html.B(f"{verdict[:1].upper()}{verdict[1:]}"), html.Br(), told], className=f"odds {odds.word}"),
            html.Td(grades()[key].grade, className="grade"),
        ],
        id=f"{before}row-{key}",
    )


def _off(key: str, error: float | None, say: Words) -> list[Any]:
    """How far an estimated middle is usually off: one digit more than it deserves would be one too many."""
    if error is None:
        return []
    size = error * shown(key)[0]
    places = max(0, 1 - math.floor(math.log10(size))) if size else 0
    return [html.Br(), html.Small(f"± {say.plain(size, places)}", className="off")]


def full_table(pairs: Pairs, keys: Sequence[str], say: Words, label: str) -> html.Div:
    """Means, the mean difference and counts, as numbers. label: what the table is called."""
    heads = (
        "measure",
        "grade",
        "column_a",
        "column_b",
        "column_difference",
        "column_higher",
        "column_lower",
        "column_pairs",
    )
    head = html.Tr([html.Th(say(f"explore.{h}"), scope="col") for h in heads])
    body = [_numbers(pairs, key, say) for key in keys]
    return html.Div(
        html.Table([html.Thead(head), html.Tbody(body)]),
        className="scroll",
        tabIndex="0",
        role="region",
        **aria(label=label),
    )


def _numbers(pairs: Pairs, key: str, say: Words) -> html.Tr:
    factor, _ = shown(key)
    both = np.array([[a[key] * factor, b[key] * factor] for a, b in pairs], float).reshape(-1, 2)
    both = both[np.isfinite(both).all(axis=1)]
    odds = Odds.of(both[:, 1] - both[:, 0])
    title = f"{row_titles(say)[key]} ({unit_of(key, say)})"
    if not len(both):
        undefined = html.Td(say("explore.row_undefined"), colSpan="6")
        return html.Tr([html.Th(title, scope="row"), html.Td(grades()[key].grade), undefined])
    a, b = both.mean(axis=0)
    cells = (say.plain(a), say.plain(b), say.signed(b - a), str(odds.higher), str(odds.lower), str(odds.pairs))
    numbers = [html.Td(cell, className="number") for cell in cells]
    return html.Tr([html.Th(title, scope="row"), html.Td(grades()[key].grade), *numbers])
