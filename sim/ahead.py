"""Asking memory ahead for rows that will be needed soon: in a large place waiting for memory is most of the hot loops.

A hint and nothing else: no result depends on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from sim.kernel import inlined
from sim.road import Road
from sim.tables import DayPlan, World

READ, KEEP, DATA = 0, 3, 1
"""What LLVM's prefetch asks for: to read, to keep in all caches, data."""


def _asked(typing_context: Any, array: Any, index: Any) -> Any:  # noqa: ARG001  (Numba passes it)
    """Ask for the element at an index (a tuple of numbers), inside a kernel."""
    if not isinstance(array, types.Array) or not isinstance(index, types.BaseTuple):
        return None

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array_type, index_type = signature.args
        table = make_array(array_type)(context, builder, arguments[0])
        places = [
            context.cast(builder, place, kind, types.intp)
            for place, kind in zip(cgutils.unpack_tuple(builder, arguments[1]), index_type, strict=True)
        ]
        where = cgutils.get_item_pointer(context, builder, array_type, table, places)
        word = ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, word, word, word])
        prefetch = cgutils.get_or_insert_function(builder.module, shape, "llvm.prefetch.p0")
        pointer = builder.bitcast(where, cgutils.voidptr_t)
        builder.call(prefetch, [pointer, word(READ), word(KEEP), word(DATA)])
        return context.get_dummy_value()

    return types.void(array, index), generate


ask_for = cast(Callable[[Any, tuple[Any, ...]], None], intrinsic(_asked))


@inlined
def look_ahead(world: World, plan: DayPlan, road: Road, c: int) -> None:
    """Ask for what this carer's next visit will need: it begins after many other carers have moved."""
    k = road.position[c]
    if k < plan.length[c]:
        home = plan.home[c, k]  # as planned: off by one stop after an acute call, which costs only time
        ask_for(world.lines, (plan.sequence[c, k],))
        ask_for(world.citizens, (home,))
        ask_for(world.known, (home, c))
        ask_for(world.known_day, (home, c))
        ask_for(world.distance, (road.place[c], home))
        ask_for(world.travel, (world.carers[c].mode, road.place[c], home))
