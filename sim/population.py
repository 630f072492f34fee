"""The people of a place: homes, care plans and the events that happen to them whatever the organisation does."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.care_plan import draw_care_plan
from sim.clock import CYCLE_DAYS
from sim.places import road_table, settle
from sim.scenario import Scenario
from sim.tables import CITIZEN, LINES, PERSONAL_LINES, Function, SmallFloatArray, Table


@dataclass(frozen=True)
class Population:
    """Citizens, their care-plan lines (citizen i has rows i * LINES and on), and the roads between their homes."""

    citizens: Table
    lines: Table
    travel: SmallFloatArray
    distance: SmallFloatArray


def populate(scenario: Scenario, seed: int) -> Population:
    """The citizens of one replication: everybody in help, granted what they need."""
    homes, settlement = settle(scenario, seed)
    citizens = np.zeros(scenario.citizens, CITIZEN)
    citizens["x"], citizens["y"] = homes[:, 0], homes[:, 1]
    citizens["settlement"] = settlement
    lines = np.concatenate([draw_care_plan(scenario.values, seed, i, 0) for i in range(scenario.citizens)])
    for i in range(scenario.citizens):
        begin_episode(citizens, lines, i)
    travel, distance = road_table(scenario, homes, settlement)
    return Population(citizens, lines, travel, distance)


def begin_episode(citizens: Table, lines: Table, i: int) -> None:
    """Make a citizen's row fit the care plan that stands in their lines: a new course of help begins."""
    plan = lines[i * LINES : (i + 1) * LINES]
    personal = plan["active"][:PERSONAL_LINES].astype(bool)
    row = citizens[i]
    row["served"] = 1
    row["personal"] = personal.any()
    row["heavy"] = sum(int(days) == (1 << CYCLE_DAYS) - 1 for days in plan["days"][:PERSONAL_LINES][personal]) >= 2
    row["noticed"] = 0
    row["need"] = row["grant"] = 1.0
    row["changed_at"] = math.inf


def granted_hours(lines: Table) -> float:
    """Hours a week granted over all active planned lines (both carers of a shared visit counted)."""
    planned = (lines["active"] > 0) & (lines["function"] <= Function.NURSING)
    due = np.array([int(days).bit_count() for days in lines["days"][planned]])
    return float((lines["granted"][planned] * due).sum() / 2 / 60)
