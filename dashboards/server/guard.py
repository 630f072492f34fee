"""What every answer of the server goes through: limits on what is sent in, headers that keep a page to itself."""

from __future__ import annotations

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
    """Refuses bodies that are too large, adds the headers, and makes the request's view known to whoever answers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
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
