"""Output folders: new each time, complete or not there, nothing that exists touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.output import check_writable, write_folder
from sim.problems import InputError

pytestmark = pytest.mark.unit


def fill(folder: Path) -> None:
    """One file."""
    (folder / "a.txt").write_text("new", encoding="utf-8")


def contents(path: Path) -> dict[str, str]:
    """The text of a file, or of each file in a folder."""
    files = path.iterdir() if path.is_dir() else [path]
    return {f.name: f.read_text(encoding="utf-8") for f in files}


def test_a_folder_is_written_with_the_first_free_number(tmp_path: Path) -> None:
    """Names count up and every folder is complete; nothing else is left behind."""
    folders = [write_folder(tmp_path, "bum-b", fill) for _ in range(3)]
    assert [f.name for f in folders] == ["bum-b-001", "bum-b-002", "bum-b-003"]
    assert sorted(f.name for f in tmp_path.iterdir()) == [f.name for f in folders]
    assert all((f / "a.txt").read_text(encoding="utf-8") == "new" for f in folders)


@pytest.mark.parametrize("kind", ["file", "empty folder", "full folder"])
def test_what_is_there_is_never_touched(kind: str, tmp_path: Path) -> None:
    """Whatever holds the next name must stay as it is."""
    there = tmp_path / "x-001"
    if kind == "file":
        there.write_text("old", encoding="utf-8")
    else:
        there.mkdir()
        if kind == "full folder":
            (there / "a.txt").write_text("old", encoding="utf-8")
    before = contents(there)
    assert write_folder(tmp_path, "x", fill).name == "x-002"
    assert contents(there) == before


def test_a_dangling_link_is_passed_over(tmp_path: Path) -> None:
    """A link to nowhere holds its name as well: the next number must be taken."""
    (tmp_path / "x-001").symlink_to(tmp_path / "nowhere")
    assert write_folder(tmp_path, "x", fill).name == "x-002"


@pytest.mark.parametrize("error", [RuntimeError("broken"), KeyboardInterrupt()])
def test_a_failure_leaves_nothing_behind(error: BaseException, tmp_path: Path) -> None:
    """When filling fails or is stopped, neither a folder nor an unfinished one may stay, and the error goes on."""

    def fail(folder: Path) -> None:
        fill(folder)
        raise error

    with pytest.raises(type(error)):
        write_folder(tmp_path, "x", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_in_words(tmp_path: Path) -> None:
    """An OSError while filling is bad luck to be told, not a traceback, and leaves nothing."""

    def full(folder: Path) -> None:
        fill(folder)
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left"):
        write_folder(tmp_path, "x", full)
    assert list(tmp_path.iterdir()) == []


def test_checking_a_folder_leaves_no_trace(tmp_path: Path) -> None:
    """Whether results can be written is found out without making anything."""
    check_writable(tmp_path / "a" / "b")
    check_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    """Writing creates the parent with all that is missing above it."""
    folder = write_folder(tmp_path / "a" / "b", "x", fill)
    assert folder == tmp_path / "a" / "b" / "x-001"
    assert folder.is_dir()


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    """Neither the file itself nor a folder below it can be written to."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for parent in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(InputError, match="can't write there"):
            check_writable(parent)
        with pytest.raises(InputError, match="can't write there"):
            write_folder(parent, "x", fill)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
