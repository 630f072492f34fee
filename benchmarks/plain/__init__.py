"""A plain version of the day: SimPy processes, Mesa agents, ordinary Python objects. Same draws, same plan rule.

It is the yardstick for speed and the oracle for the kernels: both must give the same day to the last bit.
"""

from benchmarks.plain.day import PlainDay

__all__ = ["PlainDay"]
