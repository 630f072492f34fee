"""`nabolab study ...`: bad input told at once and nothing written; results, states and failures in words and JSON."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboards.terminal import study_runs
from experiments.study.store import Store
from tests.experiments.study.conftest import SOBOL, STUDY, Write, fragile, write  # noqa: F401
from tests.terminal.conftest import Answer, Call

pytestmark = pytest.mark.model


def refused(answer: Answer) -> str:
    """The words of a command that must have left with exit code 2 and no traceback."""
    assert answer.code == 2, answer.all
    assert "Traceback" not in answer.all
    return answer.err


def test_bad_studies_are_told_at_once_and_nothing_is_written(nabolab: Call, write: Write) -> None:  # noqa: F811
    """All mistakes of a file in one go, and no folder."""
    words = refused(nabolab("study", "run", str(write("[uncertain.detuor]\n[uncertain.detour]\nlow = 9\n"))))
    assert "3 problems" in words
    assert "did you mean 'detour'" in words
    assert "first_look" in refused(nabolab("study", "run", "first_loo"))
    assert "--processes" in refused(nabolab("study", "run", "first_look", "--processes", "0"))
    assert not Path("studies").exists()


def test_a_study_runs_grows_and_is_told(nabolab: Call, write: Write) -> None:  # noqa: F811
    """Run, status, extend and resume: exit code 0, and what is printed is what is stored."""
    file = write()
    ran = nabolab("study", "run", str(file), "--processes", "1", "--quiet")
    assert ran.code == 0, ran.all
    assert "12 runs done, 0 failed, 0 pending" in ran.out
    assert "Study:    studies/study" in ran.out
    folder = "studies/study"
    told = nabolab("study", "status", folder)
    for words in ("Twenty citizens", "sobol: 3 points of 2 uncertain parameters", "12 done, 0 failed, 0 pending"):
        assert words in told.out
    extended = nabolab("study", "extend", folder, "--samples", "+1", "--processes", "1", "--json")
    assert extended.code == 0
    assert json.loads(extended.out)["done"] == 16
    status = json.loads(nabolab("study", "status", folder, "--json").out)
    assert (status["done"], status["pending"], status["writer"], status["points"]) == (16, 0, None, 4)
    resumed = nabolab("study", "resume", folder, "--processes", "1")
    assert (resumed.code, len(Store(folder).results())) == (0, 16)
    assert "No run has failed." in nabolab("study", "failures", folder).out
    assert "resume" in refused(nabolab("study", "run", str(file)))
    assert "has 4 already" in refused(nabolab("study", "extend", folder, "--samples", "3"))
    assert "is no study" in refused(nabolab("study", "status", "."))
    run = Store(folder).results(["run"])["run"][0]
    assert "Every number is the same, to the last bit" in nabolab("study", "failures", folder, "--run", run).out


def test_failures_come_with_inputs_traceback_and_a_command(
    nabolab: Call,
    fragile: Callable[[int, int], Path],  # noqa: F811
) -> None:
    """Exit code 3 says that runs failed; the command that is printed for one of them makes it fail again."""
    answer = nabolab("study", "run", str(fragile(2, -1)), "--out", "here", "--processes", "1", "--json")
    assert answer.code == 3
    told = json.loads(answer.out)
    assert (told["done"], told["failed"], told["pending"], told["exit_code"]) == (15, 3, 0, 3)
    words = nabolab("study", "failures", "here").out
    for part in (
        "broken by seed 2",
        "Inputs:    detour = ",
        "in allocate",
        "Reproduce: nabolab study failures here --run",
    ):
        assert part in words
    first = json.loads(nabolab("study", "failures", "here", "--json").out)[0]
    assert first["inputs"].keys() == {"detour", "mortality"}
    again = nabolab(*first["reproduce"].split()[1:])
    assert again.code == 3
    assert "broken by seed 2" in again.out


def test_combinations_that_cant_work_are_named(nabolab: Call, write: Write) -> None:  # noqa: F811
    """The study goes on without them and says so."""
    lever = '[[lever]]\nname = "a pool"\narms = ["bum"]\npolicy = "pool"\nvalues = [true, false]\n'
    words = nabolab("study", "run", str(write(lever)), "--processes", "1", "--quiet").out
    assert "Left out, for it can't work: a pool = False: bum: nobody owns the right 'allocate'" in words


def test_a_large_study_asks_first(nabolab: Call, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Beyond the cap it takes --yes, and what it would take is told; so it is when extending."""
    file = write(head=STUDY.replace("replications = 2", "replications = 2000"))
    words = refused(nabolab("study", "run", str(file)))
    for part in ("12,000 runs, about", "MB of disk", "More than 5,000 runs are begun only with --yes"):
        assert part in words
    assert not Path("studies").exists()
    monkeypatch.setattr(study_runs, "CAP", 11)
    small = write(head=STUDY, name="small.toml")
    refused(nabolab("study", "run", str(small), "--processes", "1"))
    assert nabolab("study", "run", str(small), "--processes", "1", "--yes", "--quiet").code == 0
    refused(nabolab("study", "extend", "studies/small", "--samples", "+1"))
    assert Store("studies/small").manifest.points == 3


def test_a_full_disk_is_told_and_the_study_goes_on_later(nabolab: Call, write: Write) -> None:  # noqa: F811
    """Exit code 4 and how to resume; the store is whole, and resuming completes it."""
    file = write(SOBOL.replace("samples = 3", "samples = 8"), STUDY + 'series = ["visits_done"]\n')
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, before[1]))
    try:
        answer = nabolab("study", "run", str(file), "--processes", "1", "--quiet")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.code == 4, answer.all
    assert "Stopped: the disk is full" in answer.out
    assert "nabolab study resume studies/study" in answer.out
    counts = Store("studies/study").counts()
    assert 0 < counts.done < 32
    assert nabolab("study", "resume", "studies/study", "--processes", "1", "--quiet").code == 0
    assert Store("studies/study").counts().pending == 0
