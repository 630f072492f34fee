"""What every request goes through: the name it was sent to, limits on its size, headers that keep a page private."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.server.request import CURRENT, view_of
from dashboards.server.settings import Settings

LARGEST_BODY = 256 * 1024
"""Bytes of a request's body; a change of a lever sends about one thousand."""

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Scripts, pictures and connections of other servers are refused by the browser itself."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


class Guard:
    """Refuses what was sent to a name that isn't this server's and bodies that are too large, adds the headers, and
    makes the request's view known to whoever answers. names: under which others know a shared server."""

    def __init__(self, app: ASGIApp, settings: Settings, names: tuple[str, ...] = ()) -> None:
        self.app = app
        self.settings = settings
        self.names = {"localhost", *(names if settings.share else ())}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self.is_ours(headers.get("host", "")):
            await _refused(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            await PlainTextResponse("too large", 413)(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        accepted = headers.get("accept-language", "")
        token = CURRENT.set(view_of(scope["path"], query, accepted, self.settings.language))
        try:
            await self.app(scope, _limited(receive), _with_headers(send))
        finally:
            CURRENT.reset(token)

    def is_ours(self, host: str) -> bool:
        """Whether a request was sent to an address or to a name of this server.

        A page elsewhere can let its own name point to this machine (DNS rebinding) and would then read these pages as
        its own; its requests carry that name. It can't do so with an address.
        """
        try:
            parts = urlsplit(f"//{host}")
            name = (parts.hostname or "").rstrip(".")
            parts.port  # noqa: B018  raises where it is none
        except ValueError:
            return False
        return name in self.names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _refused(scope: Scope, receive: Receive, send: Send) -> None:
    """421: this server doesn't answer for that name. A socket is closed before it opens."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse("not this server", 421)(scope, receive, send)


def _limited(receive: Receive) -> Receive:
    """A body sent in pieces of unknown number is cut off where it becomes too large."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > LARGEST_BODY else message

    return counted


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return sent
