"""The Pareto front of a study's options: two goals as axes, the front as filled diamonds, all goals in the table."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from dashboards import said
from dashboards.figures._study import LEFT, RIGHT, WIDTH, Named, Scale, ground, measure_title
from dashboards.figures._svg import Palette, element, picture, text
from dashboards.tables import Table
from dashboards.words.catalogue import Words
from experiments.analysis.goals import Goal

HEIGHT, TOP, BELOW = 240.0, 26.0, 50.0
PITCH = 17.0
LETTERS = 62
MOST_NAMES = 12
"""Options that are named below the picture; the table has all."""


@dataclass(frozen=True)
class ParetoFront:
    """front: as `pareto` gives it; goals: what is wanted, the first two of which are the axes; options: their names."""

    key: ClassVar[str] = "pareto"
    front: pd.DataFrame
    goals: tuple[Goal, ...]
    options: Mapping[str, Named]

    def sentence(self, say: Words) -> str:
        """How many options are on the front, and by which goals."""
        goals = say.listed([_wanted(goal, say) for goal in self.goals])
        return say(
            "studies.pareto.sentence", front=int(self.front["on_front"].sum()), options=len(self.front), goals=goals
        )

    def frame(self) -> pd.DataFrame:
        """A row for each option."""
        return self.front.copy()

    def table(self, say: Words) -> Table:
        """A row for each option, numbered as in the picture."""
        body = tuple(
            (
                f"{k}. {self.options[row['option']].told(say)}",
                *(say.plain(row[goal.measure] * said.shown(goal.measure)[0]) for goal in self.goals),
                say("studies.yes" if row["on_front"] else "studies.no"),
                f"{say.plain(100 * row['front_chance'], 0)} %",
            )
            for k, row in enumerate(self.front.to_dict("records"), 1)
        )
        goals = [f"{measure_title(g.measure, say)}, {said.unit_of(g.measure, say)}" for g in self.goals]
        head = (say("studies.option"), *goals, say("studies.pareto.on_front"), say("studies.pareto.chance"))
        return Table(say("studies.pareto.caption"), head, "l" + "r" * len(goals) + "lr", body)

    def draw(self, say: Words, palette: Palette) -> str:
        """Filled diamonds on the front, open circles behind it; numbers lead to the names below."""
        ends = (self.goals[0], self.goals[min(1, len(self.goals) - 1)])
        keys = [goal.measure for goal in ends]
        values = [[float(v) * said.shown(key)[0] for v in self.front[key]] for key in keys]
        x = Scale.around(values[0], LEFT, WIDTH - RIGHT - 16, zero=False)
        room = max(values[1]) + 0.18 * (max(values[1]) - min(values[1]))  # for the number of the highest one
        y = Scale.around([*values[1], room], TOP + HEIGHT, TOP, zero=False)
        names = [f"{_wanted(g, say)}, {said.unit_of(g.measure, say)}" for g in ends]
        parts = ground(x, y, (names[0], names[1]), say, palette)
        there: dict[tuple[float, float], list[str]] = {}
        for k, (a, b, on) in enumerate(zip(*values, self.front["on_front"], strict=True), 1):
            parts.append(_mark(x.at(a), y.at(b), bool(on), palette))
            there.setdefault((a, b), []).append(str(k))
        for (a, b), numbers in there.items():
            parts.append(
                text(", ".join(numbers), x.at(a), y.at(b) - 11, font_size=12, text_anchor="middle", fill=palette.ink)
            )
        named = self.front.head(MOST_NAMES)
        top = TOP + HEIGHT + BELOW + 8
        for k, row in enumerate(named.to_dict("records")):
            words = f"{k + 1}  {textwrap.shorten(self.options[row['option']].told(say), LETTERS, placeholder=' …')}"
            parts.append(_mark(LEFT - 8, top + k * PITCH - 4, bool(row["on_front"]), palette))
            parts.append(text(words, LEFT + 6, top + k * PITCH, font_size=12, fill=palette.ink))
        return picture(WIDTH, top + len(named) * PITCH, parts, self.sentence(say))


def _wanted(goal: Goal, say: Words) -> str:
    way = say(f"studies.pareto.{'less' if goal.lower else 'more'}")
    return f"{measure_title(goal.measure, say)} ({way})"


def _mark(x: float, y: float, on_front: bool, palette: Palette) -> str:
    if on_front:
        corners = f"{x - 7:.1f},{y:.1f} {x:.1f},{y - 7:.1f} {x + 7:.1f},{y:.1f} {x:.1f},{y + 7:.1f}"
        return element("polygon", points=corners, fill=palette.b)
    return element("circle", cx=x, cy=y, r=5.0, fill="none", stroke=palette.quiet, stroke_width=2)
