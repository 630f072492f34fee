"""Questions, what nobody knows, situations, grades."""

from __future__ import annotations

from dataclasses import replace

import pytest

from experiments.grades import grades
from experiments.question import Question
from experiments.shelf import find_scenario
from experiments.situations import situations
from experiments.unknowns import COMPUTING, unknowns, with_unknowns_drawn
from policies.loading import load_arm
from sim.measures.catalogue import CATALOGUE
from sim.parameters import evidence, registry

pytestmark = pytest.mark.unit

PLACE = find_scenario("pilot_60")


def test_the_digest_is_of_what_moves_numbers() -> None:
    """Titles and names don't count; arms, values and whether unknowns are drawn do."""
    bum, teams = load_arm("bum"), load_arm("self_organising")
    first = Question(bum, teams, PLACE)
    named = Question(replace(bum, name="x", title="y", about="z"), teams, PLACE.model_copy(update={"title": "t"}))
    assert first.digest == named.digest
    others = [
        Question(teams, bum, PLACE),
        replace(first, wide=True),
        replace(first, scenario=PLACE.with_parameters({"sickness_share": 0.1})),
        Question(bum, replace(teams, before=None), PLACE),
    ]
    assert len({first.digest, *(q.digest for q in others)}) == 5


def test_unknowns_are_the_worlds_unmeasured_numbers() -> None:
    """Drawn is what is an assumption about the world; policies' values, chosen values and computing effort are not."""
    place = PLACE.with_parameters({"detour": 1.2})
    drawn = unknowns(place)
    assert len(drawn) > 50
    assert all(p.tier == "assumption" and not p.modifiable for p in drawn)
    assert not {p.name for p in drawn} & {"detour", *COMPUTING, *place.parameters}


def test_a_draw_belongs_to_its_seed_and_name() -> None:
    """A seed always draws the same values, another seed others, all in range; a chosen value moves no other."""
    first = with_unknowns_drawn(PLACE, 1)
    assert first == with_unknowns_drawn(PLACE, 1)
    second = with_unknowns_drawn(PLACE, 2)
    names = [p.name for p in unknowns(PLACE)]
    assert all(first.values[name] != second.values[name] for name in names)
    assert all(registry()[name].fits(first.values[name]) for name in names)
    chosen = with_unknowns_drawn(PLACE.with_parameters({"detour": 1.2}), 1)
    assert chosen.values["detour"] == 1.2
    assert all(chosen.values[name] == first.values[name] for name in names if name != "detour")


def test_both_arms_of_a_pair_live_in_one_world() -> None:
    """Unknowns are drawn once for a pair."""
    question = Question(load_arm("bum"), load_arm("bum"), PLACE.model_copy(update={"horizon_days": 14}), wide=True)
    a, b = question.pair(5)
    assert repr(dict(a.measures)) == repr(dict(b.measures))


def test_situations_change_what_they_say() -> None:
    """Each situation can be applied to the shipped places; all but the first differ from the place itself."""
    for place in (PLACE, find_scenario("bording_engesvang")):
        digests = {name: situation.applied(place).digest for name, situation in situations().items()}
        assert digests["today"] == place.digest
        assert len(set(digests.values())) == len(digests)


def test_every_measure_has_a_grade() -> None:
    """Each measure has one grade; grade A names rows of the evidence."""
    assert set(grades()) == {m.key for m in CATALOGUE}
    assert all(g.evidence and set(g.evidence) <= set(evidence()) for g in grades().values() if g.grade == "A")
