"""What turns an answer, in words: on which side it was and is, from about which value, and what that rests on."""

from __future__ import annotations

from dashboards.explore.flips_work import Turn
from dashboards.explore.levers import Lever
from dashboards.headline import inside
from dashboards.said import row_titles
from dashboards.words.catalogue import Words
from experiments.flips import Assumption
from experiments.odds import Odds
from sim.links import links
from sim.parameters import Parameter, registry


def assumption_title(assumption: Assumption, say: Words) -> str:
    """The parameter's title; a contested link is told as what moves what."""
    if assumption.link:
        link = links()[assumption.link]
        cause = say.get(f"link.{assumption.link}.cause", link.cause)
        effect = say.get(f"link.{assumption.link}.effect", link.effect)
        return say("explore_flips.link", cause=cause, effect=effect)
    return say.parameter(assumption.name, registry()[assumption.name].title)


def written(parameter: Parameter, now: float, value: float, say: Words) -> str:
    """A value of a parameter with its unit."""
    return Lever(parameter, now).written(value, say)


def now_of(assumption: Assumption, say: Words) -> str:
    """The value that the question has, or that each pair draws one."""
    if assumption.drawn:
        return say("explore_flips.drawn")
    return say("explore_flips.now", value=_value(assumption, assumption.now, say))


def ends_of(assumption: Assumption, say: Words) -> str:
    """The range with its tier and sources."""
    p = registry()[assumption.name]
    sources = say("explore.sources", ids=", ".join(p.sources)) if p.sources else say("explore.no_source")
    low, high = _values(assumption, p.low, p.high, say)
    return f"{say('explore_flips.range', low=low, high=high)}, {say(f'tier.{p.tier}')}, {sources}"


def turn_sentence(turn: Turn, searching: bool, b: str, say: Words) -> str:
    """One change as a sentence, with what it rests on."""
    a = turn.assumption
    return say(
        f"explore_flips.{turn.kind}",
        measure=row_titles(say)[turn.measure],
        b=b,
        before=count_of(turn.before, say),
        after=count_of(turn.after, say),
        when=_when(turn, searching, say),
        about=f"{now_of(a, say)}; {ends_of(a, say)}",
    )


def _when(turn: Turn, searching: bool, say: Words) -> str:
    """`x is above a value between 3 and 4`; while nobody has looked between, at the end alone."""
    a = turn.assumption
    title, end = inside(assumption_title(a, say)), _value(a, turn.end, say)
    if turn.where is None or turn.kind not in ("turns", "fades"):
        return say("explore_flips.when_held", assumption=title, value=end)
    if searching:
        return say("explore_flips.when_searching", assumption=title, value=end)
    x, y = sorted((turn.where.same, turn.where.other))
    key = "when_above" if turn.where.other > turn.where.same else "when_below"
    low, high = _values(a, x, y, say)
    return say(f"explore_flips.{key}", assumption=title, low=low, high=high)


def _values(assumption: Assumption, low: float, high: float, say: Words) -> tuple[str, str]:
    """Two values; the unit stands with the second alone."""
    first, second = _value(assumption, low, say), _value(assumption, high, say)
    unit = second.partition(" ")[2]
    return (first.removesuffix(f" {unit}") if unit else first), second


def _value(assumption: Assumption, value: float, say: Words) -> str:
    return written(registry()[assumption.name], assumption.now, value, say)


def count_of(odds: Odds, say: Words) -> str:
    """`lower in 9 of 10`: the side with more pairs."""
    return say("explore.of_pairs", side=say(f"explore.side_{odds.side}"), count=odds.told, pairs=odds.pairs)
