"""Every error code of the document, and every status of an operation: what gets it, or why nothing."""

from __future__ import annotations

from typing import Any

import pytest

import lune_document
from lune_mock import Fault

from .calling import ASIA, BY_MASS, OCEAN, PURCHASE, SHIPMENT, Api, purchase, shipment
from .judging import OPERATIONS, call, judged, send

DOCUMENT: Any = lune_document.load()

USED = {"idempotency_key": "used"}
ORDERED = {"idempotency_key": "ordered"}
UNKNOWN_BUNDLE = [{"bundle_id": "unknown"}]
TOO_LITTLE = [{"bundle_id": ASIA, "percentage": 50}, {"bundle_id": OCEAN, "percentage": "49.99"}]
NOT_ALL = [{"bundle_id": ASIA, "percentage": 50}, {"bundle_id": OCEAN}]
LONDON, NEW_YORK = {"code": "LHR"}, {"code": "JFK"}
HAMBURG, URUMQI = {"locode": "DEHAM"}, {"lat": 43.8, "lon": 87.6}


def by_mass(**changes: Any) -> dict[str, Any]:
    return {**BY_MASS, **changes}


def by_value(value: str, **changes: Any) -> dict[str, Any]:
    return {"value": value, **changes}


def client(handle: str) -> dict[str, Any]:
    """Return a purchase for the client account of the key "known"."""
    account = {"name": "n", "currency": "EUR", "handle": handle, "idempotency_key": "known"}
    return purchase(client_account=account)


def route(**changes: Any) -> dict[str, Any]:
    return shipment(route={**SHIPMENT["route"], **changes})


def flight(source: dict[str, str], day: str = "2026-01-02") -> dict[str, Any]:
    return {
        "shipment": {"mass": {"amount": "1", "unit": "t"}},
        "route": {"source": source, "destination": NEW_YORK},
        "method": {"flight_number": "BA117", "departure_on": day},
    }


def refused(
    code: str, operation_id: str, body: Any = None, status: int = 400, **options: Any
) -> Any:
    return pytest.param(code, status, operation_id, body, options, id=f"{code}-{operation_id}")


