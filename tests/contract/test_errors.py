"""Rules of refusals."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from .changing import answered, refused, with_status
from .passing import asked, assert_broken, assert_fires, assert_passes, invariants, rules, trials
from .targets import Served, edited, sound, with_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lune_document import JSON
    from lune_mock import Answer

    from .targets import Change

_ESTIMATE = "getTransactionEstimate"


def edited_refusal(edit: Callable[[Any], object]) -> Change:
    """Return a change of the 404 of an estimate."""
    return edited(_ESTIMATE, edit, status=404)


def _other_codes() -> Change:
    codes = map(["validation_error", "distance_invalid"].__getitem__, (n % 2 for n in count()))

    def other(answer: Answer) -> Answer:
        return refused(answer, 400, next(codes)) if answer.status == 400 else answer

    return answered("createShippingEstimate", other)


def _general(operation_id: str) -> Change:
    """Return a change that has one code for every mistake."""

    def general(answer: Answer) -> Answer:
        return refused(answer, 400, "validation_error") if answer.status == 400 else answer

    return answered(operation_id, general)


WRONG: list[tuple[str, str, Change]] = [
    ("errors/not-found", _ESTIMATE, with_status(_ESTIMATE, 400)),
    ("errors/not-found", "getOrder", with_status("getOrder", 200)),
    (
        "errors/not-found-empty",
        "getOrder",
        answered("getOrder", lambda answer: with_json(answer, {"detail": "Not Found"})),
    ),
    (
        "errors/estimate-not-found",
        _ESTIMATE,
        edited_refusal(lambda body: body["error"].update(error_code="id_invalid")),
    ),
    (
        "errors/unknown-estimate",
        "createOrderByEstimate",
        with_status("createOrderByEstimate", 200),
    ),
    (
        "errors/unknown-estimate-code",
        "createOrderByEstimate",
        with_status("createOrderByEstimate", 404),
    ),
    ("errors/stable-code", "createShippingEstimate", _other_codes()),
    ("errors/limit", "listOrders", _general("listOrders")),
    ("errors/percentages", "createOrderByEstimate", _general("createOrderByEstimate")),
    ("errors/percentages", "getOrderQuoteByMass", _general("getOrderQuoteByMass")),
    ("errors/unknown-bundle", "createOrderByMass", _general("createOrderByMass")),
    (
        "errors/value-below-smallest-unit",
        "getOrderQuoteByValue",
        _general("getOrderQuoteByValue"),
    ),
    (
        "errors/no-exchange-rate",
        "createTransactionEstimate",
        _general("createTransactionEstimate"),
    ),
]
BROKEN: dict[str, Change] = {
    "errors/status": with_status(_ESTIMATE, 403),
    "errors/no-crash": with_status(_ESTIMATE, 500),
    "errors/shape": edited_refusal(lambda body: body.pop("errors")),
    "errors/known-code": edited_refusal(lambda body: body["error"].update(error_code="gone")),
    "errors/code-fits-status": with_status(_ESTIMATE, 409),
    "errors/conflict": answered(
        _ESTIMATE, lambda answer: refused(answer, 400, "estimate_order_already_placed")
    ),
    "errors/repeated": edited_refusal(lambda body: body["errors"].append(body["error"])),
    "errors/message": edited_refusal(lambda body: body["error"].update(message=" ")),
    "errors/none-in-success": with_status(_ESTIMATE, 200),
}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("errors"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize(("rule", "operation", "change"), WRONG)
def test_a_wrong_target_deviates(rule: str, operation: str, change: Change) -> None:
    assert_fires(rule, operation, change)


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_target_breaks_the_invariant(name: str) -> None:
    assert_broken(name, _ESTIMATE, BROKEN[name], asked)


def test_a_refusal_within_a_success_is_none() -> None:
    with sound() as served:
        session = served.session("errors/none-in-success")
        trial = served.trial(session, "createBatchTransactionEstimate")
        unknown: JSON = {"value": "1", "currency": "KPW"}
        item: JSON = {**trial.body("createTransactionEstimate"), "value": unknown}
        slots = trial.call("createBatchTransactionEstimate", [item])
    assert slots.text(0, "error", "error_code")
    assert not session.broken


def test_every_statement_is_shown_to_fire() -> None:
    assert rules("errors") == {rule for rule, _, _ in WRONG}
    assert invariants("errors") == BROKEN.keys()
