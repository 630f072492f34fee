"""The published studies: valid, as large as they say, each with its result in the docs."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from experiments.study.inputs import read_study

pytestmark = pytest.mark.unit

PUBLISHED = ("team_size", "skill_mix_against_price", "density_and_distance", "eight_deviations")
DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_study_is_as_large_as_it_says(name: str) -> None:
    """Its file says how many runs it takes, every combination of levers works, and luck can be seen."""
    text = resources.files("experiments.studies").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    study = read_study(name)
    said = re.search(r"(\d+)\s+(?:#\s+)?runs", text)
    assert said is not None
    assert int(said[1]) == study.count
    assert not study.choices.pruned
    assert study.spec.replications >= 4


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_study_has_its_result(name: str) -> None:
    """A page tells the question, the command, the run time, what it rests on, and how many runs it stands on."""
    page = (DOCS / f"study-{name.replace('_', '-')}.md").read_text(encoding="utf-8")
    assert f"nabolab study run {name}" in page
    assert f"{read_study(name).count} runs" in page
    assert "of CPU" in page
    for part in ("**Question.**", "**Answer.**", "## What it rests on"):
        assert part in page


def test_the_wide_district_is_the_shipped_one() -> None:
    """At the default coverage the wide district has the shipped district's 200 citizens."""
    assert read_study("density_and_distance").scenario.citizens == 200
