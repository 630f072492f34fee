"""The catalogue: every measure with title, leg, unit and meaning, in the order in which results show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Leg = Literal["citizen", "staff", "economy"]


@dataclass(frozen=True)
class Measure:
    """What a number in a result means."""

    key: str
    title: str
    leg: Leg
    unit: str
    about: str

    @property
    def money(self) -> bool:
        """Whether it is an amount in a country's money."""
        return "DKK" in self.unit


_ROWS: tuple[tuple[str, str, Leg, str, str], ...] = (
    (
        "carers_14",
        "Different carers in 14 days",
        "citizen",
        "persons",
        "As the Nordic municipal measure (K06): fortnights with two or more visits of home help planned every day, "
        "07-22; visits of the nursing function and alarms left out. Mean over persons of the mean of their fortnights.",
    ),
    (
        "carers_14_nursing",
        "Different carers in 14 days, nursing counted",
        "citizen",
        "persons",
        "In the same fortnights, with visits of the nursing function.",
    ),
    (
        "carers_14_all",
        "Different carers in 14 days, all citizens",
        "citizen",
        "persons",
        "All planned visits of everybody in help.",
    ),
    ("carers_28", "Different carers in 28 days", "citizen", "persons", "As the first, over 28 days."),
    (
        "upc",
        "Usual provider (UPC)",
        "citizen",
        "share",
        "Share of a citizen's visits in 28 days by the most frequent carer.",
    ),
    (
        "coci",
        "Continuity of care (COCI)",
        "citizen",
        "index",
        "Bice-Boxerman index over 28 days; undefined with one visit.",
    ),
    (
        "secon",
        "Same carer as last time (SECON)",
        "citizen",
        "share",
        "Share of consecutive visits by the same carer, over 28 days; undefined with one visit.",
    ),
    (
        "known_carer_share",
        "Visits by a carer known from the last 28 days",
        "citizen",
        "share",
        "Of visits made; the first weeks look back into the warm-up.",
    ),
    (
        "handovers_week",
        "Changes of carer between visits",
        "citizen",
        "per citizen and week",
        "Consecutive visits of a citizen by different carers.",
    ),
    ("start_days", "Days from need to first help", "citizen", "days", "Mean over referrals that were settled."),
    (
        "adjust_days",
        "Days from changed need to adjusted help",
        "citizen",
        "days",
        "Mean over changes that were settled, noticed or found at a reassessment.",
    ),
    (
        "queue_hours",
        "Hours a case waits for whoever decides",
        "citizen",
        "h",
        "Referrals, changes, returns from hospital, reablement, reassessments: for a visitator, or for room in a "
        "nurse's route; closed hours included.",
    ),
    (
        "unmet_minutes",
        "Help needed but not given",
        "citizen",
        "min per citizen and week",
        "Minutes needed of planned visits, less minutes granted or missed, where positive; and all minutes of those "
        "who wait for their first help.",
    ),
    (
        "unneeded_minutes",
        "Help granted beyond need",
        "citizen",
        "min per citizen and week",
        "Minutes granted of visits made, less minutes needed, where positive.",
    ),
    ("late_share", "Visits that came late", "citizen", "share", "Of planned visits, moved ones left out."),
    ("unmade_share", "Visits cancelled or missed", "citizen", "share", "Of planned visits, moved ones left out."),
    ("moved_share", "Visits moved to another day", "citizen", "share", "Moves over planned visits."),
    (
        "acute_missed_share",
        "Acute calls that nobody could answer",
        "citizen",
        "share",
        "Neither the citizen's own carers, within acute_wait minutes, nor the acute round.",
    ),
    (
        "acute_round_share",
        "Acute calls that only the acute round could answer",
        "citizen",
        "share",
        "Somebody of the wider municipality, after acute_round_delay minutes.",
    ),
    (
        "discharge_days",
        "Days from hospital to help that fits",
        "citizen",
        "days",
        "Mean over discharges with a changed need; help as before goes on the next day.",
    ),
    ("falls", "Falls", "citizen", "per year", "Per person with personal care; the same chance in every organisation."),
    ("admissions", "Acute admissions", "citizen", "per year", "Per person with personal care."),
    ("readmissions", "Discharges followed by a readmission", "citizen", "share", "Within 30 days."),
    ("nursing_home_moves", "Moves to a nursing home", "citizen", "per year", "Per person with personal care."),
    ("need_level", "Need", "citizen", "1", "Factor on minutes of personal care; 1 is the place's mean."),
    (
        "granted_hours",
        "Help granted",
        "citizen",
        "h/week",
        "Per citizen in help: home help as in Danish statistics, without nursing.",
    ),
    (
        "trust",
        "Trust",
        "citizen",
        "index",
        "0 to 1: grows with visits in time by carers one knows, falls with late and missed ones. Moves nothing else.",
    ),
    ("paid_posts", "Paid carers", "staff", "full-time posts", "Paid hours of own carers over a post's hours."),
    ("absence_share", "Absence", "staff", "share", "Sickness, holiday and other absence in paid carer time."),
    (
        "sick_time_share",
        "Sickness",
        "staff",
        "share",
        "Sick hours in rostered hours outside holidays, as sick days are counted.",
    ),
    ("strain", "Strain", "staff", "index", "0 is normal; 1 and -1 are far from it."),
    ("autonomy", "Autonomy", "staff", "share", "Of five rights, those that the group decides itself."),
    ("turnover", "Carers who leave", "staff", "per year", "Per carer employed."),
    ("vacancy_share", "Vacant posts", "staff", "share", "Of post days."),
    ("part_time_share", "Part-time contracts", "staff", "share", "Of carers employed, weighted by days."),
    ("conflict_share", "Groups in conflict", "staff", "share", "Of group days."),
    ("late_changes", "Shifts taken over on the day", "staff", "per carer and month", "Extra shifts of own carers."),
    ("overtime_share", "Overtime and extra shifts", "staff", "share", "Of worked hours of own carers."),
    (
        "direct_share_attendance",
        "User time of attendance (BTP)",
        "economy",
        "share",
        "Minutes of help over minutes at work, outsiders included. Danish BTP is a share of attendance since 2012.",
    ),
    ("direct_share_paid", "User time of paid carer time", "economy", "share", "Minutes of help over paid minutes."),
    ("travel_share", "Travel of attendance", "economy", "share", "Minutes on the road over minutes at work."),
    ("temp_share", "Agency temps", "economy", "share", "Temps' hours over hours at work."),
    (
        "overhead_share_hours",
        "Overhead, share of hours",
        "economy",
        "share",
        "Paid hours of visitators, planners, leaders, coaches, HR, quality, IT and back office over all paid hours.",
    ),
    (
        "overhead_share_cost",
        "Overhead, share of cost",
        "economy",
        "share",
        "Posts beside the carers, premises, systems and courses, over total cost.",
    ),
    (
        "transaction_hours",
        "Transaction hours per 1,000 delivered",
        "economy",
        "h",
        "Hours of any role for assessing, changing, planning, registering, coordinating, meeting and supervising.",
    ),
    (
        "cost_per_delivered_hour",
        "Cost per delivered hour",
        "economy",
        "DKK/h",
        "Provider and municipality, over hours of help given.",
    ),
    (
        "cost_per_citizen_month",
        "Cost per citizen and month",
        "economy",
        "DKK",
        "Provider and municipality, without transfers between them.",
    ),
    ("provider_cost_month", "Provider's cost per citizen and month", "economy", "DKK", "Without visitation."),
    (
        "provider_result_month",
        "Provider's result per citizen and month",
        "economy",
        "DKK",
        "Income by the arm's settlement less the provider's cost, before an owner covers a deficit. Leans on an "
        "assumed price.",
    ),
    (
        "municipal_cost_month",
        "Municipality's cost per citizen and month",
        "economy",
        "DKK",
        "What the payer pays the provider, deficits that it covers, and visitation.",
    ),
    (
        "society_cost_month",
        "Society's cost per citizen and month",
        "economy",
        "DKK",
        "Provider and municipality without transfers, and acute admissions.",
    ),
    (
        "provider_closed",
        "Providers that became insolvent",
        "economy",
        "share",
        "1 in a run in which one did in the measured time; its mean is a share of runs.",
    ),
)

CATALOGUE: tuple[Measure, ...] = tuple(Measure(*row) for row in _ROWS)


def in_money(unit: str, currency: str) -> str:
    """A unit of the catalogue, which is written for kroner, in a country's money."""
    return unit.replace("DKK", currency)
