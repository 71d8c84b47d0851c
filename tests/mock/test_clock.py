from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock.clock import Clock, ClockError, timestamp

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_clock_stands_where_it_is_put() -> None:
    clock = Clock(NEW_YEAR)
    assert (clock.now(), clock.now(), clock.is_frozen) == (NEW_YEAR, NEW_YEAR, True)


def test_a_clock_of_no_moment_runs_with_the_system() -> None:
    clock = Clock()
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert not clock.is_frozen


def test_a_clock_that_stands_is_advanced_exactly() -> None:
    clock = Clock(NEW_YEAR)
    clock.advance(DAY)
    clock.advance(timedelta())
    assert clock.now() == NEW_YEAR + DAY


def test_a_clock_that_runs_goes_on_from_where_it_is_put() -> None:
    clock = Clock()
    clock.set(NEW_YEAR)
    clock.advance(DAY)
    assert NEW_YEAR + DAY <= clock.now() < NEW_YEAR + 2 * DAY
    assert clock.now() < clock.now() + timedelta(microseconds=1)
    assert not clock.is_frozen


def test_a_clock_can_be_put_back() -> None:
    clock = Clock(NEW_YEAR)
    clock.set(NEW_YEAR - DAY)
    assert clock.now() == NEW_YEAR - DAY


def test_a_clock_is_stopped_and_runs_on() -> None:
    clock = Clock()
    clock.set(NEW_YEAR)
    clock.freeze()
    stopped = clock.now()
    assert clock.now() == stopped
    clock.freeze()
    assert clock.now() == stopped
    clock.resume()
    assert stopped <= clock.now() < stopped + DAY
    clock.resume()
    assert not clock.is_frozen


def test_a_clock_keeps_utc() -> None:
    moment = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    assert Clock(moment).now().tzinfo is UTC
    assert timestamp(moment) == "2026-01-01T00:00:00.000Z"
    assert repr(Clock(moment)) == "<Clock stands at 2026-01-01T00:00:00.000Z>"


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        (datetime(2026, 1, 1), "no time zone"),  # noqa: DTZ001 - that is the point
        (datetime(1969, 12, 31, tzinfo=UTC), "between 1970-01-01"),
        (datetime(9999, 1, 1, tzinfo=UTC), "9000-01-01"),
    ],
)
def test_a_moment_that_makes_no_sense_is_refused(moment: datetime, why: str) -> None:
    clock = Clock(NEW_YEAR)
    with pytest.raises(ClockError, match=why):
        clock.set(moment)
    with pytest.raises(ClockError, match=why):
        Clock(moment)
    assert clock.now() == NEW_YEAR


@pytest.mark.parametrize("by", [-DAY, timedelta.max])
def test_a_clock_is_not_advanced_backwards_or_beyond_its_end(by: timedelta) -> None:
    clock = Clock(NEW_YEAR)
    with pytest.raises(ClockError, match="cannot be advanced"):
        clock.advance(by)
    assert clock.now() == NEW_YEAR


def test_a_copy_goes_its_own_way() -> None:
    clock = Clock(NEW_YEAR)
    copied = clock.copy()
    clock.advance(DAY)
    copied.resume()
    assert (clock.now(), clock.is_frozen) == (NEW_YEAR + DAY, True)
    assert NEW_YEAR <= copied.now() < NEW_YEAR + DAY


@given(st.lists(st.timedeltas(timedelta(), 100 * DAY), max_size=20))
def test_advances_add_up(steps: list[timedelta]) -> None:
    clock = Clock(NEW_YEAR)
    for step in steps:
        clock.advance(step)
    assert clock.now() == NEW_YEAR + sum(steps, timedelta())


def test_a_clock_that_runs_is_put_and_stopped_at_once() -> None:
    clock = Clock()
    clock.set(NEW_YEAR, is_frozen=True)
    assert (clock.now(), clock.is_frozen) == (NEW_YEAR, True)
    clock.set(NEW_YEAR + DAY, is_frozen=False)
    assert NEW_YEAR + DAY <= clock.now() < NEW_YEAR + 2 * DAY
    assert not clock.is_frozen
