"""The shipped policies, imported so that they register themselves."""

from policies import (
    adjust,
    allocate,
    approach,
    assess,
    coordinate,
    cover,
    ownership,
    plan_day,
    recruit,
    roster,
    settle,
    skill_mix,
    supervise,
    transition,
)

__all__ = [
    "adjust",
    "allocate",
    "approach",
    "assess",
    "coordinate",
    "cover",
    "ownership",
    "plan_day",
    "recruit",
    "roster",
    "settle",
    "skill_mix",
    "supervise",
    "transition",
]
