"""The server's own parts: views of requests, work that survives what breaks, pages that survive mistakes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import psutil
import pytest

from dashboards.explore.work import Answer, Work
from dashboards.server.lab import Shown, results_of
from dashboards.server.request import LONGEST_QUERY, view_of
from dashboards.server.shell import again
from experiments.question import Question
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.scenario import Scenario

pytestmark = pytest.mark.model

PATIENCE = 120.0


@pytest.mark.parametrize(
    ("query", "told", "accepted", "language"),
    [
        ("lang=da", "en", "en-GB,en", "da"),
        ("", "da", "en-GB,en", "da"),
        ("", None, "da-DK,da;q=0.9,en;q=0.8", "da"),
        ("lang=xx", None, "da", "da"),
        ("", None, "fr-FR", "en"),
        ("", None, "", "en"),
    ],
)
def test_the_address_decides_the_language_first(query: str, told: str | None, accepted: str, language: str) -> None:
    """Then what the server was told, then the browser's first language if pages speak it."""
    assert view_of("/", query, accepted, told).language == language


def test_an_endless_address_is_cut() -> None:
    """Whatever a browser sends, no more of it is read than a link of ours can need."""
    view = view_of("/", "x=" + "y" * 10 * LONGEST_QUERY, "", "en")
    assert len(view.query) == LONGEST_QUERY
    assert view_of("/", "&".join(f"a{n}=1" for n in range(300)), "", "en").parameters == {}


def test_switches_keep_the_rest_of_the_address() -> None:
    """Another language is the same page with the same state."""
    view = view_of("/lab/explore", "sickness_share=0.1&lang=da", "", "en")
    assert again(view, lang="en") == "/lab/explore?sickness_share=0.1&lang=en&theme=light"


@pytest.fixture(scope="module")
def work() -> Iterator[Work]:
    """One process that works out pairs."""
    work = Work(1)
    work.start()
    yield work
    work.stop()


def question(arm: str = "self_organising") -> Question:
    """Two organisations among the pilot's citizens for a fortnight."""
    changed = {"warm_up_days": 0, "horizon_days": 14}
    place = Scenario.model_validate({**find_scenario("pilot_60").model_dump(), **changed})
    return Question(load_arm("bum"), load_arm(arm), place)


def until(work: Work, asked: Question, enough: Callable[[Answer], bool]) -> Answer:
    """Keep looking, as a page does, until there is enough."""
    started = time.monotonic()
    while not enough(answer := work.ask(asked)):
        assert time.monotonic() - started < PATIENCE
        time.sleep(0.05)
    return answer


def test_a_process_that_is_killed_costs_nothing(work: Work) -> None:
    """Work goes on in a new process, no pair is lost, and pairs are those of their seeds."""
    asked = replace(question(), scenario=find_scenario("pilot_60"))
    until(work, asked, lambda a: len(a.measures) >= 2)
    time.sleep(0.1)  # a year takes longer than this, so the process is in the middle of a pair
    for child in psutil.Process().children(recursive=True):
        if "spawn_main" in " ".join(child.cmdline()):
            child.kill()
    answer = until(work, asked, lambda a: a.tried >= 4)
    assert sum(work.breaks.values()) == 1
    assert answer.failed == {}
    work.cancel(asked.digest)
    seed = max(answer.measures)  # one that came in after the process was killed
    a, _ = asked.pair(seed)
    assert repr(answer.measures[seed][0]) == repr(dict(a.measures))


def test_a_run_that_fails_is_told_and_others_go_on(work: Work) -> None:
    """An arm that can't work in a place fails each of its pairs with a reason; the next question is answered."""
    nowhere = replace(question(), b=replace(load_arm("teams_in_pilot"), only_in=("Nowhere",)))
    answer = until(work, nowhere, lambda a: bool(a.failed))
    assert "Nowhere" in next(iter(answer.failed.values()))
    assert until(work, replace(question(), wide=True), lambda a: len(a.measures) >= 1).failed == {}


def test_a_question_that_was_stopped_stays_as_it_is(work: Work) -> None:
    """Nothing more of it is worked out however often it is looked at, until it is asked to go on."""
    asked = replace(question(), wide=True)
    until(work, asked, lambda a: len(a.measures) >= 1)
    work.cancel(asked.digest)
    time.sleep(1.0)  # what was under way may still come in
    before = len(work.ask(asked).measures)
    for _ in range(20):
        assert len(work.ask(asked).measures) == before
        time.sleep(0.05)
    work.cancel(asked.digest, cancelled=False)
    until(work, asked, lambda a: len(a.measures) > before)


def test_a_mistake_of_ours_is_told_in_its_place(caplog: pytest.LogCaptureFixture) -> None:
    """A page whose results can't be made shows a sentence instead, and the reason goes to the log."""

    class Broken:
        def results(self, view: object, shown: object) -> Shown:
            raise ZeroDivisionError("a mistake")

    shown = results_of(Broken(), view_of("/lab/x", "lang=da", "", "en"), None)  # type: ignore[arg-type]
    assert shown is not None
    assert "fejl hos os" in str(shown.children)
    assert "a mistake" in caplog.text
