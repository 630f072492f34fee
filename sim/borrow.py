"""Lending arrays to the hot loops without an owner, so that passing tables around costs no reference counting.

Numba counts references to every array of a tuple at every call, which costs more than the innermost steps of planning
and driving do. A borrowed array is the same memory without an owner: valid while the caller holds the real one, which
every entry point into the kernels does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from sim.kernel import inlined
from sim.tables import DayPlan, World
from sim.turns import Turns

A = TypeVar("A")


def _without_owner(typing_context: Any, array: Any) -> Any:  # noqa: ARG001  (Numba passes it)
    """The same array without an owner, inside a kernel."""
    if not isinstance(array, types.Array):
        return None

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        owned = make_array(signature.args[0])(context, builder, arguments[0])
        lent = make_array(signature.return_type)(context, builder)
        for field in ("nitems", "itemsize", "data", "shape", "strides"):
            setattr(lent, field, getattr(owned, field))
        lent.meminfo = cgutils.get_null_value(owned.meminfo.type)
        lent.parent = cgutils.get_null_value(owned.parent.type)
        return lent._getvalue()

    return array(array), generate


borrowed = cast(Callable[[A], A], intrinsic(_without_owner))


@inlined
def borrow_world(world: World) -> World:
    """The world's tables, borrowed."""
    return World(
        borrowed(world.lines),
        borrowed(world.carers),
        borrowed(world.groups),
        borrowed(world.citizens),
        borrowed(world.travel),
        borrowed(world.distance),
        borrowed(world.bond),
        borrowed(world.known),
        borrowed(world.known_day),
    )


@inlined
def borrow_plan(plan: DayPlan) -> DayPlan:
    """A day's routes, borrowed."""
    return DayPlan(
        borrowed(plan.sequence),
        borrowed(plan.length),
        borrowed(plan.where),
        borrowed(plan.home),
        borrowed(plan.start),
        borrowed(plan.leave),
        borrowed(plan.latest),
        borrowed(plan.gap),
        borrowed(plan.done),
    )


@inlined
def borrow_turns(turns: Turns) -> Turns:
    """A heap of turns, borrowed."""
    return Turns(borrowed(turns.minute), borrowed(turns.carer), borrowed(turns.size), borrowed(turns.queued))
