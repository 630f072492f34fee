"""The Studies pages' addresses. A browser sends a store's name, looked up among those found; never a path."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from dashboards.server.request import CURRENT, View
from dashboards.studies import body, files, pages
from dashboards.studies.asked import Asked
from dashboards.studies.pace import Pace
from dashboards.studies.reading import FIGURES, Reading, reading_of, study_of
from dashboards.studies.shelf import UNREADABLE, Entry, Shelf
from experiments.study.progress import writer_of
from experiments.study.store import Store
from sim.problems import InputError

TYPES = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml"}


class StudyPages:
    """Everything that is served of one folder. Answers are made in threads: reading a store takes a while."""

    def __init__(self, folder: Path, shared: bool = False) -> None:
        self.shelf = Shelf(folder, shared)
        self.pace = Pace()

    def router(self) -> APIRouter:
        """All routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/studies", self.listed)
        router.add_api_route("/studies/{name}", self.study)
        router.add_api_route("/studies/{name}/progress", self.progress)
        router.add_api_route("/studies/{name}/card/{key}", self.card)
        router.add_api_route("/studies/{name}/{key}.{kind}", self.file)
        return router

    def listed(self) -> Response:
        """The list."""
        return HTMLResponse(pages.list_page(CURRENT.get(), self.shelf))

    def study(self, name: str) -> Response:
        """One store."""
        view = CURRENT.get()
        return self._read(name, lambda store: HTMLResponse(self._page(view, store)))

    def progress(self, name: str) -> Response:
        """How far it is, for a page that is open."""
        view = CURRENT.get()
        page = View(view.language, view.theme, pages.address(name), view.query, view.parameters)
        return self._read(name, lambda store: HTMLResponse(pages.progress(page, self.shelf, store, self._left(store))))

    def card(self, name: str, key: str) -> Response:
        """One figure's part of the page, for a figure that takes a while."""
        if key not in FIGURES:
            raise HTTPException(404)
        view = CURRENT.get()

        def made(store: Store) -> Response:
            reading = _asked_for(view, store)
            return HTMLResponse(body.Shown(view, self.shelf.told_of(name), name, reading).figure(key))

        return self._read(name, made)

    def file(self, name: str, key: str, kind: str) -> Response:
        """A figure's data or picture. An address that names what the study doesn't have gets nothing else instead."""
        if key not in (files.DIFFERENCES, *FIGURES) or kind not in TYPES:
            raise HTTPException(404)
        view = CURRENT.get()

        def made(store: Store) -> Response:
            reading = _asked_for(view, store)
            text = files.csv_of(reading, key) if kind == "csv" else files.svg_of(reading, key, view.words)
            if text is None:
                raise HTTPException(404)
            return Response(
                text, headers={"content-disposition": f"attachment; filename={key}.{kind}"}, media_type=TYPES[kind]
            )

        return self._read(name, made)

    def _page(self, view: View, store: Store) -> str:
        study = study_of(store)
        if study.table.runs.empty or len(study.options) < 2:
            found = pages.Found(None, "about" if study.table.runs.empty else "one_option")
        else:
            reading, fallback = _best(view, store)
            found = pages.Found(reading, "", fallback)
        return pages.study_page(view, self.shelf, store, self._left(store), found)

    def _left(self, store: Store) -> float | None:
        """Seconds that a study still takes; None where nobody writes to it, or too little was seen."""
        if writer_of(store) is None:
            self.pace.forget(store.folder)
            return None
        return self.pace.left(store.folder, pages.counts_of(store), time.monotonic())

    def _read(self, name: str, make: Callable[[Store], Response]) -> Response:
        """What `make` makes of a store; a page that says why where it can't be read."""
        try:
            entry = self.shelf.entry(name)
        except KeyError:
            raise HTTPException(404) from None
        if entry.store is None:
            return HTMLResponse(pages.unreadable_page(CURRENT.get(), entry, self.shelf))
        try:
            return make(entry.store)
        except UNREADABLE as error:
            logging.getLogger(__name__).warning("study %s can't be read: %s", name, error)
            why = "; ".join(map(str, error.problems)) if isinstance(error, InputError) else str(error)
            return HTMLResponse(pages.unreadable_page(CURRENT.get(), Entry(name, None, why), self.shelf))


def _asked_for(view: View, store: Store) -> Reading:
    """Exactly what the address asks for. Raises HTTPException 404: the study doesn't have it."""
    try:
        return reading_of(store, Asked.of(view.parameters))
    except (InputError, ValueError):
        raise HTTPException(404) from None


def _best(view: View, store: Store) -> tuple[Reading, bool]:
    """What the address asks for, else what comes nearest; and whether that is something else."""
    try:
        return reading_of(store, Asked.of(view.parameters)), False
    except (InputError, ValueError):
        asked = Asked.of({**view.parameters, "cell": ""})
    study = study_of(store)
    return reading_of(store, study.without_errors(study.without_errors(asked))), True
