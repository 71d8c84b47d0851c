"""Rules of authentication."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lune_mock import Sandbox

from .changing import answered, refused, with_headers
from .passing import assert_fires, assert_passes, rules, trials
from .targets import Change, Served, edited, sound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_mock import Answer

    from .targets import Call, Handle

KEY = f"Bearer {Sandbox(seed=0).api_key}"
LETS_IN = {
    "authentication/no-key": "listOrders",
    "authentication/wrong-key": "createMultiMatchTransactionEstimate",
    "authentication/empty-key": "getOrder",
    "authentication/other-scheme": "updateTransactionEstimate",
    "authentication/no-scheme": "getOrderQuoteByValue",
    "authentication/longer-key": "createOrderByMass",
    "authentication/key-inside": "createShippingEstimate",
    "authentication/key-in-other-letters": "getTransactionEstimate",
    "authentication/before-validation": "createOrderByValue",
    "authentication/known-order": "getOrderByIdempotencyKey",
    "authentication/known-estimate": "partialUpdateTransactionsEstimateAnnotations",
    "authentication/no-order": "createOrderByEstimate",
    "authentication/no-estimate": "createBatchTransactionEstimate",
    "authentication/no-change": "updateTransactionEstimate",
}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("authentication"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize(("rule", "operation"), LETS_IN.items())
def test_a_target_that_lets_everybody_in(rule: str, operation: str) -> None:
    assert_fires(rule, operation, with_headers(operation, authorization=KEY))


@pytest.mark.parametrize("rule", ["authentication/no-key", "authentication/wrong-key"])
def test_a_target_that_forbids_in_place_of_401(rule: str) -> None:
    def forbidden(answer: Answer) -> Answer:
        return refused(answer, 403, "unauthorised")

    assert_fires(rule, "getOrder", answered("getOrder", forbidden))


def test_a_target_with_another_code() -> None:
    def rename(body: dict[str, dict[str, str]]) -> None:
        body["error"]["error_code"] = "account_suspended"

    change = edited("listOrders", rename, status=401)
    assert_fires("authentication/code", "listOrders", change)


def test_a_target_that_knows_the_scheme_in_one_case_only() -> None:
    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        wrong_case = call.headers["authorization"].startswith("bearer")
        return refused(answer, 401, "unauthorised") if wrong_case else answer

    assert_fires("authentication/scheme-in-lower-case", "listOrders", change)


def _behind(change: Change, operation_id: str) -> Change:
    """Carry a call out, and refuse it all the same."""

    def changed(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation == operation_id and answer.status == 401:
            change(handle, call)
        return answer

    return changed


@pytest.mark.parametrize(
    ("rule", "operation"),
    [
        ("authentication/no-order", "createOrderByMass"),
        ("authentication/no-estimate", "createTransactionEstimate"),
        ("authentication/no-change", "partialUpdateTransactionsEstimateAnnotations"),
    ],
)
def test_a_target_that_refuses_and_carries_out(rule: str, operation: str) -> None:
    assert_fires(rule, operation, _behind(with_headers(operation, authorization=KEY), operation))


def test_every_rule_is_shown_to_fire() -> None:
    others = {"authentication/code", "authentication/scheme-in-lower-case"}
    assert rules("authentication") == LETS_IN.keys() | others
