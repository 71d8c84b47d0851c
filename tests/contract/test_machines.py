"""Courses of calls: they pass on a sound target, and a short one shows what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis.configuration import set_hypothesis_home_dir, storage_directory

import lune_contract.rules.machines  # noqa: F401 - its rules are tried
from lune_contract.exchange import Request
from lune_contract.rule import RULES
from lune_contract.session import LimitReachedError, Limits, Session
from lune_contract.trying import try_rule
from lune_mock import Answer, Schedule

from .passing import assert_passes
from .spoiling import answering, sending
from .targets import Call, Change, Handle, Served, edited, sound, with_json, wrong

COURSES = [
    (each.name, each.operations[0].id) for each in RULES.values() if "course-of" in each.name
]
QUICK = [each for each in COURSES if RULES[each[0]].profile == "quick"]
UPDATE = "updateTransactionEstimate"
ANNOTATE = "partialUpdateTransactionsEstimateAnnotations"
CREATE = "createTransactionEstimate"


@pytest.fixture(scope="module", params=["replay", "conflict"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    with sound(idempotency=request.param) as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), COURSES)
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("rule", "operation"), QUICK)
def test_a_sound_target_passes_with_any_seed(rule: str, operation: str, seed: int) -> None:
    schedule = Schedule(placed=timedelta(minutes=1))
    with sound(schedule=schedule) as served:
        assert_passes(served, rule, operation, seed=seed)


@pytest.mark.parametrize("rule", [name for name, _ in QUICK])
def test_the_same_seed_sends_the_same(rule: str) -> None:
    assert requests(rule, 7) == requests(rule, 7)
    assert requests(rule, 7) != requests(rule, 8)


def requests(rule: str, seed: int) -> list[Request]:
    sent: list[Request] = []
    with sound() as served:
        session = served.session()
        facts = served.facts(session)
        session.observe = lambda exchange: sent.append(exchange.request)
        try_rule(RULES[rule], RULES[rule].operations[0], session, facts, seed)
    return sent


def keyless(body: dict[str, Any]) -> None:
    body.pop("idempotency_key", None)


def burning(handle: Handle, call: Call) -> Answer:
    """Keep the key of an order that is refused."""
    answer = handle(call)
    if call.operation == "createOrderByMass" and answer.status == 400:
        good = {"mass": {"amount": "1", "unit": "kg"}, **call.json}
        good["mass"] = {"amount": "1", "unit": "kg"}
        handle(replace(call, body=json.dumps(good).encode()))
    return answer


def overlapping(handle: Handle, call: Call) -> Answer:
    """Begin a page with the last order of the page before."""
    answer = handle(call)
    if call.operation != "listOrders" or "after=" not in call.target:
        return answer
    body = json.loads(answer.body)
    first = json.loads(handle(replace(call, target="/orders?limit=1")).body)
    return with_json(answer, body | {"data": [*first["data"], *body["data"][1:]]})


def skipping(handle: Handle, call: Call) -> Answer:
    """Lose the first order of each page but the first."""
    answer = handle(call)
    if call.operation != "listOrders" or "after=" not in call.target:
        return answer
    body = json.loads(answer.body)
    return with_json(answer, body | {"data": body["data"][1:]})


def merging_again(operation_id: str) -> Change:
    """Let a mark stay true for ever."""

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation != operation_id:
            return handle(call)
        path = call.target.removesuffix("/annotations")
        before = json.loads(handle(Call("GET", path, call.headers, b"")).body)
        answer = handle(call)
        if answer.status != 200:
            return answer
        body = json.loads(answer.body)
        return with_json(
            answer, body | {"is_transaction": body["is_transaction"] or before["is_transaction"]}
        )

    return change


@pytest.mark.parametrize(
    ("rule", "change", "named", "longest"),
    [
        ("idempotency/course-of-orders", sending("createOrderByMass", keyless), None, 2),
        ("idempotency/course-of-orders", burning, None, 2),
        (
            "idempotency/course-of-orders",
            answering("getOrderByIdempotencyKey", 200, {}),
            "getOrderByIdempotencyKey",
            1,
        ),
        (
            "idempotency/course-of-orders",
            edited("getOrder", lambda body: body.update(id="another")),
            "getOrder",
            2,
        ),
        (
            "idempotency/course-of-orders",
            edited("listOrders", lambda body: body["data"] and body["data"].pop(0)),
            "listOrders",
            2,
        ),
        ("pagination/course-of-pages", overlapping, "listOrders", 8),
        ("pagination/course-of-pages", skipping, "listOrders", 8),
        (
            "pagination/course-of-pages",
            edited("listOrders", lambda body: body.update(has_more=False)),
            "listOrders",
            6,
        ),
        (
            "pagination/course-of-pages",
            edited("listOrders", lambda body: body["data"].extend(body["data"])),
            "listOrders",
            3,
        ),
        ("estimates/course-of-estimates", sending(CREATE, keyless), None, 3),
        ("estimates/course-of-estimates", merging_again(ANNOTATE), ANNOTATE, 3),
        (
            "estimates/course-of-estimates",
            edited(UPDATE, lambda body: body.update(id="another")),
            UPDATE,
            2,
        ),
        ("estimates/course-of-estimates", answering(UPDATE, 200, {}), UPDATE, 2),
    ],
)
def test_a_short_course_shows_what_is_wrong(
    rule: str, change: Change, named: str | None, longest: int
) -> None:
    with wrong(change) as served:
        outcome = served.tried(rule)
    deviation = outcome.deviation
    assert deviation is not None
    if named is not None:
        assert deviation.operation == named
    assert deviation.exchange is not None
    course = [each.request for each in deviation.earlier]
    assert len(course) + 1 <= longest, course


def test_no_more_is_sent_than_shortening_needs() -> None:
    with wrong(sending("createOrderByMass", keyless)) as served:
        session = served.session()
        rule = RULES["idempotency/course-of-orders"]
        try_rule(rule, rule.operations[0], session, served.facts(session), 0)
        assert session.requests <= 10 * rule.orders


def test_a_limit_ends_all_courses() -> None:
    with sound() as served:
        session = Session(served.target, Limits(requests=20))
        facts = served.facts(session)
        rule = RULES["idempotency/course-of-orders"]
        with pytest.raises(LimitReachedError):
            try_rule(rule, rule.operations[0], session, facts, 0)
        assert session.requests == 20


def test_a_target_that_breaks_off_ends_all_courses() -> None:
    sent: list[Call] = []

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation != "createOrderByMass":
            return handle(call)
        sent.append(call)
        message = "gone"
        raise OSError(message)

    with wrong(change) as served:
        outcome = served.tried("idempotency/course-of-orders")
    assert outcome.deviation is not None
    assert "gone" in outcome.deviation.got
    assert len(sent) == 1


def test_what_does_not_repeat_itself_is_told_nevertheless() -> None:
    answered = [0]

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation != "getOrderByIdempotencyKey":
            return answer
        answered[0] += 1
        return with_json(answer, {}, status=500) if answered[0] == 3 else answer

    with wrong(change) as served:
        outcome = served.tried("idempotency/course-of-orders")
    assert outcome.deviation is not None
    assert outcome.deviation.operation == "getOrderByIdempotencyKey"
    assert outcome.deviation.exchange is not None
    assert outcome.deviation.exchange.answer.status == 500


def test_a_course_leaves_nothing_behind(tmp_path: Path) -> None:
    before = storage_directory(intent_to_write=False).home_directory
    set_hypothesis_home_dir(tmp_path / "home")
    try:
        with sound() as served:
            assert served.tried("pagination/course-of-pages").verdict == "passed"
    finally:
        set_hypothesis_home_dir(before)
    assert not any(tmp_path.iterdir())
