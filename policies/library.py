"""The shipped policies, imported so that they register themselves."""

from policies import (
    adjust,
    allocate,
    assess,
    coordinate,
    cover,
    plan_day,
    roster,
    settle,
    skill_mix,
    supervise,
)

__all__ = [
    "adjust",
    "allocate",
    "assess",
    "coordinate",
    "cover",
    "plan_day",
    "roster",
    "settle",
    "skill_mix",
    "supervise",
]
