"""A carer's post and whoever holds it: gives notice, leaves, and is followed by somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from agents.rights import Process, Right
from sim.clock import DAY, day_of
from sim.journal import Employment
from sim.kinds import Grade

if TYPE_CHECKING:
    from agents.group import Group
    from agents.model import HomeCare


class Carer(mesa.Agent):  # type: ignore[misc]
    """Row `row` of the carer table: a post with a grade, a contract and a roster. searched: days for which somebody was
    looked for before the simulation began; closed: the post is no more."""

    def __init__(self, model: HomeCare, row: int, post: int | None = None) -> None:
        """post: its number for good, where that isn't the row."""
        super().__init__(model)
        self.row = row
        self.post = row if post is None else post
        self.grade = Grade(int(model.world.carers["grade"][row]))
        self.employment = self._employed(round(float(model.workforce.hired[row])))
        self._wanted = False
        self.searched = 0.0
        self.closed = False

    @property
    def group(self) -> Group:
        """The group that the post belongs to."""
        group: Group = self.model.groups[int(self.model.world.carers["group"][self.row])]
        return group

    def give_notice(self, days: float, searched: float = 0.0) -> Process:
        """The holder leaves after so many days of notice; the post is advertised at once, or has been for some days."""
        model = self.model
        self.searched = searched
        model.workforce.leaving[self.row] = True
        holder = self.employment
        model.env.process(self.find_somebody())
        yield model.env.timeout(days * DAY)
        if self.employment is holder and holder.left > model.today and not self.closed:
            self.leave("notice", day_of(model.env.now) + 1)

    def begin_after(self, days: float) -> Process:
        """Somebody has been found already and begins after so many days."""
        yield self.model.env.timeout(days * DAY)
        if self.closed:
            return
        self.begin(day_of(self.model.env.now) + 1)

    def find_somebody(self) -> Process:
        """Whoever owns hiring finds somebody; they begin when the post is empty, on the next day."""
        model = self.model
        if self._wanted:
            return
        self._wanted = True
        owner, values = self.group.regime.decide(Right.RECRUIT, self.row)
        yield from owner.recruit(model, self, values)
        while not self.closed and not model.world.carers["vacant"][self.row]:
            yield model.env.timeout(DAY)
        if self.closed:
            return
        self._wanted = False
        self.searched = 0.0
        self.begin(day_of(model.env.now) + 1)

    def leave(self, cause: str, day: int) -> None:
        """The post is empty from this day on; nobody is anybody's own carer in it any more."""
        model = self.model
        self.employment.left, self.employment.cause = day, cause
        model.world.carers["vacant"][self.row] = 1
        orphans = model.world.bond[:, self.row].nonzero()[0].tolist()
        model.world.bond[:, self.row] = 0.0
        model.world.known[:, self.row] = 0.0
        self.group.allocate([c for c in orphans if model.world.citizens["served"][c]])

    def begin(self, day: int) -> None:
        """Somebody new holds the post: known by nobody, and only accompanying colleagues at first."""
        model = self.model
        row = model.world.carers[self.row]
        row["vacant"] = 0
        row["person"] = model.new_person()
        row["grade"] = int(self.grade)
        row["learning"] = int(self.group.regime.values["onboarding_shifts"])
        row["sick_until"] = 0
        model.workforce.welcome(self.row, day)
        self.employment = self._employed(day)
        self.group.allocate(self.group.without_own_carer())

    def move_to(self, row: int) -> None:
        """The post is another row now, perhaps in another group and for another grade; whoever holds it stays."""
        model = self.model
        self.row = row
        self.grade = Grade(int(model.formation.post_grades[row]))
        self.employment.group = int(model.world.carers["group"][row])

    def _employed(self, day: int) -> Employment:
        model = self.model
        group = int(model.world.carers["group"][self.row])
        contract = float(model.formation.contracts[self.row])
        entry = Employment(self.post, group, int(self.grade), contract, day)
        model.journal.employments.append(entry)
        return entry
