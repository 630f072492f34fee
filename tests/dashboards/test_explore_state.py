"""The Explore page's address is its state."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from dashboards.explore.levers import Lever, by_area, first_names
from dashboards.explore.page import asked
from dashboards.explore.state import MOST_PINS, State, parse, place_values
from dashboards.words.catalogue import words
from experiments.situations import situations
from policies.loading import shipped_arms
from sim.parameters import registry

pytestmark = pytest.mark.unit

SHORT = 500
"""Characters of a link, at most."""


def test_an_address_gives_its_state_back() -> None:
    """Every situation, organisation and lever survives the way into an address and back, with the same hash."""
    for n, situation in enumerate(situations()):
        levers = {"sickness_share": 0.1, "exit_rate": 0.2, "reserve_share": -0.05}
        a, b = shipped_arms()[n], shipped_arms()[-n - 1]
        state = State(a, b, situation, levers, wide=bool(n % 2), pins=("", "sickness_share=0.12"))
        again, notices = parse(dict(parse_qsl(state.query(), keep_blank_values=True)))
        assert (again, notices) == (state, [])
        assert again.question().digest == state.question().digest
        assert len(state.query()) < SHORT


def test_the_same_address_asks_the_same() -> None:
    """One address has one configuration hash; language and colours are no part of it, a lever is."""
    first = asked("lang=da&theme=dark&sickness_share=0.1")[2].digest
    assert first == asked("sickness_share=0.10&lang=en")[2].digest
    assert first != asked("sickness_share=0.101")[2].digest
    assert first != asked("sickness_share=0.1&wide=0")[2].digest


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("a=nobody", "a"),
        ("b=../../etc/passwd", "b"),
        ("situation=flood", "situation"),
        ("wide=maybe", "wide"),
        ("sickness_share=7", "range"),
        ("sickness_share=nan", "range"),
        ("sickness_share=many", "range"),
        ("old_name=1", "unknown"),
        ("pin1=a%3Dnobody", "pin"),
        ("pin1=pin1%3Dx", "pin"),
        ("short_shift_minutes=300&shift_minutes=420&under_2_hours_share=0.75&from_2_to_8_hours_share=0.3", "unfit"),
    ],
)
def test_what_is_not_understood_falls_back_and_is_told(query: str, key: str) -> None:
    """Each kind of nonsense leaves a state that can be asked, and one notice of its kind."""
    state, notices = parse(dict(parse_qsl(query)))
    assert [n.key for n in notices] == [key]
    assert replace(state, pins=()).question().digest == State().question().digest
    for language in ("en", "da"):
        assert words(language)(f"explore.notice.{key}", given="x", used="y")


def test_a_lever_back_where_it_was_is_no_change() -> None:
    """A value that the place has anyway is left out of the state."""
    place = place_values("today")
    assert parse({"sickness_share": str(place["sickness_share"])})[0] == State()


def test_levers_are_the_registry() -> None:
    """Every parameter with a range is a lever once; at most twelve come first; steps meet range and value."""
    levers = [lever for _, group in by_area(place_values("today")) for lever in group]
    assert sorted(lever.name for lever in levers) == sorted(n for n, p in registry().items() if p.low < p.high)
    assert 0 < len(first_names()) <= 12
    assert set(first_names()) <= {lever.name for lever in levers}
    for lever in levers:
        p = lever.parameter
        for mark in (lever.place, p.high):
            steps = (mark - p.low) / lever.step
            assert abs(steps - round(steps)) < 1e-6, lever.name


def test_values_are_written_as_readers_say_them() -> None:
    """Shares in per cent, a decimal comma in Danish, units where there are any."""
    lever = Lever(registry()["sickness_share"], 0.086)
    assert lever.written(0.086, words("en")) == "8.6 %"
    assert lever.written(0.1 + 0.2, words("da")) == "30,0 %"
    assert Lever(registry()["temp_pool"], 20).written(3, words("da")) == "3 personer"


def test_no_more_pins_than_four() -> None:
    """A fifth pin of an address is no lever and no pin."""
    query = {f"pin{n}": "" for n in range(1, MOST_PINS + 2)}
    state, notices = parse(query)
    assert len(state.pins) == MOST_PINS
    assert [n.key for n in notices] == ["unknown"]
