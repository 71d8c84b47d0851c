from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lune_document
from lune_mock import Sandbox
from lune_mock.emissions.exchange import currency

from .calling import Api, purchase, unhurried


def client_account(**changes: Any) -> dict[str, Any]:
    wanted = {"name": "New client", "currency": "SEK", "handle": "new-client", **changes}
    return {name: value for name, value in wanted.items() if value is not None}


def test_the_sandbox_knows_a_default_account_and_two_client_accounts(sandbox: Sandbox) -> None:
    accounts = [sandbox.account, *sandbox.client_accounts]
    assert [account.currency.code for account in accounts] == ["USD", "EUR", "GBP"]
    assert len({account.id for account in accounts}) == 3
    assert [account.id for account in accounts] == [
        account.id for account in (Sandbox(seed=9).account, *Sandbox(seed=9).client_accounts)
    ]


def test_nothing_leads_from_one_account_to_another(api: Api, client: Api) -> None:
    order = api.order(idempotency_key="A")
    estimate = api.estimate(idempotency_key="A")
    estimate_path = f"/estimates/transactions/{estimate['id']}"
    assert client.get("/orders")["data"] == []
    for path in (
        f"/orders/{order['id']}",
        "/orders/by-idempotency-key/A",
        estimate_path,
        "/estimates/transactions/by-idempotency-key/A",
    ):
        assert client.send("GET", path).status == 404
    assert client.send("PUT", estimate_path, purchase()).status == 404
    assert client.send("PATCH", f"{estimate_path}/annotations", {}).status == 404
    refusal = client.refusal("POST", "/orders/by-estimate", {"estimate_id": estimate["id"]})
    assert refusal[1] == "estimate_not_found"


def test_the_same_key_makes_an_order_in_each_account(api: Api, client: Api) -> None:
    assert api.order(idempotency_key="A")["id"] != client.order(idempotency_key="A")["id"]


@unhurried
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("AB")), max_size=15))
def test_each_account_lists_what_it_made(creations: list[tuple[int, str]]) -> None:
    sandbox = Sandbox()
    accounts = [Api(sandbox), *(Api(sandbox, each.id) for each in sandbox.client_accounts)]
    made: list[list[str]] = [[], [], []]
    for index, key in creations:
        id_ = accounts[index].order(idempotency_key=key)["id"]
        if id_ not in made[index]:
            made[index].append(id_)
    for account, ids in zip(accounts, made, strict=True):
        assert [order["id"] for order in account.get("/orders")["data"]] == ids[::-1]


def test_an_estimate_for_a_client_account_creates_the_account(api: Api) -> None:
    estimate = api.estimate(client_account=client_account())
    assert "client_account" not in estimate["request"]
    assert estimate["quote"]["currency"] == "SEK"
    created = api.sandbox.client_accounts[-1]
    assert (created.name, created.handle, created.currency.code) == (
        "New client",
        "new-client",
        "SEK",
    )
    path = f"/estimates/transactions/{estimate['id']}"
    assert Api(api.sandbox, created.id).get(path) == estimate
    assert api.send("GET", path).status == 404


@pytest.mark.parametrize(
    "known_by",
    [{"handle": "h"}, {"handle": None, "idempotency_key": "k"}, {"idempotency_key": "k"}],
)
def test_a_client_account_is_created_once(api: Api, known_by: dict[str, str | None]) -> None:
    for name in ("First", "Second"):
        api.estimate(client_account=client_account(name=name, **known_by))
    assert [each.name for each in api.sandbox.client_accounts[2:]] == ["First"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"value": {"value": "1", "currency": "KPW"}}, 400),
        ({"merchant": {"country_code": "USA", "search_term": "zzz"}}, 204),
    ],
)
def test_an_estimate_that_is_not_stored_creates_no_account(
    api: Api, changes: dict[str, Any], status: int
) -> None:
    known = api.sandbox.client_accounts
    body = purchase(client_account=client_account(), **changes)
    assert api.send("POST", "/estimates/transactions", body).status == status
    assert api.sandbox.client_accounts == known


def test_the_empty_key_finds_no_account(api: Api) -> None:
    wanted = client_account(handle=None, idempotency_key="")
    for _ in range(2):
        api.estimate(client_account=wanted)
    assert [each.idempotency_key for each in api.sandbox.client_accounts[2:]] == [None, None]
    by_handle = client_account(handle="h", idempotency_key="")
    for _ in range(2):
        api.estimate(client_account=by_handle)
    assert len(api.sandbox.client_accounts) == 5


@pytest.mark.parametrize(
    "wanted",
    [
        {"handle": "one", "idempotency_key": "two"},
        {"handle": "one", "idempotency_key": "new"},
        {"handle": "new", "idempotency_key": "two"},
    ],
)
def test_key_and_handle_have_to_agree(api: Api, wanted: dict[str, str]) -> None:
    api.estimate(client_account=client_account(handle="one", idempotency_key="one"))
    api.estimate(client_account=client_account(handle="two", idempotency_key="two"))
    body = purchase(client_account=client_account(**wanted))
    refusal = api.refusal("POST", "/estimates/transactions", body)
    assert refusal[:2] == (400, "account_handle_idempotency_key_inconsistency")


def test_every_account_currency_of_the_document_can_be_priced(api: Api) -> None:
    schemas: Any = lune_document.load()["components"]
    for code in schemas["schemas"]["AccountCurrencyCode"]["enum"]:
        known = currency(code)
        estimate = api.estimate(
            value={"value": "1000", "currency": code},
            client_account=client_account(handle=code.lower(), currency=code),
        )
        assert estimate["quote"]["currency"] == code
        cost = estimate["quote"]["estimated_total_cost"]
        assert len(cost.partition(".")[2]) <= known.minor_units
