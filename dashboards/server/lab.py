"""The pages that Dash fills: plain HTML for what a reader changes, a Dash part for what comes out.

A page's whole state stands in its address, so Dash gets one callback: from the address (and a clock, while something
is being worked out) to what is shown. Controls are plain HTML and change the address; so do links, back and forward.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from fastapi import FastAPI
from starlette.exceptions import HTTPException

from dashboards.server import shell
from dashboards.server.request import CURRENT, View, view_of

PREFIX = "/lab/"
TICK = 300
"""Milliseconds between looks at what has come in, while something is being worked out."""
LONG = 1_000_000


@dataclass(frozen=True)
class Shown:
    """What a page shows now. stamp: tells whether it differs from what was shown; busy: more will come."""

    children: Component | list[Component]
    stamp: str
    busy: bool = False


class LabPage(Protocol):
    """A page whose results are shown by Dash."""

    page: shell.Page

    def head(self, view: View) -> str:
        """More of the page's head: its own styles and scripts."""

    def frame(self, view: View) -> str:
        """Plain HTML with the title and the controls; `{results}` stands where Dash shows the results."""

    def results(self, view: View, shown: str | None) -> Shown | None:
        """What to show for this address; None when `shown`, the stamp of what is there, is still right."""

    def connect(self, app: Dash) -> None:
        """Callbacks of its own, for what an address doesn't hold."""


class Lab(Dash):
    """Dash on our FastAPI app, with our own index page instead of its template."""

    def __init__(self, server: FastAPI, pages: list[LabPage]) -> None:
        self.lab_pages = {p.page.path: p for p in pages}
        super().__init__(
            __name__,
            server=server,  # type: ignore[arg-type]
            url_base_pathname=PREFIX,
            serve_locally=True,
            assets_folder="no_such_folder",
            include_assets_files=False,
            enable_mcp=False,
            suppress_callback_exceptions=True,
            update_title="",
            add_log_handler=False,
        )
        self.layout = html.Div(
            [
                dcc.Location(id="where", refresh=False),
                dcc.Interval(id="clock", interval=TICK, disabled=True),
                dcc.Store(id="stamp"),
                html.Div(id="results"),
            ]
        )
        self._connect()
        for page in pages:
            page.connect(self)

    def index(self, *args: Any, **kwargs: Any) -> str:
        """The index page, for the addresses of our pages alone: Dash would answer any other address with it too."""
        if CURRENT.get().path.rstrip("/") not in self.lab_pages:
            raise HTTPException(404)
        return str(super().index(*args, **kwargs))  # type: ignore[no-untyped-call]

    def interpolate_index(self, *_: Any, **parts: Any) -> str:
        """The whole page: our shell and the page's frame, Dash's place inside it, and its scripts at the end."""
        view = CURRENT.get()
        page = self.lab_pages[view.path.rstrip("/")]
        entry = str(parts["app_entry"])
        scripts = f"<footer class='scripts'>{parts['config']}\n{parts['scripts']}\n{parts['renderer']}</footer>"
        title = view.words(f"page.{page.page.key}")
        frame = page.frame(view).replace("{results}", entry)
        return shell.document(view, title, frame, head=page.head(view), page=page.page.key).replace(
            "</body>", f"{scripts}\n</body>"
        )

    def _connect(self) -> None:
        @self.callback(
            Output("results", "children"),
            Output("stamp", "data"),
            Output("clock", "disabled"),
            Input("where", "pathname"),
            Input("where", "search"),
            Input("clock", "n_intervals"),
            State("stamp", "data"),
            # Dash drops an answer when it has asked again meanwhile, so the clock waits for each answer.
            running=[(Output("clock", "interval"), LONG, TICK)],
        )
        def show(path: str | None, search: str | None, _: int | None, stamp: str | None) -> tuple[Any, Any, bool]:
            view = view_of(path or "", (search or "").removeprefix("?"), "", CURRENT.get().language)
            page = self.lab_pages.get(view.path.rstrip("/"))
            if page is None:
                return no_update, no_update, True
            shown = results_of(page, view, stamp)
            if shown is None:
                return no_update, no_update, False
            return shown.children, shown.stamp, not shown.busy


def results_of(page: LabPage, view: View, stamp: str | None) -> Shown | None:
    """What a page shows; a mistake of ours is told in its place, and the page stays."""
    try:
        return page.results(view, stamp)
    except Exception:
        logging.getLogger(__name__).exception("no results for %s?%s", view.path, view.query)
        say = view.words
        return Shown(html.Div(html.P(say("site.error")), className="note", role="alert"), "error")


def nowhere(view: View) -> str:
    """What stands where no page is."""
    say = view.words
    home = shell.place(view, shell.EXPLORE.path)
    link = f'<a href="{escape(home)}">{escape(say("site.not_found_help"))}</a>'
    text = f"<h1>{escape(say('site.not_found'))}</h1><p>{link}</p>"
    return shell.document(view, say("site.not_found"), text)
