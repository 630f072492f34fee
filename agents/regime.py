"""A regime: one organisation at work among its citizens. Two may stand side by side; one may be replacing another.

Where an organisation replaces another, decisions are made in the new way with the chance that fidelity gives, case by
case and by luck of the case; named values that carers work under lie between the two in the same proportion.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from agents.desk import Desk
from agents.formation import group_record, set_service
from agents.organisation import Organisation
from agents.rights import Right, Values
from agents.staffing import posts
from sim.kinds import Activity
from sim.luck import Purpose, uniform
from sim.parameters import registry
from sim.settlement import MONTH_DAYS, Month
from sim.tables import GROUP_VALUES, IntArray

if TYPE_CHECKING:
    from agents.model import HomeCare

WHOLE = ("transition", "money", "liquidity")
"""Areas of the registry in which the new organisation's values hold from the start: whose money it is, and how the
change itself goes."""
FADED = 3.0
"""A dip has faded to exp(-3), a twentieth, when its learning time is over."""
DUTIES = {"planner": Activity.PLANNING, "leader": Activity.LEADERSHIP, "coach": Activity.COACHING}
"""What the rest of a role's day is for; other roles have general duties."""
ORDER = {right: number for number, right in enumerate(Right)}


@cache
def blends(name: str) -> bool:
    """Whether a named value lies between old and new at partial fidelity: not money, ownership or the change itself."""
    return registry()[name].area not in WHOLE


