"""A question put to the room: one answer each, no tally while it is open, groups nobody can be told from."""

from __future__ import annotations

import json

import pytest

from dashboards.live.poll import MOST_VOTES, Poll, Refused, Stage
from dashboards.live.questions import Outcome

pytestmark = pytest.mark.unit


@pytest.fixture
def poll() -> Poll:
    return Poll(1, "troubled", seed=3, first_day=4, days=7, citizen=12)


def test_one_answer_each_and_no_tally_before_it_closes(poll: Poll) -> None:
    """A second answer is refused, whatever it is; how many have answered may be known, what may not."""
    poll.vote("a", 0, "staff")
    poll.vote("b", 2, "staff")
    with pytest.raises(Refused, match="twice"):
        poll.vote("a", 1, "staff")
    assert (poll.answered, poll.tally(), poll.surprised()) == (2, None, {})
    assert poll.has_voted("a")
    assert not poll.has_voted("c")
    poll.close()
    assert poll.tally() == [1, 0, 1]
    with pytest.raises(Refused, match="closed"):
        poll.vote("c", 1, "staff")


@pytest.mark.parametrize(("option", "group"), [(-1, "staff"), (3, "staff"), (0, "kings"), (0, "paper")])
def test_only_what_was_asked_is_taken(poll: Poll, option: int, group: str) -> None:
    """No other options, no other groups."""
    with pytest.raises(Refused, match="unknown"):
        poll.vote("a", option, group)
    assert poll.answered == 0


def test_there_is_room_for_so_many(poll: Poll) -> None:
    """Memory is bounded."""
    for n in range(MOST_VOTES):
        poll.vote(str(n), 0, "staff")
    with pytest.raises(Refused, match="full"):
        poll.vote("one more", 0, "staff")


def test_paper_counts_like_phones(poll: Poll) -> None:
    """A later count of an option replaces the earlier one; nothing after closing."""
    poll.vote("a", 0, "staff")
    poll.count_paper(1, 7)
    poll.count_paper(1, 5)
    poll.count_paper(2, 1)
    assert poll.answered == 7
    with pytest.raises(Refused):
        poll.count_paper(2, -1)
    poll.close()
    assert poll.tally() == [1, 5, 1]
    with pytest.raises(Refused):
        poll.count_paper(2, 3)


def test_the_debrief_tells_groups_of_three_or_more(poll: Poll) -> None:
    """Who was surprised is told by group; small groups are put together, and left out where that is still too few."""
    for n, option in enumerate((0, 0, 2, 1)):
        poll.vote(f"staff{n}", option, "staff")
    for n in range(2):
        poll.vote(f"politics{n}", 1, "politics")
    poll.close()
    poll.reveal(Outcome(1, (3.0, 3.0)))
    assert poll.stage is Stage.REVEALED
    assert poll.surprised() == {"staff": (4, 3)}
    poll._votes["c"] = (0, "citizens")
    assert poll.surprised() == {"staff": (4, 3), "other": (3, 1)}


def test_the_record_names_nobody(poll: Poll) -> None:
    """Counts by group and option, with small groups put together; no voter's number."""
    poll.vote("secret-voter", 0, "politics")
    for n in range(3):
        poll.vote(f"secret{n}", 2, "staff")
    poll.count_paper(1, 4)
    poll.close()
    poll.reveal(Outcome(2, (1.0, 4.0)))
    record = poll.record()
    assert record["answers"] == {"other": [1, 0, 0], "paper": [0, 4, 0], "staff": [0, 0, 3]}
    assert (record["outcome"], record["figures"]) == (2, [1.0, 4.0])
    assert "secret" not in json.dumps(record)
