"""Rules of how requests and answers travel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lune_contract.exchange import Answer, Exchange, Request
from lune_contract.rule import INVARIANTS
from lune_contract.session import breaches

from .changing import answered_headers, asked, with_headers, with_status
from .passing import assert_broken, assert_fires, assert_passes, invariants, rules, trials
from .targets import Served, sound, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import lune_mock
    from lune_contract.trial import Trial

    from .targets import Call, Change, Handle

_QUOTE = "getOrderQuoteByMass"
_BY_KEY = "getOrderByIdempotencyKey"
_ESTIMATE_BY_KEY = "getTransactionEstimateByIdempotencyKey"


def refusing(operation_id: str, status: int, when: Callable[[Call], bool]) -> Change:
    """Return a change that refuses some calls of an operation."""

    def change(handle: Handle, call: Call) -> lune_mock.Answer:
        right = handle(call)
        if call.operation != operation_id or not when(call):
            return right
        return replace(right, status=status, body=b"", headers={})

    return change


def _squeezed(call: Call) -> Call:
    return replace(call, body=b" ".join(call.body.split()))


def _shortened(call: Call) -> Call:
    """Take a content type by its beginning."""
    named = call.headers.get("content-type", "")
    known = "application/json"
    return (
        replace(call, headers={**call.headers, "content-type": known}) if known in named else call
    )


def _is_encoded(call: Call) -> bool:
    return "%" in call.target


WRONG: list[tuple[str, str, Change]] = [
    ("http/other-media-type", _QUOTE, with_headers(_QUOTE, content_type="application/json")),
    (
        "http/other-media-type",
        "createShippingEstimate",
        asked("createShippingEstimate", _shortened),
    ),
    (
        "http/no-media-type",
        "createShippingEstimate",
        with_headers("createShippingEstimate", content_type="application/json"),
    ),
    (
        "http/charset",
        "updateTransactionEstimate",
        refusing(
            "updateTransactionEstimate", 415, lambda call: ";" in call.headers["content-type"]
        ),
    ),
    (
        "http/largest-body",
        "createOrderByMass",
        refusing("createOrderByMass", 413, lambda call: len(call.body) >= 100_000),
    ),
    ("http/largest-quote", _QUOTE, refusing(_QUOTE, 413, lambda call: len(call.body) > 99_000)),
    ("http/too-large", "createShippingEstimate", asked("createShippingEstimate", _squeezed)),
    ("http/a-byte-too-large", "createOrderByValue", asked("createOrderByValue", _squeezed)),
    ("http/any-answer", _QUOTE, refusing(_QUOTE, 406, lambda call: "accept" not in call.headers)),
    ("http/encoded-order-key", _BY_KEY, refusing(_BY_KEY, 404, _is_encoded)),
    ("http/encoded-estimate-key", _ESTIMATE_BY_KEY, refusing(_ESTIMATE_BY_KEY, 404, _is_encoded)),
]
# What has no operation is named as the one that was tried.
BESIDE: list[tuple[str, str, int, int]] = [
    ("http/other-method", "listOrders", 405, 404),
    ("http/never-by-other-method", "createOrderByMass", 405, 200),
    ("http/unknown-path", "getOrder", 404, 400),
]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("http"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize(("rule", "operation", "change"), WRONG)
def test_a_wrong_target_deviates(rule: str, operation: str, change: Change) -> None:
    assert_fires(rule, operation, change)


@pytest.mark.parametrize(("rule", "operation", "right", "status"), BESIDE)
def test_a_wrong_target_deviates_beside_the_operations(
    rule: str, operation: str, right: int, status: int
) -> None:
    def change(handle: Handle, call: Call) -> lune_mock.Answer:
        answer = handle(call)
        is_beside = call.operation is None and answer.status == right
        return replace(answer, status=status) if is_beside else answer

    with wrong(change) as served:
        outcome = served.tried(rule, operation)
    assert outcome.deviation is not None
    assert outcome.deviation.operation == operation


def test_an_operation_that_another_method_carries_out_deviates() -> None:
    def change(handle: Handle, call: Call) -> lune_mock.Answer:
        put = replace(call, method="PUT")
        is_posted = call.method == "POST" and put.operation == "updateTransactionEstimate"
        return handle(put if is_posted else call)

    assert_fires("http/never-by-other-method", "updateTransactionEstimate", change)


def test_a_refused_method_without_the_others_deviates() -> None:
    def change(handle: Handle, call: Call) -> lune_mock.Answer:
        answer = handle(call)
        kept = {name: value for name, value in answer.headers.items() if name.lower() != "allow"}
        return replace(answer, headers=kept)

    with wrong(change) as served:
        outcome = served.tried("http/other-method", "listOrders")
    assert outcome.deviation is not None
    assert "Allow" in outcome.deviation.expected


def test_an_answer_that_is_no_json_breaks_the_invariant() -> None:
    def ask(trial: Trial) -> None:
        trial.call("listOrders")

    change = answered_headers("listOrders", content_type="text/html")
    assert_broken("http/media-type", "listOrders", change, ask)


def test_an_answer_of_another_length_breaks_the_invariant() -> None:
    answer = Answer(200, {"content-length": "1"}, b"{}")
    exchange = Exchange.of(Request("GET", "/orders"), answer)
    assert list(breaches([INVARIANTS["http/length"]], exchange))


def test_a_body_where_none_belongs_breaks_the_invariant() -> None:
    def ask(trial: Trial) -> None:
        trial.call("createTransactionEstimate", trial.body("createTransactionEstimate"))

    change = with_status("createTransactionEstimate", 204)
    assert_broken("http/no-content", "createTransactionEstimate", change, ask)


def test_every_statement_is_shown_to_fire() -> None:
    assert rules("http") == {each[0] for each in [*WRONG, *BESIDE]}
    assert invariants("http") == {"http/media-type", "http/length", "http/no-content"}
