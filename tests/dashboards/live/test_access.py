"""Who may do what: tokens, signed numbers, where requests come from, and how often."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from dashboards.live.access import FACILITATOR, MOST_KNOWN, VOTER, Access, Pace
from dashboards.live.commands import Command

pytestmark = pytest.mark.unit


def request(host: str = "127.0.0.1:80", origin: str | None = None, cookie: str = "") -> Request:
    """A request as the server sees it."""
    headers = [(b"host", host.encode()), (b"cookie", cookie.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("host", "origin", "fine"),
    [
        ("127.0.0.1:80", None, True),
        ("localhost", "http://localhost", True),
        ("10.0.0.5:80", "http://10.0.0.5:80", True),
        ("evil.example", None, False),
        ("evil.example", "http://evil.example", False),
        ("127.0.0.1:80", "http://evil.example", False),
        ("127.0.0.1:80", "http://127.0.0.1:81", False),
        ("127.0.0.1:80", "null", False),
        ("", None, False),
    ],
)
def test_only_pages_of_this_server_act_on_it(host: str, origin: str | None, fine: bool) -> None:
    """By its own names, and from its own pages."""
    assert Access("t", True, ("10.0.0.5",)).from_here(request(host, origin)) is fine


def test_the_token_is_the_token() -> None:
    """Nothing else lets anybody control; a server without one makes its own."""
    access = Access("secret", True)
    assert access.is_facilitator(request(cookie=f"{FACILITATOR}=secret"))
    for cookie in ("", f"{FACILITATOR}=", f"{FACILITATOR}=Secret", f"{VOTER}=secret"):
        assert not access.is_facilitator(request(cookie=cookie))
    assert len(Access("", False).token) >= 16
    assert Access("", False).token != Access("", False).token


def test_nobody_makes_up_a_phones_number() -> None:
    """A number counts only with the server's signature, and another server's doesn't."""
    access, other = Access("t", True), Access("t", True)
    given = access.new_voter()
    assert access.voter(request(cookie=f"{VOTER}={given}")) == given.split(".")[0]
    for forged in ("", "me", "me.", "me." + given.split(".")[1], given[:-1] + ("0" if given[-1] != "0" else "1")):
        assert access.voter(request(cookie=f"{VOTER}={forged}")) is None
    assert other.voter(request(cookie=f"{VOTER}={given}")) is None
    assert access.new_voter() != given


def test_a_pace_allows_a_burst_and_then_so_many_a_second() -> None:
    """For each sender by itself; memory is bounded."""
    pace = Pace(rate=2, burst=3)
    assert [pace.allows("a", 0.0) for _ in range(5)] == [True, True, True, False, False]
    assert pace.allows("b", 0.0)
    assert [pace.allows("a", 1.0) for _ in range(3)] == [True, True, False]
    for n in range(MOST_KNOWN + 10):
        pace.allows(str(n), 2.0)
    assert len(pace._left) == MOST_KNOWN


@pytest.mark.parametrize(
    "words",
    [
        {"do": "play", "number": 1},
        {"do": "jump"},
        {"do": "jump", "number": 29},
        {"do": "jump", "number": 1.5},
        {"do": "seed", "number": 101},
        {"do": "throw", "number": 5},
        {"do": "throw", "kind": "price", "number": 0},
        {"do": "throw", "kind": "flood", "number": 5},
        {"do": "ask", "question": "who", "number": 7},
        {"do": "ask", "question": "troubled", "number": 29},
        {"do": "_begin"},
        {"do": "record"},
        {"do": "play", "path": "/etc/passwd"},
        {},
    ],
)
def test_only_commands_in_their_ranges_are_taken(words: dict[str, object]) -> None:
    """Anything else is refused before anybody acts on it."""
    with pytest.raises(ValueError, match="validation error"):
        Command.model_validate(words)
