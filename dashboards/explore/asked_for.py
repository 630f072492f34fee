"""What the parts that are worked out only when asked have in common: a button that asks, progress, stop, more pairs."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.explore.errands import Errand
from dashboards.explore.work import FULL, Answer
from dashboards.server.aria import aria
from dashboards.words.catalogue import Words


def toggle(kind: str, opened: bool, asks: str, say: Words) -> html.Button:
    """The button that asks for a part and hides it again. asks: what it puts into the address."""
    words: list[Any] = [say(f"explore_{kind}.ask")]
    if opened:
        words = [say("explore_why.hide"), html.Span(f": {say(f'explore_{kind}.heading')}", className="unseen")]
    style = "" if opened else "main"
    expanded = aria(expanded="true" if opened else "false")
    ask = asking(kind, "" if opened else asks)
    return html.Button(words, id=f"{kind}-toggle", type="button", className=style, **expanded, **ask)


def asking(key: str, value: str) -> dict[str, Any]:
    """What makes a button put `key=value` into the address; an empty value takes it out."""
    return {"data-ask": f"{key}={value}"}


def progress(errand: Errand, answer: Answer, done: int, of: int, over: bool, told: str, say: Words) -> html.Div:
    """How far it is, why it hasn't begun, and a button that stops or goes on."""
    if not over and done == 0 and not (answer.done or answer.cancelled):
        told = say("explore_why.after_pairs", done=answer.tried, full=FULL)
    elif errand.cancelled and not over:
        told = f"{told} · {say('explore.stopped')}"
    parts: list[Any] = [
        html.Progress(value=str(done), max=str(max(of, 1)), **aria(label=told)),
        html.Span(told, className="told-here", role="status"),
    ]
    if not over:
        words = say("explore.go_on" if errand.cancelled else "explore.stop")
        about = say(f"explore_{errand.kind}.heading")
        unseen = html.Span(f": {about}", className="unseen")
        parts.append(html.Button([words, unseen], id=f"{errand.kind}-stop", type="button"))
    return html.Div(parts, className="progress", id=f"{errand.kind}-progress")


def more(key: str, pairs: int, most: int, over: bool, say: Words) -> list[Any]:
    """A button that asks for twice as many pairs, once these are in."""
    if not over or 2 * pairs > most:
        return []
    words = say("explore_why.more_pairs", pairs=2 * pairs)
    return [html.P(html.Button(words, id=f"{key}-more", type="button", **asking(key, str(2 * pairs))))]


def failed(reason: str, say: Words) -> html.Div:
    """Why nothing can be worked out."""
    return html.Div(html.P(say("explore_why.failed", reason=reason)), className="note", role="alert")


def table(head: list[str], body: list[list[Any]], label: str, name: str) -> html.Div:
    """A table that scrolls by itself and keeps its place under its name; the first cell of each row is its heading."""
    lines = [html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])]) for row in body]
    heads = html.Thead(html.Tr([html.Th(h, scope="col") for h in head]))
    return html.Div(
        html.Table([heads, html.Tbody(lines)]),
        className="scroll",
        tabIndex="0",
        role="region",
        id=name,
        **aria(label=label),
    )
