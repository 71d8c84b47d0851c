"""Rules of several matches: they pass on a sound target, and tell a wrong one by its operation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from lune_document import JSON
from lune_mock import Answer

from .passing import assert_passes, invariants, rules, trials
from .spoiling import answering, sending
from .targets import Call, Change, Handle, Served, edited, sound, with_json, wrong

MATCH = "createMultiMatchTransactionEstimate"
ORDER = "createOrderByEstimate"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("multi_match"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


def matches(edit: Any) -> Change:
    return edited(MATCH, lambda body: edit(body["estimates"]))


def renamed(estimates: list[Any]) -> None:
    for number, each in enumerate(estimates):
        each["id"] = f"id{number}"


def worst_of_all(handle: Handle, call: Call) -> Answer:
    """Answer the last matches that there are instead of the first."""
    if call.operation != MATCH or "limit=" not in call.target:
        return handle(call)
    path, _, limit = call.target.partition("limit=")
    answer = handle(replace(call, target=f"{path}limit=5"))
    body = json.loads(answer.body)
    body["estimates"] = body["estimates"][-int(limit) :]
    return with_json(answer, body)


def remembering() -> Change:
    """Answer a request that is repeated as before."""
    answers: dict[bytes, Answer] = {}

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation != MATCH:
            return handle(call)
        return answers.setdefault(call.body, handle(call))

    return change


def any_limit(handle: Handle, call: Call) -> Answer:
    if call.operation != MATCH:
        return handle(call)
    return handle(replace(call, target=f"{call.target.partition('?')[0]}?limit=5"))


def scored(estimates: list[Any]) -> None:
    for each, score in zip(estimates, count(2, -1), strict=False):
        each["search_term_match_score"] = max(score, 0) / 2


def bare(handle: Handle, call: Call) -> Answer:
    answer = handle(call)
    if call.operation != MATCH or answer.status != 200:
        return answer
    return with_json(answer, json.loads(answer.body)["estimates"])


def without(*names: str) -> Callable[[dict[str, Any]], None]:
    """Return an edit that leaves members out."""

    def edit(body: dict[str, Any]) -> None:
        for name in names:
            body.pop(name, None)

    return edit


ANNOTATIONS = ("is_transaction", "transaction_processed_at")


WRONG: list[Any] = [
    ("estimates-are-kept", MATCH, matches(renamed)),
    ("estimates-are-kept", MATCH, bare),
    ("no-match-is-an-empty-list", MATCH, bare),
    ("no-key-and-no-annotations", MATCH, sending(MATCH, without("idempotency_key"))),
    ("no-key-and-no-annotations", MATCH, sending(MATCH, without(*ANNOTATIONS))),
    ("lower-limit-has-the-best", MATCH, worst_of_all),
    ("lower-limit-has-the-best", MATCH, matches(lambda estimates: estimates.reverse())),
    ("limit-of-1-to-5", MATCH, any_limit),
    ("limit-is-needed", MATCH, any_limit),
    ("no-match-is-an-empty-list", MATCH, answering(MATCH, 204, {})),
    ("best-is-that-of-a-creation", MATCH, matches(lambda estimates: estimates.reverse())),
    ("match-can-be-ordered", ORDER, answering(ORDER, 400, {})),
    ("match-can-be-ordered", ORDER, edited(ORDER, lambda body: body.update(estimate_id="x"))),
    ("repeat-makes-new-estimates", MATCH, remembering()),
]


@pytest.mark.parametrize(("rule", "operation", "change"), WRONG)
def test_a_wrong_target_is_told(rule: str, operation: str, change: Change) -> None:
    with wrong(change) as served:
        outcome = served.tried(f"multi_match/{rule}")
    assert outcome.verdict == "deviated"
    assert outcome.deviation is not None
    assert outcome.deviation.operation == operation, outcome.deviation


WRONG_MATCHES: list[Any] = [
    ("limit-is-kept", lambda estimates: estimates.append(estimates[0])),
    ("matches-differ", lambda estimates: estimates[1].update(id=estimates[0]["id"])),
    (
        "matches-differ",
        lambda estimates: estimates[1].update(emission_factor=estimates[0]["emission_factor"]),
    ),
    ("best-comes-first", scored),
]


@pytest.mark.parametrize(("invariant", "edit"), WRONG_MATCHES)
def test_wrong_matches_are_told(invariant: str, edit: Any) -> None:
    with wrong(matches(edit)) as served:
        session = served.session(f"multi_match/{invariant}")
        trial = served.trial(session, MATCH)
        merchant: JSON = {"search_term": "food", "country_code": "USA"}
        body = trial.body(MATCH, region_fallback="always", merchant=merchant)
        found = trial.call(MATCH, body, query={"limit": "2"}).items("estimates")
        assert len(found) >= 2
        assert set(session.broken) == {(f"multi_match/{invariant}", MATCH)}


@pytest.mark.parametrize("rule", ["estimates-are-kept", "best-is-that-of-a-creation"])
def test_a_target_that_fits_hardly_anything_is_not_wrong(rule: str) -> None:
    with wrong(answering(MATCH, 200, {})) as served:
        assert served.tried(f"multi_match/{rule}").verdict == "skipped"


def test_every_statement_is_shown_to_fire() -> None:
    assert rules("multi_match") == {f"multi_match/{each[0]}" for each in WRONG}
    assert invariants("multi_match") == {f"multi_match/{each[0]}" for each in WRONG_MATCHES}
