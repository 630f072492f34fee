"""The Explore page: controls as plain HTML, results through Dash, both made from the page's address."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from starlette.responses import HTMLResponse

from dashboards.explore import controls, first, results
from dashboards.explore.asked_parts import asked_parts, connect
from dashboards.explore.state import Notice, parse
from dashboards.explore.state import State as Asked
from dashboards.explore.work import Work
from dashboards.server import shell
from dashboards.server.lab import Shown
from dashboards.server.markup import markup
from dashboards.server.request import CURRENT, View, view_of
from dashboards.words.catalogue import DEFAULT_LANGUAGE, Words
from experiments.question import Question


class ExplorePage:
    """A policymaker's page."""

    page = shell.EXPLORE

    def __init__(self, work: Work) -> None:
        self.work = work

    def head(self, view: View) -> str:
        """Its styles and its script."""
        return (
            '<link rel="stylesheet" href="/static/explore.css">\n'
            '<link rel="stylesheet" href="/static/explore_asked.css">\n'
            '<script src="/static/explore.js" defer></script>\n<script src="/static/explore_asked.js" defer></script>'
        )

    def frame(self, view: View) -> str:
        """Title, what of the address could not be used, controls, and the place of the results."""
        say = view.words
        state, _ = parse(view.parameters)
        return (
            f'<h1>{escape(say("explore.title"))}</h1><p class="lead">{escape(say("explore.lead"))}</p>\n'
            f'<div class="explore">\n{controls.form(state, say)}\n<div class="found">\n'
            f'<section id="first" class="card" aria-labelledby="estimated">{self.first(view)}</section>\n'
            "{results}</div>\n</div>"
        )

    def first(self, view: View) -> str:
        """First numbers for this address as HTML, with the hash of the question that they are about."""
        state, _, question = asked(view.query)
        return f'<div data-question="{question.digest}">{markup(first.panel(view, state))}</div>'

    async def first_numbers(self) -> HTMLResponse:
        """The same for a browser that asks at every move of a lever."""
        try:
            return HTMLResponse(self.first(CURRENT.get()), headers={"cache-control": "no-store"})
        except Exception:  # whatever it is, the page stays and real pairs follow
            logging.getLogger(__name__).exception("no first numbers for %s", CURRENT.get().query)
            return HTMLResponse("", 500)

    def results(self, view: View, shown: str | None) -> Shown | None:
        """What has come in for this address. A scenario that is pinned is worked out after the present one."""
        state, notices, question = asked(view.query)
        pins = [self.work.ask(asked(pin)[2]) for pin in reversed(state.pins)][::-1]
        answer = self.work.ask(question)
        more = asked_parts(self.work, state, answer)
        stamp = "|".join([view.language, view.theme, view.query, answer.stamp, *(p.stamp for p in pins), more.stamp])
        busy = not all(a.done or a.cancelled for a in (answer, *pins)) or more.busy
        if stamp == shown:
            return None
        parts = [*_notices(notices, view.words), *results.found(view, state, answer, pins, more.panels(view))]
        return Shown(parts, stamp, busy)

    def connect(self, app: Dash) -> None:
        """The button that stops the present question or goes on with it; the clock then shows what became of it."""
        connect(app, self.work, lambda query: asked(query)[2].digest)

        @app.callback(
            Output("clock", "disabled", allow_duplicate=True),
            Input("stop", "n_clicks"),
            State("where", "search"),
            prevent_initial_call=True,
        )
        def stop(clicks: int | None, search: str | None) -> Any:
            if not clicks:
                return no_update
            answer = self.work.ask(asked((search or "").removeprefix("?"))[2])
            self.work.cancel(answer.question.digest, not answer.cancelled)
            return False


@lru_cache(maxsize=64)
def asked(query: str) -> tuple[Asked, tuple[Notice, ...], Question]:
    """What an address asks: its state, what of it could not be used, and the question. The clock asks it often."""
    state, notices = parse(view_of("", query, "", DEFAULT_LANGUAGE).parameters)
    return state, tuple(notices), state.question()


def _notices(notices: Sequence[Notice], say: Words) -> list[html.Div]:
    """What of the address was not used, in words."""
    if not notices:
        return []
    lines = [html.Li(_told(notice, say)) for notice in notices]
    heading = html.P(html.B(say("explore.notice.heading")))
    return [html.Div([heading, html.Ul(lines)], className="note", role="status")]


def _told(notice: Notice, say: Words) -> str:
    used = notice.used
    if notice.key in ("a", "b"):
        used = controls.arm_title(used, say)
    elif notice.key == "range":
        used = say.parameter(used, used)
    return say(f"explore.notice.{notice.key}", given=notice.given[:60], used=used)
