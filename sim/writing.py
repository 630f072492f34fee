"""What is written down, and what moves between groups by phone, given how data is kept."""

from __future__ import annotations

from collections.abc import Mapping


def writing_minutes(values: Mapping[str, float]) -> tuple[float, float]:
    """Minutes of documentation at a visit and at a noticed change, after what reuse of data, writing only what will be
    read and one platform save."""
    left = 1.0 - values["data_reuse"] * values["reuse_on_documentation"]
    left *= 1.0 - values["minimum_documentation"] * values["minimum_on_documentation"]
    left *= 1.0 - values["platform_integration"] * values["platform_on_documentation"]
    return values["documentation_minutes"] * left, values["change_minutes"] * left


def contacts_a_week(values: Mapping[str, float]) -> float:
    """Phone contacts a week between the groups of a citizen, after what one platform saves."""
    return values["contacts_per_week"] * (1.0 - values["platform_integration"] * values["platform_on_contacts"])
