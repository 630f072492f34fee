"""The Studies pages as HTML: the list of a folder's stores, one store, and what is shown where nothing can be."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import quote

from dashboards import tables
from dashboards.figures._study import factor_title, in_unit
from dashboards.server import shell
from dashboards.server.request import View
from dashboards.studies import body
from dashboards.studies.choose import choose
from dashboards.studies.pace import told_time
from dashboards.studies.reading import Reading
from dashboards.studies.shelf import UNREADABLE, Entry, Shelf, stamp
from dashboards.tables import Table
from dashboards.words.catalogue import Words
from experiments.study.inputs import shipped_studies
from experiments.study.progress import writer_of
from experiments.study.store import Counts, Store
from experiments.study.version import code_digest

HEAD = '<link rel="stylesheet" href="/static/studies.css">\n<script src="/static/studies.js" defer></script>'
MOST_FAILURES = 5


@dataclass(frozen=True)
class Found:
    """What a study's page shows. reading: None where there is nothing yet, `why` is then a key under `studies.none`;
    fallback: the address asked for something else."""

    reading: Reading | None
    why: str = ""
    fallback: bool = False


FIRST = "nabolab study run first_look"


def list_page(view: View, shelf: Shelf) -> str:
    """All studies of the folder."""
    say = view.words
    entries = shelf.entries()
    parts = [f'<h1>{escape(say("studies.title"))}</h1><p class="lead">{escape(say("studies.lead"))}</p>']
    parts.append(_listed(view, shelf, entries) if entries else _nothing(view, shelf))
    return shell.document(view, say("studies.title"), "\n".join(parts), head=HEAD, page=shell.STUDIES.key)


def _nothing(view: View, shelf: Shelf) -> str:
    """What to do where there is nothing yet: begin a study, watch it, read it; and what studies there are to begin."""
    say = view.words
    why = say("studies.list.empty" if shelf.is_there else "studies.list.no_folder", folder=shelf.told)
    begin = f"{escape(say('studies.list.begin'))} {body.code(FIRST)}"
    steps = [begin, *(escape(say(f"studies.list.{key}")) for key in ("watch", "read"))]
    again = f'<a href="{escape(shell.again(view))}">{escape(say("studies.list.again"))}</a>'
    more = "".join(f"<li>{body.code(f'nabolab study run {name}')}</li>" for name in shipped_studies())
    return (
        f'<section class="card empty"><h2>{escape(why)}</h2><ol>{"".join(f"<li>{step}</li>" for step in steps)}</ol>'
        f"<p>{again}</p><details><summary>{escape(say('studies.list.shipped'))}</summary><ul>{more}</ul></details>"
        f"<p>{escape(say('studies.list.other'))} {body.code('nabolab dashboard --studies FOLDER')}</p></section>"
    )


def _listed(view: View, shelf: Shelf, entries: list[Entry]) -> str:
    say = view.words
    heading = say("studies.list.heading", folder=shelf.told)
    head = "".join(
        f'<th scope="col">{escape(say(f"studies.list.{key}"))}</th>'
        for key in ("name", "runs", "failed", "state", "begun")
    )
    rows = "".join(_row(view, entry) for entry in entries)
    return (
        f'<section class="card"><h2>{escape(heading)}</h2><div class="scroll" role="region" tabindex="0" '
        f'aria-label="{escape(heading)}"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _row(view: View, entry: Entry) -> str:
    say = view.words
    link = f'<a href="{escape(shell.place(view, address(entry.name)))}">{escape(entry.name)}</a>'
    counts = _readable(entry)
    if entry.store is None or counts is None:
        key = "version" if entry.version else "unreadable"
        state = say(f"studies.state.{key}", version=entry.version)
        return f'<tr><th scope="row">{link}</th><td>–</td><td>–</td><td>{escape(state)}</td><td>–</td></tr>'
    cells = (
        f"{say.plain(counts.done, 0)} {say('word.of')} {say.plain(counts.planned, 0)}",
        say.plain(counts.failed, 0),
        _state(entry.store, counts, say),
        entry.store.manifest.begun,
    )
    title = f'<br><span class="quiet" lang="en">{escape(entry.store.manifest.title)}</span>'
    return f'<tr><th scope="row">{link}{title}</th>{"".join(f"<td>{escape(c)}</td>" for c in cells)}</tr>'


def _readable(entry: Entry) -> Counts | None:
    """Its counts; None where a damaged file keeps even them from being read."""
    try:
        return None if entry.store is None else counts_of(entry.store)
    except UNREADABLE:
        return None


def _state(store: Store, counts: Counts, say: Words) -> str:
    if writer_of(store):
        return say("studies.state.writing")
    pending = say("studies.state.pending", count=say.plain(counts.pending, 0))
    return pending if counts.pending else say("studies.state.complete")


def unreadable_page(view: View, entry: Entry, shelf: Shelf) -> str:
    """A store that this program can't read, and why."""
    say = view.words
    about = "studies.unreadable.version" if entry.version else "studies.unreadable.about"
    text = (
        f'<h1>{escape(entry.name)}</h1><section class="card" role="alert">'
        f"<h2>{escape(say('studies.unreadable.heading'))}</h2>"
        f"<p>{escape(say(about, version=entry.version))}</p>"
        f'<p class="reason" lang="en">{escape(shelf.scrubbed(entry.why))}</p></section>'
        f"{_back(view)}"
    )
    return shell.document(view, entry.name, text, head=HEAD, page=shell.STUDIES.key)


