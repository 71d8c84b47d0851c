"""Rules of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .changing import with_headers, with_status
from .passing import assert_fires, assert_passes, rules, trials
from .targets import Served, sound

if TYPE_CHECKING:
    from collections.abc import Iterator

# All calls of the operation run on the account of the key.
IN_ONE_ACCOUNT = [
    ("tenants/order", "getOrder"),
    ("tenants/order", "getOrderByIdempotencyKey"),
    ("tenants/estimate", "getTransactionEstimate"),
    ("tenants/estimate", "partialUpdateTransactionsEstimateAnnotations"),
    ("tenants/no-change", "updateTransactionEstimate"),
    ("tenants/list", "listOrders"),
    ("tenants/cursor", "listOrders"),
    ("tenants/by-estimate", "createOrderByEstimate"),
    ("tenants/by-shipping-estimate", "createOrderByEstimate"),
    ("tenants/order-keys", "createOrderByValue"),
    ("tenants/estimate-keys", "createTransactionEstimate"),
    ("tenants/shipping-keys", "createShippingEstimate"),
    ("tenants/batch-keys", "createBatchTransactionEstimate"),
    ("tenants/by-estimate-keys", "createOrderByEstimate"),
    ("tenants/unrelated-request", "createOrderByMass"),
    ("tenants/unknown-account", "listOrders"),
    ("tenants/unknown-account", "getOrderQuoteByMass"),
    ("tenants/unknown-account-orders", "createOrderByMass"),
    ("tenants/unknown-account-order", "getOrder"),
    ("tenants/unknown-account-estimate", "getTransactionEstimate"),
]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("tenants"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize(("rule", "operation"), IN_ONE_ACCOUNT)
def test_a_target_that_ignores_the_account(rule: str, operation: str) -> None:
    assert_fires(rule, operation, with_headers(operation, lune_account=None))


def test_a_target_that_says_that_an_unknown_account_is_not_found() -> None:
    change = with_status("listOrders", 404, instead_of=401)
    assert_fires("tenants/unknown-account-status", "listOrders", change)


def test_a_key_is_looked_up_in_its_own_account() -> None:
    change = with_headers("getOrderByIdempotencyKey", lune_account=None)
    assert_fires("tenants/order-keys", "createOrderByMass", change, "getOrderByIdempotencyKey")


def test_every_rule_is_shown_to_fire() -> None:
    shown = {rule for rule, _ in IN_ONE_ACCOUNT}
    assert rules("tenants") == shown | {"tenants/unknown-account-status"}
