"""The planner, plainly: the base plan of those present, less what doesn't fit, and the rest by cheapest insertion."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from benchmarks.plain.people import Carer, District, Visit
from sim.clock import CYCLE_DAYS
from sim.luck import Purpose, uniform
from sim.tables import STOPS

PLANNER_NOISE = int(Purpose.PLANNER_NOISE)


class Planner:
    """Plans one day of a district."""

    def __init__(self, district: District, day: int, seed: int) -> None:
        self.district = district
        self.day = day
        self.seed = seed

    def repair(self, base: Sequence[Sequence[int]], extra: Iterable[int]) -> list[Visit]:
        """Today's routes from a base plan (rows of visits by carer). Returns the visits that fit nowhere."""
        visits = self.district.visits
        due = [v for v in visits if v.active and v.days >> (self.day % CYCLE_DAYS) & 1] + [visits[i] for i in extra]
        wanted = set(due)
        for visit in visits:
            visit.carer = None
            visit.deadline = visit.late
        for carer, rows in zip(self.district.carers, base, strict=True):
            carer.route = []
            if carer.engagement:
                self.load(carer, [visits[i] for i in rows if visits[i] in wanted])
        orphans = sorted((v for v in due if v.carer is None), key=ease)
        return self.insert_all(orphans, len(self.district.carers), 0.0, [])

    def load(self, carer: Carer, stops: Iterable[Visit]) -> None:
        """Give a carer their visits of the base plan; drop from the route until it is feasible."""
        for visit in stops:
            if visit.carer is None and visit.group is carer.group:
                visit.carer = carer
                carer.route.append(visit)
        while carer.route and not retime(carer, 0.0):
            late = (v for v in carer.route if v.start > v.deadline)
            misfit = next(late, carer.route[-1])
            misfit.carer = None
            carer.route.remove(misfit)

    def insert_all(self, visits: Iterable[Visit], staff: int, allowance: float, asked: Sequence[int]) -> list[Visit]:
        """Insert visits in turn; carers after the first `staff` were called in. Returns what fits nowhere."""
        return [v for v in visits if not self.insert(v, staff, allowance, asked)]

    def insert(self, visit: Visit, staff: int, allowance: float, asked: Sequence[int]) -> bool:
        """Put a visit where it costs least: in its group, the groups asked, or with those called in for the group."""
        best, chosen, position = math.inf, None, -1
        own = [c for g in asked for c in self.district.groups[g].carers] if asked else visit.group.carers
        called_in = [c for c in self.district.carers[staff:] if c.group is visit.group]
        for carer in own + called_in:
            if not may_serve(carer, visit, allowance):
                continue
            added, k = cheapest_place(carer, visit, allowance)
            if added < best:
                added += self.strangeness(carer, visit)
                if added < best:
                    best, chosen, position = added, carer, k
        if chosen is None:
            return False
        chosen.route.insert(position, visit)
        visit.carer = chosen
        retime(chosen, allowance)
        return True

    def strangeness(self, carer: Carer, visit: Visit) -> float:
        """Minutes that it counts to send this carer rather than the citizen's own."""
        group, citizen = visit.group, visit.citizen
        cost = 0.0
        if group.continuity_weight > 0.0:
            tie = citizen.bond[carer.row]
            if tie == 0.0:
                tie = group.familiar_tie * carer.familiarity(citizen, self.day, group.familiarity_half_life)
            cost = group.continuity_weight * (1.0 - tie)
        if group.planner_noise > 0.0:
            cost += group.planner_noise * uniform(self.seed, PLANNER_NOISE, visit.row, self.day, carer.row)
        return cost


def ease(visit: Visit) -> float:
    """Sorts the hardest first: shared visits, then high skill, narrow windows and long visits."""
    shared = 1e6 if visit.partner else 0.0
    return 10.0 * (visit.deadline - visit.early) - shared - 1e5 * visit.skill - visit.service


def may_serve(carer: Carer, visit: Visit, allowance: float) -> bool:
    """At work then, qualified, with room in the route, and not the visit's other carer."""
    if not carer.engagement or carer.grade < visit.skill or len(carer.route) >= STOPS - 1:
        return False
    if carer.begins > visit.deadline or latest_end(carer, allowance) < visit.early + visit.service:
        return False
    return visit.partner is None or visit.partner.carer is not carer


def latest_end(carer: Carer, allowance: float) -> float:
    """The minute by which a carer must be back."""
    return carer.ends - carer.meeting + allowance


def retime(carer: Carer, allowance: float) -> bool:
    """Work out when each visit starts and how late it may start; False when the route isn't feasible."""
    feasible = True
    now, place = carer.begins + carer.fixed, carer.model.office
    for visit in carer.route:
        visit.start = max(now + carer.leg(place, visit.citizen.row), visit.early)
        feasible = feasible and visit.start <= visit.deadline
        now, place = visit.start + visit.service, visit.citizen.row
    limit = latest_end(carer, allowance)
    if carer.route and now + carer.leg(place, carer.model.office) > limit:
        feasible = False
    place = carer.model.office
    for visit in reversed(carer.route):
        home = visit.citizen.row
        limit = visit.latest = min(visit.deadline, limit - carer.leg(home, place) - visit.service)
        place = home
    return feasible


def cheapest_place(carer: Carer, visit: Visit, allowance: float) -> tuple[float, int]:
    """Added minutes and position of the best feasible place in a route; infinite when there is none."""
    best, position = math.inf, -1
    home = visit.citizen.row
    now, place = carer.begins + carer.fixed, carer.model.office
    for k, following in enumerate([*carer.route, None]):
        if now > visit.deadline:
            break
        limit = following.latest if following else latest_end(carer, allowance)
        if following is None or limit >= visit.early + visit.service:
            target = following.citizen.row if following else carer.model.office
            there, onward = carer.leg(place, home), carer.leg(home, target)
            begin = max(now + there, visit.early)
            if begin <= visit.deadline and begin + visit.service + onward <= limit:
                added = there + onward
                if carer.route:
                    added -= carer.leg(place, target)
                added += visit.group.waiting_weight * (begin - now - there)
                if added < best:
                    best, position = added, k
        if following:
            now, place = following.start + following.service, following.citizen.row
    return best, position
