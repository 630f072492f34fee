"""Who came to one citizen's door in four weeks: a column for each day, a square for each visit.

Colour tells how well the citizen knows the carer, not who the carer is: the one who comes most, no. 2, no. 3, seen
before, a new face (with a dot), nobody (hollow with a cross). Marks make it readable in grey and by the colour-blind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboards.figures._svg import LIGHT, Palette, element, number, picture, text
from dashboards.words.catalogue import Words
from experiments.doors import DAYS, Door, Face

SIDE, GAP, WEEK_GAP = 10.0, 2.0, 7.0
PITCH = SIDE + GAP
EDGE = 2.0
DOT = "#16202C"
"""On orange in both themes."""
Place = tuple[float, float]


def draw(door: Door, label: str, palette: Palette = LIGHT) -> str:
    """SVG text. label: the same in words (see `counted`)."""
    rows = [0] * DAYS
    places: dict[Face, list[Place]] = {face: [] for face in Face}
    for visit in door.visits:
        left = EDGE + visit.day * PITCH + visit.day // 7 * WEEK_GAP
        places[visit.face].append((left, EDGE + rows[visit.day] * PITCH))
        rows[visit.day] += 1
    width = 2 * EDGE + DAYS * PITCH - GAP + (DAYS // 7 - 1) * WEEK_GAP
    parts = [part for face, at in places.items() for part in _squares(face, at, palette)]
    return picture(width, max(*rows, 1) * PITCH - GAP + 2 * EDGE, parts, label)


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


def key_words(say: Words) -> str:
    """What the squares stand for, in words."""
    return ", ".join(say(f"explore.face_{face}") for face in Face)


def key(say: Words, palette: Palette = LIGHT) -> str:
    """A square of each kind with its name, as one picture."""
    parts, x = [], EDGE
    for face in Face:
        words = say(f"explore.face_{face}")
        parts += _squares(face, [(x, 4.0)], palette)
        parts.append(text(words, x + SIDE + 5, 13.0, font_size=12, fill=palette.ink))
        x += SIDE + 22 + 6.6 * len(words)
    return picture(x, 20.0, parts, key_words(say))


def _squares(face: Face, places: Sequence[Place], palette: Palette) -> list[str]:
    """All squares of a kind as one path, and their marks as another, so that a picture stays small."""
    if not places:
        return []
    fill = {
        Face.OWN: palette.own,
        Face.SECOND: palette.second,
        Face.THIRD: palette.third,
        Face.SEEN: palette.seen,
        Face.NEW: palette.new,
        Face.MISSED: palette.paper,
    }[face]
    edged = face in (Face.SEEN, Face.MISSED)
    inset = 0.75 if edged else 0.0
    side = number(SIDE - 2 * inset)
    squares = "".join(f"M{number(x + inset)},{number(y + inset)}h{side}v{side}h-{side}z" for x, y in places)
    line: dict[str, Any] = {"stroke": palette.missed if face is Face.MISSED else palette.quiet, "stroke_width": 1.5}
    parts = [element("path", d=squares, fill=fill, **(line if edged else {}))]
    if face is Face.NEW:
        dots = "".join(f"M{number(x + 3)},{number(y + 5)}a2,2 0 1,0 4,0a2,2 0 1,0 -4,0" for x, y in places)
        parts.append(element("path", d=dots, fill=DOT))
    if face is Face.MISSED:
        crosses = "".join(f"M{number(x + 3)},{number(y + 3)}l4,4m0,-4l-4,4" for x, y in places)
        parts.append(element("path", d=crosses, stroke=palette.missed, stroke_width=1.4, fill="none"))
    return parts
