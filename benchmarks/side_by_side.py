"""Two models that live the same days, one planned and driven by the kernels, one by the plain version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import ModuleType
from typing import Any
from unittest.mock import patch

import agents.group
import agents.model
from agents.model import HomeCare
from benchmarks.plain import PlainDay
from benchmarks.stopwatch import Stopwatch

SEAMS: Mapping[str, ModuleType] = {
    "repair_day": agents.model,
    "drive_day": agents.model,
    "insert_all": agents.group,
    "insert_with_overtime": agents.group,
    "call_in": agents.group,
    "call_off_duty": agents.group,
}
"""The kernels of planning a day and driving it, and the modules that call them."""

Watcher = Callable[[str, tuple[Any, ...], Any], None]


class Lane:
    """A model and what plans and drives its days.

    planning_and_driving: seconds in the replaced functions. whole: seconds of whole days. Neither counts the copying
    between tables and objects. watcher: told each function's name, arguments and result.
    """

    def __init__(self, model: HomeCare, watcher: Watcher | None = None) -> None:
        self.model = model
        self.planning_and_driving = Stopwatch()
        self.whole = Stopwatch()
        self._watcher = watcher
        self._replaced = {name: self._replace(name) for name in SEAMS}

    def step(self) -> None:
        """One day of the model."""
        with ExitStack() as stack:
            for name, module in SEAMS.items():
                stack.enter_context(patch.object(module, name, self._replaced[name]))
            with self.whole:
                self.model.step()

    def _replace(self, name: str) -> Callable[..., Any]:
        function = self._function(name)

        def call(*arguments: Any) -> Any:
            result = function(*arguments)
            if self._watcher is not None:
                self._watcher(name, arguments, result)
            return result

        return call

    def _function(self, name: str) -> Callable[..., Any]:
        """The kernel itself, timed."""
        kernel = getattr(SEAMS[name], name)

        def timed(*arguments: Any) -> Any:
            with self.planning_and_driving:
                return kernel(*arguments)

        return timed


class PlainLane(Lane):
    """A lane whose days are planned and driven by the plain version."""

    def __init__(self, model: HomeCare, watcher: Watcher | None = None) -> None:
        self.plain = PlainDay(model.world)
        super().__init__(model, watcher)
        self.planning_and_driving = self.plain.working

    def step(self) -> None:
        """One day of the model; copying between tables and objects doesn't count."""
        before = self.plain.copying.seconds
        super().step()
        self.whole.seconds -= self.plain.copying.seconds - before

    def _function(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(self.plain, name)
        return function
