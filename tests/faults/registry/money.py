"""Faults of sums and prices, and of how an order is divided between bundles."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from lune_mock import Answer, Sandbox
from lune_mock.amounts import cut, half_up, text, up
from lune_mock.emissions.exchange import currency

from .making import OK, Ask, Faults, Shown, asks, orders, quotes, read, told
from .operations import CREATE_ORDER, ESTIMATES, FIND_ORDER, LIST_ORDERS, ORDERS, QUOTE, SHIPPING
from .request import Record, Request

money = Faults("money")
selection = Faults("selection")

PRICED = ORDERS | QUOTE | ESTIMATES
BY_MASS = frozenset({"createOrderByMass", "getOrderQuoteByMass"})
BY_VALUE = frozenset({"createOrderByValue", "getOrderQuoteByValue"})
CENT = Decimal("0.01")
GRAM = Decimal("0.000001")


def priced(document: Any) -> Iterable[Record]:
    """The orders or quotes of an answer that have a price."""
    if isinstance(document, dict) and ("data" in document or "status" in document):
        return [order for order in orders(document) if order["bundles"] is not None]
    return quotes(document)


def _of(one: Record, name: str) -> Decimal:
    return Decimal(one[_name(one, name)])


def _name(one: Record, name: str) -> str:
    return name if name in one else f"estimated_{name}"


def _set(one: Record, *, total: Decimal | None = None, cost: Decimal | None = None) -> None:
    """Give an order or a quote another total or cost, and what is left as its commission."""
    total = _of(one, "total_cost") if total is None else total
    cost = _of(one, "offset_cost") if cost is None else cost
    for name, amount in (
        ("total_cost", total),
        ("offset_cost", cost),
        ("commission", total - cost),
    ):
        one[_name(one, name)] = text(amount)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _gross(bundles: Iterable[Record]) -> Decimal:
    return _sum(Decimal(each["quantity"]) * Decimal(each["gross_unit_price"]) for each in bundles)


def _net(bundles: Iterable[Record]) -> Decimal:
    return _sum(Decimal(each["quantity"]) * Decimal(each["unit_price"]) for each in bundles)


def _places(one: Record) -> int:
    """The decimals of the smallest unit of the currency."""
    return currency(one["currency"]).minor_units


@money.answers(ORDERS, orders)
def total_leaves_out_the_commission(order: Record, _: Request) -> None:
    """The total is the cost of the credits and the fee."""
    order["total_cost"] = order["offset_cost"]


@money.answers(PRICED, priced)
def commission_is_a_tenth_of_the_total(one: Record, _: Request) -> None:
    """The commission is what the total is above the cost of the credits, to the cent."""
    one[_name(one, "commission")] = text(half_up(_of(one, "total_cost") / 10, _places(one)))


@money.answers(PRICED, priced)
def commission_is_that_of_the_first_bundle(one: Record, _: Request) -> None:
    """The total is the cost of the credits and the fee of all bundles."""
    first = one["bundles"][:1]
    one[_name(one, "commission")] = text(up(_gross(first) - _net(first), _places(one)))


@money.answers(PRICED, priced, subtle=True)
def total_is_rounded_to_the_nearest(one: Record, _: Request) -> None:
    """The total is rounded up to the smallest unit of the currency."""
    total = half_up(_gross(one["bundles"]), _places(one))
    _set(one, total=max(total, _of(one, "offset_cost")))


@money.answers(PRICED, priced, subtle=True)
def cost_of_a_bundle_is_rounded_to_the_nearest(one: Record, _: Request) -> None:
    """The cost of a bundle is its quantity times its price, rounded up."""
    for bundle in one["bundles"]:
        bundle["offset_cost"] = text(half_up(_net([bundle]), _places(one)))


@money.answers(PRICED, priced, subtle=True)
def cost_is_the_sum_of_the_rounded_bundles(one: Record, _: Request) -> None:
    """The cost of the credits is the sum of quantities times prices, rounded down once."""
    _set(one, cost=_sum(Decimal(each["offset_cost"]) for each in one["bundles"]))


@money.answers(PRICED, priced, subtle=True)
def second_bundle_has_no_fee(one: Record, _: Request) -> None:
    """gross_unit_price of every bundle is the price with the fee."""
    for bundle in one["bundles"][1:2]:
        bundle["gross_unit_price"] = bundle["unit_price"]


@money.answers(PRICED, priced, subtle=True)
def gross_price_is_not_rounded(one: Record, _: Request) -> None:
    """gross_unit_price is rounded to the smallest unit of the currency."""
    for bundle in one["bundles"]:
        gross = half_up(Decimal(bundle["unit_price"]) / Decimal("0.9"), 6)
        bundle["gross_unit_price"] = text(gross)


@money.answers(PRICED, priced)
def prices_with_and_without_fee_are_exchanged(one: Record, _: Request) -> None:
    """unit_price is without the fee and gross_unit_price is with it."""
    for bundle in one["bundles"]:
        net, gross = bundle["unit_price"], bundle["gross_unit_price"]
        bundle["unit_price"], bundle["gross_unit_price"] = gross, net


@money.answers(PRICED, priced, subtle=True)
def third_bundle_is_not_charged(one: Record, _: Request) -> None:
    """The costs are those of all bundles."""
    if len(one["bundles"]) > 2:
        charged = one["bundles"][:2]
        places = _places(one)
        _set(one, total=up(_gross(charged), places), cost=cut(_net(charged), places))


@money.answers(PRICED, priced)
def quantity_is_what_was_asked_for(one: Record, _: Request) -> None:
    """The quantity is the sum of the truncated quantities; it can be below what was asked for."""
    one[_name(one, "quantity")] = one["requested_quantity"] or one[_name(one, "quantity")]


@money.answers(PRICED, priced, subtle=True)
def quantity_is_that_of_two_bundles(one: Record, _: Request) -> None:
    """The quantity is the sum of those of all bundles."""
    if len(one["bundles"]) > 2:
        total = _sum(Decimal(each["quantity"]) for each in one["bundles"][:2])
        one[_name(one, "quantity")] = text(total)


@money.answers(PRICED, priced, subtle=True)
def krona_has_cents(one: Record, _: Request) -> None:
    """Costs are whole units of a currency that has no smaller one."""
    if one["currency"] == "ISK" and _of(one, "total_cost") > 1:
        _set(one, total=_of(one, "total_cost") - Decimal("0.5"))


@money.installs(PRICED, subtle=True)
def prices_are_in_dollars(sandbox: Sandbox) -> Ask:
    """Prices of a bundle are in the currency of the order, whatever that of the account is."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        document = read(answer)
        if answer.status != OK or document is None or request.operation not in PRICED:
            return answer
        catalogue = sandbox._state.world.catalogue
        for one in priced(document):
            for bundle in one["bundles"]:
                if one["currency"] != "USD":
                    bundle["unit_price"] = text(catalogue.unit_price(bundle["bundle_id"]))
        return told(answer, document)

    return wrap


