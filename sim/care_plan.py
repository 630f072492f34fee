"""What one citizen is granted: a fortnight's lines of personal care, practical help and nursing, drawn from luck.

Fitted to the Danish distributions of recipients and hours (evidence C03-C06, C09-C12), visits a day (C36) and nursing
(C39, C40, B39). The draw belongs to (seed, citizen, episode), so both arms get the same person with the same need.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from sim.clock import CYCLE_DAYS, DAY, DAY_SHIFT, EVENING_SHIFT, NIGHT_SHIFT, minute_of_day, ticks
from sim.kinds import Function, Grade
from sim.luck import Purpose, exponential, uniform
from sim.tables import (
    ACUTE_VISIT,
    ASSESSMENT_VISIT,
    BATH,
    CLEANING,
    DELEGATED,
    LINE,
    LINES,
    NIGHT_VISITS,
    NURSE_PROCEDURE,
    PERSONAL_LINES,
    SECOND_CARER,
    Table,
)

EVERY_DAY = (1 << CYCLE_DAYS) - 1
NIGHT_HOURS = ((45.0, 105.0), (255.0, 315.0))
"""When the two visits at night may have the middle of their agreed time, in minutes of the night shift."""
SOONEST, REACH, LATEST = 30.0, 40.0, 420.0
"""In a shift: no visit is agreed in its first half hour, none must start before its first 70 minutes are over (there
are a briefing and a journey first), and all end before its last half hour."""
WEEKDAYS_FIRST = (0, 3, 1, 4, 2, 5, 6)
"""In which order a week fills up when help isn't given every day."""


@dataclass(frozen=True)
class Slot:
    """A time of day at which personal care is given; see data/slots.toml."""

    name: str
    opens: float
    closes: float
    weight: float


@cache
def slots() -> tuple[Slot, ...]:
    """The times of day, in the order in which a growing need fills them."""
    entries = tomllib.loads(resources.files("sim.data").joinpath("slots.toml").read_text(encoding="utf-8"))["slot"]
    return tuple(Slot(e["name"], _clock(e["opens"]), _clock(e["closes"]), e["weight"]) for e in entries)


def _clock(text: str) -> float:
    hours, minutes = text.split(":")
    return minute_of_day(int(hours), int(minutes))


class Draws:
    """The luck of one care plan: numbered draws that belong to this citizen and episode."""

    def __init__(self, seed: int, citizen: int, episode: int) -> None:
        self._key = (seed, int(Purpose.CARE_PLAN), citizen, episode)

    def share(self, number: int) -> float:
        return uniform(*self._key, number)

    def between(self, number: int, low: float, high: float) -> float:
        return low + (high - low) * self.share(number)

    def exponential(self, number: int) -> float:
        return exponential(*self._key, number)


def draw_care_plan(
    values: Mapping[str, float], seed: int, citizen: int, episode: int, personal: bool | None = None
) -> Table:
    """The LINES rows of one citizen's care plan, at need 1; unused rows are inactive.

    personal: whether it holds personal care; None: as in the population. Courses with personal care end more often than
    others, so a population in balance has each followed by one of its kind.
    """
    lines = np.zeros(LINES, LINE)
    lines["citizen"] = citizen
    lines["partner"] = -1
    lines["group"] = -1
    luck = Draws(seed, citizen, episode)
    helped = values["both_share"] + values["personal_only_share"]
    kind = luck.share(0)
    if personal is not None:
        kind = kind * helped if personal else helped + kind * (1 - helped)
    if kind >= helped:
        _cleaning_only(lines, values, luck)
    else:
        hours = _weekly_hours(values, luck)
        practical = 0.0
        if kind < values["both_share"]:
            practical = min(values["practical_hours_both"] * luck.between(1, 0.5, 1.5), values["practical_cap"] * hours)
            _practical(lines, luck, 60 * practical, weekly=True)
        night = _nights(lines, values, luck, hours)
        _personal(lines, values, luck, 60 * (hours - practical) - night, _needs_two(values, luck, hours))
        if luck.share(2) < values["nursing_share"]:
            _nursing(lines, values, luck)
    _ad_hoc(lines, values)
    lines["granted"] = lines["minutes"]
    lines["width"] = lines["late"] - lines["early"]
    return lines


