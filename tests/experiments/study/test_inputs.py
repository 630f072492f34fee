"""What a study names: looked up with every problem told at once, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.study.inputs import read_study, shipped_studies
from sim.problems import InputError
from tests.experiments.study.conftest import SOBOL, STUDY, Write

pytestmark = pytest.mark.unit


def told(file: Path | str) -> str:
    """The words of a refusal."""
    with pytest.raises(InputError) as refused:
        read_study(file)
    return str(refused.value)


def test_everything_it_names_is_told_at_once(write: Write) -> None:
    """Arms, links, parameters, ranges, distributions, samples and levers: one refusal names all."""
    head = STUDY.replace("self_organising", "self_organisin") + 'without = ["strain"]\n'
    more = """
[parameters]
bath_minutes = 10000
[design]
kind = "latin_hypercube"
samples = 10
block = 4
levels = 3
[uncertain.detuor]
[uncertain.detour]
low = 0.1
high = 99
mode = 1.2
[uncertain.mortality]
low = 0.2
high = 0.1
"""
    words = told(write(more, head))
    for hint in (
        "did you mean 'self_organising'?",
        "without",
        "bath_minutes: 10000 lies outside",
        "detuor: unknown parameter; did you mean 'detour'?",
        "detour.low: 0.1 lies outside the registry's range",
        "detour.high: 99 lies outside the registry's range",
        "mode: belongs to a triangular distribution",
        "mortality: low (0.2) must lie below high (0.1)",
        "take 8 or 12, got 10",
        "levels: belongs to",
    ):
        assert hint in words, hint


def test_names_are_looked_up_in_a_file_with_mistakes_of_form_too(write: Write) -> None:
    """A misspelt arm, scenario and parameter are told beside a misspelt key."""
    head = STUDY.replace("self_organising", "self_organisin").replace("place.toml", "pilot_6") + "colour = 1\n"
    words = told(write("[uncertain.detuor]\n", head))
    for hint in ("colour", "'self_organising'", "'pilot_60'", "'detour'"):
        assert hint in words


@pytest.mark.parametrize(
    ("design", "hint"),
    [
        ('kind = "sobol"\n[uncertain.detour]', "design.samples: is missing"),
        ('kind = "sobol"\nsamples = 0\n[uncertain.detour]', "design.samples: must be greater than or equal to 1"),
        ('kind = "sobol"\nsamples = 4', "is empty: sobol needs uncertain parameters"),
        ('kind = "factorial"\nsamples = 4\n[uncertain.detour]', "factorial has the points it has"),
        ('kind = "csv"\n[uncertain.detour]', "design.file: is missing"),
        ('kind = "csv"\nfile = "nowhere.csv"', "can't be read"),
        ('kind = "morris"\nsamples = 4\nlevels = 5\n[uncertain.detour]', "must be even for morris"),
    ],
)
def test_an_empty_or_impossible_design_is_refused(write: Write, design: str, hint: str) -> None:
    """A design lacks nothing that it needs, and has nothing that it can't use."""
    assert hint in told(write(f"[design]\n{design}\n"))


def test_points_of_ones_own_are_read_from_a_csv(write: Write, tmp_path: Path) -> None:
    """Each row is a sample; columns are parameters, in the file's order."""
    (tmp_path / "points.csv").write_text("mortality,detour\n0.1,1.2\n0.15,1.3\n", encoding="utf-8")
    study = read_study(write('[design]\nkind = "csv"\nfile = "points.csv"\n'))
    assert study.sample_table().to_dict("list") == {"mortality": [0.1, 0.15], "detour": [1.2, 1.3]}


def test_a_bad_csv_is_told_cell_by_cell(write: Write, tmp_path: Path) -> None:
    """Words, ragged rows and no rows at all are told; so are values that the registry doesn't allow."""
    file = write('[design]\nkind = "csv"\nfile = "points.csv"\n')
    (tmp_path / "points.csv").write_text("detour,mortality\nx,0.1\n1.2\n", encoding="utf-8")
    words = told(file)
    assert "row 2: detour: must be a number, got 'x'" in words
    assert "row 3: has 1 cells, the header has 2" in words
    (tmp_path / "points.csv").write_text("detour\n", encoding="utf-8")
    assert "is empty" in told(file)
    (tmp_path / "points.csv").write_text("detour\n1.2\n7\n", encoding="utf-8")
    assert "detour: 7 lies outside" in told(file)
    assert "in 1 of 2 points, first in 1" in told(file)


def test_a_sample_that_the_scenario_refuses_is_found_before_a_run(write: Write) -> None:
    """Shares that add up to more than one in a corner of the design are told with how often that happens."""
    more = """
[design]
kind = "factorial"
levels = 2
[uncertain.under_2_hours_share]
[uncertain.from_2_to_8_hours_share]
"""
    assert "above 1 (in " in told(write(more))


def test_the_scenario_is_changed_as_the_study_says(write: Write) -> None:
    """Horizon, warm-up, staffing, links and parameters of the study replace the scenario's."""
    head = STUDY + 'horizon_days = 3\nwarm_up_days = 2\nstaffing = "equal_staff"\nwithout = ["autonomy_on_strain"]\n'
    scenario = read_study(write("[parameters]\ndetour = 1.25\n", head)).scenario
    assert (scenario.horizon_days, scenario.warm_up_days, scenario.staffing) == (3, 2, "equal_staff")
    assert scenario.without == ("autonomy_on_strain",)
    assert scenario.values["detour"] == 1.25


def test_shipped_studies_can_be_read() -> None:
    """Every study that comes along is one, and an unknown name gets the nearest."""
    assert "first_look" in shipped_studies()
    for name in shipped_studies():
        assert read_study(name).count > 0
    assert "did you mean 'first_look'?" in told("first_lok")


def test_two_arms_of_one_name_are_refused(write: Write) -> None:
    """A table tells arms apart by name."""
    assert "two arms are called 'bum'" in told(write(SOBOL, STUDY.replace("self_organising", "bum")))
