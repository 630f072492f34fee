"""A provider's liquidity: wages are paid in the month, the payer pays later, and credit has an end. In whole oere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.settlement import MONTH_DAYS, OERE


@dataclass
class Account:
    """A provider's cash, closed once a month. It opens in a steady state: the payments of earlier months are under way,
    each as large as the first month's own.

    payment_days: from the end of a month until it is paid. under_way: (day, amount) of payments not yet received.
    reserve: surpluses of earlier months not yet used up; a deficit uses them before the owner covers its share.
    """

    cash: int
    credit_line: int
    payment_days: float
    under_way: list[tuple[float, int]] = field(default_factory=list)
    reserve: int = 0
    closed: int = 0

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
        if not self.closed:
            self._expect_earlier_payments(first_day, last_day, income)
        self.closed += 1
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

    def _expect_earlier_payments(self, first_day: int, last_day: int, income: int) -> None:
        """Payments of the months before the first, as far as they hadn't arrived when it began."""
        usual = round(income * MONTH_DAYS / (last_day - first_day + 1))
        arrives = first_day - 1 + self.payment_days
        while arrives > first_day - 1:
            self.under_way.append((arrives, usual))
            arrives -= MONTH_DAYS
