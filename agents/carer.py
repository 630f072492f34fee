"""A carer: a view on one row of the carer table, with the grade and the roster that belong to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.luck import Purpose, uniform
from sim.tables import Grade

if TYPE_CHECKING:
    from agents.model import HomeCare


class Carer(mesa.Agent):  # type: ignore[misc]
    """Row `row` of the carer table. Decides whether to take an extra shift when asked."""

    def __init__(self, model: HomeCare, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.grade = Grade(int(model.world.carers["grade"][row]))

    def accepts_extra_shift(self, day: int) -> bool:
        """Whether this carer, off duty today, says yes; the same answer whoever asks."""
        u = uniform(self.model.seed_value, int(Purpose.EXTRA_SHIFT), self.row, day, 0)
        return bool(u < self.model.values["extra_shift_chance"])
