"""The people of a place: homes, care plans and need, in balance from the first day on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.care_plan import draw_care_plan
from sim.clock import CYCLE_DAYS, ticks
from sim.kinds import Function
from sim.need import start_health, years_in_help
from sim.places import road_table, settle
from sim.scenario import Scenario
from sim.tables import CITIZEN, LINES, PERSONAL_LINES, IntArray, SmallFloatArray, Table


@dataclass(frozen=True)
class Population:
    """Citizens, their care-plan lines (citizen i has rows i * LINES and on), and the roads between their homes."""

    citizens: Table
    lines: Table
    travel: SmallFloatArray
    distance: SmallFloatArray


def populate(scenario: Scenario, seed: int) -> Population:
    """The citizens of one replication: everybody in help, for as long as in a population in balance, granted what they
    need."""
    values = scenario.values
    homes, settlement = settle(scenario, seed)
    citizens = np.zeros(scenario.citizens, CITIZEN)
    citizens["x"], citizens["y"] = homes[:, 0], homes[:, 1]
    citizens["settlement"] = settlement
    lines = np.concatenate([draw_care_plan(values, seed, i, 0) for i in range(scenario.citizens)])
    for i in range(scenario.citizens):
        start_health(citizens, i, values, seed, years_in_help(values, seed, i))
        begin_episode(citizens, lines, i)
    travel, distance = road_table(scenario, homes, settlement)
    return Population(citizens, lines, travel, distance)


def begin_episode(citizens: Table, lines: Table, i: int) -> None:
    """A course of help begins: a citizen's row fits the care plan in their lines, and what is needed is granted."""
    plan = lines[i * LINES : (i + 1) * LINES]
    personal = plan["active"][:PERSONAL_LINES].astype(bool)
    row = citizens[i]
    row["served"] = 1
    row["personal"] = personal.any()
    row["heavy"] = sum(int(days) == (1 << CYCLE_DAYS) - 1 for days in plan["days"][:PERSONAL_LINES][personal]) >= 2
    grant(citizens, plan, i, float(row["need"]) if row["personal"] else 1.0)


def grant(citizens: Table, plan: Table, i: int, factor: float) -> None:
    """Grant this factor on the minutes of personal care."""
    personal = plan["function"] == Function.PERSONAL
    plan["granted"][personal] = [ticks(float(m) * factor) for m in plan["minutes"][personal]]
    row = citizens[i]
    row["grant"], row["changed_at"], row["noticed"] = factor, np.inf, 0
    if not row["personal"]:
        row["need"] = factor
    row["decided"] = row["need"]


def relieve(citizens: Table, lines: Table, mine: IntArray, relief: float) -> None:
    """Let reablement and networks have done before the first day what they do on average; grants follow."""
    for i in mine:
        row = citizens[i]
        if row["personal"]:
            row["relief"] = relief
            row["need"] = row["level"] * row["jump"] * (1.0 - relief)
            grant(citizens, lines[i * LINES : (i + 1) * LINES], int(i), float(row["need"]))


def granted_hours(lines: Table) -> float:
    """Hours a week granted over all active planned lines (both carers of a shared visit counted)."""
    planned = (lines["active"] > 0) & (lines["function"] <= Function.NURSING)
    due = np.array([int(days).bit_count() for days in lines["days"][planned]])
    return float((lines["granted"][planned] * due).sum() / 2 / 60)
