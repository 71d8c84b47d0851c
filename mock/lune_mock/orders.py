"""Orders and quotes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from lune_mock import life, pricing
from lune_mock.amounts import cut, exactly, text
from lune_mock.calls import Call, Reply
from lune_mock.defaults import server_default
from lune_mock.idempotency import fingerprint, key_of, made_before
from lune_mock.json_values import encode, optional_text, record, string
from lune_mock.refusals import Refusal, error_body
from lune_mock.selection import mass_of, masses, places, shares
from lune_mock.store import UnknownCursorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lune_document import JSON
    from lune_mock.pricing import Price
    from lune_mock.store import Estimate, Order

__all__ = [
    "create_by_estimate",
    "create_by_mass",
    "create_by_value",
    "get",
    "get_by_idempotency_key",
    "list_orders",
    "quote_by_mass",
    "quote_by_value",
    "quote_of_estimate",
]


class _Purchase(NamedTuple):
    """What was asked for, and its price."""

    price: Price
    requested_quantity: Decimal | None = None
    requested_value: Decimal | None = None
    estimate_id: str | None = None


def create_by_mass(call: Call) -> Reply:
    """Place an order for a mass, or for a mass for each bundle."""
    return _create(call, _purchase_by_mass)


def create_by_value(call: Call) -> Reply:
    """Place an order for at most a sum of money."""
    return _create(call, _purchase_by_value)


def create_by_estimate(call: Call) -> Reply:
    """Place an order for the mass of an estimate; an estimate is ordered once."""
    return _create(call, _purchase_by_estimate)


def quote_by_mass(call: Call) -> Reply:
    """Price a mass without ordering it."""
    return Reply(200, _quote(call, _purchase_by_mass(call, record(call.body))))


def quote_by_value(call: Call) -> Reply:
    """Price a sum of money without ordering."""
    return Reply(200, _quote(call, _purchase_by_value(call, record(call.body))))


def quote_of_estimate(call: Call, request: dict[str, JSON], mass: Decimal) -> JSON:
    """Return the quote that stands inside an estimate of `mass` tonnes.

    What cannot be priced is no reason to refuse an estimate: the reason stands in its place.
    """
    try:
        purchase = _purchase_of_mass(call, request, mass)
    except Refusal as refusal:
        return error_body(refusal.code or "validation_error", refusal.message)
    return _quote(call, purchase)


def list_orders(call: Call) -> Reply:
    """Return a page of orders, newest first."""
    limit = call.query.get("limit", server_default("limit"))
    link = call.query.get("offset_link_id")
    after = optional_text(call.query.get("after"))

    def is_of_link(order: Order) -> bool:
        return order.read()["offset_link_id"] == link

    try:
        page, more = call.books.orders.page(
            int(str(limit)), after, None if link is None else is_of_link
        )
    except UnknownCursorError:
        raise Refusal(
            400,
            "id_invalid",
            f"after: {str(after)[:80]!r} is no cursor of this account; give the next_cursor of the"
            " page before",
        ) from None
    return Reply.of_text(
        b'{"has_more":%b,"next_cursor":%b,"data":[%b]}'
        % (
            encode(more),
            encode(page[-1].id if more else None),
            b",".join(order.document for order in page),
        )
    )


def get(call: Call) -> Reply:
    """Return an order by its id."""
    return _found(call.books.orders.get(string(call.path["id"])))


def get_by_idempotency_key(call: Call) -> Reply:
    """Return an order by the caller's own key."""
    return _found(call.books.orders.by_key(string(call.path["idempotency_key"])))


def _found(order: Order | None) -> Reply:
    if order is None:
        raise Refusal(404)
    return Reply.of_text(order.document)


def _create(call: Call, purchase: Callable[[Call, dict[str, JSON]], _Purchase]) -> Reply:
    request = record(call.body)
    key = key_of(request)
    asked = fingerprint(call.operation_id, request)
    made = made_before(call, call.books.orders, key, asked, "order_idempotency_already_exists")
    if made is not None:
        return Reply.of_text(made.document)
    bought = purchase(call, request)
    if bought.estimate_id is not None:
        estimate = _estimate(call, bought.estimate_id)
        call.books.estimates.replace(replace(estimate, ordered=True))
    document = life.begin(
        call.world,
        call.account,
        _document(call, request, key, bought),
        _assignment(call, bought.price),
        asked,
    )
    return Reply(200, document)


def _purchase_by_mass(call: Call, request: dict[str, JSON]) -> _Purchase:
    if "mass" in request:
        return _purchase_of_mass(call, request, mass_of(request["mass"]))
    parts = masses(request, call.account, call.world.catalogue)
    with exactly(*(part for _, part in parts)):
        mass = sum((part for _, part in parts), start=Decimal(0))
    price = pricing.price_masses(parts, places(request))
    return _not_empty(_Purchase(price, requested_quantity=mass))


