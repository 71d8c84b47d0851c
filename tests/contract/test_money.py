"""Rules of what orders and quotes cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import Any, TypeAlias

import pytest

import lune_contract.rules.money  # noqa: F401 - it makes the rules
from lune_contract.answered import answered
from lune_contract.document import operations
from lune_contract.rounding import cut, half_up, said, smallest_unit, up
from lune_mock import Answer

from .changing import answered as answered_with
from .changing import refused, with_body
from .passing import assert_broken, assert_fires, assert_passes, invariants, trials
from .targets import Call, Handle, Served, edited, sound, wrong

Edit: TypeAlias = Callable[[Any], object]

MASS_QUOTE = "getOrderQuoteByMass"
VALUE_QUOTE = "getOrderQuoteByValue"


def _row(**changes: str) -> Edit:
    return lambda body: body["bundles"][0].update(changes)


UNLIKE: list[tuple[str, str, Edit]] = [
    ("money/quantity-is-the-sum", "createOrderByMass", lambda o: o.update(quantity="0.25911")),
    ("money/quantity-is-the-sum", MASS_QUOTE, _row(quantity="0.246155")),
    (
        "money/quantity-is-the-sum",
        "createShippingEstimate",
        lambda e: e["quote"].update(estimated_quantity="2.969503"),
    ),
    ("money/total-is-cost-and-commission", "getOrder", lambda o: o.update(commission="0.72")),
    (
        "money/total-is-cost-and-commission",
        VALUE_QUOTE,
        lambda q: q.update(estimated_commission="0"),
    ),
    # Half up, the worked example would cost 80.17, and its credits 72.16.
    (
        "money/total-rounded-up",
        "createShippingEstimate",
        lambda e: e["quote"].update(estimated_total_cost="80.17"),
    ),
    ("money/total-rounded-up", "listOrders", lambda p: p["data"][0].update(total_cost="7.01")),
    (
        "money/offset-cost",
        "createShippingEstimate",
        lambda e: e["quote"].update(estimated_offset_cost="72.16"),
    ),
    ("money/bundle-cost", "createOrderByMass", _row(offset_cost="3.07")),
    ("money/bundle-cost", "getOrderByIdempotencyKey", _row(unit_price="12.5")),
    ("money/bundle-cost-rounded-up", "createOrderByMass", _row(offset_cost="3.05")),
    ("money/gross-price-includes-the-fee", MASS_QUOTE, _row(gross_unit_price="12.41")),
    ("money/gross-price", MASS_QUOTE, _row(gross_unit_price="13.79")),
    ("money/smallest-unit", "createOrderByMass", lambda o: o.update(total_cost="6.998")),
    ("money/smallest-unit", VALUE_QUOTE, lambda q: q.update(estimated_offset_cost="89.991")),
    (
        "money/quantity-as-requested",
        "createOrderByMass",
        lambda o: o.update(requested_quantity="259.11"),
    ),
    (
        "money/quantity-as-requested",
        "getOrderQuoteByMass",
        lambda q: q.update(requested_quantity="0.3"),
    ),
    ("money/value-as-requested", "createOrderByValue", lambda o: o.update(requested_value="99")),
    (
        "money/value-as-requested",
        "getOrderQuoteByValue",
        lambda q: q.update(requested_value="99"),
    ),
    ("money/within-requested-value", "createOrderByValue", lambda o: o.update(total_cost="100.01")),
    ("money/within-requested-value", VALUE_QUOTE, lambda q: q.update(estimated_total_cost="101")),
    (
        "money/project-cost",
        "getOrder",
        lambda o: o.update(
            projects=[{"quantity": "0.5", "unit_price": "12.42", "offset_cost": "6.2"}]
        ),
    ),
]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("money"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize("operation", operations())
def test_no_answer_of_a_sound_target_breaks_an_invariant(served: Served, operation: str) -> None:
    session = served.session(*invariants("money"))
    answered(served.trial(session, operation), operation)
    assert not session.broken


@pytest.mark.parametrize(("name", "operation", "edit"), UNLIKE)
def test_an_answer_that_breaks_an_invariant(name: str, operation: str, edit: Edit) -> None:
    assert_broken(name, operation, edited(operation, edit), lambda t: answered(t, operation))


def test_every_invariant_is_broken_by_some_answer() -> None:
    assert {name for name, _, _ in UNLIKE} == invariants("money")


@pytest.mark.parametrize(("cost", "fits"), [("6.29", True), ("6.3", True), ("6.31", False)])
def test_both_readings_of_the_cost_of_the_credits_pass(cost: str, *, fits: bool) -> None:
    # 6.29598 rounded down, or what the fees of 0.34 and 0.36 leave of the total of 7.
    change = edited("createOrderByMass", lambda o: o.update(offset_cost=cost))
    with wrong(change) as served:
        session = served.session("money/offset-cost")
        served.trial(session, "createOrderByMass").order()
    assert bool(session.broken) is not fits


def test_an_order_without_costs_yet_breaks_nothing() -> None:
    def received(order: Any) -> None:
        nothing = dict.fromkeys(("quantity", "offset_cost", "total_cost", "commission", "bundles"))
        order.update(nothing, status="received")

    with wrong(edited("createOrderByMass", received)) as served:
        session = served.session(*invariants("money"))
        served.trial(session, "createOrderByMass").order()
    assert not session.broken


@pytest.mark.parametrize("operation", ["createOrderByValue", VALUE_QUOTE])
def test_a_target_that_spends_more(operation: str) -> None:
    name = "total_cost" if operation == "createOrderByValue" else "estimated_total_cost"
    change = edited(operation, lambda body: body.update({name: "1000000"}))
    assert_fires("money/total-within-value", operation, change)


def test_a_target_that_spends_less() -> None:
    change = edited(VALUE_QUOTE, lambda q: q.update(estimated_quantity="0.000001"))
    assert_fires("money/value-is-spent", VALUE_QUOTE, change)


@pytest.mark.parametrize("kind", ["mass", "value"])
def test_a_target_that_orders_what_is_quoted(kind: str) -> None:
    operation = f"getOrderQuoteBy{kind.title()}"

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation == operation:
            handle(replace(call, target=f"/orders/by-{kind}"))
        return handle(call)

    assert_fires("money/quote-makes-no-order", operation, change)


def test_a_target_that_quotes_the_same_otherwise() -> None:
    prices = count(1)
    change = edited(
        "getOrderQuoteByMass", lambda q: q.update(estimated_total_cost=f"{next(prices)}")
    )
    assert_fires("money/quote-makes-no-order", "getOrderQuoteByMass", change)


@pytest.mark.parametrize("operation", ["createOrderByMass", MASS_QUOTE])
def test_a_target_that_cuts_what_was_requested(operation: str) -> None:
    def edit(body: Any) -> None:
        body["requested_quantity"] = body["requested_quantity"][:8]

    assert_fires("money/digits-of-the-quantity", operation, edited(operation, edit))


@pytest.mark.parametrize("operation", ["createOrderByValue", VALUE_QUOTE])
def test_a_target_that_rounds_a_value_up(operation: str) -> None:
    def change(handle: Handle, call: Call) -> Answer:
        if call.operation == operation:
            value = up(Fraction(call.json["value"]), smallest_unit("USD"))
            call = with_body(call, call.json | {"value": said(value)})
        return handle(call)

    assert_fires("money/fraction-of-the-smallest-unit", operation, change)


@pytest.mark.parametrize("code", ["order_value_invalid", "bundle_id_invalid"])
def test_a_fraction_of_the_smallest_unit_may_be_refused_as_a_value(code: str) -> None:
    with wrong(answered_with(VALUE_QUOTE, lambda right: refused(right, 400, code))) as served:
        outcome = served.tried("money/fraction-of-the-smallest-unit", VALUE_QUOTE)
    assert outcome.verdict == ("passed" if code == "order_value_invalid" else "deviated")


@pytest.mark.parametrize(
    "edit",
    [
        lambda q: q.update(currency="USD"),
        lambda q: q.update(estimated_total_cost=q["estimated_total_cost"] + ".5"),
    ],
)
def test_a_target_with_the_currency_of_another_account(edit: Edit) -> None:
    operation = "createTransactionEstimate"
    change = edited(operation, lambda estimate: edit(estimate["quote"]))
    assert_fires("money/currency-of-the-account", operation, change)


@pytest.mark.parametrize("operation", [MASS_QUOTE, VALUE_QUOTE])
@pytest.mark.parametrize(
    "edit",
    [
        lambda q: q.update(estimated_commission="0"),
        lambda q: q.update(currency="EUR"),
        lambda q: q["bundles"].reverse(),
    ],
)
def test_a_quote_unlike_its_order(operation: str, edit: Edit) -> None:
    assert_fires("money/quote-is-the-order", operation, edited(operation, edit))


@pytest.mark.parametrize("operation", ["createOrderByMass", "createOrderByValue"])
def test_an_order_unlike_its_quote(operation: str) -> None:
    change = edited(operation, lambda o: o.update(offset_cost="0"))
    assert_fires("money/quote-is-the-order", operation, change)


@pytest.mark.parametrize(
    ("operation", "edit"),
    [
        ("createOrderByEstimate", lambda o: o.update(total_cost="9")),
        ("createTransactionEstimate", lambda e: e["quote"].update(estimated_quantity="9")),
        ("createShippingEstimate", lambda e: e["quote"]["bundles"].pop()),
    ],
)
def test_an_estimate_whose_order_costs_otherwise(operation: str, edit: Edit) -> None:
    assert_fires("money/estimate-quote-is-the-order", operation, edited(operation, edit))


def _spoil(value: Any, name: str) -> None:
    """Change each property of a name, wherever it stands."""
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            _spoil(each, name)
    if isinstance(value, dict) and name in value:
        value[name] = f"{value[name]}9"


@pytest.mark.parametrize("name", ["bundle_name", "unit_price", "gross_unit_price", "currency"])
@pytest.mark.parametrize("operation", operations())
def test_a_target_with_prices_of_an_operation_s_own(operation: str, name: str) -> None:
    if name == "currency":
        # The request of an estimate has a currency, too.
        def edit(body: Any) -> None:
            quotes = body if isinstance(body, list) else body.get("estimates", [body])
            for each in body.get("data", quotes) if isinstance(body, dict) else quotes:
                each.get("quote", each)["currency"] = "EUR"
    else:

        def edit(body: Any) -> None:
            _spoil(body, name)

    assert_fires("money/same-prices", operation, edited(operation, edit))


def test_amounts_are_rounded_without_losing_a_digit() -> None:
    cent = smallest_unit("USD")
    assert (cut(Fraction("72.15590534"), cent), up(Fraction("80.1735581"), cent)) == (
        Fraction("72.15"),
        Fraction("80.18"),
    )
    assert half_up(Fraction(250) / Fraction("0.9"), cent) == Fraction("277.78")
    assert half_up(Fraction("0.125"), cent) == Fraction("0.13")
    assert up(Fraction("0.12"), cent) == Fraction("0.12")
    assert said(Fraction("1000.50")) == "1000.5"
    assert [smallest_unit(each) for each in ("JPY", "ISK", "KWD", "HUF")] == [
        1,
        1,
        Fraction(1, 1000),
        cent,
    ]
