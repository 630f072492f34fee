"""Templates of HTML whose {{keys}} are words of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from importlib import resources

from dashboards.server.request import View

_KEY = re.compile(r"\{\{([a-z0-9_.!]+)\}\}")


def template(view: View, name: str, parts: Mapping[str, str]) -> str:
    """A template with its {{keys}} filled in: words of the catalogue as text, `!parts` as HTML."""

    def filled(match: re.Match[str]) -> str:
        key = match[1]
        return parts[key] if key.startswith("!") else escape(view.words(key))

    return _KEY.sub(filled, text("dashboards.live", f"templates/{name}"))


def text(package: str, path: str) -> str:
    """A file of a package."""
    return resources.files(package).joinpath(*path.split("/")).read_text(encoding="utf-8")
