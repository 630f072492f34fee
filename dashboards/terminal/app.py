"""The command line. Each command checks everything first; bad input leaves with exit code 2 and nothing written."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dashboards.terminal.errors import Inputs, told_in_words
from dashboards.terminal.study import study_app
from sim.problems import InputError, Problem

DEFAULT_SCENARIO = "bording_engesvang"

app = typer.Typer(
    help="Nabolab: the same citizens, streets and luck through different organisations of home care.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(study_app, name="study")


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


@app.command()
def compare(
    a: Annotated[str, typer.Argument(help="A shipped arm, or a .toml file.")] = "bum",
    b: Annotated[str, typer.Argument(help="The arm to compare it with.")] = "self_organising",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    replications: Annotated[int, typer.Option("--replications", "-n", help="Paired replications.")] = 20,
    precision: Annotated[
        float | None,
        typer.Option(help="Instead: replicate until +- is at most this share of A's mean, e.g. 0.01."),
    ] = None,
    staffing: StaffingFlag = None,
    seed: SeedFlag = 1,
    processes: Annotated[int | None, typer.Option(help="Worker processes; default: one per core.")] = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    price_from: PriceFlag = None,
    contested: Annotated[
        bool,
        typer.Option("--contested/--no-contested", help="Also run without each contested link: four times as long."),
    ] = True,
    out: Annotated[Path, typer.Option(help="Results go into a new folder in here.")] = Path("results"),
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    draws: DrawsFlag = None,
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
            )
        )


@app.command()
def report(
    a: Annotated[str, typer.Argument(help="A shipped arm, or a .toml file.")] = "bum",
    b: Annotated[str, typer.Argument(help="The arm to compare it with.")] = "self_organising",
    language: Annotated[str, typer.Option("--language", "-l", help="Of the report: en or da.")] = "en",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    replications: Annotated[int, typer.Option("--replications", "-n", help="Paired replications.")] = 20,
    staffing: StaffingFlag = None,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    price_from: PriceFlag = None,
    contested: Annotated[
        bool,
        typer.Option("--contested/--no-contested", help="Also run without each contested link: four times as long."),
    ] = True,
    out: Annotated[Path, typer.Option(help="Results go into a new folder in here.")] = Path("results"),
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
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
        )
        run_report(request, language)


@app.command()
def dashboard(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8050,
    share: Annotated[
        bool, typer.Option("--share", help="Also for others on the local network; controls then need a token.")
    ] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser at the pages.")] = True,
    language: Annotated[str | None, typer.Option(help="Language of pages: en or da; default: the browser's.")] = None,
    processes: ProcessesFlag = None,
    first: Annotated[str, typer.Option(help="Live: the first organisation, a shipped arm or a .toml file.")] = "bum",
    second: Annotated[str, typer.Option(help="Live: the second organisation.")] = "self_organising",
    team: Annotated[
        str, typer.Option(help="Live: the arm of which a team may start beside either.")
    ] = "self_organising",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    seed: Annotated[int, typer.Option(help="Live: the first seed.")] = 1,
    workshop: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Live: go on with a workshop's file instead of the five above.")
    ] = None,
    studies: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Studies: the folder whose studies are shown.")
    ] = Path("studies"),
    policy: PolicyFlag = None,
) -> None:
    """Serve the dashboards: explore a situation, race two live, read studies. Only on this machine unless shared."""
    from dashboards.terminal.dashboard import LiveRequest, run_dashboard

    with told_in_words(policy):
        live = LiveRequest(first, second, team, scenario, seed, workshop)
        run_dashboard(port, share, browser, language, processes, live, studies)


@app.command()
def replay(
    workshop: Annotated[Path, typer.Argument(help="A workshop's file, as the live page saves it.")],
    page: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Also write a page that plays it again.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of that page: en or da.")] = "en",
    policy: PolicyFlag = None,
) -> None:
    """Run a workshop again and tell whether it reproduces to the last bit; leaves with 1 when it doesn't."""
    from dashboards.terminal.replay import run_replay

    with told_in_words(policy):
        run_replay(workshop, page, language)


@app.command()
def run(
    arm: Annotated[str, typer.Argument(help="A shipped arm, or a .toml file.")] = "bum",
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


@app.command()
def scenarios() -> None:
    """List the shipped scenarios."""
    from experiments.shelf import find_scenario, shipped_scenarios

    table = Table(title="Scenarios", title_justify="left")
    for heading in ("Name", "What", "Citizens", "Days", "Staffing"):
        table.add_column(heading)
    for name in shipped_scenarios():
        s = find_scenario(name)
        table.add_row(name, f"{s.title}: {s.about}", str(s.citizens), str(s.horizon_days), s.staffing)
    Console().print(table)


@app.command()
def presets(
    markdown: Annotated[bool, typer.Option("--markdown", help="Instead: the page of presets.")] = False,
) -> None:
    """List the shipped organisations (arms): what each is, and which others it is like, replaces or stands beside."""
    from dashboards.terminal.presets import preset_page, preset_table

    with told_in_words():
        if markdown:
            print(preset_page(), end="")
        else:
            Console().print(preset_table())


@app.command()
def explain(
    arm: Annotated[str, typer.Argument(help="A shipped arm, or a .toml file.")],
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also values that policies may move but don't here.")
    ] = False,
    policy: PolicyFlag = None,
) -> None:
    """Say who owns each decision right, and which values are moved by whom."""
    from dashboards.terminal.compare import take_scenario
    from dashboards.terminal.explain import explanation
    from policies.loading import load_arm

    with told_in_words(policy):
        inputs = Inputs()
        loaded = inputs.take(lambda: load_arm(arm))
        place = take_scenario(inputs, scenario, None, tuple(changes or ()), tuple(without or ()))
        if loaded and place:
            inputs.take(lambda: loaded.compose(place))
        inputs.check()
        assert loaded is not None
        assert place is not None
        Console().print(explanation(loaded, place, everything))


