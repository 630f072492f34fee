"""Commands that say how far the model can be trusted: checks, targets, calibration, the dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from dashboards.terminal.commands.options import (
    DEFAULT_SCENARIO,
    ArmArgument,
    DaysFlag,
    DrawsFlag,
    LanguageFlag,
    MarkdownFlag,
    OtherArgument,
    PolicyFlag,
    ProcessesFlag,
    RunsFlag,
    ScenarioFlag,
    SeedFlag,
    SetFlag,
    TargetsFlag,
    WithoutFlag,
)
from dashboards.terminal.errors import told_in_words
from sim.problems import InputError, Problem


def warm_up(
    arm: ArmArgument = "bum",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    days: DaysFlag = 1825,
    replications: RunsFlag = 10,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    markdown: MarkdownFlag = False,
    policy: PolicyFlag = None,
) -> None:
    """Show how long each measure of an organisation takes to settle, by MSER-5."""
    from dashboards.terminal.warm_up import Study, run_warm_up

    with told_in_words(policy):
        study = Study(arm, scenario, days, replications, seed, processes, tuple(changes or ()), tuple(without or ()))
        run_warm_up(study, markdown)


def baseline(
    arm: ArmArgument = "bum",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    days: DaysFlag = 1825,
    replications: RunsFlag = 10,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    markdown: MarkdownFlag = False,
    language: LanguageFlag = "en",
    policy: PolicyFlag = None,
) -> None:
    """Hold an organisation's long run against the evidence that the model was calibrated to."""
    from dashboards.terminal.baseline import run_baseline
    from dashboards.terminal.warm_up import Study

    with told_in_words(policy):
        words = tuple(changes or ()), tuple(without or ())
        study = Study(arm, scenario, days, replications, seed, processes, *words, language)
        run_baseline(study, markdown)


def verify(
    arms: Annotated[
        list[str] | None, typer.Option("--arm", "-a", help="An arm to check; repeat. Default: bum and self_organising.")
    ] = None,
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer runs for extremes, responses and roads.")] = False,
    seed: SeedFlag = 1,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    markdown: MarkdownFlag = False,
    policy: PolicyFlag = None,
) -> None:
    """Check the model on a scenario: books, memory, luck, extremes, closed forms ... Exit code 1 when a check fails."""
    from dashboards.terminal.verify import Request, run_verify

    with told_in_words(policy):
        run_verify(
            Request(
                tuple(arms or ()), scenario, seed, quick, as_json, markdown, tuple(changes or ()), tuple(without or ())
            )
        )


def validate(
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    targets: TargetsFlag = None,
    replications: Annotated[int, typer.Option("--replications", "-n", help="Replications of every case.")] = 12,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    draws: DrawsFlag = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    markdown: MarkdownFlag = False,
    language: LanguageFlag = "en",
    save: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Keep the numbers with date, command and code version.")
    ] = None,
    policy: PolicyFlag = None,
) -> None:
    """Hold the model against published figures that were never used in fitting: hit, miss, or nobody can tell."""
    from dashboards.terminal.validate import Request, run_validate

    with told_in_words(policy):
        words = tuple(changes or ()), tuple(without or ())
        run_validate(Request(scenario, targets, replications, seed, processes, draws, markdown, *words, language, save))


def calibrate(
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    targets: TargetsFlag = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", metavar="NAME", help="Vary this instead of the usual; repeat.")
    ] = None,
    runs: Annotated[int, typer.Option(help="Runs in each wave.")] = 140,
    waves: Annotated[int, typer.Option(help="Waves; each rules out more.")] = 3,
    draws: Annotated[int, typer.Option(help="Plausible sets of parameters to keep.")] = 200,
    discrepancy: Annotated[float, typer.Option(help="What the model can't get right, as a share of a figure.")] = 0.05,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Where the draws go.")] = None,
    markdown: MarkdownFlag = False,
    policy: PolicyFlag = None,
) -> None:
    """Rule out parameters that can't give the published figures (history matching); keep all others as draws."""
    from dashboards.terminal.calibrate import Request, file_name, run_calibrate
    from experiments.calibration.fit import Plan

    with told_in_words(policy):
        plan = Plan(runs, waves, draws, discrepancy, seed, processes)
        names, words = tuple(parameter or ()), (tuple(changes or ()), tuple(without or ()))
        run_calibrate(Request(scenario, targets, names, plan, out or Path(file_name(scenario)), markdown, *words))


def lean(
    a: ArmArgument = "bum",
    b: OtherArgument = "self_organising",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    draws: DrawsFlag = None,
    pairs: Annotated[int, typer.Option(help="Pairs of runs over the draws.")] = 50,
    replications: Annotated[int, typer.Option("--replications", "-n", help="Pairs for each assumption.")] = 6,
    assumption: Annotated[
        list[str] | None, typer.Option("--assumption", metavar="NAME", help="Try this instead of the usual; repeat.")
    ] = None,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    markdown: MarkdownFlag = False,
    language: LanguageFlag = "en",
    policy: PolicyFlag = None,
) -> None:
    """Say how far a conclusion leans on what nobody knows: plausible draws, contested links, wide assumptions."""
    from dashboards.terminal.lean import Request, run_lean

    with told_in_words(policy):
        words = tuple(changes or ()), tuple(without or ())
        tried = tuple(assumption or ())
        run_lean(
            Request(a, b, scenario, draws, pairs, replications, tried, seed, processes, markdown, *words, language)
        )


def dossier(
    context: typer.Context,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FOLDER", help="Pages with plots, into this new folder.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="One page of Markdown; the default.")] = False,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Run what is behind the plots and keep it here.")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The Markdown's plots as SVG, of the runs that were kept.")
    ] = None,
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    runs: Annotated[
        int, typer.Option(help="Runs behind the plots of warm-up and replications; 0: those that were kept.")
    ] = 10,
    processes: ProcessesFlag = None,
) -> None:
    """The model's dossier, made from the code: ODD, ODD+D, STRESS, TRACE, parameters, links, what is left out."""
    from dashboards.terminal.dossier import DossierRequest, run_dossier

    with told_in_words():
        if sum(map(bool, (html, markdown, save, pictures))) > 1:
            raise InputError([Problem("dossier", "give one of --html, --markdown, --save and --pictures")])
        assert context.parent is not None
        assert isinstance(context.parent.command, TyperGroup)
        run_dossier(
            frozenset(context.parent.command.commands), DossierRequest(html, save, pictures, scenario, runs, processes)
        )


def expected(
    arms: Annotated[list[str] | None, typer.Argument(help="Shipped arms; without any, all of them.")] = None,
    replications: Annotated[int, typer.Option("--replications", "-n", min=1, help="Replications of each.")] = 4,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    write: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Keep the results here instead.")] = None,
) -> None:
    """Measure shipped organisations again and hold them against the results kept beside their files."""
    from dashboards.terminal.expected import run_expected

    with told_in_words():
        run_expected(tuple(arms or ()), replications, seed, processes, write)
