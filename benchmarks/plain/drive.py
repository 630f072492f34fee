"""The day on the road, plainly: a SimPy process for each carer and for each acute call.

A carer who is free sets out: luck decides there and then how long the journey and the help take, and the process
sleeps until the carer is free again. What touches two carers (a shared visit, an acute call, a colleague's phone call)
is decided at that moment too, as in the kernels. One event a visit is as quick as SimPy can be here.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable
from typing import NamedTuple

import simpy

from benchmarks.plain.people import Carer, Citizen, District, Visit
from sim import clock
from sim.clock import DAY, NIGHT_SHIFT
from sim.kinds import Activity, Engagement, Function, Status
from sim.luck import Purpose, lognormal_factor, uniform
from sim.tables import ACUTE_VISIT, LINES, NIGHT_VISITS

TRAVEL_TIME, CARE_TIME = int(Purpose.TRAVEL_TIME), int(Purpose.CARE_TIME)
NOTICE, CONTACT, MICRO = int(Purpose.NOTICE), int(Purpose.CONTACT), int(Purpose.MICRO_ASSESSMENT)
OUTWARD, HOMEWARD = 0, 1
CONFERRING = (Function.PERSONAL, Function.NURSING)
ticks = clock.ticks.py_func  # type: ignore[attr-defined]
"""The model's rounding, uncompiled: a call into compiled code would take longer than the sum."""

Process = Generator[simpy.Event, None, None]
CALLS_FIRST = -1
AFTER_SIMPY = 3
AT_ONCE = 1e6


class Turn(simpy.Event):
    """Somebody's next move. At the same minute `rank` decides, but who should have moved before comes first."""

    def come(self, minute: float, rank: int) -> None:
        """Happen at this minute, or now if that is past (a carer who waited in vain went on long ago)."""
        self._ok, self._value = True, None
        now = self.env.now
        priority = AFTER_SIMPY + rank + AT_ONCE * min(minute - now, 0.0)
        self.env.schedule(self, priority, max(minute - now, 0.0))  # type: ignore[arg-type]


class MadeVisit(NamedTuple):
    """A visit as the journal wants it."""

    visit: Visit
    carer: Carer | None
    status: Status
    joined: bool
    start: float
    care: float
    needed: float
    familiarity: float


class Notice(NamedTuple):
    """A changed need that a carer noticed."""

    citizen: Citizen
    carer: Carer
    minute: float


