"""What became of something that was thrown in, read from both worlds by the same definitions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from agents.accounts import books_between
from agents.model import HomeCare
from dashboards.live.events import LiveEvent
from sim.clock import DAY
from sim.journal import Stay
from sim.kinds import Function, Presence, Status
from sim.ledger import rows_between
from sim.settlement import OERE, planned_minutes
from sim.tables import Table

WEEK = 7
BOUGHT = ("premises", "systems", "courses")
"""Costs that are booked when a month ends; a week that happens to hold that day would seem dear."""

Numbers = dict[str, Any]


def became(model: HomeCare, event: LiveEvent, today: int) -> Numbers | None:
    """What became of an event in a world until a day of the measured time has ended; None before it has begun."""
    if today < event.day:
        return None
    warm_up = model.scenario.warm_up_days
    return _OF[event.kind](model, warm_up + event.day, warm_up + today)


def _sick_calls(model: HomeCare, day: int, _today: int) -> Numbers:
    """Carers sick, visits late and visits missed or cancelled that day, and the last two on an average day of the week
    before."""
    shifts = model.journal.shifts[rows_between(model.journal.shifts, day, day)]
    late, unmade = _troubled(model, day, day)
    before = _troubled(model, day - WEEK, day - 1)
    sick = int((shifts["presence"] == Presence.SICK).sum())
    usual = {"usual_late": round(before[0] / WEEK, 1), "usual_unmade": round(before[1] / WEEK, 1)}
    return {"sick": sick, "late": late, "unmade": unmade, **usual}


def _troubled(model: HomeCare, first: int, last: int) -> tuple[int, int]:
    """Planned visits that came late, and that nobody made."""
    visits = model.journal.visits[rows_between(model.journal.visits, first, last)]
    status = visits["status"][visits["function"] <= Function.NURSING]
    return int((status == Status.LATE).sum()), int(np.isin(status, (Status.MISSED, Status.CANCELLED)).sum())


def _discharges(model: HomeCare, day: int, today: int) -> Numbers:
    """Who was taken in, how many of them have been visited since they came home, days until then, and until help fits.

    A change of need that somebody must decide on is a case; where nothing has changed, help goes on as before.
    """
    stays = [s for s in model.journal.stays if s.cause == "incident" and s.admitted == day]
    home = [s for s in stays if not math.isnan(s.discharged)]
    visits = model.journal.visits[rows_between(model.journal.visits, day, today)]
    firsts = [wait for s in home if (wait := _first_visit(visits, s)) is not None]
    mine = {s.citizen for s in home}
    span = (day * DAY, (day + 2) * DAY)
    cases = [
        c for c in model.journal.cases if c.kind == "discharge" and c.citizen in mine and span[0] <= c.arose < span[1]
    ]
    fits = [(c.settled - c.arose) / DAY for c in cases if c.settled <= (today + 1) * DAY]
    return {
        "taken": len(stays),
        "helped": len(firsts),
        "days": _mean(firsts),
        "cases": len(cases),
        "fitting": len(fits),
        "fit_days": _mean(fits),
        "homes": [s.citizen for s in stays],
    }


def _first_visit(visits: Table, stay: Stay) -> float | None:
    """Days from coming home to the first visit; None while there has been none."""
    starts = visits["day"] * DAY + visits["start"]
    after = starts[(visits["citizen"] == stay.citizen) & (visits["carer"] >= 0) & (starts >= stay.discharged)]
    return None if len(after) == 0 else (float(after.min()) - stay.discharged) / DAY


def _price(model: HomeCare, day: int, today: int) -> Numbers:
    """Kroner paid for an hour of help, hours of help, kroner left after wages and driving: in so many days since the
    change, the last week at most, and before it, on the same days of the week."""
    days = min(today - day + 1, WEEK)
    before = _money(model, day - WEEK, day - WEEK + days - 1)
    now = _money(model, today - days + 1, today)
    return {"days": days, **{key: [before[key], now[key]] for key in now}}


def _money(model: HomeCare, first: int, last: int) -> Numbers:
    """All providers of a world together in these days."""
    visits = model.journal.visits[rows_between(model.journal.visits, first, last)]
    hours = planned_minutes(visits)[0] / 60
    paid = cost = 0
    for number, ledger in books_between(model, first, last).providers.items():
        provider = model.providers[number]
        paid += provider.regime.settle_month(provider.month(first, last))
        cost += sum(oere for item, oere in ledger.items.items() if item not in BOUGHT)
    return {
        "paid": round(paid / OERE / hours, 1) if hours else None,
        "hours": round(hours),
        "left": round((paid - cost) / OERE),
    }


def _team(model: HomeCare, day: int, today: int) -> Numbers:
    """Citizens in help with the team, carers in it, and its visits of the last week with those of them late, missed or
    cancelled."""
    teams = [regime for regime in model.regimes if regime.number > 0]
    groups = [g for regime in teams for g in regime.groups]
    visits = model.journal.visits[rows_between(model.journal.visits, max(today - WEEK + 1, day), today)]
    mine = visits[np.isin(visits["group"], groups) & (visits["function"] <= Function.NURSING)]
    troubled = np.isin(mine["status"], (Status.LATE, Status.MISSED, Status.CANCELLED))
    return {
        "citizens": sum(regime.citizens_served() for regime in teams),
        "carers": sum(regime.carers_employed() for regime in teams),
        "visits": len(mine),
        "troubled": int(troubled.sum()),
    }


def _mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None


_OF: Mapping[str, Callable[[HomeCare, int, int], Numbers]] = {
    "sick_calls": _sick_calls,
    "discharges": _discharges,
    "price": _price,
    "team": _team,
}
