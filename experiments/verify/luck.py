"""Luck is shared: until an organisation has done something to somebody, the same happens to them in both arms."""

from __future__ import annotations

import numpy as np

from agents.model import HomeCare
from experiments.verify.finding import Finding, finding
from policies.arm import Arm
from sim.links import links
from sim.scenario import Scenario
from sim.tables import BoolArray


def luck(a: Arm, b: Arm, scenario: Scenario, seed: int) -> list[Finding]:
    """Both arms day by day, with every link off, so that nothing an organisation does moves anybody's fate.

    Compared are citizens who have been in help and at home in both, every day of the same course of help.
    """
    place = scenario.without_links(links())
    models = [HomeCare(place, arm.compose(place), seed) for arm in (a, b)]
    alike = np.ones(len(models[0].citizens), bool)
    needs = falls = people = changed = 0
    start = models[0].world.citizens["jump"].copy()
    for _ in range(place.days):
        at_home = _at_home(models)
        for model in models:
            model.step()
        one, other = (model.world.citizens for model in models)
        alike &= at_home & _at_home(models) & (one["episode"] == 0) & (other["episode"] == 0)
        needs += int((alike & ((one["level"] != other["level"]) | (one["jump"] != other["jump"]))).sum())
        falls += int((alike & (models[0].fate.fell != models[1].fate.fell)).sum())
        people += int(alike.sum())
    changed = int((models[0].world.citizens["jump"] != start).sum())
    return [_homes(a, b, models), *_fates(a, b, needs, falls, people, changed), _absences(a, b, models)]


def _at_home(models: list[HomeCare]) -> BoolArray:
    here = [(m.world.citizens["served"] > 0) & (m.world.citizens["away"] == 0) for m in models]
    both: BoolArray = here[0] & here[1]
    return both


def _pair(a: Arm, b: Arm) -> str:
    return f"{a.name}, {b.name}"


def _homes(a: Arm, b: Arm, models: list[HomeCare]) -> Finding:
    one, other = (m.world for m in models)
    same = one.travel.tobytes() == other.travel.tobytes() and all(
        (one.citizens[name] == other.citizens[name]).all() for name in ("x", "y")
    )
    return finding("luck", _pair(a, b), "homes and roads are the same", same, f"{len(one.citizens)} homes")


def _fates(a: Arm, b: Arm, needs: int, falls: int, people: int, changed: int) -> list[Finding]:
    compared = f"{people} citizen-days compared"
    return [
        finding(
            "luck",
            _pair(a, b),
            "the same citizens have the same need on the same day",
            needs == 0 and people > 0,
            f"{compared}, {needs} differ; {changed} needs have moved",
        ),
        finding(
            "luck",
            _pair(a, b),
            "the same citizens fall on the same day",
            falls == 0 and people > 0,
            f"{compared}, {falls} differ",
        ),
    ]


def _absences(a: Arm, b: Arm, models: list[HomeCare]) -> Finding:
    """Holidays belong to the post, whoever employs."""
    posts = min(m.staff for m in models)
    same = bool((models[0].holidays[:posts] == models[1].holidays[:posts]).all())
    return finding("luck", _pair(a, b), "the same post has the same weeks off", same, f"{posts} posts")
