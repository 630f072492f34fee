"""What comes out, for Dash: the sentence, the rows of dots, what was changed, doors, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dash import dcc, html

from dashboards.explore import controls
from dashboards.explore.door_panel import door_panel
from dashboards.explore.first import first
from dashboards.explore.levers import Lever
from dashboards.explore.pins import pin_panel
from dashboards.explore.rows import full_table, rows
from dashboards.explore.state import State, place_values
from dashboards.explore.work import FIRST_SEED, FULL, Answer
from dashboards.headline import FEW, HEADLINES, headline
from dashboards.said import Pairs, odds_of, row_titles
from dashboards.server.aria import aria, data
from dashboards.server.request import View
from dashboards.words.catalogue import Words
from experiments.situations import AS_TODAY
from sim.parameters import registry


def found(view: View, state: State, answer: Answer, pins: Sequence[Answer], asked_for: Sequence[Any] = ()) -> list[Any]:
    """Everything beside the controls. The first card says how many real pairs it needs to take the estimate's place,
    and whether it has them. asked_for: the parts that are worked out only when asked."""
    say = view.words
    opening = first(state)
    enough = len(answer.measures) >= opening.enough or answer.tried >= FULL
    a, b = (controls.arm_title(name, say) for name in (state.a, state.b))
    return [
        html.Section(
            [
                html.H2(say("explore.happens" if enough else "explore.real"), id="happens"),
                html.P(say("explore.minus", a=a, b=b), className="quiet"),
                _changed(view, state),
                _progress(answer, say),
                html.Div(
                    _measures(view, answer, a, b) if enough or opening.expected is None else _so_far(answer, say),
                    id="real",
                ),
            ],
            id="asked",
            className="card",
            **data(question=answer.question.digest, enough=str(int(enough))),
            **aria(labelledby="happens"),
        ),
        *pin_panel(view, state, answer, pins, b),
        door_panel(view, answer, a, b),
        *asked_for,
        _left_out(answer, say),
    ]


def _so_far(answer: Answer, say: Words) -> list[Any]:
    """While the estimate stands: how many real pairs there are."""
    return [html.P(say("explore.so_far", pairs=len(answer.measures), enough=FEW), id="so-far")]


def _measures(view: View, answer: Answer, a: str, b: str) -> list[Any]:
    """The sentence first, then the rows; before the first pair, what is happening."""
    say = view.words
    pairs = [answer.measures[seed] for seed in sorted(answer.measures)]
    if not pairs:
        if answer.failed:
            reason = next(iter(answer.failed.values()))
            return [html.Div(html.P(say("explore.all_failed", reason=reason)), className="note", role="alert")]
        return [html.P(say("explore.none_yet" if answer.cancelled else "explore.waiting"), className="headline")]
    odds, titles = odds_of(pairs), row_titles(say)
    others = [key for key in titles if key not in HEADLINES]
    return [
        html.P(headline(odds, titles, a, b, say), className="headline", role="status"),
        rows(view, pairs, HEADLINES),
        html.P(
            [
                html.Span("◆ ", className="mark b", **aria(hidden="true")),
                say("explore.key_b", b=b),
                html.Span("  ● ", className="mark a", **aria(hidden="true")),
                say("explore.key_a", a=a),
                "  □ ",
                say("explore.key_equal"),
                " · ",
                say("explore.key_line"),
            ],
            className="key quiet",
        ),
        html.Ul([html.Li(say(f"explore.grade_{grade}")) for grade in "abc"], className="grades quiet"),
        _folded(pairs, HEADLINES, say("explore.table"), "as-table", say),
        _folded(pairs, others, say("explore.more_measures", count=len(others)), "other-measures", say),
    ]


def _folded(pairs: Pairs, keys: Sequence[str], title: str, name: str, say: Words) -> html.Details:
    return html.Details([html.Summary(title), full_table(pairs, keys, say, title)], id=name)


def _changed(view: View, state: State) -> html.Div:
    """What differs from the place as it is described: always on screen, each with a way back."""
    say = view.words
    place = place_values(state.situation)
    chips: list[Any] = []
    if state.situation != AS_TODAY:
        chips.append(_chip(view, State(state.a, state.b, AS_TODAY, state.levers, state.wide, state.pins),
                           say(f"situation.{state.situation}.title")))  # fmt: skip
    for name, value in state.levers.items():
        lever = Lever(registry()[name], place[name])
        change = f"{lever.written(place[name], say)} → {lever.written(value, say)}"
        text = f"{say.parameter(name, lever.parameter.title)}: {change}"
        chips.append(_chip(view, state.without(name), text))
    content = [html.B(f"{say('explore.changed')}: "), *chips] if chips else [say("explore.nothing_changed")]
    return html.Div(content, className="changed", id="changed")


def _chip(view: View, without: State, text: str) -> dcc.Link:
    back = html.Span(f" ({view.words('explore.back')})", className="unseen")
    cross = html.Span(" ×", **aria(hidden="true"))
    return dcc.Link([text, back, cross], href=address(view, without), className="chip")


def address(view: View, state: State) -> str:
    """The address of a state in the page's language and colours."""
    rest = state.query()
    return f"{view.path}?lang={quote(view.language)}&theme={quote(view.theme)}{'&' if rest else ''}{rest}"


def _progress(answer: Answer, say: Words) -> html.Div:
    """How many pairs are in, and a button that stops or goes on."""
    told = say("explore.progress", done=len(answer.measures), full=FULL)
    if answer.failed:
        told += f" · {say('explore.failed', count=len(answer.failed))}"
    over = answer.tried >= FULL
    if over and not answer.failed:
        told = say("explore.complete", full=FULL)
    parts: list[Any] = [
        html.Progress(value=str(answer.tried), max=str(FULL), **aria(label=told)),
        html.Span(told, className="told"),
    ]
    if not over:
        stopped = answer.cancelled
        parts.append(html.Button(say("explore.go_on" if stopped else "explore.stop"), id="stop", type="button"))
    return html.Div(parts, className="progress")


def _left_out(answer: Answer, say: Words) -> html.Section:
    last = FIRST_SEED + max(answer.tried, 1) - 1
    about = say("explore.provenance_about", digest=answer.question.digest, first=FIRST_SEED, last=last)
    return html.Section(
        [
            html.H2(say("explore.leaves_out")),
            html.Ul([html.Li(say(f"left_out.{n}").replace("`", "")) for n in range(1, 7)]),
            html.H3(say("explore.provenance")),
            html.P(about, id="provenance"),
        ],
        className="card",
    )
