"""A provider's liquidity: wages are paid in the month, the payer pays later, and credit has an end. In whole oere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.settlement import MONTH_DAYS, OERE

WHOLE_MONTH = int(MONTH_DAYS)
"""Days from which on a month is a whole one."""


@dataclass
class Account:
    """A provider's cash, closed once a month. It opens in a steady state: in the first month as much arrives as is
    earned in it, and payments of whole months at the same rate are under way.

    payment_days: from the end of a month until it is paid. under_way: (day, amount) of payments not yet received.
    reserve: surpluses of earlier months not yet used up; a deficit uses them before the owner covers its share.
    """

    cash: int
    credit_line: int
    payment_days: float
    under_way: list[tuple[float, int]] = field(default_factory=list)
    reserve: int = 0
    opening: bool = True

    @classmethod
    def opened(cls, values: Mapping[str, float], citizens: int) -> Account:
        """Capital and credit for so many citizens."""

        def each(name: str) -> int:
            return round(values[name] * OERE) * citizens

        return cls(each("start_capital"), each("credit_line"), values["payment_days"])

    @property
    def insolvent(self) -> bool:
        """Whether bills can't be paid: the credit line is used up."""
        return self.cash < -self.credit_line

    def close(self, first_day: int, last_day: int, income: int, costs: int, covered_share: float) -> int:
        """Close a month: receive what has arrived, pay its costs, be helped. Returns what the owner covers.

        income: earned in the month, to be paid later; covered_share: of a deficit that earlier surpluses leave.
        """
        if self.opening:
            self.opening = False
            received = income
            self._expect_payments(first_day, last_day, income)
        else:
            self.under_way.append((last_day + self.payment_days, income))
            received = sum(amount for day, amount in self.under_way if day <= last_day)
            self.under_way = [(day, amount) for day, amount in self.under_way if day > last_day]
        covered = self._covered(income - costs, covered_share)
        self.cash += received + covered - costs
        return covered

    def _covered(self, result: int, share: float) -> int:
        self.reserve += result
        deficit = max(-self.reserve, 0)
        self.reserve += deficit
        return round(share * deficit)

    def _expect_payments(self, first_day: int, last_day: int, income: int) -> None:
        """What is under way when the first month ends: its own payment, and earlier ones that take longer than a month.

        A part month is the end of a whole one, which began before the run.
        """
        whole = round(income * max(WHOLE_MONTH / (last_day - first_day + 1), 1.0))
        arrives = last_day + self.payment_days
        while arrives > last_day:
            self.under_way.append((arrives, whole))
            arrives -= MONTH_DAYS
