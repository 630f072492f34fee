"""When policies are at work: what begins, comes in by degrees and ends on which day of the measured time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policies.base import Policy


@dataclass(frozen=True)
class Ramp:
    """Policies come in by degrees from `first` to `full`. before: the last day on which they weren't there at all."""

    first: int
    full: int

    @property
    def before(self) -> int:
        return self.first - 1

    def shifted(self, days: int) -> tuple[int, int]:
        """First and full day on the model's clock, which begins so many days earlier."""
        return self.first + days, self.full + days


def at_work(policies: Sequence[Policy], day: int | None) -> tuple[Policy, ...]:
    """The policies at work on a day, in their order (None: in the warm-up)."""
    return tuple(p for p in policies if _begun(p, day) and not _ended(p, day))


def first_days(policies: Sequence[Policy]) -> list[int]:
    """Days on which a policy begins or has ended."""
    days = {p.when.from_day for p in policies} | {p.when.until_day for p in policies}
    return sorted(day for day in days if day is not None)


def ramp_on(policies: Sequence[Policy], day: int | None) -> Ramp | None:
    """The ramp that is under way on a day, if any."""
    if day is None:
        return None
    for policy in policies:
        first, full = policy.when.from_day, policy.when.full_day
        if first is not None and full is not None and first <= day < full:
            return Ramp(first, full)
    return None


def _begun(policy: Policy, day: int | None) -> bool:
    first = policy.when.from_day
    return first is None or (day is not None and day >= first)


def _ended(policy: Policy, day: int | None) -> bool:
    last = policy.when.until_day
    return last is not None and day is not None and day >= last
