"""Under way: where every carer of a day is, how journeys go, and how a shift begins and ends."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.clock import ticks
from sim.kernel import inlined, kernel
from sim.kinds import Activity, Engagement
from sim.luck import Purpose, lognormal_factor
from sim.route import leg
from sim.tables import DayPlan, DayRecord, FloatArray, IntArray, LongArray, World
from sim.turns import Turns, no_turns, queue

TRAVEL_TIME = int(Purpose.TRAVEL_TIME)
TRAVEL = int(Activity.TRAVEL)
ASSESSMENT = int(Activity.ASSESSMENT)
BRIEFING = int(Activity.BRIEFING)
MEETING = int(Activity.MEETING)
PLANNING = int(Activity.PLANNING)
SUPERVISION = int(Activity.SUPERVISION)
TRAINING = int(Activity.TRAINING)
RECRUITMENT = int(Activity.RECRUITMENT)
UNFILLED = int(Activity.UNFILLED)
FLOAT = int(Engagement.FLOAT)
OUTWARD, HOMEWARD = 0, 1


class Road(NamedTuple):
    """Where every carer is: next stop, minute when free, place, arrival at a shared visit (NaN: not waiting),
    kilometres, and minutes by activity. `out`: those at work today, whose numbers all loops run over; `turns`: those
    who may have stops left, by the minute when free."""

    out: LongArray
    position: IntArray
    free: FloatArray
    place: IntArray
    arrived: FloatArray
    km: FloatArray
    minutes: FloatArray
    turns: Turns


@kernel
def set_out(world: World, minutes: FloatArray) -> Road:
    """Everybody at the office at the start of their shift, with its fixed minutes booked."""
    n = world.carers.shape[0]
    out = np.flatnonzero(world.carers["engagement"])
    road = Road(
        out,
        np.zeros(n, np.int32),
        np.zeros(n),
        np.full(n, world.travel.shape[1] - 1, np.int32),
        np.full(n, math.nan),
        np.zeros(n),
        minutes,
        no_turns(n, out.shape[0]),
    )
    for c in road.out:
        carer = world.carers[c]
        road.free[c] = carer.begins + carer.fixed
        queue(road.turns, c, road.free[c])
        minutes[c, BRIEFING] += carer.briefing
        minutes[c, PLANNING] += carer.planning
        minutes[c, ASSESSMENT] += carer.casework
        minutes[c, SUPERVISION] += carer.supervision
        minutes[c, TRAINING] += carer.training
        minutes[c, RECRUITMENT] += carer.recruitment
    return road


@inlined
def travel_to(world: World, road: Road, c: int, target: int, line: int, way: int, day: int, seed: int) -> float:
    """Move a carer to a place; books the minutes and kilometres and returns the arrival."""
    group = world.groups[world.carers[c].group]
    mode = world.carers[c].mode
    planned = leg(world.travel, mode, road.place[c], target)
    spent = ticks(planned * lognormal_factor(group.travel_spread, seed, TRAVEL_TIME, line, day, way))
    road.minutes[c, TRAVEL] += spent
    road.km[c] += world.distance[road.place[c], target]
    road.place[c] = target
    return float(road.free[c] + spent)


@kernel
def come_home(
    world: World, plan: DayPlan, road: Road, record: DayRecord, c: int, row: int, day: int, seed: int
) -> None:
    """Back to the office, the meeting, and the shift's journal row; time left in the shift is paid and unfilled."""
    carer = world.carers[c]
    if plan.length[c] > 0:
        last = plan.sequence[c, plan.length[c] - 1]
        road.free[c] = travel_to(world, road, c, world.travel.shape[1] - 1, last, HOMEWARD, day, seed)
    road.minutes[c, MEETING] += carer.meeting
    finished = road.free[c] + carer.meeting
    if carer.engagement == FLOAT:
        carer.ends = max(finished, carer.begins + ticks(world.groups[carer.group].float_least_minutes))
    road.minutes[c, UNFILLED] += max(0.0, carer.ends - finished)
    out = record.shifts[row]
    out.day = day
    out.carer = c
    out.group = carer.group
    out.grade = carer.grade
    out.engagement = carer.engagement
    out.presence = 0
    out.begins = carer.begins
    out.ends = carer.ends
    out.overtime = max(0.0, finished - carer.ends)
    out.paid = carer.ends - carer.begins + out.overtime
    out.car_km = road.km[c] if carer.mode == 0 else 0.0
    out.bicycle_km = road.km[c] if carer.mode == 1 else 0.0
    record.minutes[row, :] = road.minutes[c, :]
