"""The tables that remember: one NumPy record type per kind of thing, shared by agents (views) and kernels (loops).

Minutes are minutes after 04:00 within a day unless a name says `_at`, which is minutes on the model's clock.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kinds import Activity

FloatArray = npt.NDArray[np.float64]
SmallFloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Table = np.ndarray[Any, np.dtype[np.void]]


ACTIVITIES = len(Activity)
PLANNED_FUNCTIONS = 3

LINES = 20
"""Rows of a care plan: personal care 0-5, their second carers 6-11, bath, practical, nurse, delegated, two ad hoc, two
at night."""
PERSONAL_LINES = 6
SECOND_CARER = 6
BATH, CLEANING, NURSE_PROCEDURE, DELEGATED, ASSESSMENT_VISIT, ACUTE_VISIT = 12, 13, 14, 15, 16, 17
NIGHT_VISITS = (18, 19)

LINE = np.dtype(
    [
        ("citizen", np.int32),
        ("partner", np.int32),
        ("group", np.int32),
        ("function", np.uint8),
        ("skill", np.uint8),
        ("active", np.uint8),
        ("days", np.uint16),
        ("early", np.float64),
        ("late", np.float64),
        ("width", np.float64),
        ("deadline", np.float64),
        ("minutes", np.float64),
        ("granted", np.float64),
        ("service", np.float64),
    ],
    align=True,
)
"""A line of a care plan. days: bit d set when due on day d of the fortnight; early, late: agreed window of the start;
width: of that window as it was drawn; deadline: latest start that today's planning accepts, `late` unless cover
stretches it; minutes: needed when the citizen's need is 1; granted: minutes allowed now; service: planned minutes at
the door."""

CITIZEN = np.dtype(
    [
        ("x", np.float64),
        ("y", np.float64),
        ("settlement", np.int32),
        ("episode", np.int32),
        ("served", np.uint8),
        ("personal", np.uint8),
        ("heavy", np.uint8),
        ("noticed", np.uint8),
        ("away", np.uint8),
        ("late_start", np.uint8),
        ("groups", np.int32),
        ("visits_a_week", np.float64),
        ("need", np.float64),
        ("grant", np.float64),
        ("decided", np.float64),
        ("changed_at", np.float64),
        ("level", np.float64),
        ("jump", np.float64),
        ("relief", np.float64),
        ("training", np.float64),
        ("discharged", np.float64),
        ("familiar", np.float64),
        ("unmet", np.float64),
        ("trust", np.float64),
    ],
    align=True,
)
"""A citizen. heavy: two or more visits every day; groups: how many carer groups bring care and nursing, which makes so
many visits_a_week; away: in hospital; late_start: the last discharge waited long for help.

