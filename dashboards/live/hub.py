"""Broadcasting: everybody gets the latest message of each kind, at their own pace; who is slow skips, nobody queues.

A message replaces the one before it of its slot, for each client that hasn't been sent it yet. A client acknowledges
what it has drawn, and is sent nothing more before that: whatever a slow or stalled one costs is one bundle of messages,
however much the server's library or the network would buffer.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable

from starlette.websockets import WebSocket, WebSocketDisconnect

PATIENCE = 30.0
"""Seconds without an acknowledgement after which a client is let go."""
FLOOD = 400
"""Messages from one client between two bundles that are taken before it is let go; one is all it has to send."""
TOO_MANY = 1013


class Seat:
    """One client: what it hasn't been sent yet, at most one message a slot."""

    def __init__(self, order: tuple[str, ...]) -> None:
        self._order = order
        self._waiting: dict[str, str] = {}
        self._ready = asyncio.Event()
        self.acknowledged = asyncio.Event()

    def put(self, slot: str, text: str) -> None:
        """The latest message of a slot."""
        self._waiting[slot] = text
        self._ready.set()

    @property
    def waiting(self) -> int:
        """Messages not sent yet."""
        return len(self._waiting)

    async def take(self) -> str:
        """All that waits, one message a line, in the order of slots; waits until there is something."""
        await self._ready.wait()
        self._ready.clear()
        texts = [self._waiting[slot] for slot in self._order if slot in self._waiting]
        self._waiting.clear()
        return "\n".join(texts)


class Hub:
    """Everybody who listens. order: slots in the order in which a page must hear them; most: clients at a time."""

    def __init__(self, order: tuple[str, ...], most: int) -> None:
        self._order = order
        self._most = most
        self.latest: dict[str, str] = {}
        self._seats: set[Seat] = set()

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._seats)

    def post(self, slot: str, text: str) -> None:
        """Tell everybody; who comes later hears it first."""
        self.latest[slot] = text
        for seat in self._seats:
            seat.put(slot, text)

    def forget(self, slots: Iterable[str]) -> None:
        """Whoever comes later doesn't hear these any more."""
        for slot in slots:
            self.latest.pop(slot, None)

    async def serve(self, socket: WebSocket) -> None:
        """Serve one client until it goes, stalls, or the server ends."""
        await socket.accept()
        if len(self._seats) >= self._most:
            await socket.close(TOO_MANY)
            return
        seat = Seat(self._order)
        for slot, text in self.latest.items():
            seat.put(slot, text)
        self._seats.add(seat)
        tasks = [asyncio.create_task(self._tell(socket, seat)), asyncio.create_task(_hear(socket, seat))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._seats.discard(seat)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await asyncio.wait_for(socket.close(), 1.0)

    async def _tell(self, socket: WebSocket, seat: Seat) -> None:
        """Send bundle after bundle, each when the one before has been drawn."""
        while True:
            bundle = await seat.take()
            seat.acknowledged.clear()
            try:
                await socket.send_text(bundle)
                await asyncio.wait_for(seat.acknowledged.wait(), PATIENCE)
            except (TimeoutError, WebSocketDisconnect, RuntimeError):
                return


async def _hear(socket: WebSocket, seat: Seat) -> None:
    """Take acknowledgements until the client goes or says too much."""
    too_much = 0
    while too_much < FLOOD:
        try:
            await socket.receive_text()
        except (WebSocketDisconnect, RuntimeError, KeyError):
            return
        too_much = too_much + 1 if seat.acknowledged.is_set() else 0
        seat.acknowledged.set()
