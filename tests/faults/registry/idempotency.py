"""Faults of idempotency keys and of look-ups by them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from lune_mock import Answer, Sandbox

from .making import OK, Ask, Faults, Part, Shown, asks, bare, estimates, orders, read, refused
from .operations import (
    CREATE_ORDER,
    CREATE_TRANSACTION,
    ESTIMATES,
    FIND_ORDER,
    FIND_TRANSACTION,
    LIST_ORDERS,
    ORDERS,
    PATCH,
    PUT,
    SHIPPING,
)
from .request import Request

idempotency = Faults("idempotency")

KEYED_ESTIMATE = CREATE_TRANSACTION | SHIPPING
BY_KEY = frozenset({"getOrderByIdempotencyKey", "getTransactionEstimateByIdempotencyKey"})
DAY = timedelta(days=1)
LONGEST = 100

# Where something shows that a key belongs to, and how to find it there.
ORDER: tuple[frozenset[str], Part] = (ORDERS, orders)
ESTIMATE: tuple[frozenset[str], Part] = (ESTIMATES, estimates)


def _again(
    sandbox: Sandbox,
    operations: frozenset[str],
    shown: tuple[frozenset[str], Part],
    is_forgotten: Callable[[Request], bool],
) -> Ask:
    """Return how to ask where something is made once more for a key that is forgotten."""
    ask = Shown(sandbox, *shown)

    def wrap(request: Request) -> Answer:
        is_key = 0 < len(request.key or "") <= LONGEST
        if request.operation not in operations or not is_key or not is_forgotten(request):
            return ask(request)
        answer = ask(request.without("idempotency_key"))
        document = read(answer)
        if answer.status != OK:
            return answer
        ask.instead[document["id"]] = {"idempotency_key": request.key}
        return ask.show(answer, request)

    return wrap


class _Seen:
    """The keys that were seen so far, account by account."""

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()

    def __call__(self, request: Request) -> bool:
        """Return whether the key of the request was seen before, and note it."""
        mark = (request.operation, request.account, request.key)
        if mark in self._seen:
            return True
        self._seen.add(mark)
        return False


@idempotency.installs(CREATE_ORDER, seen_at=FIND_ORDER | LIST_ORDERS)
def repeated_key_makes_another_order(sandbox: Sandbox) -> Ask:
    """A repeated idempotency key makes no second order."""
    return _again(sandbox, CREATE_ORDER, ORDER, _Seen())


@idempotency.installs({"createOrderByValue"}, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def repeated_key_makes_another_order_by_value(sandbox: Sandbox) -> Ask:
    """A repeated idempotency key makes no second order, by value neither."""
    return _again(sandbox, frozenset({"createOrderByValue"}), ORDER, _Seen())


@idempotency.installs(CREATE_TRANSACTION)
def repeated_key_makes_another_estimate(sandbox: Sandbox) -> Ask:
    """A repeated idempotency key makes no second estimate."""
    return _again(sandbox, CREATE_TRANSACTION, ESTIMATE, _Seen())


@idempotency.installs(SHIPPING, subtle=True)
def repeated_key_makes_another_shipping_estimate(sandbox: Sandbox) -> Ask:
    """A repeated idempotency key makes no second shipping estimate."""
    return _again(sandbox, SHIPPING, ESTIMATE, _Seen())


@idempotency.installs(CREATE_ORDER, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def key_is_forgotten_after_a_day(sandbox: Sandbox) -> Ask:
    """An idempotency key stays used; nothing says that it is free again."""
    first: dict[tuple[object, ...], datetime] = {}

    def is_old(request: Request) -> bool:
        now = sandbox.control.now()
        return now - first.setdefault((request.account, request.key), now) >= DAY

    return _again(sandbox, CREATE_ORDER, ORDER, is_old)


@idempotency.installs(CREATE_ORDER, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def third_use_of_a_key_makes_another_order(sandbox: Sandbox) -> Ask:
    """A key makes one order, however often it is repeated."""
    first, second = _Seen(), _Seen()
    return _again(sandbox, CREATE_ORDER, ORDER, lambda request: first(request) and second(request))


@idempotency.installs(CREATE_ORDER, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def key_of_another_operation_makes_another_order(sandbox: Sandbox) -> Ask:
    """An idempotency key is unique among all orders, by mass, by value and by estimate."""
    owners: dict[tuple[object, ...], str | None] = {}

    def is_others(request: Request) -> bool:
        mark = (request.account, request.key)
        return owners.setdefault(mark, request.operation) != request.operation

    return _again(sandbox, CREATE_ORDER, ORDER, is_others)


class _UnderWay:
    """The keys of requests that are being carried out, which takes a moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._marks: list[tuple[object, ...]] = []

    @contextmanager
    def enter(self, request: Request) -> Iterator[bool]:
        """Tell whether a request with the same key is under way."""
        mark = (request.operation, request.account, request.key)
        with self._lock:
            has_twin = mark in self._marks
            self._marks.append(mark)
        try:
            time.sleep(0.05)
            yield has_twin
        finally:
            with self._lock:
                self._marks.remove(mark)


