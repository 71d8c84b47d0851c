"""Rules of how orders and quotes are divided between bundles, and cut."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeAlias

import pytest

import lune_contract.rules.selection  # noqa: F401 - it makes the rules
from lune_contract.answered import answered
from lune_contract.document import operations
from lune_contract.rule import RULES
from lune_contract.trying import try_rule
from lune_mock import Answer

from .changing import asked, with_body
from .passing import assert_broken, assert_fires, assert_passes, invariants, trials
from .targets import Call, Change, Handle, Served, edited, sound, wrong

Edit: TypeAlias = Callable[[Any], object]

ONE, TWO, THREE = (
    "q9aKx7b6nNXMk3Yv3pD1mlW5Od2eLZE8",
    "xWaKJL3okjD46VpJ4yGXnQNZRe1vzP0w",
    "Zr3kPq8sVb1nXc6mTd0hYw5jLf2gKa9e",
)
KG: dict[str, Any] = {"mass": {"amount": "1000", "unit": "kg"}}
RATIO: dict[str, Any] = {
    "bundle_selection": [
        {"bundle_id": ONE, "percentage": 60},
        {"bundle_id": TWO, "percentage": "40"},
    ]
}
ALL_OF_ONE: dict[str, Any] = {"bundle_selection": [{"bundle_id": ONE, "percentage": 100}]}
HALVES: dict[str, Any] = {"bundle_selection": [{"bundle_id": ONE}, {"bundle_id": TWO}]}
MASSES: dict[str, Any] = {
    "bundle_masses": [
        {"bundle_id": ONE, "mass": {"amount": "1500.5", "unit": "g"}},
        {"bundle_id": TWO, "mass": {"amount": "1", "unit": "t"}},
    ]
}


def _row(number: int = 0, **changes: str) -> Edit:
    return lambda body: body["bundles"][number].update(changes)


UNLIKE: list[tuple[str, dict[str, Any], Edit]] = [
    ("selection/percentages", KG | RATIO, _row(quantity="0.4")),
    ("selection/percentages", KG | RATIO, lambda body: body["bundles"].pop()),
    ("selection/equal-shares", KG | HALVES, _row(quantity="0.4")),
    ("selection/equal-shares", KG | HALVES, lambda body: body["bundles"].pop()),
    ("selection/masses", MASSES, _row(quantity="1.5005")),
    ("selection/only-selected", KG | RATIO, _row(bundle_id=THREE)),
    ("selection/only-selected", MASSES, _row(bundle_id=THREE)),
    ("selection/bundles-once", KG, _row(bundle_id=TWO)),
    ("selection/cut", KG, _row(quantity="0.1234567")),
    ("selection/cut", KG | {"quantity_trunc": "kg"}, _row(quantity="0.1234")),
    ("selection/cut", KG | {"quantity_trunc": "t"} | ALL_OF_ONE, _row(quantity="0.5")),
    ("selection/within-requested-quantity", KG, lambda body: body.update(quantity="1.000001")),
    ("selection/cut-by-less-than-a-unit", KG, lambda body: body.update(quantity="0.999998")),
]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("selection"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize("operation", operations())
def test_no_answer_of_a_sound_target_breaks_an_invariant(served: Served, operation: str) -> None:
    session = served.session(*invariants("selection"))
    answered(served.trial(session, operation), operation)
    assert not session.broken


@pytest.mark.parametrize("trunc", ["g", "kg", "t"])
@pytest.mark.parametrize("body", [KG, KG | RATIO, KG | HALVES, MASSES])
def test_no_selection_of_a_sound_target_breaks_an_invariant(
    served: Served, body: dict[str, Any], trunc: str
) -> None:
    session = served.session(*invariants("selection"))
    trial = served.trial(session, "createOrderByMass")
    trial.call("createOrderByMass", body | {"quantity_trunc": trunc})
    trial.call("getOrderQuoteByMass", body | {"quantity_trunc": trunc})
    assert not session.broken


@pytest.mark.parametrize(("name", "body", "edit"), UNLIKE)
def test_an_answer_that_breaks_an_invariant(name: str, body: dict[str, Any], edit: Edit) -> None:
    operation = "createOrderByMass"
    assert_broken(
        name,
        operation,
        edited(operation, edit),
        lambda trial: trial.call(operation, body).success(),
    )


@pytest.mark.parametrize("operation", ["createOrderByValue", "getOrderQuoteByValue"])
def test_a_value_that_is_divided_by_money(operation: str) -> None:
    change = edited(operation, _row(1, quantity="0.05"))
    body: dict[str, Any] = {"value": "100"} | RATIO
    assert_broken(
        "selection/value-percentages", operation, change, lambda trial: trial.call(operation, body)
    )


def test_every_invariant_is_broken_by_some_answer() -> None:
    shown = {name for name, _, _ in UNLIKE} | {"selection/value-percentages"}
    assert shown == invariants("selection")


def test_a_batch_is_judged_by_the_request_of_each_item() -> None:
    purchase: dict[str, Any] = {
        "value": {"value": "8.99", "currency": "USD"},
        "merchant": {"category_code": "5818", "country_code": "USA"},
    }

    def edit(estimates: Any) -> None:
        estimates[1]["quote"]["bundles"][0]["quantity"] = "0"

    operation = "createBatchTransactionEstimate"
    assert_broken(
        "selection/percentages",
        operation,
        edited(operation, edit),
        lambda trial: trial.call(operation, [purchase, purchase | RATIO]),
    )


def _asked_otherwise(operation: str, ask: Callable[[Any], object]) -> Change:
    """Carry out another body than the one of an operation's requests."""

    def other(call: Call) -> Call:
        body = call.json
        ask(body)
        return with_body(call, body)

    return asked(operation, other)


