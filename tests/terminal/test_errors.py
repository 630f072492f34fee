"""Collecting problems of several inputs, and reading NAME=NUMBER flags."""

from __future__ import annotations

import pytest

from dashboards.terminal.errors import Inputs, settings
from sim.problems import InputError, Problem

pytestmark = pytest.mark.unit


def wrong(*problems: Problem) -> int:
    raise InputError(problems)


def test_inputs_collect_problems_of_all_and_tell_each_once() -> None:
    """Several bad inputs must give one error with every problem, the same one only once."""
    one, two = Problem("a", "x"), Problem("b", "y")
    inputs = Inputs()
    assert inputs.take(lambda: wrong(one)) is None
    assert inputs.take(lambda: 3) == 3
    assert inputs.take(lambda: wrong(one, two)) is None
    with pytest.raises(InputError) as caught:
        inputs.check()
    assert caught.value.problems == (one, two)


def test_good_inputs_pass() -> None:
    """Without problems there is no error."""
    Inputs().check()


def test_settings_are_numbers_by_name() -> None:
    """Spaces don't matter, and the last of two values counts."""
    inputs = Inputs()
    found = settings(["detour=1.3", " bath_minutes = 30", "detour=1e0"], inputs)
    assert found == {"detour": 1.0, "bath_minutes": 30.0}
    assert settings([], inputs) == {}
    inputs.check()


def test_every_malformed_setting_is_told() -> None:
    """No equals sign, no number, infinity and NaN are each refused, together; the good ones are still read."""
    inputs = Inputs()
    assert settings(["detour", "a=b", "c=nan", "d=", "e=1", "f=inf"], inputs) == {"e": 1.0}
    assert len(inputs.problems) == 5
