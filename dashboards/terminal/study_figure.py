"""`nabolab study figure`: a figure of the Studies page as files, the same bytes as the page's downloads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from dashboards.studies import files
from dashboards.studies.asked import Asked
from dashboards.studies.png import chromium, png_of
from dashboards.studies.reading import FIGURES, Missing, Reading, Study
from dashboards.terminal.errors import Inputs
from dashboards.words.catalogue import LANGUAGES, words
from experiments.output import check_writable, write_folder
from experiments.study.store import Store
from sim.problems import InputError, Problem, nearest

KEYS = (files.DIFFERENCES, *FIGURES)


@dataclass(frozen=True)
class FigureRequest:
    """What was asked for on the command line; png: a picture of pixels too."""

    folder: Path
    key: str
    asked: Asked
    language: str
    png: bool
    out: Path
    as_json: bool


def run_figure(request: FigureRequest) -> None:
    """Read the study, write the figure, say what it says. Raises InputError with everything wrong."""
    inputs = Inputs()
    if request.key not in KEYS:
        known = f"unknown{nearest(request.key, KEYS)}; known: {', '.join(KEYS)}"
        inputs.problems.append(Problem(f"figure {request.key!r}", known))
    if request.language not in LANGUAGES:
        text = f"unknown {request.language!r}{nearest(request.language, LANGUAGES)}"
        inputs.problems.append(Problem("--language", text))
    inputs.take(lambda: check_writable(request.out))
    if request.png and request.key == files.DIFFERENCES:
        inputs.problems.append(Problem("--png", "the table of differences has no picture"))
    elif request.png:
        inputs.take(chromium)
    reading = inputs.take(lambda: _reading(request))
    inputs.check()
    assert reading is not None
    say = words(request.language)
    figure = None if request.key == files.DIFFERENCES else reading.figure(request.key)
    if isinstance(figure, Missing):
        raise InputError([Problem(f"figure {request.key!r}", words("en")(f"studies.missing.{figure.why}"))])

    def fill(folder: Path) -> None:
        made = {"csv": files.csv_of(reading, request.key), "svg": files.svg_of(reading, request.key, say)}
        for kind, text in made.items():
            if text is not None:
                (folder / f"{request.key}.{kind}").write_text(text, encoding="utf-8", newline="")
        if request.png and made["svg"]:
            (folder / f"{request.key}.png").write_bytes(png_of(made["svg"]))

    name = f"{request.folder.resolve().name}-{request.key}"
    folder = write_folder(request.out, name, fill)
    sentence = figure.sentence(say) if figure else ""
    if request.as_json:
        print(json.dumps({"folder": str(folder), "sentence": sentence}, ensure_ascii=False))
        return
    console = Console()
    for line in (*([sentence] if sentence else []), f"Files: {folder}"):
        console.print(line, soft_wrap=True, highlight=False, markup=False)


def _reading(request: FigureRequest) -> Reading:
    study = Study(Store(request.folder))
    if study.table.runs.empty:
        raise InputError([Problem("study", "no run is finished yet")])
    return Reading(study, request.asked)
