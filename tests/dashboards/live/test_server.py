"""The live server, for real: processes, sockets, forty phones, a client that stalls, and a server that is killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dashboards.live.begin import Live
from dashboards.live.race import Setup
from dashboards.live.show import Start
from dashboards.live.workshop import differences, held_again, read_workshop
from tests.dashboards.live.conftest import PLACE
from tests.dashboards.live.serving import TOKEN, Screen, Served, alive, served, until

pytestmark = pytest.mark.model

FRAME, DAY_MESSAGE, PHONE_PAGE = 1000, 20_000, 20_000
PHONES = 40


@pytest.fixture(scope="module")
def live(setup: Setup) -> Live:
    return Live(setup, start=Start(seed=3))


@pytest.fixture(scope="module")
def server(live: Live) -> Iterator[Served]:
    with served(live) as running:
        yield running


@pytest.fixture
def screen(server: Served) -> Iterator[Screen]:
    """A screen that has been told everything."""
    with Screen(server.port) as watching:
        until(lambda: {"setup", "day", "room", "poll", "clock"} <= set(watching.last))
        yield watching


def voter_cookie(server: Served) -> str:
    """What a phone gets with its page."""
    return server.ask("/v").headers["set-cookie"].split(";")[0]


def asked(server: Served, screen: Screen, days: int = 2) -> int:
    """Open a question; returns its number."""
    assert server.do(do="ask", question="troubled", number=days).status == 204
    until(lambda: (screen.last["poll"]["poll"] or {}).get("stage") == "open")
    return int(screen.last["poll"]["poll"]["number"])


def test_whoever_comes_late_hears_everything_in_order(server: Served, screen: Screen) -> None:
    """The place before the day, the day before the time; the same as somebody who was there."""
    with Screen(server.port) as late:
        until(lambda: "clock" in late.last)
        assert late.order[:2] == ["setup", "day"]
        assert late.last["day"] == screen.last["day"]
        assert late.last["setup"]["seed"] == screen.last["setup"]["seed"]


def test_time_passes_on_every_screen_and_frames_are_small(server: Served, screen: Screen) -> None:
    """Playing moves the clock ten times a second, a day comes whole, a frame has less than 1 kB."""
    server.do(do="speed", number=960)
    before = screen.last["day"]["day"]
    server.do(do="play")
    until(lambda: screen.last["day"]["day"] >= before + 2)
    server.do(do="pause")
    until(lambda: not screen.last["clock"]["playing"])
    assert screen.count["clock"] >= 15
    assert screen.largest["clock"] < FRAME
    assert screen.largest["poll"] < FRAME
    assert screen.largest["room"] < FRAME
    assert screen.largest["day"] < DAY_MESSAGE


def test_only_the_facilitator_controls(server: Served) -> None:
    """Not a phone, not another page's script, not under another name, not too much, not nonsense."""
    mine = f"nabolab_facilitator={TOKEN}"
    phone = voter_cookie(server)
    assert server.ask("/live/do", {"do": "play"}).status == 403
    assert server.ask("/live/do", {"do": "play"}, cookie=phone).status == 403
    assert server.ask("/live/do", {"do": "pause"}, cookie=mine, origin="http://evil.example").status == 403
    assert server.ask("/live/do", {"do": "pause"}, cookie=mine, host="evil.example").status == 421
    assert server.ask("/live/do", {"do": "pause"}, cookie=mine, content_type="text/plain").status == 400
    assert server.ask("/live/do", b"x" * 600, cookie=mine).status == 413
    assert server.ask("/live/do", b"{" * 400, cookie=mine).status == 400
    assert server.ask("/live/do", {"do": "jump", "number": 10**9}, cookie=mine).status == 400
    assert server.ask("/live/do", {"do": "pause"}, cookie=mine).status == 204
    assert server.ask("/live/workshop.json", cookie=phone).status == 403
    assert server.ask("/live/replay.html").status == 403


@pytest.mark.parametrize("field", ["first", "second", "place", "situation"])
def test_a_workshop_begins_with_shipped_names_only(server: Served, tmp_path: Path, field: str) -> None:
    """With the token, and never with a path: what a browser names is looked up among the shipped names, not opened."""
    file = tmp_path / "mine.toml"
    file.write_text(PLACE, encoding="utf-8")
    about: dict[str, Any] = {"first": "bum", "second": "haderslev", "place": "pilot_60", "situation": "today"}
    wanted = {"do": "begin", "number": 1, "sure": True, **about}
    before = server.room.id
    for cookie in ("", voter_cookie(server)):
        assert server.ask("/live/do", wanted, cookie=cookie).status == 403
        assert server.ask("/live/do", {"do": "go_on"}, cookie=cookie).status == 403
    for name in (str(file), "../../../etc/passwd", "bum.toml", "", None, ["bum"], "municipality\n"):
        assert server.do(**{**wanted, field: name}).status == 400, name
    assert server.do(**{**wanted, "number": 101}).status == 400
    assert server.do(**{**wanted, "first": "x" * 600}).status == 413
    assert server.do(do="go_on").status == 409
    assert server.room.id == before


