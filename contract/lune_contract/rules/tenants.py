"""What accounts of one key see of each other: nothing."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from lune_contract.creations import leaves_nothing
from lune_contract.paging import MOST, ids, page, page_with
from lune_contract.rule import rule
from lune_contract.sample import (
    ALL,
    CHANGING,
    ESTIMATE_BY,
    ORDER_BY,
    PLACING,
    existing,
    made_up_id,
    sample,
)

if TYPE_CHECKING:
    from lune_contract.reply import Reply
    from lune_contract.trial import Trial
    from lune_document import JSON

_SOURCE: Final = "Key concepts, accounts: Lune-Account is the account that a call runs on"
_KEYS: Final = "Orders and estimates: idempotency_key is unique per account"
_ELSEWHERE: Final = [each for each in ALL if each not in {*ORDER_BY, *ESTIMATE_BY, *PLACING}]
_BY_CONTENT: Final = [each for each in PLACING if each != "createOrderByEstimate"]
_CLIENTS: Final = "Transaction estimates, POST /estimates/transactions: client_account"
_ESTIMATE: Final = "createTransactionEstimate"
_REFUSED: Final = range(400, 500)
_NAMING_THE_REASON: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
)


@rule("tenants/order", operations=ORDER_BY, source=_SOURCE, needs=["accounts"], orders=1)
def order(trial: Trial) -> None:
    """An order is not found from another account, by its id or by its key."""
    _seen_from_its_own_only(trial)


@rule("tenants/estimate", operations=ESTIMATE_BY, source=_SOURCE, needs=["accounts"], estimates=1)
def estimate(trial: Trial) -> None:
    """An estimate is neither found nor changed from another account."""
    _seen_from_its_own_only(trial)


def _seen_from_its_own_only(trial: Trial) -> None:
    wanted = existing(trial)
    wanted.send(trial, account=trial.account(1)).success(HTTPStatus.NOT_FOUND)
    wanted.send(trial).success()


@rule("tenants/no-change", operations=CHANGING, source=_SOURCE, needs=["accounts"], estimates=1)
def no_change(trial: Trial) -> None:
    """What another account tries to change stays as it is."""
    wanted = existing(trial)
    before = trial.call("getTransactionEstimate", path=wanted.path).success()
    refused = wanted.send(trial, account=trial.account(1))
    after = trial.call("getTransactionEstimate", path=wanted.path).success()
    if before.body != after.body:
        refused.deviates("the estimate as it was", f"{refused.status}, and it is changed")


@rule("tenants/list", operations="listOrders", source=_SOURCE, needs=["accounts"], orders=2)
def listed(trial: Trial) -> None:
    """The list of orders has those of its own account, and none of another."""
    own, other = trial.account(), trial.account(1)
    first = trial.order().text("id")
    page_with(trial, first)
    # Before they have any of their own: an empty list is as much theirs as another.
    for each in trial.facts.accounts[1:]:
        theirs = page(trial, MOST, account=each)
        theirs.expect(first not in ids(theirs), f"no order of another account, {first}")
    placed = {own: first, other: trial.order(account=other).text("id")}
    for account, id_ in placed.items():
        found = page_with(trial, id_, account=account)
        found.expect(id_ in ids(found), f"the order of this account, {id_}")
        foreign = set(placed.values()) - {id_}
        found.expect(foreign.isdisjoint(ids(found)), f"no order of another account, {foreign}")


@rule("tenants/cursor", operations="listOrders", source=_SOURCE, needs=["accounts"], orders=2)
def cursor(trial: Trial) -> None:
    """A cursor of one account shows none of its orders to another."""
    own = {trial.order().text("id"), trial.order().text("id")}
    first = trial.call("listOrders", query={"limit": "1"}).success()
    query = {"after": first.text("next_cursor")}
    own |= set(ids(trial.call("listOrders", query=query).success()))
    answer = trial.call("listOrders", query=query, account=trial.account(1))
    if answer.status == HTTPStatus.OK:
        answer.expect(own.isdisjoint(ids(answer)), "no order of another account")


@rule(
    "tenants/by-estimate",
    operations="createOrderByEstimate",
    source=_SOURCE,
    needs=["accounts", "orders"],
    estimates=1,
)
def by_estimate(trial: Trial) -> None:
    """The estimate of another account cannot be ordered."""
    _not_ordered(trial, "createTransactionEstimate")


@rule(
    "tenants/by-shipping-estimate",
    operations="createOrderByEstimate",
    source=_SOURCE,
    needs=["accounts", "orders"],
    estimates=1,
)
def by_shipping_estimate(trial: Trial) -> None:
    """The shipping estimate of another account cannot be ordered."""
    _not_ordered(trial, "createShippingEstimate")


def _not_ordered(trial: Trial, making: str) -> None:
    body: JSON = {"estimate_id": trial.place(making).text("id"), "idempotency_key": trial.key()}
    tried = trial.call(trial.operation.id, body, account=trial.account(1))
    tried.refusal(statuses=_REFUSED)


@rule("tenants/order-keys", operations=_BY_CONTENT, source=_KEYS, needs=["accounts"], orders=2)
def order_keys(trial: Trial) -> None:
    """The same idempotency key in two accounts is the key of two orders."""
    key = trial.key()
    own, other = _twice(trial, key)
    _finds_its_own(trial, "getOrderByIdempotencyKey", key, own, other)


@rule(
    "tenants/estimate-keys",
    operations="createTransactionEstimate",
    source=_KEYS,
    needs=["accounts"],
    estimates=2,
)
def estimate_keys(trial: Trial) -> None:
    """The same idempotency key in two accounts is the key of two estimates."""
    key = trial.key()
    own, other = _twice(trial, key)
    _finds_its_own(trial, "getTransactionEstimateByIdempotencyKey", key, own, other)


@rule(
    "tenants/shipping-keys",
    operations="createShippingEstimate",
    source=_KEYS,
    needs=["accounts"],
    estimates=2,
)
def shipping_keys(trial: Trial) -> None:
    """The same idempotency key in two accounts is the key of two shipping estimates."""
    _twice(trial, trial.key())


@rule(
    "tenants/batch-keys",
    operations="createBatchTransactionEstimate",
    source=_KEYS,
    needs=["accounts"],
    estimates=2,
)
def batch_keys(trial: Trial) -> None:
    """The same idempotency key in batches of two accounts is the key of two estimates."""
    body: JSON = [trial.body("createTransactionEstimate", idempotency_key=trial.key())]
    own, other = (
        trial.call(trial.operation.id, body, account=account).success()
        for account in (trial.account(), trial.account(1))
    )
    other.expect(other.text(0, "id") != own.text(0, "id"), "another estimate", 0, "id")


@rule(
    "tenants/by-estimate-keys",
    operations="createOrderByEstimate",
    source=_KEYS,
    needs=["accounts"],
    orders=2,
    estimates=2,
)
def by_estimate_keys(trial: Trial) -> None:
    """The same idempotency key in two accounts is the key of two orders by estimate."""
    key = trial.key()
    placed: list[Reply] = []
    for account in (trial.account(), trial.account(1)):
        made = trial.estimate(account=account).text("id")
        placed.append(
            trial.place(trial.operation.id, account=account, estimate_id=made, idempotency_key=key)
        )
    own, other = placed
    other.expect(other.text("id") != own.text("id"), "another order", "id")


@rule(
    "tenants/unrelated-request",
    operations="createOrderByMass",
    source=_KEYS,
    needs=["accounts"],
    orders=2,
)
def unrelated_request(trial: Trial) -> None:
    """A key that another account used may be used here for another request."""
    key = trial.key()
    own = trial.order(idempotency_key=key)
    mass: JSON = {"amount": "3", "unit": "t"}
    other = trial.order(account=trial.account(1), idempotency_key=key, mass=mass)
    asked = other.amount("requested_quantity")
    other.expect(asked == 3, "an order for 3 t, as asked", "requested_quantity")  # noqa: PLR2004 - t
    other.expect(other.text("id") != own.text("id"), "another order", "id")


@rule(
    "tenants/client-account",
    operations=_ESTIMATE,
    source=_CLIENTS,
    needs=["client_accounts"],
    estimates=1,
)
def client_account(trial: Trial) -> None:
    """An estimate for a client account is that account's, and not that of Lune-Account."""
    key = trial.key()
    made = _for_client(trial, key, handle=trial.key()).success()
    for fetching, path in (
        ("getTransactionEstimate", {"id": made.text("id")}),
        ("getTransactionEstimateByIdempotencyKey", {"idempotency_key": key}),
    ):
        if trial.call(fetching, path=path).status == HTTPStatus.OK:
            made.deviates("an estimate of the client account", f"one that {fetching} finds here")


