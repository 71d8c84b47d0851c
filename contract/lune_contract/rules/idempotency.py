"""The caller's own keys: a request that is repeated is not carried out twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lune_contract.creations import (
    CREATIONS,
    CREATIONS_WITH_LOOK_UP,
    ESTIMATE_CREATIONS,
    LOOK_UPS,
    agree,
    by_id,
    by_key,
    keep,
    newest_orders,
)
from lune_contract.document import path_values
from lune_contract.parts import ORDER_CREATIONS, asked, estimates, orders
from lune_contract.reply import Reply
from lune_contract.rule import Unsettled, invariant, rule
from lune_contract.rules.life import can_become
from lune_contract.sample import made_up_id

if TYPE_CHECKING:
    from lune_contract.exchange import Exchange
    from lune_contract.trial import Trial
    from lune_document import JSON

_ORDERS: Final = "Orders, POST /orders/by-mass, by-value, by-estimate: idempotency_key"
_ESTIMATES: Final = "Transaction and shipping estimates: idempotency_key"
_BOTH: Final = "Orders and estimates: idempotency_key"
_LOOK_UP: Final = "GET .../by-idempotency-key/{idempotency_key}"

_LONGEST: Final = 100
_TWINS: Final = 3
_MOVES: Final = 3
_OK: Final = 200
_REFUSED: Final = (400, 409)
_CHANGED: Final[dict[str, dict[str, JSON]]] = {
    "createOrderByMass": {"mass": {"amount": "17", "unit": "kg"}},
    "createOrderByValue": {"value": "17"},
    # It names another estimate each time.
    "createOrderByEstimate": {},
    "createTransactionEstimate": {"value": {"value": "17.98", "currency": "USD"}},
    "createShippingEstimate": {"shipment": {"containers": "3"}},
}


class _Keyed:
    """A creation with a key, and what was answered to it first."""

    def __init__(
        self, trial: Trial, *, creation: str | None = None, key: str | None = None
    ) -> None:
        self.trial = trial
        self.creation = creation or trial.operation.id
        self.key = key or trial.key()
        # The key once more, to find what is made with it even where the key is lost.
        self.marks: dict[str, JSON] = {"idempotency_key": self.key, "metadata": {"key": self.key}}
        self.body = trial.body(self.creation, **self.marks)

    @property
    def has_look_up(self) -> bool:
        """Whether what it makes can be looked up by key."""
        return self.creation in CREATIONS_WITH_LOOK_UP

    def send(self) -> Reply:
        """Send it, for the first time or again."""
        return self.trial.call(self.creation, self.body)

    def send_other(self) -> Reply:
        """Send another request with the same key."""
        body = self.trial.body(self.creation, **self.marks, **_CHANGED[self.creation])
        return self.trial.call(self.creation, body)

    def look_up(self) -> Reply:
        """Look up what it made."""
        return by_key(self.trial, self.creation, self.key)

    def conflict(self, reply: Reply) -> Reply:
        """Return a reply that says that the key was used before."""
        kind = "order" if self.creation in ORDER_CREATIONS else "estimate"
        codes = [f"{kind}_idempotency_already_exists"]
        if self.creation == "createOrderByEstimate":
            codes.append("estimate_order_already_placed")
        return reply.refusal(*codes, statuses=(409,))

    def made_once(self, by: Reply) -> None:
        """Say that `by` is wrong if the list has several orders of the key."""
        if self.creation not in ORDER_CREATIONS:
            return
        made = {
            str(each.get("id"))
            for each in newest_orders(self.trial)
            if each.get("idempotency_key") == self.key or each.get("metadata") == {"key": self.key}
        }
        if len(made) > 1:
            by.deviates(
                f"one order of the key {self.key!r} in the list", f"{', '.join(sorted(made))}"
            )


@rule(
    "idempotency/repeat-is-the-original",
    operations=CREATIONS,
    source=_BOTH,
    orders=1,
    estimates=1,
)
def repeat_is_the_original(trial: Trial) -> None:
    """A request that is repeated with its key brings the original back, or 409 and it is found."""
    keyed = _Keyed(trial)
    first = keyed.send().success()
    again = keyed.send()
    if again.status != _OK:
        keyed.conflict(again)
        if not keyed.has_look_up:
            return
        again = keyed.look_up().success()
    agree(again, first)


@rule(
    "idempotency/repeat-makes-nothing",
    operations=ORDER_CREATIONS,
    source=_ORDERS,
    orders=1,
    estimates=1,
)
def repeat_makes_nothing(trial: Trial) -> None:
    """However often a request is repeated with its key, the list has one order of it."""
    keyed = _Keyed(trial)
    keyed.send().success()
    keyed.send()
    keyed.made_once(keyed.send())


@rule(
    "idempotency/other-request-makes-nothing",
    operations=CREATIONS,
    source=_BOTH,
    orders=1,
    estimates=2,
)
def other_request_makes_nothing(trial: Trial) -> None:
    """Another request with a used key makes no second object, and leaves the first as it is."""
    keyed = _Keyed(trial)
    first = keyed.send().success()
    other = keyed.send_other()
    if other.status == _OK:
        agree(other, first)
    else:
        other.refusal(statuses=_REFUSED)
    if keyed.has_look_up:
        keep(other, keyed.look_up(), first)
    keyed.made_once(other)


@rule(
    "idempotency/other-request-is-refused",
    operations=CREATIONS,
    source=_BOTH,
    level="should",
    orders=1,
    estimates=2,
)
def other_request_is_refused(trial: Trial) -> None:
    """Another request with a used key is refused."""
    keyed = _Keyed(trial)
    keyed.send().success()
    keyed.conflict(keyed.send_other())


@rule(
    "idempotency/twins-make-one",
    operations=CREATIONS,
    source=_BOTH,
    orders=1,
    estimates=1,
)
def twins_make_one(trial: Trial) -> None:
    """Requests with one key that arrive at the same moment make one object."""
    keyed = _Keyed(trial)
    twins = trial.at_once(_TWINS, keyed.creation, keyed.body)
    made = [each for each in twins if each.status == _OK]
    for each in twins:
        if each not in made:
            keyed.conflict(each)
    if not made:
        twins[0].deviates(f"one of {_TWINS} to be carried out", "409 for all of them")
    for each in made[1:]:
        agree(each, made[0])
    if keyed.has_look_up:
        keep(made[0], keyed.look_up(), made[0])
    keyed.made_once(made[0])


@rule(
    "idempotency/key-finds-what-was-made",
    operations=CREATIONS_WITH_LOOK_UP,
    source=_LOOK_UP,
    orders=1,
    estimates=1,
)
def key_finds_what_was_made(trial: Trial) -> None:
    """What was made with a key is found by it, the same as by its id."""
    keyed = _Keyed(trial)
    made = keyed.send().success()
    found = keyed.look_up().success()
    agree(found, made)
    agree(by_id(trial, keyed.creation, made.text("id")).success(), found)


@rule("idempotency/unknown-key-is-not-found", operations=LOOK_UPS, source=_LOOK_UP)
def unknown_key_is_not_found(trial: Trial) -> None:
    """A key that nothing was made with is answered 404."""
    trial.call(trial.operation.id, path={"idempotency_key": trial.key()}).success(404)


@rule(
    "idempotency/key-of-any-characters",
    operations=("createOrderByMass", "createTransactionEstimate"),
    source=f"{_BOTH}, any text of at most 100 characters",
    orders=6,
    estimates=6,
)
def key_of_any_characters(trial: Trial) -> None:
    """A key may have any characters, and is found by them; of slashes, servers make paths."""
    for characters in ("100%", "%2F", "two words", "größe-鍵", "a?b#c&d=e+f;'\"\\"):
        keyed = _Keyed(trial, key=f"{trial.key()} {characters}")
        made = keyed.send().success()
        agree(keyed.look_up().success(), made)


@rule(
    "idempotency/key-with-slashes",
    operations=("createOrderByMass", "createTransactionEstimate"),
    level="should",
    source=f"{_BOTH}, any text of at most 100 characters",
    orders=1,
    estimates=1,
)
def key_with_slashes(trial: Trial) -> None:
    """A key may have slashes, and is found by them."""
    keyed = _Keyed(trial, key=f"{trial.key()}/../a")
    made = keyed.send().success()
    agree(keyed.look_up().success(), made)


@rule(
    "idempotency/key-of-100-characters",
    operations=CREATIONS,
    source=f"{_BOTH}, at most 100 characters",
    orders=1,
    estimates=1,
)
def key_of_100_characters(trial: Trial) -> None:
    """A key of 100 characters is taken, all of them: another end is another key."""
    keyed = _Keyed(trial, key=trial.key().ljust(_LONGEST, "x"))
    made = keyed.send().success()
    if keyed.has_look_up:
        agree(keyed.look_up().success(), made)
        by_key(trial, keyed.creation, f"{keyed.key[:-1]}y").success(404)


@rule(
    "idempotency/key-of-101-characters",
    operations=CREATIONS,
    source=f"{_BOTH}, at most 100 characters",
    orders=1,
    estimates=2,
)
def key_of_101_characters(trial: Trial) -> None:
    """A key of more than 100 characters is refused."""
    keyed = _Keyed(trial, key=trial.key().ljust(_LONGEST + 1, "x"))
    keyed.send().refusal()


@rule(
    "idempotency/alike-keys-differ",
    operations=CREATIONS_WITH_LOOK_UP,
    source=_BOTH,
    level="should",
    orders=4,
    estimates=4,
)
def alike_keys_differ(trial: Trial) -> None:
    """Keys that differ in capitals, or in a blank at an end, are different keys."""
    key = trial.key()
    made: list[tuple[_Keyed, Reply]] = []
    for each in (key, key.upper(), f"{key} ", f" {key}"):
        keyed = _Keyed(trial, key=each)
        reply = keyed.send().success()
        is_new = all(reply.at("id") != earlier.at("id") for _, earlier in made)
        reply.expect(is_new, "another object", "id")
        made.append((keyed, reply))
    for keyed, reply in made:
        agree(keyed.look_up().success(), reply)


@rule(
    "idempotency/repeat-later",
    operations=CREATIONS,
    source=f"{_BOTH}; the original, in its current state",
    needs=("life",),
    orders=1,
    estimates=1,
)
def repeat_later(trial: Trial) -> None:
    """However late a request is repeated, the original comes back as it is now, or 409."""
    keyed = _Keyed(trial)
    first = keyed.send().success()
    _pass_time(trial)
    is_order = keyed.creation in ORDER_CREATIONS
    now = by_id(trial, keyed.creation, first.text("id")).success() if is_order else first
    again = keyed.send()
    if again.status != _OK:
        keyed.conflict(again)
        return
    agree(again, now)
    if is_order:
        _follows(again, now)


@rule(
    "idempotency/look-up-is-current",
    operations=LOOK_UPS,
    source=f"{_LOOK_UP}: what was made, as it is now",
    orders=1,
    estimates=1,
)
def look_up_is_current(trial: Trial) -> None:
    """What is looked up by key is in its current state, also if it was looked up before."""
    is_order = trial.operation.id == LOOK_UPS[0]
    creation = "createOrderByMass" if is_order else "createTransactionEstimate"
    keyed = _Keyed(trial, creation=creation)
    id_ = keyed.send().success().text("id")
    keyed.look_up().success()
    if is_order:
        _pass_time(trial)
        now = by_id(trial, creation, id_).success()
        _follows(keyed.look_up().success(), now)
    else:
        changed = trial.body(creation, **_CHANGED[creation], **keyed.marks)
        now = trial.call("updateTransactionEstimate", changed, path={"id": id_}).success()
        agree(keyed.look_up().success(), now)


def _pass_time(trial: Trial) -> None:
    for _ in range(_MOVES):
        trial.advance()


def _follows(later: Reply, earlier: Reply) -> None:
    """Say that `later` is wrong unless the status of an order is as in `earlier`, or after that."""
    before = earlier.text("status")
    follows = can_become(before, later.text("status"))
    said = f"a status that can follow {before}, as {earlier.exchange.operation_id} told"
    later.expect(follows, said, "status")


@rule(
    "idempotency/orders-and-estimates-are-apart",
    operations=LOOK_UPS,
    source="Key concepts, idempotency: keys of orders and of estimates",
    orders=1,
    estimates=1,
)
def orders_and_estimates_are_apart(trial: Trial) -> None:
    """Orders and estimates have keys of their own: one key can be used for one of each."""
    # What is looked up is made second: before that, the key finds nothing of its kind.
    kinds = ("createTransactionEstimate", "createOrderByMass")
    looks_up_orders = trial.operation.id == LOOK_UPS[0]
    earlier = _Keyed(trial, creation=kinds[not looks_up_orders])
    later = _Keyed(trial, creation=kinds[looks_up_orders], key=earlier.key)
    first = earlier.send().success()
    later.look_up().success(404)
    second = later.send().success()
    agree(later.look_up().success(), second)
    agree(earlier.look_up().success(), first)


@rule(
    "idempotency/one-key-for-all-orders",
    operations=ORDER_CREATIONS,
    source=_ORDERS,
    orders=1,
    estimates=1,
)
def one_key_for_all_orders(trial: Trial) -> None:
    """A key that one kind of order was placed with places no order of another kind."""
    kind = (
        "createOrderByValue" if trial.operation.id == "createOrderByMass" else "createOrderByMass"
    )
    earlier = _Keyed(trial, creation=kind)
    first = earlier.send().success()
    later = _Keyed(trial, key=earlier.key)
    reply = later.send()
    if reply.status == _OK:
        agree(reply, first)
    else:
        reply.refusal(statuses=_REFUSED)
    keep(reply, earlier.look_up(), first)
    earlier.made_once(reply)


@rule(
    "idempotency/one-key-for-all-estimates",
    operations=ESTIMATE_CREATIONS,
    source=_ESTIMATES,
    level="should",
    estimates=1,
)
def one_key_for_all_estimates(trial: Trial) -> None:
    """A key that one kind of estimate was made with makes no estimate of another kind."""
    kind = ESTIMATE_CREATIONS[trial.operation.id == ESTIMATE_CREATIONS[0]]
    earlier = _Keyed(trial, creation=kind)
    earlier.send().success()
    _Keyed(trial, key=earlier.key).send().refusal(statuses=_REFUSED)


@rule(
    "idempotency/refused-request-keeps-no-key",
    operations=CREATIONS,
    source=_BOTH,
    orders=1,
    estimates=1,
)
def refused_request_keeps_no_key(trial: Trial) -> None:
    """A request that was refused leaves its key free: corrected, it is carried out."""
    keyed = _Keyed(trial)
    trial.call(keyed.creation, {**keyed.body, "metadata": "none"}).refusal()
    if keyed.has_look_up:
        keyed.look_up().success(404)
    keyed.send().success()


@rule(
    "idempotency/unfulfilled-order-keeps-no-key",
    operations=ORDER_CREATIONS,
    source=_ORDERS,
    orders=1,
    estimates=1,
)
def unfulfilled_order_keeps_no_key(trial: Trial) -> None:
    """An order that names what there is not leaves its key free: corrected, it is placed."""
    keyed = _Keyed(trial)
    wrong: dict[str, JSON] = (
        {"estimate_id": made_up_id(trial)}
        if "estimate_id" in keyed.body
        else {"bundle_selection": [{"bundle_id": made_up_id(trial), "percentage": 100}]}
    )
    refused = trial.call(keyed.creation, keyed.body | wrong)
    if refused.status == _OK:
        message = f"{keyed.creation} takes an order that names what there is not"
        raise Unsettled(message)
    keyed.look_up().success(404)
    keyed.send().success()


@rule(
    "idempotency/no-key-makes-two",
    operations=tuple(each for each in CREATIONS if each != "createOrderByEstimate"),
    source=_BOTH,
    orders=2,
    estimates=2,
)
def no_key_makes_two(trial: Trial) -> None:
    """A request that is repeated without a key is carried out twice."""
    first, second = (trial.place(trial.operation.id) for _ in range(2))
    second.expect(second.at("id") != first.at("id"), "another object", "id")


@rule(
    "idempotency/key-can-be-given-later",
    operations=("updateTransactionEstimate", "partialUpdateTransactionsEstimateAnnotations"),
    source="Transaction estimates, PUT and PATCH: idempotency_key",
    estimates=1,
)
def key_can_be_given_later(trial: Trial) -> None:
    """A key that an estimate is given by a change finds it, and can be given to it again."""
    path = {"id": trial.estimate().text("id")}
    body: dict[str, JSON] = {"idempotency_key": trial.key()}
    if trial.operation.method == "PUT":
        body = trial.body(trial.operation.id, **body)
    changed = trial.call(trial.operation.id, body, path=path).success()
    key = changed.text("idempotency_key")
    changed.expect(key == body["idempotency_key"], repr(body["idempotency_key"]), "idempotency_key")
    keep(changed, by_key(trial, "createTransactionEstimate", key), changed)
    trial.call(trial.operation.id, body, path=path).success()


@rule(
    "idempotency/key-of-another-is-refused",
    operations=("updateTransactionEstimate", "partialUpdateTransactionsEstimateAnnotations"),
    source="Transaction estimates, PUT and PATCH: idempotency_key, unique in the account",
    estimates=2,
)
def key_of_another_is_refused(trial: Trial) -> None:
    """An estimate cannot be given the key of another; both stay as they are."""
    owner = _Keyed(trial, creation="createTransactionEstimate")
    owned, other = owner.send().success(), trial.estimate()
    body: dict[str, JSON] = {"idempotency_key": owner.key}
    if trial.operation.method == "PUT":
        body = trial.body(trial.operation.id, **body)
    refused = trial.call(trial.operation.id, body, path={"id": other.text("id")})
    refused.refusal(statuses=_REFUSED)
    keep(refused, owner.look_up(), owned)
    keep(refused, by_id(trial, owner.creation, other.text("id")), other)


@invariant("idempotency/answer-has-the-key", source=_BOTH)
def answer_has_the_key(exchange: Exchange) -> None:
    """What was made or changed with a key has that key in the answer."""
    if exchange.operation is None or not exchange.operation.has_body:
        return
    key = asked(exchange).get("idempotency_key")
    if not key:
        return
    for reply, place in (*orders(exchange), *estimates(exchange)):
        reply.expect(
            reply.at(*place, "idempotency_key") == key, repr(key), *place, "idempotency_key"
        )


@invariant("idempotency/no-key-is-told-as-none", source=_BOTH)
def no_key_is_told_as_none(exchange: Exchange) -> None:
    """What was made without a key has none in the answer."""
    if exchange.operation_id not in CREATIONS or asked(exchange).get("idempotency_key") is not None:
        return
    for reply, place in (*orders(exchange), *estimates(exchange)):
        if reply.has(*place, "idempotency_key"):
            key = reply.at(*place, "idempotency_key")
            reply.expect(key is None, "no key", *place, "idempotency_key")


@invariant("idempotency/look-up-has-the-key", source=_LOOK_UP)
def look_up_has_the_key(exchange: Exchange) -> None:
    """What is looked up by a key has that key."""
    if exchange.operation is None or exchange.operation_id not in LOOK_UPS:
        return
    if exchange.answer.status != _OK:
        return
    key = path_values(exchange.operation, exchange.request.target)["idempotency_key"]
    reply = Reply(exchange)
    reply.expect(reply.at("idempotency_key") == key, repr(key), "idempotency_key")
