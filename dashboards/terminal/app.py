"""The command line. Each command checks everything first; bad input leaves with exit code 2 and nothing written."""

from __future__ import annotations

import typer

from dashboards.terminal.commands import comparing, describing, knowing, showing
from dashboards.terminal.study import study_app

COMMANDS = (
    comparing.compare,
    comparing.report,
    showing.dashboard,
    showing.replay,
    comparing.run,
    describing.scenarios,
    describing.presets,
    describing.explain,
    describing.diff,
    comparing.decompose,
    describing.links,
    knowing.warm_up,
    knowing.baseline,
    knowing.verify,
    knowing.validate,
    knowing.calibrate,
    knowing.lean,
    knowing.dossier,
    knowing.expected,
    describing.init,
    describing.policies,
    describing.parameters,
)
"""In the order in which `nabolab --help` lists them. A function's name is its command's, with - for _."""

app = typer.Typer(
    help="Nabolab: the same citizens, streets and luck through different organisations of home care.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(study_app, name="study")
for command in COMMANDS:
    app.command()(command)


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
