"""A self-contained page that plays a workshop's last seed again: no server, no network, no Python."""

from __future__ import annotations

from typing import Any

from dashboards.live.pages import recorded_page
from dashboards.live.race import Race
from dashboards.live.story import Story
from dashboards.live.workshop import Round, Workshop, setup_of
from dashboards.server.request import View

MOST_DAYS = 84
"""Days that a recording holds, the last ones played."""


def replay_page(view: View, workshop: Workshop) -> str:
    """The page, made by running the last round again; everything thrown in is planned. Raises InputError."""
    played = workshop.rounds[-1]
    race = Race(setup_of(workshop), played.seed, played.events)
    return recorded_page(view, race.setup, recording(race, played))


def recording(race: Race, played: Round) -> dict[str, Any]:
    """What pages were told, day by day. Events are told from the day on which they take effect."""
    race.go_to(max(played.days - MOST_DAYS + 1, 1))
    story = Story(race)
    days = [_as_it_was(story.today())]
    while race.day < played.days:
        race.advance()
        story.after_a_day()
        days.append(_as_it_was(story.today()))
    return {"setup": story.setup(), "days": days}


def _as_it_was(today: dict[str, Any]) -> dict[str, Any]:
    pairs = zip(today["events"], today["became"], strict=True)
    known = [pair for pair in pairs if pair[0]["day"] <= today["day"]]
    return {**today, "events": [e for e, _ in known], "became": [b for _, b in known]}
