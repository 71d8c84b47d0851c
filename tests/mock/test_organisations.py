from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock import Sandbox, Settings
from lune_mock.operations import contract

from .calling import BY_MASS, PURCHASE, SHIPMENT, Api, purchase, segment, unhurried

NEWER = "2026-01-31"
NEWEST = "2026-09-30"
KEYS = ("A", "B")


def organisation(sandbox: Sandbox) -> Api:
    return Api(sandbox, api_key=sandbox.control.create_organisation().api_key)


def served(api: Api, asked: str | None = None) -> str:
    answer = api.send("GET", "/orders", headers={} if asked is None else {"Lune-Version": asked})
    return answer.headers["Lune-Version"]


def test_a_key_belongs_to_one_organisation(api: Api) -> None:
    order = api.order(idempotency_key="A")
    other = organisation(api.sandbox)
    assert other.get("/orders")["data"] == []
    assert other.send("GET", f"/orders/{order['id']}").status == 404
    assert other.order(idempotency_key="A")["id"] != order["id"]
    assert api.get("/orders")["data"] == [order]


def test_the_accounts_of_an_organisation_are_unknown_to_another(api: Api) -> None:
    other = organisation(api.sandbox)
    for account in (api.sandbox.account, *api.sandbox.client_accounts):
        known, unknown = (
            other.send("GET", "/orders", headers={"Lune-Account": id_})
            for id_ in (account.id, "x" * 32)
        )
        assert known.status == unknown.status == 401
        assert known.body.replace(account.id.encode(), b"") == unknown.body.replace(b"x" * 32, b"")


def test_a_client_account_of_a_handle_exists_in_each_organisation(api: Api) -> None:
    other = organisation(api.sandbox)
    wanted = {"name": "n", "currency": "SEK", "handle": "client-one"}
    made = other.post("/estimates/transactions", purchase(client_account=wanted))
    # The first organisation has an account of this handle, in euros.
    assert made["quote"]["currency"] == "SEK"
    path = f"/estimates/transactions/{made['id']}"
    for account in (None, *(each.id for each in api.sandbox.client_accounts)):
        assert Api(api.sandbox, account).send("GET", path).status == 404


def test_the_first_call_pins_the_newest_version() -> None:
    api = Api(Sandbox())
    assert served(api) == contract().version
    api.sandbox.control.set_versions([NEWER])
    assert served(api) == contract().version
    assert served(organisation(api.sandbox)) == NEWER


def test_the_first_call_pins_the_version_it_asks_for() -> None:
    api = Api(Sandbox(settings=Settings(versions=(NEWER, NEWEST))))
    assert served(api, NEWER) == NEWER
    assert served(api) == NEWER


def test_a_later_call_asks_for_one_call_only() -> None:
    api = Api(Sandbox(settings=Settings(versions=(NEWER, NEWEST))))
    assert [served(api), served(api, NEWER), served(api)] == [NEWEST, NEWER, NEWEST]


def test_an_unknown_version_is_refused_and_pins_nothing() -> None:
    api = Api(Sandbox(settings=Settings(versions=(NEWER,))))
    status, code, message = api.refusal("GET", "/orders", headers={"Lune-Version": NEWEST})
    assert (status, code) == (400, "api_version_invalid")
    assert contract().version in message
    assert NEWER in message
    assert served(api, contract().version) == contract().version
    assert served(api) == contract().version


def test_a_wrong_key_is_served_by_the_newest_version_and_pins_nothing() -> None:
    api = Api(Sandbox(settings=Settings(versions=(NEWER,))))
    assert served(Api(api.sandbox, api_key="wrong"), contract().version) == NEWER
    assert served(api) == NEWER


def test_a_version_is_pinned_for_all_accounts_and_for_no_other_organisation() -> None:
    api = Api(Sandbox(settings=Settings(versions=(NEWER,))))
    assert served(api, contract().version) == contract().version
    client = Api(api.sandbox, account=api.sandbox.client_accounts[0].id)
    assert served(client) == contract().version
    assert served(organisation(api.sandbox)) == NEWER


@pytest.mark.parametrize("version", ["newest", "2026-1-1", ""])
def test_a_version_is_a_date(version: str) -> None:
    with pytest.raises(ValueError, match="is a date"):
        Settings(versions=(version,))


