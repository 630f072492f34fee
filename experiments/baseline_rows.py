"""What the model says about rows of the evidence: of care plans, drawn or in use, and of finished runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from agents.model import HomeCare
from experiments.run import Run
from sim.clock import DAY, EVENING_SHIFT, NIGHT_SHIFT, WEEK_DAYS, YEAR_DAYS
from sim.kinds import Activity, Engagement, Function, Grade, Presence, Status
from sim.ledger import rows_between
from sim.tables import (
    BATH,
    CLEANING,
    DELEGATED,
    LINES,
    NIGHT_VISITS,
    NURSE_PROCEDURE,
    PERSONAL_LINES,
    SECOND_CARER,
    BoolArray,
    FloatArray,
    Table,
)

WORKING_DAYS = 228
"""A full-timer's working days a year, as in the rows on sick days."""
PAID_HOURS = 1924
"""A full-timer's paid hours a year, as in the row on present hours."""
HOUR_CLASSES = {"C03": (0, 2), "C04": (2, 8), "C05": (8, 20), "C06": (20, np.inf)}
LENGTHS = {"C29": 0, "C30": BATH, "C32": DELEGATED, "C33": CLEANING, "C34": NURSE_PROCEDURE}
"""Rows on the length of a visit, and the place of that visit in a care plan."""
Kind = Literal["input", "fitted", "emerges"]
"""input: a parameter is this number; fitted: a parameter was set so that it comes out; emerges: neither."""


class Target(NamedTuple):
    """A row of the evidence that the model can be held against. drawn: also in care plans as they are drawn."""

    evidence: str
    kind: Kind
    drawn: bool = False


TARGETS = (
    Target("C02", "emerges", True),
    Target("C03", "input", True),
    Target("C04", "input", True),
    Target("C05", "input", True),
    Target("C06", "input", True),
    Target("C09", "input", True),
    Target("C10", "input", True),
    Target("C11", "input", True),
    Target("C12", "emerges", True),
    Target("C29", "emerges", True),
    Target("C30", "input", True),
    Target("C31", "emerges", True),
    Target("C32", "input", True),
    Target("C33", "input", True),
    Target("C34", "fitted", True),
    Target("C36", "fitted", True),
    Target("C37", "emerges", True),
    Target("C38", "fitted", True),
    Target("C39", "input", True),
    Target("C40", "fitted", True),
    Target("B39", "fitted", True),
    Target("C41", "input"),
    Target("C42", "input"),
    Target("C43", "fitted"),
    Target("C44", "fitted"),
    Target("C45", "emerges"),
    Target("S01", "input"),
    Target("S02", "input"),
    Target("S03", "input"),
    Target("S06", "input"),
    Target("S08", "input"),
    Target("S10", "input"),
    Target("S13", "emerges"),
    Target("S33", "emerges"),
    Target("S34", "input"),
    Target("S35", "emerges"),
    Target("S36", "emerges"),
    Target("S39", "input"),
    Target("B02", "input"),
    Target("B14", "emerges"),
    Target("B23", "emerges"),
    Target("B26", "emerges"),
    Target("T05", "emerges"),
    Target("T13", "emerges"),
)


def of_plans(citizens: Table, lines: Table) -> dict[str, float]:
    """Rows on recipients, hours and visits, from everybody in help and at home."""
    there = np.flatnonzero((citizens["served"] > 0) & (citizens["away"] == 0))
    plan = lines.reshape(-1, LINES)[there]
    active = plan["active"] > 0
    due = np.vectorize(lambda days: int(days).bit_count() / 2)(plan["days"]) * active
    hours = plan["granted"] * due / 60
    home_help = plan["function"] <= Function.PERSONAL
    practical = (hours * (plan["function"] == Function.PRACTICAL)).sum(axis=1)
    personal = (hours * (plan["function"] == Function.PERSONAL)).sum(axis=1)
    total = practical + personal
    return {
        "C02": float(total.mean()),
        **{row: float(((total >= low) & (total < high)).mean()) for row, (low, high) in HOUR_CLASSES.items()},
        "C09": float(((practical > 0) & (personal > 0)).mean()),
        "C10": float(((practical == 0) & (personal > 0)).mean()),
        "C11": float(((practical > 0) & (personal == 0)).mean()),
        "C12": float(personal.sum() / total.sum()),
        **{row: _weighted(plan["granted"][:, place], due[:, place]) for row, place in LENGTHS.items()},
        "C31": _weighted(plan["granted"][:, 1:PERSONAL_LINES], due[:, 1:PERSONAL_LINES]),
        "C36": _visits_a_day(due, personal > 0),
        "C37": _share_from(hours * home_help, plan["early"], EVENING_SHIFT, NIGHT_SHIFT),
        "C38": _share_from(hours * home_help, plan["early"], NIGHT_SHIFT, DAY * 2),
        **_nursing(hours, due, active, personal > 0),
    }


def _weighted(values: FloatArray, weights: FloatArray) -> float:
    """A mean over visits; NaN without any."""
    return float((values * weights).sum() / weights.sum()) if weights.sum() else float("nan")


def _visits_a_day(due: FloatArray, who: BoolArray) -> float:
    """Visits of personal care a day; a bath is part of another visit, and two carers come at once."""
    visits = due[:, :SECOND_CARER].sum(axis=1) + due[:, NIGHT_VISITS].sum(axis=1)
    return _weighted(visits / WEEK_DAYS, who.astype(float))


def _share_from(hours: FloatArray, early: FloatArray, begins: float, ends: float) -> float:
    """Share of hours in a shift."""
    return float(hours[(early >= begins) & (early < ends)].sum() / hours.sum())


