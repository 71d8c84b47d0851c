"""Rules of idempotency: they pass on a sound target, and tell a wrong one by its operation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from lune_contract.creations import (
    CREATIONS,
    CREATIONS_WITH_LOOK_UP,
    ESTIMATE_CREATIONS,
    LOOK_UPS,
)
from lune_contract.parts import ORDER_CREATIONS
from lune_mock import Answer, Schedule

from .passing import assert_passes, invariants, rules, trials
from .spoiling import accepting, answering, sending
from .targets import Call, Change, Handle, Served, edited, sound, with_json, wrong

UPDATE = "updateTransactionEstimate"
ANNOTATE = "partialUpdateTransactionsEstimateAnnotations"
TRIALS = trials("idempotency")


@pytest.fixture(scope="module", params=["replay", "conflict"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    with sound(idempotency=request.param) as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), TRIALS)
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize(("rule", "operation"), TRIALS)
def test_a_target_that_prices_orders_later_passes(rule: str, operation: str) -> None:
    with sound(schedule=Schedule(placed=timedelta(minutes=1))) as served:
        assert_passes(served, rule, operation)


def keyless(body: dict[str, Any]) -> None:
    """Leave a request's key out."""
    body.pop("idempotency_key", None)


def keyless_again(operation_id: str) -> Change:
    """Carry a request out once more when it is repeated with its key."""
    seen: set[str] = set()

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation != operation_id:
            return handle(call)
        body = call.json
        if body.get("idempotency_key") in seen:
            keyless(body)
        seen.add(body.get("idempotency_key"))
        return handle(replace(call, body=json.dumps(body).encode()))

    return change


def unheeding(operation_id: str) -> Change:
    """Carry out what should be refused as a conflict, without its key."""

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation != operation_id or answer.status != 409:
            return answer
        body = call.json
        keyless(body)
        return handle(replace(call, body=json.dumps(body).encode()))

    return change


def burning(operation_id: str) -> Change:
    """Keep the keys of requests that were refused."""
    burnt: set[str] = set()

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation != operation_id:
            return handle(call)
        key = call.json.get("idempotency_key")
        if key in burnt:
            error = {"error_code": "order_idempotency_already_exists", "message": ""}
            return with_json(handle(call), {"error": error, "errors": [error]}, status=409)
        answer = handle(call)
        if answer.status == 400 and key:
            burnt.add(key)
        return answer

    return change


def replaying(operation_id: str) -> Change:
    """Answer what is asked for twice as it was the first time, key or not."""
    answers: dict[bytes, Answer] = {}

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation != operation_id:
            return handle(call)
        if call.body not in answers:
            answers[call.body] = handle(call)
        return answers[call.body]

    return change


def keyed_apart(operation_id: str) -> Change:
    """Give an operation keys of its own."""

    def prefix(body: dict[str, Any]) -> None:
        if "idempotency_key" in body:
            body["idempotency_key"] = f"own {body['idempotency_key']}"

    return sending(operation_id, prefix)


def shared_keys(refused: str, taken_by: str) -> Change:
    """Refuse keys of one operation at another."""
    taken: set[str] = set()

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation == taken_by:
            taken.add(call.json.get("idempotency_key"))
        if call.operation == refused and call.json.get("idempotency_key") in taken:
            return with_json(handle(call), {}, status=409)
        return handle(call)

    return change


def choosy(operation_id: str, wanted: str) -> Change:
    """Find nothing where some text is asked for."""

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation == operation_id and wanted in call.target:
            return with_json(answer, {}, status=404)
        return answer

    return change


def lowered(operation_id: str) -> Change:
    def lower(body: dict[str, Any]) -> None:
        if "idempotency_key" in body:
            body["idempotency_key"] = body["idempotency_key"].lower()

    return sending(operation_id, lower)


def renamed(operation_id: str) -> Change:
    """Give everything another id in each answer."""
    ids = count()
    return edited(operation_id, lambda body: body.update(id=f"id{next(ids)}"))


def cut(length: int) -> Any:
    def edit(body: dict[str, Any]) -> None:
        if "idempotency_key" in body:
            body["idempotency_key"] = body["idempotency_key"][:length]

    return edit


def refusing_long(operation_id: str) -> Change:
    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation == operation_id and len(call.json.get("idempotency_key", "")) > 64:
            return with_json(answer, {}, status=400)
        return answer

    return change


def stripped(body: dict[str, Any]) -> None:
    """Take no notice of blanks at the ends of a key."""
    body["idempotency_key"] = body["idempotency_key"].strip()


def as_at_first(operation_id: str) -> Change:
    """Answer what is asked again with what was answered first."""
    first: dict[tuple[str, bytes], Answer] = {}

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation != operation_id:
            return answer
        return first.setdefault((call.target, call.body), answer)

    return change


WITHOUT_BY_ESTIMATE = [each for each in CREATIONS if each != "createOrderByEstimate"]
NOTHING = {"id": "", "idempotency_key": ""}


