"""The live page's addresses: the screen, what it is told, what a facilitator may do, and the phones."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.websockets import WebSocket

from dashboards.live.access import FACILITATOR, VOTER, Pace
from dashboards.live.begin import begin, chosen
from dashboards.live.commands import Command
from dashboards.live.pages import live_page, phone_page, question_for
from dashboards.live.poll import Refused
from dashboards.live.replay import replay_page
from dashboards.live.room import Room
from dashboards.server.request import CURRENT
from sim.problems import InputError

LARGEST_COMMAND, LARGEST_ANSWER = 500, 200
"""Bytes of a body."""
FOREVER = {"httponly": True, "samesite": "strict", "path": "/"}
FILES = {"live.js": "text/javascript", "live.css": "text/css"}


class LivePages:
    """Everything that is served for one room."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self._phones = Pace(rate=20, burst=400)
        self._answers = Pace(rate=0.5, burst=5)
        self._commands = Pace(rate=20, burst=60)
        self._beginning = False

    def router(self) -> APIRouter:
        """All routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/live", self.screen)
        router.add_api_route("/live/static/{name}", self.file)
        router.add_api_route("/live/do", self.do, methods=["POST"])
        router.add_api_route("/live/qr.svg", self.qr)
        router.add_api_route("/live/workshop.json", self.workshop)
        router.add_api_route("/live/replay.html", self.replay)
        router.add_api_websocket_route("/live/ws", self.screen_socket)
        router.add_api_route("/v", self.phone)
        router.add_api_route("/v/question", self.question)
        router.add_api_route("/v/answer", self.answer, methods=["POST"])
        router.add_api_websocket_route("/v/ws", self.phone_socket)
        return router

    async def screen(self, request: Request) -> Response:
        """The page. It may control on this machine alone; on a shared server with the token, once in the address."""
        access = self.room.access
        if not access.from_here(request):
            return _refused(403, "elsewhere")
        key = request.query_params.get("key")
        if key is not None and access.fits(key):
            rest = request.url.remove_query_params("key")
            answer: Response = RedirectResponse(f"{rest.path}?{rest.query}" if rest.query else rest.path, 303)
            answer.set_cookie(FACILITATOR, access.token, **FOREVER)  # type: ignore[arg-type]
            return answer
        self.room.open()
        controls = access.is_facilitator(request) or not access.shared
        page = HTMLResponse(live_page(CURRENT.get(), self.room, controls))
        if not access.shared:
            page.set_cookie(FACILITATOR, access.token, **FOREVER)  # type: ignore[arg-type]
        return page

    async def file(self, name: str) -> Response:
        """The page's own script and styles."""
        if name not in FILES:
            return _refused(404, "unknown")
        text = resources.files("dashboards.live").joinpath("static", name).read_text(encoding="utf-8")
        return Response(text, media_type=FILES[name], headers={"cache-control": "no-cache"})

    async def do(self, request: Request) -> Response:
        """A facilitator's command."""
        if not self.room.access.from_here(request) or not self.room.access.is_facilitator(request):
            return _refused(403, "facilitator")
        if not self._commands.allows("facilitator"):
            return _refused(429, "often")
        body = await _body(request, LARGEST_COMMAND)
        if body is None:
            return _refused(413, "large")
        try:
            await self._done(Command.model_validate(body))
        except ValidationError as error:
            return _refused(400, "; ".join(str(e["msg"]) for e in error.errors()))
        except Refused as error:
            return _refused(409, str(error))
        except InputError as error:
            return _refused(409, "; ".join(map(str, error.problems)))
        return Response(status_code=204)

    async def _done(self, command: Command) -> None:
        """Do it. Raises Refused or InputError, and then nothing has changed."""
        if command.do == "go_on":
            self.room.go_on()
        elif command.do == "begin":
            await self._begin(command)
        else:
            self.room.do(command)

    async def _begin(self, command: Command) -> None:
        """Another workshop; one at a time, and only when the facilitator means it."""
        if self._beginning:
            raise Refused("starting")
        if self.room.under_way and not command.sure:
            raise Refused("under_way")
        self._beginning = True
        try:
            live = await asyncio.to_thread(begin, chosen(command, self.room.names[2]))
            await self.room.begin(live.setup, live.arms, live.start)
        finally:
            self._beginning = False

    async def qr(self) -> Response:
        """The address that phones open, as a picture."""
        if self.room.address is None:
            return _refused(404, "alone")
        out = io.BytesIO()
        segno.make(self.room.address, error="m").save(out, kind="svg", scale=4, border=3, light="#fff", xmldecl=False)
        return Response(out.getvalue(), media_type="image/svg+xml")

    async def workshop(self, request: Request) -> Response:
        """The workshop's file."""
        return await self._kept(request, "workshop.json", "application/json", lambda w: w.text())

    async def replay(self, request: Request) -> Response:
        """A page that plays the present seed again without a server."""
        view = CURRENT.get()
        return await self._kept(request, "replay.html", "text/html", lambda w: replay_page(view, w))

    async def _kept(self, request: Request, name: str, kind: str, make: Callable[[Any], str]) -> Response:
        """A file to keep, for the facilitator."""
        if not self.room.access.from_here(request) or not self.room.access.is_facilitator(request):
            return _refused(403, "facilitator")
        try:
            text = await asyncio.to_thread(make, await self.room.workshop())
        except (TimeoutError, InputError) as error:
            return _refused(503, str(error) or "starting")
        return Response(text, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})

    async def screen_socket(self, socket: WebSocket) -> None:
        """What screens are told."""
        if not self.room.access.from_here(socket):
            await socket.close(1008)
            return
        self.room.open()
        await self.room.screens.serve(socket)

    async def phone(self, request: Request) -> Response:
        """The phones' page; gives a phone its number."""
        if not self.room.access.from_here(request) or not self._phones.allows(_sender(request)):
            return _refused(429, "often")
        page = HTMLResponse(phone_page(CURRENT.get()), headers={"cache-control": "no-store"})
        if self.room.access.voter(request) is None:
            page.set_cookie(VOTER, self.room.access.new_voter(), **{**FOREVER, "samesite": "lax"})  # type: ignore[arg-type]
        return page

    async def question(self, request: Request) -> Response:
        """The question as a phone shows it, in its language, and whether this phone has answered."""
        if not self.room.access.from_here(request) or not self._phones.allows(_sender(request)):
            return _refused(429, "often")
        voter = self.room.access.voter(request)
        return JSONResponse(question_for(CURRENT.get(), self.room, voter), headers={"cache-control": "no-store"})

    async def answer(self, request: Request) -> Response:
        """A phone's answer."""
        voter = self.room.access.voter(request) if self.room.access.from_here(request) else None
        if voter is None:
            return _refused(403, "unknown")
        if not self._phones.allows(_sender(request)) or not self._answers.allows(voter):
            return _refused(429, "often")
        body = await _body(request, LARGEST_ANSWER)
        if body is None:
            return _refused(413, "large")
        number, option, group = body.get("n"), body.get("o"), body.get("g")
        if type(number) is not int or type(option) is not int or not isinstance(group, str):
            return _refused(400, "unknown")
        try:
            self.room.vote(voter, number, option, group)
        except Refused as error:
            return _refused(409, str(error))
        return Response(status_code=204)

    async def phone_socket(self, socket: WebSocket) -> None:
        """What phones are told: the number of a question and where it is; nothing else."""
        if not self.room.access.from_here(socket):
            await socket.close(1008)
            return
        self.room.phone_joins()
        try:
            await self.room.phones.serve(socket)
        finally:
            self.room.phone_leaves()


def _refused(status: int, reason: str) -> Response:
    return JSONResponse({"reason": reason}, status)


def _sender(request: Request) -> str:
    return request.client.host if request.client else ""


async def _body(request: Request, largest: int) -> dict[str, Any] | None:
    """A small JSON object; None when it is too large, an empty one when it is none or isn't sent as JSON."""
    taken = b""
    async for piece in request.stream():
        taken += piece
        if len(taken) > largest:
            return None
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        return {}
    try:
        found = json.loads(taken)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
