"""The parts of a report about differences: how large, what moves them, where they turn, and a surface through them."""

from __future__ import annotations

import pandas as pd

from experiments.analysis.crossed import variances
from experiments.analysis.flips import sign_cells, signs
from experiments.analysis.paired import paired_table
from experiments.analysis.prim import MISSING, Box, flip_box, installed
from experiments.analysis.report_parts import Asked, Pair, ReportTable
from experiments.analysis.sensitivity import Sensitivity, sensitivity
from experiments.analysis.sobol import LUCK
from experiments.analysis.surface import Surface
from experiments.analysis.surface_fit import fit_surface

BOXES_FROM = 20
"""Futures from which a box is looked for; in fewer, PRIM finds one in anything."""


def differences(asked: Asked) -> ReportTable:
    """Option minus reference on average."""
    frame = paired_table(asked.study, asked.measures, asked.base)
    if len(frame) and frame["left_out"].max():
        lost = int(frame["left_out"].max())
        asked.notes.append(f"Up to {lost} futures are left out of a row: a run is missing there, or undefined.")
    if len(frame) and frame["seeds"].max() == 1:
        asked.notes.append("One replication: luck can't be told from futures. Extend the study before you conclude.")
    about = (
        f"Option minus {asked.base} over futures and luck, run by run, with a 95 % interval that counts futures and "
        "seeds as two draws."
    )
    return ReportTable("differences", "Differences", about, frame)


def drivers(asked: Asked) -> ReportTable | None:
    """What moves each difference, luck in the same ranking."""
    if not asked.study.factors:
        return None
    methods: list[str] = []

    def ranking(pair: Pair) -> pd.DataFrame | None:
        found: Sensitivity | None = (
            asked.attempt(lambda: sensitivity(asked.study, pair.response)) if pair.moves else None
        )
        methods.extend([found.method] if found else [])
        return found.table if found else None

    frame = asked.of_pairs(ranking)
    if frame is None:
        return None
    about = f"By {methods[0]}. {LUCK} stands among the parameters, so that the ranking shows what is noise."
    return ReportTable("drivers", "What moves the difference", about, frame)


def futures(asked: Asked) -> ReportTable | None:
    """Futures by verdict."""

    def counts(pair: Pair) -> pd.DataFrame:
        found = signs(pair.response)["verdict"].value_counts()
        row = {v.replace(" ", "_"): int(found.get(v, 0)) for v in ("higher", "lower", "the same", "cannot tell")}
        return pd.DataFrame([row | {"luck_share": variances(pair.response.values).luck_share()[0]}])

    frame = asked.of_pairs(counts)
    about = (
        "Futures by verdict, each by its own seeds (95 % t-interval; with few seeds it can rarely tell), and the share "
        "of a single run's variance that is luck."
    )
    return None if frame is None else ReportTable("futures", "Future by future", about, frame)


def boxes(asked: Asked) -> ReportTable | None:
    """PRIM boxes of futures in which the ranking is the other way round."""
    if len(asked.study.samples) < BOXES_FROM or not asked.study.factors or not asked.others:
        return None
    if not installed():
        asked.notes.append(f"Where the ranking flips was not looked for: {MISSING}")
        return None

    def rows(pair: Pair) -> pd.DataFrame | None:
        box = flip_box(asked.study, pair.response)
        return None if box is None else _box_rows(box)

    frame = asked.of_pairs(rows)
    if frame is None:
        asked.notes.append("No ranking flips in five futures or more, so there is no box to draw.")
        return None
    about = (
        "PRIM: limits within which the difference has the sign that it has in fewer futures. `again`: share of "
        "resamples that limit the parameter too. A box whose coverage and density fall on futures left out is "
        "chance."
    )
    return ReportTable("boxes", "Where the ranking flips", about, frame)


def _box_rows(box: Box) -> pd.DataFrame:
    return box.limits.assign(
        coverage=box.coverage,
        density=box.density,
        coverage_again=box.coverage_again,
        density_again=box.density_again,
        flipped=box.cases,
        futures=box.futures,
    )


def cells(asked: Asked, ranking: ReportTable | None) -> ReportTable | None:
    """Each difference over the two parameters that lead its ranking."""
    if ranking is None:
        return None
    names = [f.name for f in asked.study.factors]
    rows = ranking.frame
    rows = rows[rows["factor"].isin(names)]

    def grid(pair: Pair) -> pd.DataFrame | None:
        own = rows[(rows["measure"] == pair.measure) & (rows["option"] == pair.option)]
        lead = [str(name) for name in dict.fromkeys(own["factor"])][:2]
        if len(lead) < 2:
            return None
        found = sign_cells(asked.study, pair.response, lead[0], lead[1])
        found.insert(0, "y", lead[1])
        found.insert(0, "x", lead[0])
        return found

    frame = asked.of_pairs(grid)
    about = "The difference over the two parameters that move it most, in cells with about as many futures each."
    return None if frame is None else ReportTable("cells", "The difference in cells", about, frame)


def surfaces(asked: Asked) -> tuple[ReportTable | None, tuple[Surface, ...]]:
    """A response surface for each difference, and how good each is."""
    fitted: list[Surface] = []

    def quality(pair: Pair) -> pd.DataFrame | None:
        if not asked.study.factors or not pair.moves:
            return None
        found = asked.attempt(lambda: fit_surface(asked.study, pair.measure, asked.base, pair.option))
        if found is None:
            return None
        fitted.append(found)
        names = ("samples", "seeds", "left_out_error", "explained", "covered", "noise", "offset")
        return pd.DataFrame([{name: getattr(found, name) for name in names}])

    frame = asked.of_pairs(quality)
    about = (
        "Gaussian processes for instant answers. left_out_error: of futures that a fit hadn't seen; explained: share "
        "of their variance; covered: share within the 95 % interval. Explained near nought or below: don't use it."
    )
    table = None if frame is None else ReportTable("surfaces", "Response surfaces", about, frame)
    return table, tuple(fitted)
