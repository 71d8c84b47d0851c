"""Generated data: what is sent, what is found in the answers, and what is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis.checks

from lune_contract.catalogue import statements
from lune_contract.document import operation, operations
from lune_contract.exchange import API_KEY, Answer, Exchange, Request
from lune_contract.facts import Facts
from lune_contract.phases import STATEMENTS, largest, run_phases
from lune_contract.rule import INVARIANTS, Deviated, Invariant
from lune_contract.session import LimitReachedError, Limits, Session
from lune_contract.target import TargetError

from .targets import edited, sound, with_json, wrong

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_contract.deviation import Outcome
    from lune_contract.target import Target

    from .targets import Call, Change, Handle, Served

QUOTE = "getOrderQuoteByMass"
REACHED = "validation/valid-data-is-carried-out"
VALIDITY = (
    "validation/error-only-for-violations",
    "validation/violations-are-refused",
    "validation/violations-are-told",
)
PLACING = ("createOrderByMass", "createOrderByValue", "createOrderByEstimate")


def tried(served: Served, *ids: str, session: Session | None = None) -> Sequence[Outcome]:
    session = session or served.session()
    return list(
        run_phases(
            session,
            served.facts(session),
            operations=[operation(each) for each in ids],
            profile="quick",
            seed=0,
        )
    )


def found(change: Change, *ids: str) -> set[tuple[str, str]]:
    """Return what is found on a wrong target: statements and operations."""
    with wrong(change) as served:
        outcomes = tried(served, *(ids or (QUOTE,)))
    return {
        (each.statement.name, each.deviation.operation)
        for each in outcomes
        if each.deviation is not None
    }


def test_a_sound_target_has_no_deviation_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    # A file that schemathesis would stumble over, if it looked for it.
    (tmp_path / "schemathesis.toml").write_text("seed = 'no number'")
    monkeypatch.chdir(tmp_path)
    statements()
    sent: list[Exchange] = []
    with sound() as served:
        mine = [INVARIANTS[name] for name in INVARIANTS if name in VALIDITY]
        session = Session(served.target, invariants=mine, observe=sent.append)
        outcomes = tried(served, *operations(), session=session)
    assert {each.verdict for each in outcomes} == {"passed"}
    assert not session.broken
    assert len(outcomes) == len(STATEMENTS) * len(operations())
    for id_ in operations():
        assert session.accepted[id_] >= 0.5 * session.valid[id_] > 5, id_
    assert session.requests <= largest("quick", list(operations().values()))
    assert [each.name for each in tmp_path.iterdir()] == ["schemathesis.toml"]
    assert capfd.readouterr() == ("", "")
    assert "holds_to_the_invariants" not in schemathesis.checks.CHECKS.get_all_names()
    headers = {name for each in sent for name in each.request.headers}
    assert not {"X-Schemathesis-Testcaseid", "User-Agent", "Host"} & headers
    assert {each.request.headers["Authorization"] for each in sent} == {f"Bearer {API_KEY}"}


def test_an_operation_that_carries_nothing_out_is_a_deviation() -> None:
    def change(handle: Handle, call: Call) -> Any:
        answer = handle(call)
        if call.operation != QUOTE or answer.status != 200:
            return answer
        error = {"error_code": "bundle_id_invalid", "message": "no"}
        return with_json(answer, {"error": error, "errors": [error]}, status=400)

    with wrong(change) as served:
        (outcome,) = (each for each in tried(served, QUOTE) if each.deviation)
    assert outcome.statement.name == REACHED
    assert outcome.deviation is not None
    assert "bundle_id_invalid" in outcome.deviation.got


@pytest.mark.parametrize(
    "id_",
    [
        *("getOrder", "getOrderByIdempotencyKey", "createOrderByEstimate"),
        *("getTransactionEstimate", "updateTransactionEstimate"),
    ],
)
def test_what_an_operation_needs_is_made_where_no_other_makes_it(id_: str) -> None:
    with sound() as served:
        outcomes = tried(served, id_)
    assert {each.verdict for each in outcomes} == {"passed"}


def test_orders_that_cannot_be_there_are_not_missed() -> None:
    with sound() as served:
        session = served.session()
        facts = replace(served.facts(session), lacks={"orders": "none may be placed"})
        outcomes = run_phases(
            session, facts, operations=[operation("getOrder")], profile="quick", seed=0
        )
        verdicts = {each.statement.name: each.verdict for each in outcomes}
    assert verdicts.pop(REACHED) == "skipped"
    assert set(verdicts.values()) == {"passed"}


def status(code: int) -> Change:
    def change(handle: Handle, call: Call) -> Any:
        answer = handle(call)
        if call.operation != QUOTE or answer.status != 400:
            return answer
        return replace(answer, status=code, body=b"")

    return change


def headers(**changes: str) -> Change:
    def change(handle: Handle, call: Call) -> Any:
        answer = handle(call)
        if call.operation != QUOTE:
            return answer
        kept = {name.lower(): value for name, value in answer.headers.items()}
        return replace(answer, headers=kept | {k.replace("_", "-"): v for k, v in changes.items()})

    return change


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (status(500), "errors/no-crash"),
        (status(418), "errors/status"),
        (headers(content_type="text/html"), "http/media-type"),
        (edited(QUOTE, lambda quote: quote.pop("bundles")), "answers/schema"),
    ],
)
def test_a_wrong_answer_is_found_by_its_invariant(change: Change, name: str) -> None:
    statements()
    with wrong(change) as served:
        session = served.session(*INVARIANTS)
        outcomes = tried(served, QUOTE, session=session)
    assert (name, QUOTE) in session.broken
    assert {each.verdict for each in outcomes} == {"passed"}


def test_a_wrong_header_is_found() -> None:
    assert found(headers(lune_version="tomorrow")) == {("answers/generated-headers", QUOTE)}


def test_nothing_else_is_blamed_for_a_wrong_answer() -> None:
    change = headers(lune_version="tomorrow")
    blamed = {id_ for _, id_ in found(change, QUOTE, "listOrders", "getOrderQuoteByValue")}
    assert blamed == {QUOTE}


def test_what_breaks_an_invariant_is_shrunk() -> None:
    def check(exchange: Exchange) -> None:
        if exchange.operation_id == QUOTE and b'"quantity_trunc":"kg"' in exchange.request.body:
            raise Deviated(exchange, "no kg", "kg")

    mine = Invariant("answers/made-up", "answers", "no kg", "nowhere", "must", check)
    with sound() as served:
        session = Session(served.target, invariants=[mine])
        tried(served, QUOTE, session=session)
    (_, deviated) = session.broken["answers/made-up", QUOTE]
    assert len(json.loads(deviated.exchange.request.body)) == 2


def test_no_order_is_placed_where_none_may_be() -> None:
    with sound() as served:
        session = served.session()
        facts = replace(served.facts(session), lacks={"orders": "not allowed"})
        outcomes = list(
            run_phases(
                session,
                facts,
                operations=[*map(operation, PLACING), operation(QUOTE)],
                profile="quick",
                seed=0,
            )
        )
    skipped = {each.operation for each in outcomes if each.verdict == "skipped"}
    assert skipped == set(PLACING)
    assert {each.reason for each in outcomes if each.verdict == "skipped"} == {"not allowed"}
    assert not {id_ for id_, _ in session.counts} & set(PLACING)
    assert session.accepted[QUOTE]


class Silent:
    """A target that leaves some requests without an answer."""

    base_url = "http://127.0.0.1/v1"
    is_local = True

    def __init__(self, target: Target, answers: int) -> None:
        self.target = target
        self.answers = answers

    def send(self, request: Request) -> Answer:
        self.answers -= 1
        if self.answers < 0 or b"kg" in request.body:
            raise TargetError("none")
        return self.target.send(request)


def test_a_request_without_an_answer_is_a_deviation() -> None:
    with sound() as served:
        session = Session(Silent(served.target, 100_000))
        facts = Facts(bundles=served.facts(served.session()).bundles)
        outcomes = list(
            run_phases(session, facts, operations=[operation(QUOTE)], profile="quick", seed=0)
        )
    found = {each.statement.name for each in outcomes if each.verdict == "deviated"}
    assert "http/every-request-is-answered" in found
    assert not [each.reason for each in outcomes if each.verdict == "broken off"]


def test_a_target_that_answers_no_more_ends_the_phases() -> None:
    with sound() as served:
        session = Session(Silent(served.target, 30))
        with pytest.raises(TargetError, match="none"):
            list(
                run_phases(session, Facts(), operations=[operation(QUOTE)], profile="quick", seed=0)
            )
    assert session.requests < 60


def test_the_limit_of_requests_holds() -> None:
    with sound() as served:
        session = Session(served.target, Limits(requests=40))
        with pytest.raises(LimitReachedError, match="40 requests"):
            tried(served, QUOTE, session=session)
    assert session.requests == 40


PROGRAM = """
import sys
from datetime import UTC, datetime
from lune_contract.document import operation
from lune_contract.learning import learn
from lune_contract.phases import run_phases
from lune_contract.session import Session
from lune_contract.target import AsgiTarget
from lune_mock import Sandbox, create_app

def show(exchange):
    request = exchange.request
    print(request.method, request.target, dict(request.headers), request.body)

sandbox = Sandbox(seed=0, now=datetime(2026, 1, 2, tzinfo=UTC))
with AsgiTarget(create_app(sandbox), sandbox.api_key) as target:
    session = Session(target, observe=show)
    facts = learn(session)
    tried = [operation(each) for each in sys.argv[2:]]
    list(run_phases(session, facts, operations=tried, profile="quick", seed=int(sys.argv[1])))
"""


def test_the_same_seed_sends_the_same_requests() -> None:
    ids = ("createOrderByValue", "getOrder", "getOrderByIdempotencyKey")

    def sent(seed: int, hashing: str) -> str:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", PROGRAM, str(seed), *ids],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": hashing},
        )
        return done.stdout

    first = sent(0, "1")
    assert len(first.splitlines()) > 150
    assert sent(0, "2") == first
    assert sent(1, "1") != first


def test_statements_are_named_once() -> None:
    names = [each.name for each in STATEMENTS]
    assert len(set(names)) == len(names)
    assert not set(names) & set(INVARIANTS)