REFUSED = [
    refused("unauthorised", "listOrders", status=401, headers={"Authorization": "Bearer wrong"}),
    refused("invalid_selected_account_id", "listOrders", status=401, headers={"Lune-Account": "x"}),
    refused("api_version_invalid", "listOrders", headers={"Lune-Version": "1999-01-01"}),
    refused("pagination_limit_invalid", "listOrders", query="?limit=0"),
    refused("pagination_limit_invalid", "listOrders", query="?limit=101"),
    refused("pagination_limit_invalid", "listOrders", query="?limit=ten"),
    refused("id_invalid", "listOrders", query="?after=unknown"),
    refused("validation_error", "listOrders", query="?offset=1"),
    refused("validation_error", "createOrderByMass", {}),
    refused("validation_error", "createOrderByValue", {"value": 5}),
    refused("validation_error", "createOrderByEstimate", {"estimate_id": None}),
    refused("validation_error", "getOrderQuoteByMass", by_mass(idempotency_key="k")),
    refused("validation_error", "getOrderQuoteByValue", by_value("-1")),
    refused("validation_error", "createShippingEstimate", shipment(method="by_magic")),
    refused("validation_error", "createTransactionEstimate", purchase(diet="stones")),
    refused("validation_error", "createBatchTransactionEstimate", []),
    refused("validation_error", "createMultiMatchTransactionEstimate", PURCHASE),
    refused(
        "validation_error",
        "createMultiMatchTransactionEstimate",
        purchase(idempotency_key="k"),
        query="?limit=1",
    ),
    refused("validation_error", "createMultiMatchTransactionEstimate", PURCHASE, query="?limit=6"),
    refused("validation_error", "updateTransactionEstimate", client("h"), id="any"),
    refused("validation_error", "partialUpdateTransactionsEstimateAnnotations", {"x": 1}, id="any"),
    refused(
        "bundle_selection_ratios_invalid",
        "createOrderByMass",
        by_mass(bundle_selection=TOO_LITTLE),
    ),
    refused(
        "bundle_selection_ratios_invalid",
        "getOrderQuoteByValue",
        by_value("5", bundle_selection=[]),
    ),
    refused(
        "bundle_selection_ratios_invalid_format",
        "createOrderByValue",
        by_value("5", bundle_selection=NOT_ALL),
    ),
    refused(
        "bundle_selection_bundle_invalid",
        "getOrderQuoteByMass",
        by_mass(bundle_selection=UNKNOWN_BUNDLE),
    ),
    refused(
        "bundle_id_invalid",
        "createOrderByMass",
        {"bundle_masses": [{"bundle_id": "unknown", **BY_MASS}]},
    ),
    refused("order_quantity_invalid", "createOrderByMass", {"mass": {"amount": "0", "unit": "t"}}),
    refused("order_quantity_invalid", "getOrderQuoteByMass", by_mass(quantity_trunc="t")),
    refused("order_value_invalid", "createOrderByValue", by_value("0.009")),
    refused("order_value_invalid", "getOrderQuoteByValue", by_value("0")),
    refused("order_idempotency_already_exists", "createOrderByMass", by_mass(**USED), 409),
    refused("order_idempotency_already_exists", "createOrderByValue", by_value("5", **USED), 409),
    refused(
        "order_idempotency_already_exists",
        "createOrderByEstimate",
        {"estimate_id": "any", **USED},
        409,
    ),
    refused("estimate_not_found", "createOrderByEstimate", {"estimate_id": "unknown"}),
    refused("estimate_not_found", "getTransactionEstimate", status=404, id="unknown"),
    refused(
        "estimate_not_found",
        "getTransactionEstimateByIdempotencyKey",
        status=404,
        idempotency_key="unknown",
    ),
    refused("estimate_order_already_placed", "createOrderByEstimate", "the ordered one", 409),
    refused(
        "estimate_idempotency_already_exists", "createTransactionEstimate", purchase(**USED), 409
    ),
    refused("estimate_idempotency_already_exists", "createShippingEstimate", shipment(**USED), 409),
    refused(
        "account_handle_idempotency_key_inconsistency",
        "createTransactionEstimate",
        client("client-one"),
    ),
    refused(
        "exchange_rate_not_found",
        "createTransactionEstimate",
        purchase(value={"value": "5", "currency": "KPW"}),
    ),
    refused("locode_not_found", "createShippingEstimate", route(source={"locode": "ZZZZZ"})),
    refused("address_not_found", "createShippingEstimate", route(source={"city": "Nowhere"})),
    refused("port_not_found", "createShippingEstimate", route(source=LONDON)),
    refused(
        "route_not_found",
        "createShippingEstimate",
        route(source=HAMBURG, transit_corridor="cape_horn"),
    ),
    refused(
        "route_not_found",
        "createShippingEstimate",
        route(transit_corridor="suez", restricted_transit_corridors=["panama"]),
    ),
    refused("route_not_found", "createShippingEstimate", route(source=URUMQI)),
    refused("airport_invalid", "createShippingEstimate", flight({"code": "ZZZ"})),
    refused("airport_route_required", "createShippingEstimate", flight({"locode": "NLRTM"})),
    refused("future_departure_invalid", "createShippingEstimate", flight(LONDON, "2026-01-05")),
]

NEVER = {
    "account_suspended": "no account of the sandbox is",
    "live_account_required": "none of the 16 operations needs one",
    "account_scope_incorrect": "no source says what it is about",
    "insufficient_credits": "no source says what it is about; test keys are not charged",
    "distance_invalid": "no source says which distance is; the document allows any that is not negative",
    "source_location_code_invalid": "unknown codes are locode_not_found and airport_invalid",
    "destination_location_code_invalid": "unknown codes are locode_not_found and airport_invalid",
    "service_unavailable": "a sandbox is available; a fault answers it where it is wanted",
    # Of operations that are none of the 16.
    "test_account_name_update_disallowed": "accounts",
    "account_idempotency_already_exists": "accounts; in an estimate, the key finds the account",
    "handle_not_unique": "accounts; in an estimate, the handle finds the account",
    "sustainability_page_slug_not_unique": "sustainability pages",
    "sustainability_page_exists": "sustainability pages",
    "unsupported_image_format": "logos",
    "webhook_limit_reached": "webhooks",
    "time_range_invalid": "analytics",
    "emission_factor_id_invalid": "estimates by emission factor",
    "emission_factor_unit_mismatch": "estimates by emission factor",
    "emission_factor_gated": "estimates by emission factor",
    "transaction_document_inference_failure": "transaction documents",
    "transaction_document_creation_failure": "transaction documents",
    "shipment_batch_idempotency_already_exists": "batches of shipments",
}


