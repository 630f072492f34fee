"""Small pictures as SVG text: colours of both themes, and elements whose text and attributes are escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


@dataclass(frozen=True)
class Palette:
    """Colours of a theme. own, second, third: a citizen's most frequent carers; seen, new, missed: other visits."""

    a: str
    b: str
    ink: str
    quiet: str
    line: str
    paper: str
    own: str
    second: str
    third: str
    seen: str
    new: str
    missed: str


LIGHT = Palette(
    "#C2410C", "#0B63A5", "#16202C", "#4B5664", "#CFD6DE", "#FFFFFF",
    "#083B66", "#2F7FC1", "#93C6EE", "#A9B1BB", "#F28C28", "#8B1A1A",
)  # fmt: skip
DARK = Palette(
    "#FFB27D", "#7CC4FF", "#EEF3F8", "#B6C2CF", "#3A4A5B", "#0E1620",
    "#D6ECFF", "#6DB3EC", "#2F78B5", "#66737F", "#FF9E3D", "#FFB3B3",
)  # fmt: skip
PALETTES = {"light": LIGHT, "dark": DARK}


def number(value: float) -> str:
    """A length in a picture: two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(name: str, content: str = "", **attributes: object) -> str:
    """An element; underscores in names of attributes are hyphens, floats are shortened. content: markup, as it is."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(v) if isinstance(v, float) else str(v))}"'
        for key, v in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """Words at a place."""
    return element("text", escape(words, quote=False), x=float(x), y=float(y), **attributes)


def picture(width: float, height: float, parts: Sequence[str], label: str) -> str:
    """A whole picture. label: what it says, for whoever can't see it."""
    return element(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=float(width),
        height=float(height),
        role="img",
        aria_label=label,
        font_family=FONT,
    )
