"""Arm files: read strictly, with every problem in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.arm import Arm
from policies.loading import load_arm, parse_arm, shipped_arms
from sim.parameters import evidence
from sim.problems import InputError

pytestmark = pytest.mark.unit

GOOD = """
title = "Mine"
sources = ["N04"]
[[policy]]
use = "pool"
[[policy]]
use = "by_function"
[policy.changes]
group_size = { set = 20, tier = "evidence", sources = ["N04"], note = "as there" }
leader_span = { multiply = 2 }
"""


def problems(text: str) -> list[str]:
    """What is wrong with an arm's text."""
    with pytest.raises(InputError) as caught:
        parse_arm("mine", text, "mine.toml")
    return [str(p) for p in caught.value.problems]


def test_a_good_file_is_read() -> None:
    """Policies in their order with their changes, tiers, sources and notes."""
    arm = parse_arm("mine", GOOD, "mine.toml")
    assert (arm.name, arm.title, arm.sources) == ("mine", "Mine", ("N04",))
    assert [p.name for p in arm.policies] == ["pool", "by_function"]
    size, span = arm.policies[1].changes
    assert (size.value, size.operation, size.amount, size.tier, size.sources) == (
        "group_size",
        "set",
        20,
        "evidence",
        ("N04",),
    )
    assert (span.value, span.operation, span.amount, span.tier) == ("leader_span", "multiply", 2, "assumption")


def test_problems_of_meaning_are_told_at_once() -> None:
    """Unknown policies (with the nearest), unknown evidence, and changes that say nothing or too much."""
    text = """
title = "Mine"
sources = ["ZZ9"]
[[policy]]
use = "pools"
[[policy]]
use = "pool"
[policy.changes]
group_size = { set = 20, add = 1 }
leader_span = { note = "nothing" }
nurse_share = { set = 0.5, tier = "evidence" }
secondary_tie = { set = 0.5, sources = ["ZZ8"] }
"""
    found = problems(text)
    assert len(found) == 6
    for word in ("'ZZ9'", "did you mean 'pool'", "pool.group_size", "pool.leader_span", "needs a source", "'ZZ8'"):
        assert any(word in line for line in found)


def test_problems_of_form_are_told_at_once() -> None:
    """Unknown keys on every level with the nearest, and missing ones."""
    text = """
titel = "Mine"
[[policy]]
usage = "pool"
[policy.changes]
group_size = { sett = 20 }
leader_span = { set = "many" }
nurse_share = { set = 0.5, tier = "hunch" }
"""
    found = problems(text)
    for word in ("did you mean 'title'", "did you mean 'use'", "did you mean 'set'", "leader_span", "tier"):
        assert any(word in line for line in found)
    assert sum("is missing" in line for line in found) == 2


def test_problems_of_form_and_meaning_are_told_together() -> None:
    """A misspelt key must not hide a misspelt policy."""
    found = problems(GOOD.replace('title = "Mine"', 'title = "Mine"\nabuot = ""').replace('"pool"', '"pol"'))
    assert any("abuot" in line for line in found)
    assert any("'pol'" in line for line in found)


def test_an_arm_without_policies_is_refused() -> None:
    """An empty list of policies is no organisation."""
    assert problems('title = "Mine"\npolicy = []')
    assert any("policy" in line for line in problems('title = "Mine"'))


def test_text_that_is_not_toml_is_told() -> None:
    """A syntax error must name the file."""
    assert "mine.toml: not valid TOML" in problems("title = ")[0]


def test_unknown_presets_get_the_nearest_name() -> None:
    """A misspelt preset must be answered with what was meant."""
    with pytest.raises(InputError, match="did you mean 'bum'"):
        load_arm("bumm")


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """A missing file and a folder must be told in words."""
    (tmp_path / "folder.toml").mkdir()
    for name in ("none.toml", "folder.toml"):
        with pytest.raises(InputError, match="can't be read"):
            load_arm(str(tmp_path / name))


def test_a_file_takes_its_name_from_the_path(tmp_path: Path) -> None:
    """An arm of one's own is called as its file."""
    path = tmp_path / "my_team.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_arm(str(path)).name == "my_team"


@pytest.mark.parametrize("name", shipped_arms())
def test_shipped_presets_say_where_they_come_from(name: str) -> None:
    """Every preset has a title, a text, sources, and a reason for each change."""
    arm = load_arm(name)
    assert arm.title
    assert arm.about
    assert arm.sources
    assert set(arm.sources) <= set(evidence())
    for policy in arm.policies:
        for change in policy.changes:
            assert change.sources or change.note


BASE = """
title = "Base"
[[policy]]
use = "pool"
[[policy]]
use = "by_function"
[policy.changes]
group_size = { set = 20 }
[[policy]]
use = "hr_recruits"
[[policy]]
use = "skill_mix"
[policy.changes]
nurse_share = { set = 0.5 }
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with an arm to refer to."""
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    return tmp_path


