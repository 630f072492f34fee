"""The parts of a study's page that show its answer: the table of differences and the figures, each to take along."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlencode

from dashboards import said, tables
from dashboards.figures._study import Subject, verdict_told
from dashboards.figures._svg import PALETTES
from dashboards.server import shell
from dashboards.server.request import View
from dashboards.studies import files
from dashboards.studies.reading import FIGURES, SLOW, Missing, Reading
from dashboards.tables import Table
from dashboards.words.catalogue import Words


def code(command: str) -> str:
    """A command to copy."""
    return f"<code>{escape(command)}</code>"


@dataclass(frozen=True)
class Shown:
    """A reading as a page shows it. folder: as commands name it; name: in addresses."""

    view: View
    folder: str
    name: str
    reading: Reading

    def differences(self) -> str:
        """Every option against the reference in every measure."""
        say, reading = self.view.words, self.reading
        body = []
        for row in reading.differences.to_dict("records"):
            subject = Subject(str(row["measure"]), reading.reference, reading.study.named[str(row["option"])])
            cells = (
                subject.title(say),
                subject.b.told(say),
                _with_unit(say.plain(row["mean_reference"] * subject.factor), said.unit_of(subject.measure, say), say),
                _with_unit(subject.signed(row["difference"], say), subject.unit(say), say),
                subject.interval(row["low"], row["high"], say),
                verdict_told(str(row["verdict"]), say),
                say.plain(row["futures"], 0),
            )
            body.append(cells)
        keys = ("measure", "option", "reference", "difference", "interval", "verdict", "futures")
        head = tuple(say(f"studies.{key}") for key in keys)
        table = tables.html(Table(say("studies.differences.caption"), head, "llrrrlr", tuple(body)))
        about = say("studies.differences.about", reference=reading.reference.told(say))
        return (
            f'<section class="card" id="differences"><h2>{escape(say("studies.differences.heading"))}</h2>'
            f"<p>{escape(about)}</p>{table}{self._taking(files.DIFFERENCES)}</section>"
        )

    def figures(self) -> str:
        """All figures; then, for those that the study doesn't allow, the reasons."""
        made = {key: self._later(key) if key in SLOW else self.figure(key) for key in FIGURES}
        missing = {key for key in FIGURES if key not in SLOW and isinstance(self.reading.figure(key), Missing)}
        keys = sorted(FIGURES, key=lambda key: key in missing)
        return f'<div class="figures">{"".join(made[key] for key in keys)}</div>'

    def figure(self, key: str) -> str:
        """One figure with its sentence, picture, numbers and files, or the reason why there is none."""
        say = self.view.words
        found = self.reading.figure(key)
        heading = f"<h2>{escape(say(f'studies.{key}.heading'))}</h2>"
        if isinstance(found, Missing):
            why = escape(say(f"studies.missing.{found.why}"))
            return f'<section class="card" id="{key}">{heading}<p>{why}</p></section>'
        table = tables.html(found.table(say))
        return (
            f'<section class="card" id="{key}">{heading}<p class="sentence">{escape(found.sentence(say))}</p>'
            f"{found.draw(say, PALETTES[self.view.theme])}"
            f"<details><summary>{escape(say('studies.command.table'))}</summary>{table}</details>"
            f"{self._taking(key)}</section>"
        )

    def _later(self, key: str) -> str:
        """A figure that takes a while: the page asks for it once it stands. Without scripts a link leads to it."""
        say = self.view.words
        query = self.reading.asked.query() | {"lang": self.view.language, "theme": self.view.theme}
        address = escape(f"{self._start}/card/{key}?{urlencode(query)}")
        return (
            f'<section class="card" id="{key}" data-card="{address}"><h2>{escape(say(f"studies.{key}.heading"))}</h2>'
            f'<p role="status" data-failed="{escape(say("studies.command.failed"))}">'
            f"{escape(say('studies.command.later'))}</p>"
            f'<noscript><a href="{address}">{escape(say(f"studies.{key}.heading"))}</a></noscript></section>'
        )

    @property
    def _start(self) -> str:
        return f"{shell.STUDIES.path}/{quote(self.name, safe='')}"

    def _taking(self, key: str) -> str:
        """Links to the data and the picture, and the command that makes them."""
        say = self.view.words
        named = {"measure": self.reading.measure, "option": self.reading.option, "lang": self.view.language}
        query = urlencode(self.reading.asked.query() | named)
        kinds = ("csv",) if key == files.DIFFERENCES else ("csv", "svg")
        links = [_link(f"{self._start}/{key}.{kind}?{query}", kind, key, say) for kind in kinds]
        if key != files.DIFFERENCES:
            links.append(_png(f"{self._start}/{key}.svg?{query}", key, say))
        command = files.command(self.folder, self.reading, key, self.view.language)
        about = escape(say("studies.command.about"))
        return f'<p class="taking">{" ".join(links)}</p><p class="quiet">{about} {code(command)}</p>'


def _link(address: str, kind: str, key: str, say: Words) -> str:
    words, heading = say(f"studies.command.{kind}"), say(f"studies.{key}.heading")
    label = escape(f"{words}: {heading}")
    return f'<a class="button" download href="{escape(address)}" aria-label="{label}">{escape(words)}</a>'


def _png(address: str, key: str, say: Words) -> str:
    """A button: the browser itself makes the pixels from the SVG."""
    words, heading = say("studies.command.png"), say(f"studies.{key}.heading")
    failed = escape(say("studies.command.failed"))
    label = escape(f"{words}: {heading}")
    return (
        f'<button type="button" data-png="{escape(address)}" data-name="{key}.png" data-failed="{failed}" '
        f'aria-label="{label}">{escape(words)}</button>'
    )


def _with_unit(number: str, unit: str, say: Words) -> str:
    return number if number == say("number.undefined") else f"{number} {unit}"
