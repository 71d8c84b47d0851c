from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock import Sandbox

from .calling import BY_MASS, PURCHASE, SHIPMENT, Api, purchase, segment, unhurried

CREATIONS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("/orders/by-mass", BY_MASS, {"mass": {"amount": "259.12", "unit": "kg"}}),
    ("/orders/by-value", {"value": "5"}, {"value": "6"}),
    ("/estimates/transactions", PURCHASE, purchase(name="another")),
    ("/estimates/shipping", SHIPMENT, {**SHIPMENT, "is_shipment": False}),
]


def conflict(path: str) -> str:
    kind = "order" if path.startswith("/orders") else "estimate"
    return f"{kind}_idempotency_already_exists"


@pytest.mark.parametrize(("path", "body", "other"), CREATIONS)
def test_a_repeated_request_gets_the_original(
    api: Api, path: str, body: dict[str, Any], other: dict[str, Any]
) -> None:
    first = api.post(path, {**body, "idempotency_key": "A"})
    assert api.post(path, {**body, "idempotency_key": "A"}) == first
    assert api.post(path, {**other, "idempotency_key": "B"})["id"] != first["id"]
    assert api.post(path, body)["id"] != first["id"]


@pytest.mark.parametrize(("path", "body", "other"), CREATIONS)
def test_a_repeated_key_with_another_request_is_refused(
    api: Api, path: str, body: dict[str, Any], other: dict[str, Any]
) -> None:
    first = api.post(path, {**body, "idempotency_key": "A"})
    status, code, message = api.refusal("POST", path, {**other, "idempotency_key": "A"})
    assert (status, code) == (409, conflict(path))
    assert first["id"] in message
    assert "'A'" in message


def test_the_order_of_properties_makes_no_other_request(api: Api) -> None:
    first = api.send("POST", "/orders/by-value", raw=b'{"value":"5","idempotency_key":"A"}')
    again = api.send("POST", "/orders/by-value", raw=b'{ "idempotency_key":"A","value":"5" }')
    assert first.body == again.body


def test_a_key_belongs_to_one_kind_of_order(api: Api) -> None:
    api.order(idempotency_key="A")
    refusal = api.refusal("POST", "/orders/by-value", {"value": "5", "idempotency_key": "A"})
    assert refusal[:2] == (409, "order_idempotency_already_exists")


def test_orders_and_estimates_have_their_own_keys(api: Api) -> None:
    order = api.order(idempotency_key="A")
    estimate = api.estimate(idempotency_key="A")
    assert api.get("/orders/by-idempotency-key/A") == order
    assert api.get("/estimates/transactions/by-idempotency-key/A") == estimate


def test_all_estimates_share_their_keys(api: Api) -> None:
    api.post("/estimates/shipping", {**SHIPMENT, "idempotency_key": "A"})
    refusal = api.refusal("POST", "/estimates/transactions", purchase(idempotency_key="A"))
    assert refusal[:2] == (409, "estimate_idempotency_already_exists")
    assert api.send("GET", "/estimates/transactions/by-idempotency-key/A").status == 404


@pytest.mark.parametrize("key", ["k" * 100, "é" * 100, "🌱" * 100])
def test_a_key_of_a_hundred_characters_is_taken_whole(api: Api, key: str) -> None:
    order = api.order(idempotency_key=key)
    shorter = api.order(idempotency_key=key[:-1])
    assert order["id"] != shorter["id"]
    assert api.get(f"/orders/by-idempotency-key/{segment(key)}") == order
    longer = {**BY_MASS, "idempotency_key": key + key[0]}
    assert api.refusal("POST", "/orders/by-mass", longer)[:2] == (400, "validation_error")


def test_a_refused_request_does_not_use_its_key_up(api: Api) -> None:
    api.refusal("POST", "/orders/by-value", {"value": "0", "idempotency_key": "A"})
    api.post("/orders/by-value", {"value": "5", "idempotency_key": "A"})


