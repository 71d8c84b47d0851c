"""Orders and estimates against a model: dictionaries that know nothing but the documented rules.

LUNE_MODEL_EXAMPLES=2000 tries so many courses of events, other ones each time.
"""

from __future__ import annotations

import json
import os
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from lune_mock import Sandbox, Schedule, Settings
from lune_mock.settings import Idempotency

from .calling import SHIPMENT, Api, purchase
from .judging import call

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MOMENT = timedelta(seconds=1)

EXAMPLES = os.environ.get("LUNE_MODEL_EXAMPLES")
COURSES = settings(
    max_examples=int(EXAMPLES or 300),
    stateful_step_count=40,
    derandomize=EXAMPLES is None,
    database=None,
    deadline=None,
    # One small counterexample is enough; explaining it, or looking for others, takes minutes.
    phases=[Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)

COURSE = ("received", "placed", "paid", "retiring", "complete")
ENDS = ("cancelled", "failed")

ORDER_CONFLICT = (409, "order_idempotency_already_exists")
ESTIMATE_CONFLICT = (409, "estimate_idempotency_already_exists")
ORDERED = (409, "estimate_order_already_placed")
NO_ESTIMATE = (400, "estimate_not_found")

Asked = tuple[str, str]
# Who made it, and its id.
Made = tuple[str, str]


@dataclass
class Order:
    """What is known about an order."""

    document: dict[str, Any]
    key: str | None
    asked: set[Asked]
    created: datetime
    tonnes: Decimal
    cost: str
    status: str


@dataclass
class Estimate:
    """What is known about an estimate."""

    document: dict[str, Any]
    key: str | None
    asked: set[Asked]
    is_transaction: bool
    is_ordered: bool = False


@dataclass
class Books:
    """What is known about an account: all by id, oldest first."""

    orders: dict[str, Order] = field(default_factory=dict[str, Order])
    estimates: dict[str, Estimate] = field(default_factory=dict[str, Estimate])
    # What was to be retired so far, in tonnes, in the order it came.
    pool: dict[str, Decimal] = field(default_factory=dict[str, Decimal])


@dataclass
class Model:
    """What is known about a sandbox."""

    now: datetime = NOW
    schedule: Schedule | None = Schedule()  # noqa: RUF009 - it cannot be changed
    accounts: dict[str, Books] = field(default_factory=dict[str, Books])

    def pass_time(self, span: timedelta) -> None:
        """Let every order get to where it is after a while."""
        self.now += span
        schedule = self.schedule
        for books in self.accounts.values():
            due: list[tuple[datetime, str]] = []
            for id_, order in books.orders.items():
                if order.status in ENDS:
                    continue
                reached = _reached(schedule, self.now - order.created)
                if schedule is not None and reached == "complete" and id_ not in books.pool:
                    due.append((order.created + schedule.complete, id_))
                order.status = max(order.status, min(reached, "retiring", key=_rank), key=_rank)
            for _, id_ in sorted(due):
                books.pool[id_] = books.orders[id_].tonnes
            self.retire(books)

    def move(self, books: Books, id_: str, status: str) -> None:
        """Let an order be what it is told to be."""
        order = books.orders[id_]
        if status != "complete":
            order.status = status
            return
        order.status = "retiring"
        books.pool.setdefault(id_, order.tonnes)
        self.retire(books)
        if order.status != "complete":
            total = sum(books.pool.values(), start=Decimal(0))
            missing = total.to_integral_value(ROUND_CEILING) - total
            books.pool[f"topped up {len(books.pool)}"] = missing
            self.retire(books)

    def retire(self, books: Books) -> None:
        """Retire whole tonnes, first come, first served."""
        total = sum(books.pool.values(), start=Decimal(0))
        whole, before = total.to_integral_value(ROUND_FLOOR), Decimal(0)
        for id_, tonnes in books.pool.items():
            before += tonnes
            if before <= whole and id_ in books.orders:
                books.orders[id_].status = "complete"


def _rank(status: str) -> int:
    return COURSE.index(status)


def _reached(schedule: Schedule | None, elapsed: timedelta) -> str:
    if schedule is None:
        return "placed"
    delays = (timedelta(), schedule.placed, schedule.paid, schedule.retiring, schedule.complete)
    return [status for status, delay in zip(COURSE, delays, strict=True) if delay <= elapsed][-1]


def can_become(status: str, asked: str) -> bool:
    if asked in ENDS:
        return status in COURSE[:3]
    return status in COURSE and _rank(asked) > _rank(status)


def found(shelf: dict[str, Any], key: str | None) -> str | None:
    """Return the id of what has an idempotency key."""
    return next((id_ for id_, made in shelf.items() if key and made.key == key), None)


def asked_for(kind: str, body: dict[str, Any]) -> Asked:
    rest = {name: value for name, value in body.items() if name != "idempotency_key"}
    return kind, json.dumps(rest, sort_keys=True)


def keyed(body: dict[str, Any], key: str | None) -> dict[str, Any]:
    return {**body, **({} if key is None else {"idempotency_key": key})}


def code_of(answer: tuple[int, Any]) -> tuple[int, str]:
    status, body = answer
    return status, body["error"]["error_code"]


# Mostly one of them, or too little would come together in any.
ACCOUNTS = st.sampled_from(["default"] * 3 + ["client", "known", "other organisation"])
# Half of the time, whose it is.
ANYBODY = st.none() | ACCOUNTS
KEYS = st.sampled_from([None, "A", "B", "../a b/%2F?#ü"])
MASSES = st.sampled_from(["0.4", "0.6", "0.7", "1", "2.75"])
VALUES = st.sampled_from(["7.00", "12.5"])
PURCHASES = st.sampled_from(
    [
        purchase(),
        purchase(value={"value": "20", "currency": "EUR"}, metadata={"who": "me"}),
        purchase(merchant={"search_term": "bananas", "country_code": "USA"}),
        # No factor fits it.
        purchase(merchant={"search_term": "xyzzy", "country_code": "USA"}),
    ]
)
SHIPMENTS = st.sampled_from([SHIPMENT, {**SHIPMENT, "shipment": {"containers": "1"}}])
SCHEDULES = st.sampled_from([Schedule(), Schedule(placed=timedelta(minutes=10)), None])
SPANS = st.sampled_from([timedelta(minutes=10), timedelta(hours=1), *map(timedelta, (1, 7, 7))])


class Course(RuleBasedStateMachine):
    """What may be asked of a sandbox, in any order."""

    reading: ClassVar[Idempotency]

    orders: Bundle[Made] = Bundle("orders")
    estimates: Bundle[Made] = Bundle("estimates")
    snapshots: Bundle[str] = Bundle("snapshots")

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox(now=NOW, settings=Settings(idempotency=self.reading))
        self.kept: dict[str, Model] = {}
        self.populate()

    @initialize(schedule=SCHEDULES)
    def begin(self, schedule: Schedule | None) -> None:
        self.sandbox.control.set_schedule(schedule)
        self.model.schedule = schedule

    @initialize(target=orders)
    def unknown_order(self) -> Made:
        return "default", "unknown/order"

    @initialize(target=estimates)
    def unknown_estimate(self) -> Made:
        return "default", "unknown/estimate"

    def populate(self) -> None:
        """Begin to know a sandbox that is new."""
        control = self.sandbox.control
        other = control.create_organisation("HUF")
        known = control.create_account("Known", "GBP", handle="known")
        self.apis = {
            "default": Api(self.sandbox),
            "client": Api(self.sandbox, self.sandbox.client_accounts[0].id),
            "known": Api(self.sandbox, known.id),
            "other organisation": Api(self.sandbox, api_key=other.api_key),
        }
        self.model = Model(accounts={name: Books() for name in self.apis})

    def call(
        self, account: str, operation_id: str, body: Any = None, *, query: str = "", **path: str
    ) -> tuple[int, Any]:
        return call(self.apis[account], operation_id, body, query=query, **path)

    # Orders.

    @rule(target=orders, account=ACCOUNTS, tonnes=MASSES, key=KEYS)
    def order_by_mass(
        self, account: str, tonnes: str, key: str | None
    ) -> Made | MultipleResults[Made]:
        body = {"mass": {"amount": tonnes, "unit": "t"}}
        status, quote = self.call(account, "getOrderQuoteByMass", body)
        assert (status, quote["requested_quantity"]) == (200, tonnes)
        return self.order(account, "createOrderByMass", keyed(body, key), quote)

    @rule(target=orders, account=ACCOUNTS, value=VALUES, key=KEYS)
    def order_by_value(
        self, account: str, value: str, key: str | None
    ) -> Made | MultipleResults[Made]:
        body = {"value": value}
        status, quote = self.call(account, "getOrderQuoteByValue", body)
        assert (status, Decimal(quote["requested_value"])) == (200, Decimal(value))
        return self.order(account, "createOrderByValue", keyed(body, key), quote)

    @rule(target=orders, made=estimates, by=ANYBODY, key=KEYS)
    def order_by_estimate(
        self, made: Made, by: str | None, key: str | None
    ) -> Made | MultipleResults[Made]:
        account, estimate = by or made[0], made[1]
        books = self.model.accounts[account]
        body = keyed({"estimate_id": estimate}, key)
        known = books.estimates.get(estimate)
        if found(books.orders, key) is None and (known is None or known.is_ordered):
            refused = code_of(self.call(account, "createOrderByEstimate", body))
            assert refused == (NO_ESTIMATE if known is None else ORDERED)
            return multiple()
        quote = {} if known is None else known.document["quote"]
        order = self.order(account, "createOrderByEstimate", body, quote)
        if known is not None and isinstance(order, tuple):
            known.is_ordered = True
        return order

    def order(
        self, account: str, operation_id: str, body: dict[str, Any], quote: dict[str, Any]
    ) -> Made | MultipleResults[Made]:
        books = self.model.accounts[account]
        key, asked = body.get("idempotency_key"), asked_for(operation_id, body)
        before = found(books.orders, key)
        answer = self.call(account, operation_id, body)
        if before is not None:
            if self.is_repeated(books.orders[before].asked, asked):
                self.check_order(books, before, answer)
            else:
                assert code_of(answer) == ORDER_CONFLICT
            return multiple()
        id_: str = answer[1]["id"]
        assert id_ not in books.orders
        books.orders[id_] = Order(
            document=answer[1],
            key=key,
            asked={asked},
            created=self.model.now,
            tonnes=Decimal(quote["estimated_quantity"]),
            cost=quote["estimated_total_cost"],
            status=_reached(self.model.schedule, timedelta()),
        )
        self.check_order(books, id_, answer)
        # No two orders are due at once, which of them comes first then is no rule.
        self.pass_time(MOMENT)
        return account, id_

    def is_repeated(self, before: set[Asked], asked: Asked) -> bool:
        """Return whether a used key gets what it made, rather than a conflict."""
        return self.reading == "replay" and asked in before

    def check_order(self, books: Books, id_: str, answer: tuple[int, Any]) -> None:
        """Hold an order against what is known about it."""
        status, document = answer
        known = books.orders[id_]
        assert (status, document["id"], document["status"]) == (200, id_, known.status)
        assert document["idempotency_key"] == known.key
        assert datetime.fromisoformat(document["created_at"]) == known.created
        if known.status in {"received", *ENDS}:
            assert (document["bundles"], document["projects"]) == (None, None)
        else:
            assert Decimal(document["quantity"]) == known.tonnes
            assert document["total_cost"] == known.cost
            parts = [document["bundles"]]
            if known.status in {"retiring", "complete"}:
                parts.append(document["projects"])
            for rows in parts:
                assert sum(Decimal(row["quantity"]) for row in rows) == known.tonnes
        assert (document["certificate"] is None) == (known.status != "complete")
        as_made = ("type", "currency", "metadata", "requested_quantity", "requested_value")
        for name in (*as_made, "estimate_id"):
            assert document[name] == known.document[name], name

    @rule(made=orders, by=ANYBODY)
    def get_order(self, made: Made, by: str | None) -> None:
        account, id_ = by or made[0], made[1]
        books = self.model.accounts[account]
        answer = self.call(account, "getOrder", id=id_)
        if id_ in books.orders:
            self.check_order(books, id_, answer)
        else:
            assert answer == (404, None)

    @rule(account=ACCOUNTS, key=KEYS.filter(bool))
    def get_order_by_key(self, account: str, key: str) -> None:
        books = self.model.accounts[account]
        answer = self.call(account, "getOrderByIdempotencyKey", idempotency_key=key)
        id_ = found(books.orders, key)
        if id_ is None:
            assert answer == (404, None)
        else:
            self.check_order(books, id_, answer)

    @rule(account=ACCOUNTS, limit=st.integers(1, 5))
    def list_orders(self, account: str, limit: int) -> None:
        books = self.model.accounts[account]
        left, after = list(reversed(books.orders)), ""
        while True:
            status, page = self.call(account, "listOrders", query=f"?limit={limit}{after}")
            assert status == 200
            assert [order["id"] for order in page["data"]] == left[:limit]
            for order in page["data"]:
                self.check_order(books, order["id"], (status, order))
            left = left[limit:]
            assert page["has_more"] == bool(left)
            assert (page["next_cursor"] is None) == (not left)
            if not left:
                return
            after = f"&after={page['next_cursor']}"

    # Estimates.

    @rule(
        target=estimates,
        account=ACCOUNTS,
        bought=PURCHASES,
        key=KEYS,
        handle=st.sampled_from([None, None, "known", "new"]),
    )
    def estimate(
        self, account: str, bought: dict[str, Any], key: str | None, handle: str | None
    ) -> Made | MultipleResults[Made]:
        body = keyed(bought, key)
        owner = account
        if handle is not None:
            body["client_account"] = {"name": "N", "currency": "SEK", "handle": handle}
            owner = self.owner(account, handle)
        # An account is created together with the first estimate in it.
        books = self.model.accounts.get(owner, Books())
        answer = self.call(account, "createTransactionEstimate", body)
        made = self.estimated(books, body, answer)
        if answer[0] == 200:
            self.model.accounts[owner] = books
        return multiple() if made is None else (account, made)

    def owner(self, account: str, handle: str) -> str:
        """Return the name of the account that a handle stands for, seen from another one."""
        if account == "other organisation":
            return f"{handle} of {account}"
        return handle

    def estimated(self, books: Books, body: dict[str, Any], answer: tuple[int, Any]) -> str | None:
        """Hold the outcome of a purchase against what is known; return the id of a new estimate."""
        key, asked = body.get("idempotency_key"), asked_for("transaction", body)
        before = found(books.estimates, key)
        status, document = answer
        if before is not None:
            known = books.estimates[before]
            if self.is_repeated(known.asked, asked):
                assert answer == (200, known.document)
            else:
                assert code_of(answer) == ESTIMATE_CONFLICT
            return None
        if body["merchant"].get("search_term") == "xyzzy":
            assert answer == (204, None)
            return None
        assert status == 200
        id_: str = document["id"]
        assert id_ not in books.estimates
        assert document.get("idempotency_key") == key
        books.estimates[id_] = Estimate(document, key, {asked}, is_transaction=True)
        return id_

    @rule(
        target=estimates,
        account=ACCOUNTS,
        parts=st.lists(st.tuples(PURCHASES, KEYS), min_size=1, max_size=4),
    )
    def estimate_batch(
        self, account: str, parts: list[tuple[dict[str, Any], str | None]]
    ) -> MultipleResults[Made]:
        books = self.model.accounts[account]
        bodies = [keyed(bought, key) for bought, key in parts]
        status, outcomes = self.call(account, "createBatchTransactionEstimate", bodies)
        assert status == 200
        made: list[Made] = []
        for body, outcome in zip(bodies, outcomes, strict=True):
            slot = (204, None) if outcome == {} else (409 if "error" in outcome else 200, outcome)
            id_ = self.estimated(books, body, slot)
            made += [] if id_ is None else [(account, id_)]
        return multiple(*made)

    @rule(target=estimates, account=ACCOUNTS, bought=PURCHASES, limit=st.integers(1, 5))
    def estimate_with_each_factor(
        self, account: str, bought: dict[str, Any], limit: int
    ) -> MultipleResults[Made]:
        books = self.model.accounts[account]
        query = f"?limit={limit}"
        status, body = self.call(
            account, "createMultiMatchTransactionEstimate", bought, query=query
        )
        documents = body["estimates"]
        assert status == 200
        assert len(documents) <= limit
        assert bool(documents) == (bought["merchant"].get("search_term") != "xyzzy")
        for document in documents:
            books.estimates[document["id"]] = Estimate(document, None, set(), is_transaction=True)
        return multiple(*((account, document["id"]) for document in documents))

    @rule(target=estimates, account=ACCOUNTS, shipped=SHIPMENTS, key=KEYS)
    def estimate_shipping(
        self, account: str, shipped: dict[str, Any], key: str | None
    ) -> Made | MultipleResults[Made]:
        books = self.model.accounts[account]
        body = keyed(shipped, key)
        asked = asked_for("shipping", body)
        before = found(books.estimates, key)
        answer = self.call(account, "createShippingEstimate", body)
        if before is None:
            id_: str = answer[1]["id"]
            assert answer[0] == 200
            assert id_ not in books.estimates
            books.estimates[id_] = Estimate(answer[1], key, {asked}, is_transaction=False)
            return account, id_
        if self.is_repeated(books.estimates[before].asked, asked):
            assert answer == (200, books.estimates[before].document)
        else:
            assert code_of(answer) == ESTIMATE_CONFLICT
        return multiple()

    @rule(made=estimates, by=ANYBODY, bought=PURCHASES, key=KEYS)
    def estimate_again(
        self, made: Made, by: str | None, bought: dict[str, Any], key: str | None
    ) -> None:
        account, id_ = by or made[0], made[1]
        body = keyed(bought, key)
        answer = self.call(account, "updateTransactionEstimate", body, id=id_)
        known = self.to_be_changed(account, id_, key, answer)
        if known is None:
            return
        if bought["merchant"].get("search_term") == "xyzzy":
            assert answer == (204, None)
            return
        status, document = answer
        processed = known.document["transaction_processed_at"]
        known.key = key or known.key
        assert (status, document["id"]) == (200, id_)
        assert document.get("idempotency_key") == known.key
        assert document["transaction_processed_at"] == processed
        assert document["request"] == body
        known.document = document
        known.asked.add(asked_for("transaction", body))

    @rule(made=estimates, by=ANYBODY, key=KEYS, is_transaction=st.booleans())
    def annotate(self, made: Made, by: str | None, key: str | None, is_transaction: bool) -> None:
        account, id_ = by or made[0], made[1]
        body = keyed({"is_transaction": is_transaction, "metadata": {"k": "v"}}, key)
        answer = self.call(account, "partialUpdateTransactionsEstimateAnnotations", body, id=id_)
        known = self.to_be_changed(account, id_, key, answer)
        if known is None:
            return
        known.key = key or known.key
        known.document = {**known.document, **body}
        assert answer == (200, known.document)

    def to_be_changed(
        self, account: str, id_: str, key: str | None, answer: tuple[int, Any]
    ) -> Estimate | None:
        """Return the estimate that was to be changed; None, and hold the answer against it, if not."""
        books = self.model.accounts[account]
        known = books.estimates.get(id_)
        if known is None or not known.is_transaction:
            assert answer == (404, None)
            return None
        if found(books.estimates, key) not in {None, id_}:
            assert code_of(answer) == ESTIMATE_CONFLICT
            return None
        return known

    @rule(made=estimates, by=ANYBODY)
    def get_estimate(self, made: Made, by: str | None) -> None:
        account, id_ = by or made[0], made[1]
        answer = self.call(account, "getTransactionEstimate", id=id_)
        self.check_estimate(self.model.accounts[account].estimates.get(id_), answer)

    @rule(account=ACCOUNTS, key=KEYS.filter(bool))
    def get_estimate_by_key(self, account: str, key: str) -> None:
        shelf = self.model.accounts[account].estimates
        answer = self.call(account, "getTransactionEstimateByIdempotencyKey", idempotency_key=key)
        self.check_estimate(shelf.get(found(shelf, key) or ""), answer)

    def check_estimate(self, known: Estimate | None, answer: tuple[int, Any]) -> None:
        if known is None or not known.is_transaction:
            assert code_of(answer) == (404, "estimate_not_found")
        else:
            assert answer == (200, known.document)

    # What is done beside the API.

    @rule(made=orders, status=st.sampled_from([*COURSE[1:], *ENDS]))
    def move_order(self, made: Made, status: str) -> None:
        _, id_ = made
        control = self.sandbox.control
        books = next((each for each in self.model.accounts.values() if id_ in each.orders), None)
        if books is None or not can_become(books.orders[id_].status, status):
            with pytest.raises(ValueError, match=id_):
                control.move_order(id_, status)
            return
        self.model.move(books, id_, status)
        self.check_order(books, id_, (200, control.move_order(id_, status)))

    @rule(span=SPANS)
    def pass_time(self, span: timedelta) -> None:
        self.sandbox.control.advance_clock(span)
        self.model.pass_time(span)

    @rule(target=snapshots)
    def snapshot(self) -> str:
        id_ = self.sandbox.control.snapshot()
        self.kept[id_] = deepcopy(self.model)
        return id_

    @rule(id_=snapshots)
    def restore(self, id_: str) -> None:
        self.sandbox.control.restore(id_)
        self.model = deepcopy(self.kept[id_])

    @rule()
    def reset(self) -> None:
        self.sandbox.control.reset()
        self.populate()

    def teardown(self) -> None:
        """Look at everything once more."""
        for account in self.apis:
            self.list_orders(account, 100)
            for id_ in self.model.accounts[account].estimates:
                self.get_estimate((account, id_), None)
        organisations: Any = self.sandbox.control.state()["organisations"]
        accounts = [each for organisation in organisations for each in organisation["accounts"]]
        known = [each for each in accounts if each["handle"] in {"known", "new"}]
        assert len(known) == len(
            self.model.accounts.keys() - {"default", "client", "other organisation"}
        )
        assert self.sandbox.control.failures == ()


class Replay(Course):
    reading = "replay"


class Conflict(Course):
    reading = "conflict"


@pytest.mark.parametrize("machine", [Replay, Conflict])
def test_orders_and_estimates_are_what_the_rules_say(machine: type[Course]) -> None:
    run_state_machine_as_test(machine, settings=COURSES)
