"""Whom the room follows: citizens chosen by a rule that looks at both worlds alike and at no result."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.model import HomeCare

NAMES = ("Inger", "Svend", "Kirsten")
"""Invented names, given in turn; who gets which means nothing."""
PLACES = (0.5, 0.1, 0.9)
"""Where those offered stand in the order of visits a week, the one in the middle first."""


class Followed(NamedTuple):
    """A citizen of the race: row of the citizen table, course of help, and an invented name."""

    citizen: int
    episode: int
    name: str


def to_follow(models: list[HomeCare]) -> list[Followed]:
    """Three citizens with two or more visits every day who are in the same course of help, at home, in both worlds: in
    the middle, and near either end, of the order of visits a week (mean of both worlds). Without any, everybody who is
    served in both stands in that order; without any of those, everybody."""
    tables = [model.world.citizens for model in models]
    there = np.all([(t["served"] > 0) & (t["away"] == 0) for t in tables], axis=0)
    there &= tables[0]["episode"] == tables[-1]["episode"]
    often = there & np.all([t["heavy"] > 0 for t in tables], axis=0)
    rows = np.flatnonzero(next((some for some in (often, there) if some.any()), np.ones(len(there), bool)))
    visits = np.mean([t["visits_a_week"][rows] for t in tables], axis=0)
    order = rows[np.lexsort((rows, visits))]
    chosen = dict.fromkeys(int(order[int(place * (len(order) - 1))]) for place in PLACES)
    return [Followed(row, int(tables[0]["episode"][row]), NAMES[k]) for k, row in enumerate(chosen)]
