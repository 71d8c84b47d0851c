"""What is no page, or no answer at all, is an error and not an empty result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest

from lune_api.api import Resources
from lune_api.api.orders.get_order import get_order
from lune_api.api.orders.list_orders import list_orders
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


def test_what_a_page_holds_is_given_before_the_fault_of_the_next() -> None:
    page: JSON = {"data": [{"id": "first"}], "has_more": True, "next_cursor": "b"}
    faulty: JSON = {"data": [{"id": "second"}], "has_more": True, "next_cursor": None}
    orders = iter(Resources(Scripted(page, faulty)).orders.list())
    assert next(orders).id == "first"
    with pytest.raises(MalformedValueError):
        next(orders)


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ({"data": [], "has_more": True, "next_cursor": 7}, "next_cursor"),
        ({"data": [], "has_more": False, "next_cursor": 7}, "next_cursor"),
        ({"data": [], "has_more": True, "next_cursor": "\ud800"}, "next_cursor"),
        ({"data": [{"id": "a"}, None], "has_more": False}, "data[1]"),
        ({"data": [1], "has_more": False}, "data[0]"),
        ({"data": [{}], "has_more": False}, "data[0]"),
        ({"data": [{"error": {}}], "has_more": False}, "data[0]"),
    ],
)
def test_the_faults_of_a_page_are_found_where_its_answer_is_read(page: JSON, field: str) -> None:
    with pytest.raises(MalformedValueError) as got:
        list_orders().parse(page)
    assert got.value.field == field


def test_a_cursor_that_comes_again_ends_in_an_error() -> None:
    page: JSON = {"data": [{"id": "first"}], "has_more": True, "next_cursor": "again"}
    with pytest.raises(MalformedValueError, match="given before"):
        list(Resources(Scripted(page, page, page)).orders.list())
