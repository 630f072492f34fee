"""Where people live and how long it takes to get there: homes, an office, travel minutes and kilometres."""

from __future__ import annotations

import math

import numpy as np

from sim.luck import Purpose, two_uniforms
from sim.scenario import Scenario
from sim.tables import FloatArray, IntArray, SmallFloatArray

CAR, BICYCLE = 0, 1
CURVE_BITS = 10
"""Cells of the curve along each side of a settlement, as a power of two."""


def settle(scenario: Scenario, seed: int) -> tuple[FloatArray, IntArray]:
    """Homes, evenly in each settlement's disc: positions in km (citizens, 2) and the settlement of each.

    Within a settlement homes are numbered along a curve that keeps neighbours together, so that a neighbourhood's roads
    lie together in the road table too.
    """
    homes = np.empty((scenario.citizens, 2))
    settlement = np.empty(scenario.citizens, np.int32)
    i = 0
    first = 0
    for s, place in enumerate(scenario.settlements):
        for _ in range(place.citizens):
            u, v = two_uniforms(seed, int(Purpose.HOME), i, 0, 0)
            radius, angle = place.radius_km * math.sqrt(u), 2 * math.pi * v
            homes[i] = place.x_km + radius * math.cos(angle), place.y_km + radius * math.sin(angle)
            settlement[i] = s
            i += 1
        homes[first:i] = homes[first:i][along_a_curve(homes[first:i])]
        first = i
    return homes, settlement


def along_a_curve(points: FloatArray) -> IntArray:
    """The order of points along a Z-order curve through the square around them."""
    if len(points) == 0:
        return np.empty(0, np.int32)
    low, span = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-9)
    cells = np.minimum((points - low) / span * (1 << CURVE_BITS), (1 << CURVE_BITS) - 1).astype(np.int64)
    code = np.zeros(len(points), np.int64)
    for bit in range(CURVE_BITS):
        code |= (cells[:, 0] >> bit & 1) << (2 * bit) | (cells[:, 1] >> bit & 1) << (2 * bit + 1)
    order: IntArray = np.argsort(code, kind="stable").astype(np.int32)
    return order


def road_table(scenario: Scenario, homes: FloatArray, settlement: IntArray) -> tuple[SmallFloatArray, SmallFloatArray]:
    """Minutes (mode, from, to) and km (from, to) between all homes and, last, the office.

    Minutes are a fixed start-stop time plus road distance over speed; a journey within one town is driven at town
    speed, any other at country speed.
    """
    v = scenario.values
    points = np.vstack([homes, [scenario.office.x_km, scenario.office.y_km]])
    x, y = points[:, 0].astype(np.float32), points[:, 1].astype(np.float32)
    km = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :]) * np.float32(v["detour"])
    in_town = np.array([s.kind == "town" for s in scenario.settlements])
    place = np.append(settlement, _office_settlement(scenario))
    same_town = (place[:, None] == place[None, :]) & (place[:, None] >= 0)
    same_town &= np.where(place >= 0, in_town[place], False)[:, None]
    speed = np.where(same_town, np.float32(v["car_speed_town"]), np.float32(v["car_speed_country"]))
    minutes = np.empty((2, *km.shape), np.float32)
    minutes[CAR] = km / speed * 60 + np.float32(v["start_stop_minutes"])
    minutes[BICYCLE] = km * np.float32(60 / v["bicycle_speed"]) + np.float32(v["start_stop_minutes"])
    return minutes, km


def _office_settlement(scenario: Scenario) -> int:
    """The town the office lies in, or -1."""
    for s, place in enumerate(scenario.settlements):
        away = math.hypot(place.x_km - scenario.office.x_km, place.y_km - scenario.office.y_km)
        if place.kind == "town" and away <= place.radius_km:
            return s
    return -1
