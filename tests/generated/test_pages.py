"""What is no page, or no answer at all, is an error and not an empty result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest

from lune_api.api import Resources
from lune_api.api.orders.get_order import get_order
from lune_api.errors import MalformedValueError
from lune_api.types import JSON, Operation

T = TypeVar("T")


class Scripted:
    """Answers each call with the next of its answers."""

    def __init__(self, *answers: JSON) -> None:
        self._answers: Iterator[JSON] = iter(answers)

    def send(self, operation: Operation[T], /) -> T:
        return operation.parse(next(self._answers))


@pytest.mark.parametrize("answer", [{}, {"error": {}}, {"data": []}, [], None, "text", 1])
def test_a_foreign_answer_is_not_an_empty_order(answer: JSON) -> None:
    with pytest.raises(MalformedValueError, match="Order"):
        get_order("an-id").parse(answer)


def test_an_order_that_lacks_single_fields_is_still_an_order() -> None:
    assert get_order("an-id").parse({"id": "an-id"}).id == "an-id"


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ({"has_more": False}, "data"),
        ({"has_more": False, "data": None}, "data"),
        ({"has_more": False, "data": {}}, "data"),
        ({"data": []}, "has_more"),
        ({"data": [], "has_more": "no"}, "has_more"),
        ({"data": [], "has_more": True, "next_cursor": None}, "next_cursor"),
        ({"data": [], "has_more": True, "next_cursor": ""}, "next_cursor"),
        ({"data": [], "has_more": True}, "next_cursor"),
    ],
)
def test_a_page_that_would_lose_items_is_refused(page: JSON, field: str) -> None:
    with pytest.raises(MalformedValueError) as got:
        list(Resources(Scripted(page)).orders.list())
    assert got.value.field == field


def test_what_a_page_holds_is_given_before_its_fault_is_raised() -> None:
    page: JSON = {"data": [{"id": "first"}], "has_more": True, "next_cursor": None}
    orders = iter(Resources(Scripted(page)).orders.list())
    assert next(orders).id == "first"
    with pytest.raises(MalformedValueError):
        next(orders)


def test_a_cursor_that_comes_again_ends_in_an_error() -> None:
    page: JSON = {"data": [{"id": "first"}], "has_more": True, "next_cursor": "again"}
    with pytest.raises(MalformedValueError, match="given before"):
        list(Resources(Scripted(page, page, page)).orders.list())
