"""A figure as files, and the command that makes them: the page and the command line write the same bytes."""

from __future__ import annotations

import shlex

import pandas as pd

from dashboards.figures._svg import LIGHT
from dashboards.studies.reading import Missing, Reading
from dashboards.words.catalogue import DEFAULT_LANGUAGE, Words

DIFFERENCES = "differences"


def csv_of(reading: Reading, key: str) -> str | None:
    """The numbers of a figure, or of the table of differences, in the study's own names and units; None without any."""
    found = frame_of(reading, key)
    return None if found is None else found.to_csv(index=False, lineterminator="\n")


def frame_of(reading: Reading, key: str) -> pd.DataFrame | None:
    """The numbers behind `csv_of`."""
    if key == DIFFERENCES:
        return reading.differences
    figure = reading.figure(key)
    return None if isinstance(figure, Missing) else figure.frame()


def svg_of(reading: Reading, key: str, say: Words) -> str | None:
    """The picture of a figure in the light colours; None without any."""
    if key == DIFFERENCES:
        return None
    figure = reading.figure(key)
    return None if isinstance(figure, Missing) else f"{figure.draw(say, LIGHT)}\n"


def command(folder: str, reading: Reading, key: str, language: str = DEFAULT_LANGUAGE) -> str:
    """What makes the same files. Flags that change nothing for this figure are left out. folder: as it is told."""
    parts = ["nabolab", "study", "figure", folder, key]
    asked = reading.asked
    if key == "pareto":
        parts += [word for goal in asked.goals for word in ("--goal", goal)]
    elif key != DIFFERENCES:
        parts += ["--measure", reading.measure, "--option", reading.option]
    if asked.reference and key != "pareto":
        parts += ["--reference", asked.reference]
    if key in ("flips", "contour") or (key == "pairs" and reading.cell is not None):
        parts += [word for flag in ("x", "y") if getattr(asked, flag) for word in (f"--{flag}", getattr(asked, flag))]
    if key in ("flips", "pairs") and reading.cell is not None:
        parts += ["--cell", str(reading.cell + 1)]
    if key != DIFFERENCES and language != DEFAULT_LANGUAGE:
        parts += ["--language", language]
    return shlex.join(parts)
