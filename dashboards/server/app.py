"""The FastAPI app of the dashboards: static files, the pages that Dash fills, and whatever other pages mount."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources

from fastapi import FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from dashboards.explore.page import ExplorePage
from dashboards.explore.work import Work
from dashboards.live.access import Access
from dashboards.live.begin import Names, begin
from dashboards.live.room import Room
from dashboards.live.routes import LivePages
from dashboards.server import lab, shell
from dashboards.server.guard import Guard
from dashboards.server.network import local_network_address
from dashboards.server.request import CURRENT
from dashboards.server.settings import Settings
from dashboards.studies.routes import StudyPages
from dashboards.trust import page as trust


def create_app(settings: Settings) -> FastAPI:
    """The whole server. Its simulations start with it and end with it."""
    work = Work(settings.processes)
    room = live_room(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        work.start()
        try:
            yield
        finally:
            room.close()
            work.stop()

    app = FastAPI(title="Nabolab", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.settings = settings
    app.mount("/static", StaticFiles(directory=str(resources.files("dashboards.server").joinpath("static"))), "static")
    app.add_api_route("/", _home, include_in_schema=False)
    app.add_exception_handler(404, _not_found)
    mount_pages(app, work, room)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Guard, settings=settings, names=_names())
    return app


def live_room(settings: Settings) -> Room:
    """The room of the live page; its simulation starts when somebody first looks."""
    live = settings.live or begin(Names())
    network = local_network_address()
    address = f"http://{network}:{settings.port}/v" if settings.share else None
    return live.room(Access(settings.token, settings.share, (network, *_names())), address)


def _names() -> tuple[str, str]:
    """Under which names others on the local network may know this machine."""
    name = socket.gethostname().split(".")[0].lower()
    return name, f"{name}.local"


def mount_pages(app: FastAPI, work: Work, room: Room) -> None:
    """Every page of the dashboards. A page with a path of its own adds its router here and itself to `shell.PAGES`.

    The settings are `app.state.settings`.
    """
    app.include_router(LivePages(room).router())
    app.include_router(StudyPages(app.state.settings.studies, app.state.settings.share).router())
    app.include_router(trust.router())
    explore = ExplorePage(work)
    app.add_api_route(f"{shell.EXPLORE.path}/first", explore.first_numbers, include_in_schema=False)
    lab.Lab(app, [explore])


async def _home() -> Response:
    return RedirectResponse(shell.place(CURRENT.get(), shell.EXPLORE.path))


async def _not_found(_: Request, error: Exception) -> Response:
    """A page for readers; programs read the status."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    return HTMLResponse(lab.nowhere(CURRENT.get()), status)