def _weekly_hours(values: Mapping[str, float], luck: Draws) -> float:
    """Granted hours a week of somebody with personal care: the class by the published shares, log-uniform within it."""
    practical_only = 1 - values["both_share"] - values["personal_only_share"]
    classes = (
        (values["under_2_hours_share"] - practical_only, values["fewest_hours"], 2.0),
        (values["from_2_to_8_hours_share"], 2.0, 8.0),
        (values["from_8_to_20_hours_share"], 8.0, 20.0),
    )
    pick = luck.share(3) * (1 - practical_only)
    low, high = 20.0, values["most_hours"]
    for share, class_low, class_high in classes:
        if pick < share:
            low, high = class_low, class_high
            break
        pick -= share
    return float(low * (high / low) ** luck.share(4))


def _needs_two(values: Mapping[str, float], luck: Draws, hours: float) -> bool:
    if hours >= 20:
        return luck.share(5) < values["two_carers_share_over_20"]
    return hours >= 8 and luck.share(5) < values["two_carers_share_8_to_20"]


def _nights(lines: Table, values: Mapping[str, float], luck: Draws, hours: float) -> float:
    """Visits every night for some of those with most help. Returns their minutes a week, which are personal care."""
    visits = 0
    if hours >= 20:
        visits = 2 if luck.share(26) < values["night_share_over_20"] else 0
    elif hours >= 8:
        visits = 1 if luck.share(26) < values["night_share_8_to_20"] else 0
    for k, row in enumerate(NIGHT_VISITS[:visits]):
        _fill(lines, row, Function.PERSONAL, Grade.UNSKILLED, values["night_visit_minutes"])
        lines["days"][row] = EVERY_DAY
        middle = NIGHT_SHIFT + luck.between(27 + k, *NIGHT_HOURS[k])
        width = values["window_minutes"] / 2
        lines["early"][row] = ticks(max(middle - width, NIGHT_SHIFT + SOONEST))
        lines["late"][row] = ticks(min(middle + width, NIGHT_SHIFT + LATEST - float(lines["minutes"][row])))
    return 7 * visits * values["night_visit_minutes"]


def _cleaning_only(lines: Table, values: Mapping[str, float], luck: Draws) -> None:
    minutes = values["practical_visit_minutes"] * luck.between(1, 2 / 3, 4 / 3)
    weekly = luck.share(6) < values["weekly_cleaning_share"]
    _practical(lines, luck, minutes if weekly else minutes / 2, weekly)


def _practical(lines: Table, luck: Draws, minutes_a_week: float, weekly: bool) -> None:
    _fill(lines, CLEANING, Function.PRACTICAL, Grade.UNSKILLED, minutes_a_week * (1 if weekly else 2))
    lines["days"][CLEANING] = _days_of_week(1, luck, weekly)
    lines["early"][CLEANING] = DAY_SHIFT
    lines["late"][CLEANING] = DAY_SHIFT + max(LATEST - float(lines["minutes"][CLEANING]), REACH)


def _days_of_week(days: int, luck: Draws, weekly: bool = True, number: int = 7) -> int:
    """A bit mask over the fortnight: so many days a week, rotated by luck (draw `number`) over the working days."""
    turn = int(luck.share(number) * 5)
    week = 0
    for k in range(days):
        day = WEEKDAYS_FIRST[k]
        week |= 1 << ((day + turn) % 5 if day < 5 else day)
    if weekly:
        return week | week << 7
    return week << (7 if luck.share(8) < 0.5 else 0)


def _personal(lines: Table, values: Mapping[str, float], luck: Draws, minutes_a_week: float, two: bool) -> None:
    """Personal care over the day's slots; each visit lasts half as long when two carers share it."""
    bath = values["bath_minutes"]
    if minutes_a_week >= 2 * bath:
        _fill(lines, BATH, Function.PERSONAL, Grade.UNSKILLED, bath)
        lines["days"][BATH] = _days_of_week(1, luck, number=9)
        minutes_a_week -= bath
    daily = minutes_a_week / 7 / (2 if two else 1)
    visits = min(max(round(values["visits_per_root_minute"] * math.sqrt(minutes_a_week / 7)), 1), PERSONAL_LINES)
    days = min(max(round(minutes_a_week / (visits * values["shortest_visit_minutes"])), 1), 7)
    plan = slots()[:visits]
    weights = sum(slot.weight for slot in plan)
    mask = EVERY_DAY if days == 7 else _days_of_week(days, luck)
    for k, slot in enumerate(plan):
        _fill(lines, k, Function.PERSONAL, Grade.UNSKILLED, daily * 7 / days * slot.weight / weights)
        lines["days"][k] = mask
        width = values["shared_window_minutes" if two else "window_minutes"]
        _window(lines, k, luck.between(10 + k, slot.opens, slot.closes), width)
        if two:
            second = k + SECOND_CARER
            lines[second] = lines[k]
            lines["partner"][k] = lines["citizen"][k] * LINES + second
            lines["partner"][second] = lines["citizen"][k] * LINES + k
    if lines["active"][BATH]:
        _window(lines, BATH, (lines["early"][0] + lines["late"][0]) / 2, values["window_minutes"])


