"""Faults of the shape of answers."""

from __future__ import annotations

import html
import re
from decimal import Decimal

from lune_mock import Answer

from .making import OK, Ask, Faults, estimates, orders, quotes, read, told
from .operations import (
    CREATE_ORDER,
    CREATE_TRANSACTION,
    ESTIMATES,
    FIND_TRANSACTION,
    LIST_ORDERS,
    ORDERS,
    PUT,
    QUOTE,
    SHIPPING,
    TRANSACTIONS,
)
from .request import Record, Request

answers = Faults("answers")

SUMS = ("offset_cost", "total_cost", "commission")


@answers.wraps(ORDERS)
def null_properties_are_left_out(request: Request, ask: Ask) -> Answer:
    """A property that can be null is always present."""
    answer = ask(request)
    document = read(answer)
    if answer.status != OK or document is None:
        return answer
    for order in orders(document):
        for name in [name for name, value in order.items() if value is None]:
            del order[name]
    return told(answer, document)


@answers.answers(FIND_TRANSACTION, estimates, subtle=True)
def null_date_of_a_rate_is_left_out(estimate: Record, _: Request) -> None:
    """exchange_rate_date is present, also when it is null."""
    if estimate["exchange_rate_date"] is None:
        del estimate["exchange_rate_date"]


@answers.answers(ESTIMATES, estimates)
def missing_key_of_an_estimate_is_null(estimate: Record, _: Request) -> None:
    """idempotency_key of an estimate is text, or absent."""
    estimate.setdefault("idempotency_key", None)


@answers.answers(ORDERS, orders)
def missing_key_of_an_order_is_empty(order: Record, _: Request) -> None:
    """idempotency_key of an order is null when none was given."""
    order["idempotency_key"] = order["idempotency_key"] or ""


@answers.answers(ORDERS, orders)
def quantity_is_a_number(order: Record, _: Request) -> None:
    """Amounts are decimal text, never JSON numbers."""
    order["quantity"] = float(order["quantity"] or 0)


@answers.answers(SHIPPING, estimates, subtle=True)
def distance_is_a_number(estimate: Record, _: Request) -> None:
    """Distances are decimal text, never JSON numbers."""
    if "distance" in estimate:
        estimate["distance"]["amount"] = float(estimate["distance"]["amount"])


@answers.answers(ESTIMATES, estimates, subtle=True)
def year_is_text(estimate: Record, _: Request) -> None:
    """publication_year is a number."""
    factor = estimate["emission_factor"]
    factor["publication_year"] = str(factor["publication_year"])


@answers.answers(ORDERS, orders)
def money_has_two_decimals(order: Record, _: Request) -> None:
    """Trailing zeros are dropped."""
    for name in SUMS:
        if order[name] is not None:
            order[name] = format(Decimal(order[name]), ".2f")


@answers.answers(QUOTE, quotes, subtle=True)
def prices_have_two_decimals(quote: Record, _: Request) -> None:
    """Trailing zeros of prices are dropped."""
    for bundle in quote["bundles"]:
        bundle["unit_price"] = format(Decimal(bundle["unit_price"]), ".2f")


@answers.answers(ORDERS, orders, subtle=True)
def sum_of_quantities_has_the_noise_of_floats(order: Record, _: Request) -> None:
    """Amounts are exact: a quantity is the sum of those of the bundles."""
    if order["bundles"]:
        total = sum(float(bundle["quantity"]) for bundle in order["bundles"])
        order["quantity"] = re.sub(r"\.0$", "", format(total, "f" if total < 1e-4 else ""))


@answers.answers(QUOTE, quotes)
def costs_have_the_noise_of_floats(quote: Record, _: Request) -> None:
    """Amounts are exact: a total is its parts, to the last decimal."""
    total = float(quote["estimated_offset_cost"]) + float(quote["estimated_commission"])
    quote["estimated_total_cost"] = format(total * 1.0000000000000002, ".15f")


@answers.answers(ORDERS | QUOTE, lambda document: document.get("data", [document]), subtle=True)
def small_amount_has_an_exponent(priced: Record, _: Request) -> None:
    """An amount has no exponent, however small it is."""
    asked = priced.get("requested_quantity")
    if asked and Decimal(asked) < Decimal("0.0001"):
        priced["requested_quantity"] = str(float(asked))


@answers.answers(ORDERS | QUOTE, lambda document: document.get("data", [document]), subtle=True)
def large_amount_has_an_exponent(priced: Record, _: Request) -> None:
    """An amount has no exponent, however large it is."""
    for name in ("quantity", "estimated_quantity"):
        if priced.get(name):
            plain = Decimal(priced[name])
            priced[name] = str(plain.normalize()) if plain >= 1000 else priced[name]


@answers.answers(ORDERS, orders)
def moment_has_no_offset(order: Record, _: Request) -> None:
    """created_at is an RFC 3339 date-time, with an offset."""
    order["created_at"] = order["created_at"].removesuffix("Z")


@answers.answers(SHIPPING, estimates)
def moment_is_a_day(estimate: Record, _: Request) -> None:
    """shipped_at is a date-time."""
    estimate["shipped_at"] = estimate["shipped_at"][:10]


@answers.answers(TRANSACTIONS, estimates, subtle=True)
def day_of_a_rate_is_a_moment(estimate: Record, _: Request) -> None:
    """exchange_rate_date is a date."""
    if estimate["exchange_rate_date"]:
        estimate["exchange_rate_date"] += "T00:00:00Z"