def told(shelf: Path, text: str) -> list[str]:
    """What is wrong with an arm in this folder; {base} stands for the arm to refer to."""
    path = shelf / "mine.toml"
    path.write_text(text.replace("{base}", str(shelf / "base.toml")), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_arm(str(path))
    return [str(p) for p in caught.value.problems]


def read(shelf: Path, text: str) -> Arm:
    """An arm in this folder."""
    path = shelf / "mine.toml"
    path.write_text(text.replace("{base}", str(shelf / "base.toml")), encoding="utf-8")
    return load_arm(str(path))


def names(arm: Arm) -> list[str]:
    return [p.name for p in arm.policies]


def test_an_arm_like_another_has_its_policies_and_changes(shelf: Path) -> None:
    """Without anything of its own it is the other arm under its own name."""
    arm = read(shelf, 'title = "Mine"\nlike = "{base}"')
    base = load_arm(str(shelf / "base.toml"))
    assert arm.policies == base.policies
    assert (arm.name, arm.title) == ("mine", "Mine")


def test_own_policies_replace_those_of_the_same_right_or_name(shelf: Path) -> None:
    """A right that the arm owns itself is taken from the other; a policy named again starts without changes."""
    text = 'title = "Mine"\nlike = "{base}"\n[[policy]]\nuse = "primary_secondary"\n[[policy]]\nuse = "skill_mix"'
    arm = read(shelf, text)
    assert names(arm) == ["by_function", "hr_recruits", "primary_secondary", "skill_mix"]
    assert arm.policies[-1].changes == ()
    assert arm.policies[0].changes[0].amount == 20


def test_what_is_dropped_is_gone(shelf: Path) -> None:
    """`drop` takes policies of the other arm away, and nothing else."""
    assert names(read(shelf, 'title = "Mine"\nlike = "{base}"\ndrop = ["skill_mix", "pool"]')) == [
        "by_function",
        "hr_recruits",
    ]


def test_dropping_what_is_not_there_is_told_with_the_nearest(shelf: Path) -> None:
    """A misspelt name, or a drop without an arm to drop from."""
    (found,) = told(shelf, 'title = "Mine"\nlike = "{base}"\ndrop = ["skill_mixed"]')
    assert "has no policy 'skill_mixed'" in found
    assert "did you mean 'skill_mix'" in found
    found = told(shelf, 'title = "Mine"\ndrop = ["pool"]\n[[policy]]\nuse = "pool"')[0]
    assert "nothing to drop without `like`" in found


@pytest.mark.parametrize("key", ["like", "before", "beside"])
def test_references_to_arms_that_do_not_exist_are_told(key: str, shelf: Path) -> None:
    """With the key and the nearest name."""
    found = told(shelf, f'title = "Mine"\n{key} = "bumm"\n[[policy]]\nuse = "pool"')
    assert any(f": {key}" in line and "did you mean 'bum'" in line for line in found)


@pytest.mark.parametrize("key", ["like", "before", "beside"])
def test_an_arm_that_refers_to_itself_is_told(key: str, shelf: Path) -> None:
    """Directly, or around by another arm."""
    itself = str(shelf / "mine.toml")
    assert any("refers to itself" in line for line in told(shelf, f'title = "M"\n{key} = "{itself}"'))
    (shelf / "base.toml").write_text(f'{key} = "{itself}"\n{BASE}', encoding="utf-8")
    assert any("refers to itself" in line for line in told(shelf, f'title = "M"\n{key} = "{{base}}"'))


def test_before_and_beside_are_whole_arms_and_inherited(shelf: Path) -> None:
    """They are loaded as arms; an arm like another takes them over unless it says its own."""
    first = 'title = "F"\nbefore = "bum"\nbeside = "self_organising"\n[[policy]]\nuse = "pool"'
    (shelf / "first.toml").write_text(first, encoding="utf-8")
    arm = load_arm(str(shelf / "first.toml"))
    assert arm.before == load_arm("bum")
    assert arm.beside == load_arm("self_organising")
    heir = read(shelf, f'title = "M"\nlike = "{shelf / "first.toml"}"')
    assert (heir.before, heir.beside) == (arm.before, arm.beside)
    other = read(shelf, f'title = "M"\nlike = "{shelf / "first.toml"}"\nbefore = "{{base}}"')
    assert other.before == load_arm(str(shelf / "base.toml"))


def test_problems_of_the_other_arm_are_told_with_the_key(shelf: Path) -> None:
    """A mistake in the file referred to is a mistake here."""
    (shelf / "base.toml").write_text(BASE.replace('"pool"', '"pol"'), encoding="utf-8")
    found = told(shelf, 'title = "Mine"\nlike = "{base}"\nsources = ["ZZ9"]')
    assert any(": like" in line and "did you mean 'pool'" in line for line in found)
    assert any("'ZZ9'" in line for line in found)
