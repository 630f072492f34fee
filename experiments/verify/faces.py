"""Different carers in a fortnight, counted by hand: sets of human beings, no sorting, no kernel."""

from __future__ import annotations

import numpy as np

from agents.model import HomeCare
from experiments.run import measure
from sim.kinds import Function, Status

WINDOW = 14
Person = tuple[int, int]
"""A citizen and the number of their course of help."""


def counted_again(model: HomeCare) -> tuple[float, float]:
    """Mean number of different carers in 14 days of all citizens: as the model measures it, and counted here."""
    means = [
        float(np.mean([len(set(people)) for people in windows.values()])) for windows in carers_met(model).values()
    ]
    measured = measure(model, model.journal, "").measures["carers_14_all"]
    return measured, float(np.mean(means)) if means else float("nan")


def carers_met(model: HomeCare) -> dict[Person, dict[int, list[int]]]:
    """By person and full fortnight of the measured days: who came, once for each planned visit that was made."""
    first, days = model.scenario.warm_up_days, model.scenario.horizon_days
    met: dict[Person, dict[int, list[int]]] = {}
    visits = model.journal.visits
    wanted = (visits["function"] <= Function.NURSING) & (visits["status"] != Status.MOVED) & (visits["carer"] >= 0)
    columns = [visits[name][wanted].tolist() for name in ("citizen", "episode", "day", "person")]
    for citizen, episode, day, person in zip(*columns, strict=True):
        window = (day - first) // WINDOW
        if 0 <= window < days // WINDOW:
            met.setdefault((citizen, episode), {}).setdefault(window, []).append(person)
    return met