WRONG: list[Any] = [
    *(("repeat-is-the-original", each, renamed(each)) for each in CREATIONS),
    *(("repeat-is-the-original", each, keyless_again(each)) for each in WITHOUT_BY_ESTIMATE),
    *(("repeat-makes-nothing", each, keyless_again(each)) for each in ORDER_CREATIONS[:2]),
    *(("other-request-makes-nothing", each, unheeding(each)) for each in CREATIONS),
    *(("other-request-is-refused", each, unheeding(each)) for each in CREATIONS),
    *(("twins-make-one", each, sending(each, keyless)) for each in WITHOUT_BY_ESTIMATE),
    *(("twins-make-one", each, answering(each, 409, {})) for each in CREATIONS),
    ("unknown-key-is-not-found", LOOK_UPS[0], accepting(LOOK_UPS[0], NOTHING)),
    ("unknown-key-is-not-found", LOOK_UPS[1], accepting(LOOK_UPS[1], NOTHING)),
    *(("key-of-100-characters", each, refusing_long(each)) for each in CREATIONS),
    *(("key-of-101-characters", each, sending(each, cut(100))) for each in CREATIONS),
    *(("alike-keys-differ", each, lowered(each)) for each in CREATIONS_WITH_LOOK_UP[:2]),
    *(("alike-keys-differ", each, sending(each, stripped)) for each in CREATIONS_WITH_LOOK_UP),
    *(("repeat-later", each, keyless_again(each)) for each in WITHOUT_BY_ESTIMATE),
    *(("repeat-later", each, as_at_first(each)) for each in ORDER_CREATIONS),
    *(("look-up-is-current", each, as_at_first(each)) for each in LOOK_UPS),
    *(("one-key-for-all-orders", each, keyed_apart(each)) for each in ORDER_CREATIONS),
    *(("one-key-for-all-estimates", each, keyed_apart(each)) for each in ESTIMATE_CREATIONS),
    *(("refused-request-keeps-no-key", each, burning(each)) for each in CREATIONS),
    *(("unfulfilled-order-keeps-no-key", each, burning(each)) for each in ORDER_CREATIONS),
    *(("no-key-makes-two", each, replaying(each)) for each in WITHOUT_BY_ESTIMATE),
    *(("key-can-be-given-later", each, sending(each, keyless)) for each in (UPDATE, ANNOTATE)),
    *(("key-of-another-is-refused", each, unheeding(each)) for each in (UPDATE, ANNOTATE)),
]


@pytest.mark.parametrize(("rule", "operation", "change"), WRONG)
def test_a_wrong_target_is_told(rule: str, operation: str, change: Change) -> None:
    with wrong(change) as served:
        assert_told(served, rule, operation, operation)


def assert_told(served: Served, rule: str, tried: str, operation: str) -> None:
    outcome = served.tried(f"idempotency/{rule}", tried)
    assert outcome.verdict == "deviated"
    assert outcome.deviation is not None
    assert outcome.deviation.operation == operation, outcome.deviation


WRONG_LOOK_UPS: list[Any] = [
    ("key-finds-what-was-made", lambda each: answering(each, 404, {})),
    ("key-finds-what-was-made", renamed),
    ("key-of-any-characters", lambda each: choosy(each, "%25")),
    ("key-of-any-characters", lambda each: choosy(each, "%C3%B6")),
    ("key-with-slashes", lambda each: choosy(each, "%2F")),
    ("key-of-100-characters", lambda each: choosy(each, "x" * 60)),
]


@pytest.mark.parametrize("look_up", LOOK_UPS)
@pytest.mark.parametrize(("rule", "change"), WRONG_LOOK_UPS)
def test_a_wrong_look_up_is_told(rule: str, change: Any, look_up: str) -> None:
    creation = "createOrderByMass" if look_up == LOOK_UPS[0] else "createTransactionEstimate"
    with wrong(change(look_up)) as served:
        assert_told(served, rule, creation, look_up)


@pytest.mark.parametrize(
    ("look_up", "refused", "taken_by"),
    [
        (LOOK_UPS[0], "createOrderByMass", "createTransactionEstimate"),
        (LOOK_UPS[1], "createTransactionEstimate", "createOrderByMass"),
    ],
)
def test_shared_keys_are_told(look_up: str, refused: str, taken_by: str) -> None:
    with wrong(shared_keys(refused, taken_by)) as served:
        assert_told(served, "orders-and-estimates-are-apart", look_up, refused)


WRONG_KEYS: list[Any] = [
    (
        "answer-has-the-key",
        "createOrderByValue",
        lambda body: body.update(idempotency_key=None),
    ),
    ("answer-has-the-key", "createShippingEstimate", keyless),
    ("answer-has-the-key", ANNOTATE, lambda body: body.update(idempotency_key="other")),
    (
        "no-key-is-told-as-none",
        "createOrderByMass",
        lambda body: body.update(idempotency_key=""),
    ),
    ("look-up-has-the-key", LOOK_UPS[1], lambda body: body.update(idempotency_key="other")),
]


@pytest.mark.parametrize(("invariant", "operation", "edit"), WRONG_KEYS)
def test_a_wrong_key_in_an_answer_is_told(invariant: str, operation: str, edit: Any) -> None:
    with wrong(edited(operation, edit)) as served:
        session = served.session(f"idempotency/{invariant}")
        trial = served.trial(session, operation)
        keyed = trial.estimate(idempotency_key="key")
        trial.call(ANNOTATE, {"idempotency_key": "later"}, path={"id": keyed.text("id")})
        trial.call(LOOK_UPS[1], path={"idempotency_key": "later"})
        trial.place("createOrderByValue", idempotency_key="key")
        trial.place("createShippingEstimate", idempotency_key="shipment")
        trial.place("createOrderByMass")
        assert set(session.broken) == {(f"idempotency/{invariant}", operation)}


def test_every_statement_is_shown_to_fire() -> None:
    assert rules("idempotency") == {
        f"idempotency/{each[0]}" for each in [*WRONG, *WRONG_LOOK_UPS]
    } | {"idempotency/orders-and-estimates-are-apart"}
    assert invariants("idempotency") == {f"idempotency/{each[0]}" for each in WRONG_KEYS}