def _twins(sandbox: Sandbox, operations: frozenset[str], shown: tuple[frozenset[str], Part]) -> Ask:
    under_way = _UnderWay()
    sound, twin = asks(sandbox), _again(sandbox, operations, shown, lambda _: True)

    def wrap(request: Request) -> Answer:
        if request.operation not in operations or request.key is None:
            return twin(request)
        with under_way.enter(request) as has_twin:
            return twin(request) if has_twin else sound(request)

    return wrap


@idempotency.installs(CREATE_ORDER, subtle=True)
def twins_make_two_orders(sandbox: Sandbox) -> Ask:
    """A key makes one order, also when two requests with it arrive at once."""
    return _twins(sandbox, CREATE_ORDER, ORDER)


@idempotency.installs(CREATE_TRANSACTION, subtle=True)
def twins_make_two_estimates(sandbox: Sandbox) -> Ask:
    """A key makes one estimate, also when two requests with it arrive at once."""
    return _twins(sandbox, CREATE_TRANSACTION, ESTIMATE)


@idempotency.installs(CREATE_ORDER, subtle=True)
def twin_fails(sandbox: Sandbox) -> Ask:
    """The twin of a request that is under way gets the original, or 409; nothing fails."""
    under_way, ask = _UnderWay(), asks(sandbox)

    def wrap(request: Request) -> Answer:
        if request.operation not in CREATE_ORDER or request.key is None:
            return ask(request)
        with under_way.enter(request) as has_twin:
            answer = ask(request)
        text = {**answer.headers, "Content-Type": "text/plain; charset=utf-8"}
        failure = replace(answer, status=500, headers=text, body=b"Internal Server Error\n")
        return failure if has_twin else answer

    return wrap


@idempotency.installs(CREATE_ORDER, subtle=True)
def refused_order_uses_its_key_up(sandbox: Sandbox) -> Ask:
    """A request that is refused makes nothing, and its key can be used for a corrected one."""
    return _used_up(sandbox, CREATE_ORDER, "order_idempotency_already_exists")


@idempotency.installs(CREATE_TRANSACTION, subtle=True)
def refused_estimate_uses_its_key_up(sandbox: Sandbox) -> Ask:
    """A request that is refused makes nothing, and its key can be used for a corrected one."""
    return _used_up(sandbox, CREATE_TRANSACTION, "estimate_idempotency_already_exists")


def _used_up(sandbox: Sandbox, operations: frozenset[str], code: str) -> Ask:
    ask = asks(sandbox)
    used: set[tuple[str | None, str | None]] = set()

    def wrap(request: Request) -> Answer:
        if request.operation not in operations:
            return ask(request)
        mark = (request.account, request.key)
        if mark in used:
            answer = ask(request.with_json({"nothing": 0}))
            return refused(answer, 409, code, "The idempotency_key is used")
        answer = ask(request)
        if answer.status == 400 and request.key is not None:
            used.add(mark)
        return answer

    return wrap


@idempotency.installs(CREATE_TRANSACTION | SHIPPING, subtle=True)
def orders_and_estimates_share_their_keys(sandbox: Sandbox) -> Ask:
    """Orders and estimates have idempotency keys of their own."""
    ask = asks(sandbox)
    used: set[tuple[str | None, str | None]] = set()

    def wrap(request: Request) -> Answer:
        mark = (request.account, request.key)
        if request.operation in KEYED_ESTIMATE and mark in used:
            answer = ask(request.with_json({"nothing": 0}))
            code = "estimate_idempotency_already_exists"
            return refused(answer, 409, code, "The idempotency_key is used")
        answer = ask(request)
        if request.operation in CREATE_ORDER and request.key and answer.status == OK:
            used.add(mark)
        return answer

    return wrap


@idempotency.installs(CREATE_ORDER | KEYED_ESTIMATE, subtle=True)
def repetition_is_answered_as_at_first(sandbox: Sandbox) -> Ask:
    """A repeated key answers with the original in its current state."""
    ask = asks(sandbox)
    first: dict[tuple[object, ...], Answer] = {}

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        is_creation = request.operation in CREATE_ORDER | KEYED_ESTIMATE and request.key
        if not is_creation or answer.status != OK:
            return answer
        mark = (request.operation, request.account, request.key)
        return replace(answer, body=first.setdefault(mark, answer).body)

    return wrap


@idempotency.installs(CREATE_ORDER)
def repetition_has_another_id(sandbox: Sandbox) -> Ask:
    """A repeated key answers with the original order, which has its id."""
    ask, seen = asks(sandbox), _Seen()

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if request.operation not in CREATE_ORDER or not request.key or answer.status != OK:
            return answer
        id_: str = read(answer)["id"]
        shown = id_[::-1] if seen(request) else id_
        return replace(answer, body=answer.body.replace(id_.encode(), shown.encode()))

    return wrap


@idempotency.requests(
    {"createOrderByEstimate", "getOrderByIdempotencyKey"},
    seen_at={"getOrder", "listOrders"},
    subtle=True,
)
def order_by_estimate_keeps_no_key(request: Request) -> Request:
    """An order by estimate has the idempotency key that was given."""
    return request.without("idempotency_key") if request.key is not None else request


