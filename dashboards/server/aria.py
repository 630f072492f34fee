"""Attributes for Dash's components whose names Python can't spell."""

from __future__ import annotations

from typing import Any


def aria(**attributes: str) -> dict[str, Any]:
    """`aria(label="x")` is what `aria-label="x"` is in HTML; to be unpacked into a component."""
    return {f"aria-{name}": value for name, value in attributes.items()}


def data(**attributes: str) -> dict[str, Any]:
    """`data(stamp="x")` is what `data-stamp="x"` is in HTML."""
    return {f"data-{name}": value for name, value in attributes.items()}
