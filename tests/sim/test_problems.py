"""Problems in words: places, nearest names, all at once."""

from __future__ import annotations

import pickle

import pytest

from sim.problems import InputError, Problem, nearest, raise_if

pytestmark = pytest.mark.unit


def test_an_unknown_name_gets_the_nearest_known_one() -> None:
    """A slip of the finger must be answered with what was probably meant."""
    assert nearest("horizont_days", ["horizon_days", "staffing"]) == "; did you mean 'horizon_days'?"


def test_few_known_names_are_all_told_when_none_is_near() -> None:
    """When nothing is near, a short list of all names helps; a long one doesn't."""
    assert nearest("xyz", ["bum", "buurtzorg"]) == "; known: bum, buurtzorg"
    assert nearest("xyz", [f"name_{i}" for i in range(20)]) == ""


def test_all_problems_are_raised_at_once() -> None:
    """An InputError must carry and print every problem."""
    problems = [Problem("a.toml: x", "is missing"), Problem("--set", "is odd")]
    with pytest.raises(InputError) as caught:
        raise_if(problems)
    assert caught.value.problems == tuple(problems)
    assert str(caught.value) == "a.toml: x: is missing\n--set: is odd"


def test_nothing_wrong_raises_nothing() -> None:
    """An empty list of problems is no error."""
    raise_if([])


def test_problems_survive_the_way_from_a_worker() -> None:
    """An InputError raised in another process must arrive with its problems."""
    error = InputError([Problem("here", "there")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems
