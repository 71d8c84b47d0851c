"""Rules of batches: they pass on a sound target, and tell a wrong one by its operation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from lune_document import JSON
from lune_mock import Answer

from .passing import assert_passes, invariants, rules, trials
from .spoiling import accepting, sending
from .targets import Call, Change, Handle, Served, edited, sound, with_json, wrong

BATCH = "createBatchTransactionEstimate"
SINGLE = "createTransactionEstimate"
PURCHASE: dict[str, JSON] = {
    "value": {"value": "1", "currency": "USD"},
    "merchant": {"category_code": "5818", "country_code": "USA"},
}


@pytest.fixture(scope="module", params=["replay", "conflict"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    with sound(idempotency=request.param) as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("batch"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


def reversed_(handle: Handle, call: Call) -> Answer:
    answer = handle(call)
    if call.operation != BATCH or answer.status != 200:
        return answer
    return with_json(answer, json.loads(answer.body)[::-1])


def all_or_nothing(handle: Handle, call: Call) -> Answer:
    answer = handle(call)
    if call.operation != BATCH or answer.status != 200:
        return answer
    return with_json(answer, {}, status=400) if b'"error"' in answer.body else answer


def each(edit: Callable[[dict[str, Any]], object]) -> Change:
    """Edit the estimates of batches."""

    def edits(body: Any) -> None:
        for slot in body:
            if "mass" in slot:
                edit(slot)

    return edited(BATCH, edits)


def slots(edit: Callable[[list[Any]], object]) -> Change:
    """Edit the places of batches."""
    return edited(BATCH, edit)


def keyless(body: list[dict[str, Any]]) -> None:
    for item in body:
        item.pop("idempotency_key", None)


def listed(handle: Handle, call: Call) -> Answer:
    """Take a purchase for a batch of it."""
    if call.operation == BATCH and isinstance(call.json, dict):
        return handle(replace(call, body=b"[" + call.body + b"]"))
    return handle(call)


def failures(edit: Callable[[dict[str, Any]], object]) -> Change:
    """Edit the places of what failed."""
    return slots(lambda body: [edit(slot) for slot in body if "error" in slot])


def refusing(most: int) -> Change:
    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation == BATCH and len(call.json) > most:
            return with_json(answer, {}, status=400)
        return answer

    return change


def without_empty(body: list[Any]) -> None:
    body[:] = [slot for slot in body if slot]


def null_for_empty(body: list[Any]) -> None:
    body[:] = [slot or None for slot in body]


WRONG: list[Any] = [
    ("order-is-kept", reversed_),
    ("failure-stays-alone", all_or_nothing),
    ("failure-stays-alone", slots(lambda body: body.pop())),
    ("no-match-is-empty", slots(without_empty)),
    ("no-match-is-empty", slots(null_for_empty)),
    ("estimates-are-kept", each(lambda slot: slot.update(id="the same"))),
    ("estimates-are-kept", each(lambda slot: slot.update(diet_factor="2"))),
    ("failure-is-as-by-itself", failures(dict.clear)),
    ("failure-is-as-by-itself", failures(lambda slot: slot["error"].update(error_code="other"))),
    ("item-is-as-by-itself", each(lambda slot: slot["mass"].update(amount="7"))),
    ("item-is-as-by-itself", each(lambda slot: slot.update(exchange_rate=None))),
    ("item-is-as-by-itself", each(lambda slot: slot.update(is_transaction=False))),
    ("keys-find-the-estimates", sending(BATCH, keyless)),
    ("repeat-makes-nothing", sending(BATCH, keyless)),
    ("one-key-makes-one", sending(BATCH, keyless)),
    ("key-of-a-single-estimate", sending(BATCH, keyless)),
    ("one-purchase", refusing(0)),
    ("hundred-purchases", refusing(99)),
    ("hundred-purchases", slots(lambda body: body.__delitem__(slice(50, None)))),
    ("body-is-a-list", listed),
    ("body-is-a-list", accepting(BATCH, [])),
    ("no-purchase", accepting(BATCH, [])),
    ("too-many-purchases", accepting(BATCH, [])),
]


@pytest.mark.parametrize(("rule", "change"), WRONG)
def test_a_wrong_target_is_told(rule: str, change: Change) -> None:
    with wrong(change) as served:
        outcome = served.tried(f"batch/{rule}")
    assert outcome.verdict == "deviated"
    assert outcome.deviation is not None
    assert outcome.deviation.operation == BATCH, outcome.deviation


def never_failing(handle: Handle, call: Call) -> Answer:
    answer = handle(call)
    return with_json(answer, {}, status=200) if call.operation == SINGLE else answer


def test_a_target_where_nothing_fails_is_not_wrong() -> None:
    with wrong(never_failing) as served:
        outcome = served.tried("batch/failure-is-as-by-itself")
    assert outcome.verdict == "skipped"
    assert "estimated all the same" in outcome.reason


WRONG_PLACES: list[Any] = [
    ("one-place-each", slots(lambda body: body.append({}))),
    ("one-place-each", slots(lambda body: body.pop())),
    ("place-is-of-its-purchase", reversed_),
    ("failure-is-an-error", slots(lambda body: body[2].pop("errors", None))),
    ("failure-is-an-error", slots(lambda body: body[2].update(error={"message": ""}))),
]


@pytest.mark.parametrize(("invariant", "change"), WRONG_PLACES)
def test_a_wrong_place_is_told(invariant: str, change: Change) -> None:
    with wrong(change) as served:
        session = served.session(f"batch/{invariant}")
        dear: JSON = PURCHASE | {"value": {"value": "100", "currency": "USD"}}
        foreign: JSON = PURCHASE | {"value": {"value": "1", "currency": "KPW"}}
        served.trial(session, BATCH).call(BATCH, [PURCHASE, dear, foreign])
        assert set(session.broken) == {(f"batch/{invariant}", BATCH)}


def test_every_statement_is_shown_to_fire() -> None:
    assert rules("batch") == {f"batch/{each[0]}" for each in WRONG}
    assert invariants("batch") == {f"batch/{each[0]}" for each in WRONG_PLACES}