class DrivenDay:
    """One day on the road; `visits` and `notices` fill up as it goes on, the rest stands with the carers."""

    def __init__(self, district: District, day: int, seed: int) -> None:
        self.district = district
        self.day = day
        self.seed = seed
        self.env = simpy.Environment()
        self.visits: list[MadeVisit] = []
        self.notices: list[Notice] = []

    def run(self, calls: Iterable[tuple[Citizen, float]]) -> None:
        """Everybody sets out. When only carers who wait for each other are left, the longest waiting goes on alone."""
        at_work = self.district.at_work()
        for carer in at_work:
            self.set_out(carer)
        for citizen, minute in calls:
            self.env.process(self.acute_call(citizen, minute))
        self.env.run()
        while waiting := [c for c in at_work if c.waits_since is not None]:
            first = min(waiting, key=lambda c: c.waits_since or 0.0)
            patience = (first.waits_since or 0.0) + first.route[first.stop].group.partner_wait
            self.start_waiting_visit(first, max(patience, first.free))
            self.env.run()
        for carer in at_work:
            self.come_home(carer)

    def set_out(self, carer: Carer) -> None:
        """The shift's fixed minutes are booked, and the carer's day begins."""
        carer.leave_office()
        carer.minutes[Activity.BRIEFING] = carer.briefing
        carer.minutes[Activity.PLANNING] = carer.planning
        carer.minutes[Activity.ASSESSMENT] = carer.casework
        carer.minutes[Activity.SUPERVISION] = carer.supervision
        carer.minutes[Activity.TRAINING] = carer.training
        carer.minutes[Activity.RECRUITMENT] = carer.recruitment
        carer.process = self.env.process(self.work(carer))

    def work(self, carer: Carer) -> Process:
        """A carer's day: wait until free, go to the next visit and make it, until no visit is left."""
        while carer.stop < len(carer.route):
            carer.turn = Turn(self.env)
            carer.turn.come(carer.free, carer.row)
            yield carer.turn
            if carer.free > self.env.now:
                continue  # a colleague's phone call came in between
            if not self.visit_next(carer):
                carer.turn = Turn(self.env)
                yield carer.turn

    def visit_next(self, carer: Carer) -> bool:
        """Travel to the next stop and make the visit; False when the carer has to wait for a partner at the door."""
        visit = carer.route[carer.stop]
        joined = carer.place == visit.citizen.row
        self.travel(carer, visit.citizen.row, visit, OUTWARD)
        begin = max(carer.free, visit.early)
        partner = visit.partner.carer if visit.partner else None
        if partner and partner.waits_since is not None and partner.route[partner.stop] is visit.partner:
            begin = max(begin, partner.waits_since)
            patience = partner.waits_since + visit.group.partner_wait
            self.start_waiting_visit(partner, max(min(begin, patience), partner.free))
            begin = max(begin, carer.free)  # the partner may have phoned
        elif partner and visit.partner in partner.route[partner.stop :]:
            carer.waits_since = begin
            return False
        self.make_visit(carer, begin, joined)
        return True

    def start_waiting_visit(self, carer: Carer, begin: float) -> None:
        """A carer who waits at the door starts, with the partner or without, and is free after that."""
        carer.waits_since = None
        self.make_visit(carer, begin, joined=False)
        carer.turn.come(carer.free, carer.row)

    def travel(self, carer: Carer, target: int, visit: Visit, way: int) -> None:
        """Go somewhere, in today's traffic."""
        spread = carer.group.travel_spread
        factor = lognormal_factor(spread, self.seed, TRAVEL_TIME, visit.row, self.day, way)
        spent = ticks(carer.leg(carer.place, target) * factor)
        carer.minutes[Activity.TRAVEL] += spent
        carer.km += self.district.distance[carer.place][target]
        carer.place = target
        carer.free += spent

    def make_visit(self, carer: Carer, begin: float, joined: bool) -> None:
        """Wait for the agreed time, find one's way, help, write; perhaps phone a colleague, perhaps notice a change."""
        visit, group = carer.route[carer.stop], carer.group
        citizen = visit.citizen
        known = carer.familiarity(citizen, self.day, group.familiarity_half_life)
        orientation = ticks(carer.slow + (0.0 if joined else group.orientation_minutes * (1.0 - known)))
        factor = lognormal_factor(group.care_spread, self.seed, CARE_TIME, visit.row, self.day, 0)
        care = ticks(visit.granted * factor)
        share = group.micro_assessment
        looks = share > 0.0 and uniform(self.seed, MICRO, visit.row, self.day, 0) < share
        documentation = ticks(group.documentation_minutes + (group.micro_assessment_minutes if looks else 0.0))
        registration = ticks(group.registration_minutes)
        assessing = visit.function == Function.ASSESSMENT
        carer.minutes[Activity.WAITING] += begin - carer.free
        carer.minutes[Activity.ORIENTATION] += orientation
        carer.minutes[Activity.ASSESSMENT if assessing else Activity.CARE] += care
        carer.minutes[Activity.DOCUMENTATION] += documentation
        carer.minutes[Activity.REGISTRATION] += registration
        carer.free = begin + orientation + care + documentation + registration
        carer.stop += 1
        citizen.known[carer.row] = known + group.familiarity_gain * (1.0 - known)
        citizen.known_day[carer.row] = self.day
        status = Status.LATE if begin > visit.late + group.late_tolerance else Status.DONE
        given = 0.0 if assessing else care
        self.visits.append(MadeVisit(visit, carer, status, joined, begin, given, needed(visit), known))
        self.confer(carer, visit)
        self.notice(carer, visit, begin, known, looks)

    def confer(self, carer: Carer, visit: Visit) -> None:
        """Nurses and home helpers of different groups at one citizen talk now and then; it takes the time of both."""
        citizen, group = visit.citizen, carer.group
        if (
            visit.row % LINES >= NIGHT_VISITS[0]
            or citizen.groups < 2
            or group.contacts_per_week == 0.0
            or visit.function not in CONFERRING
        ):
            return
        chance = group.contacts_per_week / max(citizen.visits_a_week, 1.0)
        if uniform(self.seed, CONTACT, visit.row, self.day, 0) >= chance:
            return
        by_day = [v for v in citizen.visits if v.row % LINES < NIGHT_VISITS[0]]
        others = [v.group for v in by_day if v.active and v.function in CONFERRING and v.group is not group]
        colleagues = [c for other in others for c in other.carers if c.engagement]
        called = max(colleagues, key=lambda c: citizen.known[c.row], default=None)
        for person in (carer, called):
            if person is not None:
                person.free += ticks(group.contact_minutes)
                person.minutes[Activity.COORDINATION] += ticks(group.contact_minutes)

    def notice(self, carer: Carer, visit: Visit, begin: float, known: float, looks: bool) -> None:
        """A carer may notice that help no longer fits the need; who knows the citizen, or looks, does so sooner."""
        citizen, group = visit.citizen, carer.group
        minute = self.day * DAY + begin
        if citizen.noticed or citizen.changed_at > minute:
            return
        chance = group.notice_chance * (1.0 + group.familiarity_on_notice * (2.0 * known - 1.0))
        if looks:
            chance *= 1.0 + group.micro_assessment_on_notice
        if uniform(self.seed, NOTICE, visit.row, self.day, 0) >= chance:
            return
        citizen.noticed = 1
        carer.minutes[Activity.CHANGE] += ticks(group.change_minutes)
        carer.free += ticks(group.change_minutes)
        self.notices.append(Notice(citizen, carer, minute))

    def acute_call(self, citizen: Citizen, minute: float) -> Process:
        """An alarm: whoever can be there first goes next, or nobody."""
        turn = Turn(self.env)
        turn.come(minute, CALLS_FIRST)
        yield turn
        visit = citizen.visits[ACUTE_VISIT]
        called = citizen.visits[NIGHT_VISITS[0]].group if minute >= NIGHT_SHIFT else visit.group
        able = [c for c in self.district.carers if c.group is called and may_answer(c, visit, minute)]
        carer = min(able, key=lambda c: max(c.free, minute) + c.leg(c.place, citizen.row), default=None)
        if carer is None:
            self.visits.append(MadeVisit(visit, None, Status.MISSED, False, math.nan, 0.0, needed(visit), 0.0))
            return
        if carer.free < minute:
            carer.minutes[Activity.WAITING] += minute - carer.free
            carer.free = minute
        visit.carer = carer
        carer.route.insert(carer.stop, visit)
        if not carer.process.is_alive:
            carer.process = self.env.process(self.work(carer))

    def come_home(self, carer: Carer) -> None:
        """Back to the office and to the meeting; what is left of the shift is unfilled."""
        if carer.route:
            self.travel(carer, self.district.office, carer.route[-1], HOMEWARD)
        carer.free += carer.meeting
        carer.minutes[Activity.MEETING] += carer.meeting
        if carer.engagement == Engagement.FLOAT:
            carer.ends = max(carer.free, carer.begins + ticks(carer.group.float_least_minutes))
        carer.minutes[Activity.UNFILLED] += max(0.0, carer.ends - carer.free)


def may_answer(carer: Carer, visit: Visit, minute: float) -> bool:
    """At work, free soon enough today, qualified, and not held up at a door."""
    if not carer.engagement or carer.grade < visit.skill:
        return False
    soon_free = carer.free <= minute + carer.group.acute_wait
    return minute <= carer.ends and soon_free and carer.waits_since is None


def needed(visit: Visit) -> float:
    """What the citizen needs of this visit today."""
    if visit.function == Function.PERSONAL:
        need: float = ticks(visit.minutes * visit.citizen.need)
        return need
    return visit.granted
