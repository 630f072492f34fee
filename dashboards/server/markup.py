"""Dash's components as HTML text, so that a part of a page can be sent without Dash as it is shown with it."""

from __future__ import annotations

from html import escape
from typing import Any

from dash.development.base_component import Component

NAMES = {"className": "class", "colSpan": "colspan", "tabIndex": "tabindex", "htmlFor": "for"}
EMPTY = {"Br", "Img"}


def markup(part: Any) -> str:
    """HTML of plain elements (`dash.html`), texts and lists of them."""
    if part is None:
        return ""
    if isinstance(part, list | tuple):
        return "".join(markup(p) for p in part)
    if not isinstance(part, Component):
        return escape(str(part))
    props = dict(part.to_plotly_json()["props"])
    inside = props.pop("children", None)
    name = type(part).__name__
    written = "".join(f' {NAMES.get(key, key)}="{escape(str(value))}"' for key, value in props.items())
    opened = f"<{name.lower()}{written}>"
    return opened if name in EMPTY else f"{opened}{markup(inside)}</{name.lower()}>"
