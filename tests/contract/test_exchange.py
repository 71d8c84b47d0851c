"""Answers that nobody expects are read, or said to be none, and end nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from lune_contract.answered import answered
from lune_contract.catalogue import statements
from lune_contract.document import operations
from lune_contract.exchange import Answer
from lune_contract.rule import INVARIANTS
from lune_contract.session import breaches

from .targets import Served, edited, sound, wrong

statements()

HOSTILE = (
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"NaN",
    b'{"id": Infinity}',
    b"9" * 10_000,
    b"1e999999999",
    b"\xff\xfe",
    b'{"id": "\\ud800"}',
    b'{"id": "\xed\xa0\x80"}',
    b'{"error": {"error_code": []}, "errors": []}',
    b'{"error": {"error_code": {}, "message": 7}, "errors": 7}',
    b'{"estimates": [{"search_term_match_score": "high"}]}',
    b'{"data": [{"created_at": "2024-13-45"}, {"created_at": "2024-01-01T00:00:00"}]}',
)


@pytest.mark.parametrize(
    "body", [HOSTILE[0], HOSTILE[2], HOSTILE[3], HOSTILE[4], HOSTILE[6], HOSTILE[7], HOSTILE[8]]
)
def test_what_cannot_be_read_is_no_json(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each reader has its own words
        _ = Answer(200, {}, body).json


@pytest.mark.parametrize("status", [199, 200, 204, 304, 400, 404, 500, 503, 999])
@pytest.mark.parametrize("operation_id", operations())
def test_no_answer_ends_the_judging(operation_id: str, status: int) -> None:
    with sound() as served:
        good = answered(served.trial(served.session(), operation_id), operation_id).exchange
    for body in HOSTILE:
        for headers in ({}, good.answer.headers):
            exchange = replace(good, answer=Answer(status, headers, body))
            # What is raised but Deviated would end a rule.
            list(breaches(INVARIANTS.values(), exchange))


def _add(value: Any, number: list[int]) -> None:
    """Add a property that is another one each time to everything that is no map of the caller's."""
    if isinstance(value, list):
        for each in value:
            _add(each, number)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name != "metadata":
                _add(each, number)
        if value:
            number[0] += 1
            value["x_trace"] = number[0]


@pytest.mark.parametrize(
    ("rule", "operation_id"),
    [
        ("answers/reading-changes-nothing", "getOrder"),
        ("money/quote-makes-no-order", "getOrderQuoteByMass"),
        ("estimates/get-is-what-was-created", "getTransactionEstimate"),
        ("idempotency/repeat-is-the-original", "createTransactionEstimate"),
    ],
)
def test_answers_may_have_more_than_the_document(rule: str, operation_id: str) -> None:
    number = [0]
    with wrong(edited(operation_id, lambda body: _add(body, number))) as served:
        outcome = served.tried(rule, operation_id)
    assert outcome.verdict == "passed", outcome.deviation
    assert number[0]


def _exchanged(served: Served, *names: str) -> set[tuple[str, str]]:
    session = served.session(*names)
    trial = served.trial(session, "createTransactionEstimate")
    trial.estimate(
        value={"value": "8.90", "currency": "USD"},
        transaction_processed_at="2023-07-17T16:30:00+02:00",
        is_transaction=True,
    )
    return set(session.broken)


def test_an_estimate_may_tell_its_request_in_another_notation() -> None:
    def edit(body: Any) -> None:
        body["request"]["value"]["value"] = "8.9"
        body["request"]["transaction_processed_at"] = "2023-07-17T14:30:00.000Z"
        body["request"]["merchant"]["category"] = None

    names = ("answers/request-as-given", "estimates/dates-as-given")
    with wrong(edited("createTransactionEstimate", edit)) as served:
        assert not _exchanged(served, *names)
    with wrong(
        edited("createTransactionEstimate", lambda b: b["request"]["value"].update(value="8.91"))
    ) as served:
        assert _exchanged(served, *names) == {(names[0], "createTransactionEstimate")}


def test_answers_are_read_as_they_are() -> None:
    body = {"id": "ü", "metadata": {"x_trace": "mine"}, "x_trace": 1}
    answer = Answer(200, {}, json.dumps(body).encode())
    assert answer.json == body
    assert answer.documented == {"id": "ü", "metadata": {"x_trace": "mine"}}
