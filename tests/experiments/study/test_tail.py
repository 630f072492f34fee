"""The tail: whatever is cut off or spoilt at its end, whole records stay and others vanish."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from experiments.study.plan import Cell
from experiments.study.tail import Kept, Tail, pack, read_tail
from experiments.study.work import Outcome

pytestmark = pytest.mark.unit


def record(k: int) -> Kept:
    """A run with awkward numbers and words."""
    values = np.array([k / 3, np.nan, -0.0, np.inf, 1e-310])
    return f"run{k}", Outcome(Cell(k, 0, 1, 2), values, 0.1, "version", "ærgerligt\n" * (k % 2), "trace")


def same(one: Kept, other: Kept) -> bool:
    return one[0] == other[0] and one[1].values.tobytes() == other[1].values.tobytes() and one[1][2:] == other[1][2:]


def test_records_come_back_bit_by_bit(tmp_path: Path) -> None:
    """Numbers, signs of nought, NaN and words survive the file."""
    tail = Tail(tmp_path / "tail")
    tail.append([record(0), record(1)])
    tail.append([record(2)])
    found, _ = read_tail(tmp_path / "tail")
    assert len(found) == 3
    assert all(same(one, record(k)) for k, one in enumerate(found))
    tail.close()


def test_a_file_cut_anywhere_keeps_what_is_whole(tmp_path: Path) -> None:
    """Whichever byte a kill ends at, the records before it are there, and the next one lands behind them."""
    whole = [pack(record(k)) for k in range(3)]
    data, path = b"".join(whole), tmp_path / "tail"
    ends = np.cumsum([len(w) for w in whole])
    for cut in range(len(data) + 1):
        path.write_bytes(data[:cut])
        assert len(read_tail(path)[0]) == int((ends <= cut).sum())
    path.write_bytes(data[: int(ends[1]) + 7])
    tail = Tail(path)
    assert path.stat().st_size == ends[1]
    tail.append([record(9)])
    tail.close()
    assert [run for run, _ in read_tail(path)[0]] == ["run0", "run1", "run9"]


def test_a_spoilt_record_is_not_believed(tmp_path: Path) -> None:
    """A byte that has changed is found by the checksum."""
    data = bytearray(pack(record(0)) + pack(record(1)))
    data[-3] ^= 1
    (tmp_path / "tail").write_bytes(bytes(data))
    assert [run for run, _ in read_tail(tmp_path / "tail")[0]] == ["run0"]