def test_a_workshop_under_way_is_left_only_when_it_is_meant(server: Served, screen: Screen) -> None:
    """Without being sure nothing begins, and what was goes on."""
    server.do(do="jump", number=1)
    until(lambda: screen.last["room"]["under_way"])
    about: dict[str, Any] = {"first": "bum", "second": "haderslev", "place": "pilot_60", "situation": "today"}
    refused = server.do(do="begin", number=1, **about)
    assert (refused.status, json.loads(refused.text)["reason"]) == (409, "under_way")
    assert screen.last["room"]["id"] == server.room.id


def test_the_token_comes_once_in_the_address_and_never_in_a_page(server: Served) -> None:
    """It becomes a cookie that scripts can't read; without it a shared page has no controls; phones never get it."""
    entered = server.ask(f"/live?key={TOKEN}&lang=da")
    assert (entered.status, entered.headers["location"]) == (303, "/live?lang=da")
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "set-cookie" not in server.ask("/live?key=guess").headers
    with_key = server.ask("/live", cookie=cookie.split(";")[0]).text
    without, phone = server.ask("/live"), server.ask("/v")
    assert 'id="toggle"' in with_key
    assert 'id="toggle"' not in without.text
    for answer in (without, phone, server.ask("/v/question")):
        assert TOKEN not in answer.text
        assert TOKEN not in str(answer.headers)


def test_a_server_of_ones_own_needs_no_token_in_its_address(live: Live) -> None:
    """Unshared, the page brings its cookie, there is nothing to scan, and the simulation ends with the server."""
    with served(live, share=False) as own:
        page = own.ask("/live")
        cookie = page.headers["set-cookie"].split(";")[0]
        assert own.ask("/live/do", {"do": "pause"}, cookie=cookie).status == 204
        assert own.ask("/live", host="evil.example").status == 421
        assert own.ask("/live/qr.svg").status == 404
        pid = until(lambda: own.room.pid)
    until(lambda: not alive(pid), 10)


def test_the_qr_code_is_a_picture_of_the_phones_address(server: Served) -> None:
    """As SVG, made here."""
    picture = server.ask("/live/qr.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")


def test_forty_phones_answer_at_once_and_nobody_sees_the_tally_before(server: Served, screen: Screen) -> None:
    """Each counts once, whatever they send again; the tally comes with the closing, the truth with the run."""
    number = asked(server, screen)
    phones = [voter_cookie(server) for _ in range(PHONES)]

    def vote(k: int) -> tuple[int, int]:
        body = {"n": number, "o": k % 3, "g": "staff" if k % 2 else "politics"}
        return tuple(server.ask("/v/answer", body, cookie=phones[k]).status for _ in range(2))  # type: ignore[return-value]

    with ThreadPoolExecutor(PHONES) as room:
        assert list(room.map(vote, range(PHONES))) == [(204, 409)] * PHONES
    poll = until(lambda: screen.last["poll"]["poll"]["answered"] == PHONES and screen.last["poll"]["poll"])
    assert (poll["tally"], poll["surprised"]) == (None, {})
    seen = json.loads(server.ask("/v/question", cookie=phones[0]).text)
    assert set(seen) == {"n", "s", "voted", "q", "o", "a"}
    assert seen["voted"]
    assert server.do(do="reveal").status == 204
    closed = until(lambda: screen.last["poll"]["poll"]["tally"] and screen.last["poll"]["poll"])
    assert closed["tally"] == [14, 13, 13]
    told = until(lambda: screen.last["poll"]["poll"]["stage"] == "revealed" and screen.last["poll"]["poll"])
    assert {group: n for group, (n, _) in told["surprised"].items()} == {"politics": 20, "staff": 20}
    assert sum(s for _, s in told["surprised"].values()) == PHONES - closed["tally"][told["option"]]
    late = voter_cookie(server)
    assert server.ask("/v/answer", {"n": number, "o": 0, "g": "staff"}, cookie=late).status == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * 300, 413),
        (b"[1]", 400),
        ({"n": 1, "o": True, "g": "staff"}, 400),
        ({"n": 1, "o": "0", "g": "staff"}, 400),
        ({"n": 999, "o": 0, "g": "staff"}, 409),
    ],
)
def test_an_answer_must_be_one(server: Served, body: Any, status: int) -> None:
    """Too large, not an answer, or to a question that nobody asked."""
    assert server.ask("/v/answer", body, cookie=voter_cookie(server)).status == status


def test_a_phone_needs_a_number_of_ours_and_a_pace(server: Served) -> None:
    """A made-up cookie is refused; who tries too often has to wait."""
    assert server.ask("/v/answer", {"n": 1, "o": 0, "g": "staff"}, cookie="nabolab_voter=me.abc").status == 403
    mine = voter_cookie(server)
    tried = [server.ask("/v/answer", {"n": 999, "o": 0, "g": "staff"}, cookie=mine).status for _ in range(9)]
    assert tried[0] == 409
    assert tried[-1] == 429


