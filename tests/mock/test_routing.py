from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock import Sandbox

from .calling import Api, segment, unhurried

ODD_KEYS = [
    "a/b",
    "..",
    ".",
    "%",
    "%2F",
    "a b",
    "a?b#c",
    "naïve-鍵-🌱",
    "by-mass",
    "a+b",
    "quote",
    "a\nb",
    "\x00",
]


def test_an_unknown_path_is_404(api: Api) -> None:
    answer = api.send("GET", "/projects")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert b"/v1/projects" in answer.body


@pytest.mark.parametrize(
    "path", ["/orders/", "//orders", "/orders/%ff", "/orders/%zz", "/orders/a/b", "/orders/%"]
)
def test_what_is_no_segment_is_404(api: Api, path: str) -> None:
    assert api.send("GET", path).status == 404


def test_a_path_outside_the_base_path_is_404(sandbox: Sandbox) -> None:
    key = {"Authorization": f"Bearer {sandbox.api_key}"}
    assert sandbox.handle("GET", "/orders", key, b"").status == 404
    assert sandbox.handle("GET", "", {}, b"").status == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/orders/by-mass", "POST"),
        ("DELETE", "/orders", "GET"),
        ("POST", "/orders/anything", "GET"),
        ("PATCH", "/estimates/transactions/anything", "GET, PUT"),
        ("GET", "/estimates/transactions/batch", "POST"),
        ("OPTIONS", "/orders", "GET"),
    ],
)
def test_another_method_is_405_with_allow(api: Api, method: str, path: str, allowed: str) -> None:
    answer = api.send(method, path)
    assert (answer.status, answer.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize("key", [{}, {"Authorization": "Bearer wrong"}])
def test_another_method_is_401_without_the_key(sandbox: Sandbox, key: dict[str, str]) -> None:
    answer = sandbox.handle("DELETE", "/v1/orders", key, b"")
    assert (answer.status, "Allow" in answer.headers) == (401, False)
    assert b'"unauthorised"' in answer.body
    # A path that does not exist needs no key to say so.
    assert sandbox.handle("GET", "/v1/projects", key, b"").status == 404


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8080", "https://api.lune.co", "HTTP://a"])
def test_a_target_can_be_absolute(api: Api, sandbox: Sandbox, origin: str) -> None:
    order = api.order(idempotency_key="http://a/b")
    headers = {"Authorization": f"Bearer {sandbox.api_key}"}
    for path in ("/v1/orders?limit=1", f"/v1/orders/{order['id']}"):
        assert sandbox.handle("GET", f"{origin}{path}", headers, b"").status == 200
    key = segment("http://a/b")
    path = f"/v1/orders/by-idempotency-key/{key}"
    assert sandbox.handle("GET", path, headers, b"").status == 200
    for rest in ("", "/", "?a=b"):
        assert sandbox.handle("GET", f"{origin}{rest}", headers, b"").status == 404


def test_a_literal_segment_wins_even_when_it_is_escaped(api: Api) -> None:
    assert api.send("GET", "/orders/by%2Dmass").status == 405


@pytest.mark.parametrize("key", ODD_KEYS)
def test_an_odd_key_is_one_segment(api: Api, key: str) -> None:
    order = api.order(idempotency_key=key)
    assert api.get(f"/orders/by-idempotency-key/{segment(key)}") == order
    estimate = api.estimate(idempotency_key=key)
    assert api.get(f"/estimates/transactions/by-idempotency-key/{segment(key)}") == estimate


def test_an_odd_id_is_one_segment(api: Api) -> None:
    for id_ in ODD_KEYS:
        # The literal paths are no ids.
        expected = 405 if id_ == "by-mass" else 404
        assert api.send("GET", f"/orders/{segment(id_)}").status == expected


@unhurried
@given(st.text(alphabet=st.characters(codec="ascii"), max_size=40))
def test_no_path_makes_the_sandbox_fail(path: str) -> None:
    sandbox = Sandbox()
    assert sandbox.handle("GET", f"/v1/{path}", {}, b"").status in {400, 401, 404, 405}


def test_every_operation_of_the_document_has_rules(sandbox: Sandbox) -> None:
    assert sandbox.unanswered == ()


def test_an_operation_without_rules_is_501(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lune_mock.service.HANDLERS", dict[str, Any]())
    answer = api.send("GET", "/orders")
    assert (answer.status, b"listOrders" in answer.body) == (501, True)
    assert "listOrders" in api.sandbox.unanswered
