"""What orders and quotes cost."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from lune_contract.answered import answered
from lune_contract.creations import newest_orders
from lune_contract.document import operations
from lune_contract.parts import (
    ORDER_CREATIONS,
    Costing,
    asked,
    costing_of,
    costings,
    exact,
    mass_in_tonnes,
    orders,
    rows,
)
from lune_contract.reply import Reply, shown
from lune_contract.rounding import TONNES, cut, half_up, said, smallest_unit, up
from lune_contract.rule import Unsettled, invariant, rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_contract.exchange import Exchange
    from lune_contract.trial import Trial
    from lune_document import JSON

_WORKED: Final = "Shipping estimate, worked example"
_BY_VALUE: Final = "Orders, POST /orders/by-value: value is the most that is spent"
_QUOTES: Final = "Quotes: the order is processed as if it were placed"
# Of every amount paid in the published examples, nine tenths buy credits.
_NET_SHARE: Final = Fraction(9, 10)
_COSTS: Final = ("quantity", "offset_cost", "total_cost", "commission")
# Of clients that the suite has made: one without a smaller unit, and one like the dollar.
_CURRENCIES: Final = ("ISK", "EUR")
_PLAIN: Final[dict[str, JSON]] = {"quantity_trunc": None, "bundle_selection": None}
_OK: Final = 200
_GRAM: Final = TONNES["g"]
QUOTED: Final = {
    "getOrderQuoteByMass": "createOrderByMass",
    "getOrderQuoteByValue": "createOrderByValue",
}
"""The quotes, and the orders that they preview."""
_WITNESSES: Final = ("getOrderQuoteByMass", "getOrderQuoteByValue", "createTransactionEstimate")
_LINE: Final = (
    "bundle_id",
    "bundle_name",
    "quantity",
    "unit_price",
    "gross_unit_price",
    "offset_cost",
)


def _equals(costing: Costing, name: str, wanted: Fraction, why: str) -> None:
    place = costing.named(name)
    costing.reply.expect(
        costing.exact(name) == wanted, f"{place[-1]} {said(wanted)}, {why}", *place
    )


@invariant("money/quantity-is-the-sum", source=_WORKED)
def quantity_is_the_sum(exchange: Exchange) -> None:
    """The quantity of an order or a quote is the sum of the quantities of its bundles."""
    for costing in costings(exchange):
        _equals(costing, "quantity", costing.sum("quantity"), "the sum over its bundles")


@invariant("money/total-is-cost-and-commission", source=_WORKED)
def total_is_cost_and_commission(exchange: Exchange) -> None:
    """The total cost is the cost of the credits and the commission."""
    for costing in costings(exchange):
        total = costing.exact("offset_cost") + costing.exact("commission")
        _equals(costing, "total_cost", total, "the cost of the credits and the commission")


@invariant("money/total-rounded-up", source=_WORKED)
def total_rounded_up(exchange: Exchange) -> None:
    """The total is the sum of quantities times gross prices, rounded up to the smallest unit."""
    for costing in costings(exchange):
        gross = costing.sum("quantity", "gross_unit_price")
        total = up(gross, costing.smallest_unit)
        _equals(costing, "total_cost", total, f"{said(gross)} rounded up")


@invariant("money/offset-cost", source=_WORKED)
def offset_cost(exchange: Exchange) -> None:
    """The credits cost the sum of quantities times net prices, rounded so that the total fits."""
    for costing in costings(exchange):
        unit = costing.smallest_unit
        down = cut(costing.sum("quantity", "unit_price"), unit)
        # The published examples fit this as well: the fee of each bundle rounded up, the rest credits.
        rest = costing.exact("total_cost") - sum(up(fee, unit) for fee in _fees(costing))
        place = costing.named("offset_cost")
        costing.reply.expect(
            costing.exact("offset_cost") in {down, rest},
            f"{place[-1]} {said(down)}, the sum of quantities times net prices rounded down",
            *place,
        )


def _fees(costing: Costing) -> list[Fraction]:
    reply = costing.reply
    return [
        exact(reply, *row, "quantity")
        * (exact(reply, *row, "gross_unit_price") - exact(reply, *row, "unit_price"))
        for row in costing.rows
    ]


@invariant("money/bundle-cost", source=_WORKED)
def bundle_cost(exchange: Exchange) -> None:
    """A bundle costs its quantity times its price, rounded to the smallest unit."""
    for costing in costings(exchange):
        for row in costing.rows:
            _costs_its_quantity(costing.reply, costing.smallest_unit, *row)


@invariant("money/project-cost", source="Orders: quantity and cost of projects")
def project_cost(exchange: Exchange) -> None:
    """A project costs its quantity times its price, rounded to the smallest unit."""
    for reply, place in orders(exchange):
        if reply.at(*place, "projects") is not None:
            unit = smallest_unit(reply.text(*place, "currency"))
            for row in rows(reply, *place, "projects"):
                _costs_its_quantity(reply, unit, *row)


def _costs_its_quantity(reply: Reply, unit: Fraction, *row: str | int) -> None:
    cost = exact(reply, *row, "quantity") * exact(reply, *row, "unit_price")
    fits = exact(reply, *row, "offset_cost") in {cut(cost, unit), up(cost, unit)}
    reply.expect(fits, f"quantity times unit_price, {said(cost)}, rounded", *row, "offset_cost")


@invariant(
    "money/bundle-cost-rounded-up", source="Orders and quotes, published examples", level="should"
)
def bundle_cost_rounded_up(exchange: Exchange) -> None:
    """The cost of a bundle is rounded up."""
    for costing in costings(exchange):
        reply = costing.reply
        for row in costing.rows:
            cost = exact(reply, *row, "quantity") * exact(reply, *row, "unit_price")
            wanted = up(cost, costing.smallest_unit)
            is_up = exact(reply, *row, "offset_cost") == wanted
            reply.expect(is_up, f"{said(wanted)}, {said(cost)} rounded up", *row, "offset_cost")


@invariant("money/gross-price-includes-the-fee", source="Orders, bundles: gross_unit_price")
def gross_price_includes_the_fee(exchange: Exchange) -> None:
    """The price with the fee is not below the price without."""
    for costing in costings(exchange):
        reply = costing.reply
        for row in costing.rows:
            net = exact(reply, *row, "unit_price")
            is_above = exact(reply, *row, "gross_unit_price") >= net
            reply.expect(is_above, f"at least unit_price {said(net)}", *row, "gross_unit_price")


@invariant("money/gross-price", source=_WORKED, level="should")
def gross_price(exchange: Exchange) -> None:
    """A gross price is the net price divided by 0.9, half up at the smallest unit."""
    for costing in costings(exchange):
        reply = costing.reply
        for row in costing.rows:
            net = exact(reply, *row, "unit_price")
            wanted = half_up(net / _NET_SHARE, costing.smallest_unit)
            is_it = exact(reply, *row, "gross_unit_price") == wanted
            reply.expect(is_it, f"{said(wanted)} of {said(net)}", *row, "gross_unit_price")


@invariant("money/smallest-unit", source=_WORKED)
def whole_units(exchange: Exchange) -> None:
    """What is paid is a multiple of the smallest unit of the currency."""
    for costing in costings(exchange):
        _in_whole_units(costing)


def _in_whole_units(costing: Costing) -> None:
    unit = costing.smallest_unit
    for name in _COSTS[1:]:
        is_whole = costing.exact(name) % unit == 0
        costing.reply.expect(is_whole, f"a multiple of {said(unit)}", *costing.named(name))


@invariant("money/within-requested-value", source=_BY_VALUE)
def within_requested_value(exchange: Exchange) -> None:
    """What is asked for by value costs at most that value."""
    for costing in costings(exchange):
        value = costing.requested_value
        if value is not None:
            within = costing.exact("total_cost") <= value
            place = costing.named("total_cost")
            costing.reply.expect(within, f"at most the requested value {said(value)}", *place)


@invariant("money/quantity-as-requested", source="Orders, requested_quantity: in tonnes")
def quantity_as_requested(exchange: Exchange) -> None:
    """The requested quantity is the mass of the request, in tonnes and with all of its digits."""
    wanted = _requested(_fresh(exchange, "createOrderByMass", "getOrderQuoteByMass"))
    if wanted is not None:
        reply, name = Reply(exchange), "requested_quantity"
        reply.expect(exact(reply, name) == wanted, f"{said(wanted)} t", name)


@invariant("money/value-as-requested", source="Orders by value, requested_value")
def value_as_requested(exchange: Exchange) -> None:
    """The requested value is the value of the request."""
    value = _fresh(exchange, "createOrderByValue", "getOrderQuoteByValue").get("value")
    if isinstance(value, str):
        reply, name = Reply(exchange), "requested_value"
        reply.expect(reply.amount(name) == Decimal(value), value, name)


def _fresh(exchange: Exchange, *operation_ids: str) -> Mapping[str, JSON]:
    """Return what one of these operations carried out; a key may bring back an earlier order."""
    if exchange.operation_id not in operation_ids or exchange.answer.status != _OK:
        return {}
    request = asked(exchange)
    return {} if "idempotency_key" in request else request


def _requested(request: Mapping[str, JSON]) -> Fraction | None:
    """Return the tonnes that a request asks for, None if it says none."""
    if "mass" in request:
        return mass_in_tonnes(request["mass"])
    total = Fraction(0)
    entries = request.get("bundle_masses")
    for entry in entries if isinstance(entries, list) else [None]:
        mass = mass_in_tonnes(entry.get("mass")) if isinstance(entry, dict) else None
        if mass is None:
            return None
        total += mass
    return total


@rule(
    "money/digits-of-the-quantity",
    operations=("createOrderByMass", "getOrderQuoteByMass"),
    source="Orders, requested_quantity: in tonnes",
    orders=1,
)
def digits_of_the_quantity(trial: Trial) -> None:
    """The requested quantity has all digits of the request, those below a gram, too."""
    grams = f"{trial.random.randrange(1000, 10**6)}.{trial.random.randrange(10**3, 10**4)}1"
    reply = _place(trial, trial.operation.id, mass={"amount": grams, "unit": "g"})
    wanted, name = Fraction(grams) * _GRAM, "requested_quantity"
    reply.expect(exact(reply, name) == wanted, f"{said(wanted)} t", name)


@rule(
    "money/fraction-of-the-smallest-unit",
    operations=("createOrderByValue", "getOrderQuoteByValue"),
    source=_BY_VALUE,
    orders=1,
)
def fraction_of_the_smallest_unit(trial: Trial) -> None:
    """A value with a fraction of the smallest unit is not exceeded, or it is refused."""
    unit = smallest_unit(trial.facts.currency or "")
    value = said((trial.random.randrange(1000, 10**4) + Fraction(9, 10)) * unit)
    body = trial.body(trial.operation.id, **_PLAIN, value=value)
    reply = trial.call(trial.operation.id, body)
    if reply.status != _OK:
        reply.refusal("order_value_invalid", "validation_error")
        return
    costing = costing_of(trial.priced(reply) if trial.operation.id in ORDER_CREATIONS else reply)
    within = costing.exact("total_cost") <= Fraction(value)
    costing.reply.expect(within, f"a total of at most {value}", *costing.named("total_cost"))


@rule(
    "money/currency-of-the-account",
    operations="createTransactionEstimate",
    source="Quotes, currency; transaction estimates, client_account: currency",
    needs=("client_accounts",),
    estimates=2,
)
def currency_of_the_account(trial: Trial) -> None:
    """What is quoted to an account costs whole units of the currency of that account."""
    for currency in _CURRENCIES:
        handle = f"contract-{currency.lower()}"
        client: JSON = {"name": "Contract suite", "currency": currency, "handle": handle}
        purchase: JSON = {"value": "1234.56", "currency": "USD"}
        estimate = trial.estimate(client_account=client, value=purchase)
        costing = costing_of(estimate)
        place = (*costing.place, "currency")
        estimate.expect(estimate.at(*place) == currency, repr(currency), *place)
        _in_whole_units(costing)


@rule(
    "money/total-within-value",
    operations=("createOrderByValue", "getOrderQuoteByValue"),
    source=_BY_VALUE,
    orders=4,
)
def total_within_value(trial: Trial) -> None:
    """An order by value costs at most the value that was asked for."""
    for value in ("100", *_values(trial, 3)):
        placed = _place(trial, trial.operation.id, value=value)
        costing = costing_of(
            trial.priced(placed) if trial.operation.id in ORDER_CREATIONS else placed
        )
        within = costing.exact("total_cost") <= Fraction(value)
        place = costing.named("total_cost")
        costing.reply.expect(within, f"a total of at most {value}", *place)


@rule(
    "money/value-is-spent",
    operations="getOrderQuoteByValue",
    source="Orders by value, published example: value over the gross price of a tonne",
    level="should",
    needs=("bundles",),
)
def value_is_spent(trial: Trial) -> None:
    """A value buys as many tonnes as it pays for at the gross price, cut at a gram."""
    for value in ("100", *_values(trial, 3)):
        selection: JSON = [{"bundle_id": trial.facts.bundles[0], "percentage": 100}]
        quote = _place(trial, "getOrderQuoteByValue", value=value, bundle_selection=selection)
        costing = costing_of(quote)
        price = exact(quote, "bundles", 0, "gross_unit_price")
        most = cut(Fraction(value) / price, _GRAM)
        # Of what is below the smallest unit of the currency, nothing can be bought.
        least = cut(cut(Fraction(value), costing.smallest_unit) / price, _GRAM)
        spent = least <= costing.exact("quantity") <= most
        quote.expect(spent, f"the tonnes of {value} at {said(price)}", "estimated_quantity")


@rule(
    "money/quote-is-the-order",
    operations=(*QUOTED, *QUOTED.values()),
    source=_QUOTES,
    orders=2,
)
def quote_is_the_order(trial: Trial) -> None:
    """A quote costs what the order costs that is placed with the same body."""
    name = trial.operation.id
    is_quote = name in QUOTED
    quoting = name if is_quote else next(each for each in QUOTED if QUOTED[each] == name)
    for changes in _amounts(trial, quoting):
        quote = _place(trial, quoting, **changes)
        order = trial.priced(_place(trial, QUOTED[quoting], **changes))
        _same_costs(*((quote, order) if is_quote else (order, quote)))


@rule(
    "money/estimate-quote-is-the-order",
    operations=("createOrderByEstimate", "createTransactionEstimate", "createShippingEstimate"),
    source="Orders, POST /orders/by-estimate; estimates: quote",
    orders=1,
    estimates=1,
)
def estimate_quote_is_the_order(trial: Trial) -> None:
    """The quote of an estimate costs what the order of that estimate costs."""
    shipping = trial.operation.id == "createShippingEstimate"
    estimate = trial.place("createShippingEstimate") if shipping else trial.estimate()
    id_ = estimate.text("id")
    order = trial.priced(trial.place("createOrderByEstimate", estimate_id=id_))
    is_order = trial.operation.id == "createOrderByEstimate"
    _same_costs(*((order, estimate) if is_order else (estimate, order)))


def _same_costs(judged: Reply, other: Reply) -> None:
    """Hold an order or a quote against the other."""
    one, two = costing_of(judged), costing_of(other)
    for name in _COSTS:
        _equals(one, name, two.exact(name), f"as {other.exchange.operation_id} says")
    wanted = _lines(two)
    judged.expect(_lines(one) == wanted, f"the bundles {wanted}", *one.place, "bundles")
    for name in ("currency", "requested_quantity", "requested_value"):
        said_there = other.at(*two.place, name)
        is_same = judged.at(*one.place, name) == said_there
        judged.expect(is_same, f"{name} {shown(said_there)}", *one.place, name)


@rule(
    "money/quote-makes-no-order",
    operations=tuple(QUOTED),
    source="Quotes: does not create an order",
)
def quote_makes_no_order(trial: Trial) -> None:
    """After a quote there is no order of it, and the same quote once more is the same."""
    amount = f"{trial.random.randrange(10**3, 10**4)}.{trial.random.randrange(11, 100, 2)}"
    by_value = trial.operation.id == "getOrderQuoteByValue"
    what: JSON = amount if by_value else {"amount": amount, "unit": "kg"}
    body = trial.body(trial.operation.id, **{"value" if by_value else "mass": what})
    known = newest_orders(trial)
    one = trial.call(trial.operation.id, body).success()
    two = trial.call(trial.operation.id, body).success()
    two.expect(two.body == one.body, f"the quote {one.exchange.answer.shown()}")
    name = "requested_value" if by_value else "requested_quantity"
    for order in newest_orders(trial):
        if order not in known and order.get(name) == one.at(name):
            one.deviates("no order of a quote", f"the order {order.get('id')!r}")


@rule(
    "money/same-prices",
    operations=operations(),
    source="Orders and quotes, bundles: name and prices; currency of the account",
    orders=1,
    estimates=3,
)
def same_prices(trial: Trial) -> None:
    """Every operation has the same prices for a bundle, in the currency of the account."""
    witnesses = [_prices(trial, each) for each in _WITNESSES if each != trial.operation.id]
    if witnesses[0] != witnesses[1]:
        # One of them is wrong: that is said where it is tried itself.
        message = "the quotes that this is held against do not agree with each other"
        raise Unsettled(message)
    reply = answered(trial, trial.operation.id)
    for costing in costings(reply.exchange):
        said_here = _prices_of(costing)
        # An order was priced before now, so only what it has in common counts.
        is_same = said_here == {name: witnesses[0].get(name) for name in said_here}
        reply.expect(is_same, f"names and prices {witnesses[0]}", *costing.place, "bundles")


def _prices(trial: Trial, operation_id: str) -> Mapping[str, object]:
    return _prices_of(costing_of(answered(trial, operation_id)))


def _prices_of(costing: Costing) -> Mapping[str, object]:
    """Return what is said of each bundle, and the currency."""
    lines = {line[0]: (line[1], line[3], line[4]) for line in _lines(costing)}
    return {**lines, "currency": costing.reply.text(*costing.place, "currency")}


def _lines(costing: Costing) -> list[tuple[str, ...]]:
    reply = costing.reply
    return [tuple(reply.text(*row, name) for name in _LINE) for row in costing.rows]


def _place(trial: Trial, operation_id: str, **asked_for: JSON) -> Reply:
    """Place or quote an order that is divided and cut as it is without being told."""
    body = trial.body(operation_id, **_PLAIN | asked_for)
    return trial.call(operation_id, body).success()


def _values(trial: Trial, count: int) -> list[str]:
    """Return values of money, small and large; of some currencies only whole ones can be paid."""
    is_whole = smallest_unit(trial.facts.currency or "") == 1
    return [
        f"{trial.random.randrange(1, 10**digits)}"
        + ("" if is_whole else f".{trial.random.randrange(10, 100)}")
        for digits in range(1, count + 1)
    ]


def _amounts(trial: Trial, quoting: str) -> list[dict[str, JSON]]:
    """Return what to ask a quote and an order for."""
    values = _values(trial, 2)
    if quoting == "getOrderQuoteByValue":
        return [{"value": value} for value in values]
    return [{"mass": {"amount": value, "unit": "kg"}} for value in values]
