"""What a page needs to know of the request that asks for it: language, colours, and the rest of its address."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

from dashboards.words.catalogue import DEFAULT_LANGUAGE, LANGUAGES, Words, words

THEMES = ("light", "dark")
LONGEST_QUERY = 2000
"""Characters of an address's query that are read; a link of ours has fewer than 500."""


@dataclass(frozen=True)
class View:
    """Language and colours of a page, its path and its query (what stands after the question mark)."""

    language: str = "en"
    theme: str = "light"
    path: str = "/"
    query: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """The catalogue of the page's language."""
        return words(self.language)


CURRENT: ContextVar[View] = ContextVar("view", default=View())  # noqa: B039
"""The view of the request that is being answered, for Dash, which hands its index page no request."""


def view_of(path: str, query: str, accepted: str, told: str | None) -> View:
    """The view of a request. accepted: its Accept-Language header; told: the language that the server was told.

    The address comes first, then what the server was told, then the browser's first language if pages speak it.
    """
    from urllib.parse import parse_qsl

    kept = query[:LONGEST_QUERY]
    parameters = dict(parse_qsl(kept, keep_blank_values=True, max_num_fields=200)) if kept.count("&") < 200 else {}
    first = accepted.split(",")[0].split(";")[0].strip().lower()[:2]
    wanted = (parameters.get("lang"), told, first)
    theme = parameters.get("theme", THEMES[0])
    return View(
        next((language for language in wanted if language and language in LANGUAGES), DEFAULT_LANGUAGE),
        theme if theme in THEMES else THEMES[0],
        path,
        kept,
        parameters,
    )
