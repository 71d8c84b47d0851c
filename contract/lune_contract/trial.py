"""One rule, tried on one operation: how it calls, and what it was told."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from random import Random
from typing import TYPE_CHECKING, Final

from lune_contract.document import Operation, found, operation, record
from lune_contract.exchange import API_KEY, Exchange, Request
from lune_contract.reply import Reply
from lune_contract.rule import Unsettled

if TYPE_CHECKING:
    from lune_contract.facts import Facts
    from lune_contract.session import Session
    from lune_document import JSON

__all__ = ["Trial", "encoded"]

_PAUSE: Final = 0.2


class Trial:
    """What a rule is given.

    Attributes:
        operation: what it is tried on.
        facts: what is known of the target.
        random: the same for the same seed, rule and operation.
        exchanges: what was sent, in order.
    """

    def __init__(self, session: Session, facts: Facts, operation: Operation, seed: str) -> None:
        self.operation = operation
        self.facts = facts
        self.random = Random(seed)  # noqa: S311 - nothing here is secret
        self.exchanges: list[Exchange] = []
        self._session = session

    def key(self) -> str:
        """Return an idempotency key that was not used before."""
        return f"contract-{self.facts.marker}{self.random.getrandbits(80):020x}"

    def account(self, number: int = 0) -> str | None:
        """Return the id of an account; None is the key's own.

        Raises:
            Unsettled: there are not so many.
        """
        if number == 0 and not self.facts.accounts:
            return None
        if number >= len(self.facts.accounts):
            message = f"{number + 1} accounts are needed; give their ids with --account"
            raise Unsettled(message)
        return self.facts.accounts[number]

    def send(
        self,
        method: str,
        target: str,
        *,
        account: str | None = None,
        headers: Mapping[str, str | None] | None = None,
        raw: bytes = b"",
    ) -> Reply:
        """Send what stands below the base URL, as it is given.

        Args:
            method: the method.
            target: path below the base URL, percent-encoded, and query.
            account: another account than the one that is worked on.
            headers: more headers, or others; None leaves one out.
            raw: the body.

        Raises:
            Unsettled: it would place an order, and that is not allowed.
        """
        # By whatever method: a target may take another one for it.
        called = None if method == "GET" else found("POST", target)
        if called is not None and called.places_orders and "orders" in self.facts.lacks:
            raise Unsettled(self.facts.lacks["orders"])
        account = account or self.account()
        sent: dict[str, str | None] = {
            "Authorization": f"Bearer {API_KEY}",
            "Accept": "application/json",
        }
        if account is not None:
            sent["Lune-Account"] = account
        if raw:
            sent["Content-Type"] = "application/json"
        sent |= headers or {}
        left = {name: value for name, value in sent.items() if value is not None}
        exchange = self._session.send(Request(method, target, left, raw))
        self.exchanges.append(exchange)
        return Reply(exchange)

    def call(  # noqa: PLR0913 - each by name
        self,
        operation_id: str,
        body: JSON = None,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        account: str | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Reply:
        """Call an operation, with a body or without (None).

        Raises:
            Unsettled: it would place an order, and that is not allowed.
        """
        called = operation(operation_id)
        return self.send(
            called.method,
            called.target(path or {}, query or {}),
            account=account,
            headers=headers,
            raw=b"" if body is None else encoded(body),
        )

    def at_once(self, times: int, operation_id: str, body: JSON) -> list[Reply]:
        """Call an operation several times at the same moment, and return the replies."""
        with ThreadPoolExecutor(times) as pool:
            calls = [pool.submit(self.call, operation_id, body) for _ in range(times)]
            return [each.result() for each in calls]

    def body(self, operation_id: str, **changes: JSON) -> dict[str, JSON]:
        """Return a small body for an operation, with some properties changed.

        It is the first example that the document has, without its idempotency key; where that
        names an object of the target, one is made. A property that is None is left out.
        """
        example = record(operation(operation_id).bodies[0])
        body = deepcopy(example) | {"idempotency_key": None} | changes
        if "estimate_id" in body and "estimate_id" not in changes:
            body["estimate_id"] = self.estimate().text("id")
        return {name: value for name, value in body.items() if value is not None}

    def place(self, operation_id: str, *, account: str | None = None, **changes: JSON) -> Reply:
        """Carry out a creation or a quote with `body(...)`; it has to succeed."""
        body = self.body(operation_id, **changes)
        return self.call(operation_id, body, account=account).success()

    def order(self, *, account: str | None = None, **changes: JSON) -> Reply:
        """Place an order by mass; it has to succeed."""
        return self.place("createOrderByMass", account=account, **changes)

    def estimate(self, *, account: str | None = None, **changes: JSON) -> Reply:
        """Estimate a purchase; it has to succeed."""
        return self.place("createTransactionEstimate", account=account, **changes)

    def priced(self, order: Reply) -> Reply:
        """Return an order as soon as it has its costs, fetched again if it had none yet.

        Raises:
            Unsettled: it has none after the time that a target is given.
        """
        end = time.monotonic() + self.facts.settle
        while order.at("status") == "received":
            if time.monotonic() > end:
                message = f"orders have no costs after {self.facts.settle:g} s (--settle)"
                raise Unsettled(message)
            time.sleep(_PAUSE)
            order = self.call("getOrder", path={"id": order.text("id")}).success()
        return order

    def advance(self) -> None:
        """Move the time of the target's orders on.

        Raises:
            Unsettled: that cannot be done.
        """
        if self.facts.advance is None:
            message = "nothing moves the orders of the target on"
            raise Unsettled(message)
        self.facts.advance()

    def cancel(self, order_id: str) -> None:
        """Cancel an order, in the way that the user of the suite gave.

        Raises:
            Unsettled: that cannot be done.
        """
        if self.facts.cancel is None:
            message = "nothing cancels an order of the target"
            raise Unsettled(message)
        self.facts.cancel(order_id)


def encoded(body: JSON) -> bytes:
    """Return JSON as it travels."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
