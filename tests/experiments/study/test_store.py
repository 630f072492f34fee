"""The store: what is written is read back, whatever state its files are in, and one process writes at a time."""

from __future__ import annotations

import contextlib
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from experiments.study.folder import begin
from experiments.study.inputs import read_study
from experiments.study.lock import sole_writer
from experiments.study.parts import RUNS
from experiments.study.plan import Cell, Study
from experiments.study.store import Store, part_path, tail_path
from experiments.study.tail import Kept
from experiments.study.work import Outcome
from experiments.study.writer import CannotWrite, Writer
from sim.problems import InputError
from tests.experiments.study.conftest import STUDY, Write

pytestmark = pytest.mark.unit

MORE = """
[design]
kind = "sobol"
samples = 40
[uncertain.detour]
[[lever]]
name = "size"
arms = ["self_organising"]
policy = "team_size"
option = "carers"
values = [6, 12]
"""


@pytest.fixture
def study(write: Write) -> Study:
    return read_study(write(MORE, STUDY + 'series = ["visits_done"]\n'))


@pytest.fixture
def store(study: Study, tmp_path: Path) -> Store:
    return begin(study, (tmp_path / "study.toml").read_text(), tmp_path, tmp_path / "store")


def runs(study: Study) -> list[Kept]:
    """Made-up results of all runs; each number says whose it is."""
    cells = [cell for s in range(len(study.samples)) for cell in study.runs_at(s, range(2))]
    return [(study.run_id(c, "code"), Outcome(c, numbers(c), 0.1, "version")) for c in cells]


def numbers(cell: Cell) -> np.ndarray:  # type: ignore[type-arg]
    s, levers, arm, replication = cell
    return np.concatenate([[s, levers, arm, np.nan], replication + np.arange(7) / 7])


def fill(store: Store, kept: list[Kept], close: bool = True) -> Writer:
    """Write runs one by one; without closing, as a kill leaves it."""
    writer = Writer(store.folder, store.manifest)
    for one in kept:
        writer.append([one])
    if close:
        writer.close()
    return writer