def test_a_repeated_order_of_an_estimate_gets_the_original(api: Api) -> None:
    body = {"estimate_id": api.estimate()["id"], "idempotency_key": "A"}
    assert api.post("/orders/by-estimate", body) == api.post("/orders/by-estimate", body)


def test_the_original_comes_back_in_its_current_state(api: Api) -> None:
    estimate = api.estimate(idempotency_key="A")
    changed = api.put(
        f"/estimates/transactions/{estimate['id']}",
        purchase(value={"value": "20", "currency": "USD"}, idempotency_key="A"),
    )
    assert changed["mass"] != estimate["mass"]
    assert api.estimate(idempotency_key="A") == changed


def test_a_key_that_is_given_later_works_like_the_first(api: Api) -> None:
    estimate = api.estimate()
    changed = api.patch(
        f"/estimates/transactions/{estimate['id']}/annotations", {"idempotency_key": "A"}
    )
    assert api.estimate(idempotency_key="A") == changed


def test_a_new_input_can_be_repeated_like_the_first(api: Api) -> None:
    body = purchase(name="corrected", idempotency_key="B")
    changed = api.put(f"/estimates/transactions/{api.estimate()['id']}", body)
    assert api.post("/estimates/transactions", body) == changed


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_the_key_of_another_estimate_cannot_be_taken(api: Api, method: str) -> None:
    api.estimate(idempotency_key="A")
    path = f"/estimates/transactions/{api.estimate()['id']}"
    body: dict[str, Any] = {"idempotency_key": "A"}
    if method == "PUT":
        body |= PURCHASE
    else:
        path += "/annotations"
    refusal = api.refusal(method, path, body)
    assert refusal[:2] == (409, "estimate_idempotency_already_exists")


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_key_that_was_changed_is_free_again_a_choice(api: Api, method: str) -> None:
    # No source says what becomes of the old key; here nothing remembers it.
    estimate = api.estimate(idempotency_key="A")
    path = f"/estimates/transactions/{estimate['id']}"
    if method == "PUT":
        api.put(path, purchase(idempotency_key="B"))
    else:
        api.patch(f"{path}/annotations", {"idempotency_key": "B"})
    assert api.send("GET", "/estimates/transactions/by-idempotency-key/A").status == 404
    assert api.estimate(idempotency_key="A")["id"] != estimate["id"]


@pytest.mark.parametrize(("path", "body", "_"), CREATIONS)
def test_the_empty_key_is_no_key(
    api: Api, path: str, body: dict[str, Any], _: dict[str, Any]
) -> None:
    made = [api.post(path, {**body, "idempotency_key": ""}) for _ in range(2)]
    assert made[0]["id"] != made[1]["id"]
    assert [each.get("idempotency_key") for each in made] == [None, None]


def test_the_empty_key_is_no_key_in_a_batch(api: Api) -> None:
    body = [purchase(idempotency_key=""), purchase(idempotency_key="", name="another")]
    made = api.post("/estimates/transactions/batch", body)
    assert made[0]["id"] != made[1]["id"]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_the_empty_key_takes_no_key_away(api: Api, method: str) -> None:
    path = f"/estimates/transactions/{api.estimate(idempotency_key='A')['id']}"
    if method == "PUT":
        changed = api.put(path, purchase(idempotency_key=""))
    else:
        changed = api.patch(f"{path}/annotations", {"idempotency_key": ""})
    assert changed["idempotency_key"] == "A"
    assert api.get("/estimates/transactions/by-idempotency-key/A") == changed


# The other reading: a used key is refused, as the API of 2026 does.


@pytest.fixture
def strict(api: Api) -> Api:
    """Return the default account of a sandbox that refuses used keys."""
    api.sandbox.control.set_idempotency("conflict")
    return api


@pytest.mark.parametrize(("path", "body", "other"), CREATIONS)
def test_a_used_key_is_a_conflict(
    strict: Api, path: str, body: dict[str, Any], other: dict[str, Any]
) -> None:
    first = strict.post(path, {**body, "idempotency_key": "A"})
    for again in (body, other):
        status, code, message = strict.refusal("POST", path, {**again, "idempotency_key": "A"})
        assert (status, code) == (409, conflict(path))
        assert first["id"] in message
    assert strict.post(path, {**body, "idempotency_key": "B"})["id"] != first["id"]


