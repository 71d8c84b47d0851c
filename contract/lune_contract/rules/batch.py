"""Purchases that are estimated in one request, each on its own."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from lune_contract.creations import by_id, by_key, keep, nothing_of_the_kind
from lune_contract.reply import Reply, shown, tells
from lune_contract.rule import Unsettled, invariant, rule
from lune_contract.sample import made_up_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_contract.exchange import Exchange
    from lune_contract.trial import Trial
    from lune_document import JSON

_BATCH: Final = "createBatchTransactionEstimate"
_SINGLE: Final = "createTransactionEstimate"
_SOURCE: Final = "POST /estimates/transactions/batch"
_LIMIT: Final = 100
_OK: Final = 200
_TOLD: Final = (
    *("mass", "emission_factor", "exchange_rate", "diet_factor"),
    *("quote", "is_transaction", "request"),
)
_REFUSALS: Final = (400, 409)
# Currencies that hardly anybody has a rate for.
_RARE: Final = ("KPW", "XAU", "CLF")


def _item(trial: Trial, value: str = "8.99", **changes: JSON) -> dict[str, JSON]:
    """Return a purchase for a batch."""
    return trial.body(_SINGLE, value={"value": value, "currency": "USD"}, **changes)


def _send(trial: Trial, items: Sequence[JSON]) -> Reply:
    """Estimate purchases; one place of the answer for each is expected."""
    return trial.call(_BATCH, list(items)).success()


def _value(reply: Reply, number: int) -> str:
    """Return the value of the purchase that a place of the answer is about."""
    return reply.text(number, "request", "value", "value")


@rule("batch/order-is-kept", operations=_BATCH, source=_SOURCE, estimates=7)
def order_is_kept(trial: Trial) -> None:
    """The answer has the estimates in the order of the request."""
    values = ["30", "4", "100", "20.5", "3", "1000", "5"]
    reply = _send(trial, [_item(trial, each) for each in values])
    found = [_value(reply, number) for number in range(len(reply.items()))]
    reply.expect(found == values, f"estimates of {', '.join(values)}: {', '.join(found)}")


@rule("batch/failure-stays-alone", operations=_BATCH, source=_SOURCE, estimates=5)
def failure_stays_alone(trial: Trial) -> None:
    """A purchase that fails leaves those before and after it estimated."""
    unknown: JSON = [{"bundle_id": made_up_id(trial), "percentage": 100}]
    key = trial.key()
    items = [
        _item(trial, "1"),
        _item(trial, "2", bundle_selection=unknown),
        _item(trial, "3", idempotency_key=key),
        # The key is taken, by another purchase.
        _item(trial, "4", idempotency_key=key),
        trial.body(_SINGLE, value={"value": "5", "currency": "KPW"}),
        _item(trial, "6"),
    ]
    reply = _send(trial, items)
    for number, value in ((0, "1"), (2, "3"), (5, "6")):
        reply.expect(_value(reply, number) == value, f"an estimate of {value}", number)


@rule("batch/no-match-is-empty", operations=_BATCH, source=_SOURCE, estimates=3)
def no_match_is_empty(trial: Trial) -> None:
    """A purchase that no factor fits is an empty object in its place."""
    nothing = _item(trial, "2", merchant=nothing_of_the_kind(trial))
    reply = _send(trial, [_item(trial, "1"), nothing, _item(trial, "3")])
    for number, value in ((0, "1"), (2, "3")):
        reply.expect(_value(reply, number) == value, f"an estimate of {value}", number)
    if reply.has(1, "mass"):
        message = "a factor fits even a purchase of random letters"
        raise Unsettled(message)
    reply.expect(reply.at(1) == {}, "an empty object", 1)


@rule("batch/estimates-are-kept", operations=_BATCH, source=_SOURCE, estimates=3)
def estimates_are_kept(trial: Trial) -> None:
    """Each estimate of a batch is an estimate of its own, and is fetched by its id."""
    # All alike: each has its own id nevertheless.
    reply = _send(trial, [_item(trial) for _ in range(3)])
    ids = [reply.text(number, "id") for number in range(3)]
    reply.expect(len(set(ids)) == len(ids), f"ids that differ: {', '.join(ids)}")
    for number, id_ in enumerate(ids):
        keep(reply, by_id(trial, _SINGLE, id_), reply, number)


@rule("batch/failure-is-as-by-itself", operations=_BATCH, source=_SOURCE, estimates=8)
def failure_is_as_by_itself(trial: Trial) -> None:
    """A purchase that fails by itself has the same error in its place of a batch."""
    key = trial.key()
    trial.call(_SINGLE, _item(trial, "1", idempotency_key=key)).success()
    # The key is taken, by another purchase; and there may be no rate.
    items = [_item(trial, "2", idempotency_key=key)]
    items += [trial.body(_SINGLE, value={"value": "3", "currency": each}) for each in _RARE]
    singles = [trial.call(_SINGLE, item) for item in items]
    codes = {
        number: single.text("error", "error_code")
        for number, single in enumerate(singles)
        if single.status in _REFUSALS
    }
    if not codes:
        message = f"a used key and values in {', '.join(_RARE)} are estimated all the same"
        raise Unsettled(message)
    reply = _send(trial, items)
    for number, code in codes.items():
        place = (number, "error", "error_code")
        reply.expect(reply.at(*place) == code, f"{code}, as by itself", *place)


@rule("batch/item-is-as-by-itself", operations=_BATCH, source=_SOURCE, estimates=6)
def item_is_as_by_itself(trial: Trial) -> None:
    """A purchase is estimated in a batch as it is by itself."""
    items = [_item(trial), _item(trial, "120", diet="vegan", quantity_trunc="kg")]
    items.append(trial.body(_SINGLE, value={"value": "120", "currency": "EUR"}))
    reply = _send(trial, items)
    for number, item in enumerate(items):
        single = trial.call(_SINGLE, item).success()
        for name in _TOLD:
            wanted = single.at(name)
            reply.expect(
                reply.at(number, name) == wanted,
                f"{name} {shown(wanted)}, as by itself",
                number,
                name,
            )


@rule("batch/keys-find-the-estimates", operations=_BATCH, source=_SOURCE, estimates=2)
def keys_find_the_estimates(trial: Trial) -> None:
    """Each purchase of a batch can have a key, which finds its estimate."""
    keys = [trial.key(), trial.key()]
    reply = _send(trial, [_item(trial, idempotency_key=key) for key in keys])
    for number, key in enumerate(keys):
        keep(reply, by_key(trial, _SINGLE, key), reply, number)


@rule("batch/repeat-makes-nothing", operations=_BATCH, source=_SOURCE, estimates=3)
def repeat_makes_nothing(trial: Trial) -> None:
    """A batch is repeated safely: what has a key comes back, or says so, and what is new is made."""
    keys = [trial.key(), trial.key()]
    items = [_item(trial, idempotency_key=key) for key in keys]
    first = _send(trial, items)
    again = _send(trial, [*items, _item(trial, "17")])
    for number, key in enumerate(keys):
        _same_or_refused(again, number, first.text(number, "id"))
        keep(again, by_key(trial, _SINGLE, key), first, number)
    again.expect(_value(again, len(keys)) == "17", "an estimate of 17", len(keys))


@rule("batch/one-key-makes-one", operations=_BATCH, source=_SOURCE, estimates=1)
def one_key_makes_one(trial: Trial) -> None:
    """A purchase that stands twice in a batch, with one key, is estimated once."""
    key = trial.key()
    reply = _send(trial, [_item(trial, idempotency_key=key)] * 2)
    _same_or_refused(reply, 1, reply.text(0, "id"))
    keep(reply, by_key(trial, _SINGLE, key), reply, 0)


@rule("batch/key-of-a-single-estimate", operations=_BATCH, source=_SOURCE, estimates=1)
def key_of_a_single_estimate(trial: Trial) -> None:
    """A purchase that was estimated by itself is not estimated again in a batch with its key."""
    item = _item(trial, idempotency_key=trial.key())
    single = trial.call(_SINGLE, item).success()
    _same_or_refused(_send(trial, [item]), 0, single.text("id"))


def _same_or_refused(reply: Reply, number: int, id_: str) -> None:
    """Say that a batch is wrong unless a place has an estimate again, or says that there is one."""
    if reply.has(number, "error"):
        wanted = "estimate_idempotency_already_exists"
        place = (number, "error", "error_code")
        reply.expect(reply.at(*place) == wanted, wanted, *place)
    else:
        reply.expect(reply.at(number, "id") == id_, f"{id_}, the original", number, "id")


@rule("batch/one-purchase", operations=_BATCH, source=_SOURCE, estimates=1)
def one_purchase(trial: Trial) -> None:
    """A batch may be of one purchase."""
    reply = _send(trial, [_item(trial, "7")])
    reply.expect(_value(reply, 0) == "7", "an estimate of 7", 0)


@rule("batch/hundred-purchases", operations=_BATCH, source=_SOURCE, estimates=_LIMIT)
def hundred_purchases(trial: Trial) -> None:
    """A batch may be of a hundred purchases; all are estimated, in order."""
    values = [str(number + 1) for number in range(_LIMIT)]
    reply = _send(trial, [_item(trial, each) for each in values])
    found = [_value(reply, number) for number in range(len(reply.items()))]
    reply.expect(found == values, f"{_LIMIT} estimates in order")


@rule("batch/body-is-a-list", operations=_BATCH, source=_SOURCE, estimates=1)
def body_is_a_list(trial: Trial) -> None:
    """A purchase that stands in no list is refused, and is not estimated."""
    key = trial.key()
    trial.call(_BATCH, _item(trial, idempotency_key=key)).refusal()
    by_key(trial, _SINGLE, key).success(404)


@rule("batch/no-purchase", operations=_BATCH, source=f"{_SOURCE}, 1 to 100 purchases")
def no_purchase(trial: Trial) -> None:
    """A batch of nothing is refused."""
    trial.call(_BATCH, []).refusal()


@rule(
    "batch/too-many-purchases",
    operations=_BATCH,
    source=f"{_SOURCE}, 1 to 100 purchases",
    estimates=_LIMIT + 1,
)
def too_many_purchases(trial: Trial) -> None:
    """A batch of more than a hundred purchases is refused, and none of them is estimated."""
    key = trial.key()
    items = [_item(trial) for _ in range(_LIMIT)]
    trial.call(_BATCH, [_item(trial, idempotency_key=key), *items]).refusal()
    by_key(trial, _SINGLE, key).success(404)


def _purchases(exchange: Exchange) -> list[JSON]:
    """Return the purchases of a batch that was carried out."""
    if exchange.operation_id != _BATCH or exchange.answer.status != _OK:
        return []
    try:
        body: JSON = json.loads(exchange.request.body, parse_float=Decimal)
    except ValueError:
        return []
    return body if isinstance(body, list) else []


@invariant("batch/one-place-each", source=_SOURCE)
def one_place_each(exchange: Exchange) -> None:
    """The answer has one place for each purchase."""
    if purchases := _purchases(exchange):
        reply = Reply(exchange)
        found = len(reply.items())
        reply.expect(found == len(purchases), f"{len(purchases)} places, not {found}")


@invariant("batch/place-is-of-its-purchase", source=_SOURCE)
def place_is_of_its_purchase(exchange: Exchange) -> None:
    """An estimate stands in the place of its purchase."""
    reply = Reply(exchange)
    for number, item in enumerate(_purchases(exchange)):
        # With a key it may be an earlier one that was brought back.
        if (
            isinstance(item, dict)
            and "idempotency_key" not in item
            and reply.has(number, "request")
        ):
            for name in ("value", "merchant"):
                place = (number, "request", name)
                wanted = item.get(name)
                reply.expect(tells(reply.at(*place), wanted), repr(wanted), *place)


@invariant("batch/failure-is-an-error", source=_SOURCE)
def failure_is_an_error(exchange: Exchange) -> None:
    """A failure is told in its place as it would be by itself: an error, once more in a list."""
    reply = Reply(exchange)
    for number in range(len(_purchases(exchange))):
        if reply.has(number, "error"):
            error = reply.at(number, "error")
            reply.expect(reply.at(number, "errors") == [error], "the error in a list", number)
            reply.text(number, "error", "error_code")
            reply.text(number, "error", "message")
