"""A citizen: asks for help, is assessed, gets help, needs more or less of it, falls ill, and one day leaves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import mesa

from agents.rights import Process, Right, Values
from sim.care_plan import draw_care_plan
from sim.clock import DAY, day_of
from sim.health import LATE_START_DAYS, READMISSION_DAYS, length_of_stay
from sim.journal import Case, Ending, Stay, Wait
from sim.luck import Purpose, uniform
from sim.need import start_health

if TYPE_CHECKING:
    from agents.model import HomeCare

WEEK = 7 * DAY
HOME_AGAIN = 360.0
"""Hospitals discharge at 10:00."""


class Citizen(mesa.Agent):  # type: ignore[misc]
    """Row `row` of the citizen table. since: the day on which help began."""

    def __init__(self, model: HomeCare, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.since = 0

    @property
    def episode(self) -> int:
        """Number of the course of help in this home; everything begun in one is void in the next."""
        return int(self.model.world.citizens["episode"][self.row])

    def decide(self, right: Right) -> tuple[Any, Values]:
        """Who decides about this citizen today, and by which values."""
        found: tuple[Any, Values] = self.model.regime(self.row).decide(right, self.row)
        return found

    def leave(self, cause: str) -> None:
        """Help ends; somebody else in the place comes to need help of the same kind, and asks."""
        model = self.model
        personal = bool(model.world.citizens["personal"][self.row])
        model.journal.endings.append(Ending(model.today, self.row, cause, personal, self.since))
        model.dispatch.forget(self.row)
        model.grants.end(self.row)
        start_health(model.world.citizens, self.row, model.scenario.values, model.seed_value, 0.0)
        plan = draw_care_plan(model.scenario.values, model.seed_value, self.row, self.episode, personal)
        model.grants.expect(self.row, plan)
        model.env.process(self.seek_help(self.episode))

    def seek_help(self, episode: int) -> Process:
        """From the first need to the first day of help."""
        model = self.model
        case = self.open_case("referral", model.env.now)
        case.reported = model.env.now
        owner, values = self.decide(Right.ASSESS)
        yield from owner.assess(model, case, values)
        if episode != self.episode:
            return
        model.begin_help(self.row)
        self.settle(case)
        self.since = day_of(model.env.now) + 1
        wait = Wait(self.row, day_of(case.arose), self.since - 1, model.grants.minutes_a_day(self.row))
        model.journal.waits.append(wait)
        self.draw_in_network()
        if self._reabled(episode, 0):
            yield from self.be_reabled()

    def change_noticed(self, minute: float) -> Process:
        """Somebody has noticed that help no longer fits; it is adjusted by whoever may."""
        changed_at = float(self.model.world.citizens["changed_at"][self.row])
        if changed_at > minute:
            return
        case = self.open_case("change", changed_at)
        case.reported = minute
        yield from self._adjusted(case)

    def be_reassessed(self) -> Process:
        """A planned reassessment, which also finds what nobody had noticed."""
        model = self.model
        episode = self.episode
        case = self.open_case("reassessment", model.env.now)
        case.reported = model.env.now
        owner, values = self.decide(Right.ASSESS)
        factor = yield from owner.reassess(model, case, values)
        if episode == self.episode:
            self._count_what_nobody_noticed()
            model.grants.set(self.row, factor)
            self.settle(case)

    def be_admitted(self, cause: str, nights: int | None = None) -> None:
        """To hospital this morning: nobody comes until the citizen is home again. nights: unless luck says how many."""
        model, day = self.model, self.model.today
        again = bool(day - model.world.citizens["discharged"][self.row] < READMISSION_DAYS)
        stay = Stay(self.row, day, cause, again)
        model.journal.stays.append(stay)
        model.grants.suspend(self.row)
        if nights is None:
            nights = length_of_stay(model.scenario.values["stay_days"], model.seed_value, self.row, day)
        model.env.process(self.stay_in_hospital(stay, nights))

    def stay_in_hospital(self, stay: Stay, nights: int) -> Process:
        """Days without help at home, then home again with more need, and a referral if help doesn't fit it."""
        model = self.model
        row = model.world.citizens[self.row]
        episode, day = self.episode, stay.admitted
        yield model.env.timeout((day + nights) * DAY + HOME_AGAIN - model.env.now)
        if episode != self.episode:
            return
        stay.discharged = model.env.now
        row["discharged"], row["late_start"] = day + nights, 0
        row["jump"] *= math.exp(model.scenario.values["discharge_on_need"])
        model.grants.resume(self.row)
        model.need_changed(self.row)
        if row["changed_at"] < math.inf:
            row["noticed"] = 1
            yield from self._come_home(episode)
        if episode == self.episode and self._reabled(episode, day + 1):
            yield from self.be_reabled()

    def _come_home(self, episode: int) -> Process:
        """The hospital refers a changed need: nobody has to notice it."""
        model = self.model
        case = self.open_case("discharge", model.env.now)
        case.reported = model.env.now
        owner, values = self.decide(Right.ASSESS)
        factor = yield from owner.welcome_home(model, case, values)
        if episode == self.episode:
            model.grants.set(self.row, factor)
            self.settle(case)
            model.world.citizens["late_start"][self.row] = case.settled - case.arose > LATE_START_DAYS * DAY

    def be_reabled(self) -> Process:
        """Weeks of training at home, after which need is less; the end is planned, so nobody has to notice it."""
        model, v = self.model, self.model.scenario.values
        episode = self.episode
        row = model.world.citizens[self.row]
        row["training"] = 1.0 + v["reablement_extra"]
        model.need_changed(self.row)
        model.grants.set(self.row, float(row["need"]))
        yield model.env.timeout(v["reablement_weeks"] * WEEK)
        if episode != self.episode:
            return
        row["training"] = 1.0
        self.relieve(v["reablement_on_need"])
        if row["changed_at"] < math.inf and not row["noticed"]:
            row["noticed"] = 1
            case = self.open_case("reablement", model.env.now)
            case.reported = model.env.now
            yield from self._adjusted(case)

    def draw_in_network(self) -> None:
        """Family and neighbours take over some of the need, where the organisation draws them in."""
        model = self.model
        values = model.regime(self.row).values
        key = (model.seed_value, int(Purpose.NETWORK), self.row, self.episode, 0)
        if model.world.citizens["personal"][self.row] and uniform(*key) < values["network_share"]:
            model.group_caring(self.row).owe("casework", values["network_minutes"])
            self.relieve(model.scenario.values["network_on_need"])

    def relieve(self, share: float) -> None:
        """Take a share off the need that is left; it comes back over time."""
        row = self.model.world.citizens[self.row]
        row["relief"] = 1.0 - (1.0 - row["relief"]) * (1.0 - share)
        self.model.need_changed(self.row)

    def _reabled(self, episode: int, occasion: int) -> bool:
        """Whether this start of help, or return from hospital, comes with reablement."""
        model = self.model
        row = model.world.citizens[self.row]
        u = uniform(model.seed_value, int(Purpose.REABLEMENT), self.row, occasion, episode)
        offered = u < model.regime(self.row).values["reablement_share"]
        return bool(row["personal"] and row["training"] == 1.0 and offered)

    def _adjusted(self, case: Case) -> Process:
        """From a reported change to adjusted help."""
        model = self.model
        episode = self.episode
        owner, values = self.decide(Right.ADJUST)
        factor = yield from owner.adjust(model, case, values)
        if episode == self.episode:
            model.grants.set(self.row, factor)
            self.settle(case)

    def _count_what_nobody_noticed(self) -> None:
        """A change that only the reassessment found is a case of its own."""
        row = self.model.world.citizens[self.row]
        if row["changed_at"] < self.model.env.now and not row["noticed"]:
            found = self.open_case("change", float(row["changed_at"]))
            found.reported = self.model.env.now
            self.settle(found)

    def open_case(self, kind: str, arose: float) -> Case:
        """A new entry in the journal of cases."""
        case = Case(kind, self.row, arose)
        self.model.journal.cases.append(case)
        return case

    def settle(self, case: Case) -> None:
        """Help follows from tomorrow on."""
        case.settled = (day_of(self.model.env.now) + 1) * DAY
