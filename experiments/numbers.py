"""How a number is written, once for tables, figures and sentences: just enough digits, 41,200, −4.2, undefined."""

from __future__ import annotations

import math
from dataclasses import dataclass

from experiments.comparison import MeasureRow

MINUS = "−"
UNDEFINED = "undefined"
MOST_DECIMALS = 6
FEWEST_DIGITS, MOST_DIGITS = 3, 5


def plain(value: float, places: int | None = None) -> str:
    """A number with thousands separators and a true minus sign.

    places: decimals; −3 rounds to thousands; without it, three significant digits and every digit of whole thousands.
    """
    if not math.isfinite(value):
        return UNDEFINED
    if places is None:
        places = max(_digits(value, 3), 0) if value else 0
    rounded = round(value, places) + 0.0  # adding zero turns −0.0 into 0.0
    return f"{rounded:,.{max(places, 0)}f}".replace("-", MINUS)


def signed(value: float, places: int | None = None) -> str:
    """A difference: as `plain`, with a plus before whatever is above zero once rounded."""
    text = plain(value, places)
    return f"+{text}" if value > 0 and any(digit in text for digit in "123456789") else text


def coarse(value: float) -> str:
    """A difference in two significant digits for the end of an axis, where 350,000 has no room and +350k has."""
    for size, suffix in ((1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            unit = 1e6 if suffix == "M" else 1e3
            return signed(value / unit, _digits(value / unit, 2)) + suffix
    return signed(value, _digits(value, 2))


def interval(low: float, high: float, places: int | None = None) -> str:
    """`−5.1 to −3.3`, or undefined when either end is."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNDEFINED
    return f"{plain(low, places)} to {plain(high, places)}"


@dataclass(frozen=True)
class WrittenRow:
    """The numbers of one measure as text, all rounded to the same place, so that a reader can subtract."""

    places: int
    mean_a: str
    mean_b: str
    difference: str
    interval: str


def written(row: MeasureRow) -> WrittenRow:
    """Write one measure as finely as its interval deserves, and no finer."""
    places = _places(row)
    return WrittenRow(
        places=places,
        mean_a=plain(row.mean_a, places),
        mean_b=plain(row.mean_b, places),
        difference=signed(row.difference, places),
        interval=interval(row.low, row.high, places),
    )


def _places(row: MeasureRow) -> int:
    """The place to round to: two digits of half the interval if it begins with 1 or 2, else one.

    An interval that stops short of zero must be seen to do so, hence its near end counts too. Without an interval the
    difference decides, then the means. The larger mean always shows three digits and never more than five.
    """
    size = max((abs(mean) for mean in (row.mean_a, row.mean_b) if math.isfinite(mean)), default=0.0)
    noise = size * 1e-9
    half, near = (row.high - row.low) / 2, min(abs(row.low), abs(row.high))
    if not size and not half > 0:
        return 0
    if half > noise:
        places = _digits(half, 2 if f"{half:e}"[0] in "12" else 1)
        if row.verdict != "cannot tell" and near > noise:
            places = max(places, _digits(near, 1))
    elif abs(row.difference) > noise:
        places = _digits(row.difference, 3)
    else:
        places = _digits(size, 3)
    return min(max(places, _digits(size, FEWEST_DIGITS)), _digits(size, MOST_DIGITS), MOST_DECIMALS)


def round_up(value: float) -> float:
    """The next number above a positive one that has two significant digits: an axis may end there."""
    step = 10.0 ** (_order(value) - 1)
    return math.ceil(value / step - 1e-9) * step


def _order(value: float) -> int:
    """The power of ten of the first digit; nought counts as one."""
    return math.floor(math.log10(abs(value))) if value else 0


def _digits(value: float, digits: int) -> int:
    """The place to round to for so many significant digits."""
    return digits - 1 - _order(value)
