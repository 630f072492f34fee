"""A scorecard as a small file: what came out, when, of which code, and the command that gives it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from experiments.study.version import code_digest
from experiments.targets.scorecard import Scorecard, Scored
from experiments.targets.table import Target, shipped_targets
from sim.problems import Problem

SHIPPED = "scorecard.json"


@dataclass(frozen=True)
class StoredScorecard:
    """A scorecard with its day (ISO date), its command, and the digest of the code that made it."""

    card: Scorecard
    made: str
    command: str
    code: str

    @property
    def is_of_this_code(self) -> bool:
        """Whether the code that can move a number is still the same."""
        return self.code == code_digest()


def save_problems(path: Path) -> list[Problem]:
    """Why a scorecard can't be saved there, told before anything runs."""
    place = f"--save {path}"
    if path.exists():
        return [Problem(place, "is there already; nothing is overwritten")]
    return [] if path.parent.is_dir() else [Problem(place, "there is no such folder")]


def save(path: Path, card: Scorecard, command: str) -> None:
    """Write a scorecard as JSON. Raises FileExistsError; numbers that aren't defined are null."""
    rows = [
        {"id": r.target.id, "mean": _number(r.mean), "low": _number(r.low), "high": _number(r.high), "runs": r.runs}
        for r in card.rows
    ]
    kept = {
        "made": datetime.now(UTC).date().isoformat(),
        "command": command,
        "code": code_digest(),
        "scenario": card.scenario,
        "days": card.days,
        "replications": card.replications,
        "draws": card.draws,
        "rows": rows,
        "not_here": [{"id": p.place, "why": p.text} for p in card.not_here],
    }
    with path.open("x", encoding="utf-8") as file:
        file.write(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def stored(text: str, targets: Sequence[Target]) -> StoredScorecard:
    """A saved scorecard. targets: the table it was held against. Raises KeyError when one of its rows isn't there."""
    kept = json.loads(text)
    by_id = {t.id: t for t in targets}
    rows = tuple(
        Scored(by_id[r["id"]], _known(r["mean"]), _known(r["low"]), _known(r["high"]), r["runs"]) for r in kept["rows"]
    )
    not_here = tuple(Problem(p["id"], p["why"]) for p in kept["not_here"])
    card = Scorecard(kept["scenario"], kept["days"], kept["replications"], kept["draws"], rows, not_here)
    return StoredScorecard(card, kept["made"], kept["command"], kept["code"])


def shipped_scorecard() -> StoredScorecard:
    """The last one of the shipped targets in the shipped district."""
    text = resources.files("experiments.targets").joinpath(SHIPPED).read_text(encoding="utf-8")
    return stored(text, shipped_targets())


def _number(value: float) -> float | None:
    return None if value != value else value


def _known(value: float | None) -> float:
    return float("nan") if value is None else value
