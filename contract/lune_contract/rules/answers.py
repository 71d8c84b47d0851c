"""What answers look like: as their schemas say, the request told back, one object told alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from lune_contract.answered import answered
from lune_contract.creations import by_id, members
from lune_contract.document import path_values, record, schema, schemas
from lune_contract.document import rows as items
from lune_contract.parts import (
    ORDER_CREATIONS,
    Place,
    asked,
    costing_of,
    costings,
    estimates,
    exact,
    orders,
)
from lune_contract.reply import Reply, shown, tells
from lune_contract.rounding import said
from lune_contract.rule import Unsettled, invariant, rule
from lune_contract.rules.life import can_become, listed

if TYPE_CHECKING:
    from lune_contract.exchange import Exchange
    from lune_contract.trial import Trial
    from lune_document import JSON

_DOCUMENT: Final = "The document, schemas of the answers"
_ZEROS: Final = "The document, introduction: trailing zeros are dropped in answers"
_ORDERS: Final = "Orders, POST /orders"
_ALIKE: Final = "Orders: what a creation answers is the order"
_METADATA: Final = "Orders, metadata: attached by clients, and retrieved"
_REQUEST: Final = "Estimates, request: the properties that were estimated with"
_QUANTITY: Final = "Orders, requested_quantity: in tonnes"

_PLAIN: Final = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
_AS_SENT: Final = frozenset(("request", "metadata"))
# What an order comes to have on its way.
_MOVING: Final = frozenset(
    (
        *("status", "quantity", "offset_cost", "total_cost", "commission", "payment_method"),
        *("bundles", "projects", "certificate", "public_certificate_url"),
    )
)
_LOOKS: Final = 3
_OK: Final = 200
_SEVERAL: Final = frozenset(
    ("createBatchTransactionEstimate", "createMultiMatchTransactionEstimate")
)
_ESTIMATING: Final = _SEVERAL | {
    *("createTransactionEstimate", "updateTransactionEstimate", "createShippingEstimate"),
}
_ANSWERING_REQUESTS: Final = _ESTIMATING | {
    *ORDER_CREATIONS,
    *("getOrderQuoteByMass", "getOrderQuoteByValue"),
}
# Says whose estimate it is, and is no property of the estimate.
_NOT_TOLD: Final = "client_account"
_UNICODE: Final = "Überweisung № 17 — 谢谢 🌱"
_NAMES: Final = ("snake_case", "camelCase", "two words", "007", _UNICODE)
_VALUES: Final = ("", " blanks ", "two\nlines", "R&D <b>\"a\"</b> 'b' &amp; %20", "10.50", _UNICODE)

# No operation reads it again.
_UNREAD: Final = "createShippingEstimate"
_FLIGHT: Final[dict[str, JSON]] = {
    "shipment": {"mass": {"amount": "02.50", "unit": "t"}},
    "route": {
        "source": {"lat": 52.366712, "lon": 13.503345},
        "destination": {"lat": 50.037923, "lon": 8.562215},
    },
    "method": "cargo_plane",
}
_PURCHASE: Final[dict[str, JSON]] = {"value": {"value": "08.90", "currency": "USD"}}

_View: TypeAlias = tuple[Reply, Place]


@invariant("answers/schema", source=_DOCUMENT)
def as_its_schema(exchange: Exchange) -> None:
    """A JSON answer is what the document has for its operation and status."""
    answer, called = exchange.answer, exchange.operation
    if called is None or not answer.body or not called.declares(answer.status):
        return
    if called.media_types(answer.status):
        reply = Reply(exchange)
        problem = called.answer_problem(answer.status, reply.body)
        reply.expect(problem is None, "an answer as the document has it", got=problem or "")


@invariant("answers/amounts-without-zeros", source=_ZEROS)
def amounts_without_zeros(exchange: Exchange) -> None:
    """Amounts have no digits that say nothing: neither 007, nor 13.80, nor 250.0."""
    if exchange.operation is not None and exchange.answer.status == _OK:
        reply = Reply(exchange)
        for place, amount in _amounts(reply.body):
            is_plain = _PLAIN.fullmatch(amount) is not None
            reply.expect(is_plain, "an amount without needless zeros", *place)


def _amounts(value: JSON, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield what the document has as amounts, but for what is told back as it was sent."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _amounts(each, (*place, number))
    elif isinstance(value, dict):
        for name, each in value.items():
            if name in _AS_SENT:
                continue
            if isinstance(each, str) and name in _names_of_amounts():
                yield (*place, name), each
            else:
                yield from _amounts(each, (*place, name))


@cache
def _names_of_amounts() -> frozenset[str]:
    """Return the names that are amounts wherever the document has them."""
    amounts: set[str] = set()
    others: set[str] = set()
    for each in schemas().values():
        for part in (each, *_parts(each)):
            for name, property_ in record(part.get("properties", {})).items():
                (amounts if "schemas/Decimal'" in repr(property_) else others).add(name)
    return frozenset(amounts - others)


def _parts(each: Mapping[str, JSON]) -> Iterator[Mapping[str, JSON]]:
    parts = each.get("allOf", [])
    yield from (part for part in parts if isinstance(part, dict)) if isinstance(parts, list) else ()


@invariant("answers/type-of-order", source="Orders, type; requested_quantity, requested_value")
def type_of_order(exchange: Exchange) -> None:
    """An order is by quantity and has a requested quantity, or by value and has a requested value."""
    for reply, place in orders(exchange):
        by_value = reply.at(*place, "type") == "value"
        for name, is_set in (("requested_value", by_value), ("requested_quantity", not by_value)):
            has_it = reply.at(*place, name) is not None
            expected = (
                f"{name} {'set' if is_set else 'null'} in an order by {reply.at(*place, 'type')}"
            )
            reply.expect(has_it == is_set, expected, *place, name)
        if by_value:
            is_null = reply.at(*place, "estimate_id") is None
            reply.expect(is_null, "no estimate in an order by value", *place, "estimate_id")


@invariant("answers/type-as-ordered", source="Orders, type: by quantity, or by value")
def type_as_ordered(exchange: Exchange) -> None:
    """What is placed by value is of type value, all else of type quantity."""
    if exchange.operation_id in ORDER_CREATIONS:
        wanted = "value" if exchange.operation_id == "createOrderByValue" else "quantity"
        for reply, place in orders(exchange):
            reply.expect(reply.at(*place, "type") == wanted, repr(wanted), *place, "type")


@invariant("answers/estimate-as-ordered", source=f"{_ORDERS}/by-estimate: estimate_id")
def estimate_as_ordered(exchange: Exchange) -> None:
    """An order by estimate names its estimate, an order by mass or value none."""
    if exchange.operation_id in ORDER_CREATIONS:
        for reply, place, request in _fresh(exchange):
            wanted = request.get("estimate_id")
            is_right = reply.at(*place, "estimate_id") == wanted
            reply.expect(is_right, f"estimate_id {shown(wanted)}", *place, "estimate_id")


@invariant("answers/metadata-as-given", source=_METADATA)
def metadata_as_given(exchange: Exchange) -> None:
    """An order has the metadata that it was placed with, by default none."""
    if exchange.operation_id in ORDER_CREATIONS:
        for reply, place, request in _fresh(exchange):
            wanted = request.get("metadata") or {}
            is_same = reply.at(*place, "metadata") == wanted
            reply.expect(is_same, f"metadata {shown(wanted)}", *place, "metadata")


@invariant("answers/request-as-given", source=_REQUEST)
def request_as_given(exchange: Exchange) -> None:
    """An estimate tells the properties that it was asked for with."""
    if exchange.operation_id in _ESTIMATING:
        for reply, place, request in _fresh(exchange):
            _tells(reply, place, request)


def _tells(reply: Reply, place: Place, request: Mapping[str, JSON]) -> None:
    for name, value in request.items():
        if name != _NOT_TOLD and value is not None:
            at = (*place, "request", name)
            reply.expect(tells(reply.at(*at), value), f"{name} {shown(value)} as sent", *at)


@invariant("answers/nothing-but-the-request", source=_REQUEST, level="should")
def nothing_but_the_request(exchange: Exchange) -> None:
    """An estimate tells of its request nothing that was not in it, defaults neither."""
    if exchange.operation_id in _ESTIMATING:
        for reply, place, request in _fresh(exchange):
            more = members(reply, *place, "request").keys() - request.keys()
            reply.expect(not more, f"no {', '.join(sorted(more))}", *place, "request")


@invariant("answers/sums-without-noise", source="Conventions: amounts are exact decimal text")
def sums_without_noise(exchange: Exchange) -> None:
    """A sum has no more decimals than what it is the sum of."""
    for costing in costings(exchange):
        reply, place = costing.reply, costing.named("quantity")
        most = max((_decimals(reply, *row, "quantity") for row in costing.rows), default=0)
        is_plain = _decimals(reply, *place) <= most
        reply.expect(is_plain, f"{most} decimals, as the bundles have", *place)


def _decimals(reply: Reply, *place: str | int) -> int:
    return len(str(reply.amount(*place)).partition(".")[2])


@invariant("answers/no-offset-link", source="Orders, offset_link_id and email: of offset links")
def no_offset_link(exchange: Exchange) -> None:
    """An order that is placed by a request came through no offset link."""
    if exchange.operation_id in ORDER_CREATIONS:
        for reply, place in orders(exchange):
            for name in ("offset_link_id", "email"):
                reply.expect(reply.at(*place, name) is None, f"no {name}", *place, name)


@invariant("answers/ids-once", source="Orders and estimates, id: unique identifier")
def ids_once(exchange: Exchange) -> None:
    """No id stands twice in an answer, unless one key was given twice; and none is empty."""
    keys: dict[str, JSON] = {}
    for reply, place in (*orders(exchange), *estimates(exchange)):
        id_ = reply.text(*place, "id")
        number = next((step for step in place if isinstance(step, int)), None)
        key = asked(exchange, number).get("idempotency_key")
        is_own = id_ not in keys or (key is not None and keys[id_] == key)
        reply.expect(bool(id_) and is_own, "an id of its own", *place, "id")
        keys[id_] = key


@invariant("answers/order-of-the-id", source="Orders, GET /orders/{id}")
def order_of_the_id(exchange: Exchange) -> None:
    """An order that is fetched by its id has that id."""
    if exchange.operation is not None and exchange.operation_id == "getOrder":
        id_ = path_values(exchange.operation, exchange.request.target)["id"]
        for reply, _ in orders(exchange):
            reply.expect(reply.at("id") == id_, repr(id_), "id")


@invariant("answers/currency-code", source="Orders and quotes, currency", level="should")
def currency_code(exchange: Exchange) -> None:
    """A currency is a code of ISO 4217 in capitals."""
    for costing in costings(exchange):
        currency = costing.reply.at(*costing.place, "currency")
        is_code = currency in _currencies()
        costing.reply.expect(is_code, "the code of a currency", *costing.place, "currency")


@cache
def _currencies() -> Sequence[JSON]:
    return items(schema("CurrencyCode")["enum"])


def _fresh(exchange: Exchange) -> Iterator[tuple[Reply, Place, Mapping[str, JSON]]]:
    """Yield what was made, replaced or quoted, with its request.

    With a key an earlier object may come back: what is wrong then is no matter here.
    """
    if exchange.answer.status != _OK or exchange.operation_id not in _ANSWERING_REQUESTS:
        return
    reply, request = Reply(exchange), asked(exchange)
    if exchange.operation_id in _SEVERAL:
        for _, place in estimates(exchange):
            number = place[0]
            item = asked(exchange, number) if isinstance(number, int) else request
            yield from _unless_keyed(reply, place, item)
    else:
        yield from _unless_keyed(reply, (), request)


def _unless_keyed(
    reply: Reply, place: Place, request: Mapping[str, JSON]
) -> Iterator[tuple[Reply, Place, Mapping[str, JSON]]]:
    if request and "idempotency_key" not in request:
        yield reply, place, request


@rule("answers/order-told-alike", operations=ORDER_CREATIONS, source=_ALIKE, orders=1, estimates=1)
def order_told_alike(trial: Trial) -> None:
    """A creation answers with the order that is found by id, by key and in the list."""
    key = trial.key()
    body = trial.body(trial.operation.id, idempotency_key=key)
    made = trial.call(trial.operation.id, body).success()
    keyed = trial.call("getOrderByIdempotencyKey", path={"idempotency_key": key}).success()
    page, place = listed(trial, made.text("id"), keyed.text("id"))
    # Where two of three tell an id, the third is wrong, and the order is not to be found by that.
    _agree([(made, ()), (keyed, ()), (page, place)], "id")
    told = _looks(trial, made.text("id"), key)
    for name in record(schema("Order")["properties"]):
        is_still = name not in _MOVING or made.at("status") == told[0][0].at("status")
        _agree([(made, ()), *told] if is_still else told, name)
    status = told[0][0].text("status")
    follows = can_become(made.text("status"), status)
    made.expect(follows, f"a status that {status} can follow", "status")


def _looks(trial: Trial, id_: str, key: str) -> Sequence[_View]:
    """Return an order as it is told by id, by key and in the list while its status stays."""
    for _ in range(_LOOKS):
        before = trial.call("getOrder", path={"id": id_}).success()
        keyed = trial.call("getOrderByIdempotencyKey", path={"idempotency_key": key}).success()
        on_page = listed(trial, id_)
        after = trial.call("getOrder", path={"id": id_}).success()
        if before.at("status") == after.at("status"):
            return [(after, ()), (keyed, ()), on_page]
    message = "the order goes on too fast to be looked at twice"
    raise Unsettled(message)


def _agree(views: Sequence[_View], name: str) -> None:
    """Say which of several answers about one object tells a property unlike the others."""
    told = [reply.at(*place, name) for reply, place in views]
    usual = max(told, key=told.count)
    for reply, place in views:
        is_usual = reply.at(*place, name) == usual
        reply.expect(is_usual, f"{name} {shown(usual)}, as other answers say", *place, name)


@rule(
    "answers/metadata-comes-back",
    operations=(
        *ORDER_CREATIONS,
        *("createTransactionEstimate", "updateTransactionEstimate", "createShippingEstimate"),
    ),
    source=_METADATA,
    orders=1,
    estimates=1,
)
def metadata_comes_back(trial: Trial) -> None:
    """Metadata of any characters is told by the creation, and later, in the list as well."""
    metadata: dict[str, JSON] = {name: trial.key() for name in _NAMES}
    metadata |= {f"value_{number}": value for number, value in enumerate(_VALUES)}
    made = _made(trial, metadata=metadata)
    views: list[_View] = [(made, ())]
    if trial.operation.id != _UNREAD:
        views.append((_read(trial, made), ()))
    if trial.operation.id in ORDER_CREATIONS:
        views.append(listed(trial, made.text("id")))
    for reply, place in views:
        told = reply.at(*place, "metadata")
        reply.expect(told == metadata, f"metadata {shown(metadata)}", *place, "metadata")


def _made(trial: Trial, **changes: JSON) -> Reply:
    """Carry out a creation, or the update of an estimate."""
    updates = trial.operation.id == "updateTransactionEstimate"
    path = {"id": trial.estimate().text("id")} if updates else {}
    body = trial.body(trial.operation.id, **changes)
    return trial.call(trial.operation.id, body, path=path).success()


def _read(trial: Trial, made: Reply) -> Reply:
    return by_id(trial, trial.operation.id, made.text("id")).success()


@rule(
    "answers/not-given-is-none",
    operations=ORDER_CREATIONS,
    source="Orders, idempotency_key, metadata: null, and an empty object, where none was given",
    orders=1,
    estimates=1,
)
def not_given_is_none(trial: Trial) -> None:
    """An order that was placed without a key and metadata is told without them, everywhere."""
    made = trial.place(trial.operation.id, metadata=None)
    page, place = listed(trial, made.text("id"))
    none: dict[str, JSON] = {"idempotency_key": None, "metadata": {}}
    for reply, at in ((made, ()), (_read(trial, made), ()), (page, place)):
        for name, value in none.items():
            reply.expect(reply.at(*at, name) == value, f"{name} {shown(value)}", *at, name)


@rule(
    "answers/request-in-any-writing",
    operations=("createTransactionEstimate", "updateTransactionEstimate", "createShippingEstimate"),
    source=_REQUEST,
    estimates=1,
)
def request_in_any_writing(trial: Trial) -> None:
    """An estimate tells its request with all digits and blanks that it was written with."""
    is_shipping = trial.operation.id == _UNREAD
    made = _made(trial, name=" A  name ", **(_FLIGHT if is_shipping else _PURCHASE))
    _tells(made, (), asked(made.exchange))


@rule(
    "answers/ids-differ",
    operations=(*ORDER_CREATIONS, "createTransactionEstimate", "createShippingEstimate"),
    source="Orders and estimates, id: unique identifier",
    orders=2,
    estimates=3,
)
def ids_differ(trial: Trial) -> None:
    """What is made twice with the same body has two ids."""
    one = trial.place(trial.operation.id)
    two = trial.place(trial.operation.id)
    two.expect(two.at("id") != one.at("id"), f"another id than {one.at('id')!r}", "id")


@rule(
    "answers/created-in-order",
    operations=ORDER_CREATIONS,
    source="Orders, created_at",
    orders=2,
    estimates=2,
)
def created_in_order(trial: Trial) -> None:
    """An order that is placed after another is not created before it."""
    one = trial.place(trial.operation.id).moment("created_at")
    two = trial.place(trial.operation.id)
    is_later = two.moment("created_at") >= one
    two.expect(is_later, f"a moment that is not before {one.isoformat()}", "created_at")


@rule(
    "answers/mass-in-any-unit",
    operations=("createOrderByMass", "getOrderQuoteByMass"),
    source=_QUANTITY,
    orders=3,
)
def mass_in_any_unit(trial: Trial) -> None:
    """The same mass in grams, kilograms and tonnes is the same quantity at the same cost."""
    kilograms = trial.random.randrange(1000, 9000)
    costs: set[Fraction] = set()
    for amount, unit in (
        (f"{kilograms}", "kg"),
        (f"{kilograms}000", "g"),
        (f"{kilograms // 1000}.{kilograms % 1000:03}", "t"),
    ):
        mass: JSON = {"amount": amount, "unit": unit}
        body = trial.body(trial.operation.id, mass=mass, quantity_trunc=None)
        reply = trial.call(trial.operation.id, body).success()
        costing = costing_of(trial.priced(reply) if reply.has("status") else reply)
        wanted = Fraction(kilograms, 1000)
        asked_for = exact(reply, "requested_quantity") == wanted
        reply.expect(asked_for, f"{said(wanted)} t", "requested_quantity")
        cost, place = costing.exact("total_cost"), costing.named("total_cost")
        costs = costs or {cost}
        costing.reply.expect(cost in costs, "the cost in any unit", *place)


@rule(
    "answers/reading-changes-nothing",
    operations=(
        *("getOrder", "getOrderByIdempotencyKey", "listOrders"),
        *("getTransactionEstimate", "getTransactionEstimateByIdempotencyKey"),
    ),
    source="GET is safe: RFC 9110, 9.2.1",
    orders=1,
    estimates=1,
)
def reading_changes_nothing(trial: Trial) -> None:
    """What is read twice is the same."""
    before = answered(trial, trial.operation.id)
    sent = before.exchange.request
    after = trial.send(sent.method, sent.target).success()
    for _ in range(_LOOKS):
        if after.body == before.body:
            return
        # An order may have moved on meanwhile; it does not do so each time.
        before, after = after, trial.send(sent.method, sent.target).success()
    expected = f"the same again, {before.exchange.answer.shown()}"
    after.expect(after.body == before.body, expected)
