"""How numbers are written."""

from __future__ import annotations

import math

import pytest

from experiments import numbers
from experiments.comparison import MeasureRow

pytestmark = pytest.mark.unit


def row(mean_a: float, mean_b: float, low: float, high: float) -> MeasureRow:
    return MeasureRow("key", "Title", "citizen", "unit", mean_a, mean_b, mean_b - mean_a, low, high, 20, 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [(41_234.4, "41,234"), (613.27, "613"), (13.113, "13.1"), (0.30412, "0.304"), (0.0, "0"), (-7.5, "−7.50")],
)
def test_plain_gives_three_digits(value: float, text: str) -> None:
    """A number alone shows three significant digits, its thousands apart, and a true minus sign."""
    assert numbers.plain(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_undefined_is_said(value: float) -> None:
    """What is not a number is called undefined, alone, as a difference and in an interval."""
    assert numbers.plain(value) == numbers.signed(value) == numbers.interval(value, 1.0) == "undefined"


def test_negative_places_round_to_thousands() -> None:
    """Places below zero round away digits that mean nothing."""
    assert numbers.plain(246_795, -4) == "250,000"


def test_zero_has_no_sign() -> None:
    """What rounds to zero carries neither a minus nor a plus."""
    assert numbers.plain(-0.0004, 2) == numbers.signed(0.0004, 2) == numbers.signed(-0.0004, 2) == "0.00"


def test_signed_shows_the_direction() -> None:
    """A difference says which way it goes."""
    assert (numbers.signed(4.25, 1), numbers.signed(-4.25, 1)) == ("+4.2", "−4.2")


@pytest.mark.parametrize(("value", "text"), [(5.8, "+5.8"), (350_000.0, "+350k"), (-2_400_000.0, "−2.4M"), (21, "+21")])
def test_axis_ends_are_short(value: float, text: str) -> None:
    """The end of an axis takes two digits and no long row of noughts."""
    assert numbers.coarse(value) == text


@pytest.mark.parametrize(("value", "end"), [(5.71, 5.8), (5.8, 5.8), (0.193, 0.2), (341_255, 350_000)])
def test_round_up_never_cuts_off(value: float, end: float) -> None:
    """A round axis end lies at or above the number it must hold."""
    assert numbers.round_up(value) == pytest.approx(end)


def test_row_is_as_fine_as_its_interval() -> None:
    """All numbers of a measure share one place, which its interval decides."""
    text = numbers.written(row(613.27, 598.41, -21.3, -8.6))
    assert (text.mean_a, text.mean_b, text.difference, text.interval) == ("613", "598", "−15", "−21 to −9")


def test_told_interval_is_seen_to_miss_zero() -> None:
    """A verdict of lower or higher never stands beside an interval that seems to reach zero."""
    assert numbers.written(row(17.0, 15.2, -3.5, -0.04)).interval == "−3.50 to −0.04"


def test_noise_is_not_written_out() -> None:
    """An interval of rounding errors does not drag twelve decimals onto the page."""
    assert numbers.written(row(3.0, 4.0, 1 - 1e-13, 1 + 1e-13)).difference == "+1.00"


def test_means_keep_three_digits() -> None:
    """An interval far wider than the means does not round the means away."""
    assert numbers.written(row(41.3, 45.2, -900.0, 908.0)).mean_a == "41.3"


def test_single_replication_still_reads() -> None:
    """Without an interval the difference decides how fine a measure is written."""
    text = numbers.written(row(13.1132, 8.6321, math.nan, math.nan))
    assert (text.difference, text.interval) == ("−4.48", "undefined")


def test_undefined_row_reads() -> None:
    """A measure undefined in one arm says so and still shows the other arm."""
    text = numbers.written(row(44.1, math.nan, math.nan, math.nan))
    assert (text.mean_a, text.mean_b, text.difference) == ("44.1", "undefined", "undefined")


def test_nothing_but_noughts_reads() -> None:
    """A measure that is zero everywhere is written as plain noughts, not as an error."""
    assert numbers.written(row(0.0, 0.0, 0.0, 0.0)).interval == "0 to 0"
