"""What to look at, as a form whose answer is an address: it works by keyboard and without scripts."""

from __future__ import annotations

from html import escape

from dashboards.figures._study import axis_title, factor_title, in_unit, measure_title
from dashboards.server.request import View
from dashboards.studies.asked import MOST_GOALS
from dashboards.studies.reading import Reading
from dashboards.words.catalogue import Words

Choices = list[tuple[str, str]]


def choose(view: View, reading: Reading) -> str:
    """The difference, the plane with its cell, and where there are three options the goals of the front."""
    say = view.words
    groups = [_group("difference", _difference(reading, say), say)]
    if len(reading.study.factors) > 1:
        groups.append(_group("plane", _plane(reading, say), say))
    if len(reading.study.options) > 2:
        groups.append(_group("front", _front(reading, say), say))
    kept = "".join(
        f'<input type="hidden" name="{k}" value="{v}">' for k, v in (("lang", view.language), ("theme", view.theme))
    )
    return (
        f'<section class="card"><h2>{escape(say("studies.choose.heading"))}</h2>'
        f'<form class="choose" method="get" action="{escape(view.path)}">{kept}{"".join(groups)}'
        f'<button class="main" type="submit" id="show">{escape(say("studies.choose.show"))}</button></form>'
        f"<p>A: {escape(reading.subject.a.told(say))}<br>B: {escape(reading.subject.b.told(say))}</p></section>"
    )


def _group(key: str, boxes: list[str], say: Words) -> str:
    return f"<fieldset><legend>{escape(say(f'studies.choose.{key}'))}</legend>{''.join(boxes)}</fieldset>"


def _difference(reading: Reading, say: Words) -> list[str]:
    study = reading.study
    measures = [(m, measure_title(m, say)) for m in study.measures]
    first = study.options[0].name
    references = [("" if o.name == first else o.name, study.named[o.name].told(say)) for o in study.options]
    options = [(name, study.named[name].told(say)) for name in reading.others]
    return [
        _select("measure", say("studies.choose.measure"), measures, reading.measure),
        _select("reference", say("studies.choose.reference"), references, reading.asked.reference),
        _select("option", say("studies.choose.option"), options, reading.option),
    ]


def _plane(reading: Reading, say: Words) -> list[str]:
    """Axes and cell. Unless one is chosen, an axis is the parameter that moves the difference most."""
    boxes = []
    for n, key in enumerate(("x", "y")):
        usual = say("studies.choose.usual", name=factor_title(reading.lead[n], say))
        asked = getattr(reading.asked, key)
        named = [(name, axis_title(name, say)) for name in reading.study.factors]
        boxes.append(_select(key, say(f"studies.choose.{key}"), named if asked else [("", usual), *named], asked))
    cells = [(str(k + 1), _cell(reading, k, say)) for k in range(len(reading.cells))]
    chosen = "" if reading.cell is None else str(reading.cell + 1)
    return [*boxes, _select("cell", say("studies.choose.cell"), [("", say("studies.choose.every")), *cells], chosen)]


def _front(reading: Reading, say: Words) -> list[str]:
    """Goals by number, the first two of which are the picture's axes."""
    ways = (("-", say("studies.pareto.less")), ("+", say("studies.pareto.more")))
    named = [(f"{m}{mark}", f"{measure_title(m, say)} ({way})") for m in reading.study.measures for mark, way in ways]
    chosen = [f"{goal.measure}{'-' if goal.lower else '+'}" for goal in reading.goals]
    return [
        _select(
            f"goal{n + 1}",
            say("studies.choose.goal", number=n + 1),
            [("", "–"), *named],
            chosen[n] if n < len(chosen) else "",
        )
        for n in range(MOST_GOALS)
    ]


def _select(name: str, label: str, options: Choices, chosen: str) -> str:
    inner = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in options
    )
    return f'<label for="{name}">{escape(label)}<select id="{name}" name="{name}">{inner}</select></label>'


def _cell(reading: Reading, k: int, say: Words) -> str:
    row = reading.cells.iloc[k]
    spans = [
        f" {say('word.to')} ".join(in_unit(name, float(row[f"{axis}_{end}"]), say) for end in ("low", "high"))
        for name, axis in zip(reading.lead, ("x", "y"), strict=True)
    ]
    return say("studies.choose.one", number=k + 1, x=spans[0], y=spans[1])