@pytest.mark.parametrize("kind", ["orders", "estimates/transactions"])
def test_a_conflict_leaves_the_original_to_be_fetched(strict: Api, kind: str) -> None:
    first = strict.order if kind == "orders" else strict.estimate
    made = first(idempotency_key="A")
    strict.refusal(
        "POST",
        "/orders/by-mass" if kind == "orders" else f"/{kind}",
        {**(BY_MASS if kind == "orders" else PURCHASE), "idempotency_key": "A"},
    )
    assert strict.get(f"/{kind}/by-idempotency-key/A") == made


def test_conflicts_stand_in_their_slots_of_a_batch(strict: Api) -> None:
    used = strict.estimate(idempotency_key="A")
    sent = [purchase(idempotency_key=key) for key in ("B", "A", "B", "C")]
    made = strict.post("/estimates/transactions/batch", sent)
    codes = [each.get("error", {}).get("error_code") for each in made]
    refused = "estimate_idempotency_already_exists"
    assert codes == [None, refused, refused, None]
    assert used["id"] in made[1]["error"]["message"]
    assert made[0]["id"] in made[2]["error"]["message"]
    assert strict.get("/estimates/transactions/by-idempotency-key/C") == made[3]


def test_a_repeated_order_of_an_estimate_is_a_conflict_of_its_key_first(strict: Api) -> None:
    body = {"estimate_id": strict.estimate()["id"], "idempotency_key": "A"}
    strict.post("/orders/by-estimate", body)
    for key, code in (
        ({"idempotency_key": "A"}, "order_idempotency_already_exists"),
        ({"idempotency_key": "B"}, "estimate_order_already_placed"),
        ({"idempotency_key": ""}, "estimate_order_already_placed"),
    ):
        assert strict.refusal("POST", "/orders/by-estimate", {**body, **key})[:2] == (409, code)
    assert len(strict.get("/orders")["data"]) == 1


def test_a_change_may_repeat_the_key_of_its_own_estimate(strict: Api) -> None:
    estimate = strict.estimate(idempotency_key="A")
    path = f"/estimates/transactions/{estimate['id']}"
    assert strict.put(path, purchase(idempotency_key="A"))["id"] == estimate["id"]
    assert strict.patch(f"{path}/annotations", {"idempotency_key": "A"})["id"] == estimate["id"]


@unhurried
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["1", "2"])), max_size=12))
def test_a_key_makes_one_order_whatever_is_sent(requests: list[tuple[str, str]]) -> None:
    api = Api(Sandbox())
    first: dict[str, tuple[str, str]] = {}
    for key, value in requests:
        body = {"value": value, "idempotency_key": key}
        made = first.get(key)
        if made is None:
            first[key] = (value, api.post("/orders/by-value", body)["id"])
        elif made[0] == value:
            assert api.post("/orders/by-value", body)["id"] == made[1]
        else:
            assert api.refusal("POST", "/orders/by-value", body)[0] == 409
    listed = [order["id"] for order in api.get("/orders")["data"]]
    assert listed == [id_ for _, id_ in reversed(first.values())]


def test_of_many_new_inputs_the_first_request_and_the_last_can_be_repeated(api: Api) -> None:
    before = api.estimate(idempotency_key="key")
    path = f"/estimates/transactions/{before['id']}"
    for number in range(3):
        api.put(path, purchase(idempotency_key="key", metadata={"n": str(number)}))
    last = api.get(path)
    assert api.estimate(idempotency_key="key") == last
    assert api.estimate(idempotency_key="key", metadata={"n": "2"}) == last
    again = purchase(idempotency_key="key", metadata={"n": "1"})
    assert api.send("POST", "/estimates/transactions", again).status == 409
    kept = api.sandbox._state.world.store.of(api.sandbox.account.id).estimates.get(before["id"])
    assert kept is not None
    assert len(kept.requests) == 2
