"""Who works when: shifts of a fortnight dealt out to carers, fairly and within the rules of rest.

At most one shift a day, eleven hours between shifts; every second weekend off and evenings for the same people as far
as it goes. The same rules for every organisation; what it costs to make the roster is another matter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.clock import CYCLE_DAYS, DAY, EVENING_SHIFT, is_weekend
from sim.demand import Slot
from sim.tables import FloatArray

REST = 660.0
WRONG_KIND = 2.0
"""How strongly a shift of the other kind than the carer's own is avoided, in shares of a contract."""
WRONG_WEEKEND = 4.0
WRONG_SKILL = 3.0


def with_absence(slots: Sequence[Slot], factor: float) -> list[Slot]:
    """As many shifts as are needed so that, after absence, about the given ones are filled.

    Each shift counts `factor` times; whole copies are dealt over the fortnight by carrying the remainder on, day and
    evening apart, so that the total is right to within one shift.
    """
    out: list[Slot] = []
    carry = {False: 0.5, True: 0.5}
    for slot in slots:
        evening = slot.begins >= EVENING_SHIFT
        carry[evening] += factor
        copies = int(carry[evening])
        carry[evening] -= copies
        out += [slot._replace(spare=number > 0) for number in range(copies)]
    return out


def minutes(slots: Sequence[Slot]) -> float:
    """All minutes of a fortnight's shifts."""
    return sum(slot.ends - slot.begins for slot in slots)


def contracts(carers: int, mean: float, full: float, full_time_share: float) -> FloatArray:
    """Contract hours a week of so many carers: full-timers evenly among them, the others alike, `mean` on average."""
    numbers = np.arange(carers)
    full_time = np.floor((numbers + 1) * full_time_share + 0.5) > np.floor(numbers * full_time_share + 0.5)
    part = (mean - full_time_share * full) / (1 - full_time_share) if full_time_share < 1 else full
    return np.where(full_time, full, min(part, full))


def deal(slots: Sequence[Slot], grades: Sequence[int], hours: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give each shift to one of the carers with these grades and contract hours, those with the shift's skill first.

    Contracts share all shifts in proportion. Returns begins and ends (day of the fortnight, carer), NaN where off duty.

    A spare shift for which nobody is free on its day moves to the next day with somebody free; any other is left
    out, and cover deals with it.
    """
    carers = len(grades)
    grade = np.array(grades, np.int64)
    begins = np.full((CYCLE_DAYS, carers), np.nan)
    ends = np.full((CYCLE_DAYS, carers), np.nan)
    if carers == 0:
        return begins, ends
    contract = np.maximum(minutes(slots) * hours / hours.sum(), 1.0)
    left = contract.copy()
    evening_minutes = minutes([s for s in slots if s.begins >= EVENING_SHIFT])
    evening_people = np.cumsum(contract) - contract / 2 < evening_minutes
    parity = np.array([list(grades[:i]).count(g) % 2 for i, g in enumerate(grades)], np.int64)
    for slot in sorted(slots, key=_hardest_first):
        for later in range(CYCLE_DAYS if slot.spare else 1):
            there = slot._replace(day=(slot.day + later) % CYCLE_DAYS)
            score = left / contract
            score -= WRONG_KIND * (evening_people != (slot.begins >= EVENING_SHIFT))
            score -= WRONG_SKILL * (grade < slot.skill)
            if is_weekend(there.day):
                score -= WRONG_WEEKEND * (parity != there.day // 7)
            score[~_free(begins, ends, there)] = -np.inf
            carer = int(np.argmax(score))
            if score[carer] > -np.inf:
                begins[there.day, carer], ends[there.day, carer] = slot.begins, slot.ends
                left[carer] -= slot.ends - slot.begins
                break
    return begins, ends


def _hardest_first(slot: Slot) -> tuple[bool, int, bool, bool, float, int]:
    """What must be filled before spare shifts; then skill, weekends, evenings, long shifts, by day."""
    return (
        slot.spare,
        -slot.skill,
        not is_weekend(slot.day),
        slot.begins < EVENING_SHIFT,
        slot.begins - slot.ends,
        slot.day,
    )


def _free(begins: FloatArray, ends: FloatArray, slot: Slot) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Carers without a shift that day and with enough rest before and after (the fortnight goes round)."""
    before = (slot.day - 1) % CYCLE_DAYS
    after = (slot.day + 1) % CYCLE_DAYS
    with np.errstate(invalid="ignore"):
        short_before = slot.begins + DAY - ends[before] < REST
        short_after = begins[after] + DAY - slot.ends < REST
    free: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.isnan(begins[slot.day]) & ~short_before & ~short_after
    return free


def grades(carers: int, shares: Sequence[float]) -> list[int]:
    """Grades of so many carers in these shares (unskilled, helper, assistant, nurse), evenly interleaved.

    Whole persons by largest remainder; interleaved so that early rows (evening people) have every grade.
    """
    exact = [share * carers / sum(shares) for share in shares]
    counts = [int(x) for x in exact]
    for grade in sorted(range(len(shares)), key=lambda g: (counts[g] - exact[g], -g))[: carers - sum(counts)]:
        counts[grade] += 1
    seats = [((k + 0.5) / counts[g], -g, g) for g in range(len(shares)) for k in range(counts[g])]
    return [g for _, _, g in sorted(seats)]