@rule(
    "tenants/client-account-found",
    operations=_ESTIMATE,
    source=_CLIENTS,
    needs=["client_accounts"],
    estimates=2,
)
def client_account_found(trial: Trial) -> None:
    """A client account that was made is found again by its handle, or by its idempotency key."""
    for form in ("handle", "idempotency_key"):
        # In the same account, this is a repetition; in another one, it would make another.
        key, client = trial.key(), {form: trial.key()}
        made = _for_client(trial, key, **client).success()
        again = _for_client(trial, key, **client)
        if again.status == HTTPStatus.OK:
            said = f"{made.text('id')}, or a refusal, as the {form} is that of the same account"
            again.expect(again.text("id") == made.text("id"), said, "id")


@rule(
    "tenants/client-accounts",
    operations=_ESTIMATE,
    source=f"{_CLIENTS}; {_KEYS}",
    needs=["client_accounts"],
    estimates=2,
)
def client_accounts(trial: Trial) -> None:
    """Two client accounts share no idempotency key of an estimate."""
    key = trial.key()
    one, two = (_for_client(trial, key, handle=trial.key()).success() for _ in range(2))
    two.expect(two.text("id") != one.text("id"), "an estimate of its own", "id")


@rule(
    "tenants/client-account-mismatch",
    operations=_ESTIMATE,
    source=f"{_CLIENTS}: key and handle belong to the same account",
    needs=["client_accounts"],
    estimates=2,
)
def client_account_mismatch(trial: Trial) -> None:
    """The handle of one client account is refused together with the key of another."""
    one, two = ({"handle": trial.key(), "idempotency_key": trial.key()} for _ in range(2))
    for client in (one, two):
        _for_client(trial, trial.key(), **client).success()
    mixed = _for_client(trial, trial.key(), **{**one, "handle": two["handle"]})
    mixed.refusal("account_handle_idempotency_key_inconsistency")


