"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

DEFAULT_SCENARIO = "bording_engesvang"


class Staffing(StrEnum):
    """The scenario's rule for how many carers an arm gets."""

    OWN_NORM = "own_norm"
    EQUAL_BUDGET = "equal_budget"
    EQUAL_STAFF = "equal_staff"


ScenarioFlag = Annotated[str, typer.Option("--scenario", "-s", help="A shipped scenario, or a .toml file.")]
StaffingFlag = Annotated[Staffing | None, typer.Option(help="Replace the scenario's staffing rule.")]
SetFlag = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=NUMBER", help="Replace a parameter; repeat.")]
WithoutFlag = Annotated[
    list[str] | None, typer.Option("--without", metavar="LINK", help="Switch off a causal link; repeat.")
]
PriceFlag = Annotated[
    str | None, typer.Option("--price-from", metavar="ARM", help="Set the price by what this arm costs here.")
]
PolicyFlag = Annotated[
    list[Path] | None,
    typer.Option("--policy", metavar="FILE.py", help="Load policies from this file, which is run as code; repeat."),
]
SeedFlag = Annotated[int, typer.Option(help="First seed; replication k uses seed + k.")]
DaysFlag = Annotated[int, typer.Option(help="Days to look at; five years are 1825.")]
ProcessesFlag = Annotated[int | None, typer.Option(help="Worker processes; default: one per core.")]
DrawsFlag = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Plausible draws, one a replication: a shipped set, a .csv, or none."),
]
MarkdownFlag = Annotated[bool, typer.Option("--markdown", help="As Markdown, as in the documentation.")]
LanguageFlag = Annotated[str, typer.Option("--language", "-l", help="Of what is written: en or da.")]
QuietFlag = Annotated[bool, typer.Option("--quiet", help="No progress bar.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

# Of commands that put two organisations beside each other.
ArmArgument = Annotated[str, typer.Argument(help="A shipped arm, or a .toml file.")]
OtherArgument = Annotated[str, typer.Argument(help="The arm to compare it with.")]
PairsFlag = Annotated[int, typer.Option("--replications", "-n", help="Paired replications.")]
OutFlag = Annotated[Path, typer.Option(help="Results go into a new folder in here.")]
ContestedFlag = Annotated[
    bool, typer.Option("--contested/--no-contested", help="Also run without each contested link: four times as long.")
]

# Of commands that hold the model against the world.
RunsFlag = Annotated[int, typer.Option("--replications", "-n", help="Independent runs.")]
TargetsFlag = Annotated[
    Path | None, typer.Option(metavar="FILE.csv", help="Your own targets, beside the shipped ones.")
]
