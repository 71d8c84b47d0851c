"""Rules of valid and invalid requests."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from lune_contract.sample import PLACING

from .changing import answered, asked, refused, with_body
from .passing import assert_fires, assert_passes, rules, trials
from .targets import Served, sound, with_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lune_mock import Answer

    from .targets import Call, Change, Handle

_BODY: dict[str, dict[str, Any]] = {
    "createOrderByMass": {"mass": {"amount": "1", "unit": "t"}},
    "createTransactionEstimate": {
        "value": {"value": "1", "currency": "USD"},
        "merchant": {"category_code": "5818", "country_code": "USA"},
    },
    "updateTransactionEstimate": {
        "value": {"value": "1", "currency": "USD"},
        "merchant": {"category_code": "5818", "country_code": "USA"},
    },
}


def unchecked(operation_id: str) -> Change:
    """Return a change that answers what violates the document as if it did not."""

    def answer(right: Answer) -> Answer:
        is_refused = right.status == 400 and b"_invalid" not in right.body
        return replace(right, status=200) if is_refused else right

    return answered(operation_id, answer)


def _record(call: Call) -> dict[str, Any]:
    body: Any = json.loads(call.body)
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


def carried_out(operation_id: str) -> Change:
    """Return a change that refuses what violates the document, and carries it out all the same."""

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation == operation_id and answer.status == 400:
            sent = _record(call)
            kept = {name: sent[name] for name in ("idempotency_key",) if name in sent}
            handle(with_body(call, _BODY[operation_id] | kept))
        return answer

    return change


def refusing(operation_id: str) -> Change:
    """Return a change that takes everything for a violation."""
    return answered(operation_id, lambda right: refused(right, 400, "validation_error"))


def _without_selection(call: Call) -> Call:
    body = json.loads(call.body, object_hook=_without_selection_in)
    return with_body(call, body)


def _without_selection_in(value: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in value.items() if name != "bundle_selection"}


def _other_code(right: Answer) -> Answer:
    return refused(right, 400, "id_invalid") if right.status == 400 else right


def _takes_any_limit(handle: Handle, call: Call) -> Answer:
    answer = handle(call)
    if call.operation == "createMultiMatchTransactionEstimate" and answer.status == 400:
        return with_json(answer, {"estimates": []}, status=200)
    return answer


_UNCHECKED = [
    *(
        "required",
        "types",
        "members",
        "case",
        "lengths",
        "bounds",
        "amounts",
        "dates",
        "both",
        "null",
    ),
    *("unknown-property", "patterns", "items", "metadata", "everything", "everything-else"),
    *("malformed", "no-object", "no-body", "other-properties"),
]
_TAKEN = (
    *("examples", "valid", "all-valid", "examples-of-orders", "valid-orders"),
    *("spellings", "spellings-of-orders"),
)
_SHARES = ("percentages", "all-percentages-or-none")


def _each(names: Iterable[str], change: Callable[[str], Change]) -> list[tuple[str, str, Change]]:
    """Return rules with each of their operations, and a change of it."""
    chosen = {f"validation/{name}" for name in names}
    return [
        (rule, operation, change(operation))
        for rule, operation in trials("validation")
        if rule in chosen
    ]


def _with_text_shares(call: Call) -> Call:
    """Take a percentage as it is written, whether it is text or a number."""
    body = json.loads(call.body, parse_float=str)
    return with_body(call, body)


def _with_a_cent(call: Call) -> Call:
    """Take a cent for what is less."""
    body = _record(call)
    return with_body(call, body | {"value": "0.1"}) if "0.00" in str(body.get("value")) else call


WRONG: list[tuple[str, str, Change]] = [
    *_each(["percentages-as-numbers"], lambda operation: asked(operation, _with_text_shares)),
    *_each(["value-below-smallest-unit"], lambda operation: asked(operation, _with_a_cent)),
    *_each(_UNCHECKED, unchecked),
    *_each(_TAKEN, refusing),
    *_each(_SHARES, lambda operation: asked(operation, _without_selection)),
    ("validation/code", "getOrderQuoteByMass", answered("getOrderQuoteByMass", _other_code)),
    ("validation/query", "createMultiMatchTransactionEstimate", _takes_any_limit),
    ("validation/query-required", "createMultiMatchTransactionEstimate", _takes_any_limit),
    ("validation/key-of-an-order", "createOrderByMass", carried_out("createOrderByMass")),
    (
        "validation/key-of-an-estimate",
        "createTransactionEstimate",
        carried_out("createTransactionEstimate"),
    ),
    (
        "validation/no-change",
        "updateTransactionEstimate",
        carried_out("updateTransactionEstimate"),
    ),
]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("validation"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize(("rule", "operation", "change"), WRONG)
def test_a_wrong_target_deviates(rule: str, operation: str, change: Change) -> None:
    assert_fires(rule, operation, change)


def test_the_limit_of_each_operation_is_checked() -> None:
    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        return replace(answer, status=200) if answer.status == 400 else answer

    for operation in ("listOrders", "createShippingEstimate"):
        assert_fires("validation/query", operation, change)


# What stands in a good request, and a target that takes it for a mistake.
SPELT = {
    "zeros in front": ("createOrderByMass", '"amount":"007.5"'),
    "many decimals": ("createOrderByValue", '"value":"0.1234567890123"'),
    "the longest key": ("createShippingEstimate", "ü" * 100),
    "any text": ("createOrderByEstimate", "😀"),
    "another offset": ("partialUpdateTransactionsEstimateAnnotations", "+01:00"),
    "both a mass and containers": ("createShippingEstimate", '"containers":"2"}'),
}


@pytest.mark.parametrize(("operation", "spelt"), SPELT.values(), ids=SPELT)
def test_a_target_that_refuses_another_spelling(operation: str, spelt: str) -> None:
    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        is_spelt = call.operation == operation and spelt in call.body.decode()
        return refused(answer, 400, "validation_error") if is_spelt else answer

    places = operation in PLACING
    assert_fires(f"validation/spellings{'-of-orders' if places else ''}", operation, change)


@pytest.mark.parametrize(
    ("rule", "operation", "spelt", "taken"),
    [
        ("validation/amounts", "createOrderByValue", '"1,000"', '"1000"'),
        ("validation/case", "createTransactionEstimate", '"aed"', '"AED"'),
        ("validation/dates", "updateTransactionEstimate", '"2024-02-29"', '"2024-02-29T10:00:00Z"'),
    ],
)
def test_a_target_that_takes_another_spelling(
    rule: str, operation: str, spelt: str, taken: str
) -> None:
    def ask(call: Call) -> Call:
        return replace(call, body=call.body.replace(spelt.encode(), taken.encode()))

    assert_fires(rule, operation, asked(operation, ask))


def test_no_account_is_made() -> None:
    with sound() as served:
        accounts = served.accounts
        for rule in ("validation/examples", "validation/all-valid", "validation/everything"):
            assert served.tried(rule, "createTransactionEstimate").verdict == "passed"
        assert served.accounts == accounts


def test_every_rule_is_shown_to_fire() -> None:
    assert rules("validation") == {rule for rule, _, _ in WRONG}
