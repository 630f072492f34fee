"""The Trust page and its parts, each a page of plain HTML that a server writes: no script, nothing to wait for."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from dashboards.dossier.checklists import stress, trace
from dashboards.dossier.choices import shipped_choices
from dashboards.dossier.deciding import deciding
from dashboards.dossier.odd import odd
from dashboards.dossier.plots import choices_page
from dashboards.dossier.words import text
from dashboards.figures._svg import PALETTES
from dashboards.server import shell
from dashboards.server.request import CURRENT, View
from dashboards.trust.registry import causal_links, parameters
from dashboards.trust.scorecard import scorecard
from dashboards.trust.tables import rendered
from dashboards.words.catalogue import Words
from experiments.targets.stored import shipped_scorecard

CHAPTERS = {"odd": odd, "deciding": deciding, "stress": stress, "trace": trace}
STYLE = '<link rel="stylesheet" href="/static/trust.css">'


def router() -> APIRouter:
    """`/trust` and the pages below it."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(shell.TRUST.path, _front)
    routes.add_api_route(f"{shell.TRUST.path}/{{part}}", _part)
    return routes


async def _front() -> HTMLResponse:
    return HTMLResponse(page(CURRENT.get(), ""))


async def _part(part: str) -> HTMLResponse:
    if part not in PARTS:
        raise HTTPException(404)
    return HTMLResponse(page(CURRENT.get(), part))


def page(view: View, part: str) -> str:
    """A whole page. part: one of PARTS."""
    say = view.words
    title = _title(part, say)
    body = f"<h1>{escape(title)}</h1>\n{_contents(view, part)}\n{PARTS[part](view)}"
    return shell.document(view, title, body, head=STYLE, page=shell.TRUST.key)


def _contents(view: View, here: str) -> str:
    label = escape(view.words("trust_page.parts"))
    return f'<nav class="parts" aria-label="{label}"><ul>{"".join(_entry(view, p, here) for p in PARTS)}</ul></nav>'


def _entry(view: View, part: str, here: str) -> str:
    path = f"{shell.TRUST.path}/{part}" if part else shell.TRUST.path
    mark = ' aria-current="page"' if part == here else ""
    title = _title(part, view.words)
    return f'<li><a href="{escape(shell.place(view, path))}"{mark}>{escape(title)}</a></li>'


def _title(part: str, say: Words) -> str:
    return say("choices.title") if part == "choices" else say(f"trust_page.title.{part or 'front'}")


def _first(view: View) -> str:
    say = view.words
    return f"<p>{escape(say('trust_page.lead'))}</p>\n{scorecard(shipped_scorecard(), say)}\n{_left_out(say)}"


def _left_out(say: Words) -> str:
    """What no run can show, then what every comparison says of itself."""
    points = "".join(f"<li>{escape(point[say.language])}</li>" for point in text("left_out")["point"])
    said = [say(f"left_out.{n}").replace("`", "") for n in range(1, 7)]
    also = "".join(f"<li>{escape(line)}</li>" for line in said)
    return (
        f'<section id="left-out">\n<h2>{escape(say("trust_page.left_out"))}</h2>\n<ul>{points}</ul>\n'
        f"<h3>{escape(say('trust_page.every_comparison'))}</h3>\n<ul>{also}</ul>\n</section>"
    )


def _choices(view: View) -> str:
    """The pictures behind warm-up and replications, in the page's language and colours."""
    say, kept = view.words, shipped_choices()
    note = "" if kept.is_of_this_code else f'<p class="note">{escape(say("choices.changed"))}</p>'
    return f'{note}\n<div class="chapter">\n{choices_page(kept, say, PALETTES[view.theme])}\n</div>'


def _chapter(lines: Callable[[], list[str]]) -> Callable[[View], str]:
    def body(view: View) -> str:
        say = view.words
        note = "" if say.language == "en" else f'<p class="note">{escape(say("trust_page.only_english"))}</p>'
        return f'{note}\n<div class="chapter" lang="en">\n{rendered(chr(10).join(lines()))}\n</div>'

    return body


PARTS: dict[str, Callable[[View], str]] = {
    "": _first,
    "parameters": parameters,
    "links": causal_links,
    "choices": _choices,
    **{name: _chapter(lines) for name, lines in CHAPTERS.items()},
}
"""Parts of the page by the last word of their address, in the order in which they are listed."""
