"""The controls of the Explore page as plain HTML: a form whose fields are the page's address."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from dashboards.explore.levers import Lever, by_area, first_names
from dashboards.explore.state import State, organisation, organisations, place_values
from dashboards.words.catalogue import Words
from experiments.situations import situations
from experiments.unknowns import unknowns


def form(state: State, say: Words) -> str:
    """The whole form. It works by keyboard alone, and without a script as an ordinary form."""
    parts = [
        _buttons(say),
        _situations(state, say),
        _organisations(state, say),
        _levers(state, say),
        _unknowns(state, say),
    ]
    return (
        f'<form id="controls" class="card" method="get" aria-labelledby="choose" data-language="{say.language}">\n'
        f'<h2 id="choose">{escape(say("explore.choose"))}</h2>\n{"".join(parts)}\n</form>'
    )


def _buttons(say: Words) -> str:
    names = ("undo", "redo", "replay", "reset", "copy")
    buttons = "".join(
        f'<button type="button" id="{name}" data-done="{escape(say("explore.copied"))}">'
        f"{escape(say(f'explore.{name}'))}</button>"
        for name in names
    )
    return f'<div class="buttons">{buttons}</div>\n'


def _situations(state: State, say: Words) -> str:
    options = "".join(
        _radio(
            "situation", name, name == state.situation, say(f"situation.{name}.title"), say(f"situation.{name}.about")
        )
        for name in situations()
    )
    return f"<fieldset><legend>{escape(say('explore.situation'))}</legend>{options}</fieldset>\n"


def _organisations(state: State, say: Words) -> str:
    sides = "".join(_side(side, getattr(state, side), say) for side in ("a", "b"))
    return f"<h3>{escape(say('explore.organisations'))}</h3>{sides}"


def _side(side: str, chosen: str, say: Words) -> str:
    """One organisation: what is chosen, and all cards behind it."""
    letter = say("explore.first" if side == "a" else "explore.second")
    cards = "".join(
        _radio(side, name, name == chosen, arm_title(name, say), arm_about(name, say)) for name in organisations()
    )
    return (
        f'<details class="arm {side}"><summary><b class="letter">{letter}</b> '
        f'<span data-chosen="{side}">{escape(arm_title(chosen, say))}</span></summary>\n'
        f'<fieldset><legend class="unseen">{letter}</legend>{cards}</fieldset></details>\n'
    )


def arm_title(name: str, say: Words) -> str:
    """An organisation's title in the page's language."""
    return say.arm(name, organisation(name).title)


def arm_about(name: str, say: Words) -> str:
    """What an organisation is, in plain words."""
    return say.get(f"arm.{name}.about", " ".join(organisation(name).about.split()))


def _radio(field: str, value: str, checked: bool, title: str, about: str) -> str:
    mark = " checked" if checked else ""
    return (
        f'<label class="option"><input type="radio" name="{field}" value="{escape(value)}"{mark}>'
        f"<span><b>{escape(title)}</b><br><span class='quiet'>{escape(about)}</span></span></label>"
    )


def _levers(state: State, say: Words) -> str:
    values = place_values(state.situation)
    areas = dict(by_area(values))
    by_name = {lever.name: lever for levers in areas.values() for lever in levers}
    first = [by_name[name] for name in first_names() if name in by_name]
    count = len(by_name) - len(first)
    more = "".join(
        f"<details><summary>{escape(say.get(f'area.{area}', area))}</summary>"
        f"{_sliders((x for x in levers if x not in first), state, say)}</details>"
        for area, levers in areas.items()
        if any(lever not in first for lever in levers)
    )
    return (
        f'<h3>{escape(say("explore.levers"))}</h3><p class="quiet">{escape(say("explore.levers_about"))}</p>\n'
        f'{_sliders(first, state, say)}\n<details class="more"><summary>{escape(say("explore.more", count=count))}'
        f'</summary>\n<label class="find">{escape(say("explore.more_find"))} <input type="search" id="find" '
        f'autocomplete="off"></label>\n{more}</details>\n'
    )


def _sliders(levers: Iterable[Lever], state: State, say: Words) -> str:
    return "".join(slider(lever, state.levers.get(lever.name, lever.place), say) for lever in levers)


def slider(lever: Lever, value: float, say: Words) -> str:
    """A lever with its value, range, unit, tier and sources. `data-place` is its value when nothing is changed."""
    p = lever.parameter
    sources = say("explore.sources", ids=", ".join(p.sources)) if p.sources else say("explore.no_source")
    span = say("explore.range", low=lever.written(p.low, say), high=lever.written(p.high, say))
    title = say.parameter(p.name, p.title)
    unit = "%" if lever.percent else "" if p.unit in ("1", "index") else say.unit(p.unit)
    places = len(f"{lever.step * (100 if lever.percent else 1):.6f}".rstrip("0").partition(".")[2])
    return (
        f'<div class="lever" data-title="{escape(title.lower())} {p.name}"><label for="lever-{p.name}">{escape(title)}'
        f'</label><output for="lever-{p.name}">{escape(lever.written(value, say))}</output>'
        f'<input type="range" id="lever-{p.name}" name="{p.name}" min="{p.low:.10g}" max="{p.high:.10g}" '
        f'step="{lever.step:.10g}" value="{value:.10g}" data-place="{lever.place:.10g}" data-unit="{escape(unit)}" '
        f'data-factor="{100 if lever.percent else 1}" data-places="{places}" aria-describedby="about-{p.name}">'
        f'<small id="about-{p.name}" class="quiet">{escape(span)} · {escape(say(f"tier.{p.tier}"))} · '
        f"{escape(sources)}</small></div>\n"
    )


def _unknowns(state: State, say: Words) -> str:
    count = len(unknowns(state.question().scenario))
    mark = " checked" if state.wide else ""
    return (
        f"<fieldset><legend>{escape(say('explore.unknowns'))}</legend>"
        f'<label class="option"><input type="checkbox" name="wide" value="1"{mark}><span><b>'
        f"{escape(say('explore.wide'))}</b><br><span class='quiet'>{escape(say('explore.wide_about', count=count))}"
        "</span></span></label></fieldset>\n"
    )
