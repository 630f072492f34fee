"""The runs behind warm-up and replications as a small file: what was seen, when, of which code, and the command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from experiments.choices import Choices
from experiments.study.version import code_digest
from sim.tables import FloatArray

SHIPPED = "choices.json"
DIGITS = 5


@dataclass(frozen=True)
class Stored:
    """What was seen, with its day (ISO date), its command, the arms' names, and the digest of the code."""

    found: Choices
    arms: tuple[str, str]
    made: str
    command: str
    code: str

    @property
    def is_of_this_code(self) -> bool:
        """Whether the code that can move a number is still the same."""
        return self.code == code_digest()


def just_made(found: Choices, arms: tuple[str, str], command: str) -> Stored:
    """What was seen now."""
    return Stored(found, arms, datetime.now(UTC).date().isoformat(), command, code_digest())


def save(path: Path, kept: Stored) -> None:
    """Write it as JSON, numbers with five digits. Raises FileExistsError."""
    found = kept.found
    weeks = {key: [_short(found.weeks[title, key]) for title in found.titles] for key in found.running}
    facts: dict[str, Any] = {
        "made": kept.made,
        "command": kept.command,
        "code": kept.code,
        "arms": kept.arms,
        "titles": found.titles,
    }
    facts |= {"scenario": found.scenario, "warm_up_days": found.warm_up_days, "runs": found.runs, "weeks": weeks}
    facts["running"] = {key: [_short(row) for row in rows] for key, rows in found.running.items()}
    with path.open("x", encoding="utf-8") as file:
        file.write(_wrapped(facts))


def stored(text: str) -> Stored:
    """A saved file."""
    kept = json.loads(text)
    first, second = kept["titles"]
    weeks = {
        (title, key): np.array(values, float)
        for key, both in kept["weeks"].items()
        for title, values in zip((first, second), both, strict=True)
    }
    running = {key: np.array(rows, float) for key, rows in kept["running"].items()}
    found = Choices((first, second), kept["scenario"], kept["warm_up_days"], kept["runs"], weeks, running)
    return Stored(found, (kept["arms"][0], kept["arms"][1]), kept["made"], kept["command"], kept["code"])


@cache
def shipped_choices() -> Stored:
    """The last one of the shipped district."""
    return stored(resources.files("dashboards.dossier").joinpath(SHIPPED).read_text(encoding="utf-8"))


def _short(values: FloatArray) -> list[float | None]:
    return [float(f"{v:.{DIGITS}g}") if v == v else None for v in values]


def _wrapped(facts: Mapping[str, Any]) -> str:
    """JSON with a line for each fact, and for each row of numbers."""
    text = json.dumps(facts, ensure_ascii=False)
    return text.replace("], [", "],\n [").replace(', "', ',\n"') + "\n"
