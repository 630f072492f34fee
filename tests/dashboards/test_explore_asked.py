"""The parts of Explore that are worked out only when asked: what they ask, find, say, and keep in the address."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from dashboards.explore.errands import Errand, Job
from dashboards.explore.flips_told import turn_sentence
from dashboards.explore.flips_work import PRESENT, FlipErrand
from dashboards.explore.state import State, parse
from dashboards.explore.why_panel import command_of
from dashboards.explore.why_told import lever_title, told
from dashboards.explore.why_work import ORDERS, WhyErrand
from dashboards.figures import waterfall_rows
from dashboards.figures._svg import LIGHT
from dashboards.figures.waterfall import Step, steps
from dashboards.headline import HEADLINES
from dashboards.terminal.app import app
from dashboards.words.catalogue import LANGUAGES, words
from experiments.decompose import TOTAL, decompose
from experiments.question import Question
from policies.base import known_policies
from policies.loading import load_arm
from sim.scenario import parse_scenario
from tests.terminal.conftest import TINY

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def question() -> Question:
    """Forty citizens for a fortnight, two organisations that differ in four levers, unknowns drawn."""
    return Question(load_arm("bum"), load_arm("deviation_3"), parse_scenario(TINY, "tiny.toml"), wide=True)


def run(errand: Errand, find: Callable[[Job], Any], most: int = 5000) -> int:
    """Do what an errand asks for until it asks for nothing; how many jobs that were."""
    for count in range(most):
        job = errand.next(())
        if job is None:
            return count
        errand.keep(job, find(job), "")
    raise AssertionError("no end")


def real(job: Job) -> Any:
    """What a process of the server would find."""
    return job.call(*job.arguments)


@pytest.fixture(scope="module")
def played(question: Question) -> WhyErrand:
    """Two pairs, worked out as a server's processes do."""
    errand = WhyErrand(question, 2)
    count = run(errand, real)
    assert errand.runs(2) == (count - 1, count - 1)
    return errand


def test_the_waterfall_has_the_numbers_of_the_command(question: Question, played: WhyErrand) -> None:
    """Pair by pair the same decomposition as with the same seeds and count in one go."""
    assert played.done(2)
    found = played.found(2)
    assert found is not None
    whole = decompose(question.a, question.b, question.scenario, 2, None, ORDERS, 1, 1, wide=True)
    pd.testing.assert_frame_equal(found.parts, whole.parts)
    pd.testing.assert_frame_equal(found.means, whole.means)
    one = played.found(1)
    assert one is not None
    assert math.isnan(one.parts.low.iloc[0])
    a, b = question.pair(1)
    measure = one.parts[(one.parts.measure == "carers_14") & (one.parts.lever == TOTAL)]
    assert float(measure.value.iloc[0]) == pytest.approx(b.measures["carers_14"] - a.measures["carers_14"])


def test_more_pairs_cost_only_the_new_ones(question: Question) -> None:
    """What is in stays; one replication of four levers is sixteen runs."""
    errand = WhyErrand(question, 1)
    zeros = np.zeros(1)
    assert run(errand, lambda job: "" if job.name[0] == "check" else zeros) == 1 + 16
    errand.want(2)
    assert run(errand, lambda job: "" if job.name[0] == "check" else zeros) == 1 + 16


def test_a_run_that_fails_fails_its_pair_alone(question: Question) -> None:
    """The pair is counted as failed, the others are worked out."""
    errand = WhyErrand(question, 2)
    while (job := errand.next(())) is not None:
        broken = job.name == (1, frozenset({0}))
        errand.keep(job, None if broken or job.name[0] == "check" else np.zeros(1), "it broke" if broken else "")
    assert errand.failed == {1: "it broke"}
    assert errand.seeds(2) == (2,)
    assert errand.done(2)


def test_arms_that_do_not_differ_ask_for_no_run(question: Question) -> None:
    """Nor does an errand that can't be begun; it says why."""
    same = WhyErrand(replace(question, b=question.a), 8)
    assert same.alike
    assert same.next(()) is None
    assert same.done(8)
    elsewhere = WhyErrand(replace(question, b=load_arm("teams_in_pilot")), 8)
    assert elsewhere.reason
    assert elsewhere.done(8)