def test_a_version_is_echoed_whatever_the_answer_and_every_answer_has_a_ray(api: Api) -> None:
    answers = [
        api.send("GET", "/orders"),
        api.send("GET", "/orders/unknown"),
        api.send("GET", "/orders?limit=0"),
        api.send("GET", "/unknown"),
        api.send("DELETE", "/orders"),
        api.send("POST", "/orders/by-mass", raw=b"x" * 200_000),
        api.send("POST", "/orders/by-mass", raw=b"{}", headers={"Content-Type": "text/plain"}),
        Api(api.sandbox, api_key="wrong").send("GET", "/orders"),
        api.sandbox.handle("GET", "/certificates/unknown.pdf", {}, b""),
    ]
    assert [each.status for each in answers] == [200, 404, 400, 404, 405, 413, 415, 401, 401]
    assert {each.headers["Lune-Version"] for each in answers} == {contract().version}
    assert len({each.headers["CF-Ray"] for each in answers}) == len(answers)


# Nothing of one account is visible to another.

ACTIONS = st.tuples(
    st.integers(0, 4),
    st.sampled_from(
        ["order", "by value", "by estimate", "estimate", "shipping", "put", "annotate", "batch"]
    ),
    st.sampled_from(KEYS),
    st.integers(0, 3),
)


def act(api: Api, known: list[str], action: str, key: str, pick: int) -> None:
    """Do something in one account, and try it on what others have made."""
    id_ = segment(known[pick % len(known)]) if known else "unknown"
    body: dict[str, dict[str, Any]] = {
        "order": {**BY_MASS, "idempotency_key": key},
        "by value": {"value": str(pick + 1), "idempotency_key": key},
        "by estimate": {"estimate_id": known[pick % len(known)] if known else "unknown"},
        "estimate": purchase(idempotency_key=key, name=str(pick)),
        "shipping": {**SHIPMENT, "idempotency_key": key},
        "put": PURCHASE,
        "annotate": {"metadata": {"by": str(api.account)}},
    }
    path = {
        "order": "/orders/by-mass",
        "by value": "/orders/by-value",
        "by estimate": "/orders/by-estimate",
        "estimate": "/estimates/transactions",
        "shipping": "/estimates/shipping",
        "put": f"/estimates/transactions/{id_}",
        "annotate": f"/estimates/transactions/{id_}/annotations",
        "batch": "/estimates/transactions/batch",
    }[action]
    method = {"put": "PUT", "annotate": "PATCH"}.get(action, "POST")
    sent = [body["estimate"], PURCHASE] if action == "batch" else body[action]
    answer = api.send(method, path, sent)
    assert answer.status in {200, 400, 404, 409}
    if answer.status == 200 and action in {"estimate", "shipping"}:
        known.append(json.loads(answer.body)["id"])


def seen(api: Api, ids: list[str]) -> list[tuple[int, bytes]]:
    """Return all that an account can look at, by any id and key that anybody knows."""
    paths = [
        "/orders?limit=100",
        *(f"/orders/{id_}" for id_ in ids),
        *(f"/estimates/transactions/{id_}" for id_ in ids),
        *(f"/orders/by-idempotency-key/{key}" for key in KEYS),
        *(f"/estimates/transactions/by-idempotency-key/{key}" for key in KEYS),
    ]
    return [(each.status, each.body) for each in (api.send("GET", path) for path in paths)]


@unhurried
@given(st.lists(ACTIONS, max_size=12))
def test_whatever_one_account_does_others_see_the_same(
    actions: list[tuple[int, str, str, int]],
) -> None:
    sandbox = Sandbox()
    control = sandbox.control
    other = control.create_organisation()
    client = control.create_account("Client", "EUR", organisation_id=other.id)
    accounts = [
        Api(sandbox),
        *(Api(sandbox, each.id) for each in sandbox.client_accounts),
        Api(sandbox, api_key=other.api_key),
        Api(sandbox, client.id, api_key=other.api_key),
    ]
    ids: list[str] = []
    for who, action, key, pick in actions:
        before = [seen(api, ids) for api in accounts]
        known = list(ids)
        act(accounts[who], known, action, key, pick)
        listed = json.loads(accounts[who].send("GET", "/orders?limit=100").body)["data"]
        made = {*known, *(order["id"] for order in listed)} - {*ids}
        for index, api in enumerate(accounts):
            if index != who:
                assert seen(api, ids) == before[index]
                assert {api.send("GET", f"/orders/{id_}").status for id_ in made} <= {404}
        ids += sorted(made)


def test_a_pinned_version_that_is_gone_serves_nobody() -> None:
    sandbox = Sandbox(settings=Settings(versions=("2030-01-01",)))
    api = Api(sandbox)
    assert api.send("GET", "/orders").headers["Lune-Version"] == "2030-01-01"
    sandbox.control.set_versions([])
    newest = api.send("GET", "/orders").headers["Lune-Version"]
    assert newest < "2030-01-01"
    organisations: Any = sandbox.control.state()["organisations"]
    assert organisations[0]["pinned_version"] == newest
