"""`nabolab links`: every causal link outside simple arithmetic, as a table for a place and as a page of defaults."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

from rich import box
from rich.table import Table
from rich.text import Text

from sim.links import Link, contested_links, links
from sim.parameters import registry
from sim.scenario import Scenario

PAGE = """\
# Links

A link is a way in which one thing moves another outside simple arithmetic. That a longer way takes more minutes is
arithmetic; that strain makes people fall ill is a link: one has to believe it. So each link can be seen here, doubted,
resized and switched off. The rest of the model counts: minutes, kilometres, days, money.

Made by `nabolab links --markdown > docs/links.md`; a test compares the two. `nabolab links` shows the same for a place
of your own (`--scenario`, `--set`, `--without`).

## Resize one, switch one off

A link is carried by the [parameter](parameters.md) of its name, where its formula stands. Give it another size inside
its range with `--set`; **size 0 is no effect**. `--without` sets it to 0 whatever a scenario or a policy says, and may
be repeated:

```
nabolab compare --set strain_on_sickness=0.6
nabolab compare --without autonomy_on_strain --without self_selection
```

A scenario file does the same with `without = ["autonomy_on_strain"]`, and Python with
`nabolab.compare(without=("autonomy_on_strain",))`. Both arms always lose the link alike. What an organisation *pays*
for a thing (reablement, networks, micro-assessments) stays when its effect is switched off.

## Contested links

Research disagrees about these, and much of what is claimed for one organisation or another goes through them. Every
comparison therefore also runs without each of them and shows its [conclusion with and without](results.md):

{contested}

## All links

Size is the default. *On*: whether it acts by default. Tier and source ids are those of the parameter; the ids are
explained under [Sources](parameters.md#sources).

| link | from | to | size | range | unit | tier | sources | on | contested | what the size means |
|---|---|---|---|---|---|---|---|---|---|---|
{rows}
"""


def link_table(scenario: Scenario) -> Table:
    """Every link with its size in this scenario, before any policy."""
    off = sum(scenario.values[name] == link.off for name, link in links().items())
    title = f"Causal links in {scenario.title}: {len(links())}, of which {off} off"
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("Link\nfrom → to", min_width=max(map(len, links())))
    for heading in ("Size\nhere", "Range\nunit", "Tier\nsources", "On"):
        table.add_column(heading, min_width=9)
    for link in links().values():
        name, cause, effect, size, span, unit, tier, sources, on, contested = _cells(link, scenario.values)
        default = "" if (on == "on") == link.on else f"default {'on' if link.on else 'off'}"
        table.add_row(
            Text.assemble((name, "bold"), f"\n{cause} → {effect}"),
            size,
            f"{span}\n{unit}",
            f"{tier}\n{sources}",
            "\n".join(filter(None, (on, default, contested))),
        )
    return table


def link_page() -> str:
    """All links at their defaults as a Markdown page."""
    defaults = {name: link.parameter.default for name, link in links().items()}
    contested = (
        fill(
            f"- `{name}`: {_meaning(links()[name])} {links()[name].parameter.about}",
            120,
            subsequent_indent="  ",
            break_on_hyphens=False,
        )
        for name in contested_links()
    )
    rows = (_line(link, defaults) for link in links().values())
    return PAGE.format(contested="\n".join(contested), rows="\n".join(rows))


def _line(link: Link, sizes: Mapping[str, float]) -> str:
    name, *others = _cells(link, sizes)
    return f"| {' | '.join([f'`{name}`', *others, _meaning(link)])} |"


def _meaning(link: Link) -> str:
    return f"{link.parameter.title}. {link.about}".strip()


def _cells(link: Link, sizes: Mapping[str, float]) -> tuple[str, ...]:
    """What table and page say about a link: name, from, to, size, range, unit, tier, sources, on, contested."""
    p = registry()[link.name]
    return (
        link.name,
        link.cause,
        link.effect,
        f"{sizes[link.name]:g}",
        f"{p.low:g} to {p.high:g}",
        p.unit,
        p.tier,
        ", ".join(p.sources) or "none",
        "off" if sizes[link.name] == link.off else "on",
        "contested" if link.contested else "",
    )
