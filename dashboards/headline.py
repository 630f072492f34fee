"""The answer as a sentence: which headline measures came out on one side by the fixed rule, and which can't be told."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.words.catalogue import Words
from experiments.odds import Odds

HEADLINES = ("carers_14", "unmet_minutes", "direct_share_attendance", "strain", "cost_per_citizen_month")
FEW = 10
"""Pairs below which a sentence warns."""


def headline(odds: Mapping[str, Odds], titles: Mapping[str, str], a: str, b: str, say: Words) -> str:
    """A few sentences. odds, titles: by measure; a, b: the organisations' titles."""
    told, untold = [], []
    for key in HEADLINES:
        chance = odds[key]
        if chance.word in ("higher", "lower", "same"):
            measure = inside(titles[key])
            told.append(say(f"headline.{chance.word}", measure=measure, count=chance.told, pairs=chance.pairs))
        elif chance.word == "untold":
            untold.append(inside(titles[key]))
    if not told:
        sentences = [say("headline.none_told", a=a, b=b)]
    else:
        sentences = [say("headline.told", a=a, b=b, parts=say.listed(told))]
        sentences += [say("headline.untold", measures=say.listed(untold))] if untold else []
    pairs = max((o.pairs for o in odds.values()), default=0)
    return " ".join([*sentences, *([say("headline.few", pairs=pairs)] if pairs < FEW else [])])


def inside(title: str) -> str:
    """A title in the middle of a sentence: small first letter, unless it begins with an acronym."""
    return title if len(title) > 1 and title[1].isupper() else title[:1].lower() + title[1:]
