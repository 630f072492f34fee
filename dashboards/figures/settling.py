"""Where runs have settled: the first year of both organisations week by week, and where the warm-up ends."""

from __future__ import annotations

from typing import Any

from dashboards import said
from dashboards.figures._study import LEFT, RIGHT, WIDTH, Scale, ground, measure_title
from dashboards.figures._svg import Palette, element, picture, text
from dashboards.words.catalogue import Words
from experiments.choices import Choices
from sim.clock import WEEK_DAYS

HEIGHT, TOP, PITCH, KEY, LINE = 92.0, 26.0, 158.0, 44.0, 18.0
DASHES = {0: "", 1: "6 3"}


def settling(found: Choices, say: Words, palette: Palette) -> str:
    """A picture of its own for each decision measure, under each other; one organisation is dashed."""
    parts = _key(found, palette)
    for k, key in enumerate(found.running):
        parts += _one(found, key, KEY + k * PITCH + TOP, say, palette)
    label = say("choices.settling", days=found.warm_up_days)
    return picture(WIDTH, KEY + len(found.running) * PITCH, parts, label)


def _key(found: Choices, palette: Palette) -> list[str]:
    """Which line is whose."""
    parts = []
    for k, (title, colour) in enumerate(zip(found.titles, (palette.a, palette.b), strict=True)):
        x, y = 4.0, 10 + k * LINE
        line: dict[str, Any] = {"x1": x, "x2": x + 26, "y1": y, "y2": y, "stroke": colour, "stroke_width": 2.5}
        parts.append(element("line", **line, stroke_dasharray=DASHES[k] or "none"))
        parts.append(text(title, x + 32, y + 4, font_size=12, fill=palette.ink))
    return parts


def _one(found: Choices, key: str, top: float, say: Words, palette: Palette) -> list[str]:
    factor = said.shown(key)[0]
    weeks = [found.weeks[title, key] * factor for title in found.titles]
    x = Scale(0.0, float(WEEK_DAYS * len(weeks[0])), LEFT, WIDTH - RIGHT)
    y = Scale.around([float(v) for values in weeks for v in values], top + HEIGHT, top, zero=False)
    parts = ground(x, y, ("", f"{measure_title(key, say)}, {said.unit_of(key, say)}"), say, palette)
    ends: dict[str, Any] = {"x1": x.at(found.warm_up_days), "x2": x.at(found.warm_up_days), "y1": y.start, "y2": y.end}
    parts.append(element("line", **ends, stroke=palette.ink, stroke_width=1.5, stroke_dasharray="2 3"))
    place: dict[str, Any] = {"font_size": 11, "fill": palette.quiet}
    parts.append(
        text(say("choices.warm_up_ends"), x.at(found.warm_up_days), y.start + 32, text_anchor="middle", **place)
    )
    parts.append(text(say("choices.day"), x.end, y.start + 32, text_anchor="end", **place))
    for k, (values, colour) in enumerate(zip(weeks, (palette.a, palette.b), strict=True)):
        points = " ".join(
            f"{x.at((n + 0.5) * WEEK_DAYS):.1f},{y.at(float(v)):.1f}" for n, v in enumerate(values) if v == v
        )
        look: dict[str, Any] = {"stroke": colour, "stroke_width": 2, "stroke_dasharray": DASHES[k] or "none"}
        parts.append(element("polyline", points=points, fill="none", **look))
    return parts
