"""How many replications are enough: the paired difference and its interval after so many pairs."""

from __future__ import annotations

from dashboards import said
from dashboards.figures._study import LEFT, RIGHT, WIDTH, Scale, ground, measure_title
from dashboards.figures._svg import Palette, element, picture, text
from dashboards.words.catalogue import Words
from experiments.choices import Choices

HEIGHT, TOP, PITCH, LABEL = 92.0, 26.0, 158.0, 48.0


def narrowing(found: Choices, say: Words, palette: Palette) -> str:
    """A picture of its own for each decision measure, under each other: the mean within the band of its interval."""
    parts = []
    for k, key in enumerate(found.running):
        parts += _one(found, key, k * PITCH + TOP, say, palette)
    return picture(WIDTH, len(found.running) * PITCH, parts, say("choices.narrowing", pairs=found.runs))


def _one(found: Choices, key: str, top: float, say: Words, palette: Palette) -> list[str]:
    factor = said.shown(key)[0]
    rows = found.running[key]
    x = Scale(1.7, float(rows[-1, 0]) + 0.3, LEFT, WIDTH - RIGHT - LABEL, whole=True)
    kept = rows[1:] if len(rows) > 2 else rows  # the interval of two pairs dwarfs all others
    y = Scale.around([float(v) * factor for v in kept[:, 1:].ravel()], top + HEIGHT, top)
    parts = ground(x, y, ("", f"{measure_title(key, say)}, {said.difference_unit(key, say)}"), say, palette)
    low, mean, high = ([(x.at(float(r[0])), y.at(float(r[n]) * factor)) for r in kept] for n in (2, 1, 3))
    parts.append(element("polygon", points=_points([*low, *high[::-1]]), fill=palette.quiet, fill_opacity=0.28))
    parts.append(element("polyline", points=_points(mean), fill="none", stroke=palette.ink, stroke_width=2.5))
    parts += [element("circle", cx=a, cy=b, r=2.5, fill=palette.ink) for a, b in mean]
    last = say.signed(float(rows[-1, 1]) * factor)
    parts.append(text(last, mean[-1][0] + 9, mean[-1][1] + 4, font_size=12, font_weight="bold", fill=palette.ink))
    parts.append(text(say("choices.pairs"), x.end, y.start + 32, text_anchor="end", font_size=11, fill=palette.quiet))
    return parts


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
