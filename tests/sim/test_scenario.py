"""Scenarios: read strictly, all problems at once, and changed values really change."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.parameters import registry
from sim.problems import InputError
from sim.scenario import Scenario, parse_scenario, read_scenario

pytestmark = pytest.mark.unit

GOOD = """
title = "Here"
horizon_days = 14
warm_up_days = 7
[parameters]
detour = 1.4
[office]
x_km = 0
y_km = 0.5
[[settlements]]
name = "Town"
kind = "town"
x_km = 0
y_km = 0
radius_km = 1
citizens = 10
"""


def problems(text: str) -> dict[str, str]:
    """What is wrong with a scenario's text, by place."""
    with pytest.raises(InputError) as caught:
        parse_scenario(text, "s.toml")
    return {p.place: p.text for p in caught.value.problems}


@pytest.fixture
def good() -> Scenario:
    return parse_scenario(GOOD, "s.toml")


def test_a_good_file_is_read(good: Scenario) -> None:
    """Values from the file, defaults for the rest."""
    assert (good.title, good.citizens, good.horizon_days, good.days) == ("Here", 10, 14, 21)
    assert good.values["detour"] == 1.4
    assert good.values["mortality"] == registry()["mortality"].default
    assert set(good.values) == set(registry())


def test_every_problem_is_told_at_once() -> None:
    """Unknown keys with the nearest name, missing ones, wrong types and ranges, in one go."""
    bad = """
horizont_days = 14
warm_up_days = "soon"
horizon_days = 0
staffing = "lavish"
[parameters]
detours = 1.3
mortality = 5
bath_minutes = "long"
[office]
x_km = 0
z_km = 0
[[settlements]]
name = ""
kind = "city"
x_km = 0
y_km = 0
radius_km = 0
citicens = 10
"""
    found = problems(bad)
    assert "did you mean 'horizon_days'" in found["s.toml: horizont_days"]
    assert "did you mean 'detour'" in found["s.toml: parameters.detours"]
    assert "did you mean 'citizens'" in found["s.toml: settlements.0.citicens"]
    assert "z_km" in "".join(found)
    for missing in ("title", "office.y_km", "settlements.0.citizens"):
        assert found[f"s.toml: {missing}"] == "is missing"
    for wrong in (
        "warm_up_days",
        "horizon_days",
        "staffing",
        "parameters.mortality",
        "parameters.bath_minutes",
        "settlements.0.name",
        "settlements.0.kind",
        "settlements.0.radius_km",
    ):
        assert f"s.toml: {wrong}" in found


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("horizon_days = 14", "horizon_days = 0", "horizon_days"),
        ("horizon_days = 14", "horizon_days = -3", "horizon_days"),
        ("horizon_days = 14", "horizon_days = 1.5", "horizon_days"),
        ("horizon_days = 14", 'horizon_days = "a year"', "horizon_days"),
        ("warm_up_days = 7", "warm_up_days = -1", "warm_up_days"),
        ("radius_km = 1", "radius_km = -1", "settlements.0.radius_km"),
        ("citizens = 10", "citizens = -10", "settlements.0.citizens"),
        ("citizens = 10", "citizens = 0", "settlements"),
        ("y_km = 0.5", "y_km = 1e9", "office.y_km"),
        ('kind = "town"', "kind = 3", "settlements.0.kind"),
        ("detour = 1.4", "detour = true", "parameters.detour"),
        ("detour = 1.4", "detour = nan", "parameters.detour"),
        ("detour = 1.4", "[parameters.detour]", "parameters.detour"),
        ("[parameters]\ndetour = 1.4", "", ""),
    ],
)
def test_a_single_mistake_is_told_at_its_place(old: str, new: str, place: str) -> None:
    """Each wrong value must be refused under its own key, and nothing else blamed."""
    assert old in GOOD
    if not place:
        parse_scenario(GOOD.replace(old, new), "s.toml")
        return
    found = set(problems(GOOD.replace(old, new)))
    assert f"s.toml: {place}" in found
    assert found <= {f"s.toml: {place}", "s.toml: settlements"}


def test_a_wrong_settlement_is_not_also_blamed_on_the_list() -> None:
    """One negative number must be one problem, not a second one about too few settlements."""
    assert list(problems(GOOD.replace("citizens = 10", "citizens = -1"))) == ["s.toml: settlements.0.citizens"]


@pytest.mark.parametrize(
    "table", ['parameters = 3\ntitle = "x"', 'office = "here"', "settlements = 3", "settlements = []"]
)
def test_a_value_in_place_of_a_table_is_told_in_words(table: str) -> None:
    """A number where a table belongs must be a problem, not a crash."""
    key = table.split(" = ")[0]
    rest = {"parameters": "[office]\nx_km=0\ny_km=0", "office": "", "settlements": ""}[key]
    assert any(key in place for place in problems(f"{table}\n{rest}"))


def test_nobody_to_care_for_is_a_problem() -> None:
    """A scenario without citizens can't be run and must say so."""
    assert "no citizens" in problems(GOOD.replace("citizens = 10", "citizens = 0"))["s.toml: settlements"]