class Regime(mesa.Agent):  # type: ignore[misc]
    """Who decides what for some citizens and groups, with named values as of today, and the desks beside the carers.

    fidelity: share of decisions made in the new way; 1 where nothing is replaced.
    """

    def __init__(self, model: HomeCare, number: int, organisation: Organisation) -> None:
        super().__init__(model)
        self.number = number
        self.desks: dict[str, Desk] = {}
        self.handed_over = False
        self.become(organisation)

    def become(self, organisation: Organisation) -> None:
        """Work as this organisation from today on, with the citizens and groups that the formation gives it."""
        formation, world = self.model.formation, self.model.world
        self.organisation = organisation
        self.before = organisation.before
        self.citizens: IntArray = np.flatnonzero(formation.regime_of_citizen == self.number).astype(np.int32)
        groups = np.flatnonzero(formation.regime_of_group == self.number).tolist()
        self.groups: list[int] = [g for g in groups if g not in formation.closed]
        first, last = world.groups["first"][self.groups], world.groups["last"][self.groups]
        self.posts: list[int] = [int(c) for a, b in zip(first, last, strict=True) for c in range(a, b)]
        self.fidelity = self._fidelity_on(self.model.today)
        self.values: Mapping[str, float] = self._blended()
        self._set_desks()
        self._write_values()

    @property
    def changing(self) -> bool:
        """Whether this regime replaces another during the run."""
        dated = self.organisation.ramp is not None
        return self.before is not None and not dated and self.organisation.values["transition"] >= 0.5

    def decide(self, right: Right, entity: int) -> tuple[Any, Values]:
        """Who decides today about this citizen (or group, or post), and by which values."""
        if self.before is None or self.fidelity >= 1.0:
            return self.organisation.owners[right], self.organisation.values
        key = (self.model.seed_value, int(Purpose.FIDELITY), entity, self.model.today, ORDER[right])
        chosen = self.organisation if uniform(*key) < self.fidelity else self.before
        return chosen.owners[right], chosen.values

    def adopted(self, citizen: int) -> bool:
        """Whether this citizen's carers are already allocated in the new way: the same citizens first, then more."""
        return self._adoption(citizen) < self.fidelity

    def _adoption(self, citizen: int) -> float:
        """The fidelity at which this citizen's carers begin to be allocated in the new way."""
        return float(uniform(self.model.seed_value, int(Purpose.FIDELITY), citizen, 0, len(ORDER)))

    def switched(self, before: float) -> set[int]:
        """Citizens whose carers are allocated in another way than when fidelity was `before`."""
        low, high = sorted((before, self.fidelity))
        return {int(c) for c in self.citizens if low <= self._adoption(int(c)) < high}

    def settle_month(self, month: Month) -> int:
        """What the payer pays for a month, in oere: by the new rule and the old in proportion."""
        new = self.organisation.settle.settle(month, self.organisation.values)
        if self.before is None or self.fidelity >= 1.0:
            return new
        old = self.before.settle.settle(month, self.before.values)
        return round(self.fidelity * new + (1 - self.fidelity) * old)

    @property
    def autonomy(self) -> float:
        """Share of the rights that make a group autonomous which it holds today."""
        new = self.organisation.autonomy()
        return new if self.before is None else self.fidelity * new + (1 - self.fidelity) * self.before.autonomy()

    def support(self) -> float:
        """Minutes a week of leaders and coaches for each post of a carer."""
        paid = sum(self.desks[role].paid for role in ("leader", "coach"))
        return 5 * paid / max(len(self.posts), 1)

    def coaches_per_group(self) -> float:
        """Posts of coaches for each group."""
        minutes = self.desks["coach"].paid * 5 / 60 / self.values["post_hours"]
        return float(minutes) / max(len(self.groups), 1)

    def citizens_served(self) -> int:
        """Citizens in help today."""
        return int(self.model.world.citizens["served"][self.citizens].sum())

    def carers_employed(self) -> int:
        """Posts that somebody holds today."""
        return int((self.model.world.carers["vacant"][self.posts] == 0).sum())

    def hired_in(self, first_day: int, last_day: int) -> int:
        """People who began in these days, the last one included."""
        rows = self.model.journal.employments
        mine = set(self.groups)
        return sum(first_day <= e.hired <= last_day and e.group in mine for e in rows)

    def dip(self, day: int) -> float:
        """Extra minutes per visit because the way of working is new."""
        since = day - self.organisation.since
        if not self.changing or self.handed_over or since < 0:
            return 0.0
        v = self.organisation.values
        dip = v["dip_minutes"] * (1.0 - v["buddy_team"] * v["buddy_on_dip"])
        return dip * math.exp(-FADED * since / self._learning_days())

    def _learning_days(self) -> float:
        """How long it takes to learn the new way of working."""
        v = self.organisation.values
        return v["learning_months"] * MONTH_DAYS * (1.0 - v["learning_circles"] * v["circles_on_learning"])

    def training_on(self, day: int) -> float:
        """Minutes of training that begin for every carer on a day of a change: at first courses and time with an
        experienced team, then learning circles every month while the change is being learned."""
        since = day - self.organisation.since
        if not self.changing or self.handed_over or since < 0:
            return 0.0
        v = self.organisation.values
        minutes = 60 * (v["training_hours"] + v["buddy_team"] * v["buddy_hours"]) if since == 0 else 0.0
        if since % round(MONTH_DAYS) == 0 and since < self._learning_days():
            minutes += v["learning_circles"] * v["circle_minutes"]
        return minutes

    def move_on(self, day: int) -> bool:
        """Let fidelity follow its course; returns whether anything changed."""
        fidelity = self._fidelity_on(day)
        if fidelity == self.fidelity:
            return False
        self.fidelity = fidelity
        self.values = self._blended()
        self._set_desks()
        self._write_values()
        return True

    def _fidelity_on(self, day: int) -> float:
        if self.before is None:
            return 1.0
        v = self.organisation.values
        if self.handed_over:
            return 0.0
        if self.organisation.ramp is not None:
            first, full = self.organisation.ramp
            return min(max((day - first) / (full - first), 0.0), 1.0)
        if not self.changing:
            return v["fidelity"]
        since = day - self.organisation.since
        whole = v["transition_months"] * MONTH_DAYS
        progress = float(since >= 0) if whole == 0 else min(max(since / whole, 0.0), 1.0)
        return v["fidelity"] * progress

    def _blended(self) -> Mapping[str, float]:
        new = self.organisation.values
        if self.before is None or self.fidelity >= 1.0:
            return new
        old = self.before.values
        return {
            name: old[name] + self.fidelity * (new[name] - old[name]) if blends(name) else new[name] for name in new
        }

    def most_posts(self, role: str) -> float:
        """Posts of a role when all of the new way is adopted, or none: whichever is more."""
        size = (len(self.citizens), len(self.posts), len(self.groups))
        both = [posts(o, *size)[role] for o in (self.organisation, self.before) if o is not None]
        return max(both)

    def posts_now(self) -> dict[str, float]:
        """Full-time posts beside the carers by role, new and old in proportion."""
        size = (len(self.citizens), len(self.posts), len(self.groups))
        new = posts(self.organisation, *size)
        if self.before is None:
            return new
        old = posts(self.before, *size)
        return {role: old[role] + self.fidelity * (new[role] - old[role]) for role in new}

    def _set_desks(self) -> None:
        """Desks of this provider; visitators belong to the municipality and are the model's."""
        for role, n in self.posts_now().items():
            if role == "visitator":
                continue
            if role in self.desks:
                self.desks[role].staff(n, self.most_posts(role))
                continue
            duty = DUTIES.get(role, Activity.DUTIES).name.lower()
            hours = self.values["post_hours"]
            self.desks[role] = Desk(self.model, role, n, hours, duty, self.number, self.most_posts(role))

    def _write_values(self) -> None:
        """Put today's values where kernels read them."""
        record = group_record(self.organisation.values, self.organisation)
        if self.before is not None and self.fidelity < 1.0:
            old = group_record(self.before.values, self.before)
            for name in GROUP_VALUES:
                record[name] = old[name] + self.fidelity * (record[name] - old[name])
        for g in self.groups:
            for name in GROUP_VALUES:
                self.model.world.groups[name][g] = record[name][0]
        lines = np.isin(self.model.world.lines["citizen"], self.citizens)
        set_service(self.model.world, self.values, lines)