def _quiet(operation: str, ask: Callable[[Any], object]) -> Change:
    """Do so, and tell the request of estimates as it was sent."""
    change = _asked_otherwise(operation, ask)

    def told(handle: Handle, call: Call) -> Answer:
        answer = change(handle, call)
        body = json.loads(answer.body)
        if call.operation == operation and "request" in body:
            body["request"] = call.json
        encoded = json.dumps(body).encode()
        headers = {**answer.headers, "content-length": str(len(encoded))}
        return replace(answer, headers=headers, body=encoded) if "request" in body else answer

    return told


DIVIDED = sorted(
    {operation for rule, operation in trials("selection") if rule == "selection/one-bundle"}
)


@pytest.mark.parametrize(
    "rule",
    ["selection/divides-by-percentage", "selection/divides-equally", "selection/one-bundle"],
)
@pytest.mark.parametrize("operation", DIVIDED)
def test_a_target_that_ignores_the_selection(rule: str, operation: str) -> None:
    change = _quiet(operation, lambda body: body.pop("bundle_selection", None))
    named = None
    if rule == "selection/divides-by-percentage" and "Value" in operation:
        # Of a value, the musts say only that the bundles are those that were selected.
        rule = "selection/divides-a-value-by-percentage"
    assert_fires(rule, operation, change, named)


@pytest.mark.parametrize("operation", ["createOrderByMass", "getOrderQuoteByMass"])
def test_a_target_that_mixes_masses_up(operation: str) -> None:
    def mix(body: Any) -> None:
        entries = body.get("bundle_masses", [])
        for entry, mass in zip(entries, [each["mass"] for each in entries][::-1], strict=True):
            entry["mass"] = mass

    assert_fires("selection/divides-by-mass", operation, _asked_otherwise(operation, mix))


@pytest.mark.parametrize("operation", ["createOrderByMass", "getOrderQuoteByMass"])
def test_a_target_that_adds_masses_up_wrongly(operation: str) -> None:
    change = edited(operation, lambda body: body.update(requested_quantity="1"))
    assert_fires("selection/divides-by-mass", operation, change)


@pytest.mark.parametrize("operation", DIVIDED)
def test_a_target_with_ratios_of_an_operation_s_own(operation: str) -> None:
    def halve(body: Any) -> None:
        if body.get("mass", {}).get("unit") != "t":
            body |= HALVES

    change = _asked_otherwise(operation, halve)
    assert_fires("selection/own-ratios", operation, change)


@pytest.mark.parametrize(
    "operation", ["createOrderByMass", "createOrderByValue", "createOrderByEstimate"]
)
def test_a_target_that_keeps_the_selection_of_an_order(operation: str) -> None:
    kept: dict[str, Any] = {}

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation == operation and "bundle_selection" in call.json:
            kept["bundle_selection"] = call.json["bundle_selection"]
        if call.operation == "getOrderQuoteByMass":
            call = with_body(call, kept | call.json)
        return handle(call)

    assert_fires("selection/own-ratios-stay", operation, change)


