"""Orders: what a row asks for, what that is quoted at, and what was bought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from attrs import define, evolve, field

from lune_api import MAX_BODY_BYTES
from lune_api.api.orders.create_order_by_mass import prepare_create_order_by_mass
from lune_api.api.orders.create_order_by_value import create_order_by_value
from lune_api.models.create_order_by_quantity_request import (
    read_create_order_by_quantity_request,
)
from lune_api.models.order_quote_by_quantity_request import read_order_quote_by_quantity_request
from lune_api.types import JSON, UNSET, Mass, Unset, decimal_text
from lune_client._echo import differences
from lune_client._json import decode
from lune_client._life import LOST
from lune_client.answers import record
from lune_client.errors import InvalidRequestError, MismatchError, NotFoundError, one_line
from lune_client.models import (
    CreateOrderByEstimateRequest,
    CreateOrderByQuantityWithBundleMass,
    CreateOrderByQuantityWithBundlePercentage,
    CreateOrderByValueRequest,
    MonetaryAmount,
    Order,
    OrderBundle,
    OrderQuoteByQuantity,
    OrderQuoteByQuantityWithBundleMass,
    OrderQuoteByQuantityWithBundlePercentage,
    OrderQuoteByValue,
    OrderQuoteByValueRequest,
)
from lune_client.tables.job import Item, Job, arguments_of
from lune_client.tables.outcome import INVALID_ROW, MISMATCH, UNREADABLE, Outcome

if TYPE_CHECKING:
    from lune_client._client import Lune

__all__ = [
    "BY_ESTIMATE",
    "BY_MASS",
    "BY_VALUE",
    "COLUMNS",
    "Purchase",
    "bought",
    "is_bought",
    "quotes_of",
]

COLUMNS: Final = (
    "order_id",
    "order_status",
    "idempotency_key",
    "mass",
    "mass_unit",
    "quote",
    "quote_currency",
    "total_cost",
    "insufficient_available_quantity",
)

_OrderRequest: TypeAlias = (
    CreateOrderByQuantityWithBundlePercentage
    | CreateOrderByQuantityWithBundleMass
    | CreateOrderByValueRequest
    | CreateOrderByEstimateRequest
)
_MassQuoteRequest: TypeAlias = (
    OrderQuoteByQuantityWithBundlePercentage | OrderQuoteByQuantityWithBundleMass
)
_Quote: TypeAlias = OrderQuoteByQuantity | OrderQuoteByValue


@define
class Purchase:
    """What a row asks for.

    Attributes:
        request: The order.
        quote: What is asked to price it. Without the mass of an estimate, which is looked up.
        currency: What the row says that its value is in, UNSET if it does not.
        quoted: What it was quoted at, as the values of new columns.
        idempotency_key: The key of the order.
    """

    request: _OrderRequest
    quote: _MassQuoteRequest | OrderQuoteByValueRequest
    currency: JSON | Unset = UNSET
    quoted: Mapping[str, str] = field(factory=dict[str, str])
    idempotency_key: str | Unset = UNSET

    def check(self, at: str = "") -> None:
        """Refuse what the API document does not allow."""
        self.request.check(at)
        if self.mass is not UNSET or not isinstance(self.request, CreateOrderByEstimateRequest):
            self.quote.check(at)

    def to_dict(self) -> dict[str, JSON]:
        """Return the order as JSON data; what only its quote needs is no part of it."""
        return self.request.to_dict()

    @property
    def mass(self) -> Mass | Unset:
        """The mass that a quote is asked for; UNSET where there is none, or it is not known."""
        if isinstance(self.quote, OrderQuoteByQuantityWithBundlePercentage):
            return self.quote.mass
        return UNSET

    def held(self, quote: Outcome, stated: Iterable[object]) -> Outcome:
        """Return a quote; one in another currency than the row is an error, and not to be ordered.

        An order by value has no currency of its own: 100 of a row in JPY would buy for 100 USD.

        Args:
            quote: The quote.
            stated: The currencies that the row states in columns that are no fields.
        """
        if quote.error_code is not None or not isinstance(self.request, CreateOrderByValueRequest):
            return quote
        found = quote.values["quote_currency"]
        for given in (self.currency, *stated):
            if given not in (UNSET, found):
                message = f"currency: is not that of the account, {found} (got {given!r})"
                return Outcome({}, INVALID_ROW, message, quote.request_id)
        return quote


def _by_mass(data: dict[str, JSON]) -> Purchase | None:
    request: object = read_create_order_by_quantity_request(data)
    quote: object = read_order_quote_by_quantity_request(_without(data, "metadata"))
    if isinstance(request, _OrderRequest) and isinstance(quote, _MassQuoteRequest):
        return Purchase(request, quote)
    return None


def _by_value(data: dict[str, JSON]) -> Purchase:
    quote = OrderQuoteByValueRequest.from_dict(_without(data, "metadata", "currency"))
    request = CreateOrderByValueRequest.from_dict(_without(data, "currency"))
    return Purchase(request, quote, data.get("currency", UNSET))


def _by_estimate(data: dict[str, JSON]) -> Purchase:
    quote = OrderQuoteByQuantityWithBundlePercentage.from_dict(
        _without(data, "metadata", "estimate_id")
    )
    return Purchase(CreateOrderByEstimateRequest.from_dict(_without(data, "mass")), quote)


def _without(data: dict[str, JSON], *names: str) -> dict[str, JSON]:
    return {name: value for name, value in data.items() if name not in names}


def _send(client: Lune, items: Sequence[Item[Purchase]]) -> list[Outcome]:
    return [_order(client, item.request) for item in items]


def _order(client: Lune, purchase: Purchase) -> Outcome:
    arguments: dict[str, Any] = {
        **arguments_of(purchase.request),
        "idempotency_key": purchase.idempotency_key,
    }
    try:
        with record() as answers:
            if isinstance(purchase.request, CreateOrderByEstimateRequest):
                order = client.orders.create_by_estimate(**arguments)
            elif isinstance(purchase.request, CreateOrderByValueRequest):
                order = client.orders.create_by_value(**arguments)
            else:
                order = client.orders.create_by_mass(**arguments)
    except MismatchError as error:
        order = Order.from_dict(cast("dict[str, JSON]", decode(error.body)))
        values = {
            "quote_currency": purchase.quoted["quote_currency"],
            **bought(order).values,
        }
        return Outcome(values, MISMATCH, one_line(error.message), error.request_id)
    return bought(order, purchase.quoted, answers[-1].request_id)


def bought(
    order: Order, quoted: Mapping[str, str] | None = None, request_id: str | None = None
) -> Outcome:
    """Return the outcome of a row whose order was placed.

    Args:
        order: The order.
        quoted: What it was quoted at; None if that is not known.
        request_id: The request that placed it.
    """
    found = {
        "order_id": order.id,
        "order_status": order.status,
        "idempotency_key": order.idempotency_key,
        "mass": order.quantity,
        "quote_currency": order.currency,
        "total_cost": order.total_cost,
        "created_at": order.created_at,
        "insufficient_available_quantity": _short(order.bundles),
    }
    # Answers are read tolerantly: what is not of its type, or not known yet, is left out.
    values = {name: _text(value) for name, value in found.items() if _text(value)}
    if "mass" in values:
        values["mass_unit"] = "t"
    if quoted is not None:
        # Another currency than that of the quote is for the audit to find.
        values = {**quoted, **values, "quote_currency": quoted["quote_currency"]}
    if order.status in LOST:
        code, message = f"order_{order.status}", f"the order {order.id} is {order.status}"
        return Outcome(values, code, message, request_id)
    return Outcome(values, request_id=request_id)


def is_bought(outcome: Outcome) -> bool:
    """Whether there is an order that is to be paid, be it another one than was asked for."""
    return "order_id" in outcome.values and outcome.error_code in {None, MISMATCH}


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str) else ""


def _short(bundles: object) -> str:
    """Return "true" where a bundle has fewer credits than that."""
    each = cast("list[object]", bundles) if isinstance(bundles, list) else []
    short = (
        isinstance(bundle, OrderBundle) and bundle.insufficient_available_quantity is True
        for bundle in each
    )
    return "true" if any(short) else ""


def quotes_of(job: Job[Purchase]) -> Job[Purchase]:
    """Return the job that quotes what another orders."""
    return evolve(job, kind="quotes", send=_send_quotes)


def _send_quotes(client: Lune, items: Sequence[Item[Purchase]]) -> list[Outcome]:
    return [_quote(client, item.request) for item in items]


def _quote(client: Lune, purchase: Purchase) -> Outcome:
    request = purchase.quote
    if isinstance(purchase.request, CreateOrderByEstimateRequest):
        mass = _mass(client, purchase.request, purchase.mass)
        given: dict[str, Any] = {**arguments_of(request), "mass": mass}
        request = OrderQuoteByQuantityWithBundlePercentage(**given)
    arguments = arguments_of(request)
    with record() as answers:
        quote: _Quote
        if isinstance(request, OrderQuoteByValueRequest):
            order = create_order_by_value(**arguments)
            quote = client.orders.quote_by_value(**arguments)
        else:
            order = prepare_create_order_by_mass(**arguments)
            quote = client.orders.quote_by_mass(**arguments)
    request_id = answers[-1].request_id
    # A quote repeats what was asked where the order would.
    wrong = differences(order.echo, cast("JSON", order.json), quote.to_dict())
    if wrong:
        message = f"the quote is for something else: {', '.join(map(str, wrong))}"
        return Outcome({}, MISMATCH, message, request_id)
    return _quoted(purchase, quote, request_id)


def _mass(client: Lune, request: CreateOrderByEstimateRequest, given: Mass | Unset) -> Mass:
    """Return the mass of an estimate.

    Estimates of shipments cannot be looked up; the table has to have their mass.

    Raises:
        InvalidRequestError: it is not known, or not the one that the table has.
    """
    try:
        found: object = client.transaction_estimates.get(request.estimate_id).mass
    except NotFoundError:
        found = UNSET
    mass = found if isinstance(found, Mass) else given
    if isinstance(mass, Unset):
        problem = (
            "is no estimate that can be looked up, which those of shipments cannot: give its mass "
            "in the columns for mass.amount and mass.unit"
        )
        raise InvalidRequestError(field="estimate_id", value=request.estimate_id, problem=problem)
    if not isinstance(given, Unset) and given != mass:
        problem = f"is not that of the estimate, {mass}"
        raise InvalidRequestError(field="mass", value=str(given), problem=problem)
    return mass.to("t")


def _quoted(purchase: Purchase, quote: _Quote, request_id: str | None) -> Outcome:
    """Return the outcome of a row that was quoted."""
    # Answers are read tolerantly: an amount may be missing.
    amounts: list[object] = [quote.estimated_quantity, quote.estimated_total_cost]
    if not all(isinstance(each, Decimal) for each in amounts) or not quote.currency:
        return Outcome({}, UNREADABLE, "the quote lacks an amount", request_id)
    if quote.estimated_quantity <= 0:
        return Outcome({}, "empty_quote", "the quote is for no credits at all", request_id)
    found = {
        "mass": quote.estimated_quantity,
        "mass_unit": "t",
        "quote": quote.estimated_total_cost,
        "quote_currency": quote.currency,
        "insufficient_available_quantity": _short(quote.bundles),
        "requested_quantity": quote.requested_quantity,
        "requested_value": quote.requested_value,
        "quoted_at": datetime.now(UTC),
    }
    values = {name: _text(value) for name, value in found.items() if _text(value)}
    if isinstance(purchase.request, CreateOrderByEstimateRequest):
        values["ordered_estimate"] = purchase.request.estimate_id
    return Outcome(values, request_id=request_id)


BY_MASS: Final[Job[Purchase]] = Job(
    kind="orders",
    forms=(CreateOrderByQuantityWithBundlePercentage, CreateOrderByQuantityWithBundleMass),
    read=_by_mass,
    send=_send,
    columns=COLUMNS,
    common={},  # where money is spent, nothing is guessed
    max_items=1,
    max_bytes=MAX_BODY_BYTES,
)
BY_VALUE: Final = evolve(
    BY_MASS,
    forms=(CreateOrderByValueRequest, MonetaryAmount),
    read=_by_value,
)
BY_ESTIMATE: Final = evolve(
    BY_MASS,
    forms=(CreateOrderByEstimateRequest, OrderQuoteByQuantityWithBundlePercentage),
    read=_by_estimate,
)
