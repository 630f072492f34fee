"""The panel with which a facilitator begins a workshop, and the offer to go on with one that is unfinished."""

from __future__ import annotations

import time
from collections.abc import Iterable
from html import escape

from dashboards.live.choices import PLACE, places
from dashboards.live.kept import Kept
from dashboards.live.story import OF
from dashboards.live.templating import template
from dashboards.server.request import View
from experiments.shelf import find_scenario
from experiments.situations import AS_TODAY, situations
from policies.loading import load_arm, shipped_arms


def start_panel(view: View, names: tuple[str, str, str]) -> str:
    """Two organisations from cards, a place, a situation, a course; all by shipped name. names: of those that race now,
    chosen at first where they are shipped."""
    say = view.words
    shipped = shipped_arms()
    first, second = (name if name in shipped else shipped[k] for k, name in enumerate(names[:2]))
    title = {name: say.arm(name, load_arm(name).title) for name in shipped}
    about = {name: say.get(f"arm.{name}.about", " ".join(load_arm(name).about.split())) for name in shipped}
    arms = [(name, title[name], about[name]) for name in shipped]
    where = [(name, _place(view, name), say(f"live.place.{name}")) for name in places()]
    what = [(name, say(f"situation.{name}.title"), say(f"situation.{name}.about")) for name in situations()]
    parts = {
        "!title_first": escape(title[first]),
        "!title_second": escape(title[second]),
        "!first": _cards("first", first, arms),
        "!second": _cards("second", second, arms),
        "!place": _cards("place", PLACE, where),
        "!situation": _cards("situation", AS_TODAY, what),
        "!of": str(OF),
    }
    return template(view, "begin.html", parts)


def _place(view: View, name: str) -> str:
    title = find_scenario(name).title
    return view.words.get(f"scenario.{title}", title)


def _cards(field: str, chosen: str, cards: Iterable[tuple[str, str, str]]) -> str:
    """Radio buttons with a title and a plain description each."""
    return "".join(
        f'<label class="choice"><input type="radio" name="{field}" value="{escape(name)}"'
        f"{' checked' if name == chosen else ''}> <span><b>{escape(title)}</b> {escape(about)}</span></label>\n"
        for name, title, about in cards
    )


def offer(view: View, kept: Kept | None, controls: bool) -> str:
    """What is unfinished; whoever has the controls may go on with it or begin anew."""
    if kept is None:
        return ""
    say, workshop = view.words, kept.workshop
    first, second = (say.arm(arm.name, arm.name) for arm in workshop.arms)
    title = workshop.scenario.title
    day = kept.start.days - 1
    about = say(
        "live.offer_about",
        first=first,
        second=second,
        place=say.get(f"scenario.{title}", title),
        began=time.strftime("%H:%M", time.localtime(kept.when)),
        weekday=say(f"live.weekday.{day % 7}"),
        week=day // 7 + 1,
        questions=len(kept.polls),
        events=len(kept.start.events),
    )
    buttons = (
        f'<div class="row"><button type="button" class="main" id="offer-go">{escape(say("live.offer_go"))}</button> '
        f'<button type="button" data-begin aria-haspopup="dialog">{escape(say("live.begin_open"))}</button></div>'
    )
    waits = f"<p>{escape(say('live.offer_facilitator'))}</p>"
    return template(view, "offer.html", {"!about": escape(about), "!buttons": buttons if controls else waits})