def test_two_settlements_of_one_name_are_a_problem() -> None:
    """Names must tell settlements apart."""
    twice = GOOD + GOOD[GOOD.index("[[settlements]]") :]
    assert "'Town'" in problems(twice)["s.toml: settlements"]


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ("under_2_hours_share = 0.75\nfrom_2_to_8_hours_share = 0.3", "add up"),
        ("both_share = 0.3\npersonal_only_share = 0.05\nunder_2_hours_share = 0.55", "practical help only"),
    ],
)
def test_parameters_that_contradict_each_other_are_a_problem(values: str, word: str) -> None:
    """Values that are each in range but impossible together must be refused."""
    assert word in problems(GOOD.replace("detour = 1.4", values))["s.toml: parameters"]


def test_text_that_is_not_toml_is_told_with_its_line() -> None:
    """A syntax error must name the file and where it is."""
    found = problems("title = \n")
    assert "not valid TOML" in found["s.toml"]
    assert "line 1" in found["s.toml"]


def test_files_that_cannot_be_read_are_problems(tmp_path: Path) -> None:
    """A missing file, a folder and a file that isn't text must each be told in words."""
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00title")
    for path in (tmp_path / "none.toml", tmp_path, binary):
        with pytest.raises(InputError, match="can't be read"):
            read_scenario(path)


def test_a_file_is_read_as_its_text(tmp_path: Path, good: Scenario) -> None:
    """Reading a file must give what its text gives."""
    path = tmp_path / "s.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_scenario(path) == good


def test_changed_parameters_change_values_and_digest(good: Scenario) -> None:
    """with_parameters must move the values themselves, also after they were read, and leave the original alone."""
    before, digest = dict(good.values), good.digest
    changed = good.with_parameters({"mortality": 0.2})
    assert changed.values["mortality"] == 0.2
    assert changed.values["detour"] == 1.4
    assert {k for k in before if changed.values[k] != before[k]} == {"mortality"}
    assert changed.digest != digest
    assert good.values == before
    assert good.digest == digest


def test_changing_to_the_same_value_keeps_the_digest(good: Scenario) -> None:
    """Writing a default out must not make it another world."""
    assert good.with_parameters({"mortality": registry()["mortality"].default}).digest == good.digest


def test_changed_parameters_are_checked_all_at_once(good: Scenario) -> None:
    """Unknown names and values out of range must be refused together."""
    with pytest.raises(InputError) as caught:
        good.with_parameters({"mortalities": 0.1, "detour": 9.0})
    assert len(caught.value.problems) == 2


def test_changed_parameters_must_agree_with_each_other(good: Scenario) -> None:
    """A change that contradicts other values must be refused as it is in a file."""
    with pytest.raises(InputError):
        good.with_parameters({"under_2_hours_share": 0.75, "from_2_to_8_hours_share": 0.3})


@pytest.mark.parametrize("change", [{"title": "There"}, {"about": "Another text"}])
def test_the_digest_ignores_words(good: Scenario, change: dict[str, str]) -> None:
    """A title moves no number, so the digest must not depend on it."""
    assert good.model_copy(update=change).digest == good.digest
    assert Scenario.model_validate({**good.model_dump(), **change}).digest == good.digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("citizens = 10", "citizens = 11"),
        ("citizens = 10", "citizens = 10\npilot = true"),
        ("radius_km = 1", "radius_km = 2"),
        ("horizon_days = 14", "horizon_days = 15"),
        ("warm_up_days = 7", "warm_up_days = 8"),
        ("y_km = 0.5", "y_km = 0.6"),
        ("detour = 1.4", "detour = 1.5"),
        ("horizon_days = 14", 'horizon_days = 14\nstaffing = "equal_staff"'),
    ],
)
def test_the_digest_sees_everything_that_moves_a_number(good: Scenario, old: str, new: str) -> None:
    """Two worlds with different numbers must not share a digest."""
    assert parse_scenario(GOOD.replace(old, new), "s.toml").digest != good.digest


def test_a_scenario_cannot_be_changed_in_place(good: Scenario) -> None:
    """A run's scenario must stay what its digest says."""
    with pytest.raises(ValueError, match="frozen"):
        good.horizon_days = 3


@pytest.mark.parametrize("wrong", ["horizon_days = true", 'horizon_days = "14"', "warm_up_days = 1.5"])
def test_numbers_are_numbers(wrong: str) -> None:
    """A truth value, a text or a part of a day is no number of days."""
    key = wrong.split()[0]
    assert list(problems("\n".join([wrong, *(line for line in GOOD.splitlines() if not line.startswith(key))]))) == [
        f"s.toml: {key}"
    ]


def test_the_digest_ignores_names_of_settlements(good: Scenario) -> None:
    """What a settlement is called moves no number."""
    renamed = tuple(s.model_copy(update={"name": s.name + "x"}) for s in good.settlements)
    assert Scenario.model_validate({**good.model_dump(), "settlements": renamed}).digest == good.digest


SHOCK = """
[[shocks]]
kind = "sickness"
first_day = 3
days = 2
factor = 4.0
"""


