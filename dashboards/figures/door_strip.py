"""Who came to one citizen's door in four weeks: a column for each day, a square for each visit.

Colour tells how well the citizen knows the carer, not who the carer is: the one who comes most, no. 2, no. 3, seen
before, a new face (with a dot), nobody (hollow with a cross). Marks make it readable in grey and by the colour-blind.
"""

from __future__ import annotations

import math

from dashboards.figures._svg import LIGHT, Palette, element, picture, text
from dashboards.words.catalogue import Words
from experiments.doors import DAYS, Door, DoorVisit, Face

SIDE, GAP, WEEK_GAP = 10.0, 2.0, 7.0
PITCH = SIDE + GAP
EDGE = 2.0


def draw(door: Door, label: str, say: Words, palette: Palette = LIGHT) -> str:
    """SVG text. label: the same in words (see `counted`). Each square names its visit when pointed at."""
    column = [0] * DAYS
    parts = []
    for visit in door.visits:
        parts.append(_square(visit, column[visit.day], say, palette))
        column[visit.day] += 1
    width = _left(DAYS - 1) + SIDE + EDGE
    return picture(width, max(column, default=1) * PITCH - GAP + 2 * EDGE, parts, label)


def counted(door: Door, say: Words) -> str:
    """`28 days, 156 visits, 32 different carers, 2 new faces, 0 not made`."""
    return say(
        "explore.door_counts",
        days=DAYS,
        visits=len(door.visits),
        faces=door.faces,
        new=door.count(Face.NEW),
        missed=door.count(Face.MISSED),
    )


def key(say: Words, palette: Palette = LIGHT) -> str:
    """A square of each kind with its name, as one picture."""
    parts, x = [], EDGE
    for face in Face:
        words = say(f"explore.face_{face}")
        visit = DoorVisit(0, 0.0, 0, face, False)
        parts += [_shape(visit, x, 4.0, palette), text(words, x + SIDE + 5, 13.0, font_size=12, fill=palette.ink)]
        x += SIDE + 22 + 6.6 * len(words)
    return picture(x, 20.0, parts, ", ".join(say(f"explore.face_{face}") for face in Face))


def _left(day: int) -> float:
    return EDGE + day * PITCH + day // 7 * WEEK_GAP


def _square(visit: DoorVisit, row: int, say: Words, palette: Palette) -> str:
    shape = _shape(visit, _left(visit.day), EDGE + row * PITCH, palette)
    return element("g", element("title", _named(visit, say)) + shape)


def _named(visit: DoorVisit, say: Words) -> str:
    """`3.4 kl. 08:10: new face, late` in any language: week and day, time of day, who."""
    when = f"{visit.day // 7 + 1}.{visit.day % 7 + 1}"
    if not math.isnan(visit.minute):
        minutes = int(visit.minute + 4 * 60) % 1440
        when += f" {minutes // 60:02d}:{minutes % 60:02d}"
    late = f", {say('explore.late')}" if visit.late else ""
    return f"{when} {say(f'explore.face_{visit.face}')}{late}"


def _shape(visit: DoorVisit, x: float, y: float, palette: Palette) -> str:
    fill = {
        Face.OWN: palette.own,
        Face.SECOND: palette.second,
        Face.THIRD: palette.third,
        Face.SEEN: palette.seen,
        Face.NEW: palette.new,
        Face.MISSED: palette.paper,
    }[visit.face]
    middle = SIDE / 2
    square = element("rect", x=x, y=y, width=SIDE, height=SIDE, rx=2, fill=fill)
    if visit.face is Face.SEEN:
        inner = SIDE - 1
        return element("rect", x=x + 0.5, y=y + 0.5, width=inner, height=inner, rx=2, fill=fill, stroke=palette.quiet)
    if visit.face is Face.NEW:
        return square + element("circle", cx=x + middle, cy=y + middle, r=2.0, fill="#16202C")
    if visit.face is Face.MISSED:
        inner = SIDE - 1.5
        cross = f"M{x + 3:.1f},{y + 3:.1f}l4,4m0,-4l-4,4"
        return element(
            "rect", x=x + 0.75, y=y + 0.75, width=inner, height=inner, rx=1.5, fill=fill, stroke=palette.missed,
            stroke_width=1.5,
        ) + element("path", d=cross, stroke=palette.missed, stroke_width=1.4, fill="none")  # fmt: skip
    return square
