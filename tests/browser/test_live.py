"""The live page in a real browser: from a click to the number, in both languages, for a room and for a phone."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboards.live.became import became
from dashboards.live.begin import Live
from dashboards.live.daylog import DayLog, day_log
from dashboards.live.doors import door_strip
from dashboards.live.events import LiveEvent
from dashboards.live.kept import read_kept
from dashboards.live.player import MORNING, NIGHT
from dashboards.live.race import Race, Setup
from dashboards.live.show import Start
from dashboards.words.catalogue import words
from tests.browser.rooms import PHONE, PROJECTOR, NewPage, violations
from tests.browser.rooms import new_page as new_page
from tests.dashboards.live.conftest import setup as setup
from tests.dashboards.live.serving import TOKEN, Served, served

pytestmark = pytest.mark.model

SEED = 3
PHONES = 40
WAIT = 60_000
expect.set_options(timeout=WAIT)


@pytest.fixture(scope="module")
def server(setup: Setup, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shared server; tests find it on whatever day the one before has left it."""
    with served(Live(setup, start=Start(seed=SEED), folder=tmp_path_factory.mktemp("workshops"))) as running:
        yield running


def screen(server: Served, page: Page, language: str = "en", theme: str = "dark", **key: str) -> Page:
    """The page with everything on it. key: the facilitator's token, unless told otherwise."""
    token = key.get("key", TOKEN)
    page.goto(f"{server.address}/live?lang={language}&theme={theme}" + (f"&key={token}" if token else ""))
    expect(page.locator("#counts-1")).to_contain_text(re.compile(r"\d"))
    return page


def shown(page: Page) -> list[list[int]]:
    """The numbers under each map."""
    return [[int(n) for n in page.locator(f"#counts-{k} b").all_inner_texts()] for k in (0, 1)]


def told(logs: list[DayLog], minute: float) -> list[list[int]]:
    """What a screen should say at a minute of a day."""

    def queue(log: DayLog) -> int:
        return [cases for at, cases in log.queue if at <= minute][-1]

    return [[log.late_by(minute), log.unmade_by(minute), log.sick, queue(log)] for log in logs]


def same(server: Served, setup: Setup) -> Race:
    """The race that is shown, run here."""
    state = server.room._state
    race = Race(setup, state["seed"], [LiveEvent.model_validate(e) for e in state["events"]])
    race.go_to(state["days"])
    return race


