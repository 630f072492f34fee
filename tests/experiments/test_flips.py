"""Where an answer flips: what counts as another answer, and between which values it is looked for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from experiments.flips import Assumption, Kind, assumptions, bracket, held, kind_of, next_value
from experiments.lean import WEAKEST, varied
from experiments.question import Question
from experiments.shelf import find_scenario
from policies.loading import load_arm
from sim.parameters import registry

pytestmark = pytest.mark.unit

UP, DOWN = [1.0] * 10, [-1.0] * 10


def some(below: int) -> list[float]:
    """Ten differences of which so many lie below nought."""
    return [-1.0] * below + [1.0] * (10 - below)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (UP, UP, None),
        (UP, DOWN, "turns"),
        (DOWN, UP, "turns"),
        (UP, some(5), "fades"),
        (DOWN, some(5), "fades"),
        (some(5), UP, "appears"),
        (some(5), DOWN, "appears"),
        (some(8), some(7), "close"),
        (some(2), some(3), "close"),
        (UP, [float("nan")] * 10, None),
        ([], [], None),
    ],
)
def test_another_word_counts_beyond_chance_alike_on_both_sides(
    before: Sequence[float], after: Sequence[float], kind: Kind | None
) -> None:
    """Sides change the kind for neither organisation; one pair of ten that moves over the limit is perhaps chance."""
    assert kind_of(before, after) == kind


@pytest.mark.parametrize("threshold", [0.3, 2.7, 3.1, 4.9])
def test_the_threshold_is_found(threshold: float) -> None:
    """Halving by halving: the bracket holds the value at which the answer turns, and is an eighth of the range wide."""
    known = Assumption("assessment_lag", now=2.0, low=0.0, high=7.0, drawn=False)
    kinds = {True: "turns", False: None}
    turned = (lambda v: v > threshold) if threshold > known.now else (lambda v: v < threshold)
    end = known.high if threshold > known.now else known.low
    tried: dict[float, dict[str, Kind | None]] = {v: {"m": kinds[turned(v)]} for v in (0.0, 2.0, 7.0)}  # type: ignore[misc]
    for _ in range(10):
        value = next_value(known, tried, ("m",))
        if value is None:
            break
        assert value not in tried
        tried[value] = {"m": kinds[turned(value)]}  # type: ignore[dict-item]
    found = bracket(tried, "m", end)
    assert found is not None
    assert min(found.same, found.other) <= threshold <= max(found.same, found.other)
    assert abs(found.same - found.other) <= 7 / 8 + 0.1
    assert turned(found.other)
    assert not turned(found.same)
    assert len(tried) <= 7


def test_nothing_is_looked_for_where_nothing_turns() -> None:
    """An end that leaves the answer, or changes it by chance alone, asks for no more runs."""
    known = Assumption("assessment_lag", now=2.0, low=0.0, high=7.0, drawn=False)
    assert next_value(known, {0.0: {"m": None}, 2.0: {"m": None}, 7.0: {"m": "close"}}, ("m",)) is None


def test_a_drawn_assumption_that_turns_at_both_ends_is_tried_between() -> None:
    """Where pairs draw it, no single value stands behind the answer; the usual one is tried first."""
    known = Assumption("need_drift", now=0.05, low=0.0, high=0.12, drawn=True)
    tried: dict[float, dict[str, Kind | None]] = {0.0: {"m": "turns"}, 0.12: {"m": "turns"}}
    assert next_value(known, tried, ("m",)) == 0.05
    assert next_value(known, tried | {0.05: {"m": "turns"}}, ("m",)) is None


def test_what_is_tried_is_what_lean_tries() -> None:
    """The same assumptions at the same ends as `nabolab lean`, and the contested links' sizes; levers that were changed
    stay as they are."""
    place = find_scenario("pilot_60").with_parameters({"sickness_share": 0.12})
    question = Question(load_arm("bum"), load_arm("self_organising"), place, wide=True)
    found = assumptions(question)
    assert {a.name for a in found if not a.link} == set(WEAKEST)
    assert {a.link for a in found if a.link}
    worlds = {held(question, a.name, end).scenario.digest for a in found for end in (a.low, a.high)}
    of_lean = [world.digest for name, world in varied(place, WEAKEST) if not name.startswith("without")]
    assert set(of_lean) <= worlds
    for a in found:
        one = held(question, a.name, a.high)
        assert one.scenario.values["sickness_share"] == 0.12
        assert {one.world(seed).values[a.name] for seed in (1, 2, 3)} == {registry()[a.name].high}
        assert a.drawn == (len({question.world(seed).values[a.name] for seed in (1, 2, 3)}) > 1)
