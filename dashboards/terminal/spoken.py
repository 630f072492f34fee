"""A comparison in a reader's language: titles, units, the place, links, and what a reader must know."""

from __future__ import annotations

from dataclasses import replace

from rich.console import RenderableType

from dashboards.words.catalogue import DEFAULT_LANGUAGE, Words, words
from experiments.comparison import Comparison, LinkCheck, MeasureRow
from experiments.percent import in_percent
from experiments.tables import comparison_tables
from sim.links import contested_links
from sim.scenario import Scenario


def tables_in(language: str, found: Comparison, names: tuple[str, str], scenario: Scenario) -> RenderableType:
    """The tables of a comparison. names: of both arms' files; scenario: where it was made."""
    if language == DEFAULT_LANGUAGE:
        return comparison_tables(found)
    say = words(language)
    return comparison_tables(spoken(found, names, scenario, say), say)


def spoken(found: Comparison, names: tuple[str, str], scenario: Scenario, say: Words) -> Comparison:
    """The same comparison, in per cent, with every word that a table shows in the language of the words."""
    a, b = (say.arm(name, title) for name, title in zip(names, (found.title_a, found.title_b), strict=True))
    staffing = str(found.provenance.get("staffing rule", "?"))
    per_cent = in_percent(found)
    return replace(
        per_cent,
        title_a=a if a != b else f"{a} (A)",
        title_b=b if a != b else f"{b} (B)",
        scenario=say.get(f"place.{found.scenario}", found.scenario),
        rows=tuple(_row(row, say) for row in per_cent.rows),
        contested=tuple(_check(check, say) for check in per_cent.contested),
        provenance={**found.provenance, "staffing rule": say.get(f"staffing.{staffing}", staffing)},
        notes=tuple(notes(found, (a, b), scenario, say)),
    )


def _row(row: MeasureRow, say: Words) -> MeasureRow:
    return replace(row, title=say.measure(row.key, row.title), unit=say.unit(row.unit))


def _check(check: LinkCheck, say: Words) -> LinkCheck:
    return replace(
        check,
        cause=say.get(f"link.{check.link}.cause", check.cause),
        effect=say.get(f"link.{check.link}.effect", check.effect),
        rows=tuple(_row(row, say) for row in check.rows),
    )


def notes(found: Comparison, titles: tuple[str, str], scenario: Scenario, say: Words) -> list[str]:
    """What a reader must know: insolvent providers, what is left out, links not checked, draws, undefined measures."""
    draws = scenario.plausible
    said = _insolvent(found, titles, say) + [say(f"left_out.{n}") for n in range(1, 7)] + _unchecked(found, say)
    if draws is not None:
        varied = say("terminal.separator").join(say.parameter(name, name) for name in draws.parameters)
        said.append(say("note.drawn", parameters=varied))
    for row in found.rows:
        if row.undefined:
            title, of = say.measure(row.key, row.title), row.pairs + row.undefined
            said.append(say("note.undefined", measure=title, undefined=row.undefined, pairs=of))
    return said


def _insolvent(found: Comparison, titles: tuple[str, str], say: Words) -> list[str]:
    if "provider_closed" not in found.runs:
        return []
    closed = found.runs["provider_closed"] > 0
    of_a, of_b = (int(closed[found.runs["arm"] == name].sum()) for name in (found.a, found.b))
    n = found.runs["replication"].nunique()
    return [say("note.insolvent", of_a=of_a, of_b=of_b, n=n, a=titles[0], b=titles[1])] if of_a or of_b else []


def _unchecked(found: Comparison, say: Words) -> list[str]:
    if found.provenance.get("contested links checked", "none") == "none":
        return [say("note.unchecked")]
    checked = {check.link for check in found.contested}
    return [say("note.off", link=link_title(name, say)) for name in contested_links() if name not in checked]


def link_title(name: str, say: Words) -> str:
    """A link as its cause and effect; its name where the language has no words for it."""
    cause, effect = (say.get(f"link.{name}.{end}", "") for end in ("cause", "effect"))
    return f"{cause} → {effect}" if cause and effect else name
