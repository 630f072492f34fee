"""The model: one Mesa step is one day, in named phases. It asks the owners of rights and never who they are."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any

import mesa
import numpy as np
import simpy

from agents.carer import Carer
from agents.citizen import Citizen
from agents.desk import Desk
from agents.dispatch import Dispatch
from agents.fate import Fate
from agents.formation import form, regimes_of
from agents.grants import Grants
from agents.group import Group
from agents.organisation import Organisation
from agents.provider import Provider
from agents.regime import Regime
from agents.reorganise import reorganise
from agents.rights import Process, Right
from agents.workforce import Workforce
from sim.attendance import absent_today, call_in_sick, engage, ill_at_the_start, plan_holidays, write_absences
from sim.base_plan import BasePlan, due_lines, repair_day, revise_day
from sim.clock import CYCLE_DAYS, DAY, YEAR_DAYS, ticks
from sim.drive import drive_day
from sim.journal import MUNICIPAL, Case, Event, Journal
from sim.kinds import Activity, Function, Presence
from sim.luck import Purpose, two_uniforms, uniform
from sim.population import populate
from sim.scenario import Scenario
from sim.tables import ASSESSMENT_VISIT, LINES, DayPlan, IntArray, World

PHASES = ("wake", "attend", "plan", "work", "office", "close")
"""What happens in a day, in this order."""

REASSESSMENTS_START = 240.0


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
        self._people = self._posts = len(self.world.carers)
        self.regimes = [Regime(self, n, o) for n, o in enumerate(regimes_of(organisation))]
        self.grants = Grants(self.world, self.formation, self._margins(), self._values_of)
        self.dispatch = Dispatch(self)
        self.values_since: dict[int, Mapping[int, Mapping[str, float]]] = {}
        self._keep_values()
        self.journal = Journal(len(self.world.lines), len(self.world.carers), scenario.days, self.grants.visits_a_day())
        self.routes = DayPlan.empty(len(self.world.carers), len(self.world.lines))
        self.scratch = DayPlan.empty(len(self.world.carers), len(self.world.lines))
        self.base = BasePlan.empty(len(self.world.carers))
        self.revisions = 0
        self._set_luck(seed)
        self._gather()
        for group in self.groups:
            group.allocate(group.citizens())
        self._start_in_balance()
        self.revise_base_plan(self.values["planner_effort"])

    def _set_luck(self, seed: int) -> None:
        """Daily rates of what happens to people, and holidays."""
        v = self.scenario.values
        self.holidays = plan_holidays(seed, self.staff, self.scenario.days, v["holiday_weeks"])
        self.fate = Fate(self)
        self.absence_rates = np.array([v["sickness_share"], v["spell_days"], v["other_absence_share"], 1.0])
        self._set_turns()

    def _set_turns(self) -> None:
        """How often whose reassessment comes up, and on which days."""
        every = np.array([r.values["reassessments_per_year"] for r in self.regimes])
        interval = np.where(every > 0, np.rint(YEAR_DAYS / np.maximum(every, 1e-9)), 0).astype(np.int64)
        self._intervals = interval[self.formation.regime_of_citizen]
        self._turns = np.arange(len(self._intervals)) * self._intervals // len(self._intervals)

    def _margins(self) -> list[float]:
        """Room in each group's frame."""
        return [
            self.regimes[r].organisation.values["frame_margin"] if g not in self.formation.closed else 0.0
            for g, r in enumerate(self.formation.regime_of_group)
        ]

    def _gather(self) -> None:
        """The agents: citizens, carers, groups, providers, and the municipality's desk of visitators."""
        self.workforce = Workforce(self)
        self.citizens = [Citizen(self, i) for i in range(len(self.world.citizens))]
        self.groups = [Group(self, g) for g in range(len(self.world.groups))]
        self.carers = [Carer(self, c) for c in range(self.staff)]
        duties = Activity.DUTIES.name.lower()
        hours = self.values["post_hours"]
        self.visitators = Desk(self, "visitator", self._visitators(), hours, duties, MUNICIPAL, self._most_visitators())
        self.providers = [Provider(self, regime) for regime in self.regimes]

    def _most_visitators(self) -> float:
        return sum(regime.most_posts("visitator") for regime in self.regimes)

    def _visitators(self) -> float:
        return sum(regime.posts_now()["visitator"] for regime in self.regimes)

    def _start_in_balance(self) -> None:
        """As many posts are vacant, and people under notice or ill, as in a staff in balance."""
        v = self.scenario.values
        notice = v["leaving_notice"]
        for carer in self.carers:
            month = v["time_to_hire"] * YEAR_DAYS / 12
            attempts = 1.0 / (1.0 - v[f"failed_recruitment_{carer.grade.name.lower()}"])
            gap = max(month * (v["advert_share"] * attempts + 1 - v["advert_share"]) - notice, 0.0)
            away, going = v["exit_rate"] * gap / YEAR_DAYS, v["exit_rate"] * notice / YEAR_DAYS
            u, rest = two_uniforms(self.seed_value, int(Purpose.TENURE), carer.row, 0, 1)
            if u < away / (1.0 + away):
                carer.leave("start", 0)
                self.env.process(carer.begin_after(-math.log(1.0 - rest) * gap))
            elif u < (away + going) / (1.0 + away):
                self.env.process(carer.give_notice(rest * notice, (1.0 - rest) * notice))
        ill_at_the_start(self.world.carers, self.staff, v["sickness_share"], v["spell_days"], self.seed_value)

    def regime(self, citizen: int) -> Regime:
        """The regime that a citizen lives under."""
        return self.regimes[int(self.formation.regime_of_citizen[citizen])]

    def _values_of(self, citizen: int) -> Mapping[str, float]:
        return self.regime(citizen).values

    def new_person(self) -> int:
        """A number for somebody who hasn't worked here before."""
        self._people += 1
        return self._people - 1

    def new_post(self) -> int:
        """A number for a post that wasn't there before."""
        self._posts += 1
        return self._posts - 1

    def run(self) -> Journal:
        """Simulate all days and return the journal."""
        for _ in range(self.scenario.days):
            self.step()
        return self.journal

    def step(self) -> None:
        """One day, phase by phase; before the first, whatever becomes another organisation today does so."""
        for later in self.organisation.later:
            if later.day == self.today:
                reorganise(self, later.organisation)
        for phase in PHASES:
            getattr(self, phase)()
        self.today += 1

    def adopt(self, organisation: Organisation) -> None:
        """Rights and values of another organisation hold from today on, in the groups that the formation has now."""
        self.grants.work_in(self.world, self.formation, [0.0] * len(self.world.groups))
        for number, other in enumerate(regimes_of(organisation)):
            if number < len(self.regimes):
                self.regimes[number].become(other)
                continue
            self.regimes.append(Regime(self, number, other))
            self.providers.append(Provider(self, self.regimes[number]))
        self.grants.work_in(self.world, self.formation, self._margins())
        self._keep_values()
        self.visitators.staff(self._visitators(), self._most_visitators())
        self._set_turns()

    def switch(self, organisation: Organisation) -> None:
        """Become another organisation between two days, as if it had been planned for today."""
        reorganise(self, organisation)

    def go_on_with(self, scenario: Scenario, organisation: Organisation) -> None:
        """Between two days: what hits the place, and what the organisation becomes, is this from today on.

        The run is then, to the last bit, the one that these two would have given from the start. Raises ValueError when
        they differ from what has been until today.
        """
        if scenario.until(self.today) != self.scenario.until(self.today):
            raise ValueError("the scenario differs in something that has been already")
        been = [later for later in self.organisation.later if later.day < self.today]
        if [later for later in organisation.later if later.day < self.today] != been:
            raise ValueError("the organisation differs in something that has been already")
        self.scenario = scenario
        self.organisation = replace(self.organisation, later=organisation.later)

    def _keep_values(self) -> None:
        """Remember which named values hold from today on, for the books."""
        self.values_since[self.today] = {regime.number: regime.organisation.values for regime in self.regimes}

    def wake(self) -> None:
        """Needs change, courses of help end, people fall or go to hospital, alarms go, reassessments come up."""
        self._wrote = (self.journal.n_visits, self.journal.n_shifts)
        self.calls = self.fate.befall(self.today)
        for due in self._due_for_reassessment(self.today):
            self.start_at(self.today * DAY + REASSESSMENTS_START, self.citizens[due].be_reassessed())

    def attend(self) -> None:
        """Who is at work: rosters less vacancies, holidays, sickness and other absence. Phone calls, training."""
        day, carers, staff = self.today, self.world.carers, self.staff
        for post in self.workforce.leavers(day):
            self.env.process(self.carers[post].give_notice(self.scenario.values["leaving_notice"]))
        spells = carers["sick_until"][:staff].copy()
        self.absence_rates[3] = self.scenario.shock("sickness", day)
        absent_today(carers, staff, self.holidays, self.absence_rates, day, self.seed_value)
        rostered = ~np.isnan(self._shifts(day)[0])
        struck = self.scenario.struck("sick_calls", day)
        if struck:
            call_in_sick(carers, rostered, struck, self.scenario.values["spell_days"], day, self.seed_value)
        engage(carers, self.world.groups, staff, *self._shifts(day), day, False)
        sick = rostered & (carers["presence"][:staff] == Presence.SICK)
        for c in np.flatnonzero(sick & (carers["sick_until"][:staff] != spells)):
            self.groups[carers["group"][c]].phone_around(day)
        self._train(day)
        for group in self.groups:
            if any(group.owed.values()):
                group.pay_owed()

    def _train(self, day: int) -> None:
        """Where a change begins today, everybody has hours of training to do; some are done each day."""
        left = self.workforce.training_left
        for regime in self.regimes:
            if regime.changing and day == regime.organisation.since:
                self.journal.events.append(Event(day, regime.number, "change"))
            left[regime.posts] += regime.training_on(day)
        if left.any():
            for group in self.groups:
                group.train(left)

    def plan(self) -> None:
        """Base plan of those present, repair by insertion, then cover for what fits nowhere."""
        day = self.today
        extra = self.dispatch.extra_lines(day)
        self.journal.planned[day] = len(due_lines(self.world, day)) + len(extra) + len(self.calls)
        left = repair_day(self.world, self.base, self.routes, day, extra, self.seed_value)
        if len(left) == 0:
            return
        group = self.world.lines["group"][left]
        order = np.argsort(group, kind="stable")
        numbers, starts = np.unique(group[order], return_index=True)
        for number, lines in zip(numbers.tolist(), np.split(left[order], starts[1:]), strict=True):
            self.groups[number].cover(lines, day)

    def work(self) -> None:
        """Routes are driven; what carers notice is reported at its minute; the acute round takes calls left over."""
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
        self.fate.answered(*self.dispatch.send_round(first, day))
        for notice in noticed:
            minute = float(notice["minute"])
            self.start_at(minute, self.citizens[notice["citizen"]].change_noticed(minute))

    def office(self) -> None:
        """All that queues and lasts, minute by minute until the next day begins."""
        self.env.run(until=(self.today + 1) * DAY)

    def close(self) -> None:
        """Memories and strain take the day in, posts are paid, months are settled; base plans are revised at times."""
        day, journal = self.today, self.journal
        visits = journal.visits[self._wrote[0] :]
        self.fate.remember(visits, day)
        self.workforce.close(visits, journal.shifts[self._wrote[1] :], journal.minutes[self._wrote[1] :], day)
        self.visitators.close(day)
        for regime in self.regimes:
            for desk in regime.desks.values():
                desk.close(day)
        for provider in self.providers:
            provider.close(day)
        for regime in self.regimes:
            self._move_on(regime)
        if (day + 1) % int(self.values["revision_days"]) == 0:
            self.revise_base_plan(self.values["planner_upkeep"])

    def _move_on(self, regime: Regime) -> None:
        """A regime that replaces another goes on its way: posts and allocations follow."""
        before = regime.fidelity
        if regime.before is not None and regime.move_on(self.today + 1):
            switched = regime.switched(before)
            self.visitators.staff(self._visitators())
            for g in regime.groups:
                self.groups[g].allocate([c for c in self.groups[g].citizens() if c in switched])

    def hand_over(self, regime: Regime) -> None:
        """The municipality takes over citizens and some of the carers; what it did before is done again."""
        regime.handed_over = True
        keeps = self.scenario.values["staff_kept_share"]
        for c in regime.posts:
            kept = uniform(self.seed_value, int(Purpose.HANDOVER), c, 0, 0) < keeps
            if not kept and not self.world.carers["vacant"][c]:
                self.carers[c].leave("handover", self.today + 1)
                self.env.process(self.carers[c].find_somebody())

    def revise_base_plan(self, effort: float) -> None:
        """Revise base plans as if everybody employed and rostered were present; `effort` in rounds per visit."""
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
            self.groups[group].allocate([citizen])

    def need_changed(self, citizen: int) -> None:
        """Work out a citizen's need now."""
        self.fate.need_changed(citizen, float(self.env.now))

    def receive_order(self, case: Case) -> Process:
        """A new or changed order reaches whoever plans: a planner's desk, or some minutes of the group's planning."""
        regime = self.regime(case.citizen)
        owner, values = regime.decide(Right.PLAN_DAY, case.citizen)
        spent = ticks(values["order_receipt_minutes"])
        if owner.planned_by == "office":
            yield from regime.desks["planner"].receive(spent, "planning")
            return
        self.group_assessing(case.citizen).owe("planning", spent)

    def group_assessing(self, citizen: int) -> Group:
        """The group whose nurses would assess this citizen."""
        return self.groups[int(self.world.lines["group"][citizen * LINES + ASSESSMENT_VISIT])]

    def group_caring(self, citizen: int) -> Group:
        """The group that brings this citizen personal care by day."""
        return self.groups[int(self.world.lines["group"][citizen * LINES])]

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
        citizens = self.world.citizens
        planned = self._intervals > 0
        turn = np.flatnonzero(planned & ((day + self._turns) % np.maximum(self._intervals, 1) == 0))
        due = (citizens["served"][turn] > 0) & (citizens["personal"][turn] > 0) & (citizens["away"][turn] == 0)
        chosen: IntArray = turn[due].astype(np.int32)
        return chosen
