"""The kinds of things that tables hold: grades, functions, how visits end, who is where, what time is used for."""

from __future__ import annotations

from enum import IntEnum


class Grade(IntEnum):
    """Qualification of a carer, in rising order; a visit asks for at least one of them."""

    UNSKILLED = 0
    HELPER = 1
    ASSISTANT = 2
    NURSE = 3


class Function(IntEnum):
    """What a visit is for. ASSESSMENT and ACUTE are not planned from the care plan but arise.

    NIGHT names a division only: visits at night are personal care, whoever has the night shift.
    """

    PRACTICAL = 0
    PERSONAL = 1
    NURSING = 2
    ASSESSMENT = 3
    ACUTE = 4
    NIGHT = 5


class Status(IntEnum):
    """How a planned visit ends: exactly one of these."""

    DONE = 0
    LATE = 1
    MOVED = 2
    CANCELLED = 3
    MISSED = 4


class Presence(IntEnum):
    """Where a rostered carer is today. LEARNING: accompanies a colleague; VACANT: nobody holds the post."""

    PRESENT = 0
    SICK = 1
    HOLIDAY = 2
    OTHER = 3
    LEARNING = 4
    VACANT = 5


class Engagement(IntEnum):
    """On what terms a carer works today."""

    OFF = 0
    ROSTERED = 1
    EXTRA = 2
    TEMP = 3
    FLOAT = 4


class Activity(IntEnum):
    """What a paid minute is used for: every paid minute is exactly one of these."""

    CARE = 0
    ORIENTATION = 1
    TRAVEL = 2
    DOCUMENTATION = 3
    REGISTRATION = 4
    COORDINATION = 5
    CHANGE = 6
    ASSESSMENT = 7
    BRIEFING = 8
    MEETING = 9
    PLANNING = 10
    SUPERVISION = 11
    WAITING = 12
    UNFILLED = 13
    SICK = 14
    HOLIDAY = 15
    OTHER_ABSENCE = 16
    LEADERSHIP = 17
    COACHING = 18
    DUTIES = 19
    TRAINING = 20
    RECRUITMENT = 21
