"""Running, resuming and extending real studies: the same numbers whichever way one gets there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import nabolab
from benchmarks.kills import fingerprint
from experiments.run import simulate
from experiments.study import session
from experiments.study.again import compute_again
from experiments.study.executors import LocalCrew
from experiments.study.folder import begin
from experiments.study.inputs import read_study
from experiments.study.progress import point_table, status_of
from experiments.study.runner import Runner, State
from experiments.study.session import Ended, Where
from experiments.study.store import Store
from experiments.study.writer import Writer
from sim.problems import InputError
from tests.experiments.study.conftest import SOBOL, STUDY, Write

pytestmark = pytest.mark.model

HERE = Where(processes=1)


def run(file: Path, name: str = "store", where: Where = HERE) -> Ended:
    return session.run(file, file.parent / name, where)


def same(one: Store, other: Store) -> bool:
    return fingerprint(one.table()) == fingerprint(other.table())


def test_a_study_is_its_runs(write: Write) -> None:
    """Each number in the table is that of the run which anybody can make from sample, arm and seed."""
    store = run(write(head=STUDY + 'series = ["visits_done"]\n')).store
    table = store.table(series=["visits_done"])
    study = read_study(store.folder.parent / "study.toml")
    assert len(table.runs) == 3 * 2 * 2
    for row in table.runs.iloc[[0, 5, 11]].to_dict("records"):
        scenario = study.scenario.with_parameters(study.draw(row["sample"]))
        found = simulate(scenario, study.arms[table.arms.index(row["arm"])], row["seed"])
        for key in table.measures:
            assert np.array_equal(found.measures[key], row[key], equal_nan=True)
        assert row["daily_visits_done"].shape == (7,)
        assert row["daily_visits_done"].sum() > 0


@pytest.mark.parametrize(
    ("more", "flags"),
    [
        (SOBOL, {"samples": "6"}),
        (SOBOL.replace('"sobol"', '"morris"').replace("samples = 3", "samples = 1"), {"samples": "+1"}),
        (SOBOL.replace('"sobol"', '"latin_hypercube"').replace("samples = 3", "samples = 2"), {"samples": "4"}),
        (SOBOL, {"replications": "+1"}),
    ],
    ids=["sobol", "morris", "latin_hypercube", "replications"],
)
def test_an_extended_study_is_the_larger_one(write: Write, more: str, flags: dict[str, str]) -> None:
    """What is there stays, and the result is that of the larger study at once."""
    small = run(write(more)).store
    before = small.results(["run", "late_share"])
    large_head = STUDY.replace("replications = 2", "replications = 3") if "replications" in flags else STUDY
    number = {"6": 6, "+1": 2, "4": 4}.get(flags.get("samples", ""), 3)
    at_once = more.replace("samples = 3", f"samples = {number}").replace("samples = 1", f"samples = {number}")
    if "latin" in more:
        at_once = at_once.replace("samples = 2\n", "samples = 4\nblock = 2\n")
    large = run(write(at_once, large_head, "large.toml"), "large").store
    extended = session.go_further(small.folder, HERE, **flags).store  # type: ignore[arg-type]
    assert same(extended, large)
    assert len(extended.table().runs) > len(before)
    kept = before.merge(extended.results(["run", "late_share"]), on=list(before.columns))
    assert len(kept) == len(before)
    assert len(extended.manifest.history) == 2


def test_what_cant_grow_is_refused_with_a_reason(write: Write) -> None:
    """A study never shrinks, a hypercube grows in blocks, a factorial in replications only; the store stays."""
    cube = SOBOL.replace('"sobol"', '"latin_hypercube"')
    folder = run(write(cube)).store.folder
    before = (folder / "manifest.json").read_bytes()
    for flags, hint in (
        ({}, "give --samples, --replications or --precision"),
        ({"samples": "2"}, "has 3 already"),
        ({"samples": "4"}, "take 3 or 6, got 4"),
        ({"samples": "many"}, "must be a number or \\+NUMBER"),
        ({"replications": "+0"}, "has 2 already"),
        ({"precision": 2.0}, "must lie between 0 and 1"),
    ):
        with pytest.raises(InputError, match=hint):
            session.go_further(folder, HERE, **flags)  # type: ignore[arg-type]
    assert (folder / "manifest.json").read_bytes() == before
    whole = write(SOBOL.replace('kind = "sobol"\nsamples = 3', 'kind = "factorial"\nlevels = 2'), name="whole.toml")
    with pytest.raises(InputError, match="can grow in replications only"):
        session.go_further(run(whole, "whole").store.folder, HERE, samples="9")


def test_a_precision_is_reached_and_reported(write: Write) -> None:
    """Points get replications until the rule holds or the cap is met; extending goes on from there."""
    head = STUDY.replace("replications = 2", "replications = 4")
    precise = '[precision]\ntarget = 0.25\nmeasures = ["overhead_share_cost"]\nmost = 24\n'
    ended = run(write(SOBOL.replace("samples = 3", "samples = 2") + precise, head))
    points = point_table(ended.store)
    assert len(points) == ended.state.reached + ended.state.capped == 2
    assert ended.state.reached > 0
    for row in points.itertuples():
        assert row.width <= 0.25 or row.replications == 24
    before = len(ended.store.results())
    further = session.go_further(ended.store.folder, HERE, precision=0.1)
    assert len(further.store.results()) > before
    told = status_of(further.store)
    assert (told.reached, told.short) == (further.state.reached, further.state.capped)
    assert told.width == pytest.approx(further.state.widest)


def test_a_stop_keeps_what_is_done(write: Write) -> None:
    """Asked to stop, it finishes what is under way; resumed, it comes to the table of the whole."""
    file = write()
    whole = run(file, "whole").store
    states: list[State] = []

    class Enough(Exception):
        """Leaves in the middle, as an error would."""

    def watch(state: State) -> None:
        states.append(state)
        if state.session >= 3:
            raise Enough

    with pytest.raises(Enough):
        session.run(file, file.parent / "stopped", HERE, watch)
    store = Store(file.parent / "stopped")
    kept = store.counts()
    assert kept.done == states[-1].done >= 3
    assert kept.pending == 12 - kept.done > 0
    assert same(session.resume(store.folder, HERE).store, whole)


def test_a_failed_run_is_data(fragile: Callable[[int, int], Path]) -> None:
    """It ends nothing; it is told with inputs and traceback, and can be computed again by its id."""
    ended = run(fragile(2, -1))
    assert (ended.state.done, ended.state.failed) == (3 * 3 * 2 - 3, 3)
    told = ended.store.failures()
    assert set(told["seed"]) == {2}
    assert set(told["arm"]) == {"fragile"}
    assert (told["error"] == "RuntimeError: broken by seed 2").all()
    assert told["trace"].str.contains("in allocate").all()
    assert told["detour"].tolist() == ended.store.samples["detour"].tolist()
    again = compute_again(ended.store, str(told["run"][0]))
    assert again.trace is not None
    assert "broken by seed 2" in again.trace
    other = str(ended.store.sql("select run from results where status = 'done'")["run"][0])
    assert compute_again(ended.store, other).same is True
    with pytest.raises(InputError, match="no run has this id"):
        compute_again(ended.store, "nothing")


def test_failed_runs_are_tried_again_only_when_asked(fragile: Callable[[int, int], Path]) -> None:
    """Resuming leaves failures as they are; with retry each is computed again, and its last try counts."""
    ended = run(fragile(2, -1))
    assert session.resume(ended.store.folder, HERE).state.session == 0
    again = session.resume(ended.store.folder, HERE, retry=True)
    assert (again.state.session, again.state.failed) == (3, 3)
    assert len(again.store.results()) == 18


def test_a_run_that_kills_its_worker_has_failed_and_no_other(fragile: Callable[[int, int], Path]) -> None:
    """Processes that die are replaced; the run that did it is found by running suspects alone."""
    file = fragile(-1, 3)
    file.write_text(file.read_text().replace("samples = 3", "samples = 1"))
    study = read_study(file)
    store = begin(study, file.read_text(), file.parent, file.parent / "store")
    crew = LocalCrew(1, study.arms)
    state = Runner(study, store, crew, Writer(store.folder, store.manifest)).run()
    crew.close()
    told = store.failures()
    assert told["seed"].tolist() == [3]
    assert told["error"].str.contains("worker process died").all()
    assert (state.done, state.failed) == (5, 1)


def test_a_changed_code_is_noticed_before_a_resume(write: Write) -> None:
    """Other sources, other packages, another scenario or arm: resume and extend say what has changed."""
    file = write()
    folder = run(file).store.folder
    path = folder / "manifest.json"
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "code": "0" * 16, "packages": {**data["packages"], "numpy": "1.0"}}))
    with pytest.raises(InputError, match=r"the code \(0+ then.*numpy \(1.0 then"):
        session.resume(folder, HERE)
    with pytest.raises(InputError, match="--anyway"):
        session.go_further(folder, HERE, samples="+1")
    session.resume(folder, HERE, anyway=True)
    path.write_text(json.dumps({**data, "scenario_digest": "0"}))
    with pytest.raises(InputError, match=r"the scenario 'place\.toml' has changed"):
        session.resume(folder, HERE)
    path.write_text(json.dumps({**data, "arm_digests": [["0", "1"]]}))
    with pytest.raises(InputError, match="an arm, or what it is like, has changed"):
        session.resume(folder, HERE)


def test_a_study_goes_on_without_the_files_it_was_made_of(fragile: Callable[[int, int], Path]) -> None:
    """Scenario, arms and policies are frozen with it: changing or losing them changes nothing."""
    file = fragile()
    folder = run(file).store.folder
    for name in ("place.toml", "fragile.toml", "fragile.py"):
        (file.parent / name).write_text("something else", encoding="utf-8")
    assert session.go_further(folder, HERE, replications="+1").state.failed == 0
    assert Store(folder).counts().done == 3 * 4 * 2


def test_each_sample_gets_the_price_that_follows_from_it(write: Write) -> None:
    """With `price_from` a study prices every future by itself, the same for all arms."""
    measures = 'measures = ["provider_result_month", "provider_cost_month"]\nprice_from = "bum"\n'
    head = STUDY[: STUDY.index("measures")] + measures
    table = run(write("[uncertain.wage_helper]\nvalues = [195, 235]\n", head)).store.table()
    bum = table.runs[table.runs["arm"] == "bum"].groupby("sample")[list(table.measures)].mean()
    assert (bum["provider_result_month"].abs() < 0.2 * bum["provider_cost_month"]).all()


def test_python_does_what_the_command_line_does(write: Write) -> None:
    """nabolab.study, open_study, extend_study and resume_study are the four verbs."""
    file = write()
    store = nabolab.study(file, file.parent / "python", processes=1)
    assert isinstance(store.table().runs, pd.DataFrame)
    nabolab.extend_study(store.folder, replications=3, processes=1)
    assert "18 runs done, 0 failed, 0 pending" in repr(nabolab.open_study(store.folder))
    assert nabolab.resume_study(store.folder, processes=1).counts().pending == 0