@contextmanager
def little_room(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_is_written_is_read(study: Study, store: Store) -> None:
    """Every number of every run stands in its row; an arm that levers don't touch stands in every combination."""
    fill(store, runs(study))
    table = store.table(series=["visits_done"])
    assert len(table.runs) == 40 * 2 * 2 * 2
    assert table.arms == ("bum", "self_organising")
    assert table.measures == study.spec.measures
    for row in table.runs.itertuples():
        arm = table.arms.index(row.arm)
        assert (row.carers_14_all, row.overhead_share_cost) == (row.sample, arm)
        assert row.late_share == (row.levers if arm else 0)
        assert np.isnan(row.cost_per_delivered_hour)
        assert row.seed == row.replication + 1
        assert (row.daily_visits_done == row.replication + np.arange(7) / 7).all()
    keys = table.runs[["sample", "levers", "replication"]].assign(arm=table.runs["arm"] == "self_organising")
    assert keys[["sample", "levers", "arm", "replication"]].apply(tuple, axis=1).is_monotonic_increasing
    assert table.samples.to_numpy().tobytes() == study.samples.tobytes()
    assert table.levers["size"].tolist() == [6, 12]
    pairs = table.difference("overhead_share_cost", "bum", "self_organising")
    assert pairs["difference"].tolist() == [1.0] * 160


def test_a_study_without_parameters_has_its_one_point(write: Write, tmp_path: Path) -> None:
    """Its planned runs are counted and its one sample is there, although Parquet keeps no rows without columns."""
    file = write(more="")
    store = begin(read_study(file), file.read_text(), tmp_path, tmp_path / "bare")
    assert store.samples.shape == (1, 0)
    assert (store.counts().planned, store.counts().pending) == (4, 4)
    assert len(store.runs()) == 4


def test_parts_of_a_hundred_and_a_tail(study: Study, store: Store) -> None:
    """Without closing, what is beyond the last hundred stands in the tail, and is read with the parts."""
    kept = runs(study)
    fill(store, kept[:230], close=False)
    assert sorted(p.name for p in (store.folder / "parts").iterdir()) == [
        "000001.parquet",
        "000002.parquet",
        "000003.tail",
    ]
    assert len(store.results()) == 230
    assert (store.counts().done, store.counts().pending) == (230, 10)
    fill(store, kept[230:])
    assert len(pd.read_parquet(part_path(store.folder, 1))) == RUNS
    assert store.counts().pending == 0


def test_a_kill_between_part_and_tail_doubles_nothing(study: Study, store: Store) -> None:
    """A part that is there makes the tail it came from void, for readers and for the next writer."""
    kept = runs(study)
    writer = fill(store, kept[:99], close=False)
    before = tail_path(store.folder, 1).read_bytes()
    writer.append(kept[99:100])
    tail_path(store.folder, 1).write_bytes(before)
    (store.folder / "parts" / ".000002.parquet.unfinished").write_bytes(b"half")
    assert len(store.results()) == 100
    fill(store, kept[100:])
    assert len(store.results()) == len(kept)
    assert not list((store.folder / "parts").glob("*.tail"))
    assert not list((store.folder / "parts").glob(".*"))


def test_a_part_that_appears_while_one_reads_is_counted_once(study: Study, store: Store) -> None:
    """The hundredth run comes between reading the tail and listing the parts: every run is there, none twice."""
    kept = runs(study)
    writer = fill(store, kept[:99], close=False)

    class Interrupted(Store):
        """Reads while the writer goes on."""

        def _tail(self) -> pa.Table:
            fresh = super()._tail()
            writer.append(kept[99:100])
            return fresh

    assert len(Interrupted(store.folder).results()) == 100
    assert part_path(store.folder, 1).exists()


def test_a_run_that_was_tried_again_stands_there_with_its_last_try(study: Study, store: Store) -> None:
    """A failed run that later came through is done, and counted once."""
    run, outcome = runs(study)[0]
    failed = outcome._replace(values=np.full(11, np.nan), error="broken", trace="Traceback")
    fill(store, [(run, failed), *runs(study)[1:]])
    assert (store.counts().done, store.counts().failed) == (239, 1)
    assert len(store.table().runs) == 320 - 2
    told = store.failures().iloc[0]
    assert (told["error"], told["trace"], told["run"], told["arm"], told["seed"]) == (
        "broken",
        "Traceback",
        run,
        "bum",
        1,
    )
    assert told["detour"] == study.samples[0, 0]
    fill(store, [(run, outcome)])
    assert (store.counts().done, store.counts().failed) == (240, 0)


def test_every_run_has_a_row_with_its_status(study: Study, store: Store) -> None:
    """Pending runs too, whichever are done."""
    fill(store, runs(study)[5:25])
    frame = store.runs()
    assert frame["status"].value_counts().to_dict() == {"pending": 220, "done": 20}
    assert not frame.duplicated(["sample", "levers", "arm", "replication"]).any()
    assert set(frame["arm"]) == {"bum", "self_organising"}


def test_duckdb_answers_about_the_views(study: Study, store: Store) -> None:
    """Results join with samples and levers in SQL."""
    fill(store, runs(study))
    found = store.sql(
        "select levers.size, count(*) as n, avg(detour) as d from results join samples using (sample) "
        "join levers using (levers) group by all order by all"
    )
    assert found["n"].tolist() == [160, 80]
    assert found["d"].tolist() == pytest.approx([study.samples.mean()] * 2)


def test_one_process_writes_at_a_time(store: Store) -> None:
    """The second is refused and told who holds it; a lock left by a dead process holds nothing."""
    refused = pytest.raises(InputError, match=r"written by another process \(process \d+")
    with sole_writer(store.folder), refused, sole_writer(store.folder):
        pass
    (store.folder / "lock").write_text("process 1 on elsewhere\n")
    with sole_writer(store.folder):
        pass


def test_a_store_of_another_version_is_refused(store: Store) -> None:
    """So is a folder that is none, and one with a damaged manifest; the words say which version can read it."""
    path = store.folder / "manifest.json"
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "format": 2, "nabolab": "9.9"}))
    with pytest.raises(InputError, match=r"version 2 \(written by nabolab 9.9\)"):
        Store(store.folder)
    path.write_text(json.dumps({**data, "arms": 3}))
    with pytest.raises(InputError, match="arms"):
        Store(store.folder)
    path.write_text("{")
    with pytest.raises(InputError, match="can't be read"):
        Store(store.folder)
    with pytest.raises(InputError, match="is no study"):
        Store(store.folder / "parts")
    with pytest.raises(InputError, match="no such folder"):
        Store(store.folder / "nowhere")


@pytest.mark.parametrize("room", [3000, 9000])
def test_a_full_disk_leaves_the_store_whole(study: Study, store: Store, room: int) -> None:
    """Wherever the disk ends, in a record of the tail or in a part, all that was taken is there, and it goes on."""
    kept = runs(study)
    taken = 0
    writer = Writer(store.folder, store.manifest)
    with little_room(room), contextlib.suppress(CannotWrite):
        for one in kept:
            writer.append([one])
            taken += 1
    with little_room(room), pytest.raises(CannotWrite, match="the disk is full"):
        writer.append(kept[taken : taken + 1] * 100)
    found = {(c.sample, c.levers, c.arm, c.replication) for c in store.cells()}
    assert found >= {one.cell for _, one in kept[:taken]}
    assert 0 < taken <= RUNS
    rest = [one for one in kept if one[1].cell not in found]
    fill(store, rest)
    assert len(store.table().runs) == 320


def test_unknown_measures_are_told_with_the_known(study: Study, store: Store) -> None:
    """Asking a table for what the study didn't keep names what it did."""
    fill(store, runs(study))
    with pytest.raises(KeyError, match="carers_14_all"):
        store.table(["carers_14"])
    with pytest.raises(KeyError, match="visits_done"):
        store.table(series=["strain"])
    with pytest.raises(KeyError, match="self_organising"):
        store.table().difference("late_share", "bum", "nobody")


def test_a_folder_that_is_taken_is_refused(study: Study, store: Store, tmp_path: Path) -> None:
    """A study never overwrites anything."""
    with pytest.raises(InputError, match="nabolab study resume"):
        begin(study, "", tmp_path, store.folder)