def test_the_command_asks_the_pages_own_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Situation, levers and unknowns of the address arrive at the decomposition as the page asks them."""
    query = "b=deviation_3&situation=scarcity&failed_recruitment_nurse=0.5&sickness_share=0.1&why=strain&why_pairs=4"
    state, notices = parse(dict(parse_qsl(query)))
    assert notices == []
    got: dict[str, Any] = {}

    class Enough(Exception):
        pass

    def catch(*arguments: Any) -> None:
        got["question"] = Question(*arguments[:3], wide=arguments[10])
        got["numbers"] = (arguments[3], arguments[5], arguments[6])
        raise Enough

    monkeypatch.setattr("dashboards.terminal.decompose.decompose", catch)
    answer = CliRunner().invoke(app, shlex.split(command_of(state))[1:])
    assert isinstance(answer.exception, Enough), answer.output
    assert got["question"].digest == state.question().digest
    assert got["numbers"] == (4, ORDERS, 1)


def test_every_lever_has_words_in_both_languages() -> None:
    """Also two that can only be pulled together."""
    levers = {p.lever for p in known_policies().values() if p.lever and type(p).__module__.startswith("policies.")}
    for language in LANGUAGES:
        say = words(language)
        assert [name for name in levers if f"explore_why.lever.{name}" not in say.texts] == []
    assert lever_title("payment and skill mix", words("da")).startswith("Hvordan hjælpen betales og hvilke")


def step(lever: str, value: float, half: float) -> Step:
    return Step(lever, value, value - half, value + half, f"{value:+.1f}".replace("-", "−"))


def test_the_sentence_names_what_brings_most_and_adds_up() -> None:
    """Leaders by size until three quarters, what pulls against it, and a rest that makes the sum."""
    parts = [
        step("team size", -8.0, 1.0),
        step("cover", -3.0, 1.0),
        step("payment", 1.0, 0.5),
        step("planning", 0.1, 1.0),
    ]
    found = told([*parts, step(TOTAL, -9.9, 1.0)], "carers_14", 20.0, 10.1, "BUM", "Teams", words("en"))
    assert "Most of it comes from size of the teams (−8.0)." in found
    assert "how help is paid for (+1.0)" in found
    assert "other 2 parts bring −2.9" in found
    unclear = told([step("cover", 0.2, 1.0), step(TOTAL, 0.2, 1.0)], "strain", 0.1, 0.3, "BUM", "Teams", words("da"))
    assert "kan ikke skelnes fra tilfældet" in unclear
    assert "Ingen enkelt del" in unclear


def test_the_waterfalls_rows_meet() -> None:
    """Each part begins where the last one ended, and the last ends at B; everything lies on the axis."""
    parts = [step("team size", -8.0, 1.0), step("cover", 3.0, 6.0)]
    starts = waterfall_rows.starts(parts, 20.0)
    assert starts == [20.0, 12.0]
    assert starts[-1] + parts[-1].value == 15.0
    scale = waterfall_rows.axis(parts, 20.0, 15.0)
    for value in (20.0, 15.0, 12.0, 11.0, 9.0, 21.0):
        assert scale.low < value < scale.high
    picture = waterfall_rows.part_row(parts[0], 20.0, scale, LIGHT, "<label>")
    assert "&lt;label&gt;" in picture
    assert f"{scale.x(12.0):.1f}" in picture


def test_flips_are_found_between_two_values(question: Question) -> None:
    """With an answer that turns above 0.3 of one assumption, the errand says between which values, in words; everything
    it asks is the page's question with one assumption held."""
    errand = FlipErrand(question, 10)
    errand.want(10, {seed: pair(-1.0) for seed in range(1, 11)})

    def find(job: Job) -> Any:
        asked, (name, value), seed = job.arguments
        assert asked is question
        assert 1 <= seed <= 10
        return pair(1.0 if name == "familiar_tie" and value > 0.66 else -1.0)

    run(errand, find)
    assert errand.done(10)
    done, of = errand.progress(10)
    assert done == of
    turns = errand.turns(10)
    assert {t.measure for t in turns} == set(HEADLINES)
    assert {(t.assumption.name, t.end, t.kind) for t in turns} == {("familiar_tie", 1.0, "turns")}
    where = turns[0].where
    assert where is not None
    assert where.same <= 0.66 < where.other
    for language, between in (("en", "above a value between 62 and 69 %"), ("da", "over en værdi mellem 62 og 69 %")):
        sentence = turn_sentence(turns[0], errand.searching(turns[0]), "Teams", words(language))
        assert between in sentence, sentence
    assert errand.odds(PRESENT, HEADLINES[0], 10)[0].lower == 10


def pair(difference: float) -> tuple[dict[str, float], dict[str, float]]:
    """A pair in which B lies so far above A in every headline measure."""
    return dict.fromkeys(HEADLINES, 0.0), dict.fromkeys(HEADLINES, difference)


def test_nothing_turns_is_an_answer_too(question: Question) -> None:
    """Every end is tried with every pair, none between; a value that can't be run stays out and ends too."""
    errand = FlipErrand(question, 2)
    while (job := errand.next(())) is not None:
        broken = job.name[0] == ("start_lag", 5.0)
        errand.keep(job, None if broken else pair(1.0), "does not fit" if broken else "")
    assert errand.turns(2) == []
    assert errand.done(2)
    ends = sum(len(a.ends) for a in errand.assumptions)
    assert sum(len(p) for p in errand.points.values()) == 2 * (ends - 1) + 2
    assert set(errand.failed) == {("start_lag", 5.0)}


def test_the_address_keeps_what_was_asked() -> None:
    """It survives the way into an address and back; another question closes both; the question's hash ignores them."""
    state, notices = parse(dict(parse_qsl("sickness_share=0.1&why=strain&why_pairs=16&flips=20")))
    assert notices == []
    assert (state.why, state.why_pairs, state.flips) == ("strain", 16, 20)
    assert parse(dict(parse_qsl(state.query())))[0] == state
    assert state.question().digest == State(levers={"sickness_share": 0.1}).question().digest
    assert state.query(pins=False) == "sickness_share=0.1"
    assert "why" not in state.without("sickness_share").query()


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("why=falls", "why"),
        ("flips=1", "pairs"),
        ("flips=x", "pairs"),
        ("why_pairs=9999", "pairs"),
        ("flips=²", "pairs"),
    ],
)
def test_what_is_asked_wrongly_is_told(query: str, key: str) -> None:
    """One notice of its kind, and the page begins as usual."""
    state, notices = parse(dict(parse_qsl(query)))
    assert [n.key for n in notices] == [key]
    assert state.question().digest == State().question().digest


def test_the_figure_reads_the_errands_numbers(played: WhyErrand) -> None:
    """Steps of a real errand add up to its whole, in the digits that are written."""
    found = played.found(2)
    assert found is not None
    *parts, whole = steps(found, "carers_14")
    assert sum(float(p.text.replace("−", "-")) for p in parts) == pytest.approx(float(whole.text.replace("−", "-")))
