"""Study files: every mistake of form is told at once, with the nearest valid name."""

from __future__ import annotations

import pytest

from experiments.study.spec import parse_spec
from sim.problems import InputError
from tests.experiments.study.conftest import SOBOL, STUDY

pytestmark = pytest.mark.unit


def told(text: str) -> str:
    """The words of a refusal."""
    with pytest.raises(InputError) as refused:
        parse_spec(text, "study.toml")
    return str(refused.value)


def test_every_mistake_of_form_is_told_at_once() -> None:
    """Unknown keys and kinds, empty words, numbers out of range, unknown measures and series: one refusal names all."""
    text = """
title = ""
scenario = "pilot_60"
arms = ["bum"]
replications = 0
colour = 1
measures = ["carers"]
series = ["visits_don"]
[design]
kind = "sobl"
[uncertain.detour]
lo = 1
[[lever]]
name = "size"
polcy = "team_size"
values = [[6]]
"""
    words = told(text)
    for place in ("title", "replications", "colour", "measures", "series", "design.kind", "uncertain.detour.lo"):
        assert f"study.toml: {place}" in words
    for hint in ("did you mean 'carers_28'?", "did you mean 'visits_done'?", "did you mean 'low'?", "'policy'?"):
        assert hint in words
    assert words.count("lever.0.values") == 1
    assert "is missing" not in words


def test_missing_keys_are_named() -> None:
    """A study says what it is called, where, and who."""
    words = told("replications = 3\n")
    assert [f"study.toml: {key}: is missing" in words for key in ("title", "scenario", "arms")] == [True] * 3


def test_a_precision_needs_two_arms_its_measures_and_room() -> None:
    """It is about a difference between arms, of measures that the study keeps, within a cap."""
    head = STUDY.replace('"bum", "self_organising"', '"bum"').replace('"late_share", ', "")
    words = told(head + SOBOL + '[precision]\ntarget = 0.1\nmeasures = ["late_share"]\nmost = 2\n' * 1)
    assert "name another arm" in words
    assert "'late_share' is not among the study's measures" in words
    few = told(STUDY.replace("replications = 2", "replications = 9") + "[precision]\ntarget = 0.1\nmost = 5\n")
    assert "most: must be at least the replications, 9, got 5" in few
    assert "must be less than 1" in told(STUDY + "[precision]\ntarget = 2\n")


def test_not_toml_is_told() -> None:
    """A file that isn't TOML is said to be none."""
    assert "not valid TOML" in told("title = ")


def test_a_latin_hypercube_remembers_its_block() -> None:
    """Extended, it goes on in blocks of the size that it began with."""
    spec = parse_spec(STUDY + '[design]\nkind = "latin_hypercube"\nsamples = 4\n[uncertain.detour]\n', "study.toml")
    assert spec.extended(8, 2, None).design.block == 4
