"""Which requests violate the document, and that validation_error says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lune_contract.catalogue import statements
from lune_contract.document import operation
from lune_contract.exchange import Answer, Exchange, Request
from lune_contract.rule import INVARIANTS
from lune_contract.session import breaches
from lune_contract.validity import problems, unwritten_problem

statements()

MASS = {"mass": {"amount": "1", "unit": "kg"}}
GOOD = json.dumps(MASS).encode()


def by_mass(body: bytes, media_type: str = "application/json", **headers: str) -> Request:
    return Request("POST", "/orders/by-mass", {"content-type": media_type} | headers, body)


def wrong_places(request: Request, operation_id: str) -> list[tuple[str, str]] | None:
    found = problems(request, operation(operation_id))
    return None if found is None else [(each.place, each.name) for each in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (GOOD, []),
        (b"", [("body", "")]),
        (b"{", [("body", "")]),
        (b"\xff", [("body", "")]),
        (b'{"mass": NaN}', [("body", "")]),
        (b'{"mass": {"amount": 1, "unit": "kg"}}', [("body", "")]),
        # What a reader may take either way.
        (b'{"mass": 1, "mass": 2}', None),
        (b"[" * 100_000, None),
        (b'"' + b"x" * 100_000 + b'"', None),
        (GOOD[:-1] + b', "metadata": {"a": "\\ud800"}}', None),
    ],
)
def test_bodies(body: bytes, expected: Any) -> None:
    assert wrong_places(by_mass(body), "createOrderByMass") == expected


def test_a_body_of_another_content_type_is_left_open() -> None:
    assert wrong_places(by_mass(b"x", "text/plain"), "createOrderByMass") is None
    charset = "application/json; charset=utf-8"
    assert wrong_places(by_mass(GOOD, charset), "createOrderByMass") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit=3", []),
        ("limit=0", [("query", "limit")]),
        ("limit=x", [("query", "limit")]),
        ("limit=", [("query", "limit")]),
        ("after=x", []),
        ("limit=%2B3", None),
        ("limit=03", None),
        ("limit=3.0", None),
        ("limit=1&limit=2", None),
        ("other=1", None),
    ],
)
def test_queries(query: str, expected: Any) -> None:
    assert wrong_places(Request("GET", f"/orders?{query}"), "listOrders") == expected


def test_headers_and_what_is_missing() -> None:
    version = by_mass(GOOD, **{"LUNE-VERSION": "x"})
    assert wrong_places(version, "createOrderByMass") == [("header", "Lune-Version")]
    target = "/estimates/transactions/multi-match"
    request = Request("POST", target, {"Content-Type": "application/json"}, b"{}")
    expected = [("query", "limit"), ("body", "")]
    assert wrong_places(request, "createMultiMatchTransactionEstimate") == expected


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ([], False),
        ([{"bundle_id": "x"}], False),
        ([{"bundle_id": "x", "percentage": 100}], False),
        ([{"bundle_id": "x", "percentage": "99.99"}], True),
        ([{"bundle_id": "x", "percentage": 100}, {"bundle_id": "y"}], True),
    ],
)
def test_shares_that_do_not_add_up(selection: Any, expected: bool) -> None:
    body = json.dumps(MASS | {"bundle_selection": selection}).encode()
    assert unwritten_problem(by_mass(body), operation("createOrderByMass")) is expected


def breaks(name: str, request: Request, status: int, code: str | None = None) -> bool:
    body = b"{}" if code is None else json.dumps({"error": {"error_code": code}}).encode()
    exchange = Exchange.of(request, Answer(status, {}, body))
    return [each.name for each, _ in breaches([INVARIANTS[name]], exchange)] == [name]


BAD = by_mass(b"{}")
SHARES = by_mass(
    json.dumps(MASS | {"bundle_selection": [{"bundle_id": "x", "percentage": 1}]}).encode()
)


@pytest.mark.parametrize(
    ("request_", "status", "code", "expected"),
    [
        (by_mass(GOOD), 400, "validation_error", True),
        (by_mass(GOOD), 400, "order_quantity_invalid", False),
        (by_mass(GOOD), 200, None, False),
        (BAD, 400, "validation_error", False),
        (SHARES, 400, "validation_error", False),
    ],
)
def test_validation_error_is_for_violations_only(
    request_: Request, status: int, code: str | None, expected: bool
) -> None:
    assert breaks("validation/error-only-for-violations", request_, status, code) is expected


@pytest.mark.parametrize(
    ("request_", "status", "code", "expected"),
    [
        (BAD, 400, "validation_error", False),
        (BAD, 400, "order_quantity_invalid", True),
        (BAD, 400, None, True),
        (BAD, 200, None, True),
        (BAD, 204, None, True),
        (BAD, 401, None, False),
        (by_mass(GOOD), 200, None, False),
        (by_mass(GOOD, **{"Lune-Version": "x"}), 400, "api_version_invalid", False),
        (BAD, 400, "api_version_invalid", True),
        (Request("GET", "/orders?limit=0"), 400, "pagination_limit_invalid", False),
        (Request("GET", "/orders?limit=0"), 200, None, True),
    ],
)
def test_violations_are_told(
    request_: Request, status: int, code: str | None, expected: bool
) -> None:
    names = ("validation/violations-are-refused", "validation/violations-are-told")
    broken = [each for each in names if breaks(each, request_, status, code)]
    # What was carried out is wrong in any case, and a code is a matter of the letter.
    assert broken == ([names[status == 400]] if expected else [])


UNSETTLED: tuple[dict[str, Any], ...] = (
    MASS | {"unknown": "text"},
    MASS | {"quantity_trunc": None},
    MASS | {"bundle_masses": []},
    MASS | {"metadata": {"number": 1}},
)


@pytest.mark.parametrize("body", UNSETTLED)
def test_what_the_sources_leave_open_is_a_matter_of_the_letter(body: Any) -> None:
    assert not breaks(
        "validation/violations-are-refused", by_mass(json.dumps(body).encode()), 200, None
    )
    assert breaks("validation/violations-are-told", by_mass(json.dumps(body).encode()), 200, None)


@pytest.mark.parametrize(
    "mass",
    [None, 5, {"unit": "kg"}, {"amount": "1e3", "unit": "kg"}, {"amount": "1", "unit": "lb"}],
)
def test_what_is_settled_is_refused(mass: Any) -> None:
    body = {} if mass is None else {"mass": mass}
    assert breaks(
        "validation/violations-are-refused", by_mass(json.dumps(body).encode()), 200, None
    )
