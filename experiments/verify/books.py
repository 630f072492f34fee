"""Books balance: every paid minute is one activity, every visit ends once, every krone is booked once.

Each sum is worked out here a second time, from the journal and by other code than the model's own.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from agents.model import HomeCare
from experiments.verify.faces import counted_again
from experiments.verify.finding import Finding, finding
from experiments.verify.kroner import recounted
from sim.kinds import Activity, Grade, Presence, Status
from sim.tables import ACUTE_VISIT, LINES, NURSE_PROCEDURE, Table

AFTER_THE_ROAD = (Activity.MEETING, Activity.UNFILLED)
"""Minutes of a shift that come after its last journey."""
ROUNDING = 1e-6


def books(arm: str, model: HomeCare) -> list[Finding]:
    """All checks of a finished run's journal."""
    checks = (_minutes, _clock, _endings, _one_place, _one_shift, _skills, _faces)
    found = [finding("books", arm, *said) for check in checks for said in check(model)]
    return found + [finding("books", arm, *said) for said in recounted(model)]


Said = Iterator[tuple[str, bool, str]]
"""What must hold, whether it does, what was seen."""


def _minutes(model: HomeCare) -> Said:
    journal = model.journal
    off = journal.minutes.sum(axis=1) != journal.shifts["paid"]
    wrong = int((off | (journal.minutes < 0).any(axis=1)).sum())
    yield (
        "each shift's activities add up to its paid minutes, to the last bit, and none is negative",
        wrong == 0 and len(journal.shifts) > 0,
        f"{wrong} of {len(journal.shifts)} shifts don't",
    )


def _clock(model: HomeCare) -> Said:
    """Between the start of a shift and its last visit's end nobody has a minute that isn't booked as something."""
    journal = model.journal
    end = _last_ends(model)
    shifts, minutes = journal.shifts, journal.minutes
    booked = minutes.sum(axis=1) - minutes[:, list(AFTER_THE_ROAD)].sum(axis=1)
    until = np.array([end.get(key, -np.inf) for key in _keys(shifts)])
    short = int((until - shifts["begins"] > booked + ROUNDING).sum())
    yield (
        "from the start of a shift to the end of its last visit every minute is booked",
        short == 0 and bool(end),
        f"{short} of {len(end)} shifts with visits have minutes on the clock that aren't booked",
    )
    km = shifts["car_km"] + shifts["bicycle_km"]
    free = int(((km > 0) & (minutes[:, Activity.TRAVEL] <= 0)).sum())
    yield ("whoever covers kilometres has minutes of travel booked", free == 0, f"{free} shifts travel in no time")


def _keys(table: Table) -> list[tuple[int, int]]:
    return list(zip(table["day"].tolist(), table["carer"].tolist(), strict=True))


def _last_ends(model: HomeCare) -> dict[tuple[int, int], float]:
    """By day and carer, when the last visit ended."""
    made = model.journal.visits[model.journal.visits["carer"] >= 0]
    ends: dict[tuple[int, int], float] = {}
    for key, end in zip(_keys(made), (made["start"] + made["care"]).tolist(), strict=True):
        ends[key] = max(ends.get(key, -np.inf), end)
    return ends


def _endings(model: HomeCare) -> Said:
    visits, days = model.journal.visits, model.journal.days
    ended = np.bincount(visits["day"], minlength=days)
    yield (
        "as many visits end as were planned, day by day",
        bool((ended == model.journal.planned).all()),
        f"{int(ended.sum())} ended, {int(model.journal.planned.sum())} planned",
    )
    regular = visits[visits["line"] % LINES != ACUTE_VISIT]  # a citizen may call twice a day
    twice = len(regular) - len(np.unique(regular[["day", "line"]]))
    yield ("no visit of a care plan ends twice on a day", twice == 0, f"{twice} do")
    made = np.isin(visits["status"], (Status.DONE, Status.LATE))
    wrong = int(((visits["carer"] >= 0) != made).sum())
    yield ("a visit was made if and only if somebody came", wrong == 0, f"{wrong} contradict themselves")


def _one_place(model: HomeCare) -> Said:
    visits = model.journal.visits
    made = visits[visits["carer"] >= 0]
    made = made[np.lexsort((made["start"], made["carer"], made["day"]))]
    same = (made["carer"][1:] == made["carer"][:-1]) & (made["day"][1:] == made["day"][:-1])
    overlaps = int((made["start"][1:][same] < (made["start"] + made["care"])[:-1][same]).sum())
    yield ("nobody is in two places at once", overlaps == 0, f"{overlaps} visits overlap")
    shifts = model.journal.shifts
    working = shifts[(shifts["presence"] == Presence.PRESENT) & (shifts["ends"] > shifts["begins"])]
    unpaid = len(set(_keys(made)) - set(_keys(working)))
    yield ("whoever makes a visit has a paid shift that day", unpaid == 0, f"{unpaid} carer-days without")


def _one_shift(model: HomeCare) -> Said:
    keys = _keys(model.journal.shifts)
    twice = len(keys) - len(set(keys))
    yield ("nobody has two shifts on one day", twice == 0, f"{twice} shifts are written twice")


def _skills(model: HomeCare) -> Said:
    visits = model.journal.visits
    nursing = visits[(visits["carer"] >= 0) & (visits["line"] % LINES == NURSE_PROCEDURE)]
    wrong = int((nursing["grade"] < Grade.NURSE).sum())
    yield ("only nurses make nurses' visits", wrong == 0, f"{wrong} of {len(nursing)} were made by others")


def _faces(model: HomeCare) -> Said:
    """Different carers counted again, one person and fortnight at a time."""
    measured, again = counted_again(model)
    agree = measured == again or abs(measured - again) <= ROUNDING
    nothing = np.isnan(measured) and np.isnan(again)
    yield (
        "different carers in 14 days are the same when counted person by person",
        bool(agree or nothing),
        f"{measured:.4g} measured, {again:.4g} counted",
    )
