"""The dossier as pages of Markdown. Nothing is built while a reference leads nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.dossier.checklists import left_out, stress, trace
from dashboards.dossier.choices import shipped_choices
from dashboards.dossier.deciding import deciding
from dashboards.dossier.odd import odd
from dashboards.dossier.parameters import causal_links, parameters
from dashboards.dossier.plots import choices_markdown
from dashboards.dossier.references import broken
from sim.problems import raise_if

TITLES: Mapping[str, str] = {
    "left-out": "What the model leaves out",
    "odd": "ODD: the model described",
    "deciding": "ODD+D: who decides",
    "stress": "STRESS: what a reader of a simulation must be told",
    "trace": "TRACE: what was done to trust it",
    "parameters": "Parameters",
    "links": "Links",
}
HEAD = """\
# Dossier

Made by `nabolab dossier --markdown > docs/dossier.md` from code, registry and the texts in `dashboards/dossier/`; a
test compares the two, and whatever stands in backticks must exist or nothing is built. `nabolab dossier --html FOLDER`
makes the same as pages that need no network. The pictures behind the choice of [warm-up](warm-up.md) and replications
are made again by `nabolab dossier --save FILE` and `nabolab dossier --pictures docs/dossier`.
"""


def pages(commands: frozenset[str]) -> dict[str, str]:
    """Markdown by page. commands: names of the command line's. Raises InputError with every broken reference."""
    found = {
        "left-out": [*left_out("en"), "", *left_out("da")],
        "odd": odd(),
        "deciding": deciding(),
        "stress": stress(),
        "trace": trace(),
        "parameters": parameters(),
        "links": causal_links(),
    }
    texts = {name: "\n".join(lines).rstrip() + "\n" for name, lines in found.items()}
    raise_if(problem for text in texts.values() for problem in broken(text, commands))
    return texts


def one_page(commands: frozenset[str]) -> str:
    """All pages as one, for the documentation."""
    texts = pages(commands)
    choices = "\n".join(choices_markdown(shipped_choices())) + "\n"
    return "\n".join([HEAD, *texts.values(), choices])
