"""Whom the server answers: its own names and addresses, no name that somebody else lets point here."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

import pytest

from dashboards.server.guard import Guard
from dashboards.server.settings import Settings

pytestmark = pytest.mark.unit


async def _inside(_: Any, __: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"inside"})


def answered(host: str, shared: bool, kind: str = "http") -> list[dict[str, Any]]:
    """What the server sends to a request with this Host header."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect" if kind == "websocket" else "http.request"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": kind, "path": "/", "query_string": b"", "headers": [(b"host", host.encode())]}
    guard = Guard(_inside, Settings(share=shared), ("workshop", "workshop.local"))
    finish(guard(scope, receive, send))  # type: ignore[arg-type]
    return sent


def finish(work: Coroutine[Any, Any, None]) -> None:
    """Run what never waits, also where a browser's own loop is already running in this thread."""
    with pytest.raises(StopIteration):
        work.send(None)


@pytest.mark.parametrize(
    ("host", "alone", "shared"),
    [
        ("127.0.0.1:8050", 200, 200),
        ("localhost:8050", 200, 200),
        ("LOCALHOST.", 200, 200),
        ("[::1]:8050", 200, 200),
        ("192.168.1.7:8050", 200, 200),
        ("workshop.local:8050", 421, 200),
        ("elsewhere.example:8050", 421, 421),
        ("127.0.0.1.elsewhere.example", 421, 421),
        ("localhost.elsewhere.example", 421, 421),
        ("127.0.0.1:port", 421, 421),
        ("[::1", 421, 421),
        ("", 421, 421),
    ],
)
def test_only_names_and_addresses_of_this_server_are_answered(host: str, alone: int, shared: int) -> None:
    """A page elsewhere may let its name point to this machine; its requests carry that name and are refused."""
    for status, is_shared in ((alone, False), (shared, True)):
        assert answered(host, is_shared)[0]["status"] == status


def test_sockets_are_guarded_alike() -> None:
    """A socket that was sent to another name is closed before it opens."""
    assert answered("elsewhere.example", False, "websocket") == [{"type": "websocket.close", "code": 1008}]
