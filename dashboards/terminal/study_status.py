"""`nabolab study status` and `failures`: how far a study is, and what went wrong in it."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments.study.again import compute_again
from experiments.study.parts import KEYS, WORDS
from experiments.study.progress import Status, status_of
from experiments.study.store import Store
from sim.measures.catalogue import CATALOGUE

TITLES = {m.key: m.title for m in CATALOGUE}


def show_status(folder: Path, as_json: bool) -> None:
    """Print the state of a study."""
    store = Store(folder)
    found = status_of(store)
    if as_json:
        print(json.dumps(_as_json(store, found), ensure_ascii=False))
        return
    table = Table(
        title=store.manifest.title, title_justify="left", title_style="bold", box=box.SIMPLE, show_header=False
    )
    for name, value in _rows(store, found):
        table.add_row(name, Text(value))
    Console().print(table)


def _rows(store: Store, found: Status) -> list[tuple[str, str]]:
    m, counts = store.manifest, found.counts
    low, high = found.replications
    rows = [
        ("Folder", str(store.folder)),
        ("Scenario", f"{m.scenario_title}, {m.days} measured days"),
        ("Arms", ", ".join(m.arms)),
        ("Design", f"{m.design}: {m.points} points of {len(m.factors)} uncertain parameters, seed {m.seed}"),
        ("Levers", ", ".join(m.levers) + f": {len(m.lever_rows)} combinations" if m.levers else "none"),
        ("Runs", f"{counts.done} done, {counts.failed} failed, {counts.pending} pending"),
        ("Replications", f"{low}" if low == high else f"{low} to {high} a point"),
        ("Computing time", f"{found.seconds:.0f} s in all"),
    ]
    if found.width == found.width:
        rows.append(("Widest interval", f"+-{100 * found.width:.2g} % ({TITLES[found.measure]})"))
    if m.target is not None:
        text = f"{m.target:g} reached at {found.reached} points, not at {found.short}; at most {m.most} replications"
        rows.append(("Precision", text))
    rows += [("Left out", text) for text in m.pruned]
    rows += [("History", text) for text in m.history]
    if found.mixed:
        rows.append(("Attention", "runs were computed by more than one version of the code or its packages"))
    if found.writer:
        rows.append(("At work now", found.writer))
    return rows


def _as_json(store: Store, found: Status) -> dict[str, object]:
    m = store.manifest
    return {
        "title": m.title,
        "folder": str(store.folder),
        "arms": list(m.arms),
        "design": m.design,
        "points": found.points,
        "done": found.counts.done,
        "failed": found.counts.failed,
        "pending": found.counts.pending,
        "replications": list(found.replications),
        "precision": m.target,
        "reached": found.reached,
        "not_reached": found.short,
        "widest": found.width if found.width == found.width else None,
        "widest_measure": found.measure or None,
        "seconds": round(found.seconds, 3),
        "pruned": list(m.pruned),
        "versions_mixed": found.mixed,
        "writer": found.writer,
    }


def show_failures(folder: Path, as_json: bool) -> None:
    """Print each failed run: inputs, error, traceback, and the command that computes it again."""
    store = Store(folder)
    frame = store.failures()
    inputs = [name for name in frame.columns if name not in (*KEYS, *WORDS, "seed")]
    told = [
        {
            "run": row["run"],
            "arm": row["arm"],
            "seed": int(row["seed"]),
            "sample": int(row["sample"]),
            "levers": int(row["levers"]),
            "replication": int(row["replication"]),
            "inputs": {name: _plain(row[name]) for name in inputs},
            "error": row["error"],
            "traceback": row["trace"],
            "reproduce": f"nabolab study failures {shlex.quote(str(folder))} --run {row['run']}",
        }
        for _, row in frame.iterrows()
    ]
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    console = Console()
    if not told:
        console.print("No run has failed.")
    for one in told:
        values = ", ".join(f"{name} = {value}" for name, value in one["inputs"].items()) or "none"
        lines = (
            f"Run {one['run']}: {one['arm']}, sample {one['sample']}, levers {one['levers']}, seed {one['seed']}",
            f"  Inputs:    {values}",
            f"  Error:     {one['error']}",
            f"  Reproduce: {one['reproduce']}",
            *(f"    {line}" for line in str(one["traceback"]).rstrip().splitlines()),
            "",
        )
        console.print(Text("\n".join(lines)), soft_wrap=True)


def _plain(value: object) -> object:
    """A NumPy number as Python's own."""
    item = getattr(value, "item", None)
    return item() if callable(item) else value


def show_again(folder: Path, run: str, anyway: bool) -> None:
    """Compute one run again; exit code 3 when it fails (again)."""
    found = compute_again(Store(folder), run, anyway)
    console = Console()
    if found.trace is not None:
        console.print(Text(f"The run fails:\n\n{found.trace}"), soft_wrap=True)
        raise typer.Exit(3)
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Measure")
    table.add_column("Value", justify="right")
    for key, value in found.values.items():
        table.add_row(TITLES[key], f"{value:.6g}")
    console.print(table)
    told = {
        None: "It runs through now; it failed before (`nabolab study resume --retry-failed` tries all failed runs).",
        True: "Every number is the same, to the last bit, as the stored one.",
        False: "The numbers differ from the stored ones.",
    }
    console.print(told[found.same], markup=False)
