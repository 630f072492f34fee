"""The parts of a study's page that show its answer: what to look at, the table of differences, the figures."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

from dashboards import said, tables
from dashboards.figures._study import Subject, in_unit, measure_title, verdict_told
from dashboards.figures._svg import PALETTES
from dashboards.server import shell
from dashboards.server.request import View
from dashboards.studies import files
from dashboards.studies.reading import FIGURES, Missing, Reading
from dashboards.tables import Table
from dashboards.words.catalogue import Words


def code(command: str) -> str:
    """A command to copy."""
    return f"<code>{escape(command)}</code>"


def choose(view: View, reading: Reading) -> str:
    """Measure, option and cell as a form whose answer is an address."""
    say = view.words
    measures = [(m, measure_title(m, say)) for m in reading.study.measures]
    options = [(o, reading.study.named[o].told(say)) for o in reading.study.others]
    cells = [
        ("", say("studies.choose.every")),
        *((str(k + 1), _cell(reading, k, say)) for k in range(len(reading.cells))),
    ]
    reference = say("studies.choose.option", reference=reading.study.reference.told(say))
    chosen = "" if reading.cell is None else str(reading.cell + 1)
    boxes = [
        _select("measure", say("studies.choose.measure"), measures, reading.measure),
        _select("option", reference, options, reading.option),
        _select("cell", say("studies.choose.cell"), cells, chosen),
    ]
    kept = "".join(
        f'<input type="hidden" name="{k}" value="{v}">' for k, v in (("lang", view.language), ("theme", view.theme))
    )
    return (
        f'<section class="card"><h2>{escape(say("studies.choose.heading"))}</h2>'
        f'<form class="choose" method="get" action="{escape(view.path)}">{kept}{"".join(boxes)}'
        f'<button class="main" type="submit" id="show">{escape(say("studies.choose.show"))}</button></form>'
        f"<p>A: {escape(reading.subject.a.told(say))}<br>B: {escape(reading.subject.b.told(say))}</p></section>"
    )


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> str:
    inner = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in options
    )
    return f'<label for="{name}">{escape(label)}<select id="{name}" name="{name}">{inner}</select></label>'


def _cell(reading: Reading, k: int, say: Words) -> str:
    row = reading.cells.iloc[k]
    spans = [
        f" {say('word.to')} ".join(in_unit(name, float(row[f"{axis}_{end}"]), say) for end in ("low", "high"))
        for name, axis in zip(reading.lead, ("x", "y"), strict=True)
    ]
    return say("studies.choose.one", number=k + 1, x=spans[0], y=spans[1])


def differences(view: View, folder: Path, reading: Reading) -> str:
    """Every option against the reference in every measure."""
    say, study = view.words, reading.study
    body = []
    for row in study.differences.to_dict("records"):
        subject = Subject(str(row["measure"]), study.reference, study.named[str(row["option"])])
        factor, unit = subject.factor, said.unit_of(subject.measure, say)
        cells = (
            subject.title(say),
            subject.b.told(say),
            _with_unit(say.plain(row["mean_reference"] * factor), unit, say),
            _with_unit(subject.signed(row["difference"], say), subject.unit(say), say),
            subject.interval(row["low"], row["high"], say),
            verdict_told(str(row["verdict"]), say),
            say.plain(row["futures"], 0),
        )
        body.append(cells)
    keys = ("measure", "option", "reference", "difference", "interval", "verdict", "futures")
    head = tuple(say(f"studies.{key}") for key in keys)
    table = tables.html(Table(say("studies.differences.caption"), head, "llrrrlr", tuple(body)))
    about = say("studies.differences.about", reference=study.reference.told(say))
    return (
        f'<section class="card" id="differences"><h2>{escape(say("studies.differences.heading"))}</h2>'
        f"<p>{escape(about)}</p>{table}{_taking(view, folder, reading, files.DIFFERENCES)}</section>"
    )


def _with_unit(number: str, unit: str, say: Words) -> str:
    return number if number == say("number.undefined") else f"{number} {unit}"


def figures(view: View, folder: Path, reading: Reading) -> str:
    """All figures; then, for those that the study doesn't allow, the reasons."""
    keys = sorted(FIGURES, key=lambda key: isinstance(reading.figure(key), Missing))
    return f'<div class="figures">{"".join(_figure(view, folder, reading, key) for key in keys)}</div>'


def _figure(view: View, folder: Path, reading: Reading, key: str) -> str:
    say = view.words
    found = reading.figure(key)
    heading = f"<h2>{escape(say(f'studies.{key}.heading'))}</h2>"
    if isinstance(found, Missing):
        return (
            f'<section class="card" id="{key}">{heading}<p>{escape(say(f"studies.missing.{found.why}"))}</p></section>'
        )
    table = tables.html(found.table(say))
    return (
        f'<section class="card" id="{key}">{heading}<p class="sentence">{escape(found.sentence(say))}</p>'
        f"{found.draw(say, PALETTES[view.theme])}"
        f"<details><summary>{escape(say('studies.command.table'))}</summary>{table}</details>"
        f"{_taking(view, folder, reading, key)}</section>"
    )


def _taking(view: View, folder: Path, reading: Reading, key: str) -> str:
    """Links to the data and the picture, and the command that makes them."""
    say = view.words
    query = {"measure": reading.measure, "option": reading.option, "lang": view.language}
    if reading.cell is not None:
        query["cell"] = str(reading.cell + 1)
    start = f"{shell.STUDIES.path}/{quote(folder.name, safe='')}/{key}"
    heading = say(f"studies.{key}.heading")
    kinds = ("csv",) if key == files.DIFFERENCES else ("csv", "svg")
    links = " ".join(
        f'<a class="button" download href="{escape(f"{start}.{kind}?{urlencode(query)}")}" '
        f'aria-label="{escape(say(f"studies.command.{kind}"))}: {escape(heading)}">'
        f"{escape(say(f'studies.command.{kind}'))}</a>"
        for kind in kinds
    )
    command = files.command(folder, reading, key)
    return f'<p class="taking">{links}</p><p class="quiet">{escape(say("studies.command.about"))} {code(command)}</p>'