@money.answers(PRICED, priced, subtle=True)
def currency_is_always_dollars(one: Record, _: Request) -> None:
    """currency is that of the account."""
    one["currency"] = "USD"


@money.answers(BY_VALUE | ORDERS - CREATE_ORDER, priced)
def value_is_exceeded_by_a_cent(one: Record, _: Request) -> None:
    """The total of an order by value is at most the value."""
    if one["requested_value"] is not None:
        _set(one, total=Decimal(one["requested_value"]) + CENT)


def _valued_at(sandbox: Sandbox, change: Any) -> Ask:
    """Return how to ask where another value is spent than the one that is shown."""
    ask = Shown(sandbox, ORDERS, orders)

    def wrap(request: Request) -> Answer:
        value: Any = request.record.get("value")
        is_amount = isinstance(value, str) and value.replace(".", "", 1).isdecimal()
        if request.operation not in BY_VALUE or not is_amount:
            return ask(request)
        answer = ask(request.with_changes(value=text(change(Decimal(value)))))
        document = read(answer)
        if answer.status != OK:
            return answer
        document["requested_value"] = text(Decimal(value))
        if "id" in document:
            ask.instead[document["id"]] = {"requested_value": document["requested_value"]}
        return told(answer, document)

    return wrap


@money.installs(BY_VALUE, seen_at=FIND_ORDER | LIST_ORDERS)
def value_is_without_the_fee(sandbox: Sandbox) -> Ask:
    """A value includes the fee."""
    return _valued_at(sandbox, lambda value: half_up(value / Decimal("0.9"), 2))


