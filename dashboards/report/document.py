"""A comparison as one HTML file without scripts: answer, dots, doors, assumptions, how to get the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Any

from dashboards import arms
from dashboards.figures import door_strip, quantile_dots
from dashboards.headline import HEADLINES, headline
from dashboards.report.assumptions import assumptions
from dashboards.said import Pairs, difference_unit, differences, middle, odds_of, row_titles, spoken
from dashboards.words.catalogue import Words
from experiments.comparison import Comparison
from experiments.doors import Citizen, Doors
from experiments.grades import grades
from experiments.odds import MOST, Odds

MEASURES = (*HEADLINES, "known_carer_share", "adjust_days", "overhead_share_cost")
"""The headline measures, and three more that the organisations argue about."""


@dataclass(frozen=True)
class Report:
    """What a report is made of. names: of A and B on the command line; doors: of the first replication."""

    comparison: Comparison
    doors: Doors
    names: tuple[str, str]

    def titles(self, say: Words) -> tuple[str, str]:
        """Of A and B in the language of the words; with their letter where both have the same."""
        given = (self.comparison.title_a, self.comparison.title_b)
        a, b = (say.arm(name, title) for name, title in zip(self.names, given, strict=True))
        return (a, b) if a != b else (f"{a} (A)", f"{b} (B)")


def render(report: Report, say: Words) -> str:
    """The whole file; the same report gives the same text."""
    a, b = report.titles(say)
    pairs = paired_runs(report.comparison)
    body = "\n".join(
        [
            _opening(report, pairs, a, b, say),
            _results(pairs, b, a, say),
            _doors(report.doors, a, b, say),
            assumptions(report.comparison, say),
            _left_out(say),
            _provenance(report.comparison.provenance, say),
        ]
    )
    style = resources.files("dashboards.report").joinpath("report.css").read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="{say.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="Nabolab">\n<title>{escape(say("report.title", a=a, b=b))}</title>\n'
        f'<link rel="icon" href="data:,">\n<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n'
    )


def paired_runs(comparison: Comparison) -> Pairs:
    """The measures of both arms in each replication that both have."""
    of_a, of_b = (side.set_index("replication").sort_index() for side in arms.split(comparison, comparison.runs))
    shared = of_a.index.intersection(of_b.index)
    return list(zip(of_a.loc[shared].to_dict("records"), of_b.loc[shared].to_dict("records"), strict=True))


def _opening(report: Report, pairs: Pairs, a: str, b: str, say: Words) -> str:
    comparison = report.comparison
    place = say.get(f"place.{comparison.scenario}", comparison.scenario)
    citizens, days = (say.plain(float(comparison.provenance[key])) for key in ("citizens", "measured days"))
    answer = headline(odds_of(pairs), row_titles(say), a, b, say)
    kicker = say("report.kicker", place=place, citizens=citizens, days=days, pairs=len(pairs))
    return (
        f'<header>\n<p class="quiet">{escape(kicker)}</p>\n<h1>{escape(say("report.title", a=a, b=b))}</h1>\n'
        f'<p class="answer">{escape(answer)}</p>\n</header>\n<main>'
    )


def _results(pairs: Pairs, b: str, a: str, say: Words) -> str:
    per_dot = say("explore.dots" if len(pairs) > quantile_dots.DOTS else "explore.dots_few")
    heads = (say("explore.measure"), per_dot, say("explore.median"), say("explore.odds"), say("explore.grade"))
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "\n".join(_row(pairs, key, say) for key in MEASURES)
    grade_lines = " · ".join(escape(say(f"explore.grade_{grade}")) for grade in "abc")
    key = (
        f'<span class="b">◆</span> {escape(say("explore.key_b", b=b))} &nbsp; <span class="a">●</span> '
        f"{escape(say('explore.key_a', a=a))} &nbsp; □ {escape(say('explore.key_equal'))} · "
        f"{escape(say('explore.key_line'))}"
    )
    about = f"{say('explore.minus', a=a, b=b)}. {say('report.rule', most=MOST)}"
    return (
        f'<section>\n<h2>{escape(say("report.results"))}</h2>\n<p class="quiet">{escape(about)}</p>\n'
        f"<table class='rows'><thead><tr>{head}</tr></thead>\n"
        f'<tbody>\n{body}\n</tbody></table>\n<p class="key quiet">{key}</p>\n<p class="key quiet">{grade_lines}</p>\n'
        "</section>"
    )


def _row(pairs: Pairs, key: str, say: Words) -> str:
    title, unit = row_titles(say)[key], difference_unit(key, say)
    values = differences(pairs, key)
    verdict = say(f"verdict.{Odds.of(values).word}")
    told = spoken(pairs, key, say)
    drawing = quantile_dots.draw(values, f"{title}: {verdict}; {told}", say) if values else escape(verdict)
    return (
        f'<tr><th scope="row">{escape(title)}<br><small class="quiet">{escape(unit)}</small></th>'
        f'<td class="drawing">{drawing}</td><td><b class="middle">{escape(middle(values, say))}</b></td>'
        f"<td><b>{escape(verdict[:1].upper() + verdict[1:])}</b><br>{escape(told)}</td>"
        f'<td class="grade">{grades()[key].grade}</td></tr>'
    )


def _doors(doors: Doors, a: str, b: str, say: Words) -> str:
    heading = f"<section class='doors'>\n<h2>{escape(say('report.doors'))}</h2>\n"
    if not doors.citizens:
        return f"{heading}<p>{escape(say('explore.doors_none'))}</p>\n</section>"
    about = say("explore.doors_about", of=doors.of, seed=doors.seed)
    strips = "\n".join(_citizen(citizen, a, b, say) for citizen in doors.citizens)
    return f'{heading}<p class="quiet">{escape(about)}</p>\n{door_strip.key(say)}\n{strips}\n</section>'


def _citizen(citizen: Citizen, a: str, b: str, say: Words) -> str:
    name = f"{say('explore.citizen', number=citizen.number)}, {say('explore.rank', rank=citizen.rank)}"
    sides = []
    for door, title, letter in ((citizen.a, a, "a"), (citizen.b, b, "b")):
        told = door_strip.counted(door, say)
        drawing = door_strip.draw(door, f"{name}, {title}: {told}")
        caption = f'<b class="{letter}">{escape(title)}</b>: {escape(told)}'
        sides.append(f"<figure><figcaption>{caption}</figcaption>{drawing}</figure>")
    return f'<h3>{escape(name)}</h3><div class="pair">{"".join(sides)}</div>'


def _left_out(say: Words) -> str:
    lines = "".join(f"<li>{escape(say(f'left_out.{n}').replace('`', ''))}</li>" for n in range(1, 7))
    return f"<section>\n<h2>{escape(say('explore.leaves_out'))}</h2>\n<ul class='small'>{lines}</ul>\n</section>"


def _provenance(provenance: dict[str, Any], say: Words) -> str:
    told = say(
        "report.provenance",
        version=provenance["nabolab"],
        digest=provenance["scenario hash"],
        seeds=_seeds(str(provenance["seeds"]), say),
    )
    count = int(provenance.get("parameters drawn", 0))
    told += " " + (say("report.chance_and_draws", count=count) if count else say("report.chance"))
    command = str(provenance.get("command") or "")
    shown = f'<pre tabindex="0"><code>{escape(command)}</code></pre>' if command else ""
    return (
        f'<section>\n<h2>{escape(say("explore.provenance"))}</h2>\n<p class="small">{escape(told)}</p>\n{shown}\n'
        "</section>\n</main>"
    )


def _seeds(seeds: str, say: Words) -> str:
    """`1 to 20` in the language of the words."""
    ends: Sequence[str] = seeds.split(" to ")
    return f" {say('word.to')} ".join(ends)
