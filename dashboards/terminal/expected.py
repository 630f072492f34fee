"""`nabolab expected`: what shipped arms give, measured again and held against what is kept beside their files."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from dashboards.terminal.errors import Inputs
from experiments.expected import PLACE, Again, measure_arms, measured_again, stored, written
from experiments.numbers import plain
from policies.loading import load_arm, shipped_arms

NOT_AS_EXPECTED = 1


def run_expected(
    arms: tuple[str, ...], replications: int, seed: int, processes: int | None, write: Path | None
) -> None:
    """Measure again and print; with `write`, keep the result in that folder instead. Exit code 1 when one is off."""
    names = arms or tuple(shipped_arms())
    inputs = Inputs()
    for name in names:
        inputs.take(lambda name=name: load_arm(name))  # type: ignore[misc]
        if write is None:
            inputs.take(lambda name=name: stored(name))  # type: ignore[misc]
    inputs.check()
    new = measure_arms(names, replications, seed, processes)
    console = Console()
    if write is not None:
        write.mkdir(parents=True, exist_ok=True)
        for name, found in new.items():
            (write / f"{name}.csv").write_text(written(found), encoding="utf-8")
        console.print(f"Kept {len(new)} results in {write}.", highlight=False)
        return
    checked = {name: measured_again(name, found) for name, found in new.items()}
    for name, rows in checked.items():
        console.print(_table(name, rows))
    off = sum(not row.within for rows in checked.values() for row in rows)
    console.print(f"{off} of {sum(map(len, checked.values()))} measures outside their tolerance.", highlight=False)
    if off:
        raise typer.Exit(NOT_AS_EXPECTED)


def _table(name: str, rows: list[Again]) -> Table:
    table = Table(title=f"{name} in {PLACE}", title_justify="left", title_style="bold")
    for heading in ("Measure", "Unit", "Expected", "Now", "Tolerance", "As expected"):
        table.add_column(heading)
    for row in rows:
        tolerance = plain(row.stored.tolerance(row.replications))
        table.add_row(
            row.stored.measure,
            row.stored.unit,
            plain(row.stored.mean),
            plain(row.mean),
            tolerance,
            "yes" if row.within else "no",
        )
    return table
