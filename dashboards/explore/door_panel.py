"""The doors of three citizens in both organisations, for Dash."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dash import html

from dashboards.explore.work import Answer
from dashboards.figures import door_strip
from dashboards.figures._svg import PALETTES
from dashboards.server.aria import aria
from dashboards.server.request import View
from experiments.doors import Door, Doors


def door_panel(view: View, answer: Answer, a: str, b: str) -> html.Section:
    """The strips once they are there; before that, what is happening."""
    say = view.words
    content: list[Any]
    if answer.doors is not None:
        content = _strips(view, answer.doors, a, b) if answer.doors.citizens else [html.P(say("explore.doors_none"))]
    elif answer.doors_failed:
        content = [html.P(say("explore.doors_failed", reason=answer.doors_failed), className="note", role="alert")]
    else:
        content = [html.P(say("explore.doors_waiting"), className="quiet")]
    heading = html.H2(say("explore.doors"), id="doors")
    return html.Section([heading, *content], className="card", **aria(labelledby="doors"))


def _strips(view: View, doors: Doors, a: str, b: str) -> list[Any]:
    say = view.words
    key = door_strip.key(say, PALETTES[view.theme])
    parts: list[Any] = [
        html.P(say("explore.doors_about", of=doors.of, seed=doors.seed), className="quiet"),
        html.Img(src=_source(key), alt=door_strip.key_words(say), className="doorkey"),
    ]
    for citizen in doors.citizens:
        name = f"{say('explore.citizen', number=citizen.number)}, {say('explore.rank', rank=citizen.rank)}"
        strips = [_strip(view, citizen.a, a, "a", name), _strip(view, citizen.b, b, "b", name)]
        parts.append(html.Div([html.H3(name), html.Div(strips, className="pair")], className="citizen"))
    return parts


def _strip(view: View, door: Door, title: str, side: str, name: str) -> html.Figure:
    say = view.words
    told = door_strip.counted(door, say)
    svg = door_strip.draw(door, f"{name}, {title}: {told}", PALETTES[view.theme])
    image = html.Img(src=_source(svg), alt=f"{name}, {title}: {told}", className="door")
    return html.Figure([html.Figcaption([html.B(title, className=side), html.Br(), told]), image])


def _source(svg: str) -> str:
    return f"data:image/svg+xml;utf8,{quote(svg)}"
