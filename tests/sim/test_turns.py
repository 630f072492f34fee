"""Whose turn it is: the heap gives the same carer as looking through all of them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.turns import leave, no_turns, put_off, queue

pytestmark = pytest.mark.unit


def test_carers_come_by_minute_and_then_by_number() -> None:
    minutes = [3.0, 1.0, 2.0, 1.0, 5.0, 2.0]
    turns = no_turns(len(minutes), len(minutes))
    for carer, minute in enumerate(minutes):
        queue(turns, carer, minute)
    order = []
    while turns.size[0] > 0:
        order.append(int(turns.carer[0]))
        leave(turns)
    assert order == sorted(range(len(minutes)), key=lambda c: (minutes[c], c))


def test_whoever_is_put_off_comes_at_the_new_minute() -> None:
    """Hundreds of moves, each of which makes the first carer free later: always the least minute, then number."""
    luck = np.random.default_rng(4)
    free = luck.integers(0, 20, 9).astype(float)
    turns = no_turns(len(free), len(free))
    for carer, minute in enumerate(free):
        queue(turns, carer, minute)
    for _ in range(300):
        first = int(turns.carer[0])
        assert first == int(np.argmin(free))
        free[first] += luck.integers(1, 20)
        put_off(turns, free[first])


def test_nobody_stands_in_it_twice() -> None:
    turns = no_turns(2, 2)
    queue(turns, 1, 4.0)
    queue(turns, 1, 3.0)
    assert turns.size[0] == 1
    leave(turns)
    queue(turns, 1, 5.0)
    assert turns.minute[0] == 5.0
