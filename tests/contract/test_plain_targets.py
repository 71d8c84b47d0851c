"""Targets that answer everything alike, or stop answering: a run ends soon, and says why."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from lune_contract import AsgiTarget, CannotRunError, Limits, Run, run
from lune_contract.exchange import Answer, Request
from lune_contract.reports.entry import entry
from lune_contract.reports.table import render
from lune_contract.target import TargetError
from lune_mock import Sandbox, create_app

BASH = shutil.which("bash") or ""
HURRIED = Limits(rate=100_000)


@dataclass
class Alike:
    """Answers every request alike."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b"{}"
    base_url: str = "http://127.0.0.1:1/v1"
    is_local: bool = True

    def send(self, _: Request) -> Answer:
        return Answer(self.status, self.headers, self.body)


class Silent(AsgiTarget):
    """Does not answer some requests."""

    def __init__(self, is_silent: Callable[[Request], bool], *, for_good: bool = False) -> None:
        sandbox = Sandbox(seed=0)
        super().__init__(create_app(sandbox), sandbox.api_key)
        self._is_silent = is_silent
        self._for_good = for_good
        self._gone = False

    def send(self, request: Request) -> Answer:
        if self._gone or self._is_silent(request):
            self._gone = self._for_good
            message = "nothing within 10 s"
            raise TargetError(message)
        return super().send(request)


class Busy(AsgiTarget):
    """Takes so many requests, and no more."""

    left = 40

    def send(self, request: Request) -> Answer:
        self.left -= 1
        return super().send(request) if self.left >= 0 else Answer(429, {}, b"")


def is_marker(request: Request) -> bool:
    """Say whether it tells the target that it was tried."""
    return b"contract-run" in request.body


def is_no_json(request: Request) -> bool:
    return request.body.startswith(b"{") and not request.body.endswith(b"}")


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (Alike(200, {}, b"<!doctype html>"), "but not with JSON: 200 <!doctype html>"),
        (Alike(404, {}), "has nothing at http://127.0.0.1:1/v1/orders"),
        (Alike(401, {}), "refuses the key"),
        (Alike(301, {"location": "https://there.example/v1"}), "sends to https://there.example/v1"),
        (Alike(429, {}), "answers 429 however long it waits"),
    ],
)
def test_what_answers_everything_alike_cannot_be_tried(target: Alike, says: str) -> None:
    with pytest.raises(CannotRunError, match=says):
        run(target, seed=1, limits=HURRIED)


def test_a_limit_that_leaves_nothing_to_try() -> None:
    sandbox = Sandbox(seed=0)
    target = AsgiTarget(create_app(sandbox), sandbox.api_key)
    with target, pytest.raises(CannotRunError, match="the limit of 1 requests is reached"):
        run(target, seed=1, limits=Limits(requests=1))


def test_a_target_that_takes_no_more_ends_the_run() -> None:
    sandbox = Sandbox(seed=0)
    with Busy(create_app(sandbox), sandbox.api_key) as target:
        report = run(target, rules=["authentication"], seed=1, limits=HURRIED)
    assert report.broken_off is not None
    assert "429" in report.broken_off
    assert {each.verdict for each in report.outcomes} >= {"passed", "broken off"}


def test_a_request_without_an_answer_is_shown() -> None:
    with Silent(is_no_json) as target:
        report = run(target, rules=["validation/malformed"], operations=["createOrderByMass"])
    (found,) = report.deviations
    said = entry(found, report.base_url)
    assert said.operation == "createOrderByMass"
    assert said.requests[-1].endswith("--data-binary '{'")
    (told,) = json.loads(render(report))["deviations"]
    assert told["exchanges"][-1]["request"]["body"] == "{"
    assert told["exchanges"][-1]["answer"] is None


def test_what_was_not_answered_is_named_though_it_is_not_tried_itself() -> None:
    with Silent(lambda request: b"Netflix" in request.body and not is_marker(request)) as target:
        report = run(target, rules=["validation/malformed"], operations=["createOrderByEstimate"])
    (found,) = report.deviations
    assert found.deviation is not None
    assert found.deviation.operation == "createTransactionEstimate"


def test_the_request_that_brings_a_target_down_is_shown() -> None:
    with Silent(lambda request: not request.body.isascii(), for_good=True) as target:
        made = Run(
            target,
            rules=["http/every-request-is-answered"],
            operations=["createTransactionEstimate"],
            seed=1,
        )
        found = [each.deviation for each in made if each.verdict == "deviated"]
    assert made.report().broken_off is not None
    (deviation,) = found
    assert deviation is not None
    assert deviation.silence is not None
    assert deviation.silence.request is not None
    assert not deviation.silence.request.body.isascii()


def test_one_operation_that_is_not_answered_is_no_target_that_is_gone() -> None:
    with Silent(lambda request: request.target.startswith("/orders?")) as target:
        report = run(target, rules=["pagination/limits", "money/same-prices"], seed=1)
    assert report.broken_off is None
    assert {each.operation for each in report.deviations} == {"listOrders"}


def test_what_is_no_json_is_not_counted_as_carried_out() -> None:
    class Paged(AsgiTarget):
        def send(self, request: Request) -> Answer:
            if request.target == "/orders/by-mass":
                return Answer(200, {"content-type": "text/html"}, b"<!doctype html>")
            return super().send(request)

    sandbox = Sandbox(seed=0)
    rules = ["validation/valid-data-is-carried-out"]
    with Paged(create_app(sandbox), sandbox.api_key) as target:
        report = run(target, rules=rules, operations=["createOrderByMass"], seed=1)
    assert report.created.keys() == {"createTransactionEstimate"}
    assert report.accepted.get("createOrderByMass", 0) == 0
    assert [each.operation for each in report.deviations] == ["createOrderByMass"]


def test_a_range_of_statuses_is_said_in_short() -> None:
    sandbox = Sandbox(seed=0)

    class Open(AsgiTarget):
        def send(self, request: Request) -> Answer:
            known = {name: each for name, each in request.headers.items() if name != "Lune-Account"}
            return super().send(Request(request.method, request.target, known, request.body))

    with Open(create_app(sandbox), sandbox.api_key) as target:
        report = run(target, rules=["tenants/unknown-account"], operations=["listOrders"])
    (found,) = report.deviations
    assert found.deviation is not None
    assert found.deviation.expected == "status from 400 to 499"


@pytest.mark.skipif(not BASH, reason="bash makes the body")
def test_a_shell_makes_a_body_that_is_mostly_spaces() -> None:
    body = b'{"it\'s":1' + b" " * 200_000 + b"}"
    line = Request("POST", "/orders/by-mass", {}, body).curl("http://127.0.0.1:1")
    assert len(line) < 200
    made = line.partition("--data-binary @")[2]
    done = subprocess.run([BASH, "-c", f"cat {made}"], capture_output=True, check=True)
    assert done.stdout == body
