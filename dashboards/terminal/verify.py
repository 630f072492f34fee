"""`nabolab verify`: checks of the model on any scenario, as a table; exit code 1 when one fails."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import typer
from rich.console import Console

from dashboards.terminal.compare import check_seed, take_scenario
from dashboards.terminal.errors import Inputs
from dashboards.terminal.warm_up import Sheet
from experiments.verify.suite import Verification, verify
from policies.arm import Arm
from policies.loading import load_arm
from sim.scenario import Scenario

DEFAULT_ARMS = ("bum", "self_organising")
FAILED = 1


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    arms: tuple[str, ...]
    scenario: str
    seed: int
    quick: bool
    as_json: bool
    markdown: bool
    changes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def run_verify(request: Request) -> None:
    """Check everything, run all checks, print them. Raises InputError, or typer.Exit when a check fails."""
    arms, scenario = _inputs(request)
    console = Console(stderr=request.as_json or request.markdown)
    with console.status("Checking (the first time compiles for about half a minute)") as status:
        found = verify(arms, scenario, request.seed, request.quick, lambda words: status.update(f"Checking {words}"))
    if request.markdown:
        print(verification_sheet(found).markdown(), end="")
    elif request.as_json:
        print(json.dumps({**asdict(found), "holds": found.holds}, ensure_ascii=False))
    else:
        console.print(verification_sheet(found).table())
    if not found.holds:
        raise typer.Exit(FAILED)


def _inputs(request: Request) -> tuple[list[Arm], Scenario]:
    """Arms and scenario, with every problem of every input told at once."""
    inputs = Inputs()
    names = dict.fromkeys(request.arms or DEFAULT_ARMS)
    arms = [inputs.take(lambda name=name: load_arm(name)) for name in names]  # type: ignore[misc]
    scenario = take_scenario(inputs, request.scenario, None, request.changes, request.without)
    inputs.problems += check_seed(request.seed)
    loaded = [arm for arm in arms if arm is not None]
    if scenario is not None:
        for arm in loaded:
            inputs.take(lambda arm=arm: arm.compose(scenario))  # type: ignore[misc]
    inputs.check()
    assert scenario is not None
    return loaded, scenario


def verification_sheet(found: Verification) -> Sheet:
    """A line for each check, and a sentence on all of them."""
    holds, fails, rest = (sum(f.verdict == v for f in found.findings) for v in ("holds", "fails", "doesn't apply"))
    said = f"{holds} of {len(found.findings)} checks hold, {fails} fail"
    headings = ("Family", "Arm", "What must hold", "It", "Seen")
    return Sheet(
        f"Checks in {found.scenario}: {found.days} days, seed {found.seed}",
        headings,
        headings,
        tuple((f.family, f.arm, f.check, f.verdict, f.seen) for f in found.findings),
        (said + (f", {rest} don't apply here." if rest else "."),),
    )