def _nursing(lines: Table, values: Mapping[str, float], luck: Draws) -> None:
    """Either a nurse's visits or a daily delegated task, so that contacts split by `delegated_share`."""
    nurse_visits = 60 * values["nursing_hours"] / values["nurse_visit_minutes"]
    delegated = values["delegated_share"]
    chance = delegated * nurse_visits / (delegated * nurse_visits + (1 - delegated) * 7)
    middle = slots()[0]
    if luck.share(20) < chance:
        _fill(lines, DELEGATED, Function.NURSING, Grade.ASSISTANT, values["delegated_visit_minutes"])
        lines["days"][DELEGATED] = EVERY_DAY
        _window(lines, DELEGATED, luck.between(21, middle.opens, middle.closes), values["window_minutes"])
        return
    minutes = 60 * values["nursing_hours"] * luck.exponential(22)
    days = min(max(round(minutes / values["nurse_visit_minutes"]), 1), 7)
    length = min(max(minutes / days, values["nurse_visit_minutes"] / 2), values["nurse_visit_minutes"] * 2)
    _fill(lines, NURSE_PROCEDURE, Function.NURSING, Grade.NURSE, length)
    lines["days"][NURSE_PROCEDURE] = _days_of_week(days, luck, number=25)
    evening = luck.share(23) < values["nursing_evening_share"]
    opens, closes = (minute_of_day(17), minute_of_day(20)) if evening else (minute_of_day(8, 30), minute_of_day(13))
    _window(lines, NURSE_PROCEDURE, luck.between(24, opens, closes), values["window_minutes"])


def grades_asked_for(values: Mapping[str, float]) -> dict[int, Grade]:
    """The least grade that each place of a care plan may ask for, where the place is used at all."""
    nursing = values["nursing_share"] > 0
    delegated = Grade.ASSISTANT if nursing and values["delegated_share"] > 0 else Grade.UNSKILLED
    nurse = Grade.NURSE if nursing and values["delegated_share"] < 1 else Grade.UNSKILLED
    return {0: Grade.UNSKILLED, CLEANING: Grade.UNSKILLED, DELEGATED: delegated, NURSE_PROCEDURE: nurse}


def _ad_hoc(lines: Table, values: Mapping[str, float]) -> None:
    """The two rows for visits that arise: an assessment by the team, and an acute call. Never due by themselves."""
    _fill(lines, ASSESSMENT_VISIT, Function.ASSESSMENT, Grade.NURSE, values["assessment_visit_minutes"])
    lines["early"][ASSESSMENT_VISIT] = minute_of_day(8)
    lines["late"][ASSESSMENT_VISIT] = minute_of_day(14)
    _fill(lines, ACUTE_VISIT, Function.ACUTE, Grade.UNSKILLED, values["acute_minutes"])
    lines["early"][ACUTE_VISIT] = 0.0
    lines["late"][ACUTE_VISIT] = 2 * DAY


def _fill(lines: Table, row: int, function: Function, skill: Grade, minutes: float) -> None:
    lines["active"][row] = 1
    lines["function"][row] = function
    lines["skill"][row] = skill
    lines["minutes"][row] = ticks(minutes)


def _window(lines: Table, row: int, middle: float, width: float) -> None:
    """The agreed time, kept inside the shift that the middle falls into, with room to finish."""
    evening = middle >= EVENING_SHIFT
    first = EVENING_SHIFT if evening else DAY_SHIFT
    opens = first + SOONEST
    closes = first + LATEST - lines["minutes"][row]
    lines["early"][row] = ticks(min(max(middle - width / 2, opens), closes))
    lines["late"][row] = ticks(max(min(middle + width / 2, closes), min(opens + REACH, closes), lines["early"][row]))
