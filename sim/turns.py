"""Whose turn it is: a heap of carers by the minute at which each is free, so that nobody looks through all of them.

Minutes only ever rise while a day is driven, so an entry may lag behind: whoever comes first with an old minute is put
back with the new one. Among equals the lower number comes first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernel import kernel
from sim.tables import BoolArray, FloatArray, IntArray, LongArray


class Turns(NamedTuple):
    """A binary heap: `minute[i]` and `carer[i]` of the first `size[0]` entries; `queued[carer]`: whether in it."""

    minute: FloatArray
    carer: IntArray
    size: LongArray
    queued: BoolArray


@kernel
def no_turns(carers: int, most: int) -> Turns:
    """An empty heap for at most so many of the carers."""
    return Turns(np.zeros(most), np.zeros(most, np.int32), np.zeros(1, np.int64), np.zeros(carers, np.bool_))


@kernel
def before(turns: Turns, i: int, j: int) -> bool:
    """Whether entry i comes before entry j."""
    if turns.minute[i] == turns.minute[j]:
        return bool(turns.carer[i] < turns.carer[j])
    return bool(turns.minute[i] < turns.minute[j])


@kernel
def swap(turns: Turns, i: int, j: int) -> None:
    """Let two entries change places."""
    turns.minute[i], turns.minute[j] = turns.minute[j], turns.minute[i]
    turns.carer[i], turns.carer[j] = turns.carer[j], turns.carer[i]


@kernel
def sink(turns: Turns) -> None:
    """Move the first entry down to where it belongs."""
    i = 0
    while True:
        child = 2 * i + 1
        if child >= turns.size[0]:
            return
        if child + 1 < turns.size[0] and before(turns, child + 1, child):
            child += 1
        if not before(turns, child, i):
            return
        swap(turns, i, child)
        i = child


@kernel
def queue(turns: Turns, carer: int, minute: float) -> None:
    """Put a carer in, unless there already."""
    if turns.queued[carer]:
        return
    i = turns.size[0]
    turns.minute[i] = minute
    turns.carer[i] = carer
    turns.queued[carer] = True
    turns.size[0] += 1
    while i > 0 and before(turns, i, (i - 1) // 2):
        swap(turns, i, (i - 1) // 2)
        i = (i - 1) // 2


@kernel
def put_off(turns: Turns, minute: float) -> None:
    """The first entry's minute has risen."""
    turns.minute[0] = minute
    sink(turns)


@kernel
def leave(turns: Turns) -> None:
    """Take the first entry out."""
    turns.queued[turns.carer[0]] = False
    turns.size[0] -= 1
    swap(turns, 0, turns.size[0])
    sink(turns)