def test_a_shock_is_a_factor_on_its_days_only() -> None:
    """Days count from the first measured day; two shocks of a kind multiply; other kinds stay as they are."""
    twice = SHOCK + SHOCK.replace("first_day = 3", "first_day = 4").replace("4.0", "0.5")
    place = parse_scenario(GOOD + twice, "s.toml")
    days = [place.shock("sickness", day) for day in range(9, 15)]
    assert days == [1.0, 4.0, 2.0, 0.5, 1.0, 1.0]
    assert all(place.shock("demand", day) == 1 for day in range(place.days))


@pytest.mark.parametrize(
    ("old", "new", "place", "word"),
    [
        ("factor = 4.0", "factr = 4.0", "shocks.0.factr", "did you mean 'factor'"),
        ("factor = 4.0", "factor = -1", "shocks.0.factor", "greater than or equal to 0"),
        ('"sickness"', '"illness"', "shocks.0.kind", "must be"),
        ("days = 2", "days = 0", "shocks.0.days", "greater than or equal to 1"),
        ("first_day = 3", "first_day = -1", "shocks.0.first_day", "greater than or equal to 0"),
        ("days = 2\n", "", "shocks.0.days", "is missing"),
    ],
)
def test_a_wrong_shock_is_told_at_its_place(old: str, new: str, place: str, word: str) -> None:
    """Each mistake in a shock is told in words, with its key."""
    found = problems(GOOD + SHOCK.replace(old, new, 1))
    assert word in found[f"s.toml: {place}"]


def test_links_that_are_left_out_have_no_size(good: Scenario) -> None:
    """A scenario without a link has its parameter at off, whatever the file's parameters say, and keeps the rest."""
    text = GOOD.replace("detour = 1.4", "detour = 1.4\nstrain_on_exits = 0.9")
    off = parse_scenario(text.replace("title", 'without = ["strain_on_exits"]\ntitle', 1), "s.toml")
    assert off.values["strain_on_exits"] == 0
    assert parse_scenario(text, "s.toml").values["strain_on_exits"] == 0.9
    both = off.without_links(["self_management_on_strain", "strain_on_exits"])
    assert both.without == ("strain_on_exits", "self_management_on_strain")
    assert both.off == {"strain_on_exits": 0.0, "self_management_on_strain": 0.0}
    assert good.without_links([]) == good
    assert off.digest != good.digest


def test_unknown_links_are_told_with_the_nearest() -> None:
    """In a file and on the command line alike."""
    found = problems(GOOD.replace("title", 'without = ["strain_on_exit"]\ntitle', 1))
    assert "did you mean 'strain_on_exits'" in found["s.toml: without"]
    with pytest.raises(InputError, match="did you mean 'load_on_strain'"):
        parse_scenario(GOOD, "s.toml").without_links(["load_on_strian"])


def test_each_kind_of_shock_moves_the_digest(good: Scenario) -> None:
    """What happens to a place is part of what can move a number."""
    kinds = ("demand", "sickness", "recruitment", "price")
    digests = {parse_scenario(GOOD + SHOCK.replace("sickness", kind), "s.toml").digest for kind in kinds}
    assert len(digests | {good.digest}) == 5


INCIDENT = """
[[incidents]]
kind = "discharges"
day = 2
number = 6
"""


def test_incidents_happen_on_their_day_and_add_up() -> None:
    """Days count from the first measured day; two of a kind on one day add up; other kinds and days have none."""
    place = parse_scenario(GOOD + INCIDENT + INCIDENT, "s.toml")
    assert [place.struck("discharges", day) for day in range(8, 11)] == [0, 12, 0]
    assert not any(place.struck("sick_calls", day) for day in range(place.days))


@pytest.mark.parametrize(
    ("old", "new", "place", "word"),
    [
        ("number = 6", "nmber = 6", "incidents.0.nmber", "did you mean 'number'"),
        ("number = 6", "number = 0", "incidents.0.number", "greater than or equal to 1"),
        ('"discharges"', '"discharge"', "incidents.0.kind", "must be"),
        ("day = 2\n", "", "incidents.0.day", "is missing"),
    ],
)
def test_a_wrong_incident_is_told_at_its_place(old: str, new: str, place: str, word: str) -> None:
    """Each mistake in an incident is told in words, with its key."""
    found = problems(GOOD + INCIDENT.replace(old, new, 1))
    assert word in found[f"s.toml: {place}"]


def test_incidents_move_the_digest_and_their_absence_does_not(good: Scenario) -> None:
    """A place in which nothing happens keeps the hash it had before incidents existed."""
    with_one = parse_scenario(GOOD + INCIDENT, "s.toml")
    assert with_one.digest != good.digest
    assert good.digest == "87de2a32da2c7d40"


def test_events_of_a_scenario_can_be_added_and_cut_off_at_a_day(good: Scenario) -> None:
    """What begins on a simulated day or later is left out, what has begun stays."""
    both = parse_scenario(GOOD + INCIDENT + SHOCK, "s.toml")
    assert good.with_events(both.shocks, both.incidents) == both
    assert both.until(9) == good
    assert both.until(10) == good.with_events(incidents=both.incidents)
    assert both.until(11) == both
