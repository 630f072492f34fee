"""The page a decomposition leaves behind: a waterfall for each chosen measure, in one file that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from plotly.offline import get_plotlyjs

from dashboards import tables, theme
from dashboards.figures import waterfall
from dashboards.page import COMMAND, packaged, provenance_list
from experiments.decompose import Decomposition


def write_decomposition(found: Decomposition, measures: Sequence[str], path: Path) -> None:
    """Write the page into a new file."""
    with path.open("x", encoding="utf-8") as file:
        file.write(render(found, measures))


def render(found: Decomposition, measures: Sequence[str]) -> str:
    """The whole page as HTML."""
    provenance = found.provenance
    return Template(packaged("decomposition.html")).substitute(
        title=escape(f"From {found.title_a} to {found.title_b}: {found.scenario}"),
        style=packaged("page.css"),
        plotly=get_plotlyjs(),
        kicker=escape(f"Nabolab decomposition · {found.scenario}"),
        headline=escape(f"From {found.title_a} to {found.title_b}"),
        lead=escape(" ".join(waterfall.sentence(found, m) for m in measures)),
        name_a=escape(found.title_a),
        name_b=escape(found.title_b),
        reading=escape(_reading(found)),
        figures="\n".join(_picture(found, m) for m in measures),
        command=escape(str(provenance.get(COMMAND, "not recorded"))),
        provenance=provenance_list((key, value) for key, value in provenance.items() if key != COMMAND),
    )


def _reading(found: Decomposition) -> str:
    orders = "all orders" if found.exact else "a sample of orders, other ones in each replication,"
    return (
        f"A lever's part is what pulling it changes, averaged over {orders} in which the levers could be pulled "
        "(its Shapley value). Parts add up to the whole. Each whisker is the part's 95 % interval: chance between "
        "replications and sampled orders, not what the model leaves out. What levers do only together is shared evenly "
        "between them."
    )


def _picture(found: Decomposition, measure: str) -> str:
    name = f"waterfall-{measure}"
    title = found.parts[found.parts.measure == measure].title.iloc[0]
    return (
        f'<figure aria-labelledby="{name}-title">\n<h3 id="{name}-title">{escape(title)}</h3>\n'
        f"{theme.embed(waterfall.draw(found, measure), name)}\n"
        f"<figcaption>{escape(waterfall.sentence(found, measure))}</figcaption>\n"
        "<details><summary>The same as a table</summary>\n"
        f"{tables.html(waterfall.table(found, measure))}\n</details>\n</figure>"
    )
