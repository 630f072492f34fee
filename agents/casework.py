"""What granting and changing help takes of visitators, by what owners of rights say that each case takes."""

from __future__ import annotations

from agents.organisation import Organisation
from agents.rights import Casework, Values


def visitators_part(organisation: Organisation) -> float:
    """Visitators' minutes of casework here, as a share of what they are where every case is theirs and nothing about
    cases was changed."""
    values, place = organisation.values, organisation.place
    usual = Casework(place["assessment_minutes"], place["reassessment_minutes"], place["order_change_minutes"])
    norm = _a_year(place, usual, place["order_change_minutes"])
    here = _a_year(values, organisation.assess.by_visitators(values), organisation.adjust.by_visitators(values))
    return here / norm if norm else 0.0


def _a_year(values: Values, case: Casework, change: float) -> float:
    """Minutes a year for an average recipient: first assessments replace those who leave; the rest is personal care."""
    personal = values["both_share"] + values["personal_only_share"]
    leaving = personal * (values["mortality"] + values["moves_to_nursing_home"])
    leaving += (1 - personal) * values["practical_exits"]
    each = values["reassessments_per_year"] * case.again
    each += values["admissions_per_year"] * case.home + values["need_changes_per_year"] * change
    return leaving * case.first + personal * each
