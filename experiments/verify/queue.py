"""The queue for whoever decides: office hours are kept, and open minutes waited are those of Erlang's formula."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import mesa
import numpy as np
import simpy

from agents.desk import OPENS, WORKING_DAYS, Desk
from agents.model import HomeCare
from agents.rights import Process
from experiments.verify.finding import Finding, finding
from sim.clock import DAY, WEEK_DAYS, is_weekend
from sim.journal import Case
from sim.luck import Purpose, exponential
from sim.tables import FloatArray

SEATS = 2
HOURS = 40.0
SERVICE = 10.0
LOAD = 0.6
CASES = 16_000
BATCHES = 40
WIDE = 4.0
EVERY_ARM = "every arm"


def queue_forms() -> list[Finding]:
    """A desk of the model by itself against the calendar and the formula; no arm has a part in it."""
    return [_weekend(EVERY_ARM), _erlang(EVERY_ARM)]


def hours_kept(arm: str, model: HomeCare) -> Finding:
    """Visitators do nothing at weekends in an arm's run."""
    work = [w for w in model.journal.office if w.role == "visitator"]
    weekend = sum(is_weekend(w.day) for w in work)
    said = f"{weekend} of {len(work)} entries lie on a weekend"
    return finding("closed forms", arm, "visitators work in office hours only", weekend == 0, said)


class _Stand(mesa.Model):  # type: ignore[misc]
    """As little of a model as a desk needs: a clock and a journal."""

    def __init__(self) -> None:
        super().__init__(rng=1)
        self.env = simpy.Environment()
        self.journal = SimpleNamespace(office=[])


def desk(posts: float = 1.0) -> Desk:
    """A visitators' desk of so many posts of 40 hours, by itself."""
    return Desk(cast(Any, _Stand()), "visitator", posts, HOURS, "duties")


def waits_of(one: Desk, cases: list[tuple[float, float]]) -> list[float]:
    """Send cases (minute of arrival, minutes of work) to a desk; the wait of each until its work began."""
    env = one.model.env
    queued = [Case("referral", i, minute) for i, (minute, _) in enumerate(cases)]

    def arrivals() -> Process:
        for case, (minute, work) in zip(queued, cases, strict=True):
            yield env.timeout(minute - env.now)
            env.process(one.handle(case, work, "assessment"))

    env.process(arrivals())
    env.run()
    return [case.queued for case in queued]


def _weekend(arm: str) -> Finding:
    """Saturday noon (day 5 is a Saturday): work begins on Monday at eight."""
    noon = 5 * DAY + DAY / 3
    wait = waits_of(desk(1.0), [(noon, SERVICE)])[0]
    expected = 7 * DAY + OPENS - noon
    seen = f"{wait / 60:.1f} h, {expected / 60:.1f} h on the calendar"
    check = "a case of Saturday noon waits for a desk until Monday at eight"
    return finding("closed forms", arm, check, wait == expected, seen)


def _erlang(arm: str) -> Finding:
    """Poisson arrivals in open minutes, exponential work: mean wait in open minutes by the M/M/c formula."""
    waits = open_waits()
    batches = waits.reshape(BATCHES, -1).mean(axis=1)
    mean, error = float(waits.mean()), float(batches.std(ddof=1)) / math.sqrt(BATCHES)
    expected = erlang_wait(SEATS, LOAD) * SERVICE
    check = f"open minutes waited at {SEATS} desks with load {LOAD:g} are those of Erlang's formula"
    holds = abs(mean - expected) < WIDE * error
    return finding("closed forms", arm, check, holds, f"{mean:.2f} min, {expected:.2f} by the formula")


def open_waits() -> FloatArray:
    """Open minutes that each case waits, by a calendar of our own."""
    day = HOURS * 60 / WORKING_DAYS
    gap = SERVICE / SEATS / LOAD
    key = (1, int(Purpose.OFFICE_CASE))
    arrivals = np.cumsum([gap * exponential(*key, k, 0, 0) for k in range(CASES)])
    work = [SERVICE * exponential(*key, k, 0, 1) for k in range(CASES)]
    clock = [on_the_clock(minute, day) for minute in arrivals]
    waits = waits_of(desk(SEATS), list(zip(clock, work, strict=True)))
    begun = [open_until(at + wait, day) for at, wait in zip(clock, waits, strict=True)]
    waits_open: FloatArray = np.array(begun) - arrivals
    return waits_open


def on_the_clock(minute: float, day: float) -> float:
    """The model's minute at which so many open minutes of a desk that opens on weekdays have passed."""
    opened = int(minute // day)
    return (opened // WORKING_DAYS * WEEK_DAYS + opened % WORKING_DAYS) * DAY + OPENS + minute % day


def open_until(minute: float, day: float) -> float:
    """Open minutes that have passed at a minute of the model."""
    today = int(minute // DAY)
    weekday = today % WEEK_DAYS
    before = today // WEEK_DAYS * WORKING_DAYS + min(weekday, WORKING_DAYS)
    now = min(max(minute % DAY - OPENS, 0.0), day) if weekday < WORKING_DAYS else 0.0
    return before * day + now


def erlang_wait(servers: int, load: float) -> float:
    """Mean wait in M/M/c, in mean service times (Erlang C)."""
    offered = servers * load
    terms = [offered**k / math.factorial(k) for k in range(servers)]
    last = offered**servers / math.factorial(servers) / (1 - load)
    return last / (sum(terms) + last) / (servers * (1 - load))
