"""Arms are what their policies say: the same policies under two names give the same bits, and the same seed again."""

from __future__ import annotations

import dataclasses

from agents.model import HomeCare
from experiments.verify.finding import Finding, finding, lived
from policies.arm import Arm
from sim.journal import Journal
from sim.scenario import Scenario


def symmetry(arm: Arm, scenario: Scenario, model: HomeCare) -> list[Finding]:
    """A twin under another name, and another seed. model: the arm's finished run there."""
    twin = dataclasses.replace(arm, name="twin", title="Another name", about="Another text.")
    same = journal_bytes(lived(scenario, twin, model.seed_value)) == journal_bytes(model)
    other = journal_bytes(lived(scenario, arm, model.seed_value + 1)) != journal_bytes(model)
    size = f"{len(model.journal.visits)} visits, {len(model.journal.shifts)} shifts"
    return [
        finding("symmetry", arm.name, "the same policies under another name give the same bits", same, size),
        finding("symmetry", arm.name, "another seed gives another course", other, size),
    ]


def journal_bytes(model: HomeCare) -> bytes:
    """Everything a run wrote, as bytes."""
    journal = model.journal
    tables = journal.visits.tobytes() + journal.shifts.tobytes() + journal.minutes.tobytes()
    return tables + repr(diaries(journal)).encode()


def diaries(journal: Journal) -> list[object]:
    """What a journal holds beside its tables."""
    return [
        journal.office,
        journal.cases,
        journal.payments,
        journal.expenses,
        journal.stays,
        journal.endings,
        journal.waits,
        journal.employments,
        journal.events,
        journal.staff_days,
        journal.citizen_days,
    ]
