"""ARIA attributes for Dash's components, whose names Python can't spell."""

from __future__ import annotations

from typing import Any


def aria(**attributes: str) -> dict[str, Any]:
    """`aria(label="x")` is what `aria-label="x"` is in HTML; to be unpacked into a component."""
    return {f"aria-{name}": value for name, value in attributes.items()}
