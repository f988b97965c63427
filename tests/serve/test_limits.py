"""Limits by themselves: who makes room where there is none, and what counts as one address."""

from __future__ import annotations

from functools import partial

import pytest

from crm_tui.serve.limits import MINUTE, Doorbell, Full, News, Seats, Strangers, neighbour


class Queue:
    """Strangers who wait, as many as there may be."""

    def __init__(self, most: int) -> None:
        self._strangers = Strangers(most)
        self.sent_away: list[str] = []

    def come(self, *whom: str) -> list[bool]:
        """Names begin with what stands for an address."""
        return [self._strangers.come(name[0], partial(self.sent_away.append, name)) for name in whom]


def test_who_keeps_others_out_makes_room_his_oldest_first() -> None:
    queue = Queue(4)
    assert queue.come("a1", "a2", "a3", "b1") == [True] * 4
    assert queue.come("c1", "b2") == [True, True]
    assert queue.sent_away == ["a1", "a2"]
    # Nobody has more than he would have: the oldest of those who have most.
    assert queue.come("d1") == [True]
    assert queue.sent_away == ["a1", "a2", "b1"]


def test_who_has_most_himself_finds_no_room() -> None:
    queue = Queue(3)
    assert queue.come("a1", "a2", "b1") == [True] * 3
    assert queue.come("a3") == [False]
    assert queue.sent_away == []


def test_who_has_signed_in_counts_no_more() -> None:
    strangers = Strangers(1)

    def first() -> None:
        raise AssertionError

    assert strangers.come("a", first)
    strangers.gone(first)
    strangers.gone(first)
    assert strangers.come("b", lambda: None)


def test_without_a_limit_all_may_wait() -> None:
    queue = Queue(0)
    assert queue.come("a1", "a2", "b1") == [True] * 3


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"), ("", ""),
    ],
)  # fmt: skip
def test_of_one_network_all_addresses_are_one(address: str, counts_as: str) -> None:
    assert neighbour(address) == counts_as


def test_another_address_of_the_same_network_is_no_way_around_a_limit() -> None:
    bell, seats = Doorbell(1, lambda: 0.0), Seats(0, 1, 0)
    assert (bell.ring("2001:db8::1"), bell.ring("2001:db8::2"), bell.ring("2001:db8:0:1::1")) == (True, False, True)
    with seats.taken("2001:db8::1", "x"), pytest.raises(Full), seats.taken("2001:db8::2", "y"):
        pass


def test_the_same_is_news_once_a_minute() -> None:
    now = 0.0
    news = News(lambda: now)
    assert [news.is_news("a", "full"), news.is_news("a", "full"), news.is_news("b", "full")] == [True, False, True]
    now = MINUTE
    assert news.is_news("a", "full")
