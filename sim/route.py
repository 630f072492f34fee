"""The timetable of a route: when each visit starts if all goes as planned, and how late it may start at most."""

from __future__ import annotations

from sim.kernel import inlined, kernel
from sim.tables import DayPlan, SmallFloatArray, World


@inlined
def leg(travel: SmallFloatArray, mode: int, origin: int, target: int) -> float:
    """Planned minutes between two places; none between two visits at one door."""
    if origin == target:
        return 0.0
    return float(travel[mode, origin, target])


@inlined
def latest_end(world: World, carer: int, allowance: float) -> float:
    """The minute by which a carer must be back: end of shift less the meeting, plus the allowed overtime."""
    return float(world.carers[carer].ends - world.carers[carer].meeting + allowance)


@kernel
def retime(world: World, plan: DayPlan, carer: int, allowance: float) -> bool:
    """Recompute one route's timetable; False when a visit starts too late or the shift plus allowance is exceeded."""
    lines = world.lines
    office = world.travel.shape[1] - 1
    mode = world.carers[carer].mode
    stops = plan.length[carer]
    now = world.carers[carer].begins + world.carers[carer].fixed
    place = office
    feasible = True
    for k in range(stops):
        line = plan.sequence[carer, k]
        home = lines[line].citizen
        now = max(now + leg(world.travel, mode, place, home), lines[line].early)
        plan.home[carer, k] = home
        plan.start[carer, k] = now
        if now > lines[line].deadline:
            feasible = False
        now += lines[line].service
        plan.leave[carer, k] = now
        place = home
    limit = latest_end(world, carer, allowance)
    if stops > 0 and now + leg(world.travel, mode, place, office) > limit:
        feasible = False
    plan.done[carer] = now
    gap = 0.0
    place = office
    for k in range(stops - 1, -1, -1):
        line = plan.sequence[carer, k]
        home = lines[line].citizen
        limit = min(lines[line].deadline, limit - leg(world.travel, mode, home, place) - lines[line].service)
        plan.latest[carer, k] = limit
        before = plan.leave[carer, k - 1] if k > 0 else world.carers[carer].begins + world.carers[carer].fixed
        gap = max(gap, limit - before)
        place = home
    plan.gap[carer] = gap
    return feasible


@kernel
def remove_stop(plan: DayPlan, carer: int, position: int) -> int:
    """Take one visit out of a route and return its line; the timetable is left to `retime`."""
    line = plan.sequence[carer, position]
    for k in range(position, plan.length[carer] - 1):
        plan.sequence[carer, k] = plan.sequence[carer, k + 1]
    plan.length[carer] -= 1
    plan.where[line] = -1
    return int(line)


@kernel
def place_stop(plan: DayPlan, carer: int, position: int, line: int) -> None:
    """Put a visit into a route at a position; the timetable is left to `retime`."""
    for k in range(plan.length[carer], position, -1):
        plan.sequence[carer, k] = plan.sequence[carer, k - 1]
    plan.sequence[carer, position] = line
    plan.length[carer] += 1
    plan.where[line] = carer