@money.installs(BY_VALUE, subtle=True)
def fraction_of_a_cent_is_rounded_up(sandbox: Sandbox) -> Ask:
    """The total is at most the value, also when that has a fraction of the smallest unit."""
    return _valued_at(sandbox, lambda value: up(value, 2))


@money.installs(BY_VALUE, subtle=True)
def cents_of_a_value_are_dropped(sandbox: Sandbox) -> Ask:
    """An order by value spends as much of the value as it can."""
    return _valued_at(sandbox, lambda value: cut(value, 0) if value > 1 else value)


@money.answers({"getOrderQuoteByMass"}, quotes)
def quote_is_a_cent_cheaper(quote: Record, _: Request) -> None:
    """A quote answers what the order would cost."""
    _set(quote, total=_of(quote, "total_cost") - CENT)


@money.answers({"getOrderQuoteByValue"}, quotes, subtle=True)
def quote_by_value_buys_a_gram_more(quote: Record, _: Request) -> None:
    """A quote by value answers how much the order would buy."""
    for one, name in ((quote, "estimated_quantity"), (quote["bundles"][0], "quantity")):
        one[name] = text(Decimal(one[name]) + GRAM)


@money.installs(QUOTE | LIST_ORDERS, subtle=True)
def quote_is_ordered(sandbox: Sandbox) -> Ask:
    """A quote stores nothing."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if request.operation == "getOrderQuoteByMass" and answer.status == OK:
            ask(Request("POST", "/v1/orders/by-mass", request.headers, request.body))
        return answer

    return wrap


@money.answers(BY_MASS | ORDERS - CREATE_ORDER, priced, subtle=True)
def requested_quantity_is_cut_to_grams(one: Record, _: Request) -> None:
    """requested_quantity is what was asked for, with every decimal."""
    if one["requested_quantity"] is not None:
        one["requested_quantity"] = text(cut(Decimal(one["requested_quantity"]), 6))


@money.answers({"getOrderQuoteByMass"}, quotes)
def requested_quantity_is_in_the_unit_of_the_request(quote: Record, request: Request) -> None:
    """requested_quantity is in tonnes."""
    if "mass" in request.record:
        quote["requested_quantity"] = text(Decimal(request.record["mass"]["amount"]))


@money.answers({"getOrderQuoteByMass"}, quotes, subtle=True)
def requested_quantity_of_bundle_masses_is_the_first(quote: Record, request: Request) -> None:
    """requested_quantity of bundle_masses is their sum."""
    if "bundle_masses" in request.record:
        share = Decimal(quote["bundles"][0]["quantity"])
        quote["requested_quantity"] = text(share)


def _selected(request: Request) -> list[Record]:
    """The bundle selection of a request, if it is a list of objects."""
    entries = request.record.get("bundle_selection")
    if not isinstance(entries, list):
        return []
    return entries if all(isinstance(each, dict) for each in entries) else []


def _percentages(request: Request) -> list[Decimal]:
    """The percentages of a selection in which every bundle has one; none otherwise."""
    given = [str(each.get("percentage")) for each in _selected(request)]
    is_sound = all(each.replace(".", "", 1).isdecimal() for each in given)
    return list(map(Decimal, given)) if is_sound else []


def _shared(request: Request, percentages: Iterable[Decimal]) -> Request:
    """Return the request with other percentages."""
    return request.with_changes(
        bundle_selection=[
            {**entry, "percentage": text(share)}
            for entry, share in zip(_selected(request), percentages, strict=True)
        ]
    )


@selection.requests(CREATE_ORDER | QUOTE, seen_at=FIND_ORDER | LIST_ORDERS)
def selection_is_ignored(request: Request) -> Request:
    """An order is divided between the bundles of bundle_selection."""
    return request.without("bundle_selection") if _selected(request) else request


@selection.requests(SHIPPING, subtle=True)
def selection_of_a_shipment_is_ignored(request: Request) -> Request:
    """The quote of an estimate is divided between the bundles of bundle_selection."""
    return request.without("bundle_selection") if _selected(request) else request


@selection.requests(CREATE_ORDER | QUOTE, subtle=True)
def bundles_without_percentages_do_not_share_alike(request: Request) -> Request:
    """Bundles without percentages share alike."""
    entries = _selected(request)
    if len(entries) < 2 or any("percentage" in each for each in entries):
        return request
    return _shared(request, [Decimal(100 - len(entries) + 1), *[Decimal(1)] * (len(entries) - 1)])


@selection.requests(CREATE_ORDER | QUOTE, subtle=True)
def equal_shares_have_two_decimals(request: Request) -> Request:
    """Bundles without percentages share alike, exactly, three of them as well."""
    entries = _selected(request)
    if len(entries) < 3 or any("percentage" in each for each in entries):
        return request
    share = cut(Decimal(100) / len(entries), 2)
    return _shared(request, [*[share] * (len(entries) - 1), 100 - share * (len(entries) - 1)])


@selection.requests(CREATE_ORDER | QUOTE, subtle=True)
def percentages_are_whole(request: Request) -> Request:
    """A percentage may have two decimals."""
    shares = [each.quantize(Decimal(1), ROUND_HALF_EVEN) for each in _percentages(request)]
    if not shares or _sum(_percentages(request)) != 100:
        return request
    return _shared(request, [*shares[:-1], 100 - _sum(shares[:-1])])


@selection.requests(CREATE_ORDER | QUOTE)
def percentages_need_not_add_up(request: Request) -> Request:
    """Percentages add up to 100."""
    shares = _percentages(request)
    total = _sum(shares)
    if not total or total == 100:
        return request
    scaled = [cut(each * 100 / total, 2) for each in shares]
    return _shared(request, [*scaled[:-1], 100 - _sum(scaled[:-1])])


@selection.requests(CREATE_ORDER | QUOTE, subtle=True)
def percentages_may_be_a_little_off(request: Request) -> Request:
    """Percentages add up to 100, exactly."""
    shares = _percentages(request)
    if not shares or not 0 < abs(100 - _sum(shares)) < Decimal("0.05"):
        return request
    return _shared(request, [*shares[:-1], 100 - _sum(shares[:-1])])


@selection.requests(CREATE_ORDER | QUOTE, subtle=True)
def third_decimal_of_a_percentage_is_taken(request: Request) -> Request:
    """A percentage has at most two decimals."""
    shares = _percentages(request)
    if _sum(shares) != 100 or all(each == cut(each, 2) for each in shares):
        return request
    short = [cut(each, 2) for each in shares]
    return _shared(request, [*short[:-1], 100 - _sum(short[:-1])])


@selection.requests(CREATE_ORDER | QUOTE, subtle=True)
def missing_percentage_is_the_rest(request: Request) -> Request:
    """All bundles of a selection have a percentage, or none has."""
    entries = _selected(request)
    given = [str(each["percentage"]) for each in entries if "percentage" in each]
    if not given or len(given) != len(entries) - 1 or not all(each.isdecimal() for each in given):
        return request
    rest = 100 - _sum(map(Decimal, given))
    shares = [Decimal(str(each.get("percentage", rest))) for each in entries]
    return request if rest < 0 else _shared(request, shares)


@selection.requests(CREATE_ORDER | QUOTE, subtle=True)
def percentage_above_the_total_is_cut(request: Request) -> Request:
    """A single bundle has 100 percent, not more."""
    shares = _percentages(request)
    return _shared(request, [Decimal(100)]) if len(shares) == 1 and shares[0] > 100 else request


@selection.installs(CREATE_ORDER | QUOTE)
def unknown_bundle_is_left_out(sandbox: Sandbox) -> Ask:
    """A bundle that does not exist is refused."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        entries = _selected(request)
        known = [each for each in entries if each.get("bundle_id") in sandbox.bundle_ids]
        if request.operation not in CREATE_ORDER | QUOTE or len(known) == len(entries):
            return ask(request)
        bare = [{"bundle_id": each["bundle_id"]} for each in known]
        if not bare:
            return ask(request.without("bundle_selection"))
        return ask(request.with_changes(bundle_selection=bare))

    return wrap


