"""The answer as a sentence: which headline measures came out on one side by the fixed rule, and which can't be told."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.words.catalogue import Words
from experiments.odds import Odds

HEADLINES = ("carers_14", "unmet_minutes", "direct_share_attendance", "strain", "cost_per_citizen_month")
FEW = 10
"""Pairs below which a sentence warns."""
COUNTED = ("lower", "higher")


def headline(odds: Mapping[str, Odds], titles: Mapping[str, str], a: str, b: str, say: Words) -> str:
    """A few sentences, each a list of measures after a colon, so that any title fits in any language.

    odds, titles: by measure; a, b: the organisations' titles.
    """
    groups: dict[str, list[str]] = {"lower": [], "higher": [], "same": [], "untold": []}
    for key in HEADLINES:
        chance = odds[key]
        if chance.word in groups:
            counted = say("headline.count", count=chance.told, pairs=chance.pairs)
            groups[chance.word].append(inside(titles[key]) + (f" ({counted})" if chance.word in COUNTED else ""))
    told = [word for word in ("lower", "higher", "same") if groups[word]]
    sentences = [] if told else [say("headline.none_told", a=a, b=b)]
    for word in [*told, *(["untold"] if told and groups["untold"] else [])]:
        place = "begins" if word == told[0] else "goes_on"
        sentences.append(say(f"headline.{place}.{word}", a=a, b=b, measures="; ".join(groups[word])))
    pairs = max((o.pairs for o in odds.values()), default=0)
    return " ".join([*sentences, *([say("headline.few", pairs=pairs)] if pairs < FEW else [])])


def inside(title: str) -> str:
    """A title in the middle of a sentence: small first letter, unless it begins with an acronym."""
    return title if len(title) > 1 and title[1].isupper() else title[:1].lower() + title[1:]
