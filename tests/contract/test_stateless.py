"""Implementations that keep nothing and answer with examples: whose answer is wrong, and whose not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import lune_contract.rules.authentication
import lune_contract.rules.idempotency
import lune_contract.rules.money
import lune_contract.rules.tenants
import lune_contract.rules.validation  # noqa: F401 - they make the rules
from lune_mock import Answer

from .targets import Call, Handle, edited, with_json, wrong


def finding_any(handle: Handle, call: Call) -> Answer:
    """Answer look-ups of orders by any key with the newest but one."""
    if call.operation != "getOrderByIdempotencyKey":
        return handle(call)
    listed = handle(replace(call, target="/orders?limit=2"))
    return with_json(listed, json.loads(listed.body)["data"][1])


@pytest.mark.parametrize(
    ("rule", "operation"),
    [
        ("validation/key-of-an-order", "createOrderByMass"),
        ("authentication/no-order", "createOrderByMass"),
        ("tenants/unknown-account-orders", "createOrderByValue"),
        ("idempotency/twins-make-one", "createOrderByMass"),
        ("idempotency/other-request-makes-nothing", "createOrderByMass"),
    ],
)
def test_a_look_up_that_finds_anything_is_wrong_itself(rule: str, operation: str) -> None:
    with wrong(finding_any) as served:
        served.trial(served.session(), "createOrderByMass").order(idempotency_key="one")
        served.trial(served.session(), "createOrderByMass").order(idempotency_key="another")
        outcome = served.tried(rule, operation)
    assert outcome.deviation is not None
    assert outcome.deviation.operation == "getOrderByIdempotencyKey"


def test_a_quote_that_is_like_an_earlier_order_makes_none() -> None:
    with wrong(
        edited("getOrderQuoteByMass", lambda quote: quote.update(requested_quantity="0.25911"))
    ) as served:
        served.trial(served.session(), "createOrderByMass").order()
        outcome = served.tried("money/quote-makes-no-order", "getOrderQuoteByMass")
    assert outcome.verdict == "passed"
