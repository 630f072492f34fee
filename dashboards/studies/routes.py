"""The Studies pages' addresses. A browser sends a store's name, looked up among those found; never a path."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from dashboards.server.request import CURRENT, View
from dashboards.studies import files, pages
from dashboards.studies.reading import FIGURES, Reading, reading_of, study_of
from dashboards.studies.shelf import UNREADABLE, Entry, Shelf
from experiments.study.store import Store
from sim.problems import InputError

TYPES = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml"}
LONGEST = 200
"""Characters of a name that an address may ask for."""


class StudyPages:
    """Everything that is served of one folder. Answers are made in threads: reading a store takes a while."""

    def __init__(self, folder: Path) -> None:
        self.shelf = Shelf(folder)

    def router(self) -> APIRouter:
        """All routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/studies", self.listed)
        router.add_api_route("/studies/{name}", self.study)
        router.add_api_route("/studies/{name}/progress", self.progress)
        router.add_api_route("/studies/{name}/{key}.{kind}", self.file)
        return router

    def listed(self) -> Response:
        """The list."""
        return HTMLResponse(pages.list_page(CURRENT.get(), self.shelf))

    def study(self, name: str) -> Response:
        """One store."""
        view = CURRENT.get()
        return self._read(name, lambda store: HTMLResponse(self._page(view, store, name)))

    def progress(self, name: str) -> Response:
        """How far it is, for a page that is open."""
        view = CURRENT.get()
        page = View(view.language, view.theme, pages.address(name), view.query, view.parameters)
        return self._read(name, lambda store: HTMLResponse(pages.progress(page, store)))

    def file(self, name: str, key: str, kind: str) -> Response:
        """A figure's data or picture. An address that names what the study doesn't have gets nothing else instead."""
        if key not in (files.DIFFERENCES, *FIGURES) or kind not in TYPES:
            raise HTTPException(404)
        view = CURRENT.get()

        def made(store: Store) -> Response:
            try:
                reading = reading_of(store, *asked(view))
            except (InputError, ValueError):
                raise HTTPException(404) from None
            text = files.csv_of(reading, key) if kind == "csv" else files.svg_of(reading, key, view.words)
            if text is None:
                raise HTTPException(404)
            return Response(
                text, headers={"content-disposition": f"attachment; filename={key}.{kind}"}, media_type=TYPES[kind]
            )

        return self._read(name, made)

    def _page(self, view: View, store: Store, name: str) -> str:
        folder = self.shelf.folder / name
        study = study_of(store)
        if study.table.runs.empty or not study.others:
            why = "about" if study.table.runs.empty else "one_option"
            return pages.study_page(view, store, folder, None, why, fallback=False)
        reading, fallback = _best(view, store)
        return pages.study_page(view, store, folder, reading, "", fallback)

    def _read(self, name: str, make: Callable[[Store], Response]) -> Response:
        """What `make` makes of a store; a page that says why where it can't be read."""
        try:
            entry = self.shelf.entry(name)
        except KeyError:
            raise HTTPException(404) from None
        if entry.store is None:
            return HTMLResponse(pages.unreadable_page(CURRENT.get(), entry))
        try:
            return make(entry.store)
        except UNREADABLE as error:
            logging.getLogger(__name__).warning("study %s can't be read: %s", name, error)
            why = "; ".join(map(str, error.problems)) if isinstance(error, InputError) else str(error)
            return HTMLResponse(pages.unreadable_page(CURRENT.get(), Entry(name, None, why)))


def asked(view: View) -> tuple[str, str, int | None]:
    """Measure, option and cell of an address; empty and None where it says nothing. Raises ValueError: no number."""
    measure, option, cell = (view.parameters.get(k, "")[:LONGEST] for k in ("measure", "option", "cell"))
    return measure, option, int(cell) - 1 if cell else None


def _best(view: View, store: Store) -> tuple[Reading, bool]:
    """What the address asks for, else what comes nearest; and whether that is something else."""
    try:
        measure, option, cell = asked(view)
        return reading_of(store, measure, option, cell), False
    except (InputError, ValueError):
        measure, option = (view.parameters.get(k, "")[:LONGEST] for k in ("measure", "option"))
    try:
        return reading_of(store, measure, option, None), True
    except InputError:
        return reading_of(store, "", "", None), True