def _for_client(trial: Trial, key: str, **client: JSON) -> Reply:
    """Make an estimate for a client account, which is made as well where it is new."""
    named: JSON = {"name": "Contract suite", "currency": "USD", **client}
    body = trial.body(_ESTIMATE, idempotency_key=key, client_account=named)
    return trial.call(_ESTIMATE, body)


def _twice(trial: Trial, key: str) -> tuple[Reply, Reply]:
    """Make the same in two accounts, with the same key."""
    own = trial.place(trial.operation.id, idempotency_key=key)
    other = trial.place(trial.operation.id, account=trial.account(1), idempotency_key=key)
    other.expect(other.text("id") != own.text("id"), "something of its own", "id")
    return own, other


def _finds_its_own(trial: Trial, fetching: str, key: str, own: Reply, other: Reply) -> None:
    for account, made in ((trial.account(), own), (trial.account(1), other)):
        kept = trial.call(fetching, path={"idempotency_key": key}, account=account).success()
        kept.expect(kept.text("id") == made.text("id"), f"{made.text('id')}, of its account", "id")


@rule("tenants/unknown-account", operations=_ELSEWHERE, source=_SOURCE)
def unknown_account(trial: Trial) -> None:
    """A call on an account that does not exist is refused."""
    sample(trial).send(trial, account=made_up_id(trial)).refusal(statuses=_REFUSED)


@rule(
    "tenants/unknown-account-orders",
    operations=PLACING,
    source=_SOURCE,
    needs=["orders"],
    estimates=1,
)
def unknown_account_orders(trial: Trial) -> None:
    """An order for an account that does not exist is refused, and placed on no other."""
    key = trial.key()
    body = trial.body(trial.operation.id, idempotency_key=key)
    refused = trial.call(trial.operation.id, body, account=made_up_id(trial))
    refused.refusal(statuses=_REFUSED)
    leaves_nothing(refused, trial, trial.operation.id, key)


@rule("tenants/unknown-account-order", operations=ORDER_BY, source=_SOURCE, orders=1)
def unknown_account_order(trial: Trial) -> None:
    """An account that does not exist has no orders."""
    existing(trial).send(trial, account=made_up_id(trial)).refusal(statuses=_REFUSED)


@rule("tenants/unknown-account-estimate", operations=ESTIMATE_BY, source=_SOURCE, estimates=1)
def unknown_account_estimate(trial: Trial) -> None:
    """An account that does not exist has no estimates."""
    existing(trial).send(trial, account=made_up_id(trial)).refusal(statuses=_REFUSED)


@rule("tenants/unknown-account-status", operations=ALL, level="should", source=_SOURCE)
def unknown_account_status(trial: Trial) -> None:
    """A call on an account that does not exist is refused with a status that says so."""
    answer = sample(trial).send(trial, account=made_up_id(trial))
    answer.refusal(statuses=_NAMING_THE_REASON)
