"""Where the answer flips: which assumptions turn it at the ends of their range, and between which values, for Dash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from dashboards.explore import asked_for
from dashboards.explore.asked_state import FLIP_PAIRS, MOST_FLIP_PAIRS
from dashboards.explore.flips_table import flips_table
from dashboards.explore.flips_told import assumption_title, turn_sentence
from dashboards.explore.flips_work import FlipErrand, Turn
from dashboards.explore.state import State
from dashboards.explore.work import Answer
from dashboards.server.aria import aria
from dashboards.server.request import View
from dashboards.words.catalogue import Words
from experiments.flips import Kind

MOST_LINES = 8
SHOWN: tuple[Kind, ...] = ("turns", "fades", "appears")


def flips_panel(view: View, state: State, answer: Answer, errand: FlipErrand | None, b: str) -> html.Section:
    """A button that asks; once asked, sentences for what turns the answer, and a table of all that was tried."""
    say = view.words
    content: list[Any] = [
        html.H2(say("explore_flips.heading"), id="flips"),
        html.P(say("explore_flips.about"), className="quiet"),
        html.P(asked_for.toggle("flips", errand is not None, str(FLIP_PAIRS), say)),
    ]
    if errand is not None:
        content += _opened(view, state, answer, errand, b)
    return html.Section(content, className="card", **aria(labelledby="flips"))


def _opened(view: View, state: State, answer: Answer, errand: FlipErrand, b: str) -> list[Any]:
    say, pairs = view.words, state.flips
    if errand.reason:
        return [asked_for.failed(errand.reason, say)]
    turns, over = errand.turns(pairs), errand.done(pairs)
    done, of = errand.progress(pairs)
    words = say("explore_flips.progress", done=done, of=of, pairs=pairs, count=len(errand.assumptions))
    parts: list[Any] = [asked_for.progress(errand, answer, done, of, over, words, say)]
    ready = [a for a in errand.assumptions if all(_enough(errand, (a.name, end), pairs) for end in a.ends)]
    if ready:
        parts += [*_headline(errand, turns, ready, over, pairs, say), *_sentences(errand, turns, b, say)]
        parts.append(
            html.Details([html.Summary(say("explore_flips.table")), flips_table(errand, pairs, say)], id="flips-table")
        )
        parts.append(html.P(say("explore_flips.rule").replace("`", ""), className="quiet"))
    elif not over:
        parts.append(html.P(say("explore_flips.waiting"), className="quiet"))
    return [*parts, *asked_for.more("flips", pairs, MOST_FLIP_PAIRS, over, say)]


def _enough(errand: FlipErrand, point: tuple[str, float], pairs: int) -> bool:
    return errand.through(point, pairs) >= errand.fewest(pairs)


def _headline(
    errand: FlipErrand, turns: Sequence[Turn], ready: Sequence[Any], over: bool, pairs: int, say: Words
) -> list[Any]:
    """How many assumptions turn the answer; that none does is an answer too, and says what was tried."""
    kinds: dict[Kind, set[str]] = {k: {t.assumption.name for t in turns if t.kind == k} for k in (*SHOWN, "close")}
    tried = {"done": len(ready), "of": len(errand.assumptions), "pairs": pairs}
    words = [say("explore_flips.tried_all" if over else "explore_flips.tried_so_far", **tried)]
    if kinds["turns"]:
        words.append(say("explore_flips.some_turn", turn=len(kinds["turns"])))
    elif kinds["fades"]:
        words.append(say("explore_flips.some_fade", fade=len(kinds["fades"])))
    else:
        words.append(say("explore_flips.none"))
    if kinds["close"]:
        words.append(say("explore_flips.close", count=sum(t.kind == "close" for t in turns)))
    out = [html.P(" ".join(words), className="headline", role="status", id="flips-told")]
    if over and not kinds["turns"] and not kinds["fades"]:
        names = "; ".join(assumption_title(a, say) for a in ready)
        out.append(html.P(say("explore_flips.tried", names=names), id="flips-tried"))
    return out


def _sentences(errand: FlipErrand, turns: Iterable[Turn], b: str, say: Words) -> list[Any]:
    """A list for each kind of change."""
    out: list[Any] = []
    for kind in SHOWN:
        found = [t for t in turns if t.kind == kind]
        if not found:
            continue
        heading = say(f"explore_flips.{kind}_heading")
        lines: list[Any] = [html.Li(turn_sentence(turn, errand.searching(turn), b, say)) for turn in found[:MOST_LINES]]
        if len(found) > MOST_LINES:
            lines.append(html.Li(say("explore_flips.more", count=len(found) - MOST_LINES)))
        told = html.Ul(lines, className=f"flips-{kind}")
        if kind == "appears":
            out.append(html.Details([html.Summary(f"{heading} ({len(found)})"), told], id="flips-appears"))
        else:
            out += [html.H3(heading), told]
    return out
