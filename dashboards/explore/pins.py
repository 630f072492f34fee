"""Up to four pinned scenarios beside the present one: the middle difference and how often, measure by measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote

from dash import dcc, html

from dashboards.explore import controls
from dashboards.explore.levers import Lever
from dashboards.explore.state import MOST_PINS, State, parse, place_values
from dashboards.explore.work import FULL, Answer
from dashboards.headline import HEADLINES
from dashboards.said import difference_unit, differences, middle, row_titles
from dashboards.server.aria import aria
from dashboards.server.request import View
from dashboards.words.catalogue import Words
from experiments.odds import Odds
from sim.parameters import registry


def pin_panel(view: View, state: State, answer: Answer, pins: Sequence[Answer], b: str) -> list[Any]:
    """A way to pin the present scenario, and the table of those that are pinned."""
    say = view.words
    full = len(state.pins) >= MOST_PINS
    here = state.query(pins=False)
    pinned_already = here in state.pins
    link: Any = html.Span(say("explore.pins_full"), className="quiet")
    if not full and not pinned_already:
        link = _link(view, replace(state, pins=(*state.pins, here)), say("explore.pin"), "button", "pin")
    elif pinned_already:
        link = None
    if not state.pins:
        return [html.P(link, className="pinning")]
    return [
        html.Section(
            [
                html.H2(say("explore.pinned"), id="pins"),
                html.P(say("explore.pins_about", b=b), className="quiet"),
                _table(view, state, answer, pins),
                html.P(link, className="pinning"),
            ],
            className="card",
            **aria(labelledby="pins"),
        )
    ]


def _table(view: View, state: State, answer: Answer, pins: Sequence[Answer]) -> html.Div:
    say = view.words
    columns = [answer, *pins]
    heads = [html.Th(say("explore.present"), scope="col")]
    heads += [html.Th(_heading(view, state, n), scope="col") for n in range(len(pins))]
    body = [_line(key, columns, say) for key in HEADLINES]
    table = html.Table([html.Thead(html.Tr([html.Th(say("explore.measure"), scope="col"), *heads])), html.Tbody(body)])
    return html.Div(table, className="scroll", tabIndex="0", role="region", **aria(label=say("explore.pins_table")))


def _line(key: str, columns: Sequence[Answer], say: Words) -> html.Tr:
    unit = html.Small(difference_unit(key, say), className="quiet")
    name = html.Th([row_titles(say)[key], html.Br(), unit], scope="row")
    return html.Tr([name, *(html.Td(_cell(column, key, say)) for column in columns)])


def _heading(view: View, state: State, number: int) -> list[Any]:
    """A pinned scenario's name, what is different in it, and ways to open and take it away."""
    say = view.words
    pinned, _ = parse(dict(parse_qsl(state.pins[number])))
    rest = tuple(pin for n, pin in enumerate(state.pins) if n != number)
    return [
        say("explore.pin_name", n=number + 1),
        html.Br(),
        html.Small(described(pinned, say), className="quiet"),
        html.Br(),
        _link(view, replace(pinned, pins=state.pins), say("explore.open_pin"), "", f"open-{number}"),
        " · ",
        _link(view, replace(state, pins=rest), say("explore.unpin"), "", f"unpin-{number}"),
    ]


def described(state: State, say: Words) -> str:
    """A scenario in a line: organisations, situation, changed levers."""
    arms = f"{controls.arm_title(state.a, say)} / {controls.arm_title(state.b, say)}"
    place = place_values(state.situation)
    levers = [
        f"{say.parameter(name, registry()[name].title)} {Lever(registry()[name], place[name]).written(value, say)}"
        for name, value in state.levers.items()
    ]
    return "; ".join([arms, say(f"situation.{state.situation}.title"), *levers])


def _cell(answer: Answer, key: str, say: Words) -> list[Any]:
    pairs = [answer.measures[seed] for seed in sorted(answer.measures)]
    if not pairs:
        return [say("explore.none_yet")]
    values = differences(pairs, key)
    odds = Odds.of(values)
    count = f"{say(f'explore.side_{odds.side}')}: {odds.told} {say('word.of')} {odds.pairs}"
    partial = "" if answer.tried >= FULL else "\u00a0…"
    return [html.B(middle(values, say)), html.Br(), html.Small(count + partial)]


def _link(view: View, state: State, words: str, style: str, name: str) -> dcc.Link:
    rest = state.query()
    href = f"{view.path}?lang={quote(view.language)}&theme={quote(view.theme)}{'&' if rest else ''}{rest}"
    return dcc.Link(words, href=href, className=style, id=name)