@pytest.mark.parametrize("operation", DIVIDED)
def test_a_target_that_ignores_quantity_trunc(operation: str) -> None:
    change = _quiet(operation, lambda body: body.pop("quantity_trunc", None))
    assert_fires("selection/quantity-trunc", operation, change)


def test_a_target_that_rounds() -> None:
    def round_up(quote: Any) -> None:
        if quote["bundles"][0]["quantity"] == "1.999":
            quote["bundles"][0]["quantity"] = "2"

    change = edited("getOrderQuoteByMass", round_up)
    assert_fires("selection/quantity-trunc", "getOrderQuoteByMass", change)


def _two_at_most(body: Any) -> None:
    if len(body.get("bundle_selection", [])) > 2:
        body["bundle_selection"] = [{"bundle_id": ONE}, {"bundle_id": TWO}]


@pytest.mark.parametrize("operation", DIVIDED)
def test_a_target_that_divides_between_two_only(operation: str) -> None:
    if "Value" not in operation:
        assert_fires("selection/divides-among-three", operation, _quiet(operation, _two_at_most))


def _hundredths(body: Any) -> None:
    if len(body.get("bundle_selection", [])) > 2:
        for entry, share in zip(body["bundle_selection"], ("33.33", "33.33", "33.34"), strict=True):
            entry["percentage"] = share


@pytest.mark.parametrize(
    "operation",
    ["createOrderByMass", "createOrderByValue", "getOrderQuoteByMass", "getOrderQuoteByValue"],
)
def test_a_target_whose_thirds_are_hundredths(operation: str) -> None:
    assert_fires("selection/thirds", operation, _quiet(operation, _hundredths))


def _makes_halves(body: Any) -> None:
    for entry in body.get("bundle_selection", []):
        entry["percentage"] = 50


def _cuts_percentages(body: Any) -> None:
    first, *others = body.get("bundle_selection", [{}])
    for entry in others:
        first["percentage"] = first["percentage"][:5]
        entry["percentage"] = str(100 - Decimal(first["percentage"]))


def _takes_any_for_one(body: Any) -> None:
    selection = body.get("bundle_selection", [])
    if len(selection) == 1:
        selection[0]["percentage"] = 100


def _makes_known(body: Any) -> None:
    for entry in (*body.get("bundle_selection", []), *body.get("bundle_masses", [])):
        entry["bundle_id"] = ONE


@pytest.mark.parametrize(
    ("rule", "ask"),
    [
        ("selection/percentages-add-up", _makes_halves),
        ("selection/percentages-add-up", _takes_any_for_one),
        ("selection/percentages-have-two-decimals", _cuts_percentages),
        ("selection/percentages-all-or-none", _makes_halves),
        ("selection/known-bundles", _makes_known),
    ],
)
@pytest.mark.parametrize("operation", DIVIDED)
def test_a_target_that_takes_any_selection(rule: str, operation: str, ask: Edit) -> None:
    assert_fires(rule, operation, _asked_otherwise(operation, ask))


@pytest.mark.parametrize("operation", ["createOrderByMass", "getOrderQuoteByMass"])
def test_a_target_that_takes_masses_for_any_bundle(operation: str) -> None:
    change = _asked_otherwise(operation, _makes_known)
    assert_fires("selection/known-bundles-by-mass", operation, change)


def test_an_estimate_may_refuse_a_selection_as_a_whole() -> None:
    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        body = json.loads(answer.body)
        if call.operation != "createTransactionEstimate" or "error" not in body["quote"]:
            return answer
        return replace(answer, status=400, body=json.dumps(body["quote"]).encode())

    with wrong(change) as served:
        for rule in ("selection/known-bundles", "selection/percentages-add-up"):
            assert served.tried(rule, "createTransactionEstimate").verdict == "passed"


@pytest.mark.parametrize("operation", DIVIDED)
def test_without_permission_no_order_is_placed(operation: str) -> None:
    with sound() as served:
        session = served.session()
        facts = replace(served.facts(session), lacks={"orders": "not allowed"})
        rule = RULES["selection/one-bundle"]
        outcome = try_rule(rule, operations()[operation], session, facts, 0)
        placed = served.sandbox.control.orders
    places = operations()[operation].places_orders
    assert outcome.verdict == ("skipped" if places else "passed")
    assert outcome.reason == ("not allowed" if places else "")
    assert not placed
