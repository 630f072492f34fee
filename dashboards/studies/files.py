"""A figure as files, and the command that makes them: the page and the command line write the same bytes."""

from __future__ import annotations

import shlex
from pathlib import Path

import pandas as pd

from dashboards.figures._svg import LIGHT
from dashboards.studies.reading import Missing, Reading
from dashboards.words.catalogue import Words

DIFFERENCES = "differences"


def csv_of(reading: Reading, key: str) -> str | None:
    """The numbers of a figure, or of the table of differences, in the study's own names and units; None without any."""
    found = frame_of(reading, key)
    return None if found is None else found.to_csv(index=False, lineterminator="\n")


def frame_of(reading: Reading, key: str) -> pd.DataFrame | None:
    """The numbers behind `csv_of`."""
    if key == DIFFERENCES:
        return reading.study.differences
    figure = reading.figure(key)
    return None if isinstance(figure, Missing) else figure.frame()


def svg_of(reading: Reading, key: str, say: Words) -> str | None:
    """The picture of a figure in the light colours; None without any."""
    if key == DIFFERENCES:
        return None
    figure = reading.figure(key)
    return None if isinstance(figure, Missing) else f"{figure.draw(say, LIGHT)}\n"


def command(folder: Path, reading: Reading, key: str) -> str:
    """What makes the same files. Flags that change nothing for this figure are left out."""
    parts = ["nabolab", "study", "figure", str(folder), key]
    if key not in (DIFFERENCES, "pareto"):
        parts += ["--measure", reading.measure, "--option", reading.option]
    if key == "pairs" and reading.cell is not None:
        parts += ["--cell", str(reading.cell + 1)]
    return shlex.join(parts)
