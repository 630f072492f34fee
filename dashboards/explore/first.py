"""First numbers at once, from stored pairs: the same sentence, dots and table as real pairs have, marked as estimated.

Sent as plain HTML by an address of its own, so that a lever's answer waits neither for Dash nor for a run.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dash import html

from dashboards.explore import controls
from dashboards.explore.rows import full_table, rows
from dashboards.explore.state import PLACE, State
from dashboards.headline import FEW, HEADLINES, headline
from dashboards.said import odds_of, row_titles
from dashboards.server.request import View
from dashboards.words.catalogue import Words
from experiments.surfaces.files import shipped_surface
from experiments.surfaces.surface import Expected
from sim.parameters import registry

BEFORE = "first-"
"""What the ids of estimated rows begin with, apart from those of real ones."""


@dataclass(frozen=True)
class First:
    """What stored pairs say about a state. expected: None where they say nothing; then why: a key of the catalogue
    (`explore.estimate.<key>`), and names: what it is about."""

    expected: Expected | None
    why: str = ""
    names: tuple[str, ...] = ()

    @property
    def enough(self) -> int:
        """How many real pairs take its place."""
        return FEW if self.expected else 1


def first(state: State) -> First:
    """First numbers for a state, or why there are none."""
    surface = shipped_surface()
    strange = tuple(sorted(name for name in state.levers if name not in surface.spec.levers))
    missing = tuple(dict.fromkeys(arm for arm in (state.a, state.b) if arm not in surface.arms))
    if (PLACE, state.situation) != (surface.spec.scenario, surface.spec.situation):
        return First(None, "situation", (state.situation,))
    if missing:
        return First(None, "arms", missing)
    if strange:
        return First(None, "levers", strange)
    if not state.wide:
        return First(None, "narrow")
    return _expected(state.a, state.b, tuple(sorted(state.levers.items())))


@lru_cache(maxsize=64)
def _expected(a: str, b: str, levers: tuple[tuple[str, float], ...]) -> First:
    return First(shipped_surface().expected(a, b, dict(levers)))


def panel(view: View, state: State) -> list[Any]:
    """The card's content."""
    say, found = view.words, first(state)
    if found.expected is None:
        names = say.listed([_name(found.why, n, say) for n in found.names])
        why = say(f"explore.estimate.{found.why}", names=names)
        return [
            html.H2(say("explore.estimate.none"), id="estimated"),
            html.P(why),
            html.P(say("explore.estimate.wait")),
        ]
    expected = found.expected
    a, b = (controls.arm_title(name, say) for name in (state.a, state.b))
    titles = row_titles(say)
    odds = odds_of(expected.pairs, HEADLINES)
    table = say("explore.table")
    about = say("explore.estimate.about", samples=expected.samples, enough=FEW)
    older = [html.P(say("explore.estimate.older"), className="quiet")] if expected.older else []
    return [
        html.H2(say("explore.estimate.heading"), id="estimated"),
        html.P(about, className="quiet mark-estimate"),
        *older,
        html.P(
            [html.B(say("explore.estimate.says"), className="tag"), " ", headline(odds, titles, a, b, say)],
            className="headline",
            role="status",
        ),
        rows(view, expected.pairs, HEADLINES, BEFORE, expected.errors),
        html.Details([html.Summary(table), full_table(expected.pairs, HEADLINES, say, table)], id="first-table"),
    ]


def _name(why: str, name: str, say: Words) -> str:
    if why == "arms":
        return controls.arm_title(name, say)
    if why == "situation":
        return say(f"situation.{name}.title")
    return say.parameter(name, registry()[name].title)
