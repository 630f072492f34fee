"""Desks: a queue that behaves as queueing theory says, office hours, part posts, and paid minutes that add up."""

from __future__ import annotations

import pytest

from agents.desk import OPENS
from experiments.verify.queue import desk, waits_of
from sim.clock import DAY, OfficeHours
from sim.journal import OfficeWork
from sim.luck import exponential
from tests.references import rows

pytestmark = pytest.mark.unit

ERLANG = [r for r in rows("erlang_c.csv") if int(r["servers"]) <= 4 and float(r["rho"]) == 0.8]
SERVICE = 10.0
ARRIVALS = 60_000
BATCHES = 40


@pytest.mark.statistical
@pytest.mark.parametrize("row", ERLANG, ids=[f"{r['servers']} servers" for r in ERLANG])
def test_the_mean_wait_is_erlangs(row: dict[str, str]) -> None:
    """Poisson arrivals and exponential service at c seats must wait as the M/M/c formula says."""
    servers, expected = int(row["servers"]), float(row["Wq_in_service_times"])
    one = desk(servers)
    one.hours = OfficeHours.always()
    gap = SERVICE / (servers * float(row["rho"]))
    minute, cases = 0.0, []
    for i in range(ARRIVALS):
        minute += gap * exponential(servers, 997, i, 0, 0)
        cases.append((minute, SERVICE * exponential(servers, 996, i, 0, 0)))
    waits = [w / SERVICE for w in waits_of(one, cases)]
    size = ARRIVALS // BATCHES
    means = [sum(waits[b * size : (b + 1) * size]) / size for b in range(BATCHES)]
    mean = sum(means) / BATCHES
    error = (sum((m - mean) ** 2 for m in means) / (BATCHES - 1) / BATCHES) ** 0.5
    assert abs(mean - expected) < 4 * error
    assert error < 0.1 * expected
    delayed = sum(w > 0 for w in waits) / ARRIVALS
    assert delayed == pytest.approx(float(row["erlang_c_P_wait"]), abs=0.03)


def test_a_free_desk_starts_at_once() -> None:
    """In office hours, with a free seat, nobody waits."""
    assert waits_of(desk(), [(OPENS, 60.0), (OPENS + 60, 30.0)]) == [0.0, 0.0]


def test_cases_are_served_in_the_order_in_which_they_came() -> None:
    """With one seat, the second waits for the first and the third for both."""
    assert waits_of(desk(), [(OPENS, 60.0), (OPENS + 10, 60.0), (OPENS + 20, 60.0)]) == [0.0, 50.0, 100.0]


def test_two_posts_work_side_by_side() -> None:
    """With two seats the third case waits for whichever of the two ends first."""
    assert waits_of(desk(2.0), [(OPENS, 60.0), (OPENS, 30.0), (OPENS, 10.0)]) == [0.0, 0.0, 30.0]


def test_closed_hours_are_waited_for() -> None:
    """A case that comes at night waits until the office opens; at the weekend until Monday."""
    assert waits_of(desk(), [(0.0, 10.0)]) == [OPENS]
    assert waits_of(desk(), [(5 * DAY + OPENS, 10.0)]) == [2 * DAY]


def test_a_part_post_closes_earlier() -> None:
    """Half a post works half as long a day, so work that a full post ends today goes on tomorrow."""
    full, half = desk(1.0), desk(0.5)
    assert full.hours.closes - full.hours.opens == 480
    assert half.hours.closes - half.hours.opens == 240
    late = OPENS + 200
    for one, done in ((full, late + 100), (half, DAY + OPENS + 60)):
        waits_of(one, [(late, 100.0)])
        assert one.model.env.now == done


def test_one_and_a_half_posts_are_two_short_days() -> None:
    """Part posts add seats that close earlier; paid hours stay those of the posts."""
    one = desk(1.5)
    assert one.seats.capacity == 2
    assert one.hours.closes - one.hours.opens == 360
    assert one.paid == 1.5 * 480


def test_a_working_day_is_paid_once() -> None:
    """Cases by activity, and the rest of the paid day as the role's own duty; together exactly the paid minutes."""
    one = desk()
    waits_of(one, [(OPENS, 60.0), (OPENS, 90.0)])
    one.close(0)
    assert one.model.journal.office == [
        OfficeWork(0, "visitator", "assessment", 150.0),
        OfficeWork(0, "visitator", "duties", 330.0),
    ]


def test_weekends_are_not_paid() -> None:
    """Nobody works on Saturday and Sunday, so nothing is booked."""
    one = desk()
    for day in (5, 6):
        one.close(day)
    assert one.model.journal.office == []


def test_work_beyond_the_paid_day_is_paid_as_well() -> None:
    """What exceeds the paid day must be booked in full, and no duty invented beside it."""
    one = desk(0.5)
    one.book(0, "planning", 300.0)
    one.close(0)
    assert one.model.journal.office == [OfficeWork(0, "visitator", "planning", 300.0)]


def test_minutes_are_booked_on_the_days_on_which_they_are_worked() -> None:
    """A case carried over the night is booked for the minutes before closing, and the rest on the next day."""
    one = desk()
    waits_of(one, [(OPENS + 470, 30.0)])
    one.close(0)
    one.close(1)
    booked = [w for w in one.model.journal.office if w.activity == "assessment"]
    assert booked == [
        OfficeWork(0, "visitator", "assessment", 10.0),
        OfficeWork(1, "visitator", "assessment", 20.0),
    ]
