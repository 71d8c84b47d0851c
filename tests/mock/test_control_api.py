from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lune_mock import Fault, Sandbox, Schedule, Settings, control_api
from lune_mock.faults import Kind
from lune_mock.operations import read
from lune_mock.violations import Violation

from .calling import ASIA, Api, unhurried

DOCUMENT: Any = json.loads(Sandbox().handle("GET", "/_mock/openapi.json", {}, b"").body)
OPERATIONS = {each.id: each for each in read(DOCUMENT).operations}
SCHEMAS = DOCUMENT["components"]["schemas"]
JSON_HEADERS = {"Content-Type": "application/json", "Host": "127.0.0.1:8080"}


def call(
    sandbox: Sandbox, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    content = b"" if body is None else json.dumps(body).encode()
    answer = sandbox.handle(method, f"/_mock{path}", {**JSON_HEADERS, **headers}, content)
    return answer.status, json.loads(answer.body) if answer.body else None


def refusal(sandbox: Sandbox, method: str, path: str, body: Any = None) -> str:
    status, answer = call(sandbox, method, path, body)
    assert (status, answer.keys()) == (400, {"error"})
    return str(answer["error"])


def test_every_operation_succeeds_with_one_status() -> None:
    for operation in OPERATIONS.values():
        assert len({200, 204} & operation.answers.keys()) == 1


def test_every_operation_is_carried_out() -> None:
    assert control_api._OPERATIONS.keys() == OPERATIONS.keys()


BODIES = {
    operation["operationId"]: (method.upper(), path, operation["requestBody"]["content"])
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if "requestBody" in operation
}


@pytest.mark.parametrize("name", BODIES)
def test_the_example_of_every_body_is_carried_out(sandbox: Sandbox, name: str) -> None:
    method, path, content = BODIES[name]
    id_ = Api(sandbox).order()["id"] if "orders" in path else ASIA
    example = content["application/json"]["example"]
    assert call(sandbox, method, path.replace("{id}", id_), example)[0] == 200


def test_the_clock(sandbox: Sandbox) -> None:
    assert call(sandbox, "GET", "/clock") == (
        200,
        {"now": "2026-01-02T03:04:05.678Z", "is_frozen": True},
    )
    _, clock = call(sandbox, "POST", "/clock/advance", {"days": 1, "hours": 2, "minutes": 0.5})
    assert clock["now"] == "2026-01-03T05:04:35.678Z"
    _, clock = call(sandbox, "PUT", "/clock", {"now": "2030-01-01T01:00:00+01:00"})
    assert clock == {"now": "2030-01-01T00:00:00.000Z", "is_frozen": True}
    assert call(sandbox, "PUT", "/clock", {"is_frozen": False})[1]["is_frozen"] is False
    assert call(sandbox, "PUT", "/clock", {"is_frozen": True})[1]["is_frozen"] is True
    assert "minutes" in refusal(sandbox, "POST", "/clock/advance", {"minutes": -1})
    assert "cannot be advanced" in refusal(sandbox, "POST", "/clock/advance", {"days": 1e8})
    assert "more than a duration" in refusal(sandbox, "POST", "/clock/advance", {"days": 1e300})
    assert "9000" in refusal(sandbox, "PUT", "/clock", {"now": "9999-01-01T00:00:00Z"})
    refusal(sandbox, "PUT", "/clock", {"now": "2026-01-01"})
    leap = refusal(sandbox, "PUT", "/clock", {"now": "2016-12-31T23:59:60Z"})
    assert leap == "now is '2016-12-31T23:59:60Z'; give a moment such as 2026-01-31T00:00:00Z"
    refusal(sandbox, "PUT", "/clock", {})


def test_an_order_is_moved(sandbox: Sandbox) -> None:
    order = Api(sandbox).order()
    status, moved = call(sandbox, "PUT", f"/orders/{order['id']}/status", {"status": "paid"})
    assert (status, moved) == (200, Api(sandbox).get(f"/orders/{order['id']}"))
    assert moved["status"] == "paid"
    again = refusal(sandbox, "PUT", f"/orders/{order['id']}/status", {"status": "placed"})
    assert "cannot be placed" in again
    assert "'x'" in refusal(sandbox, "PUT", "/orders/x/status", {"status": "paid"})


def test_stock_and_price(sandbox: Sandbox) -> None:
    _, bundle = call(sandbox, "PUT", f"/bundles/{ASIA}/stock", {"tonnes": "12.5"})
    assert (bundle["id"], bundle["stock"]) == (ASIA, "12.5")
    _, bundle = call(sandbox, "PUT", f"/bundles/{ASIA}/price", {"unit_price": "3.21"})
    assert (bundle["stock"], bundle["unit_price"]) == ("12.5", "3.21")
    assert call(sandbox, "GET", "/state")[1]["bundles"][0] == bundle
    assert "tonnes" in refusal(sandbox, "PUT", f"/bundles/{ASIA}/stock", {"tonnes": 12})
    refusal(sandbox, "PUT", "/bundles/unknown/stock", {"tonnes": "1"})


def test_settings(sandbox: Sandbox) -> None:
    schedule = {"placed": 1, "paid": 2, "retiring": 3.5, "complete": 4}
    for path, body in (
        ("/rate-limit", {"requests_per_second": 15.0}),
        ("/latency", {"seconds": 0.5}),
        ("/idempotency", {"reading": "conflict"}),
        ("/schedule", {"schedule": schedule}),
        ("/versions", {"versions": ["2026-01-31"]}),
    ):
        answer = call(sandbox, "PUT", path, body)
        assert answer == (200, sandbox.control.state()["settings"])
    expected = {
        "rate_limit": 15,
        "latency": 0.5,
        "idempotency": "conflict",
        "schedule": schedule,
        "versions": ["2026-01-31"],
    }
    assert call(sandbox, "GET", "/state")[1]["settings"] == expected
    assert call(sandbox, "PUT", "/rate-limit", {"requests_per_second": None})[0] == 200
    assert call(sandbox, "PUT", "/schedule", {"schedule": None})[0] == 200
    assert sandbox.control.state()["settings"] == {
        **expected,
        "rate_limit": None,
        "schedule": None,
    }
    assert "as late as" in refusal(sandbox, "PUT", "/schedule", {"schedule": {"paid": 1e6}})
    assert "600 seconds" in refusal(sandbox, "PUT", "/latency", {"seconds": 601})


def test_faults(sandbox: Sandbox) -> None:
    wanted = {"kind": "status", "status": 503.0, "times": 2.0, "retry_after": 1, "tag": "orders"}
    status, added = call(sandbox, "POST", "/faults", wanted)
    assert status == 200
    assert sandbox.control.faults == (
        Fault(id=added["id"], kind="status", status=503, times=2, retry_after=1, tag="orders"),
    )
    answer = Api(sandbox).send("GET", "/orders")
    assert (repr(answer.status), answer.headers["Retry-After"]) == ("503", "1")
    assert call(sandbox, "GET", "/faults") == (200, [{**added, "times": 1}])
    assert call(sandbox, "DELETE", f"/faults/{added['id']}") == (204, None)
    assert "no fault" in refusal(sandbox, "DELETE", f"/faults/{added['id']}")
    call(sandbox, "POST", "/faults", {"kind": "drop", "probability": 0.5})
    assert call(sandbox, "DELETE", "/faults") == (204, None)
    assert call(sandbox, "GET", "/faults") == (200, [])
    assert "unknown" in refusal(
        sandbox, "POST", "/faults", {"kind": "drop", "operation_id": "unknown"}
    )
    assert "seconds" in refusal(sandbox, "POST", "/faults", {"kind": "drop", "seconds": 1})
    assert refusal(sandbox, "POST", "/faults", {"kind": "delay"}).startswith("seconds is missing")
    assert "'colour' here; it takes kind, operation_id," in refusal(
        sandbox, "POST", "/faults", {"kind": "drop", "colour": 1}
    )
    assert refusal(sandbox, "POST", "/faults", {"kind": "x"}).endswith('"twice", "violation"')


def test_faults_have_the_same_fields_here_and_in_python() -> None:
    names = {each.name for each in fields(Fault)}
    assert SCHEMAS["Fault"]["properties"].keys() == names
    assert SCHEMAS["NewFault"]["properties"].keys() == names - {"id"}
    properties = SCHEMAS["NewFault"]["properties"]
    assert tuple(properties["kind"]["enum"]) == get_args(Kind)
    assert tuple(properties["violation"]["enum"]) == get_args(Violation)


def test_settings_have_the_same_fields_here_and_in_python() -> None:
    assert SCHEMAS["Settings"]["properties"].keys() == {each.name for each in fields(Settings)}
    assert SCHEMAS["Schedule"]["properties"].keys() == {each.name for each in fields(Schedule)}


def test_requests(sandbox: Sandbox) -> None:
    api = Api(sandbox)
    api.get("/orders")
    api.send("POST", "/orders/by-mass", raw=b'{"mass": "\xff"}')
    status, requests = call(sandbox, "GET", "/requests")
    assert (status, [each["status"] for each in requests]) == (200, [200, 400])
    assert requests[1]["body"] == '{"mass": "�"}'
    assert json.loads(requests[1]["answer_body"])["error"]["message"] == requests[1]["problem"]
    assert requests[0]["duration"] == 0
    assert sandbox.api_key not in json.dumps(requests)
    assert call(sandbox, "GET", "/requests?limit=1") == (200, requests[1:])
    assert call(sandbox, "GET", "/requests?limit=0")[0] == 400
    assert call(sandbox, "DELETE", "/requests") == (204, None)
    assert call(sandbox, "GET", "/requests") == (200, [])


def test_snapshots_and_resets(sandbox: Sandbox) -> None:
    _, filled = call(sandbox, "POST", "/fill", {"orders": 2.0, "shipping_estimates": 1})
    assert [len(ids) for ids in filled.values()] == [2, 0, 1]
    _, kept = call(sandbox, "POST", "/snapshots")
    status, state = call(sandbox, "POST", "/reset", {"seed": 4})
    assert (status, state["seed"]) == (200, 4)
    assert Api(sandbox).get("/orders")["data"] == []
    assert call(sandbox, "POST", f"/snapshots/{kept['id']}/restore") == (
        200,
        sandbox.control.state(),
    )
    assert {each["id"] for each in Api(sandbox).get("/orders")["data"]} == {*filled["orders"]}
    assert "'x'" in refusal(sandbox, "POST", "/snapshots/x/restore")
    assert "100000" in refusal(sandbox, "POST", "/fill", {"orders": 100_001})
    assert "'x'" in refusal(sandbox, "POST", "/fill", {"account_id": "x"})
    assert call(sandbox, "POST", "/reset") == (200, sandbox.control.state())


def test_organisations_and_accounts(sandbox: Sandbox) -> None:
    _, created = call(sandbox, "POST", "/organisations", {"currency": "SEK"})
    other = Api(sandbox, api_key=created["api_key"])
    assert other.order()["currency"] == "SEK"
    wanted = {"name": "n", "currency": "EUR", "handle": "h", "organisation_id": created["id"]}
    _, account = call(sandbox, "POST", "/accounts", wanted)
    assert (account["currency"], account["handle"]) == ("EUR", "h")
    assert Api(sandbox, account["id"], api_key=created["api_key"]).order()["currency"] == "EUR"
    assert "'h'" in refusal(sandbox, "POST", "/accounts", wanted)
    assert "JPY" in refusal(sandbox, "POST", "/organisations", {"currency": "JPY"})


def test_a_refused_change_changes_nothing(sandbox: Sandbox) -> None:
    before = sandbox.control.state()
    for path, body in (
        ("/reset", {"seed": "x"}),
        ("/clock", {"now": "x"}),
        ("/latency", {}),
        ("/idempotency", {"reading": "x"}),
        ("/versions", {"versions": ["x"]}),
        ("/faults", {}),
        ("/accounts", {"name": "n", "currency": "x"}),
    ):
        method = "PUT" if path in {"/clock", "/latency", "/idempotency", "/versions"} else "POST"
        refusal(sandbox, method, path, body)
    assert sandbox.control.state() == before


# Pages of other sites.


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_a_form_of_another_page_is_refused(sandbox: Sandbox, content_type: str) -> None:
    for method in ("POST", "PUT", "DELETE"):
        path = {"POST": "/reset", "PUT": "/latency", "DELETE": "/faults"}[method]
        headers = {"Content-Type": content_type}
        status, answer = call(sandbox, method, path, {"seconds": 1}, **headers)
        assert status == 415
        assert "Content-Type: application/json" in answer["error"]
    assert sandbox.control.state()["settings"] == Settings().json()


def test_a_preflight_of_another_page_is_refused(sandbox: Sandbox) -> None:
    headers = {"Origin": "https://example.com", "Access-Control-Request-Method": "POST"}
    answer = sandbox.handle("OPTIONS", "/_mock/reset", {**JSON_HEADERS, **headers}, b"")
    assert answer.status in {405, 415}
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_a_change_without_a_body_needs_no_type_where_a_browser_asks_first(sandbox: Sandbox) -> None:
    for method, path, expected in (
        ("DELETE", "/faults", 204),
        ("DELETE", "/requests", 204),
        ("PUT", "/latency", 400),
        ("POST", "/reset", 415),
        ("POST", "/snapshots", 415),
    ):
        assert sandbox.handle(method, f"/_mock{path}", {}, b"").status == expected


@pytest.mark.parametrize("host", ["example.com", "example.com:8080", "localhost.example.com", ""])
def test_another_name_does_not_lead_here(sandbox: Sandbox, host: str) -> None:
    for method, path in (("GET", "/state"), ("GET", "/unknown"), ("POST", "/reset")):
        status, answer = call(sandbox, method, path, Host=host)
        assert status == 421
        assert "--base-url" in answer["error"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:80", "localhost:8080", "LOCALHOST", "[::1]:80", "192.0.2.1"]
)
def test_an_address_and_localhost_lead_here(sandbox: Sandbox, host: str) -> None:
    assert call(sandbox, "GET", "/clock", Host=host)[0] == 200


def test_the_own_name_leads_here_and_so_does_none() -> None:
    sandbox = Sandbox(base_url="http://lune-mock:8080/v1")
    assert call(sandbox, "GET", "/clock", Host="lune-mock:8080")[0] == 200
    assert call(sandbox, "GET", "/clock", Host="other:8080")[0] == 421
    assert sandbox.handle("GET", "/_mock/clock", {}, b"").status == 200
    sandbox.base_url = "http://other:8080/v1"
    assert call(sandbox, "GET", "/clock", Host="other:8080")[0] == 200
    assert call(sandbox, "GET", "/clock", Host="lune-mock:8080")[0] == 421


# What is no request of it.


def test_unknown_paths_and_methods(sandbox: Sandbox) -> None:
    for path in ("", "/", "/unknown"):
        status, answer = call(sandbox, "GET", path)
        assert status == 404
        assert "/_mock/openapi.json" in answer["error"]
    assert call(sandbox, "GET", "/faults/x")[0] == 405
    # Beside it, nothing is changed for the API.
    assert sandbox.handle("GET", "/_mockery", {}, b"").body.startswith(b"Not Found.")


def test_an_answer_ends_its_line(sandbox: Sandbox) -> None:
    for path in ("/clock", "/unknown"):
        answer = sandbox.handle("GET", f"/_mock{path}", {}, b"")
        assert answer.body.endswith(b"}\n")


def test_bodies_have_the_same_limits_as_those_of_the_api(sandbox: Sandbox) -> None:
    answer = sandbox.handle("POST", "/_mock/reset", JSON_HEADERS, b"x" * 200_000)
    assert answer.status == 413
    deep = b'{"seed":' + b"[" * 10_000
    assert sandbox.handle("POST", "/_mock/reset", JSON_HEADERS, deep).status == 400


def test_control_works_while_the_api_is_held_to_a_limit_and_spoilt(sandbox: Sandbox) -> None:
    call(sandbox, "PUT", "/rate-limit", {"requests_per_second": 1})
    call(sandbox, "POST", "/faults", {"kind": "hang", "times": None})
    call(sandbox, "PUT", "/latency", {"seconds": 600})
    for _ in range(5):
        answer = sandbox.handle("GET", "/_mock/state", JSON_HEADERS, b"")
        assert (answer.status, answer.delivery) == (200, None)


# Few, or too many: a sandbox that is filled with some ten thousand orders takes its time.
COUNTS = st.integers(-5, 20) | st.integers(min_value=10**6)
VALUES = st.recursive(
    st.none() | st.booleans() | COUNTS | st.floats(allow_subnormal=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


@settings(unhurried, max_examples=30)
@pytest.mark.parametrize("operation_id", OPERATIONS)
@given(data=st.data())
def test_nothing_makes_it_fail(operation_id: str, data: st.DataObject) -> None:
    operation = OPERATIONS[operation_id]
    properties: dict[str, Any] = {}
    if operation.body is not None:
        content: Any = DOCUMENT["paths"][operation.path][operation.method.lower()]
        schema = content["requestBody"]["content"]["application/json"]["schema"]
        name = schema.get("$ref", "").rpartition("/")[2]
        properties = SCHEMAS[name]["properties"] if name else schema["properties"]
    known = st.dictionaries(st.sampled_from(sorted(properties) or ["x"]), VALUES)
    body = data.draw(known | VALUES)
    path = operation.path.replace("{id}", data.draw(st.sampled_from(["x", ASIA, "%2F", "fault-1"])))
    status, _ = call(Sandbox(), operation.method, path, body)
    assert status in {200, 204, 400}


def test_a_clock_that_runs_is_put_and_stopped_exactly() -> None:
    sandbox = Sandbox()
    body = {"now": "2030-01-01T00:00:00Z", "is_frozen": True}
    assert call(sandbox, "PUT", "/clock", body)[0] == 200
    assert sandbox.control.now() == datetime(2030, 1, 1, tzinfo=UTC)


def test_a_clock_that_cannot_be_put_is_not_stopped() -> None:
    sandbox = Sandbox()
    refusal(sandbox, "PUT", "/clock", {"now": "9999-01-01T00:00:00Z", "is_frozen": True})
    assert sandbox.control.state()["clock_is_frozen"] is False


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/reset", {"seed": 1e16}),
        ("PUT", "/rate-limit", {"requests_per_second": 1e20}),
        ("POST", "/faults", {"kind": "status", "status": 503, "times": 1e16}),
        ("POST", "/faults", {"kind": "delay", "seconds": 1e16}),
    ],
)
def test_a_whole_number_can_have_an_exponent(
    sandbox: Sandbox, method: str, path: str, body: Any
) -> None:
    assert call(sandbox, method, path, body)[0] == 200


def test_a_second_that_no_clock_has_is_said(sandbox: Sandbox) -> None:
    said = refusal(sandbox, "PUT", "/clock", {"now": "2016-12-31T23:59:60Z"})
    assert said == "now is '2016-12-31T23:59:60Z'; give a moment such as 2026-01-31T00:00:00Z"


@pytest.mark.parametrize("host", ["[::1", "[x]:80"])
def test_a_host_that_is_no_address_does_not_lead_here(sandbox: Sandbox, host: str) -> None:
    status, answer = call(sandbox, "GET", "/state", Host=host)
    assert (status, "the host" in answer["error"]) == (421, True)
    assert "--base-url http://NAME:PORT/v1" in answer["error"]


def test_a_snapshot_is_forgotten(sandbox: Sandbox) -> None:
    first, second = sandbox.control.snapshot(), sandbox.control.snapshot()
    assert call(sandbox, "DELETE", f"/snapshots/{first}") == (204, None)
    assert sandbox.control.state()["snapshots"] == [second]
    said = refusal(sandbox, "DELETE", f"/snapshots/{first}")
    assert said == f"there is no snapshot {first!r}; there is {second}"
