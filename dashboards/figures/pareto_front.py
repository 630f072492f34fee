"""The Pareto front of a study's options: two goals as axes, the front as filled diamonds, all goals in the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from dashboards import said
from dashboards.figures._study import LEFT, RIGHT, WIDTH, Named, Scale, ground, measure_title
from dashboards.figures._svg import Palette, element, picture, text
from dashboards.tables import Table
from dashboards.words.catalogue import Words

HEIGHT, TOP, BELOW = 240.0, 26.0, 44.0


@dataclass(frozen=True)
class ParetoFront:
    """front: as `pareto` gives it; goals: the measures, of each of which less is better; options: their names."""

    key: ClassVar[str] = "pareto"
    front: pd.DataFrame
    goals: tuple[str, ...]
    options: Mapping[str, Named]

    def sentence(self, say: Words) -> str:
        """How many options are on the front, and by which goals."""
        goals = say.listed([measure_title(goal, say) for goal in self.goals])
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
                *(say.plain(row[goal] * said.shown(goal)[0]) for goal in self.goals),
                say("studies.yes" if row["on_front"] else "studies.no"),
                f"{say.plain(100 * row['front_chance'], 0)} %",
            )
            for k, row in enumerate(self.front.to_dict("records"), 1)
        )
        goals = [f"{measure_title(goal, say)}, {said.unit_of(goal, say)}" for goal in self.goals]
        head = (say("studies.option"), *goals, say("studies.pareto.on_front"), say("studies.pareto.chance"))
        return Table(say("studies.pareto.caption"), head, "l" + "r" * len(goals) + "lr", body)

    def draw(self, say: Words, palette: Palette) -> str:
        """Filled diamonds on the front, open circles behind it."""
        keys = (self.goals[0], self.goals[min(1, len(self.goals) - 1)])
        values = [[float(v) * said.shown(key)[0] for v in self.front[key]] for key in keys]
        x = Scale.around(values[0], LEFT, WIDTH - RIGHT - 16, zero=False)
        y = Scale.around(values[1], TOP + HEIGHT, TOP, zero=False)
        names = (f"{measure_title(k, say)}, {said.unit_of(k, say)}" for k in keys)
        parts = ground(x, y, (next(names), next(names)), say, palette)
        there: dict[tuple[float, float], list[str]] = {}
        for k, (a, b, on) in enumerate(zip(*values, self.front["on_front"], strict=True), 1):
            parts.append(_mark(x.at(a), y.at(b), bool(on), palette))
            there.setdefault((a, b), []).append(str(k))
        for (a, b), numbers in there.items():
            parts.append(
                text(", ".join(numbers), x.at(a), y.at(b) - 11, font_size=12, text_anchor="middle", fill=palette.ink)
            )
        return picture(WIDTH, TOP + HEIGHT + BELOW, parts, self.sentence(say))


def _mark(x: float, y: float, on_front: bool, palette: Palette) -> str:
    if on_front:
        corners = f"{x - 7:.1f},{y:.1f} {x:.1f},{y - 7:.1f} {x + 7:.1f},{y:.1f} {x:.1f},{y + 7:.1f}"
        return element("polygon", points=corners, fill=palette.b)
    return element("circle", cx=x, cy=y, r=5.0, fill="none", stroke=palette.quiet, stroke_width=2)
