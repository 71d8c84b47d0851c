from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

import lune_document
import lune_mock
from lune_mock import Answer, Sandbox
from lune_mock.calls import Call, Reply
from lune_mock.operations import read

from .calling import PURCHASE, Api, shipment


def test_the_same_seed_makes_the_same_ids() -> None:
    def ids(seed: int, *, reading: bool = False) -> list[str]:
        api = Api(Sandbox(seed=seed))
        if reading:
            api.get("/orders")
        return [api.order()["id"], api.estimate()["id"]]

    assert ids(1) == ids(1, reading=True)
    assert not set(ids(1)) & set(ids(2))


def test_the_version_is_the_one_of_the_document(api: Api) -> None:
    document: Any = lune_document.load()
    version = read(document).version
    assert api.send("GET", "/orders").headers["Lune-Version"] == version
    assert api.send("GET", "/orders", headers={"Lune-Version": version}).status == 200
    later = {**document, "info": {"version": "2030-01-01"}}
    assert read(later).version == "2030-01-01"
    refusal = api.refusal("GET", "/orders", headers={"Lune-Version": "2030-01-01"})
    assert refusal[:2] == (400, "api_version_invalid")


def test_two_sandboxes_share_nothing() -> None:
    one, other = Api(Sandbox()), Api(Sandbox())
    one.order(idempotency_key="A")
    one.post(
        "/estimates/transactions",
        {**PURCHASE, "client_account": {"name": "n", "currency": "USD", "handle": "h"}},
    )
    assert other.get("/orders")["data"] == []
    assert len(one.sandbox.client_accounts) == len(other.sandbox.client_accounts) + 1


def test_an_answer_cannot_be_changed(api: Api) -> None:
    answer = api.send("GET", "/orders")
    with pytest.raises(AttributeError):
        answer.status = 500  # type: ignore[misc] # that it is refused is what is shown
    with pytest.raises(TypeError):
        answer.headers["CF-Ray"] = "other"  # type: ignore[index] # as above
    assert isinstance(answer, Answer)


def test_the_key_is_in_no_repr(sandbox: Sandbox) -> None:
    assert sandbox.api_key not in repr(sandbox)


def test_the_exported_names() -> None:
    assert sorted(lune_mock.__all__) == [
        "Account",
        "Answer",
        "Control",
        "ControlError",
        "Delivery",
        "Fault",
        "FaultError",
        "LoggedRequest",
        "Sandbox",
        "Schedule",
        "Settings",
        "TransitionError",
        "create_app",
    ]
    for name in lune_mock.__all__:
        assert hasattr(lune_mock, name)


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "/v1",
        "lune-mock/v1",
        "http:///v1",
        "http://lune-mock",
        "http://lune-mock/v1/",
        "x://y/v1",
    ],
)
def test_an_address_that_is_none_of_the_api_is_refused(base_url: str) -> None:
    with pytest.raises(ValueError, match="give one such as http"):
        Sandbox(base_url=base_url)


def test_a_sandbox_says_where_it_is() -> None:
    assert Sandbox().base_url == "https://sandbox.invalid/v1"
    assert Sandbox(base_url="http://127.0.0.1:1/v1").base_url == "http://127.0.0.1:1/v1"


def test_a_rule_that_fails_is_a_500_and_says_so_in_the_log(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Call) -> Reply:
        message = "no rule"
        raise KeyError(message)

    monkeypatch.setattr("lune_mock.service.HANDLERS", {"listOrders": fail})
    answer = api.send("GET", "/orders?after=secret")
    assert (answer.status, answer.headers.keys() >= {"CF-Ray", "Lune-Version"}) == (500, True)
    assert "GET /v1/orders failed" in caplog.text
    assert "KeyError: 'no rule'" in caplog.text
    assert api.sandbox.api_key not in caplog.text
    problem = api.sandbox.control.requests[-1].problem
    assert problem is not None
    assert "its log says why" in problem


@pytest.mark.parametrize(
    "reply", [Reply(200, {"has_more": "no"}), Reply(200), Reply(404, {}), Reply(299)]
)
def test_an_answer_against_the_document_does_not_leave(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, reply: Reply
) -> None:
    monkeypatch.setattr("lune_mock.service.HANDLERS", {"getOrder": lambda _: reply})
    answer = api.send("GET", "/orders/x")
    assert answer.status == 500
    assert answer.body.startswith(b"Internal Server Error. The sandbox broke the document: ")
    assert f"getOrder would answer {reply.status} against the document" in caplog.text


def test_the_import_needs_no_server_and_no_client() -> None:
    code = "import sys, lune_mock; lune_mock.Sandbox(); print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert {"uvicorn", "starlette", "httpx", "lune_api", "lune_client", "reportlab"}.isdisjoint(
        modules
    )


def loaded_by(path: str, body: Any = None) -> set[str]:
    """Return the modules and tables that a new process has after one request."""
    sent = "GET" if body is None else "POST", path, body
    code = f"""
import json, sys
from pathlib import Path
tables = []
sys.addaudithook(lambda name, args: name == "open" and tables.append(Path(str(args[0])).name))
from lune_mock import Sandbox, create_app
sandbox = Sandbox()
create_app(sandbox)
method, path, body = json.loads({json.dumps(sent)!r})
headers = {{"Authorization": f"Bearer {{sandbox.api_key}}", "Content-Type": "application/json"}}
content = json.dumps(body).encode() if body else b""
assert sandbox.handle(method, "/v1" + path, headers, content).status == 200
print(*sys.modules, *(name for name in tables if name.endswith(".csv")))
"""
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(run.stdout.split())


def test_nothing_of_emissions_is_loaded_before_it_is_needed() -> None:
    loaded = loaded_by("/orders")
    assert {"searoute", "networkx", "airportsdata", "sqlite3"}.isdisjoint(loaded)
    # Accounts have a currency.
    assert {each for each in loaded if each.endswith(".csv")} == {"exchange_rates.csv"}


def test_a_purchase_by_category_code_loads_no_ports_and_no_index() -> None:
    loaded = loaded_by("/estimates/transactions", PURCHASE)
    assert {"searoute", "networkx", "airportsdata", "sqlite3"}.isdisjoint(loaded)
    assert {"merchant_category_codes.csv", "categories.csv"} <= loaded
    assert {"category_terms.csv", "ports.csv", "intensities.csv"}.isdisjoint(loaded)


def test_a_shipment_over_a_given_distance_loads_no_ports() -> None:
    given = shipment(route={"amount": "100", "unit": "km"})
    loaded = loaded_by("/estimates/shipping", given)
    assert {"searoute", "networkx", "airportsdata", "sqlite3"}.isdisjoint(loaded)
    assert {"ports.csv", "sea_distances.csv", "category_terms.csv"}.isdisjoint(loaded)
