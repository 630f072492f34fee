"""What an address asks of a study: the difference, the plane, the cell, the goals. Empty is the study's own choice."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, fields

LONGEST = 200
"""Characters of a name that an address may ask for."""
MOST_GOALS = 4


@dataclass(frozen=True)
class Asked:
    """measure, option, reference: of the difference, option minus reference; cell: the cell of `flips` whose pairs are
    shown, from 0 (None: all pairs); x, y: parameters of the plane; goals: texts such as `strain-` (`goals.Goal`)."""

    measure: str = ""
    option: str = ""
    cell: int | None = None
    reference: str = ""
    x: str = ""
    y: str = ""
    goals: tuple[str, ...] = ()

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """What an address says; of two goals about one measure the first counts. Raises ValueError: cell no number."""
        names = {key: parameters.get(key, "")[:LONGEST] for key in ("measure", "option", "reference", "x", "y")}
        given = (parameters.get(f"goal{n}", "")[:LONGEST].strip() for n in range(1, MOST_GOALS + 1))
        goals: dict[str, str] = {}
        for goal in filter(None, given):
            goals.setdefault(goal.rstrip("+-"), goal)
        cell = parameters.get("cell", "")[:LONGEST]
        return cls(**names, cell=int(cell) - 1 if cell else None, goals=tuple(goals.values()))

    def query(self) -> dict[str, str]:
        """The same as fields of an address; what is empty is left out."""
        names = {key: getattr(self, key) for key in ("measure", "option", "reference", "x", "y")}
        cell = {} if self.cell is None else {"cell": str(self.cell + 1)}
        goals = {f"goal{n}": goal for n, goal in enumerate(self.goals, 1)}
        return {k: v for k, v in (names | cell | goals).items() if v}

    def without(self, names: Set[str]) -> Asked:
        """The same with these fields left to the study."""
        kept = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in names}
        return Asked(**kept)


NOTHING = Asked()
"""An address that says nothing."""
