"""Policies from elsewhere, as docs/write-a-policy.md has them: a file, named or installed, works like a shipped one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from policies import extensions
from policies.base import forget_policies, known_policies, registered
from policies.extensions import load_policy_file, loaded_files
from sim.parameters import registry
from sim.problems import InputError

pytestmark = pytest.mark.model

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "write-a-policy.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(PAGE)
PART_FRAME, IN_PYTHON = (text for kind, text in BLOCKS if kind == "python")
ARM, ENTRY_POINT = (text for kind, text in BLOCKS if kind == "toml")
COMMANDS = next(text for kind, text in BLOCKS if kind == "").splitlines()


@pytest.fixture(autouse=True)
def left_as_found() -> Iterator[None]:
    """Whatever a test loads is forgotten."""
    known_policies()
    before = registered()
    yield
    forget_policies(registered() - before)
    extensions._FILES.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The page's two files."""
    (tmp_path / "part_frame.py").write_text(PART_FRAME, encoding="utf-8")
    (tmp_path / "bum_part_frame.toml").write_text(ARM, encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A Python process in the folder, as a researcher would start it."""
    extra = {"PYTHONPATH": os.pathsep.join(filter(None, [str(path) if path else "", str(ROOT)]))}
    return subprocess.run([sys.executable, *words], cwd=folder, env=os.environ | extra, capture_output=True, text=True)


def nabolab(folder: Path, *words: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    return run(folder, "-m", "dashboards.terminal.app", *words, path=path)


def test_the_policy_of_the_page_is_short() -> None:
    """From nothing in under 40 lines."""
    assert len(PART_FRAME.splitlines()) < 40


def test_every_command_of_the_page_works(folder: Path) -> None:
    """Explained, put beside BUM, compared in worker processes; its own parameter takes --set."""
    assert len(COMMANDS) == 3
    for command in COMMANDS:
        answer = nabolab(folder, *command.split()[1:])
        assert answer.returncode == 0, answer.stderr
        assert "BUM, paid in two parts" in answer.stdout
    provenance = json.loads(next(folder.glob("results/*/provenance.json")).read_text(encoding="utf-8"))
    assert "part_frame.py" in provenance["policy files"]
    assert "--policy" in provenance["command"]


def test_the_python_of_the_page_works(folder: Path) -> None:
    """The same through `import nabolab`."""
    answer = run(folder, "-c", IN_PYTHON)
    assert answer.returncode == 0, answer.stderr
    assert "part_frame" in answer.stdout


def test_its_parameters_are_checked_like_any_other(folder: Path) -> None:
    """A value out of range and an unknown name are told together, before anything runs."""
    path, arm = str(folder / "part_frame.py"), str(folder / "bum_part_frame.toml")
    changes = ("--set", "frame_part=2", "--set", "frame_pert=1")
    answer = nabolab(folder, "run", arm, "--policy", path, *changes)
    assert answer.returncode == 2
    assert "frame_part" in answer.stderr
    assert "frame_pert" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "`frame_part`" in nabolab(folder, "parameters", "--policy", path).stdout


def test_without_the_file_the_policy_is_unknown(folder: Path) -> None:
    """Nothing of a file stays behind."""
    answer = nabolab(folder, "explain", "bum_part_frame.toml")
    assert answer.returncode == 2
    assert "unknown policy 'part_frame'" in answer.stderr


def test_an_entry_point_needs_no_flag(folder: Path, tmp_path: Path) -> None:
    """As in an installed package: found by its metadata, in workers too; a broken one is named and does no harm."""
    site = tmp_path / "site"
    (site / "my_package").mkdir(parents=True)
    (site / "my_package" / "__init__.py").touch()
    (site / "my_package" / "part_frame.py").write_text(PART_FRAME, encoding="utf-8")
    info = site / "my_package-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my_package\nVersion: 1\n", encoding="utf-8")
    points = ENTRY_POINT.replace('project.entry-points."nabolab.policies"', "nabolab.policies").replace('"', "")
    (info / "entry_points.txt").write_text(points + "broken = my_package.nothing\n", encoding="utf-8")
    answer = nabolab(
        folder, "compare", "bum", "bum_part_frame.toml", "-s", "pilot_60", "-n", "2", "--no-contested", path=site
    )
    assert answer.returncode == 0, answer.stderr
    assert "my_package.nothing" in answer.stderr


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("x = 1\n", "brings no policy"),
        ("x = (\n", "is not Python: line 1"),
        ("x = 1\ny = 1 / 0\n", "line 2: ZeroDivisionError"),
        (PART_FRAME.replace('"part_frame"', '"pool"'), "two policies are called 'pool'"),
        (PART_FRAME.replace('"frame_part"', '"hourly_price"'), "two parameters are called 'hourly_price'"),
        (PART_FRAME.replace('"assumption", ()', '"estimate", ("Z99",)'), "unknown evidence id 'Z99'"),
        (PART_FRAME.replace("0.5, 0.0, 1.0", "0.5, 0.6, 1.0"), "lies outside"),
        ("raise SystemExit(3)\n", "SystemExit"),
    ],
)
def test_a_bad_file_is_told_in_words_and_leaves_nothing(text: str, word: str, tmp_path: Path) -> None:
    """With its line, and with everything it had brought forgotten."""
    path = tmp_path / "bad.py"
    path.write_text(text, encoding="utf-8")
    policies, parameters = set(known_policies()), set(registry())
    with pytest.raises(InputError, match=re.escape(word)):
        load_policy_file(path)
    assert (set(known_policies()), set(registry()), loaded_files()) == (policies, parameters, ())


@pytest.mark.parametrize(("name", "word"), [("nix.py", "can't be read"), ("arm.toml", "is not a .py file")])
def test_what_is_no_file_of_python_is_told(name: str, word: str, tmp_path: Path) -> None:
    """A wrong path or a wrong kind of file."""
    with pytest.raises(InputError, match=word):
        load_policy_file(tmp_path / name)


def test_a_file_is_run_once(folder: Path) -> None:
    """Naming it twice is harmless."""
    first = load_policy_file(folder / "part_frame.py")
    assert load_policy_file(str(folder / "part_frame.py")) is first
    assert first.policies == ("part_frame",)
    assert loaded_files() == (first,)
