"""Writing results: a new folder each time, complete or not there at all; nothing that exists is touched."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from experiments.comparison import Comparison
from sim.problems import InputError, Problem


def check_writable(parent: Path) -> None:
    """Raise InputError when results can't be written here. Creates nothing: a missing folder's parents are tried."""
    there = parent.absolute()
    while not os.path.lexists(there):
        there = there.parent
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise InputError([Problem(f"--out {parent}", f"can't write there: {error.strerror or error}")]) from None


def write_folder(parent: Path, name: str, fill: Callable[[Path], None]) -> Path:
    """Fill a new folder parent/name-001 (or the next free number). A failure leaves no half-written result behind.

    Raises InputError when the disk or the folder doesn't allow it.
    """
    try:
        parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=parent))
        try:
            fill(unfinished)
            unfinished.chmod(0o755)
            return _move_to_free_name(unfinished, parent, name)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise InputError([Problem(f"--out {parent}", f"can't write there: {error.strerror or error}")]) from None


def _move_to_free_name(unfinished: Path, parent: Path, name: str) -> Path:
    number = 1
    while True:
        target = parent / f"{name}-{number:03d}"
        if not os.path.lexists(target):
            try:
                unfinished.rename(target)
                return target
            except OSError:
                if not os.path.lexists(target):
                    raise
        number += 1


def write_tables(comparison: Comparison, folder: Path) -> None:
    """The comparison's tables as CSV and its provenance as JSON."""
    rows = [{**vars(row), "verdict": row.verdict} for row in comparison.rows]
    pd.DataFrame(rows).to_csv(folder / "measures.csv", index=False)
    comparison.runs.to_csv(folder / "runs.csv", index=False)
    comparison.hours.to_csv(folder / "hours.csv", index=False)
    comparison.costs.to_csv(folder / "costs.csv", index=False)
    comparison.carers_14.to_csv(folder / "carers_14.csv", index=False)
    if comparison.contested:
        pd.DataFrame(contested_rows(comparison)).to_csv(folder / "contested.csv", index=False)
    (folder / "provenance.json").write_text(
        json.dumps({**comparison.provenance, "notes": list(comparison.notes)}, indent=2, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )


def contested_rows(comparison: Comparison) -> list[dict[str, object]]:
    """A row for each contested link and measure: the measure without the link, both verdicts, whether they differ."""
    return [
        {
            "without": check.link,
            "size": check.size,
            **vars(row),
            "verdict": row.verdict,
            "verdict_with": comparison.row(row.key).verdict,
            "changes": row in comparison.turned(check),
        }
        for check in comparison.contested
        for row in check.rows
    ]
