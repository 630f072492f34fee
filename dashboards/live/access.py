"""Who may do what: the facilitator's token, phones' signed numbers, where a request comes from, how many a second."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

FACILITATOR, VOTER = "nabolab_facilitator", "nabolab_voter"
"""Names of cookies. Neither holds anything about a person."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_KNOWN = 5000
"""Senders whose pace is remembered; the longest silent go first."""


class Access:
    """Keys of one server. They last as long as it does, or as the workshop that it goes on with."""

    def __init__(self, token: str, shared: bool, hosts: tuple[str, ...] = ()) -> None:
        """hosts: further names and addresses under which a shared server is reached."""
        self.token = token or secrets.token_urlsafe(16)
        self.shared = shared
        self._hosts = {*LOOPBACK, *hosts}
        self.secret = secrets.token_bytes(32)

    def adopt(self, token: str, secret: bytes) -> None:
        """Know the pages and phones of a workshop that began on another server."""
        self.token, self.secret = token, secret

    def is_facilitator(self, request: HTTPConnection) -> bool:
        """Whether a request brings the token in its cookie."""
        return self.fits(request.cookies.get(FACILITATOR, ""))

    def fits(self, token: str) -> bool:
        """Whether this is the token."""
        return hmac.compare_digest(token.encode(), self.token.encode())

    def from_here(self, request: HTTPConnection) -> bool:
        """Whether it was sent to a name of this server, and by a page of its own if by a page at all.

        A page elsewhere can't make a browser act here, nor can a name that points here (DNS rebinding).
        """
        host = request.headers.get("host", "")
        if (urlsplit(f"//{host}").hostname or "") not in self._hosts:
            return False
        origin = request.headers.get("origin")
        return origin is None or urlsplit(origin).netloc == host

    def new_voter(self) -> str:
        """A signed number for a phone: one answer each, and nobody makes up more of them."""
        number = secrets.token_urlsafe(9)
        return f"{number}.{self._signature(number)}"

    def voter(self, request: HTTPConnection) -> str | None:
        """The number of the phone that asks, if it has one of ours."""
        number, _, signature = request.cookies.get(VOTER, "")[:100].partition(".")
        return number if hmac.compare_digest(signature.encode(), self._signature(number).encode()) else None

    def _signature(self, number: str) -> str:
        return hmac.new(self.secret, number.encode(), "sha256").hexdigest()[:24]


class Pace:
    """How often somebody may do something: `burst` at once, then `rate` a second."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, sender: str, now: float | None = None) -> bool:
        """Whether this sender may now; counts as done when so."""
        now = time.monotonic() if now is None else now
        left, then = self._left.pop(sender, (float(self._burst), now))
        left = min(left + (now - then) * self._rate, float(self._burst))
        allowed = left >= 1.0
        self._left[sender] = (left - 1.0 if allowed else left, now)
        while len(self._left) > MOST_KNOWN:
            self._left.popitem(last=False)
        return allowed