@answers.answers(ORDERS, orders, subtle=True)
def metadata_is_ascii(order: Record, _: Request) -> None:
    """metadata comes back as it was given, whatever its characters."""
    order["metadata"] = {
        name: value.encode("ascii", "replace").decode() for name, value in order["metadata"].items()
    }


@answers.answers(ORDERS, orders, subtle=True)
def keys_of_metadata_are_camel_cased(order: Record, _: Request) -> None:
    """The names in metadata come back as they were given."""
    order["metadata"] = {
        re.sub(r"_([a-z])", lambda match: match[1].upper(), name): value
        for name, value in order["metadata"].items()
    }


@answers.answers(ORDERS, orders, subtle=True)
def metadata_is_escaped_for_html(order: Record, _: Request) -> None:
    """metadata comes back as it was given, with & and < in it."""
    order["metadata"] = {name: html.escape(each) for name, each in order["metadata"].items()}


@answers.answers(CREATE_TRANSACTION | FIND_TRANSACTION | PUT, estimates, subtle=True)
def metadata_of_an_estimate_is_trimmed(estimate: Record, _: Request) -> None:
    """metadata of an estimate comes back as it was given, blanks at its ends included."""
    if "metadata" in estimate:
        estimate["metadata"] = {name: v.strip() for name, v in estimate["metadata"].items()}


@answers.answers(ORDERS, orders)
def empty_metadata_is_null(order: Record, _: Request) -> None:
    """metadata of an order is an object, an empty one when none was given."""
    order["metadata"] = order["metadata"] or None


@answers.answers(LIST_ORDERS, orders, subtle=True)
def list_leaves_metadata_out(order: Record, _: Request) -> None:
    """An order of a list is the same as when it is fetched, metadata included."""
    order["metadata"] = {}


@answers.answers(LIST_ORDERS, orders, subtle=True)
def list_has_short_quantities(order: Record, _: Request) -> None:
    """An order of a list is the same as when it is fetched, to the last decimal."""
    if order["quantity"]:
        order["quantity"] = format(round(Decimal(order["quantity"]), 3).normalize(), "f")


@answers.answers(ORDERS | QUOTE, lambda document: document.get("data", [document]), subtle=True)
def name_of_the_second_bundle_is_missing(priced: Record, _: Request) -> None:
    """Every bundle has a name."""
    for bundle in (priced["bundles"] or [])[1:]:
        del bundle["bundle_name"]


@answers.answers(ORDERS, orders)
def currency_is_written_small(order: Record, _: Request) -> None:
    """The currency of an order is an ISO 4217 code, in capitals."""
    order["currency"] = order["currency"].lower()


@answers.answers(ESTIMATES, quotes, subtle=True)
def quote_of_an_estimate_has_no_currency(quote: Record, _: Request) -> None:
    """The quote in an estimate has a currency."""
    del quote["currency"]


@answers.wraps(CREATE_TRANSACTION, subtle=True)
def echo_has_the_client_account(request: Request, ask: Ask) -> Answer:
    """The request in an estimate is what was asked without the client account."""
    answer = ask(request)
    document = read(answer)
    if answer.status != OK or "client_account" not in request.record:
        return answer
    document["request"]["client_account"] = request.record["client_account"]
    return told(answer, document)


@answers.answers(CREATE_TRANSACTION | SHIPPING, estimates)
def echo_is_filled_with_defaults(estimate: Record, _: Request) -> None:
    """The request in an estimate is what was asked, and nothing else."""
    estimate["request"].setdefault("quantity_trunc", "g")


@answers.answers(SHIPPING, estimates, subtle=True)
def echo_rounds_coordinates(estimate: Record, _: Request) -> None:
    """The request in an estimate is what was asked, coordinates included."""
    route = estimate["request"].get("route", {})
    for place in (route.get("source", {}), route.get("destination", {})):
        for name in place.keys() & {"lat", "lon"}:
            place[name] = round(place[name], 1)


@answers.answers(ORDERS, orders)
def kind_of_order_is_told_by_an_unknown_word(order: Record, _: Request) -> None:
    """type is quantity or value; quantity covers orders by mass and by estimate."""
    order["type"] = {"quantity": "mass"}.get(order["type"], order["type"])


@answers.answers(ORDERS, orders, subtle=True)
def order_by_estimate_is_of_type_estimate(order: Record, _: Request) -> None:
    """The type of an order by estimate is quantity."""
    if order["estimate_id"] is not None:
        order["type"] = "estimate"


@answers.answers(ORDERS, orders, subtle=True)
def order_by_value_has_a_requested_quantity(order: Record, _: Request) -> None:
    """requested_quantity is null for an order by value."""
    if order["type"] == "value":
        order["requested_quantity"] = order["quantity"]


@answers.answers(ORDERS, orders)
def order_by_mass_has_a_requested_value(order: Record, _: Request) -> None:
    """requested_value is null unless it is an order by value."""
    if order["type"] == "quantity":
        order["requested_value"] = order["total_cost"] or "0"


@answers.answers(ORDERS, orders, subtle=True)
def estimate_of_an_order_is_not_told(order: Record, _: Request) -> None:
    """estimate_id is the estimate that was ordered."""
    order["estimate_id"] = None


@answers.answers(CREATE_ORDER, orders, subtle=True)
def creation_tells_another_payment_method(order: Record, _: Request) -> None:
    """payment_method is invoice or card."""
    order["payment_method"] = "bank_transfer"
