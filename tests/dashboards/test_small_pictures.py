"""Quantile dots and door strips."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter

import numpy as np
import pytest

from dashboards.figures import door_strip, quantile_dots
from dashboards.figures._svg import PALETTES
from dashboards.words.catalogue import words
from experiments.doors import Door, DoorVisit, Face

pytestmark = pytest.mark.unit

SVG = "{http://www.w3.org/2000/svg}"


def shapes(svg: str) -> Counter[str]:
    """How many elements of each name a picture has."""
    return Counter(e.tag.removeprefix(SVG) for e in ET.fromstring(svg).iter())


def test_each_dot_stands_for_the_same_number_of_runs() -> None:
    """100 differences, 30 of them above zero: twenty dots, six of them diamonds; the rest are circles."""
    values = [*np.linspace(-7, -0.01, 70), *np.linspace(0.01, 3, 30)]
    drawn = shapes(quantile_dots.draw(values, "x", words("en")))
    assert drawn["polygon"] == 6
    assert drawn["circle"] == 14 + 1  # and the middle


def test_few_runs_are_a_dot_each() -> None:
    """Five differences are five dots, equal ones hollow squares."""
    drawn = shapes(quantile_dots.draw([-1.0, 0.0, 0.0, 2.0, 3.0], "x", words("en")))
    assert (drawn["polygon"], drawn["rect"], drawn["circle"]) == (2, 2, 1 + 1)


@pytest.mark.parametrize("values", [[0.0], [0.0] * 50, [1e-9, -1e-9], [1e6, 2e6, -3.0], [-5.0] * 100])
def test_any_differences_can_be_drawn(values: list[float]) -> None:
    """Nothing falls outside the picture, whatever the differences are; zero is always on the axis."""
    root = ET.fromstring(quantile_dots.draw(values, "x", words("da")))
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for circle in root.iter(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx", -1)) <= width
        assert 0 <= float(circle.get("cy", -1)) <= height
    assert "0" in {t.text.strip("0,") or "0" for t in root.iter(f"{SVG}text") if t.text}


def test_words_are_escaped() -> None:
    """A label can't become markup."""
    svg = quantile_dots.draw([1.0, -1.0], '"><script>alert(1)</script>', words("en"))
    assert "<script" not in svg
    assert ET.fromstring(svg).get("aria-label") == '"><script>alert(1)</script>'


def test_a_strip_has_a_square_for_each_visit() -> None:
    """Every visit is one square in the colour of its face; new ones have a dot, missed ones a cross."""
    faces = [Face.OWN, Face.OWN, Face.SECOND, Face.NEW, Face.MISSED, Face.SEEN, Face.THIRD]
    strip = Door(tuple(DoorVisit(n % 3, 60.0 * n, 1, face, False) for n, face in enumerate(faces)))
    palette = PALETTES["light"]
    paths = list(ET.fromstring(door_strip.draw(strip, "x")).iter(f"{SVG}path"))
    by_fill = {p.get("fill"): p.get("d", "").count("M") for p in paths if p.get("fill") != "none"}
    assert by_fill[palette.own] == 2
    assert all(by_fill[c] == 1 for c in (palette.second, palette.third, palette.seen, palette.new, palette.paper))
    assert by_fill[door_strip.DOT] == 1
    assert sum(p.get("fill") == "none" for p in paths) == 1


def test_a_strip_is_told_in_words() -> None:
    """The alternative counts days, visits, carers, new faces and visits not made."""
    strip = Door((DoorVisit(0, 0.0, 1, Face.NEW, False), DoorVisit(1, 0.0, 0, Face.MISSED, False)))
    assert door_strip.counted(strip, words("da")) == (
        "28 dage, 2 besøg; forskellige medarbejdere: 1, nye ansigter: 1, ikke gennemført: 1"
    )


def test_themes_can_be_told_apart_from_their_paper() -> None:
    """Text and marks of either arm stand out from the paper by 4.5 to 1 in both themes."""
    for palette in PALETTES.values():
        for colour in (palette.a, palette.b, palette.ink, palette.quiet):
            assert contrast(colour, palette.paper) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)