@pytest.fixture
def used(api: Api) -> Api:
    """Return an account that has made what the requests of the table refer to."""
    api.order(**USED, metadata={"of": "another request"})
    api.estimate(**USED, metadata={"of": "another request"})
    api.post("/orders/by-estimate", {"estimate_id": api.estimate(**ORDERED)["id"]})
    api.post("/estimates/transactions", client("known"))
    return api


@pytest.mark.parametrize(("code", "status", "operation_id", "body", "options"), REFUSED)
def test_a_code_has_a_request_that_gets_it(
    used: Api, *, code: str, status: int, operation_id: str, body: Any, options: dict[str, Any]
) -> None:
    if body == "the ordered one":
        body = {"estimate_id": used.estimate(**ORDERED)["id"]}
    answered, refusal = call(used, operation_id, body, **options)
    assert (answered, refusal["error"]["error_code"]) == (status, code)
    assert refusal["errors"] == [refusal["error"]]
    assert len(refusal["error"]["message"]) < 1000


def test_every_code_of_the_document_is_given_or_has_a_reason_not_to_be() -> None:
    given = {case.values[0] for case in REFUSED}
    assert given.isdisjoint(NEVER)
    assert given | NEVER.keys() == set(DOCUMENT["components"]["schemas"]["ErrorCode"]["enum"])


# Every status that an operation declares.

DECLARED = [
    (operation_id, int(status))
    for operation_id, (method, path) in OPERATIONS.items()
    for status in DOCUMENT["paths"][path][method]["responses"]
    if int(status) >= 400
]
# Nothing is stored that a key could belong to; in a batch, conflicts stand in their slots.
NO_CONFLICT = {
    "getOrderQuoteByMass",
    "getOrderQuoteByValue",
    "createBatchTransactionEstimate",
    "createMultiMatchTransactionEstimate",
}
WITH_USED_KEY: dict[str, Any] = {
    "createOrderByMass": by_mass(**USED),
    "createOrderByValue": by_value("5", **USED),
    "createOrderByEstimate": {"estimate_id": "any", **USED},
    "createShippingEstimate": shipment(**USED),
    "createTransactionEstimate": purchase(**USED),
    "updateTransactionEstimate": purchase(**USED),
    "partialUpdateTransactionsEstimateAnnotations": USED,
}


@pytest.mark.parametrize(
    ("operation_id", "status"),
    [each for each in DECLARED if each not in {(id_, 409) for id_ in NO_CONFLICT}],
)
def test_every_declared_status_is_given(used: Api, operation_id: str, status: int) -> None:
    path: dict[str, Any] = {"id": "unknown", "idempotency_key": "unknown"}
    query = "?limit=1" if operation_id == "createMultiMatchTransactionEstimate" else ""
    body: Any = None
    options: dict[str, Any] = {}
    match status:
        case 400:
            options["headers"] = {"Lune-Version": "1999-01-01"}
        case 401:
            options["headers"] = {"Authorization": "Bearer wrong"}
        case 404 if OPERATIONS[operation_id][0] != "get":
            body = PURCHASE if operation_id == "updateTransactionEstimate" else {"metadata": {}}
        case 404:
            pass
        case 409:
            body, path["id"] = WITH_USED_KEY[operation_id], used.estimate(**ORDERED)["id"]
        case 413:
            options["raw"] = b" " * 100_001
        case 415:
            options |= {"raw": b"{}", "headers": {"Content-Type": "text/plain"}}
        case 429:
            used.sandbox.control.set_rate_limit(1)
            send(used, operation_id, query=query, **path)
        case _:
            used.sandbox.control.add_fault(Fault(kind="status", status=status))
    answer = send(used, operation_id, body, query=query, **path, **options)
    assert answer.status == status
    if status != 503:
        judged(operation_id, answer)
