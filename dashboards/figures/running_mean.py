"""Are the replications enough? The mean difference and its interval as replications come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from dashboards.figures._study import LEFT, RIGHT, WIDTH, Scale, Subject, ground, verdict_told
from dashboards.figures._svg import Palette, element, picture, text
from dashboards.tables import Table
from dashboards.words.catalogue import Words
from experiments.analysis.running import settled_from

HEIGHT, TOP, BELOW = 220.0, 26.0, 44.0
LABEL = 44.0
"""Room for the last numbers, right of their line."""


@dataclass(frozen=True)
class RunningMean:
    """running: as `running_mean` gives it, at least one row."""

    key: ClassVar[str] = "replications"
    subject: Subject
    running: pd.DataFrame

    def sentence(self, say: Words) -> str:
        """Whether the side is settled, from how many replications on, and how wide the interval is."""
        last = self.running.iloc[-1]
        since = settled_from(self.running)
        half = (float(last["high"]) - float(last["low"])) / 2 * self.subject.factor
        fields = {"seeds": int(last["replications"]), "half": f"{say.plain(half)} {self.subject.unit(say)}"}
        if since is None:
            return say("studies.replications.open", **fields)
        told = verdict_told(str(last["verdict"]), say)
        return say("studies.replications.settled", since=since, verdict=told, **fields)

    def frame(self) -> pd.DataFrame:
        """A row for each number of replications."""
        return self.running.copy()

    def table(self, say: Words) -> Table:
        """The same as readers see it."""
        s = self.subject
        body = tuple(
            (
                say.plain(row["replications"], 0),
                s.signed(row["difference"], say),
                s.interval(row["low"], row["high"], say),
                verdict_told(row["verdict"], say),
            )
            for row in self.running.to_dict("records")
        )
        difference = f"{say('studies.difference')}, {s.unit(say)}"
        head = (say("studies.replications.count"), difference, say("studies.interval"), say("studies.verdict"))
        return Table(say("studies.replications.caption"), head, "rrrl", body)

    def draw(self, say: Words, palette: Palette) -> str:
        """A line for the mean within a band for its interval."""
        factor = self.subject.factor
        rows = self.running[["replications", "difference", "low", "high"]].to_numpy(float)
        x = Scale.around([1.0, float(rows[:, 0].max())], LEFT, WIDTH - RIGHT - LABEL, zero=False, whole=True)
        values = [float(v) * factor for v in rows[:, 1:].ravel()]
        y = Scale.around(values, TOP + HEIGHT, TOP)
        names = (say("studies.replications.count"), f"{say('studies.difference')}, {self.subject.unit(say)}")
        there = [(x.at(r), y.at(low * factor)) for r, _, low, _ in rows]
        back = [(x.at(r), y.at(high * factor)) for r, _, _, high in rows[::-1]]
        band = element("polygon", points=_points([*there, *back]), fill=palette.quiet, fill_opacity=0.28)
        ends = [
            element("line", x1=x.at(r), x2=x.at(r), y1=y.at(low * factor), y2=y.at(high * factor), stroke=palette.quiet)
            for r, _, low, high in rows
        ]
        means = [(x.at(r), y.at(mean * factor)) for r, mean, _, _ in rows]
        line = element("polyline", points=_points(means), fill="none", stroke=palette.ink, stroke_width=2.5)
        dots = [element("circle", cx=float(a), cy=float(b), r=3.0, fill=palette.ink) for a, b in means]
        parts = [*ground(x, y, names, say, palette), band, *ends, line, *dots, *self._last(x, y, say, palette)]
        return picture(WIDTH, TOP + HEIGHT + BELOW, parts, self.sentence(say))

    def _last(self, x: Scale, y: Scale, say: Words, palette: Palette) -> list[str]:
        """The last mean and its interval beside their line; ends that lie too near the mean go without."""
        last, factor = self.running.iloc[-1], self.subject.factor
        left = x.at(float(last["replications"])) + 10
        middle = y.at(float(last["difference"]) * factor) + 4
        look = {"font_size": 12, "fill": palette.ink}
        parts = [text(self.subject.signed(float(last["difference"]), say), left, middle, font_weight="bold", **look)]
        for end in ("low", "high"):
            place = y.at(float(last[end]) * factor) + 4
            if abs(place - middle) >= 13:
                parts.append(
                    text(self.subject.signed(float(last[end]), say), left, place, font_size=12, fill=palette.quiet)
                )
        return parts


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
