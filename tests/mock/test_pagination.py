from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock import Sandbox

from .calling import Api, segment, unhurried


def pages(api: Api, query: str = "") -> list[Any]:
    found: list[Any] = []
    after = ""
    while True:
        page = api.get(f"/orders?{query}{after}")
        found.append(page)
        if not page["has_more"]:
            assert page["next_cursor"] is None
            return found
        after = f"&after={page['next_cursor']}"


@unhurried
@given(count=st.integers(0, 25), limit=st.integers(1, 100))
def test_every_order_comes_once_newest_first(count: int, limit: int) -> None:
    api = Api(Sandbox())
    made = [api.post("/orders/by-value", {"value": "1"})["id"] for _ in range(count)]
    found = pages(api, f"limit={limit}")
    assert [order["id"] for page in found for order in page["data"]] == made[::-1]
    assert all(len(page["data"]) == limit for page in found[:-1])
    assert found[-1]["data"] or not made


def test_a_page_holds_ten_orders_by_default(api: Api) -> None:
    for _ in range(11):
        api.order()
    assert [len(page["data"]) for page in pages(api)] == [10, 1]


def test_a_new_order_does_not_disturb_the_pages_behind_a_cursor(api: Api) -> None:
    made = [api.order()["id"] for _ in range(4)]
    first = api.get("/orders?limit=2")
    api.order()
    second = api.get(f"/orders?limit=2&after={first['next_cursor']}")
    listed = [order["id"] for page in (first, second) for order in page["data"]]
    assert listed == made[::-1]


@pytest.mark.parametrize("cursor", ["unknown", "", "%20"])
def test_an_unknown_cursor_is_refused(api: Api, cursor: str) -> None:
    refusal = api.refusal("GET", f"/orders?after={cursor}")
    assert refusal[:2] == (400, "id_invalid")


@pytest.mark.parametrize(
    "limit", ["010", "00", "+1", "1.0", "-0", "0", "101", "\u0665", "1" * 30, ""]
)
def test_a_limit_is_a_plain_number_within_its_bounds(api: Api, limit: str) -> None:
    refusal = api.refusal("GET", f"/orders?limit={segment(limit)}")
    assert refusal[:2] == (400, "pagination_limit_invalid")


def test_the_cursor_of_another_account_is_unknown(api: Api, client: Api) -> None:
    client.order()
    order = api.order()
    assert client.refusal("GET", f"/orders?after={order['id']}")[1] == "id_invalid"


def test_no_order_of_the_api_has_an_offset_link(api: Api) -> None:
    api.order()
    assert api.get("/orders?offset_link_id=any")["data"] == []