def study_page(view: View, shelf: Shelf, store: Store, left: float | None, found: Found) -> str:
    """One store. left: seconds that it still takes, where that is known."""
    say, name = view.words, store.folder.name
    title = f'<h1>{escape(name)}</h1><p class="lead" lang="en">{escape(store.manifest.title)}</p>'
    parts = [
        title,
        f'<section class="card" id="progress-card">{progress(view, shelf, store, left)}</section>',
        failures(store, shelf, say),
    ]
    if found.reading is None:
        heading, words = say("studies.none.heading"), say(f"studies.none.{found.why}")
        parts.append(f'<section class="card empty"><h2>{escape(heading)}</h2><p>{escape(words)}</p></section>')
    else:
        if found.fallback:
            parts.append(f'<div class="note" role="status"><p>{escape(say("studies.choose.fallback"))}</p></div>')
        shown = body.Shown(view, shelf.told_of(name), name, found.reading)
        parts += [choose(view, found.reading), shown.differences(), shown.figures()]
    return shell.document(view, name, "\n".join([*parts, _back(view)]), head=HEAD, page=shell.STUDIES.key)


def _back(view: View) -> str:
    link = escape(shell.place(view, shell.STUDIES.path))
    return f'<p><a href="{link}">{escape(view.words("studies.unreadable.back"))}</a></p>'


def progress(view: View, shelf: Shelf, store: Store, left: float | None) -> str:
    """How far it is: a bar, counts, time left, where it comes from. The page asks for it again while it is written."""
    say, m, counts = view.words, store.manifest, counts_of(store)
    numbers = {k: say.plain(getattr(counts, k), 0) for k in ("done", "failed", "pending", "planned")}
    writing = writer_of(store) is not None
    told = [say("studies.progress.counts", **numbers)]
    planned = max(counts.planned, 1)
    value = min(counts.done + counts.failed, planned)
    label = escape(say("studies.progress.bar"))
    parts = [
        f"<h2>{escape(say('studies.progress.heading'))}</h2>",
        f'<progress max="{planned}" value="{value}" aria-label="{label}"></progress>',
        f'<p id="counts"{" data-live" if writing else ""}>{escape(told[0])}</p>',
    ]
    if writing:
        again = escape(shell.again(view))
        link = f'<a href="{again}">{escape(say("studies.progress.reload"))}</a>'
        parts.append(f'<p id="left"><b>{escape(_left(store, left, say))}</b></p>')
        parts.append(f"<p>{escape(say('studies.progress.writing'))} {link}</p>")
    elif counts.pending:
        resume = shlex.join(["nabolab", "study", "resume", shelf.told_of(store.folder.name)])
        parts.append(f"<p>{escape(say('studies.progress.resume'))} {body.code(resume)}</p>")
    options = len(m.lever_rows) * len(m.arms)
    facts = say("studies.progress.facts", points=m.points, replications=m.replications, options=options, days=m.days)
    origin = say(
        "studies.progress.origin", begun=m.begun, version=m.nabolab, code=m.code, digest=m.scenario_digest, seed=m.seed
    )
    parts.append(f'<p class="quiet">{escape(facts)}<br>{escape(origin)}</p>')
    if m.code != code_digest():
        parts.append(f'<p class="quiet">{escape(say("studies.progress.other_code", code=code_digest()))}</p>')
    return "".join(parts)


def _left(store: Store, left: float | None, say: Words) -> str:
    """Time left; a study that goes on until it is precise enough says that it is the least."""
    if left is None:
        return say("studies.progress.left_unknown")
    key = "left" if store.manifest.target is None else "left_least"
    return say(f"studies.progress.{key}", time=told_time(left, say))


def failures(store: Store, shelf: Shelf, say: Words) -> str:
    """Failed runs with their error and the command that computes each again."""
    heading = f"<h2>{escape(say('studies.failures.heading'))}</h2>"
    frame = store.failures()
    if frame.empty:
        return f'<section class="card">{heading}<p>{escape(say("studies.failures.none"))}</p></section>'
    inputs, folder = [*store.samples.columns], shelf.told_of(store.folder.name)
    rows = tuple(
        (
            str(row["run"]),
            say.arm(str(row["arm"]), str(row["arm"])),
            say.plain(row["seed"], 0),
            ", ".join(f"{factor_title(n, say)} {in_unit(n, float(row[n]), say)}" for n in inputs) or "–",
            shelf.scrubbed(str(row["error"])),
            shlex.join(["nabolab", "study", "failures", folder, "--run", str(row["run"])]),
        )
        for row in frame.head(MOST_FAILURES).to_dict("records")
    )
    keys = ("failures.run", "option", "failures.seed", "failures.inputs", "failures.error", "failures.command")
    head = tuple(say(f"studies.{key}") for key in keys)
    table = tables.html(Table(say("studies.failures.caption"), head, "llrlll", rows), "failures")
    some = say("studies.failures.some", count=say.plain(len(frame), 0))
    every = shlex.join(["nabolab", "study", "failures", folder])
    more = f"<p>{escape(say('studies.failures.shown', shown=len(rows)))} {body.code(every)}</p>"
    return f'<section class="card" id="failures">{heading}<p>{escape(some)}</p>{table}{more}</section>'


def address(name: str) -> str:
    """Where a study's page is."""
    return f"{shell.STUDIES.path}/{quote(name, safe='')}"


def counts_of(store: Store) -> Counts:
    """Its counts, counted again only when it has changed."""
    return _counts(str(store.folder), stamp(store.folder))


@lru_cache(maxsize=256)
def _counts(folder: str, _: object) -> Counts:
    return Store(folder).counts()