@selection.requests(CREATE_ORDER | QUOTE, seen_at=FIND_ORDER | LIST_ORDERS)
def kilograms_are_not_cut(request: Request) -> Request:
    """With quantity_trunc kg a quantity has at most three decimals."""
    is_kg = request.record.get("quantity_trunc") == "kg"
    return request.without("quantity_trunc") if is_kg else request


@selection.requests(CREATE_ORDER | QUOTE, subtle=True)
def tonnes_are_cut_to_kilograms(request: Request) -> Request:
    """With quantity_trunc t a quantity is whole."""
    is_t = request.record.get("quantity_trunc") == "t"
    return request.with_changes(quantity_trunc="kg") if is_t else request


@selection.requests({"createOrderByEstimate"}, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def truncation_is_ignored_for_an_estimate(request: Request) -> Request:
    """An order by estimate takes quantity_trunc as well."""
    return request.without("quantity_trunc") if "quantity_trunc" in request.record else request


@selection.requests({"createOrderByEstimate"}, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def selection_is_ignored_for_an_estimate(request: Request) -> Request:
    """An order by estimate takes bundle_selection as well."""
    return request.without("bundle_selection") if _selected(request) else request


@selection.requests(BY_MASS, subtle=True)
def bundle_masses_have_the_unit_of_the_first(request: Request) -> Request:
    """Each of bundle_masses has a unit of its own."""
    entries: Any = request.record.get("bundle_masses")
    try:
        unit = entries[0]["mass"]["unit"]
        same = [{**each, "mass": {**each["mass"], "unit": unit}} for each in entries]
    except (TypeError, KeyError, IndexError):
        return request
    return request.with_changes(bundle_masses=same)


@selection.requests(BY_MASS, subtle=True)
def only_two_bundle_masses_are_taken(request: Request) -> Request:
    """Each of bundle_masses is ordered."""
    entries: Any = request.record.get("bundle_masses")
    is_long = isinstance(entries, list) and len(entries) > 2
    return request.with_changes(bundle_masses=entries[:2]) if is_long else request


@selection.installs(CREATE_ORDER | QUOTE, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def selection_is_kept_for_the_next_order(sandbox: Sandbox) -> Ask:
    """An order without a selection takes the ratios of the account, not those of another order."""
    ask = asks(sandbox)
    kept: dict[str | None, list[Record]] = {}

    def wrap(request: Request) -> Answer:
        if request.operation not in CREATE_ORDER | QUOTE or "bundle_masses" in request.record:
            return ask(request)
        entries = request.record.get("bundle_selection", kept.get(request.account))
        if not entries or not request.record:
            return ask(request)
        answer = ask(request.with_changes(bundle_selection=entries))
        if answer.status == OK and request.operation in CREATE_ORDER:
            kept[request.account] = entries
        return answer

    return wrap


@selection.answers(ORDERS | QUOTE, priced, subtle=True)
def quantities_of_bundles_are_exchanged(one: Record, _: Request) -> None:
    """Each bundle has the quantity of its own share."""
    if len(one["bundles"]) == 2:
        first, second = one["bundles"]
        for name in ("quantity", "offset_cost"):
            first[name], second[name] = second[name], first[name]


@selection.answers(ORDERS | QUOTE, priced, subtle=True)
def quantities_are_not_cut_but_rounded(one: Record, _: Request) -> None:
    """The quantity of a bundle is its share, truncated; all of them are at most what was asked."""
    asked = one["requested_quantity"]
    if asked is None:
        return
    rest = up(Decimal(asked), 6) - _of(one, "quantity")
    last = one["bundles"][-1]
    last["quantity"] = text(Decimal(last["quantity"]) + rest)
    one[_name(one, "quantity")] = text(_of(one, "quantity") + rest)
