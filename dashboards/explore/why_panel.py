"""Why the answer is what it is: the difference of a headline measure, lever by lever, for Dash."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dash import html

from dashboards.explore import asked_for
from dashboards.explore.asked_state import MOST_WHY_PAIRS
from dashboards.explore.state import PLACE, State
from dashboards.explore.why_told import lever_title, told
from dashboards.explore.why_work import FIRST_SEED, ORDERS, WhyErrand
from dashboards.explore.work import Answer
from dashboards.figures import waterfall_rows
from dashboards.figures._svg import PALETTES
from dashboards.figures.waterfall import Step, steps
from dashboards.headline import HEADLINES
from dashboards.said import difference_unit, row_titles, shown, unit_of
from dashboards.server.aria import aria
from dashboards.server.request import View
from dashboards.words.catalogue import Words
from experiments.decompose import TOTAL, Decomposition
from experiments.situations import AS_TODAY


def why_panel(view: View, state: State, answer: Answer, errand: WhyErrand | None, a: str, b: str) -> html.Section:
    """A button that asks; once asked, the waterfall of the measure that the address names."""
    say = view.words
    content: list[Any] = [
        html.H2(say("explore_why.heading"), id="why"),
        html.P(say("explore_why.about", a=a, b=b), className="quiet"),
        html.P(asked_for.toggle("why", errand is not None, HEADLINES[0], say)),
    ]
    if errand is not None:
        content += _opened(view, state, answer, errand, a, b)
    return html.Section(content, className="card", **aria(labelledby="why"))


def _opened(view: View, state: State, answer: Answer, errand: WhyErrand, a: str, b: str) -> list[Any]:
    say, pairs = view.words, state.why_pairs
    if errand.alike:
        return [html.P(say("explore_why.alike", a=a, b=b), className="headline", role="status")]
    if errand.reason:
        return [asked_for.failed(errand.reason, say)]
    found = errand.found(pairs)
    over = errand.done(pairs)
    parts: list[Any] = [_measures(state, say), _progress(errand, answer, pairs, over, say)]
    broken = [errand.failed[seed] for seed in sorted(errand.failed)]
    if found is not None:
        parts += _figure(view, found, state.why, a, b)
    elif over and broken:
        parts.append(asked_for.failed(broken[0], say))
    elif not over:
        parts.append(html.P(say("explore_why.waiting"), className="quiet"))
    command = html.Code(command_of(state))
    return [
        *parts,
        *asked_for.more("why_pairs", pairs, MOST_WHY_PAIRS, over, say),
        html.P([say("explore_why.command"), " ", command], className="quiet", id="why-command"),
    ]


def command_of(state: State) -> str:
    """What gives the same numbers in a terminal, once all pairs are in."""
    words = ["nabolab", "decompose", state.a, state.b, "--scenario", PLACE]
    words += ["--situation", state.situation] if state.situation != AS_TODAY else []
    for name, value in sorted(state.levers.items()):
        words += ["--set", f"{name}={value:.10g}"]
    words += ["--unknowns"] if state.wide else []
    words += ["--replications", str(state.why_pairs), "--permutations", str(ORDERS), "--seed", str(FIRST_SEED)]
    return shlex.join([*words, "--measure", state.why])


def _measures(state: State, say: Words) -> html.Div:
    """A button for each headline measure; the one that is shown is pressed."""
    titles = row_titles(say)
    buttons = [
        html.Button(
            titles[key],
            id=f"why-of-{key}",
            type="button",
            className="main" if key == state.why else "",
            **aria(pressed="true" if key == state.why else "false"),
            **asked_for.asking("why", key),
        )
        for key in HEADLINES
    ]
    return html.Div(buttons, className="buttons", role="group", id="why-measures", **aria(label=say("explore_why.of")))


def _progress(errand: WhyErrand, answer: Answer, pairs: int, over: bool, say: Words) -> html.Div:
    done, of = errand.runs(pairs)
    seeds = len(errand.seeds(pairs))
    assert errand.game is not None
    orders = say("explore_why.all_orders") if errand.game.exact else say("explore_why.orders", count=seeds * ORDERS)
    words = say("explore_why.progress", pairs=seeds, of=pairs, orders=orders, done=done, runs=of)
    failures = sum(seed < FIRST_SEED + pairs for seed in errand.failed)
    words += f" · {say('explore.failed', count=failures)}" if failures else ""
    return asked_for.progress(errand, answer, done, of, over, words, say)


def _figure(view: View, found: Decomposition, measure: str, a: str, b: str) -> list[Any]:
    say = view.words
    shown_steps = steps(found, measure)
    if not shown_steps:
        return [html.P(say("explore.row_undefined"), className="headline", role="status")]
    ends = found.means.set_index("measure").loc[measure]
    factor = shown(measure)[0]
    of_a, of_b = float(ends.mean_a) * factor, float(ends.mean_b) * factor
    return [
        html.P(told(shown_steps, measure, of_a, of_b, a, b, say), className="headline", role="status", id="why-told"),
        _rows(view, shown_steps, measure, of_a, of_b, a, b),
        html.P(say("explore_why.key"), className="key quiet"),
        html.Details(
            [html.Summary(say("explore.table")), _table(shown_steps, measure, of_a, of_b, a, b, say)], id="why-table"
        ),
        html.P(say("explore_why.shapley"), className="quiet"),
    ]


def _rows(view: View, all_steps: Sequence[Step], measure: str, of_a: float, of_b: float, a: str, b: str) -> html.Table:
    """A's value, the parts from the largest on, B's value."""
    say, palette = view.words, PALETTES[view.theme]
    *parts, _ = all_steps
    scale = waterfall_rows.axis(parts, of_a, of_b)
    unit, value_unit = difference_unit(measure, say), unit_of(measure, say)
    first, last = (f"{title}: {say.plain(value)} {value_unit}" for title, value in ((a, of_a), (b, of_b)))
    lines = [_line(a, waterfall_rows.end_row(of_a, False, scale, say, palette, first), first, say.plain(of_a), "")]
    for part, start in zip(parts, waterfall_rows.starts(parts, of_a), strict=True):
        title, written, span = lever_title(part.lever, say), say.marked(part.text), interval(part, say)
        label = f"{title}: {written} {unit} ({span})"
        lines.append(_line(title, waterfall_rows.part_row(part, start, scale, palette, label), label, written, span))
    lines.append(_line(b, waterfall_rows.end_row(of_b, True, scale, say, palette, last), last, say.plain(of_b), ""))
    heads = (say("explore_why.part"), "", f"{say('explore_why.brings')} ({unit})", say("explore_why.interval"))
    head = html.Thead(html.Tr([html.Th(h, scope="col") if h else html.Td(className="unheaded") for h in heads]))
    return html.Table([head, html.Tbody(lines)], className="rows waterfall", id="why-rows")


def _line(title: str, svg: str, label: str, number: str, span: str) -> html.Tr:
    image = html.Img(src=f"data:image/svg+xml;utf8,{quote(svg)}", alt=label, className="dots")
    return html.Tr(
        [
            html.Th(title, scope="row"),
            html.Td(image, className="drawing"),
            html.Td(html.B(number, className="middle"), className="number"),
            html.Td(span, className="span"),
        ]
    )


def interval(step: Step, say: Words) -> str:
    """A part's 95 % interval, or that two pairs are needed for one."""
    if step.low != step.low or step.high != step.high:
        return say("explore_why.no_interval")
    decimals = len(step.text.partition(".")[2])
    places = decimals + 1 if decimals else 0
    return f"{say.signed(step.low, places)} {say('word.to')} {say.signed(step.high, places)}"


def _table(all_steps: Sequence[Step], measure: str, of_a: float, of_b: float, a: str, b: str, say: Words) -> html.Div:
    unit = difference_unit(measure, say)
    heads = [say("explore_why.part"), f"{say('explore_why.brings')} ({unit})", say("explore_why.interval")]
    body: list[list[Any]] = [[a, say.plain(of_a), ""]]
    for step in all_steps:
        title = say("explore_why.whole") if step.lever == TOTAL else lever_title(step.lever, say)
        body.append([title, say.marked(step.text), interval(step, say)])
    body.append([b, say.plain(of_b), ""])
    return asked_for.table(heads, body, f"{say('explore_why.heading')}: {row_titles(say)[measure]}", "why-numbers")
