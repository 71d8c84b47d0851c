"""What is put right in a valid request, and what is left alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lune_contract.document import operation
from lune_contract.exchange import Answer, Exchange, Request
from lune_contract.facts import Facts
from lune_contract.phases.repair import Repair

JSON_TYPE = {"Content-Type": "application/json"}


def request(operation_id: str, body: Any = None, target: str | None = None) -> Request:
    called = operation(operation_id)
    raw = b"" if body is None else json.dumps(body).encode()
    return Request(called.method, target or called.path, JSON_TYPE if raw else {}, raw)


def exchange(operation_id: str, asked: Any, status: int, answered: Any) -> Exchange:
    answer = Answer(status, {}, json.dumps(answered).encode())
    return Exchange(request(operation_id, asked), answer, operation(operation_id))


@pytest.fixture
def repair() -> Repair:
    return Repair(Facts(bundles=("one", "two")), is_local=True)


def repaired(repair: Repair, operation_id: str, body: Any) -> Any:
    made = repair.repaired(request(operation_id, body), operation(operation_id))
    return json.loads(made.body)


MASS = {"mass": {"amount": "1", "unit": "kg"}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], [{"bundle_id": "one"}]),
        ([{"bundle_id": "x"}], [{"bundle_id": "one"}]),
        ([{"bundle_id": "x"}] * 3, [{"bundle_id": "one"}, {"bundle_id": "two"}]),
        ([{"bundle_id": "x", "percentage": 3}], [{"bundle_id": "one", "percentage": 100}]),
        (
            [{"bundle_id": "x", "percentage": "3"}, {"bundle_id": "x"}],
            [
                {"bundle_id": "one", "percentage": "50.00"},
                {"bundle_id": "two", "percentage": 50},
            ],
        ),
    ],
)
def test_shares_add_up_and_bundles_are_known(repair: Repair, given: Any, expected: Any) -> None:
    body = repaired(repair, "createOrderByMass", MASS | {"bundle_selection": given})
    assert body["bundle_selection"] == expected


def test_shares_of_three_bundles_add_up_exactly() -> None:
    repair = Repair(Facts(bundles=("one", "two", "three")), is_local=True)
    given = [{"bundle_id": "x", "percentage": 1}] * 3
    body = repaired(repair, "createOrderByMass", MASS | {"bundle_selection": given})
    shares = [each["percentage"] for each in body["bundle_selection"]]
    assert shares == ["33.33", "33.33", "33.34"]


def test_masses_name_known_bundles(repair: Repair) -> None:
    given = [{"bundle_id": "x"} | MASS] * 3
    body = repaired(repair, "createOrderByMass", {"bundle_masses": given})
    assert [each["bundle_id"] for each in body["bundle_masses"]] == ["one", "two"]


def test_keys_are_new_each_time_and_those_of_accounts_stay(repair: Repair) -> None:
    body = MASS | {"idempotency_key": "k"}
    made = [repaired(repair, "createOrderByMass", body)["idempotency_key"] for _ in range(3)]
    assert made == ["k", "k-2", "k-3"]
    long = MASS | {"idempotency_key": "k" * 100}
    made = [repaired(repair, "createOrderByMass", long)["idempotency_key"] for _ in range(2)]
    assert made == ["k" * 100, "k" * 80 + "-2"]


def test_properties_that_exclude_each_other_are_reduced_to_one(repair: Repair) -> None:
    place = {"locode": "NLRTM"}
    route = {
        "source": place,
        "destination": place,
        "transit_corridor": "suez",
        "restricted_transit_corridors": ["panama"],
    }
    given = {"shipment": MASS, "method": "rail", "route": route}
    body = repaired(repair, "createShippingEstimate", given)
    assert body["route"] == {
        "source": place,
        "destination": place,
        "transit_corridor": "suez",
    }


ESTIMATE = {
    "value": {"value": "10", "currency": "AED"},
    "merchant": {"country_code": "USA", "search_term": "food"},
}


def test_ids_and_keys_come_from_links(repair: Repair) -> None:
    asked = ESTIMATE | {"idempotency_key": "my/key"}
    repair.learn(exchange("createTransactionEstimate", asked, 200, {"id": "e1"}))
    repair.learn(exchange("createTransactionEstimate", ESTIMATE, 200, {"id": "e2"}))
    get = operation("getTransactionEstimate")
    made = repair.repaired(request(get.id, target="/estimates/transactions/x"), get)
    assert made.target == "/estimates/transactions/e2"
    by_key = operation("getTransactionEstimateByIdempotencyKey")
    target = "/estimates/transactions/by-idempotency-key/x"
    made = repair.repaired(request(by_key.id, target=target), by_key)
    assert made.target == "/estimates/transactions/by-idempotency-key/my%2Fkey"
    # An estimate can be ordered once.
    given = {"estimate_id": "x"}
    made_of = [repaired(repair, "createOrderByEstimate", given)["estimate_id"] for _ in range(3)]
    assert made_of == ["e2", "e1", "e1"]


@pytest.mark.parametrize("id_", ["", ".", "..", None, 5])
def test_what_cannot_be_a_path_is_not_taken(repair: Repair, id_: Any) -> None:
    repair.learn(exchange("createTransactionEstimate", ESTIMATE, 200, {"id": id_}))
    get = operation("getTransactionEstimate")
    made = repair.repaired(request(get.id, target="/estimates/transactions/x"), get)
    assert made.target == "/estimates/transactions/x"


def test_what_was_made_for_another_account_is_not_taken(repair: Repair) -> None:
    account = {"name": "a", "currency": "EUR", "handle": "a"}
    asked = ESTIMATE | {"client_account": account}
    repair.learn(exchange("createTransactionEstimate", asked, 200, {"id": "e1"}))
    assert repaired(repair, "createOrderByEstimate", {"estimate_id": "x"}) == {"estimate_id": "x"}
    assert repaired(repair, "createTransactionEstimate", asked) == asked


def test_no_client_account_is_made_off_this_machine() -> None:
    account = {"name": "a", "currency": "EUR", "handle": "a"}
    repair = Repair(Facts(), is_local=False)
    asked = ESTIMATE | {"client_account": account}
    assert repaired(repair, "createTransactionEstimate", asked) == ESTIMATE


def test_a_code_that_was_refused_gives_way_to_one_that_was_taken(repair: Repair) -> None:
    in_euro = ESTIMATE | {"value": {"value": "10", "currency": "EUR"}}
    repair.learn(exchange("createTransactionEstimate", ESTIMATE, 400, {}))
    assert repaired(repair, "createTransactionEstimate", ESTIMATE) == ESTIMATE
    repair.learn(exchange("createTransactionEstimate", in_euro, 200, {"id": "e"}))
    assert repaired(repair, "createTransactionEstimate", ESTIMATE) == in_euro
    in_pounds = ESTIMATE | {"value": {"value": "10", "currency": "GBP"}}
    assert repaired(repair, "createTransactionEstimate", in_pounds) == in_pounds


def test_headers_are_pinned_unless_they_are_what_is_wrong() -> None:
    repair = Repair(Facts(accounts=("mine", "other")), is_local=True)
    orders = operation("listOrders")

    def pinned(**headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return repair.headers(Request("GET", "/orders", named), orders).headers

    assert pinned(Lune_Account="x", Lune_Version="2020-01-01") == {"Lune-Account": "mine"}
    assert pinned() == {"Lune-Account": "mine"}
    assert pinned(Lune_Version="x") == {"Lune-Account": "mine", "Lune-Version": "x"}
    assert pinned(Lune_Account="") == {"Lune-Account": ""}
