"""Commands that run organisations: compare, report, run, decompose."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboards.terminal.commands.options import (
    DEFAULT_SCENARIO,
    ArmArgument,
    ContestedFlag,
    DrawsFlag,
    JsonFlag,
    LanguageFlag,
    MarkdownFlag,
    OtherArgument,
    OutFlag,
    PairsFlag,
    PolicyFlag,
    PriceFlag,
    ProcessesFlag,
    QuietFlag,
    ScenarioFlag,
    SeedFlag,
    SetFlag,
    StaffingFlag,
    WithoutFlag,
)
from dashboards.terminal.errors import told_in_words


def compare(
    a: ArmArgument = "bum",
    b: OtherArgument = "self_organising",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    replications: PairsFlag = 20,
    precision: Annotated[
        float | None,
        typer.Option(help="Instead: replicate until +- is at most this share of A's mean, e.g. 0.01."),
    ] = None,
    staffing: StaffingFlag = None,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    price_from: PriceFlag = None,
    contested: ContestedFlag = True,
    out: OutFlag = Path("results"),
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
    draws: DrawsFlag = None,
    language: LanguageFlag = "en",
    policy: PolicyFlag = None,
) -> None:
    """Compare two organisations in the same world: tables, a page with figures, and files."""
    from dashboards.terminal.compare import Request, run_comparison

    with told_in_words(policy):
        run_comparison(
            Request(
                a,
                b,
                scenario,
                staffing.value if staffing else None,
                replications,
                precision,
                seed,
                processes,
                tuple(changes or ()),
                out,
                quiet,
                as_json,
                tuple(without or ()),
                price_from,
                contested,
                draws,
                language=language,
            )
        )


def report(
    a: ArmArgument = "bum",
    b: OtherArgument = "self_organising",
    language: LanguageFlag = "en",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    replications: PairsFlag = 20,
    staffing: StaffingFlag = None,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    price_from: PriceFlag = None,
    contested: ContestedFlag = True,
    out: OutFlag = Path("results"),
    quiet: QuietFlag = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the path of the report as JSON.")] = False,
    policy: PolicyFlag = None,
) -> None:
    """Compare two organisations and write it up on two sheets of paper: one file without scripts, English or Danish."""
    from dashboards.terminal.compare import Request
    from dashboards.terminal.report import run_report

    rule = staffing.value if staffing else None
    with told_in_words(policy):
        request = Request(
            a,
            b,
            scenario,
            rule,
            replications,
            None,
            seed,
            processes,
            tuple(changes or ()),
            out,
            quiet,
            as_json,
            tuple(without or ()),
            price_from,
            contested,
            name="report",
            language=language,
        )
        run_report(request)


def run(
    arm: ArmArgument = "bum",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    staffing: StaffingFlag = None,
    seed: SeedFlag = 1,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    price_from: PriceFlag = None,
    policy: PolicyFlag = None,
) -> None:
    """Run one organisation once and print every measure."""
    from dashboards.terminal.compare import run_one

    with told_in_words(policy):
        rule = staffing.value if staffing else None
        run_one(arm, scenario, rule, seed, tuple(changes or ()), tuple(without or ()), price_from)


def decompose(
    a: ArmArgument = "bum",
    b: Annotated[str, typer.Argument(help="The arm to go to.")] = "self_organising",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    groups: Annotated[
        str | None, typer.Option(help="Groups of levers: a shipped grouping (deviations), or a .toml file.")
    ] = None,
    measures: Annotated[list[str] | None, typer.Option("--measure", help="A measure to show; repeat.")] = None,
    replications: Annotated[int, typer.Option("--replications", "-n", help="Replications of every step.")] = 8,
    permutations: Annotated[
        int, typer.Option(help="Orders sampled in each replication where there are more than 8 levers; even.")
    ] = 4,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    staffing: StaffingFlag = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    price_from: PriceFlag = None,
    out: OutFlag = Path("results"),
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
    markdown: MarkdownFlag = False,
    policy: PolicyFlag = None,
    situation: Annotated[str, typer.Option(help="A situation of the Explore page to put the place into.")] = "today",
    unknowns: Annotated[
        bool,
        typer.Option("--unknowns", help="Draw what nobody has measured anew in each replication, as Explore does."),
    ] = False,
) -> None:
    """Take the difference between two organisations apart, lever by lever (Shapley values): tables and waterfalls."""
    from dashboards.terminal.decompose import Request, run_decomposition

    with told_in_words(policy):
        run_decomposition(
            Request(
                a,
                b,
                scenario,
                groups,
                tuple(measures or ()),
                replications,
                permutations,
                seed,
                processes,
                staffing.value if staffing else None,
                tuple(changes or ()),
                tuple(without or ()),
                price_from,
                out,
                quiet,
                as_json,
                markdown,
                situation,
                unknowns,
            )
        )