need and grant are factors on personal-care minutes. need is level (drifts) x jump (redrawn) x (1 - relief by reablement
and network) x training (above 1 during reablement); decided: the need at the last decision; changed_at: since when need
hasn't fitted the grant (infinite if it fits, or if it is what was decided on when less was granted). discharged: day of
the last discharge (-infinity: none). Memories of the last weeks: familiar (of those who came), unmet (share of need),
trust."""

CARER = np.dtype(
    [
        ("group", np.int32),
        ("grade", np.uint8),
        ("mode", np.uint8),
        ("engagement", np.uint8),
        ("presence", np.uint8),
        ("begins", np.float64),
        ("ends", np.float64),
        ("fixed", np.float64),
        ("briefing", np.float64),
        ("planning", np.float64),
        ("casework", np.float64),
        ("supervision", np.float64),
        ("training", np.float64),
        ("recruitment", np.float64),
        ("meeting", np.float64),
        ("slow", np.float64),
        ("illness", np.float64),
        ("sick_until", np.int32),
        ("person", np.int32),
        ("learning", np.int32),
        ("vacant", np.uint8),
    ],
    align=True,
)
"""A post today, and who holds it. begins, ends: the shift; fixed: minutes at its start, the sum of the next six;
meeting: minutes reserved at its end. mode: row of the travel table (0 car, 1 bicycle). slow: extra minutes a visit from
inexperience; illness: factor on the chance of falling ill; person: who holds the post, a number for each human being;
learning: shifts still to accompany somebody; vacant: nobody holds it."""

GROUP_VALUES = (
    "continuity_weight",
    "familiar_tie",
    "planner_noise",
    "waiting_weight",
    "documentation_minutes",
    "registration_minutes",
    "orientation_minutes",
    "change_minutes",
    "contacts_per_week",
    "contact_minutes",
    "notice_chance",
    "familiarity_on_notice",
    "micro_assessment",
    "micro_assessment_minutes",
    "micro_assessment_on_notice",
    "familiarity_gain",
    "familiarity_half_life",
    "travel_spread",
    "care_spread",
    "late_tolerance",
    "partner_wait",
    "acute_wait",
    "briefing_minutes",
    "planning_per_shift",
    "supervision_per_shift",
    "meeting_minutes",
    "meeting_weekday",
    "float_least_minutes",
)
"""Named values that kernels read; resolved for each group, so that a policy may hold in some groups only."""

GROUP = np.dtype(
    [
        ("first", np.int32),
        ("last", np.int32),
        ("conflict", np.float64),
        *((name, np.float64) for name in GROUP_VALUES),
    ],
    align=True,
)
"""A group of carers: rows first to last (exclusive) of the carer table, minutes by which a conflict lengthens meetings,
and its named values."""

STOPS = 40
"""Most visits in a route, far above what a shift can hold."""


class World(NamedTuple):
    """What planning and driving read: tables, travel minutes [mode, from, to], km (last place: the office), ties.

    bond[citizen, carer]: 0 when nobody was designated, up to 1 for the citizen's own carer. known[citizen, carer]:
    familiarity in [0, 1] at the last visit; known_day: the day of that visit.
    """

    lines: Table
    carers: Table
    groups: Table
    citizens: Table
    travel: SmallFloatArray
    distance: SmallFloatArray
    bond: SmallFloatArray
    known: SmallFloatArray
    known_day: IntArray


class DayPlan(NamedTuple):
    """Routes of one day, a row per carer: `sequence[carer, k]` lines and `length[carer]`; `where[line]` a carer or -1.

    The timetable, which `retime` keeps: `home[carer, k]` the citizen, `start` and `leave` as planned, `latest` the
    latest start that keeps the rest of the route feasible; `gap[carer]` the widest gap before a visit, from the end of
    the one before to its latest start, `done[carer]` the end of the last visit (both only where there are visits).
    """

    sequence: IntArray
    length: IntArray
    where: IntArray
    home: IntArray
    start: FloatArray
    leave: FloatArray
    latest: FloatArray
    gap: FloatArray
    done: FloatArray

    @classmethod
    def empty(cls, carers: int, lines: int) -> DayPlan:
        return cls(
            np.full((carers, STOPS), -1, np.int32),
            np.zeros(carers, np.int32),
            np.full(lines, -1, np.int32),
            np.zeros((carers, STOPS), np.int32),
            np.zeros((carers, STOPS)),
            np.zeros((carers, STOPS)),
            np.zeros((carers, STOPS)),
            np.zeros(carers),
            np.zeros(carers),
        )


VISIT = np.dtype(
    [
        ("day", np.int32),
        ("line", np.int32),
        ("citizen", np.int32),
        ("episode", np.int32),
        ("carer", np.int32),
        ("person", np.int32),
        ("group", np.int32),
        ("function", np.uint8),
        ("status", np.uint8),
        ("grade", np.uint8),
        ("joined", np.uint8),
        ("start", np.float64),
        ("late_after", np.float64),
        ("care", np.float64),
        ("granted", np.float64),
        ("needed", np.float64),
        ("familiarity", np.float64),
    ],
    align=True,
)
"""A planned visit and how it ended. carer, person -1: nobody came. start: minute of the day, NaN when nobody came;
care: minutes of help given; joined: 1 when the carer was already in the home with another visit."""

SHIFT = np.dtype(
    [
        ("day", np.int32),
        ("carer", np.int32),
        ("group", np.int32),
        ("grade", np.uint8),
        ("engagement", np.uint8),
        ("presence", np.uint8),
        ("begins", np.float64),
        ("ends", np.float64),
        ("paid", np.float64),
        ("overtime", np.float64),
        ("car_km", np.float64),
        ("bicycle_km", np.float64),
    ],
    align=True,
)
"""A paid shift: paid minutes (overtime included) and kilometres; its minutes by activity stand in a parallel array."""

NOTICE = np.dtype([("citizen", np.int32), ("carer", np.int32), ("minute", np.float64)], align=True)
"""A changed need that a carer noticed today."""

CALL = np.dtype([("citizen", np.int32), ("minute", np.float64)], align=True)
"""An acute call of today."""


class DayRecord(NamedTuple):
    """Where one day's driving writes: fresh rows of the journal's tables, and today's notices."""

    visits: Table
    shifts: Table
    minutes: FloatArray
    notices: Table
