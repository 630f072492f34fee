"""Liquidity: a provider's account in closed form, and when it fails."""

from __future__ import annotations

import pytest

from sim.liquidity import Account
from sim.parameters import registry
from sim.settlement import months

pytestmark = pytest.mark.unit

CALENDAR = [(first, last) for last, first in sorted(months(0, 1825).items())]
"""Five years of months."""


def account(cash: int = 0, credit_line: int = 0, payment_days: float = 30.0) -> Account:
    return Account(cash, credit_line, payment_days)


def cash_after(book: Account, incomes: list[int], costs: int, covered_share: float = 0.0) -> list[int]:
    """Cash at the end of each month with these incomes."""
    out = []
    for (first, last), income in zip(CALENDAR, incomes, strict=False):
        book.close(first, last, income, costs, covered_share)
        out.append(book.cash)
    return out


@pytest.mark.parametrize("payment_days", [0.0, 10.0, 30.0])
def test_cash_grows_by_the_result_of_each_month(payment_days: float) -> None:
    """In a steady state late payment costs nothing: cash is capital plus months times result."""
    found = cash_after(account(cash=500, payment_days=payment_days), [100] * 60, costs=93)
    assert found == [500 + 7 * n for n in range(1, 61)]


@pytest.mark.parametrize("payment_days", [0.0, 1.0, 29.0, 30.0, 31.0, 45.0, 61.0, 90.0])
def test_late_payment_alone_ruins_nobody(payment_days: float) -> None:
    """Without loss, cash is off by one payment at most, where the end of a short month misses it; no year is worse."""
    found = cash_after(account(payment_days=payment_days), [100] * 60, costs=100)
    assert set(found) in ({0}, {0, 100}, {0, -100})
    assert set(found[::12]) == {0}


def test_no_income_empties_the_account_in_closed_form() -> None:
    """Price nought: cash falls by the costs each month, and the provider fails in the first month below its credit."""
    book = account(cash=250, credit_line=100)
    failed = [book.close(first, last, 0, 100, 0.0) == 0 and book.insolvent for first, last in CALENDAR[:5]]
    assert book.cash == 250 - 5 * 100
    assert failed == [False, False, False, True, True]


def test_the_credit_line_itself_may_be_used_up() -> None:
    """Insolvent is below the credit line, not at it."""
    book = account(cash=0, credit_line=100, payment_days=0)
    book.close(0, 30, 0, 100, 0.0)
    assert not book.insolvent
    book.close(31, 60, 0, 1, 0.0)
    assert book.insolvent


def test_a_fall_in_income_is_felt_when_the_payment_arrives() -> None:
    """Paid a month later, income lost from the fourth month on is missing from the fifth."""
    found = cash_after(account(), [100] * 3 + [40] * 3, costs=100)
    assert found == [0, 0, 0, 0, -60, -120]


def test_growth_on_late_payment_eats_cash() -> None:
    """Costs that grow with the work come before its payment: a provider that breaks even on paper runs short."""
    book = account()
    for month, (first, last) in enumerate(CALENDAR[:6]):
        book.close(first, last, 100 + 10 * month, 100 + 10 * month, 0.0)
    assert book.cash == -50


def test_an_owner_covers_its_share_of_a_deficit() -> None:
    """All, a quarter or nothing of each month's deficit, at once."""
    for share, kept in ((1.0, 0), (0.25, -30), (0.0, -40)):
        book = account(payment_days=0)
        assert book.close(0, 29, 60, 100, share) == 40 * share
        assert book.cash == kept


def test_earlier_surpluses_are_used_before_an_owner_pays() -> None:
    """A surplus of 30 leaves 10 of a deficit of 40 to cover; then the next deficit is covered in full."""
    book = account(payment_days=0)
    assert book.close(0, 29, 130, 100, 1.0) == 0
    assert book.close(30, 60, 60, 100, 1.0) == 10
    assert book.close(61, 90, 60, 100, 1.0) == 40
    assert book.cash == 0


def test_a_covered_provider_never_fails() -> None:
    """With the owner behind it, no price and no delay brings a provider's cash below where it began."""
    book = account(payment_days=30)
    assert min(cash_after(book, [100] * 5 + [0] * 20, costs=100, covered_share=1.0)) >= 0
    assert not book.insolvent


@pytest.mark.parametrize("payment_days", [0.0, 30.0])
def test_a_part_month_at_the_start_is_the_end_of_a_whole_one(payment_days: float) -> None:
    """Its own days are paid for in it, and what arrives in the next months is for whole ones."""
    book = account(payment_days=payment_days)
    book.close(0, 14, 150, 150, 0.0)
    assert book.under_way == ([(44.0, 300)] if payment_days else [])
    assert book.cash == 0
    book.close(15, 44, 300, 300, 0.0)
    assert book.cash == 0


def test_every_payment_arrives_once() -> None:
    """What was received and what is still under way are all that was earned, and two payments from before."""
    book = account(payment_days=75)
    received = 0
    for n, (first, last) in enumerate(CALENDAR[:24], start=1):
        before = book.cash
        book.close(first, last, 100 + n, 0, 0.0)
        received += book.cash - before
    waiting = sum(amount for _, amount in book.under_way)
    assert received + waiting == sum(100 + n for n in range(1, 25)) + 3 * 101


def test_capital_and_credit_are_per_citizen() -> None:
    """Whole oere for so many citizens."""
    values = {name: p.default for name, p in registry().items()}
    book = Account.opened({**values, "start_capital": 12.34, "credit_line": 5.0}, citizens=7)
    assert (book.cash, book.credit_line, book.payment_days) == (8638, 3500, values["payment_days"])


def test_months_tile_a_run() -> None:
    """Every day is in exactly one month, and the measured time begins with one."""
    for warm_up, days in ((0, 365), (28, 393), (14, 70), (0, 1), (100, 100 + 730), (365, 366)):
        spans = sorted((first, last) for last, first in months(warm_up, days).items())
        assert [day for first, last in spans for day in range(first, last + 1)] == list(range(days))
        assert warm_up in {first for first, _ in spans} | {days}


def test_a_year_has_twelve_months() -> None:
    """Of 30 or 31 days, the same in every year."""
    lengths = [last - first + 1 for first, last in CALENDAR]
    assert len(lengths) == 60
    assert set(lengths) == {30, 31}
    assert all(sum(lengths[i : i + 12]) == 365 for i in range(0, 60, 12))