def when(language: str, day: int, clock: str) -> str:
    """What the top of the page says."""
    say = words(language)
    return say("live.when", week=day // 7 + 1, weekday=say(f"live.weekday.{day % 7}"), clock=clock)


def today(server: Served) -> int:
    """The day that is shown."""
    return int(server.room._state["days"]) - 1


def go(server: Served, page: Page, days: int, language: str = "en") -> int:
    """So many days on by the keyboard; returns the day."""
    day = today(server) + days
    for _ in range(days):
        page.keyboard.press("d")
    expect(page.locator("#when")).to_have_text(when(language, day, "06:30"))
    return day


def logs_of(race: Race) -> list[DayLog]:
    """The logs of the day last simulated."""
    return [
        day_log(m, race.setup.scenario.warm_up_days + race.day - 1, q.of_today())
        for m, q in zip(race.models, race.queues, strict=True)
    ]


@pytest.mark.parametrize("language", ["da", "en"])
def test_from_the_keyboard_to_the_numbers_of_the_model(
    server: Served, new_page: NewPage, setup: Setup, language: str
) -> None:
    """Three days on, at a quarter to ten: counts, door strips and running lines are those of the same race run here,
    written as the language writes numbers."""
    page = screen(server, new_page(), language)
    day = go(server, page, 3, language)
    for _ in range(13):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#when")).to_have_text(when(language, day, "09:45"))
    race = same(server, setup)
    assert shown(page) == told(logs_of(race), MORNING + 13 * 15)
    followed, last = race.offered[0], setup.scenario.warm_up_days + day
    for k, letter in enumerate("AB"):
        strip = door_strip(race.models[k].journal, followed.citizen, followed.episode, last - 27, last)
        wanted = words(language)("live.doors_arm", letter=letter, faces=strip.faces, new=strip.new, unmade=strip.unmade)
        expect(page.locator("#doors-body p").nth(k)).to_have_text(wanted)
        marks = page.locator("#doors-body svg").nth(k).locator("rect")
        assert marks.count() == sum(map(len, strip.days))
    ends = page.locator("#line-away_share .end").all_text_contents()
    assert all(re.fullmatch(r"[AB] \d+,\d" if language == "da" else r"[AB] \d+\.\d", end) for end in ends)


def test_playing_and_the_keys(server: Served, new_page: NewPage) -> None:
    """Space plays and pauses, digits set the speed, M shows one team's day, N another course, H hides the buttons."""
    page = screen(server, new_page())
    day = today(server)
    page.keyboard.press("4")
    page.keyboard.press(" ")
    expect(page.locator("#when")).to_contain_text(words("en")(f"live.weekday.{(day + 1) % 7}"))
    expect(page.locator("#here")).to_contain_text("960 min a second")
    page.keyboard.press(" ")
    expect(page.locator("#here")).to_contain_text("paused")
    page.keyboard.press("m")
    expect(page.locator("#monday")).to_be_visible()
    expect(page.locator("#monday svg").first).to_have_attribute("aria-label", re.compile(r"^A · .*: \d+ carers"))
    page.keyboard.press("m")
    page.keyboard.press("n")
    expect(page.locator("#course")).to_contain_text(f"Course {SEED + 1} of 100")
    page.locator("#seed").fill(str(SEED))
    page.keyboard.press("Tab")
    expect(page.locator("#course")).to_contain_text(f"Course {SEED} of 100")
    page.locator("#when").click()
    page.keyboard.press("h")
    expect(page.locator(".controls")).to_be_hidden()
    page.keyboard.press("h")
    expect(page.locator(".controls")).to_be_visible()


def test_a_question_from_opening_to_the_debrief(server: Served, new_page: NewPage) -> None:
    """Forty phones and one in a browser answer at once, some answer on paper; no screen shows a tally before it closes;
    the run reveals, the debrief names groups; a reload of screen and phone loses nothing."""
    page, phone = screen(server, new_page(), "da"), new_page(PHONE, locale="da-DK")
    phone.goto(server.address + "/v")
    page.locator('[data-throw="sick_calls"]').click()
    expect(page.locator("#tags")).to_contain_text("5 medarbejdere meldte sig syge")
    day = today(server)
    page.locator("#ask").select_option("troubled")
    page.locator("#ask-days").fill("2")
    page.locator("#ask-open").click()
    expect(phone.locator("#q")).to_have_text(re.compile("Hvor er flest besøg sene"))
    poll = server.room.poll
    assert poll is not None
    cookies = [server.ask("/v").headers["set-cookie"].split(";")[0] for _ in range(PHONES)]

    def vote(k: int) -> int:
        return server.ask("/v/answer", {"n": poll.number, "o": k % 3, "g": "staff"}, cookie=cookies[k]).status

    with ThreadPoolExecutor(PHONES) as room:
        sent = room.map(vote, range(PHONES))
        phone.locator("#o button").first.click()
        assert list(sent) == [204] * PHONES
    expect(phone.locator("#m")).to_have_text("Tak. Dit svar er givet. Se på lærredet.")
    page.locator("#paper-1").fill("4")
    page.keyboard.press("Tab")
    expect(page.locator("#poll-body")).to_contain_text("45 har svaret")
    assert page.locator("#poll-body .count").count() == 0
    for reloaded in (page, phone):
        reloaded.reload()
    expect(page.locator("#poll-body")).to_contain_text("45 har svaret")
    expect(phone.locator("#m")).to_have_text("Tak. Dit svar er givet. Se på lærredet.")
    assert phone.locator("#o button").count() == 0
    page.locator("#ask-reveal").click()
    expect(page.locator("#poll-body .outcome")).to_be_visible(timeout=WAIT)
    assert page.locator("#poll-body .count").all_inner_texts() == ["15", "17", "13"]
    expect(page.locator("#poll-body")).to_contain_text(re.compile(r"Ventede noget andet: \d+ af 40 \(medarbejder\)"))
    expect(page.locator("#when")).to_have_text(when("da", day + 2, "23:30"))
    expect(phone.locator("#m")).to_have_text("Svaret står på lærredet.")


def test_a_danish_page_says_nothing_in_english(server: Served, new_page: NewPage) -> None:
    """None of the English catalogue's texts is shown or read aloud on it, whatever is open."""
    page = screen(server, new_page(), "da")
    go(server, page, 1, "da")
    page.locator("#ask-open").click()
    page.locator("summary").click()
    expect(page.locator("#numbers td").first).to_be_visible()
    expect(page.locator("#poll-body .option").first).to_be_visible()
    seen = page.locator("main").inner_text() + str(
        page.evaluate(
            "() => [...document.querySelectorAll('[aria-label]')].map(e => e.getAttribute('aria-label')).join()"
        )
    )
    server.do(do="drop")
    english, danish = words("en").texts, words("da").texts
    pieces = {
        piece.strip()
        for key, text in english.items()
        if key.startswith("live.") and danish[key] != text
        for piece in re.split(r"\{\w+\}|[·:.]", text)
    }
    of_both = {piece for piece in pieces if any(piece in text for text in danish.values())}
    assert [piece for piece in sorted(pieces - of_both) if len(piece) > 5 and piece in seen] == []


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_axe_finds_nothing(server: Served, new_page: NewPage, language: str, theme: str) -> None:
    """WCAG 2.2 A and AA, with a question open, with one team's day, after the reveal; nothing wider than its window."""
    page = screen(server, new_page(PROJECTOR, color_scheme=theme), language, theme)
    page.locator("#ask-days").fill("1")
    page.locator("#ask-open").click()
    expect(page.locator("#paper-0")).to_be_visible()
    page.locator("summary").click()
    assert violations(page) == []
    phone = new_page(PHONE, color_scheme=theme)
    phone.goto(f"{server.address}/v?lang={language}")
    expect(phone.locator("#o button").first).to_be_visible(timeout=WAIT)
    assert violations(phone) == []
    page.locator("#ask-reveal").click()
    expect(page.locator("#poll-body .outcome")).to_be_visible(timeout=WAIT)
    page.locator("#monday-toggle").click()
    assert violations(page) == []
    small = screen(server, new_page(PHONE, color_scheme=theme), language, theme)
    assert violations(small) == []
    for narrow in (small, phone):
        assert narrow.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_the_token_a_screen_shows_and_controls_nothing(server: Served, new_page: NewPage) -> None:
    """The same days as on the facilitator's, no buttons, and keys do nothing."""
    mine, theirs = screen(server, new_page()), screen(server, new_page(), key="")
    theirs.keyboard.press("d")
    assert theirs.locator("button").count() == 0
    day = go(server, mine, 1)
    expect(theirs.locator("#when")).to_have_text(when("en", day, "06:30"))
    assert shown(mine) == shown(theirs)


def test_reduced_motion_stands_still_between_messages(server: Served, new_page: NewPage) -> None:
    """No more pictures are drawn than the clock sends; without it there are more."""
    drawn = {}
    for motion in ("reduce", "no-preference"):
        page = screen(server, new_page(reduced_motion=motion))
        server.do(do="play")
        expect(page.locator("#here")).to_contain_text("▶")
        page.wait_for_timeout(300)
        first = page.evaluate("() => [liveStats.draws, liveStats.frames]")
        page.wait_for_timeout(1500)
        last = page.evaluate("() => [liveStats.draws, liveStats.frames]")
        drawn[motion] = (last[0] - first[0]) / max(last[1] - first[1], 1)
        server.do(do="pause")
    assert drawn["reduce"] < 1.3 < drawn["no-preference"]


def test_a_screen_goes_on_when_the_simulation_has_broken(server: Served, new_page: NewPage) -> None:
    """It says so, keeps what it shows, and comes back on the same day by itself."""
    page = screen(server, new_page())
    go(server, page, 1)
    before = shown(page)
    pid = server.room.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    expect(page.locator("#trouble")).to_contain_text("started again")
    expect(page.locator("#trouble")).to_be_hidden(timeout=WAIT)
    assert shown(page) == before
    go(server, page, 1)


def test_a_replay_page_plays_from_a_file(server: Served, new_page: NewPage, setup: Setup, tmp_path: Path) -> None:
    """Without a server: the days of the round, to their numbers, in its language."""
    day = today(server)
    file: Any = server.ask("/live/replay.html?lang=da&theme=dark", cookie=f"nabolab_facilitator={TOKEN}")
    tape = tmp_path / "replay.html"
    tape.write_text(file.text, encoding="utf-8")
    replay = new_page()
    replay.goto(tape.as_uri())
    expect(replay.locator("#when")).to_have_text(when("da", 0, "06:30"))
    for _ in range(day):
        replay.keyboard.press("d")
    replay.keyboard.press("4")
    replay.keyboard.press(" ")
    expect(replay.locator("#when")).to_have_text(when("da", day, "23:30"))
    assert shown(replay) == told(logs_of(same(server, setup)), NIGHT)
    assert violations(replay) == []


def test_what_was_thrown_in_is_told_in_both_worlds(server: Served, new_page: NewPage, setup: Setup) -> None:
    """The price and those who came home, with the numbers of the same race run here, written as the language does."""
    page = screen(server, new_page(), "da")
    for kind in ("discharges", "price"):
        page.locator(f'[data-throw="{kind}"]').click()
    page.locator("#when").click()
    day = go(server, page, 3, "da")
    race = same(server, setup)
    price, home = race.events[-1], race.events[-2]
    assert (price.kind, home.kind) == ("price", "discharges")
    told = page.locator("#thrown-list li").last
    for k, model in enumerate(race.models):
        money = became(model, price, day)
        assert money is not None
        assert money["paid"][1] < money["paid"][0]
        before, after = (f"{round(v):,}".replace(",", ".") for v in money["paid"])
        expect(told).to_contain_text(f"{'AB'[k]}: {before} → {after} kr. pr. times hjælp")
        people = became(model, home, day)
        assert people is not None
        wanted = f"{'AB'[k]}: {people['helped']} af {people['taken']} har haft besøg igen"
        expect(page.locator("#thrown-list li").nth(-2)).to_contain_text(wanted)
    assert page.locator("#line-faces .mark-event").count() >= 1


def test_a_workshop_begins_from_the_page(server: Served, new_page: NewPage) -> None:
    """By keyboard: cards, place, situation; asked whether it is meant; then every page shows the new race, and the one
    before is in its file. Nobody without the token sees the panel."""
    page, theirs = screen(server, new_page(), "da"), screen(server, new_page(), "da", key="")
    assert theirs.locator("#begin").count() == 0
    old, folder = server.room.id, server.room.folder
    assert folder is not None
    page.locator(".controls [data-begin]").focus()
    page.keyboard.press("Enter")
    page.locator("#begin summary").nth(1).press("Enter")
    assert violations(page) == []
    page.locator('#begin [name="second"]:checked').focus()
    while page.locator('#begin [name="second"]:checked').get_attribute("value") != "haderslev":
        page.keyboard.press("ArrowUp")
    page.locator('[name="place"][value="pilot_60"]').check()
    page.locator('[name="situation"][value="influenza"]').check()
    page.locator("#begin-go").press("Enter")
    expect(page.locator("#begin-sure")).to_be_visible()
    assert server.room.id == old
    page.locator("#begin-go").press("Enter")
    for shown in (page, theirs):
        expect(shown.locator("#tags")).to_contain_text(words("da")("scenario.The pilot's 60 citizens"))
        expect(shown.locator("#title-1")).to_have_text(f"B · {words('da').arm('haderslev', '')}")
        expect(shown.locator("#when")).to_have_text(when("da", 0, "06:30"))
    assert server.room.setup.scenario.shocks[-1].kind == "sickness"
    kept = read_kept(folder / f"{old}.jsonl")
    assert kept.start.days > 1
    assert read_kept(folder / f"{server.room.id}.jsonl").start.days == 1
