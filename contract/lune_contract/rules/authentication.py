"""Who is let in."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from lune_contract.creations import leaves_nothing, newest_orders
from lune_contract.exchange import API_KEY, API_KEY_IN_OTHER_LETTERS
from lune_contract.rule import rule
from lune_contract.sample import (
    ALL,
    CHANGING,
    ESTIMATE_BY,
    ORDER_BY,
    PLACING,
    WITH_BODY,
    existing,
    sample,
)

if TYPE_CHECKING:
    from lune_contract.trial import Trial
    from lune_document import JSON

_SOURCE = "Key concepts, authentication: Authorization: Bearer API_KEY on every request"
_WRONG = "Bearer wrong-key"


def _not_let_in(trial: Trial, authorization: str | None) -> None:
    sample(trial).send(trial, headers={"Authorization": authorization}).refusal(statuses=(401,))


@rule("authentication/no-key", operations=ALL, source=_SOURCE)
def no_key(trial: Trial) -> None:
    """A request without the header Authorization is refused with 401."""
    _not_let_in(trial, None)


@rule("authentication/wrong-key", operations=ALL, source=_SOURCE)
def wrong_key(trial: Trial) -> None:
    """A request with a key that does not exist is refused with 401."""
    _not_let_in(trial, _WRONG)


@rule("authentication/empty-key", operations=ALL, source=_SOURCE)
def empty_key(trial: Trial) -> None:
    """A request with the scheme and no key is refused with 401."""
    _not_let_in(trial, "Bearer")


@rule("authentication/other-scheme", operations=ALL, source=_SOURCE)
def other_scheme(trial: Trial) -> None:
    """A request with the key under another scheme than Bearer is refused with 401."""
    _not_let_in(trial, f"Basic {API_KEY}")


@rule("authentication/no-scheme", operations=ALL, source=_SOURCE)
def no_scheme(trial: Trial) -> None:
    """A request with the bare key, without a scheme, is refused with 401."""
    _not_let_in(trial, API_KEY)


@rule("authentication/longer-key", operations=ALL, source=_SOURCE)
def longer_key(trial: Trial) -> None:
    """A request whose key only begins with the right one is refused with 401."""
    _not_let_in(trial, f"Bearer {API_KEY}x")


@rule("authentication/key-inside", operations=ALL, source=_SOURCE)
def key_inside(trial: Trial) -> None:
    """A request whose key only ends with the right one is refused with 401."""
    _not_let_in(trial, f"Bearer x{API_KEY}")


@rule(
    "authentication/key-in-other-letters",
    operations=ALL,
    level="should",
    source="RFC 6750, 2.1: a token is compared as it is",
)
def key_in_other_letters(trial: Trial) -> None:
    """A request with small letters of the key as capitals, and the other way round, is refused."""
    _not_let_in(trial, f"Bearer {API_KEY_IN_OTHER_LETTERS}")


@rule("authentication/code", operations=ALL, level="should", source="Errors: unauthorised")
def code(trial: Trial) -> None:
    """The refusal of a wrong key has the code unauthorised."""
    refused = sample(trial).send(trial, headers={"Authorization": _WRONG})
    refused.refusal("unauthorised", statuses=(401,))


@rule(
    "authentication/scheme-in-lower-case",
    operations=["listOrders", "getOrderQuoteByMass", "getTransactionEstimate"],
    level="should",
    source="RFC 9110, 11.1: the name of a scheme has no case",
)
def scheme_in_lower_case(trial: Trial) -> None:
    """The key is taken under the scheme `bearer` as well."""
    answered = sample(trial).send(trial, headers={"Authorization": f"bearer {API_KEY}"})
    answered.expect(answered.status != HTTPStatus.UNAUTHORIZED, "not to be refused with 401")


@rule("authentication/before-validation", operations=WITH_BODY, level="should", source=_SOURCE)
def before_validation(trial: Trial) -> None:
    """A request without a key is refused for that, whatever else is wrong about it."""
    wanted = sample(trial)
    headers = {"Authorization": None, "Content-Type": "application/json"}
    trial.send(trial.operation.method, wanted.target, headers=headers, raw=b"[1").refusal(
        statuses=(401,)
    )


@rule("authentication/known-order", operations=ORDER_BY, source=_SOURCE, orders=1)
def known_order(trial: Trial) -> None:
    """An order is shown to nobody without the key."""
    _hidden(trial)


@rule("authentication/known-estimate", operations=ESTIMATE_BY, source=_SOURCE, estimates=1)
def known_estimate(trial: Trial) -> None:
    """An estimate is shown to nobody, and changed by nobody, without the key."""
    _hidden(trial)


def _hidden(trial: Trial) -> None:
    wanted = existing(trial)
    for authorization in (None, _WRONG, f"Basic {API_KEY}"):
        wanted.send(trial, headers={"Authorization": authorization}).refusal(statuses=(401,))


@rule("authentication/no-order", operations=PLACING, source=_SOURCE, needs=["orders"], estimates=1)
def no_order(trial: Trial) -> None:
    """A refused key places no order."""
    key = trial.key()
    mark: JSON = {"key": key}
    body = trial.body(trial.operation.id, idempotency_key=key, metadata=mark)
    refused = trial.call(trial.operation.id, body, headers={"Authorization": _WRONG})
    leaves_nothing(refused, trial, trial.operation.id, key)
    for each in newest_orders(trial):
        if each.get("metadata") == mark:
            refused.deviates("no order", f"{refused.status}, and the order {each.get('id')}")


@rule(
    "authentication/no-estimate",
    operations=["createTransactionEstimate", "createBatchTransactionEstimate"],
    source=_SOURCE,
)
def no_estimate(trial: Trial) -> None:
    """A refused key makes no estimate."""
    key = trial.key()
    item: JSON = trial.body("createTransactionEstimate", idempotency_key=key)
    body: JSON = [item] if isinstance(trial.operation.bodies[0], list) else item
    refused = trial.call(trial.operation.id, body, headers={"Authorization": _WRONG})
    leaves_nothing(refused, trial, trial.operation.id, key)


@rule("authentication/no-change", operations=CHANGING, source=_SOURCE, estimates=1)
def no_change(trial: Trial) -> None:
    """A refused key changes no estimate."""
    wanted = existing(trial)
    before = trial.call("getTransactionEstimate", path=wanted.path).success()
    refused = wanted.send(trial, headers={"Authorization": _WRONG})
    after = trial.call("getTransactionEstimate", path=wanted.path).success()
    if after.body != before.body:
        refused.deviates("the estimate as it was", f"{refused.status}, and the estimate is changed")
