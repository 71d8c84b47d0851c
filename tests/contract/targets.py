"""Targets for the tests of the suite: a sandbox as it is, or with something wrong about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from lune_contract.deviation import Outcome
from lune_contract.document import found, operation
from lune_contract.facts import Facts
from lune_contract.learning import learn
from lune_contract.rule import INVARIANTS, RULES
from lune_contract.session import Session
from lune_contract.target import AsgiTarget
from lune_contract.trial import Trial
from lune_contract.trying import try_rule
from lune_mock import Answer, Sandbox, Settings, create_app

NOW = datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC)


@dataclass(frozen=True)
class Call:
    """What a sandbox is asked; `target` is below the base path, with the query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def operation(self) -> str | None:
        """The operation's id."""
        asked = found(self.method, self.target)
        return None if asked is None else asked.id

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Handle: TypeAlias = Callable[[Call], Answer]
Change: TypeAlias = Callable[[Handle, Call], Answer]
"""Answers a call wrongly: it is given the right handling, and the call."""


class _Changed(Sandbox):
    change: Change | None = None

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        handle = super().handle

        def right(call: Call) -> Answer:
            return handle(call.method, self.base_path + call.target, call.headers, call.body)

        if self.change is None or not target.startswith(self.base_path):
            return handle(method, target, headers, body)
        return self.change(right, Call(method, target[len(self.base_path) :], headers, body))


@dataclass(frozen=True)
class Served:
    """A sandbox, and a target over it."""

    sandbox: Sandbox
    target: AsgiTarget

    @property
    def accounts(self) -> tuple[str, ...]:
        """All accounts of its key, the default account first."""
        return (self.sandbox.account.id, *(each.id for each in self.sandbox.client_accounts))

    def advance(self) -> None:
        """Move its clock on by less than an order stays in any status."""
        self.sandbox.control.advance_clock(timedelta(hours=20))

    def cancel(self, order_id: str) -> None:
        """Cancel an order."""
        self.sandbox.control.move_order(order_id, "cancelled")

    def session(self, *invariants: str) -> Session:
        """Return a way to it that judges by some invariants."""
        return Session(self.target, invariants=[INVARIANTS[name] for name in invariants])

    def facts(self, session: Session) -> Facts:
        """Learn it, with everything that it has."""
        return learn(
            session,
            accounts=self.accounts,
            bundles=self.sandbox.bundle_ids,
            advance=self.advance,
            cancel=self.cancel,
            make_accounts=True,
            settle=1.0,
        )

    def tried(self, rule: str, operation_id: str | None = None, *, seed: int = 0) -> Outcome:
        """Try a rule on an operation, by default its first."""
        session = self.session()
        tried = RULES[rule]
        on = tried.operations[0] if operation_id is None else operation(operation_id)
        return try_rule(tried, on, session, self.facts(session), seed)

    def trial(self, session: Session, operation_id: str, *, seed: str = "test") -> Trial:
        """Return a trial to send what a test wants to."""
        return Trial(session, self.facts(session), operation(operation_id), seed)


@contextmanager
def sound(**settings: Any) -> Generator[Served]:
    """Serve a fresh sandbox whose clock stands still, with these settings (`lune_mock.Settings`)."""
    with wrong(None, **settings) as served:
        yield served


@contextmanager
def wrong(change: Change | None, **settings: Any) -> Generator[Served]:
    """Serve a fresh sandbox that answers as `change` does.

    with wrong(edited("getOrder", lambda order: order.pop("status"))) as served:
        outcome = served.tried("life/...")
        assert outcome.deviation and outcome.deviation.operation == "getOrder"
    """
    sandbox = _Changed(seed=0, now=NOW, settings=Settings(**settings))
    sandbox.change = change
    with AsgiTarget(create_app(sandbox), sandbox.api_key) as target:
        yield Served(sandbox, target)


def edited(operation_id: str, edit: Callable[[Any], object], *, status: int = 200) -> Change:
    """Return a change that edits the JSON of one operation's answers, in place."""

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation != operation_id or answer.status != status:
            return answer
        body = json.loads(answer.body)
        edit(body)
        return with_json(answer, body)

    return change


def with_json(answer: Answer, body: object, *, status: int | None = None) -> Answer:
    """Return an answer with another body, and perhaps another status."""
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        name: str(len(encoded)) if name.lower() == "content-length" else value
        for name, value in answer.headers.items()
    }
    return replace(answer, status=status or answer.status, headers=headers, body=encoded)
