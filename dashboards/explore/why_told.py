"""The waterfall in a few sentences, by a fixed rule: what brings most of the difference, what pulls against it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dashboards.figures.waterfall import Step
from dashboards.headline import inside
from dashboards.said import difference_unit, row_titles, unit_of
from dashboards.words.catalogue import Words

ENOUGH = 0.75
"""Parts are named, the largest first, until they make up this share of the whole."""
MOST_NAMED = 3


def lever_title(name: str, say: Words) -> str:
    """A lever, or several that can't be pulled alone, in the page's language."""
    parts = [say.get(f"explore_why.lever.{part}", part) for part in name.split(" and ")]
    return f" {say('word.and')} ".join([parts[0], *map(inside, parts[1:])])


def told(steps: Sequence[Step], measure: str, of_a: float, of_b: float, a: str, b: str, say: Words) -> str:
    """The whole, then the parts that stand out from chance on its side, those against it, and the rest together."""
    *parts, whole = steps
    unit = _after_number(difference_unit(measure, say), say).removesuffix(".")  # the sentence ends there
    sentences = [
        say(
            "explore_why.whole_told",
            measure=row_titles(say)[measure],
            a=a,
            b=b,
            of_a=say.plain(of_a),
            of_b=say.plain(of_b),
            unit=_after_number(unit_of(measure, say), say),
            whole=say.marked(whole.text),
            difference_unit=unit,
        )
    ]
    if not math.isfinite(whole.low):
        return " ".join([*sentences, say("explore_why.one_pair")])
    if not _clear(whole):
        sentences.append(say("explore_why.whole_unclear"))
    named, against = leaders(parts, whole), opponents(parts, whole)
    if named:
        share = sum(p.value for p in named) / whole.value
        key = "most" if share >= 0.5 else "some"
        sentences.append(say(f"explore_why.{key}", parts=_listed(named, say)))
    elif not against:
        sentences.append(say("explore_why.none_clear"))
    if against:
        key = "against" if _clear(whole) else "clear_parts"
        sentences.append(say(f"explore_why.{key}", parts=_listed(against, say)))
    rest = [p for p in parts if p not in named and p not in against]
    if rest and (named or against):
        sentences.append(say("explore_why.rest", count=len(rest), sum=_rest(whole, [*named, *against], say)))
    return " ".join(sentences)


def _after_number(unit: str, say: Words) -> str:
    """A unit as it follows a number; an index has none."""
    return "" if unit == say.unit("index") else f" {unit}"


def leaders(parts: Sequence[Step], whole: Step) -> list[Step]:
    """The largest parts that stand out from chance on the side of a whole that does."""
    out: list[Step] = []
    for part in parts:
        if not _clear(whole) or not _clear(part) or part.value * whole.value <= 0 or not _written(part):
            continue
        out.append(part)
        if len(out) == MOST_NAMED or sum(p.value for p in out) / whole.value >= ENOUGH:
            break
    return out


def opponents(parts: Sequence[Step], whole: Step) -> list[Step]:
    """The largest parts that stand out from chance against the whole; of an unclear whole, those of both sides."""
    return [p for p in parts if _clear(p) and _written(p) and (not _clear(whole) or p.value * whole.value < 0)][
        :MOST_NAMED
    ]


def _clear(step: Step) -> bool:
    return step.low > 0 or step.high < 0


def _written(step: Step) -> float:
    """The part as it is written, as a number."""
    return float(step.text.replace("−", "-").replace(",", "").replace("+", ""))


def _listed(parts: Sequence[Step], say: Words) -> str:
    return say.listed([f"{inside(lever_title(p.lever, say))} ({say.marked(p.text)})" for p in parts])


def _rest(whole: Step, named: Sequence[Step], say: Words) -> str:
    """What is left of the written whole, so that a reader's sum agrees."""
    places = len(whole.text.partition(".")[2])
    return say.signed(_written(whole) - sum(map(_written, named)), places)