@app.command()
def diff(
    a: Annotated[str, typer.Argument(help="A shipped arm, or a .toml file.")] = "bum",
    b: Annotated[str, typer.Argument(help="The arm to put beside it.")] = "self_organising",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    changes: SetFlag = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what is the same in both.")] = False,
    markdown: MarkdownFlag = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    policy: PolicyFlag = None,
) -> None:
    """Put two organisations side by side: right by right, and value by value."""
    from dashboards.terminal.diff import run_diff

    with told_in_words(policy):
        run_diff(a, b, scenario, tuple(changes or ()), everything, markdown, as_json)


@app.command()
def decompose(
    a: Annotated[str, typer.Argument(help="A shipped arm, or a .toml file.")] = "bum",
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
    out: Annotated[Path, typer.Option(help="Results go into a new folder in here.")] = Path("results"),
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    markdown: MarkdownFlag = False,
    policy: PolicyFlag = None,
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
            )
        )


@app.command()
def links(
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Instead: the page of links at their defaults.")] = False,
) -> None:
    """List every causal link outside simple arithmetic: from, to, size here, range, tier, source, on or off."""
    from dashboards.terminal.compare import take_scenario
    from dashboards.terminal.links import link_page, link_table

    with told_in_words():
        inputs = Inputs()
        place = take_scenario(inputs, scenario, None, tuple(changes or ()), tuple(without or ()))
        inputs.check()
        assert place is not None
        if markdown:
            print(link_page(), end="")
        else:
            Console().print(link_table(place))


@app.command("warm-up")
def warm_up(
    arm: Annotated[str, typer.Argument(help="A shipped arm, or a .toml file.")] = "bum",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    days: DaysFlag = 1825,
    replications: Annotated[int, typer.Option("--replications", "-n", help="Independent runs.")] = 10,
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


@app.command()
def baseline(
    arm: Annotated[str, typer.Argument(help="A shipped arm, or a .toml file.")] = "bum",
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    days: DaysFlag = 1825,
    replications: Annotated[int, typer.Option("--replications", "-n", help="Independent runs.")] = 10,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    markdown: MarkdownFlag = False,
    policy: PolicyFlag = None,
) -> None:
    """Hold an organisation's long run against the evidence that the model was calibrated to."""
    from dashboards.terminal.baseline import run_baseline
    from dashboards.terminal.warm_up import Study

    with told_in_words(policy):
        study = Study(arm, scenario, days, replications, seed, processes, tuple(changes or ()), tuple(without or ()))
        run_baseline(study, markdown)


@app.command()
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


@app.command()
def validate(
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    targets: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Your own targets, beside the shipped ones.")
    ] = None,
    replications: Annotated[int, typer.Option("--replications", "-n", help="Replications of every case.")] = 6,
    seed: SeedFlag = 1,
    processes: ProcessesFlag = None,
    draws: DrawsFlag = None,
    changes: SetFlag = None,
    without: WithoutFlag = None,
    markdown: MarkdownFlag = False,
    language: Annotated[str, typer.Option("--language", "-l", help="Of the scorecard: en or da.")] = "en",
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


@app.command()
def calibrate(
    scenario: ScenarioFlag = DEFAULT_SCENARIO,
    targets: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Your own targets, beside the shipped ones.")
    ] = None,
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


@app.command()
def lean(
    a: Annotated[str, typer.Argument(help="A shipped arm, or a .toml file.")] = "bum",
    b: Annotated[str, typer.Argument(help="The arm to compare it with.")] = "self_organising",
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
    policy: PolicyFlag = None,
) -> None:
    """Say how far a conclusion leans on what nobody knows: plausible draws, contested links, wide assumptions."""
    from dashboards.terminal.lean import Request, run_lean

    with told_in_words(policy):
        words = tuple(changes or ()), tuple(without or ())
        tried = tuple(assumption or ())
        run_lean(Request(a, b, scenario, draws, pairs, replications, tried, seed, processes, markdown, *words))


@app.command()
def dossier(
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
        commands = frozenset(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
        run_dossier(commands, DossierRequest(html, save, pictures, scenario, runs, processes))


@app.command()
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


@app.command()
def init(path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("scenario.toml")) -> None:
    """Write a commented scenario file to edit. Never overwrites."""
    from dashboards.terminal.documents import write_scenario

    with told_in_words():
        write_scenario(path)
        Console().print(
            f"Wrote {path}. Run it with: nabolab compare --scenario {path}", soft_wrap=True, highlight=False
        )


@app.command()
def policies(
    markdown: Annotated[bool, typer.Option("--markdown", help="Instead: the page of policies.")] = False,
    policy: PolicyFlag = None,
) -> None:
    """List every policy that an arm may use: what it does, what it moves, its options, what it touches first."""
    from dashboards.terminal.policies import policy_page, policy_table

    with told_in_words(policy):
        if markdown:
            print(policy_page(), end="")
        else:
            Console().print(policy_table())


@app.command()
def parameters(policy: PolicyFlag = None) -> None:
    """Print the page of parameters (Markdown), made from the registry."""
    from dashboards.terminal.documents import parameter_page

    with told_in_words(policy):
        print(parameter_page(), end="")


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
