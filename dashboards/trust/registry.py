"""Parameters area by area and causal links, made from the registry: what policies bring along appears by itself."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dashboards.server.request import View
from dashboards.server.shell import place
from dashboards.trust.sources import exact, in_english, sources, span
from dashboards.trust.tables import stacked
from dashboards.words.catalogue import Words
from sim.links import Link, links
from sim.parameters import AREAS, Parameter, registry

PARAMETERS = ("parameter", "value", "range", "tier", "behind")
LINKS = ("link", "size", "range", "acts", "tier", "behind")


def parameters(view: View) -> str:
    """All parameters, or those in which every word of the address's `q` occurs."""
    say, wanted = view.words, view.parameters.get("q", "").strip()
    known = registry()
    found = [p for p in known.values() if matches(p, wanted, say)]
    told = say("trust_page.found", n=len(found), all=len(known))
    parts = [_filter(view, wanted), f'<p role="status" id="found">{escape(told)}</p>']
    for area in (*AREAS, *sorted({p.area for p in found} - set(AREAS))):
        rows = [p for p in found if p.area == area]
        if rows:
            title = say.get(f"area.{area}", area.capitalize())
            heads = [say(f"trust_page.{key}") for key in PARAMETERS]
            table = stacked(title, heads, [_cells(p, say) for p in rows], [f"p-{p.name}" for p in rows])
            parts.append(f"<section>\n<h2>{escape(title)}</h2>\n{table}\n</section>")
    return "\n".join(parts)


def matches(p: Parameter, wanted: str, say: Words) -> bool:
    """Whether each word stands in the name, a title, the area, the tier or a source's id."""
    texts = (p.name, p.title, say.parameter(p.name, ""), p.area, say.get(f"area.{p.area}", ""), say(f"tier.{p.tier}"))
    within = " ".join((*texts, *p.sources)).lower()
    return all(word in within for word in wanted.lower().split())


def _filter(view: View, wanted: str) -> str:
    """A form that asks the server: no script, and what was looked for stands in the address."""
    say = view.words
    kept = f'<input type="hidden" name="lang" value="{view.language}">'
    kept += f'<input type="hidden" name="theme" value="{view.theme}">'
    return (
        f'<form class="filter" role="search" action="{escape(view.path)}">{kept}'
        f'<label for="q">{escape(say("trust_page.filter"))}</label> '
        f'<input type="search" id="q" name="q" value="{escape(wanted)}" maxlength="100" autocomplete="off"> '
        f"<button>{escape(say('trust_page.show'))}</button></form>"
    )


def _cells(p: Parameter, say: Words) -> tuple[str, ...]:
    about = f"<details><summary>{escape(say('trust_page.about'))}</summary>{in_english(p.about, say)}</details>"
    return (
        f"{_title(p, say)}<br><code>{escape(p.name)}</code>",
        escape(exact(p, p.default, say)),
        escape(span(p, say)),
        escape(say(f"tier.{p.tier}")),
        (sources(p.sources, say) or escape(say("trust_page.no_source"))) + (about if p.about else ""),
    )


def _title(p: Parameter, say: Words) -> str:
    own = say.parameter(p.name, "")
    return escape(own) if own else in_english(p.title, say)


def causal_links(view: View) -> str:
    """Every link with its default size, its range, whether it acts, and whether research disagrees."""
    say = view.words
    heads = [say(f"trust_page.{key}") for key in LINKS]
    rows = [tuple(_link_cells(link, view)) for link in links().values()]
    table = stacked(say("trust_page.links"), heads, rows, [f"l-{name}" for name in links()])
    off, contested = (sum(not k.on for k in links().values()), sum(k.contested for k in links().values()))
    told = say("trust_page.links_told", all=len(rows), off=off, contested=contested)
    return f"<p>{escape(told)}</p>\n{table}\n<p>{escape(say('trust_page.links_off'))}</p>"


def _link_cells(link: Link, view: View) -> Iterator[str]:
    say, p = view.words, link.parameter
    cause, effect = (say.get(f"link.{link.name}.{part}", getattr(link, part)) for part in ("cause", "effect"))
    where = f"{place(view, '/trust/parameters')}#p-{link.name}"
    yield f'{escape(cause)} → {escape(effect)}<br><a href="{escape(where)}"><code>{escape(link.name)}</code></a>'
    yield escape(exact(p, p.default, say))
    yield escape(span(p, say))
    contested = f"<br><strong>◆ {escape(say('trust_page.contested'))}</strong>" if link.contested else ""
    yield escape(say("trust_page.on" if link.on else "trust_page.off")) + contested
    yield escape(say(f"tier.{p.tier}"))
    yield sources(p.sources, say) or escape(say("trust_page.no_source"))
