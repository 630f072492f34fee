"""Why, and where the answer flips: the parts of the Explore page that are worked out only when the address asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash import Dash, Input, Output, html, no_update
from dash import State as Held

from dashboards.explore import controls
from dashboards.explore.errands import Errand
from dashboards.explore.flips_panel import flips_panel
from dashboards.explore.flips_work import FlipErrand
from dashboards.explore.state import State
from dashboards.explore.why_panel import why_panel
from dashboards.explore.why_work import WhyErrand
from dashboards.explore.work import Answer, Work
from dashboards.server.request import View


@dataclass(frozen=True)
class AskedParts:
    """The parts that one address asks for; None for those that it doesn't."""

    work: Work
    state: State
    answer: Answer
    why: WhyErrand | None
    flips: FlipErrand | None

    @property
    def stamp(self) -> str:
        """Changes whenever there is more to show."""
        return "|".join(errand.stamp for errand in (self.why, self.flips) if errand is not None)

    @property
    def busy(self) -> bool:
        """Whether more will come."""
        with self.work.errands.lock:
            why = self.why is not None and not self.why.cancelled and not self.why.done(self.state.why_pairs)
            flips = self.flips is not None and not self.flips.cancelled and not self.flips.done(self.state.flips)
        return why or flips

    def panels(self, view: View) -> list[html.Section]:
        """Both parts for Dash; those that nobody asked for are a button."""
        a, b = (controls.arm_title(name, view.words) for name in (self.state.a, self.state.b))
        with self.work.errands.lock:
            return [
                why_panel(view, self.state, self.answer, self.why, a, b),
                flips_panel(view, self.state, self.answer, self.flips, b),
            ]


def asked_parts(work: Work, state: State, answer: Answer) -> AskedParts:
    """What an address asks for, made wanted. Parts are worked out after the question's own pairs."""
    question, errands = answer.question, work.errands
    why, flips = None, None
    if state.why:
        why = errands.ask(f"{question.digest}-{WhyErrand.kind}", lambda: WhyErrand(question, state.why_pairs))
    if state.flips:
        flips = errands.ask(f"{question.digest}-{FlipErrand.kind}", lambda: FlipErrand(question, state.flips))
    with errands.lock:
        if why is not None:
            why.want(state.why_pairs)
        if flips is not None:
            flips.want(state.flips, answer.measures)
    return AskedParts(work, state, answer, why, flips)


def connect(app: Dash, work: Work, digest_of: Callable[[str], str]) -> None:
    """Buttons that stop an errand or go on with it; those that ask for one are `explore_asked.js`'s, which changes the
    address. digest_of: the digest of the question that an address's query asks."""
    for kind in (WhyErrand.kind, FlipErrand.kind):
        _stop_button(app, work, digest_of, kind)


def _stop_button(app: Dash, work: Work, digest_of: Callable[[str], str], kind: str) -> None:
    @app.callback(
        Output("clock", "disabled", allow_duplicate=True),
        Input(f"{kind}-stop", "n_clicks"),
        Held("where", "search"),
        prevent_initial_call=True,
    )
    def stop(clicks: int | None, search: str | None) -> Any:
        if not clicks:
            return no_update
        key = f"{digest_of((search or '').removeprefix('?'))}-{kind}"
        errand: Errand | None = work.errands.all.get(key)
        if errand is not None:
            work.errands.cancel(key, not errand.cancelled)
        return False
