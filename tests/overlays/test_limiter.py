from __future__ import annotations

import asyncio
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_client import ConfigurationError
from lune_client._limiter import Limiter


def moments(limiter: Limiter, arrivals: list[float]) -> list[float]:
    return [arrival + limiter.reserve(arrival) for arrival in arrivals]


def most_in_one_second(at: list[float]) -> int:
    return max(sum(start <= each < start + 1 for each in at) for start in at)


@given(
    limit=st.integers(1, 20),
    gaps=st.lists(st.floats(0, 2, allow_nan=False), min_size=1, max_size=200),
)
def test_no_second_holds_more_than_the_limit(limit: int, gaps: list[float]) -> None:
    arrivals = [sum(gaps[: position + 1]) for position in range(len(gaps))]
    at = moments(Limiter(limit), arrivals)
    assert most_in_one_second(at) <= limit
    assert at == sorted(at)


@given(st.integers(1, 20))
def test_at_least_95_percent_of_the_limit_are_used(limit: int) -> None:
    at = moments(Limiter(limit), [0.0] * (limit * 10))
    assert len(at[limit:-1]) / (at[-1] - at[limit]) >= 0.95 * limit


@given(limit=st.integers(2, 20), late=st.floats(0, 0.04))
def test_a_late_request_does_not_meet_a_burst(limit: int, late: float) -> None:
    at = moments(Limiter(limit), [0.0] * (limit * 3))
    delayed = [moment + late for moment in at[: 2 * limit]] + at[2 * limit :]
    assert most_in_one_second(delayed) <= limit + 1


def test_no_limit() -> None:
    limiter = Limiter(None)
    limiter.slow_down(0)
    assert moments(limiter, [0.0] * 1000) == [0.0] * 1000


def test_a_booking_that_is_given_back_is_free_again() -> None:
    limiter = Limiter(1)
    assert limiter.reserve(0.0) == 0
    wait = limiter.reserve(0.0)
    limiter.release(0.0, wait)
    assert limiter.reserve(0.0) == wait


def test_it_slows_down_after_a_429_and_recovers() -> None:
    limiter = Limiter(8)
    limiter.slow_down(100.0)
    limiter.slow_down(100.1)  # of a request that was under way
    assert most_in_one_second(moments(limiter, [101.0] * 20)) == 4
    assert most_in_one_second(moments(limiter, [200.0] * 20)) == 8


def test_it_never_stops() -> None:
    limiter = Limiter(4)
    for second in range(0, 100, 2):
        limiter.slow_down(float(second))
    assert limiter.reserve(100.0) <= 2


@pytest.mark.parametrize("limit", [0, -1, 1.5, True, "15"])
def test_what_is_no_limit(limit: object) -> None:
    with pytest.raises(ConfigurationError, match="max_requests_per_second"):
        Limiter(limit)  # type: ignore[arg-type]  # that is the point


def test_threads_and_tasks_share_it() -> None:
    limiter = Limiter(10)
    at: list[float] = []

    def book() -> None:
        at.extend(limiter.reserve(0.0) for _ in range(20))

    async def book_in_tasks() -> None:
        await asyncio.gather(*(asyncio.to_thread(book) for _ in range(5)))

    threads = [Thread(target=book) for _ in range(5)]
    for thread in threads:
        thread.start()
    asyncio.run(book_in_tasks())
    for thread in threads:
        thread.join()
    assert len(at) == 200
    assert most_in_one_second(at) <= 10


def test_bookings_that_are_given_back_leave_no_gap() -> None:
    limiter = Limiter(2)
    waits = [limiter.reserve(0.0) for _ in range(4)]
    for wait in reversed(waits[2:]):
        limiter.release(0.0, wait)
    assert limiter.reserve(0.0) == waits[2]