def _keys(change: Callable[[str], str]) -> Callable[[Request], Request]:
    """Return what changes the key of a request wherever it stands."""

    def changed(request: Request) -> Request:
        if request.key is not None:
            request = request.with_changes(idempotency_key=change(request.key))
        asked = request.parameters.get("idempotency_key")
        if asked is None:
            return request
        start = request.path.rpartition("/")[0]
        return replace(request, target=f"{start}/{quote(change(asked) or '-', safe='')}")

    return changed


@idempotency.requests(CREATE_ORDER | BY_KEY, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def keys_in_capitals_are_the_same(request: Request) -> Request:
    """Keys that differ in the case of a letter are different."""
    return _keys(str.lower)(request)


@idempotency.requests(CREATE_ORDER | BY_KEY, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def blanks_around_a_key_do_not_count(request: Request) -> Request:
    """Keys that differ in a blank at the end are different."""
    return _keys(str.strip)(request)


@idempotency.requests(CREATE_ORDER | BY_KEY, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def keys_with_the_same_beginning_are_the_same(request: Request) -> Request:
    """Keys that differ in their last characters are different, long ones as well."""
    return _keys(lambda key: key[:64])(request)


def _missed(is_missed: Callable[[str], bool]) -> Callable[[Request, Ask], Answer]:
    """Return what does not find some keys."""

    def change(request: Request, ask: Ask) -> Answer:
        if not is_missed(request.path):
            return ask(request)
        start = request.path.rpartition("/")[0]
        return ask(replace(request, target=f"{start}/{quote('no such key', safe='')}-"))

    return change


@idempotency.wraps(FIND_ORDER & BY_KEY, subtle=True)
def order_with_a_slash_in_its_key_is_not_found(request: Request, ask: Ask) -> Answer:
    """A key is percent-encoded in the path; it may have a slash."""
    return _missed(lambda path: "%2f" in path.lower())(request, ask)


@idempotency.wraps(BY_KEY, subtle=True)
def estimate_with_other_letters_in_its_key_is_not_found(request: Request, ask: Ask) -> Answer:
    """A key is percent-encoded UTF-8 in the path; it may have any character."""
    return _missed(lambda path: "%c3" in path.lower())(request, ask)


@idempotency.requests(BY_KEY, subtle=True)
def plus_in_a_path_is_a_blank(request: Request) -> Request:
    """A plus sign in a path stands for itself."""
    return replace(request, target=request.target.replace("+", "%20").replace("%2B", "%20"))


@idempotency.requests(BY_KEY, subtle=True)
def path_is_decoded_twice(request: Request) -> Request:
    """What is percent-encoded once is decoded once."""
    return replace(request, target=request.target.replace("%25", "%"))


@idempotency.wraps({"getOrderByIdempotencyKey"})
def order_is_not_found_by_its_key(request: Request, ask: Ask) -> Answer:
    """An order is found by its idempotency key."""
    return _missed(lambda _: True)(request, ask)


@idempotency.wraps({"getTransactionEstimateByIdempotencyKey"})
def unknown_key_of_an_estimate_is_an_empty_answer(request: Request, ask: Ask) -> Answer:
    """A key that no estimate has is answered 404."""
    answer = ask(request)
    return bare(answer, 204) if answer.status == 404 else answer


@idempotency.requests(PATCH, seen_at=FIND_TRANSACTION | PUT, subtle=True)
def key_cannot_be_annotated(request: Request) -> Request:
    """The annotations give an estimate an idempotency key, by which it is found."""
    return request.without("idempotency_key") if request.key is not None else request


@idempotency.wraps(PUT, subtle=True)
def update_may_take_the_key_of_another(request: Request, ask: Ask) -> Answer:
    """A key belongs to one estimate; an update with that of another is refused with 409."""
    answer = ask(request)
    return ask(request.without("idempotency_key")) if answer.status == 409 else answer


@idempotency.installs({"getOrderByIdempotencyKey"}, subtle=True)
def lookup_is_served_from_a_cache(sandbox: Sandbox) -> Ask:
    """A look-up by key answers the order in its current state."""
    ask = asks(sandbox)
    cached: dict[tuple[str, str | None], Answer] = {}

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if request.operation != "getOrderByIdempotencyKey" or answer.status != OK:
            return answer
        return replace(answer, body=cached.setdefault((request.path, request.account), answer).body)

    return wrap


@idempotency.installs({"getOrderByIdempotencyKey"}, subtle=True)
def key_that_was_not_found_stays_unknown(sandbox: Sandbox) -> Ask:
    """A look-up by key finds an order that was made since the last look-up."""
    ask = asks(sandbox)
    missed: dict[tuple[str, str | None], Answer] = {}

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if request.operation != "getOrderByIdempotencyKey":
            return answer
        mark = (request.path, request.account)
        if answer.status == 404:
            missed[mark] = answer
        return replace(missed[mark], headers=answer.headers) if mark in missed else answer

    return wrap
