from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lune_mock.agenda import Agenda

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_what_is_due_comes_in_the_order_of_time_then_of_arrival() -> None:
    agenda = Agenda()
    for due, order_id in ((NOON + HOUR, "late"), (NOON, "first"), (NOON, "second")):
        agenda.put(due, "account", order_id)
    taken = [agenda.take_due(NOON + HOUR) for _ in range(4)]
    assert [each and each.order_id for each in taken] == ["first", "second", "late", None]


def test_nothing_is_due_before_its_time() -> None:
    agenda = Agenda()
    agenda.put(NOON, "account", "order")
    assert agenda.take_due(NOON - timedelta(microseconds=1)) is None
    assert agenda.take_due(NOON) is not None


def test_what_is_aside_is_never_due() -> None:
    agenda = Agenda()
    agenda.put_aside("account", "order")
    assert agenda.take_due(datetime.max.replace(tzinfo=UTC)) is None
    assert agenda.take_aside() == [("account", "order")]
    assert agenda.take_aside() == []


def test_everything_is_taken_at_once() -> None:
    agenda = Agenda()
    agenda.put(NOON + HOUR, "account", "late")
    agenda.put(NOON, "account", "early")
    agenda.put_aside("account", "aside")
    assert [order_id for _, order_id in agenda.take_all()] == ["aside", "early", "late"]
    assert agenda.take_all() == []


def test_a_copy_goes_its_own_way() -> None:
    agenda = Agenda()
    agenda.put(NOON, "account", "order")
    copied = agenda.copy()
    copied.take_due(NOON)
    copied.put_aside("account", "other")
    assert agenda.take_aside() == []
    assert agenda.take_due(NOON) is not None
