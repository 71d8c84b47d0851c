"""Rules of accounts."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from lune_contract import Run, run

from .changing import with_headers, with_status
from .passing import assert_fires, assert_passes, rules, trials
from .spoiling import sending
from .targets import Served, sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lune_mock import Answer

    from .targets import Call, Change, Handle

_ESTIMATE = "createTransactionEstimate"
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


def test_an_empty_list_is_that_of_its_own_account() -> None:
    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        is_empty = call.operation == "listOrders" and b'"data":[]' in answer.body
        default = {n: value for n, value in call.headers.items() if n != "lune-account"}
        return handle(replace(call, headers=default)) if is_empty else answer

    assert_fires("tenants/list", "listOrders", change)


def _editing_client(edit: Callable[[dict[str, Any]], object]) -> Change:
    """Return a change that makes another client account than the one that is named."""

    def change(body: dict[str, Any]) -> None:
        if "client_account" in body:
            edit(body)

    return sending(_ESTIMATE, change)


def _anew() -> Change:
    numbers = count()
    return _editing_client(
        lambda body: body["client_account"].update(
            {
                name: f"{body['client_account'][name]}-{next(numbers)}"
                for name in ("handle", "idempotency_key")
                if name in body["client_account"]
            }
        )
    )


CLIENTS: dict[str, Change] = {
    "tenants/client-account": _editing_client(lambda body: body.pop("client_account")),
    "tenants/client-account-found": _anew(),
    "tenants/client-accounts": _editing_client(
        lambda body: body["client_account"].update(handle="everybody")
    ),
    "tenants/client-account-mismatch": _editing_client(
        lambda body: body["client_account"].pop("idempotency_key", None)
    ),
}


@pytest.mark.parametrize("rule", CLIENTS)
def test_a_target_with_other_client_accounts(rule: str) -> None:
    assert_fires(rule, _ESTIMATE, CLIENTS[rule])


def test_no_client_account_is_made_unless_it_may_be() -> None:
    with sound() as served:
        before = served.accounts
        report = run(served.target, rules=["tenants"], accounts=before, phases=False)
        ((reason, skipped),) = report.skipped.items()
        assert "--make-accounts" in reason
        assert {each.statement.name for each in skipped} == CLIENTS.keys()
        assert served.accounts == before
        made = Run(served.target, rules=list(CLIENTS), make_accounts=True)
        assert "client accounts" in str(made.announcement)
        assert {outcome.verdict for outcome in made} == {"passed"}
        assert len(served.accounts) > len(before)


def test_a_key_is_looked_up_in_its_own_account() -> None:
    change = with_headers("getOrderByIdempotencyKey", lune_account=None)
    assert_fires("tenants/order-keys", "createOrderByMass", change, "getOrderByIdempotencyKey")


def test_every_rule_is_shown_to_fire() -> None:
    shown = {rule for rule, _ in IN_ONE_ACCOUNT}
    assert rules("tenants") == shown | {"tenants/unknown-account-status", *CLIENTS}
