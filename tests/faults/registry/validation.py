"""Faults of what is taken and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lune_mock import Answer

from .making import Ask, Faults, refused
from .operations import (
    CREATE_ORDER,
    CREATE_TRANSACTION,
    ESTIMATES,
    PATCH,
    POSTS,
    PUT,
    QUOTE,
    SHIPPING,
    TRANSACTIONS,
)
from .request import Record, Request

validation = Faults("validation")

BY_MASS = frozenset({"createOrderByMass", "getOrderQuoteByMass"})
BY_VALUE = frozenset({"createOrderByValue", "getOrderQuoteByValue"})
WITH_KEY = CREATE_ORDER | CREATE_TRANSACTION | SHIPPING | PUT | PATCH
WITH_METADATA = WITH_KEY
AMOUNTS = ("amount", "value", "containers")


def _each(value: Any, change: Callable[[Record], Record]) -> Any:
    """Return JSON with every object in it changed, the inner ones first."""
    if isinstance(value, dict):
        return change({name: _each(inner, change) for name, inner in value.items()})
    return [_each(inner, change) for inner in value] if isinstance(value, list) else value


def _amounts(change: Callable[[Any], Any]) -> Callable[[Request], Request]:
    """Return what changes every amount of a request that is not an object itself."""

    def one(record: Record) -> Record:
        return {
            name: change(value) if name in AMOUNTS and not isinstance(value, dict) else value
            for name, value in record.items()
        }

    def all_of_them(request: Request) -> Request:
        changed = _each(request.json, one)
        return request if changed == request.json else request.with_json(changed)

    return all_of_them


@validation.requests(BY_VALUE | BY_MASS)
def unknown_property_is_ignored(request: Request) -> Request:
    """The objects of a request are closed; a property that is not documented is refused."""
    known = {"mass", "bundle_masses", "value", "bundle_selection", "quantity_trunc"}
    if request.operation in CREATE_ORDER:
        known |= {"idempotency_key", "metadata"}
    unknown = request.record.keys() - known
    return request.without(*unknown) if unknown else request


@validation.requests(BY_MASS, subtle=True)
def unknown_property_of_a_mass_is_ignored(request: Request) -> Request:
    """The inner objects of a request are closed, too."""
    mass = request.record.get("mass")
    if not isinstance(mass, dict) or not mass.keys() - {"amount", "unit"}:
        return request
    return request.with_changes(mass={key: mass[key] for key in mass if key in {"amount", "unit"}})


@validation.requests(QUOTE, subtle=True)
def quote_takes_a_key(request: Request) -> Request:
    """A quote takes no idempotency_key."""
    return request.without("idempotency_key") if "idempotency_key" in request.record else request


@validation.requests(BY_MASS | BY_VALUE | ESTIMATES)
def numbers_are_taken_for_amounts(request: Request) -> Request:
    """Amounts are decimal text, never JSON numbers."""
    return _amounts(lambda amount: str(amount) if isinstance(amount, int | float) else amount)(
        request
    )


@validation.requests(BY_MASS | BY_VALUE)
def sign_is_dropped(request: Request) -> Request:
    """An amount has no sign."""
    return _amounts(lambda amount: amount.lstrip("-+") if isinstance(amount, str) else amount)(
        request
    )


@validation.requests(BY_MASS | BY_VALUE | CREATE_TRANSACTION, subtle=True)
def exponent_is_taken(request: Request) -> Request:
    """An amount has no exponent."""

    def plain(amount: Any) -> Any:
        is_short = isinstance(amount, str) and re.fullmatch(r"\d+(\.\d+)?[eE][+-]?\d", amount)
        return format(Decimal(amount), "f") if is_short else amount

    return _amounts(plain)(request)


@validation.requests(BY_MASS | BY_VALUE, subtle=True)
def thousands_are_separated(request: Request) -> Request:
    """An amount has no separator of thousands."""
    return _amounts(
        lambda amount: (
            re.sub(r"(?<=\d),(?=\d{3})", "", str(amount)) if isinstance(amount, str) else amount
        )
    )(request)


@validation.requests(BY_MASS | BY_VALUE, subtle=True)
def blanks_around_an_amount_are_dropped(request: Request) -> Request:
    """An amount is digits and at most one point, without blanks."""
    return _amounts(lambda amount: amount.strip() if isinstance(amount, str) else amount)(request)


@validation.requests(BY_MASS | BY_VALUE, subtle=True)
def amount_may_begin_or_end_with_the_point(request: Request) -> Request:
    """There are digits on both sides of the point."""

    def whole(amount: Any) -> Any:
        if not isinstance(amount, str) or not re.fullmatch(r"\.\d+|\d+\.", amount):
            return amount
        return f"0{amount}0"

    return _amounts(whole)(request)


@validation.wraps(BY_MASS | BY_VALUE, subtle=True)
def leading_zeros_are_refused(request: Request, ask: Ask) -> Answer:
    """An amount is any row of digits with an optional fraction; it may begin with zeros."""
    answer = ask(request)
    if re.search(rb'"(amount|value)": ?"0\d', request.body):
        return refused(answer, 400, "validation_error", "The amount begins with a zero")
    return answer


@validation.wraps(BY_MASS | BY_VALUE, subtle=True)
def long_fraction_is_refused(request: Request, ask: Ask) -> Answer:
    """An amount may have any number of decimals."""
    answer = ask(request)
    if re.search(rb'"(amount|value)": ?"\d+\.\d{7}', request.body):
        return refused(answer, 400, "validation_error", "The amount has too many decimals")
    return answer


@validation.requests(BY_MASS, subtle=True)
def unit_may_be_written_in_capitals(request: Request) -> Request:
    """The unit of a mass is g, kg or t."""

    def lower(record: Record) -> Record:
        unit = record.get("unit")
        return {**record, "unit": unit.lower()} if isinstance(unit, str) else record

    return request.with_json(_each(request.json, lower)) if request.record else request


@validation.requests(BY_MASS, subtle=True)
def bundle_masses_beside_a_mass_are_ignored(request: Request) -> Request:
    """An order by mass has mass or bundle_masses, and not both."""
    has_both = {"mass", "bundle_masses"} <= request.record.keys()
    return request.without("bundle_masses") if has_both else request


@validation.requests(CREATE_ORDER | QUOTE | SHIPPING, subtle=True)
def unknown_truncation_is_ignored(request: Request) -> Request:
    """quantity_trunc is g, kg or t."""
    unit = request.record.get("quantity_trunc", "g")
    return request if unit in {"g", "kg", "t"} else request.without("quantity_trunc")


@validation.requests(WITH_KEY, subtle=True)
def long_key_is_cut(request: Request) -> Request:
    """An idempotency key of more than 100 characters is refused."""
    if request.key is None or len(request.key) <= 100:
        return request
    return request.with_changes(idempotency_key=request.key[:100])


@validation.wraps(WITH_KEY, subtle=True)
def longest_key_is_too_long(request: Request, ask: Ask) -> Answer:
    """An idempotency key may have 100 characters."""
    if request.key is None or len(request.key) != 100:
        return ask(request)
    answer = ask(request.without("value", "mass", "estimate_id", "shipment"))
    return refused(answer, 400, "validation_error", "idempotency_key is longer than 100 characters")


@validation.wraps(WITH_KEY, subtle=True)
def key_is_measured_in_bytes(request: Request, ask: Ask) -> Answer:
    """An idempotency key may have 100 characters, whatever they are."""
    if request.key is None or not len(request.key) <= 100 < len(request.key.encode()):
        return ask(request)
    answer = ask(request.without("value", "mass", "estimate_id", "shipment"))
    return refused(answer, 400, "validation_error", "idempotency_key is longer than 100 characters")


@validation.requests(WITH_METADATA)
def numbers_are_taken_for_metadata(request: Request) -> Request:
    """The values of metadata are text."""
    metadata = request.record.get("metadata")
    if not isinstance(metadata, dict):
        return request
    values = {name: str(v) if isinstance(v, int) else v for name, v in metadata.items()}
    return request if values == metadata else request.with_changes(metadata=values)


@validation.wraps(WITH_METADATA, subtle=True)
def metadata_beyond_the_basic_plane_fails(request: Request, ask: Ask) -> Answer:
    """The values of metadata are any text."""
    metadata = request.record.get("metadata")
    texts = str(metadata) if isinstance(metadata, dict) else ""
    if max(texts, default="") <= "\uffff":
        return ask(request)
    answer = ask(request.get("/orders"))
    text = {**answer.headers, "Content-Type": "text/plain; charset=utf-8"}
    return replace(answer, status=500, headers=text, body=b"Internal Server Error\n")


@validation.requests(CREATE_TRANSACTION)
def currency_may_be_written_small(request: Request) -> Request:
    """The currency of a value is one of the list, such as USD."""
    value = request.record.get("value")
    if not isinstance(value, dict) or not isinstance(value.get("currency"), str):
        return request
    return request.with_changes(value={**value, "currency": value["currency"].upper()})


@validation.requests(CREATE_TRANSACTION | PUT)
def country_of_a_merchant_may_be_missing(request: Request) -> Request:
    """A merchant has a country_code."""
    merchant = request.record.get("merchant")
    if not isinstance(merchant, dict) or "country_code" in merchant:
        return request
    return request.with_changes(merchant={**merchant, "country_code": "USA"})


@validation.requests(CREATE_TRANSACTION, subtle=True)
def unknown_diet_is_ignored(request: Request) -> Request:
    """The diet is one of six."""
    known = {"high_meat_eater", "medium_meat_eater", "low_meat_eater", "fish_eater"}
    known |= {"vegetarian", "vegan"}
    diet = request.record.get("diet", "vegan")
    return request if diet in known else request.without("diet")


@validation.wraps(CREATE_TRANSACTION | PUT | PATCH | SHIPPING, subtle=True)
def offset_of_a_moment_is_refused(request: Request, ask: Ask) -> Answer:
    """A moment is RFC 3339; it may have an offset, such as +01:00."""
    moments = (request.record.get(name) for name in ("transaction_processed_at", "shipped_at"))
    if any(re.search(r"\d[+-]\d\d:\d\d$", str(each)) for each in moments):
        answer = ask(request.with_json({"nothing": 0}))
        return refused(answer, 400, "validation_error", "The moment is not in UTC")
    return ask(request)


@validation.requests(CREATE_TRANSACTION | SHIPPING, subtle=True)
def moment_may_be_a_day(request: Request) -> Request:
    """A moment has a day, a time and an offset."""
    days = {
        name: f"{value}T00:00:00Z"
        for name, value in request.record.items()
        if name in {"transaction_processed_at", "shipped_at"}
        and re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))
    }
    return request.with_changes(**days) if days else request


@validation.wraps(CREATE_TRANSACTION | PUT, subtle=True)
def search_term_beside_a_category_code_is_refused(request: Request, ask: Ask) -> Answer:
    """A merchant with a category_code may have a search_term as well."""
    merchant = request.record.get("merchant")
    if isinstance(merchant, dict) and {"category_code", "search_term"} <= merchant.keys():
        answer = ask(request.with_json({"nothing": 0}))
        return refused(answer, 400, "validation_error", "Give category_code or search_term")
    return ask(request)


@validation.wraps(SHIPPING, subtle=True)
def mass_beside_containers_is_refused(request: Request, ask: Ask) -> Answer:
    """A load of containers may have a mass as well."""
    shipment = request.record.get("shipment")
    if isinstance(shipment, dict) and {"containers", "mass"} <= shipment.keys():
        answer = ask(request.with_json({"nothing": 0}))
        return refused(answer, 400, "validation_error", "Give containers or mass")
    return ask(request)


@validation.wraps(CREATE_ORDER | QUOTE | TRANSACTIONS - PATCH, subtle=True)
def percentage_as_text_is_refused(request: Request, ask: Ask) -> Answer:
    """A percentage is an integer or decimal text."""
    selection = request.record.get("bundle_selection")
    entries = selection if isinstance(selection, list) else []
    if any(isinstance(e, dict) and isinstance(e.get("percentage"), str) for e in entries):
        answer = ask(request.with_json({"nothing": 0}))
        return refused(answer, 400, "validation_error", "A percentage is a whole number")
    return ask(request)


@validation.requests(CREATE_ORDER | QUOTE, subtle=True)
def percentage_may_be_a_fractional_number(request: Request) -> Request:
    """A percentage that is not whole is decimal text, never a JSON number."""
    selection = request.record.get("bundle_selection")
    if not isinstance(selection, list):
        return request

    def text(entry: Record) -> Record:
        share = entry.get("percentage")
        return {**entry, "percentage": str(share)} if isinstance(share, float) else entry

    return request.with_changes(bundle_selection=_each(selection, text))


@validation.requests(POSTS)
def trailing_comma_is_taken(request: Request) -> Request:
    """A body is JSON, which has no comma after the last item."""
    return replace(request, body=re.sub(rb",(\s*[}\]])", rb"\1", request.body))


@validation.requests(BY_VALUE, subtle=True)
def less_than_a_cent_is_taken(request: Request) -> Request:
    """A value under the smallest unit of the currency is refused."""
    value = str(request.record.get("value"))
    is_less = re.fullmatch(r"0+\.00\d*[1-9]", value)
    return request.with_changes(value="0.1") if is_less else request


@validation.requests(PATCH, subtle=True)
def annotations_may_name_more(request: Request) -> Request:
    """Annotations are is_transaction, transaction_processed_at, metadata and idempotency_key."""
    known = {"is_transaction", "transaction_processed_at", "metadata", "idempotency_key"}
    return request.without(*(request.record.keys() - known)) if request.record else request