def test_paper_is_counted_and_a_question_can_be_taken_back(server: Served, screen: Screen) -> None:
    """By the facilitator; a second question waits for the first."""
    asked(server, screen)
    assert server.do(do="ask", question="away", number=3).status == 409
    assert server.do(do="seed", number=9).status == 409
    assert server.do(do="paper", option=1, number=12).status == 204
    until(lambda: screen.last["poll"]["poll"]["answered"] == 12)
    assert server.do(do="drop").status == 204
    until(lambda: screen.last["poll"]["poll"] is None or screen.last["poll"]["poll"]["stage"] != "open")


def test_phones_get_a_tiny_page_in_their_language_and_tiny_messages(server: Served) -> None:
    """Less than 20 kB with everything it needs, in either language; a message says only where the question is."""
    pages = {lang: server.ask(f"/v?lang={lang}").text for lang in ("en", "da")}
    assert all(len(page.encode()) < PHONE_PAGE for page in pages.values())
    assert "Vent på det næste spørgsmål." in pages["da"]
    assert "Wait for the next question." in pages["en"]
    assert not [page for page in pages.values() if "src=" in page or 'href="http' in page]
    with Screen(server.port, "/v/ws") as phone:
        until(lambda: "phone" in phone.last)
        assert set(phone.last["phone"]) == {"n", "s"}
        assert phone.largest["phone"] < 60


def stalled(port: int) -> socket.socket:
    """A client that shakes hands and then never reads or says anything, with the smallest buffer there is."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    client.connect(("127.0.0.1", port))
    client.sendall(
        f"GET /live/ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    return client


def resident() -> int:
    """Bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_a_stalled_client_delays_nobody_and_costs_no_memory(
    server: Served, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty sockets that never read, and days of 100 kB: a screen gets its ten frames a second, memory stays, each
    seat holds at most one message a slot; they are let go when their patience ends."""
    clients = [stalled(server.port) for _ in range(20)]
    hub = server.room.screens
    until(lambda: hub.listeners >= 21)
    server.do(do="speed", number=240)
    server.do(do="play")
    until(lambda: screen.last["clock"]["playing"])
    memory, frames, began = resident(), screen.count["clock"], time.monotonic()
    large = json.dumps(screen.last["day"]) + " " * 100_000
    for _ in range(80):  # 8 MB for each client that isn't sent the latest only
        server.room._heard(server.room._number, "day", large)
        time.sleep(0.05)
    rate = (screen.count["clock"] - frames) / (time.monotonic() - began)
    server.do(do="pause")
    assert rate > 8
    assert resident() - memory < 5 * 1024 * 1024
    assert max(seat.waiting for seat in hub._seats) <= 5
    for client in clients:
        client.close()
    until(lambda: hub.listeners <= 1, 10)
    monkeypatch.setattr("dashboards.live.hub.PATIENCE", 0.5)
    silent = stalled(server.port)
    until(lambda: hub.listeners == 2)
    until(lambda: hub.listeners == 1, 10)
    silent.close()


def test_a_simulation_that_breaks_goes_on_where_it_was(server: Served, screen: Screen) -> None:
    """The page stays up, says so, and shows the same day of the same seed a few seconds later."""
    told = screen.count["day"]
    server.do(do="jump", number=1)
    until(lambda: screen.count["day"] > told)
    day, pid = screen.last["day"], server.room.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: screen.last["room"]["broken"] == "again")
    until(lambda: screen.last["room"]["broken"] == "")
    assert server.room.pid != pid
    until(lambda: screen.last["day"]["logs"] == day["logs"])
    server.do(do="jump", number=1)
    until(lambda: screen.last["day"]["day"] == day["day"] + 1)


def test_a_saved_workshop_reproduces_and_plays_without_a_server(server: Served, screen: Screen, tmp_path: Path) -> None:
    """Played live with something thrown in, in two seeds: every round runs again to the last bit."""
    server.do(do="throw", kind="sick_calls", number=3)
    server.do(do="jump", number=2)
    server.do(do="seed", number=8)
    until(lambda: screen.last["setup"]["seed"] == 8)
    server.do(do="jump", number=1)
    mine = f"nabolab_facilitator={TOKEN}"
    saved = server.ask("/live/workshop.json", cookie=mine)
    assert saved.status == 200
    path = tmp_path / "workshop.json"
    path.write_text(saved.text, encoding="utf-8")
    workshop = read_workshop(path)
    assert [played.seed for played in workshop.rounds] == [3, 8]
    assert any(event.kind == "sick_calls" for event in workshop.rounds[1].events)
    for number in range(2):
        assert differences(workshop, number, held_again(workshop, number)) == []
    page = server.ask("/live/replay.html?lang=da", cookie=mine).text
    assert '"recording":' in page
    assert '<html lang="da"' in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