def _nursing(hours: FloatArray, due: FloatArray, active: BoolArray, personal: BoolArray) -> dict[str, float]:
    """Who gets nursing, how much, and how much of it is delegated."""
    places = [NURSE_PROCEDURE, DELEGATED]
    nursed = active[:, places].any(axis=1)
    return {
        "C39": _weighted(nursed.astype(float), personal.astype(float)),
        "C40": _weighted(hours[:, places].sum(axis=1), nursed.astype(float)),
        "B39": float(due[:, DELEGATED].sum() / due[:, places].sum()),
    }


def of_run(model: HomeCare, run: Run, first: int, last: int) -> dict[str, float]:
    """Rows on what happens in days first to last - 1, from a finished run and its measures."""
    m = run.measures
    return {
        "C42": m["nursing_home_moves"],
        "C43": m["admissions"],
        "C44": m["readmissions"],
        **_per_recipient(model, first, last),
        **dict.fromkeys(("S01", "S02", "S03"), _sick_days(model, first, last)),
        "S06": m["turnover"],
        "S08": m["part_time_share"],
        "S33": PAID_HOURS * (1 - m["absence_share"]),
        **_staff(model, first, last),
        **_posts(model, run),
        **dict.fromkeys(("B14", "T13"), m["travel_share"]),
        "B23": m["direct_share_attendance"],
        **_per_shift(model, first, last),
    }


def _per_recipient(model: HomeCare, first: int, last: int) -> dict[str, float]:
    """Deaths and changes of order per recipient of personal care and year."""
    journal = model.journal
    years = sum(d.personal for d in journal.citizen_days if first <= d.day < last) / YEAR_DAYS
    deaths = sum(e.cause == "death" and first <= e.day < last for e in journal.endings)
    changed = [c for c in journal.cases if c.kind in ("change", "discharge") and first <= c.settled / DAY < last]
    return {"C41": deaths / years, "C45": len(changed) / years}


def _sick_days(model: HomeCare, first: int, last: int) -> float:
    """Sick days of a full-timer's working days: of rostered shifts, so without overtime, extra shifts and floats."""
    journal = model.journal
    span = rows_between(journal.shifts, first, last - 1)
    shifts, minutes = journal.shifts[span], journal.minutes[span]
    rostered = shifts["engagement"] == Engagement.ROSTERED
    due = shifts["paid"][rostered] - shifts["overtime"][rostered] - minutes[rostered][:, Activity.HOLIDAY]
    return float(minutes[rostered][:, Activity.SICK].sum() / due.sum()) * WORKING_DAYS


def _staff(model: HomeCare, first: int, last: int) -> dict[str, float]:
    """Contracts and grades weighted by days employed, sizes of groups, and how long a post takes to fill."""
    held = [e for e in model.journal.employments if e.left > first and e.hired < last]
    days = np.array([min(e.left, last) - max(e.hired, first) for e in held], float)
    contract = np.array([e.contract for e in held])
    grade = np.array([e.grade for e in held])
    carers = grade < Grade.NURSE
    groups = model.world.groups
    home_care = [g for g, functions in enumerate(model.formation.functions) if Function.PERSONAL in functions]
    return {
        "S10": _weighted(contract, days),
        "S34": _weighted((grade[carers] == Grade.HELPER).astype(float), days[carers]),
        "S35": _weighted((~carers).astype(float), days * contract),
        "S36": float(np.mean([groups["last"][g] - groups["first"][g] for g in home_care])),
        "S13": _months_to_hire(model, first, last),
    }


def _months_to_hire(model: HomeCare, first: int, last: int) -> float:
    """From notice, when a post is advertised, to the newcomer's first day."""
    left: dict[int, int] = {}
    waits = []
    for e in model.journal.employments:
        before = left.pop(e.post, None)
        if before is not None and first <= e.hired < last:
            waits.append(e.hired - before + model.values["leaving_notice"])
        if e.cause == "notice":
            left[e.post] = e.left
    return float(np.mean(waits)) * 12 / YEAR_DAYS if waits else float("nan")


def _posts(model: HomeCare, run: Run) -> dict[str, float]:
    """Recipients per visitator, whose other duties the model leaves out, and planners per carer."""
    full_time = model.values["post_hours"] * YEAR_DAYS / WEEK_DAYS
    hours = {role: sum(h for (r, _), h in run.hours.items() if r == role) for role in ("visitator", "planner")}
    visitators = hours["visitator"] / full_time / (1 - model.values["visitator_other_share"])
    return {
        "B02": len(model.citizens) / visitators if visitators else float("nan"),
        "S39": hours["planner"] / full_time / model.staff,
    }


def _per_shift(model: HomeCare, first: int, last: int) -> dict[str, float]:
    """Minutes of writing in a shift of own carers, and minutes of a journey, the way back included."""
    journal = model.journal
    span = rows_between(journal.shifts, first, last - 1)
    shifts, minutes = journal.shifts[span], journal.minutes[span]
    worked = (shifts["presence"] == Presence.PRESENT) & (minutes[:, Activity.CARE] > 0)
    own = worked & (shifts["engagement"] != Engagement.TEMP)
    visits = journal.visits[rows_between(journal.visits, first, last - 1)]
    driven = (visits["carer"] >= 0) & (visits["joined"] == 0) & (visits["status"] != Status.MOVED)
    return {
        "B26": float(minutes[own][:, Activity.DOCUMENTATION].mean()),
        "T05": float(minutes[:, Activity.TRAVEL].sum() / (driven.sum() + worked.sum())),
    }


def means(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Mean of each row over snapshots."""
    return {row: float(np.nanmean([one[row] for one in found])) for row in found[0]}
