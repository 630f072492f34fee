"""The live page, its recording and the phones' page as HTML: templates whose {{keys}} are words of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from dashboards.live.events import RANGES
from dashboards.live.player import MORNING, NIGHT, SPEEDS
from dashboards.live.poll import GROUPS, Stage
from dashboards.live.questions import LONGEST, QUESTIONS
from dashboards.live.race import Setup
from dashboards.live.room import Room
from dashboards.live.start_panel import offer, start_panel
from dashboards.live.story import OF
from dashboards.live.templating import template, text
from dashboards.server import shell
from dashboards.server.request import View
from dashboards.words.catalogue import LANGUAGES
from policies.arm import Arm

EVENTS = {"sick_calls": 5, "discharges": 6, "team": 60, "price": 90}
"""Numbers that stand in the facilitator's boxes at first."""
WEEK = 7


def live_page(view: View, room: Room, controls: bool) -> str:
    """The screen; with the facilitator's controls or without."""
    about = {"controls": controls, "shared": room.address is not None, "id": room.id}
    config = _config(view, room.setup) | about
    parts = {"!controls": "", "!offer": offer(view, room.offered, controls)}
    if controls:
        buttons = template(view, "controls.html", _control_parts(view) | _qr(view, room))
        parts["!controls"] = buttons + start_panel(view, room.names) + template(view, "qr.html", {})
    body = template(view, "live.html", parts) + _data("live-config", config)
    head = '<link rel="stylesheet" href="/live/static/live.css">\n<script src="/live/static/live.js" defer></script>'
    return shell.document(view, view.words("live.title"), body, head=head, page=shell.LIVE.key)


def recorded_page(view: View, setup: Setup, recording: Mapping[str, Any]) -> str:
    """The screen in one file, with everything it needs in it; it asks nobody for anything."""
    config = _config(view, setup) | {"controls": True, "shared": False, "recording": recording}
    parts = {"!controls": template(view, "player.html", _control_parts(view)), "!offer": ""}
    body = template(view, "live.html", parts) + _data("live-config", config)
    styles = "\n".join((text("dashboards.server", "static/base.css"), text("dashboards.live", "static/live.css")))
    title = f"{view.words('live.replay_title')} · {view.words('site.name')}"
    opening = (
        f'<!DOCTYPE html>\n<html lang="{view.language}" data-theme="{view.theme}">\n<head>\n<meta charset="utf-8">\n'
    )
    return (
        f"{opening}"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">\n<style>\n{styles}\n</style>\n</head>\n'
        f'<body>\n<main id="content" tabindex="-1">\n{body}\n</main>\n'
        f"<script>\n{text('dashboards.live', 'static/live.js')}\n</script>\n</body>\n</html>\n"
    )


def phone_page(view: View) -> str:
    """What a phone shows. Small: it may come over a guest network with forty others."""
    say = view.words
    texts = {k.removeprefix("live.phone."): t for k, t in say.texts.items() if k.startswith("live.phone.")}
    groups = "".join(
        f'<label><input type="radio" name="g" value="{g}"> {escape(say(f"live.group.{g}"))}</label>' for g in GROUPS
    )
    other = next(code for code in LANGUAGES if code != view.language)
    parts = {
        "!lang": view.language,
        "!groups": groups,
        "!other": f'<a href="/v?lang={other}" lang="{other}" hreflang="{other}">{LANGUAGES[other]}</a>',
        "!texts": json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c"),
    }
    return template(view, "phone.html", parts)


def question_for(view: View, room: Room, voter: str | None) -> dict[str, Any]:
    """The question for a phone: text, options, where it is, and whether this phone has answered. No tally."""
    poll = room.poll
    if poll is None:
        return {"n": 0, "s": "none"}
    followed = room.name_of(poll.citizen)
    about = {"n": poll.number, "s": poll.stage.value, "voted": voter is not None and poll.has_voted(voter)}
    if poll.stage is not Stage.OPEN:
        return about
    text = view.words(f"live.ask.{poll.question}", name=followed, days=poll.days)
    options = [option_text(view, key) for key in QUESTIONS[poll.question].options]
    return {**about, "q": text, "o": options, "a": view.words("live.phone.arms", **_arm_names(view, room.setup))}


def option_text(view: View, key: str) -> str:
    """An answer in words: worlds by their letter, numbers of people as they are."""
    return view.words.get(f"live.option.{key}", key.replace("-", "–"))


def title_of(view: View, arm: Arm) -> str:
    """What an organisation is called in this language."""
    return view.words.arm(arm.name, arm.title)


def _arm_names(view: View, setup: Setup) -> dict[str, str]:
    return {"first": title_of(view, setup.arms[0]), "second": title_of(view, setup.arms[1])}


def _config(view: View, setup: Setup) -> dict[str, Any]:
    """What the script needs to know of the page: words, titles, the hours shown."""
    say = view.words
    return {
        "words": {k.removeprefix("live."): t for k, t in say.texts.items() if k.startswith("live.")},
        "arms": list(_arm_names(view, setup).values()),
        "scenario": say.get(f"scenario.{setup.scenario.title}", setup.scenario.title),
        "decimal": say("number.decimal"),
        "morning": MORNING,
        "night": NIGHT,
        "of": OF,
        "lang": view.language,
    }


def _control_parts(view: View) -> dict[str, str]:
    """The parts of the controls that are lists."""
    say = view.words
    speeds = "".join(
        f'<option value="{s}"{" selected" if s == SPEEDS[1] else ""}>{escape(say("live.speed", number=s))}</option>'
        for s in SPEEDS
    )
    asks = "".join(f'<option value="{q}">{escape(say(f"live.asks.{q}"))}</option>' for q in QUESTIONS)
    events = "".join(_event(view, kind, number) for kind, number in EVENTS.items())
    days = f'<input id="ask-days" type="number" min="1" max="{LONGEST}" value="{WEEK}">'
    return {"!speeds": speeds, "!asks": asks, "!events": events, "!days": days, "!of": str(OF)}


def _qr(view: View, room: Room) -> dict[str, str]:
    """The button that shows the phones' address large, where there is one."""
    button = f'<button type="button" id="qr-open" aria-keyshortcuts="Q">{escape(view.words("live.qr_open"))}</button>\n'
    return {"!qr": button if room.address else ""}


def _event(view: View, kind: str, number: int) -> str:
    """A box and a button for something to throw in."""
    say, (low, high) = view.words, RANGES[kind]
    label = escape(say(f"live.number.{kind}"))
    return (
        f'<span class="throw"><label class="unseen" for="throw-{kind}">{label}</label>'
        f'<input id="throw-{kind}" type="number" min="{low}" max="{high}" value="{number}">'
        f'<button type="button" data-throw="{kind}">{escape(say(f"live.throw.{kind}"))}</button></span>'
    )


def _data(name: str, data: Mapping[str, Any]) -> str:
    """Data for a script; no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'\n<script type="application/json" id="{name}">{text}</script>'
