from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lune_document
import lune_mock
from lune_mock import Sandbox
from lune_mock.operations import Operation, contract

from .calling import BY_MASS, PURCHASE, SHIPMENT, Api, purchase, shipment


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer wrong",
        "Basic sandbox-test-key",
        "Bearer sandbox-test-keys",
        "🌱",
        None,
    ],
)
def test_a_wrong_key_is_401(sandbox: Sandbox, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = sandbox.handle("GET", "/v1/orders", headers, b"")
    assert answer.status == 401
    assert json.loads(answer.body)["error"]["error_code"] == "unauthorised"
    assert sandbox.api_key.encode() not in answer.body


def test_the_key_is_checked_before_the_body(sandbox: Sandbox) -> None:
    assert sandbox.handle("POST", "/v1/orders/by-mass", {}, b"{").status == 401


def test_header_names_and_the_scheme_have_no_case(sandbox: Sandbox) -> None:
    headers = {"AUTHORIZATION": f"bearer {sandbox.api_key}"}
    assert sandbox.handle("get", "/v1/orders", headers, b"").status == 200


def test_every_answer_names_its_request_and_its_version(api: Api) -> None:
    answers = [
        api.send("GET", "/orders"),
        api.send("GET", "/nowhere"),
        api.send("GET", "/orders/unknown"),
        api.send("PUT", "/orders"),
        api.send("POST", "/orders/by-mass", raw=b"{"),
    ]
    assert {answer.headers["Lune-Version"] for answer in answers} == {"2024-08-08"}
    assert len({answer.headers["CF-Ray"] for answer in answers}) == len(answers)


def test_the_version_is_echoed(api: Api) -> None:
    answer = api.send("GET", "/orders", headers={"Lune-Version": "2024-08-08"})
    assert (answer.status, answer.headers["Lune-Version"]) == (200, "2024-08-08")


def test_an_unknown_version_is_refused(api: Api) -> None:
    refusal = api.refusal("GET", "/orders", headers={"Lune-Version": "1999-01-01"})
    assert refusal[:2] == (400, "api_version_invalid")
    assert "1999-01-01" in refusal[2]


def test_a_malformed_version_is_a_validation_error(api: Api) -> None:
    refusal = api.refusal("GET", "/orders", headers={"Lune-Version": "yesterday"})
    assert refusal[:2] == (400, "validation_error")


def test_an_unknown_account_is_refused(api: Api) -> None:
    refusal = api.refusal("GET", "/orders", headers={"Lune-Account": "nobody"})
    assert refusal == (
        401,
        "invalid_selected_account_id",
        "Lune-Account: this key has no account 'nobody'",
    )


def test_the_default_account_can_be_named(api: Api) -> None:
    order = api.order()
    named = Api(api.sandbox, account=api.sandbox.account.id)
    assert named.get(f"/orders/{order['id']}") == order


@pytest.mark.parametrize(
    ("path", "body", "field", "value"),
    [
        ("/orders/by-mass", {"mass": {"amount": "1,5", "unit": "kg"}}, "mass.amount", '"1,5"'),
        ("/orders/by-mass", {"mass": {"amount": 1.5, "unit": "kg"}}, "mass.amount", "1.5"),
        ("/orders/by-mass", {"mass": {"amount": "1", "unit": "lb"}}, "mass.unit", '"lb"'),
        ("/orders/by-mass", {"mass": {"amount": "1"}}, "mass", "'unit'"),
        ("/orders/by-mass", {}, "body", ""),
        ("/orders/by-mass", [], "body", "[]"),
        ("/orders/by-mass", {**BY_MASS, "colour": "red"}, "body", "'colour'"),
        ("/orders/by-mass", {**BY_MASS, "metadata": {"a": 1}}, "metadata.a", "1"),
        ("/orders/by-mass", {**BY_MASS, "metadata": None}, "metadata", "null"),
        ("/orders/by-mass", {**BY_MASS, "idempotency_key": "k" * 101}, "idempotency_key", "kkk"),
        ("/orders/by-value", {"value": "-1"}, "value", '"-1"'),
        ("/orders/by-value", {"value": "1e3"}, "value", '"1e3"'),
        (
            "/orders/by-value",
            {"value": "1", "bundle_selection": [{"bundle_id": "a", "percentage": "0.001"}]},
            "bundle_selection[0].percentage",
            '"0.001"',
        ),
        ("/orders/by-estimate", {"estimate_id": 5}, "estimate_id", "5"),
        ("/estimates/transactions", purchase(diet="none"), "diet", '"none"'),
        (
            "/estimates/transactions",
            purchase(value={"value": "1", "currency": "ABC"}),
            "value.currency",
            '"ABC"',
        ),
        (
            "/estimates/transactions",
            purchase(transaction_processed_at="yesterday"),
            "transaction_processed_at",
            '"yesterday"',
        ),
        ("/estimates/transactions/batch", [PURCHASE, {}], "[1]", "'value'"),
        ("/estimates/transactions/batch", [], "body", "[]"),
        (
            "/estimates/shipping",
            shipment(method={"vessel_type": "canoe"}),
            "method.vessel_type",
            "",
        ),
        ("/estimates/shipping", shipment(method="canoe"), "method", '"canoe"'),
        (
            "/estimates/shipping",
            shipment(route={"source": {"locode": "nlrtm"}, "destination": {"locode": "CNSGH"}}),
            "route.source.locode",
            '"nlrtm"',
        ),
    ],
)
def test_a_body_against_the_document_is_refused_with_field_and_value(
    api: Api, path: str, body: Any, field: str, value: str
) -> None:
    status, code, message = api.refusal("POST", path, body)
    assert (status, code) == (400, "validation_error")
    assert message.startswith(field), message
    assert value in message


def test_messages_stay_short(api: Api) -> None:
    body = {"mass": {"amount": "x" * 50_000, "unit": "kg"}}
    assert len(api.refusal("POST", "/orders/by-mass", body)[2]) < 600


def test_a_missing_body_is_refused(api: Api) -> None:
    refusal = api.refusal("POST", "/orders/by-mass")
    assert refusal[:2] == (400, "validation_error")


def test_a_body_of_more_than_the_document_allows_is_413(api: Api) -> None:
    body = {**BY_MASS, "metadata": {"filler": ""}}
    limit: Any = lune_document.load()["info"]
    body["metadata"]["filler"] = "x" * (limit["x-max-body-bytes"] - len(json.dumps(body)))
    assert api.send("POST", "/orders/by-mass", body).status == 200
    body["metadata"]["filler"] += "x"
    answer = api.send("POST", "/orders/by-mass", body)
    assert (answer.status, answer.body) == (413, b"")


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/xml", "application/json; charset=latin-1", "application/jsonp"],
)
def test_another_media_type_is_415(api: Api, content_type: str) -> None:
    answer = api.send("POST", "/orders/by-mass", BY_MASS, headers={"Content-Type": content_type})
    assert (answer.status, answer.body) == (415, b"")


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON; charset=UTF-8", "application/json;"]
)
def test_json_may_name_its_charset(api: Api, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    assert api.send("POST", "/orders/by-mass", BY_MASS, headers=headers).status == 200


@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", "", "1.5", "9" * 30, "%F0%9F%8C%B1"])
def test_a_bad_limit_has_a_code_of_its_own(api: Api, limit: str) -> None:
    refusal = api.refusal("GET", f"/orders?limit={limit}")
    assert refusal[:2] == (400, "pagination_limit_invalid")
    assert refusal[2].startswith("limit")


@pytest.mark.parametrize("query", ["", "?limit=0", "?limit=6", "?limit=two"])
def test_multi_match_needs_a_limit_from_1_to_5(api: Api, query: str) -> None:
    refusal = api.refusal("POST", f"/estimates/transactions/multi-match{query}", PURCHASE)
    assert refusal[:2] == (400, "validation_error")


@pytest.mark.parametrize(
    "query", ["limt=5", "limit=5&limit=5", "after=%ff", "=", "limit", "Lune-Version=2024-08-08"]
)
def test_a_query_that_is_not_declared_is_refused(api: Api, query: str) -> None:
    assert api.send("GET", f"/orders?{query}").status == 400


@pytest.mark.parametrize("body", [BY_MASS, PURCHASE, SHIPMENT])
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_mutilated_body_makes_the_sandbox_fail(body: Any, data: st.DataObject) -> None:
    raw = bytearray(json.dumps(body).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    paths = ("/orders/by-mass", "/estimates/transactions", "/estimates/shipping")
    api = Api(Sandbox())
    for path in paths:
        assert api.send("POST", path, raw=bytes(raw)).status in {200, 204, 400}


def test_an_answer_against_the_document_is_a_500_and_logged(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    id_ = api.order()["id"]
    orders = api.sandbox._state.world.store.of(api.sandbox.account.id).orders
    orders.replace(replace(next(iter(orders)), document=b'{"status":"lost"}'))
    for path in (f"/orders/{id_}", "/orders"):
        assert api.send("GET", path).status == 500
    assert "getOrder would answer 200 against the document" in caplog.text
    assert "listOrders would answer 200 against the document" in caplog.text


def test_a_fault_of_the_sandbox_is_a_500_and_logged(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("lune_mock.store.Store.of", lambda *_: 1 / 0)
    assert api.send("GET", "/orders").status == 500
    assert "ZeroDivisionError" in caplog.text
    assert api.sandbox.api_key not in caplog.text


def path_of(operation: Operation) -> str:
    return operation.path.replace("{", "").replace("}", "")


OPERATIONS = pytest.mark.parametrize(
    "operation", contract().operations, ids=lambda operation: operation.id
)


@OPERATIONS
def test_every_operation_needs_the_key(sandbox: Sandbox, operation: Operation) -> None:
    answer = sandbox.handle(operation.method, f"/v1{path_of(operation)}", {}, b"")
    assert answer.status == 401
    assert json.loads(answer.body)["error"]["error_code"] == "unauthorised"


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, "The API key is missing; send"),
        (
            {"Authorization": "sandbox-test-key"},
            "The header Authorization does not begin with Bear",
        ),
        ({"Authorization": "Basic x"}, "The header Authorization does not begin with Bearer; send"),
        ({"Authorization": "Bearer x"}, "The API key is wrong; send"),
    ],
)
def test_a_refused_key_is_told_why(sandbox: Sandbox, headers: dict[str, str], said: str) -> None:
    message = json.loads(sandbox.handle("GET", "/v1/orders", headers, b"").body)["error"]["message"]
    assert message.startswith(said)
    assert "sandbox-test-key" not in message


@OPERATIONS
def test_every_operation_refuses_an_unknown_version(api: Api, operation: Operation) -> None:
    query = "?limit=1" if operation.id == "createMultiMatchTransactionEstimate" else ""
    answer = api.send(
        operation.method, f"{path_of(operation)}{query}", headers={"Lune-Version": "1999-01-01"}
    )
    assert answer.status == 400
    assert b"1999-01-01" in answer.body


@OPERATIONS
def test_every_body_has_a_type_and_a_size(api: Api, operation: Operation) -> None:
    if operation.body is None:
        return
    query = "?limit=1" if operation.id == "createMultiMatchTransactionEstimate" else ""
    path = f"{path_of(operation)}{query}"
    text = {"Content-Type": "text/plain"}
    assert api.send(operation.method, path, raw=b"{}", headers=text).status == 415
    assert api.send(operation.method, path, raw=b" " * 100_001).status == 413


def test_every_error_code_is_one_of_the_document() -> None:
    document: Any = lune_document.load()
    known = set(document["components"]["schemas"]["ErrorCode"]["enum"])
    codes: set[str] = set()
    for module in Path(lune_mock.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Refusal":
                codes |= {
                    each.value
                    for each in node.args[1:2]
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    assert len(codes) > 10
    assert codes <= known
