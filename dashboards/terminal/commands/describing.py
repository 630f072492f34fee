"""Commands that say what there is: scenarios, organisations, policies, links, parameters; none simulates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dashboards.terminal.commands.options import (
    DEFAULT_SCENARIO,
    ArmArgument,
    MarkdownFlag,
    PolicyFlag,
    ScenarioFlag,
    SetFlag,
    WithoutFlag,
)
from dashboards.terminal.errors import Inputs, told_in_words


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


def explain(
    arm: ArmArgument,
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


def diff(
    a: ArmArgument = "bum",
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


def init(path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("scenario.toml")) -> None:
    """Write a commented scenario file to edit. Never overwrites."""
    from dashboards.terminal.documents import write_scenario

    with told_in_words():
        write_scenario(path)
        Console().print(
            f"Wrote {path}. Run it with: nabolab compare --scenario {path}", soft_wrap=True, highlight=False
        )


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


def parameters(policy: PolicyFlag = None) -> None:
    """Print the page of parameters (Markdown), made from the registry."""
    from dashboards.terminal.documents import parameter_page

    with told_in_words(policy):
        print(parameter_page(), end="")
