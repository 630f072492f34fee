"""The frame of every page: head, header with pages, language and colours, and the place where a page begins."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from dashboards.server.request import THEMES, View
from dashboards.words.catalogue import LANGUAGES


@dataclass(frozen=True)
class Page:
    """A page of the header: its key in the catalogue (`page.<key>`) and its path."""

    key: str
    path: str


EXPLORE = Page("explore", "/lab/explore")
LIVE = Page("live", "/live")
STUDIES = Page("studies", "/studies")
PAGES: list[Page] = [EXPLORE, LIVE, STUDIES]
"""Pages in the order of the header; what is mounted adds itself here."""


def document(view: View, title: str, body: str, *, head: str = "", page: str = "") -> str:
    """A whole HTML document around a page's body. head: more of its own head; page: its key, marked in the header."""
    return (
        f"{opening(view, title, head)}\n<body>\n{header(view, page)}\n"
        f'<main id="content" tabindex="-1">\n{body}\n</main>\n</body>\n</html>\n'
    )


def opening(view: View, title: str, head: str = "") -> str:
    """Everything before a page's body."""
    return (
        f'<!DOCTYPE html>\n<html lang="{view.language}" data-theme="{view.theme}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} · {escape(view.words('site.name'))}</title>\n"
        '<link rel="icon" href="data:,">\n<link rel="stylesheet" href="/static/base.css">\n'
        f'<script src="/static/header.js" defer></script>\n{head}\n</head>'
    )


def header(view: View, page: str) -> str:
    """The line on top: skip link, the laboratory's name, the pages, language and colours."""
    say = view.words
    pages = "".join(
        f'<li><a href="{escape(place(view, p.path))}"{_current(p.key == page)}>{escape(say(f"page.{p.key}"))}</a></li>'
        for p in PAGES
    )
    languages = "".join(
        f'<a href="{escape(again(view, lang=code))}" data-keep="lang" data-value="{code}" lang="{code}" '
        f'hreflang="{code}"{_current(code == view.language)}>{escape(name)}</a>'
        for code, name in LANGUAGES.items()
    )
    themes = "".join(
        f'<a href="{escape(again(view, theme=theme))}" data-keep="theme" data-value="{theme}"'
        f"{_current(theme == view.theme)}>{escape(say(f'site.theme_{theme}'))}</a>"
        for theme in THEMES
    )
    return (
        f'<a class="skip" href="#content">{escape(say("site.skip"))}</a>\n<header class="top">\n'
        f'<a class="name" href="{escape(place(view, EXPLORE.path))}">{escape(say("site.name"))}</a>\n'
        f'<nav aria-label="{escape(say("site.pages"))}"><ul>{pages}</ul></nav>\n'
        f'<nav class="switches" aria-label="{escape(say("site.settings"))}">'
        f'<span class="switch">{languages}</span><span class="switch">{themes}</span></nav>\n</header>'
    )


def place(view: View, path: str) -> str:
    """The address of a page in the same language and colours."""
    return f"{path}?{urlencode({'lang': view.language, 'theme': view.theme})}"


def again(view: View, **changes: str) -> str:
    """The address of this page with something changed; the rest of its state is kept."""
    return f"{view.path}?{urlencode({**view.parameters, 'lang': view.language, 'theme': view.theme, **changes})}"


def _current(is_current: bool) -> str:
    return ' aria-current="true"' if is_current else ""
