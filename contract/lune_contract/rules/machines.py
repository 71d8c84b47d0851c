"""Courses of calls against a model of what a target holds; hypothesis makes them up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition
from hypothesis.stateful import rule as step

from lune_contract.courses import Course, Found, Size, run
from lune_contract.creations import agree, by_id, by_key, members
from lune_contract.parts import rows as rows_of
from lune_contract.reply import shown
from lune_contract.rule import rule

if TYPE_CHECKING:
    from datetime import datetime

    from lune_contract.reply import Reply
    from lune_contract.trial import Trial
    from lune_document import JSON

_OK: Final = 200
_NOT_FOUND: Final = 404
_REFUSED: Final = (400, 409)
_BY_MASS: Final = "createOrderByMass"
_CREATE: Final = "createTransactionEstimate"
_UPDATE: Final = "updateTransactionEstimate"
_ANNOTATE: Final = "partialUpdateTransactionsEstimateAnnotations"
_ORDER_SOURCE: Final = "Orders: idempotency_key, look-ups and list"
_PAGES: Final = "Key concepts, pagination; GET /orders"
_ESTIMATES: Final = "Transaction estimates: POST, PUT, PATCH and GET"

_QUICK: Final = Size(courses=10, steps=10)
_FULL: Final = Size(courses=40, steps=15)
_QUICK_PAGES: Final = Size(courses=8, steps=7)
_FULL_PAGES: Final = Size(courses=30, steps=10)
_MOST: Final = "100"

# Few keys and requests, so that steps meet.
_KEYS: Final = st.sampled_from(("a", "A"))
_SOME_KEYS: Final = st.sampled_from((None, "a", "b"))
_ORDERS: Final[tuple[tuple[str, dict[str, JSON]], ...]] = (
    (_BY_MASS, {"mass": {"amount": "1", "unit": "kg"}}),
    (_BY_MASS, {"mass": {"amount": "2", "unit": "kg"}}),
    ("createOrderByValue", {"value": "2"}),
)
_WHICH: Final = st.integers(min_value=0, max_value=7)
_VALUES: Final = st.sampled_from(("100", "250", "7"))
_LIMITS: Final = st.sampled_from(("1", "2", "3"))
_TIMES: Final = st.sampled_from((1, 2))
_PAGES_READ: Final = st.sampled_from((1, 2, 4))


class _Orders(Course):
    """Orders, each placed once for a key."""

    def __init__(self, trial: Trial, found: Found) -> None:
        super().__init__(trial, found)
        self.prefix = trial.key()
        self.placed: list[Reply] = []
        self.keyed: dict[str, tuple[int, Reply]] = {}

    def _key(self, key: str) -> str:
        return f"{self.prefix}-{key}"

    def _took(self, reply: Reply) -> Reply:
        """Keep a new order."""
        ids = [each.text("id") for each in self.placed]
        reply.success().expect(reply.text("id") not in ids, "a new id", "id")
        self.placed.append(reply)
        return reply

    @step(key=_KEYS, number=st.sampled_from(range(len(_ORDERS))))
    def place(self, key: str, number: int) -> None:
        """Place an order with a key, which may be used."""
        creation, body = _ORDERS[number]
        reply = self.trial.call(creation, body | {"idempotency_key": self._key(key)})
        if key not in self.keyed:
            self.keyed[key] = (number, self._took(reply))
            return
        was, first = self.keyed[key]
        if reply.status == _OK:
            agree(reply, first)
        elif was == number:
            reply.refusal("order_idempotency_already_exists", statuses=(409,))
        else:
            reply.refusal(statuses=_REFUSED)

    @step(number=st.sampled_from(range(len(_ORDERS))))
    def place_without_key(self, number: int) -> None:
        """Place an order without a key."""
        self._took(self.trial.call(*_ORDERS[number]))

    @step(key=_KEYS)
    def refuse(self, key: str) -> None:
        """Try to place what is no order."""
        body: JSON = {"mass": {"amount": "-1", "unit": "kg"}, "idempotency_key": self._key(key)}
        self.trial.call(_BY_MASS, body).refusal(statuses=_REFUSED)

    @step(key=_KEYS)
    def look_up(self, key: str) -> None:
        """Look an order up by its key."""
        reply = by_key(self.trial, _BY_MASS, self._key(key))
        if key in self.keyed:
            agree(reply.success(), self.keyed[key][1])
        else:
            reply.success(_NOT_FOUND)

    @precondition(lambda self: self.placed)
    @step(which=_WHICH)
    def get(self, which: int) -> None:
        """Fetch an order."""
        order = self.placed[which % len(self.placed)]
        agree(by_id(self.trial, _BY_MASS, order.text("id")).success(), order)

    @precondition(lambda self: self.placed)
    @step()
    def find_all(self) -> None:
        """List the orders: all that were placed, once each, and no other with their keys."""
        page = self.trial.call("listOrders", query={"limit": _MOST}).success()
        rows = [members(page, *row) for row in rows_of(page, "data")]
        listed = [row.get("id") for row in rows]
        for each in self.placed:
            times = listed.count(each.text("id"))
            page.expect(times == 1, f"{each.text('id')} once, not {times} times")
        keys = {self._key(key) for key in self.keyed}
        keyed = [row for row in rows if row.get("idempotency_key") in keys]
        page.expect(len(keyed) == len(keys), f"{len(keys)} orders with keys, not {len(keyed)}")


@rule(
    "idempotency/course-of-orders", operations=_BY_MASS, source=_ORDER_SOURCE, orders=_QUICK.calls
)
def course_of_orders(trial: Trial) -> None:
    """However orders are placed, repeated and refused, each key has one order, and keeps it."""
    run(_Orders, trial, _QUICK)


@rule(
    "idempotency/long-course-of-orders",
    operations=_BY_MASS,
    source=_ORDER_SOURCE,
    profile="full",
    orders=_FULL.calls,
)
def long_course_of_orders(trial: Trial) -> None:
    """However orders are placed, repeated and refused, at length, each key has one order."""
    run(_Orders, trial, _FULL)


class _Pages(Course):
    """Pages of orders, while orders are placed."""

    def __init__(self, trial: Trial, found: Found) -> None:
        super().__init__(trial, found)
        self.older: set[str] = set()
        """Orders that there were; all that are placed later come before them."""
        self.placed: list[str] = []
        self.cursor: str | None = None
        self.limit = "1"
        self.awaited: set[str] = set()
        self.seen: list[str] = []
        self.last: datetime | None = None

    @initialize()
    def look(self) -> None:
        """See what there is."""
        page = self.trial.call("listOrders", query={"limit": _MOST}).success()
        self.older = {page.text(*row, "id") for row in rows_of(page, "data")}

    @step(times=_TIMES)
    def place(self, times: int) -> None:
        """Place orders."""
        for _ in range(times):
            order = self.trial.call(*_ORDERS[0]).success()
            self.placed.append(order.text("id"))

    @step(limit=_LIMITS)
    def begin(self, limit: str) -> None:
        """Fetch the first page."""
        self.limit = limit
        self.awaited, self.seen, self.last = set(self.placed), [], None
        self._read({"limit": limit})

    @precondition(lambda self: self.cursor is not None)
    @step(pages=_PAGES_READ)
    def go_on(self, pages: int) -> None:
        """Fetch the next pages."""
        for _ in range(pages):
            if self.cursor is not None:
                self._read({"limit": self.limit, "after": self.cursor})

    def _read(self, query: Mapping[str, str]) -> None:
        page = self.trial.call("listOrders", query=query).success()
        rows = list(rows_of(page, "data"))
        page.expect(len(rows) <= int(self.limit), f"at most {self.limit} orders, not {len(rows)}")
        for row in rows:
            id_ = page.text(*row, "id")
            page.expect(id_ not in self.seen, f"{id_} once", *row, "id")
            self.seen.append(id_)
            at = page.moment(*row, "created_at")
            page.expect(
                self.last is None or at <= self.last, "the newest first", *row, "created_at"
            )
            self.last = at
            if id_ in self.older:
                self._none_is_missing(page)
        more = page.at("has_more")
        if more is True:
            self.cursor = page.text("next_cursor")
        else:
            self.cursor = None
            self._none_is_missing(page)

    def _none_is_missing(self, page: Reply) -> None:
        missing = self.awaited.difference(self.seen)
        page.expect(
            not missing, f"{', '.join(sorted(missing))} before, placed before the first page"
        )


@rule(
    "pagination/course-of-pages",
    operations="listOrders",
    source=_PAGES,
    orders=2 * _QUICK_PAGES.calls,
)
def course_of_pages(trial: Trial) -> None:
    """However pages are read while orders are placed, they have each order once, newest first."""
    run(_Pages, trial, _QUICK_PAGES)


@rule(
    "pagination/long-course-of-pages",
    operations="listOrders",
    source=_PAGES,
    profile="full",
    orders=2 * _FULL_PAGES.calls,
)
def long_course_of_pages(trial: Trial) -> None:
    """However pages are read, at length, while orders are placed, they have each order once."""
    run(_Pages, trial, _FULL_PAGES)


class _Estimates(Course):
    """Estimates that are created, given new inputs, annotated and fetched."""

    def __init__(self, trial: Trial, found: Found) -> None:
        super().__init__(trial, found)
        self.prefix = trial.key()
        self.held: list[Reply] = []
        """What each estimate was last answered as."""
        self.keyed: dict[str, int] = {}
        self.dropped: set[str] = set()
        """Keys that an estimate had before it was given another; nothing is said of them."""
        self.masses: dict[str, JSON] = {}

    def _body(self, key: str | None, **changes: JSON) -> dict[str, JSON]:
        return changes if key is None else changes | {"idempotency_key": f"{self.prefix}-{key}"}

    def _input(self, key: str | None, value: str) -> dict[str, JSON]:
        money: JSON = {"value": value, "currency": "USD"}
        return self.trial.body(_UPDATE, **self._body(key, value=money))

    def _has_mass(self, reply: Reply, value: str) -> None:
        """Say that a reply is wrong if the same value had another mass."""
        wanted = self.masses.setdefault(value, reply.at("mass"))
        reply.expect(reply.at("mass") == wanted, f"{shown(wanted)}, as before for {value}", "mass")
        place = ("request", "value", "value")
        reply.expect(reply.at(*place) == value, f"an estimate of {value}", *place)

    def _changed(self, number: int, key: str | None, reply: Reply) -> None:
        """Keep what an estimate is now."""
        id_ = self.held[number].text("id")
        reply.expect(reply.at("id") == id_, f"the id {id_}", "id")
        self.held[number] = reply
        if key is not None:
            self._forget(number, but=key)
            self.keyed[key] = number
            self.dropped.discard(key)

    def _forget(self, number: int, *, but: str | None = None) -> None:
        for key in [key for key, owner in self.keyed.items() if owner == number and key != but]:
            del self.keyed[key]
            self.dropped.add(key)

    @step(key=_SOME_KEYS, value=_VALUES)
    def create(self, key: str | None, value: str) -> None:
        """Create an estimate, with a key that may be used, or without."""
        if key in self.dropped:
            return
        reply = self.trial.call(_CREATE, self._input(key, value))
        if key in self.keyed:
            self._repeated(reply, self.held[self.keyed[key]])
            return
        ids = [each.text("id") for each in self.held]
        reply.success().expect(reply.text("id") not in ids, "a new id", "id")
        self._has_mass(reply, value)
        self.held.append(reply)
        if key is not None:
            self.keyed[key] = len(self.held) - 1

    def _repeated(self, reply: Reply, original: Reply) -> None:
        if reply.status == _OK:
            agree(reply, original)
        else:
            reply.refusal("estimate_idempotency_already_exists", statuses=_REFUSED)

    @precondition(lambda self: self.held)
    @step(which=_WHICH, key=_SOME_KEYS, value=_VALUES)
    def update(self, which: int, key: str | None, value: str) -> None:
        """Give an estimate a new input, and perhaps a key."""
        number = which % len(self.held)
        if key in self.dropped:
            return
        path = {"id": self.held[number].text("id")}
        reply = self.trial.call(_UPDATE, self._input(key, value), path=path)
        if self._is_of_another(key, number):
            reply.refusal(statuses=_REFUSED)
            return
        self._has_mass(reply.success(), value)
        if key is None:
            # The documents do not say that it keeps the one it had.
            self._forget(number)
        self._changed(number, key, reply)

    @precondition(lambda self: self.held)
    @step(which=_WHICH, key=_SOME_KEYS, mark=st.sampled_from((None, True, False)))
    def annotate(self, which: int, key: str | None, mark: bool | None) -> None:  # noqa: FBT001 - hypothesis gives it by name
        """Mark an estimate, and perhaps give it a key."""
        number = which % len(self.held)
        if key in self.dropped:
            return
        before = self.held[number]
        changes = self._body(key, **({} if mark is None else {"is_transaction": mark}))
        reply = self.trial.call(_ANNOTATE, changes, path={"id": before.text("id")})
        if self._is_of_another(key, number):
            reply.refusal(statuses=_REFUSED)
            return
        wanted = {**members(before), **changes}
        now = members(reply.success())
        for name, value in wanted.items():
            reply.expect(now.get(name) == value, f"{name} {shown(value)}", *_at(now, name))
        self._changed(number, key, reply)

    def _is_of_another(self, key: str | None, number: int) -> bool:
        return key in self.keyed and self.keyed[key] != number

    @precondition(lambda self: self.held)
    @step(which=_WHICH)
    def get(self, which: int) -> None:
        """Fetch an estimate."""
        estimate = self.held[which % len(self.held)]
        agree(by_id(self.trial, _CREATE, estimate.text("id")).success(), estimate)

    @step(key=st.sampled_from(("a", "b")))
    def look_up(self, key: str) -> None:
        """Look an estimate up by its key."""
        if key in self.dropped:
            return
        reply = by_key(self.trial, _CREATE, f"{self.prefix}-{key}")
        if key in self.keyed:
            agree(reply.success(), self.held[self.keyed[key]])
        else:
            reply.success(_NOT_FOUND)

    @precondition(lambda self: self.held)
    @step(which=_WHICH, key=_SOME_KEYS)
    def refuse(self, which: int, key: str | None) -> None:
        """Try to change an estimate to what is none."""
        path = {"id": self.held[which % len(self.held)].text("id")}
        body = self._input(key, "1") | {"is_transaction": "yes"}
        self.trial.call(_UPDATE, body, path=path).refusal(statuses=_REFUSED)


def _at(now: Mapping[str, JSON], name: str) -> tuple[str, ...]:
    """Return where a property stands; nowhere, if it is not there."""
    return (name,) if name in now else ()


@rule(
    "estimates/course-of-estimates",
    operations=_CREATE,
    source=_ESTIMATES,
    estimates=_QUICK.calls,
)
def course_of_estimates(trial: Trial) -> None:
    """However estimates are made, changed and refused, they are what the last change made them."""
    run(_Estimates, trial, _QUICK)


@rule(
    "estimates/long-course-of-estimates",
    operations=_CREATE,
    source=_ESTIMATES,
    profile="full",
    estimates=_FULL.calls,
)
def long_course_of_estimates(trial: Trial) -> None:
    """However estimates are made, changed and refused, at length, they are as last changed."""
    run(_Estimates, trial, _FULL)
