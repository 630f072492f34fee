"""The model: one Mesa step is one day, in named phases. It asks the owners of rights and never who they are."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

import mesa
import numpy as np
import simpy

from agents.carer import Carer
from agents.citizen import Citizen
from agents.desk import Desk
from agents.dispatch import Dispatch
from agents.formation import form
from agents.grants import Grants
from agents.group import Group
from agents.organisation import Organisation
from agents.rights import Process
from agents.staffing import posts
from sim.attendance import absent_today, engage, plan_holidays, write_absences
from sim.base_plan import BasePlan, due_lines, repair_day, revise_day
from sim.clock import CYCLE_DAYS, DAY, YEAR_DAYS, ticks
from sim.drive import drive_day
from sim.events import acute_calls, change_needs, daily_rate, ending_episodes
from sim.journal import Case, Journal
from sim.population import populate
from sim.scenario import Scenario
from sim.tables import ASSESSMENT_VISIT, LINES, Activity, DayPlan, Function, IntArray, Presence, World

PHASES = ("wake", "attend", "plan", "work", "office", "close")
"""What happens in a day, in this order."""

REASSESSMENTS_START = 240.0
DUTIES = {
    "visitator": Activity.DUTIES,
    "planner": Activity.PLANNING,
    "leader": Activity.LEADERSHIP,
    "coach": Activity.COACHING,
}


class HomeCare(mesa.Model):  # type: ignore[misc]
    """Home care in one place under one organisation, with one seed; `run()` fills `journal`."""

    def __init__(self, scenario: Scenario, organisation: Organisation, seed: int) -> None:
        super().__init__(rng=seed)
        self.scenario = scenario
        self.organisation = organisation
        self.values: Mapping[str, float] = organisation.values
        self.seed_value = seed
        self.today = 0
        self.env = simpy.Environment()
        self.formation = form(scenario, organisation, populate(scenario, seed), seed)
        self.world: World = self.formation.world
        self.staff = self.formation.staff
        self.grants = Grants(self.world, self.formation, self.values)
        self.dispatch = Dispatch(self)
        self.journal = Journal(len(self.world.lines), len(self.world.carers), scenario.days, self.grants.visits_a_day())
        self.routes = DayPlan.empty(len(self.world.carers), len(self.world.lines))
        self.scratch = DayPlan.empty(len(self.world.carers), len(self.world.lines))
        self.base = BasePlan.empty(len(self.world.carers))
        self.revisions = 0
        self._set_luck(seed)
        self._gather()
        for group in self.groups:
            organisation.allocate.allocate(self, group, group.citizens())
        self.revise_base_plan(self.values["planner_effort"])

    def _set_luck(self, seed: int) -> None:
        """Daily rates of what happens to people, and the year's holidays."""
        v = self.values
        self.holidays = plan_holidays(seed, self.staff, self.scenario.days, v["holiday_weeks"])
        self.need_rate = daily_rate(v["need_changes_per_year"])
        self.acute_rate = daily_rate(v["acute_calls_per_year"])
        self.ending_rates = np.array(
            [daily_rate(v["practical_exits"]), daily_rate(v["mortality"] + v["moves_to_nursing_home"])]
        )
        self.absence_rates = np.array([v["sickness_share"], v["spell_days"], v["other_absence_share"]])
        every = v["reassessments_per_year"]
        self.reassessment_interval = round(YEAR_DAYS / every) if every > 0 else 0

    def _gather(self) -> None:
        """The agents: citizens, carers, groups, and desks for posts that exist."""
        self.citizens = [Citizen(self, i) for i in range(len(self.world.citizens))]
        self.carers = [Carer(self, c) for c in range(self.staff)]
        self.groups = [Group(self, g) for g in range(len(self.world.groups))]
        self.posts = posts(self.scenario, self.organisation, self.staff, len(self.groups))
        hours = self.values["post_hours"]
        self.desks = {
            role: Desk(self, role, n, hours, DUTIES[role].name.lower()) for role, n in self.posts.items() if n > 0
        }

    def run(self) -> Journal:
        """Simulate all days and return the journal."""
        for _ in range(self.scenario.days):
            self.step()
        return self.journal

    def step(self) -> None:
        """One day, phase by phase."""
        for phase in PHASES:
            getattr(self, phase)()
        self.today += 1

    def wake(self) -> None:
        """Needs change, courses of help end, alarms are set off, planned reassessments come up."""
        day, seed, citizens = self.today, self.seed_value, self.world.citizens
        change_needs(citizens, self.need_rate, self.values["need_spread"], day, seed)
        for i in ending_episodes(citizens, self.ending_rates, day, seed):
            self.citizens[i].leave()
        self.calls = acute_calls(citizens, self.acute_rate, day, seed)
        for i in self._due_for_reassessment(day):
            self.start_at(day * DAY + REASSESSMENTS_START, self.citizens[i].be_reassessed())

    def attend(self) -> None:
        """Who is at work: rosters less holidays, sickness and other absence. Somebody makes the phone calls."""
        day, carers, staff = self.today, self.world.carers, self.staff
        spells = carers["sick_until"][:staff].copy()
        absent_today(carers, staff, self.holidays, self.absence_rates, day, self.seed_value)
        engage(carers, self.world.groups, staff, *self._shifts(day), day, False)
        rostered = ~np.isnan(self._shifts(day)[0]) & (carers["presence"][:staff] == Presence.SICK)
        for c in np.flatnonzero(rostered & (carers["sick_until"][:staff] != spells)):
            self.groups[carers["group"][c]].phone_around(day)
        for group in self.groups:
            if any(group.owed.values()):
                group.pay_owed()

    def plan(self) -> None:
        """Base plan of those present, repair by insertion, then cover for what fits nowhere."""
        day = self.today
        extra = self.dispatch.extra_lines(day)
        self.journal.planned[day] = len(due_lines(self.world, day)) + len(extra) + len(self.calls)
        left = repair_day(self.world, self.base, self.routes, day, extra, self.seed_value)
        for group in np.unique(self.world.lines["group"][left]):
            self.groups[group].cover(left[self.world.lines["group"][left] == group], day)

    def work(self) -> None:
        """Routes are driven; what carers notice is reported at its minute."""
        day = self.today
        record = self.journal.blank()
        first = self.journal.n_visits
        visits, shifts, found = drive_day(self.world, self.routes, self.calls, record, day, self.seed_value)
        noticed = record.notices[:found].copy()
        self.journal.wrote(visits, shifts)
        record = self.journal.blank()
        absences = write_absences(
            self.world.carers, self.world.groups, self.staff, *self._shifts(day), day, record.shifts, record.minutes
        )
        self.journal.wrote(shifts=absences)
        self.dispatch.made(first, self.journal.n_visits, day)
        for notice in noticed:
            minute = float(notice["minute"])
            self.start_at(minute, self.citizens[notice["citizen"]].change_noticed(minute))

    def office(self) -> None:
        """All that queues and lasts, minute by minute until the next day begins."""
        self.env.run(until=(self.today + 1) * DAY)

    def close(self) -> None:
        """Posts are paid; every so often the base plan is revised."""
        for desk in self.desks.values():
            desk.close(self.today)
        if (self.today + 1) % int(self.values["revision_days"]) == 0:
            self.revise_base_plan(self.values["planner_upkeep"])

    def revise_base_plan(self, effort: float) -> None:
        """Revise base plans as if everybody rostered were present; `effort` in rounds per visit."""
        carers, today = self.world.carers, self.today
        for bit in range(CYCLE_DAYS):
            engage(carers, self.world.groups, self.staff, *self._shifts(bit), bit, True)
            first = self.revisions << 16
            revise_day(self.world, self.base, self.routes, self.scratch, bit, today, effort, first, self.seed_value)
        self.revisions += 1

    def begin_help(self, citizen: int) -> None:
        """Help starts tomorrow: carers are allocated; the base plan takes the visits in when it is next revised."""
        self.grants.begin(citizen)
        rows = self.world.lines[self.grants.rows(citizen)]
        for group in np.unique(rows["group"][(rows["active"] > 0) & (rows["function"] <= Function.NURSING)]):
            self.organisation.allocate.allocate(self, self.groups[group], [citizen])

    def receive_order(self, case: Case) -> Process:
        """A new or changed order reaches whoever plans: a planner's desk, or some minutes of the group's planning."""
        spent = ticks(self.values["order_receipt_minutes"])
        if self.organisation.plan_day.planned_by == "office":
            yield from self.desks["planner"].receive(spent, "planning")
            return
        self.group_assessing(case.citizen).owe("planning", spent)

    def group_assessing(self, citizen: int) -> Group:
        """The group whose nurses would assess this citizen."""
        return self.groups[int(self.world.lines["group"][citizen * LINES + ASSESSMENT_VISIT])]

    def start_at(self, minute: float, process: Generator[simpy.Event, Any, Any]) -> None:
        """Start a process at its own minute."""

        def later() -> Generator[simpy.Event, Any, Any]:
            yield self.env.timeout(max(minute - self.env.now, 0.0))
            yield from process

        self.env.process(later())

    def _shifts(self, day: int) -> tuple[Any, Any]:
        bit = day % CYCLE_DAYS
        return self.formation.begins[bit], self.formation.ends[bit]

    def _due_for_reassessment(self, day: int) -> IntArray:
        """Citizens whose turn it is today: evenly over the year, on whatever day their number falls."""
        if self.reassessment_interval == 0:
            return np.empty(0, np.int32)
        citizens = self.world.citizens
        numbers = np.arange(len(citizens))
        turn = (day + numbers * self.reassessment_interval // len(citizens)) % self.reassessment_interval == 0
        return np.flatnonzero(turn & (citizens["served"] > 0) & (citizens["personal"] > 0)).astype(np.int32)