def _purchase_by_value(call: Call, request: dict[str, JSON]) -> _Purchase:
    value = Decimal(string(request["value"]))
    currency = call.account.currency
    with exactly(value):
        if cut(value, currency.minor_units) == 0:
            smallest = text(Decimal(1).scaleb(-currency.minor_units))
            raise Refusal(
                400,
                "order_value_invalid",
                f"value is {text(value)[:80]}; the least that can be spent is {smallest}"
                f" {currency.code}",
            )
    price = pricing.price_value(
        value, shares(request, call.account, call.world.catalogue), places(request)
    )
    return _not_empty(_Purchase(price, requested_value=value))


def _purchase_by_estimate(call: Call, request: dict[str, JSON]) -> _Purchase:
    estimate = _estimate(call, string(request["estimate_id"]))
    if estimate.ordered:
        raise Refusal(
            409,
            "estimate_order_already_placed",
            f"estimate_id {estimate.id!r} is ordered already; make a new estimate to order again",
        )
    purchase = _purchase_of_mass(call, request, estimate.tonnes)
    return purchase._replace(estimate_id=estimate.id)


def _purchase_of_mass(call: Call, request: dict[str, JSON], mass: Decimal) -> _Purchase:
    division = shares(request, call.account, call.world.catalogue)
    price = pricing.price_mass(mass, division, places(request))
    return _not_empty(_Purchase(price, requested_quantity=mass))


def _not_empty(purchase: _Purchase) -> _Purchase:
    """Return `purchase`, unless truncation left nothing of it.

    No source says what happens then; the codes are those that fit by name.
    """
    if purchase.price.quantity > 0:
        return purchase
    if purchase.requested_value is None:
        code, asked = "order_quantity_invalid", f"{_optional(purchase.requested_quantity)} t"
    else:
        code, asked = "order_value_invalid", f"a value of {_optional(purchase.requested_value)}"
    raise Refusal(
        400,
        code,
        f"Of {asked[:80]}, divided between the bundles and cut to quantity_trunc, nothing is left;"
        " ask for more, or for a finer quantity_trunc",
    )


def _estimate(call: Call, id_: str) -> Estimate:
    estimate = call.books.estimates.get(id_)
    if estimate is None:
        raise Refusal(
            400,
            "estimate_not_found",
            f"estimate_id: this account has no estimate {id_[:80]!r}",
        )
    return estimate


def _quote(call: Call, purchase: _Purchase) -> dict[str, JSON]:
    price = purchase.price
    return {
        "currency": call.account.currency.code,
        "estimated_quantity": text(price.quantity),
        "estimated_offset_cost": text(price.offset_cost),
        "estimated_total_cost": text(price.total_cost),
        "estimated_commission": text(price.commission),
        "bundles": _bundles(call, price),
        "requested_quantity": _optional(purchase.requested_quantity),
        "requested_value": _optional(purchase.requested_value),
    }


def _document(
    call: Call, request: dict[str, JSON], key: str | None, purchase: _Purchase
) -> dict[str, JSON]:
    """Return the order before it is assigned to bundles."""
    return {
        "id": call.world.ids.new(),
        "idempotency_key": key,
        "type": "quantity" if purchase.requested_value is None else "value",
        "status": "received",
        "currency": call.account.currency.code,
        "offset_cost": None,
        "total_cost": None,
        "commission": None,
        "quantity": None,
        "payment_method": "invoice",
        "created_at": call.world.now(),
        "bundles": None,
        "projects": None,
        "certificate": None,
        # No account of the sandbox has a sustainability page.
        "public_certificate_url": None,
        "metadata": request.get("metadata", {}),
        "offset_link_id": None,
        "email": None,
        "requested_quantity": _optional(purchase.requested_quantity),
        "requested_value": _optional(purchase.requested_value),
        "estimate_id": purchase.estimate_id,
    }


def _assignment(call: Call, price: Price) -> dict[str, JSON]:
    """Return what an order has once it is assigned to bundles."""
    return {
        "offset_cost": text(price.offset_cost),
        "total_cost": text(price.total_cost),
        "commission": text(price.commission),
        "quantity": text(price.quantity),
        "bundles": _bundles(call, price),
    }


def _bundles(call: Call, price: Price) -> list[JSON]:
    covers = call.world.catalogue.covers
    return [
        {
            "bundle_id": line.bundle.id,
            "bundle_name": line.bundle.name,
            "quantity": text(line.quantity),
            "unit_price": text(line.bundle.unit_price),
            "gross_unit_price": text(line.bundle.gross_unit_price),
            "offset_cost": text(line.offset_cost),
            "insufficient_available_quantity": (
                None if covers(line.bundle.id, line.quantity) else True
            ),
        }
        for line in price.lines
    ]


def _optional(amount: Decimal | None) -> str | None:
    return None if amount is None else text(amount)
