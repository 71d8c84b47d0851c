"""Faults of the list of orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from lune_mock import Answer, Sandbox

from .making import OK, Ask, Faults, asks, orders, read, told
from .operations import CREATE_ORDER, LIST_ORDERS
from .request import Record, Request

pagination = Faults("pagination")

MOST = 100


def _asked(request: Request, **changes: object) -> Request:
    """Return the request with other query parameters; None leaves one out."""
    query = {**request.query, **changes}
    given = {name: value for name, value in query.items() if value is not None}
    return replace(request, target=f"{request.path}?{urlencode(given)}")


def _limit(request: Request) -> int:
    limit = request.query.get("limit", "10")
    return int(limit) if limit.isascii() and limit.isdigit() else 0


@pagination.requests(LIST_ORDERS, subtle=True)
def pages_hold_20_by_default(request: Request) -> Request:
    """A page holds 10 orders when no limit is given."""
    return _asked(request, limit=request.query.get("limit", "20"))


@pagination.requests(LIST_ORDERS, subtle=True)
def pages_hold_50_at_most(request: Request) -> Request:
    """A page holds up to 100 orders."""
    return _asked(request, limit=50) if 50 < _limit(request) <= MOST else request


@pagination.requests(LIST_ORDERS, subtle=True)
def largest_limit_is_99(request: Request) -> Request:
    """The largest limit is 100."""
    return _asked(request, limit=101) if request.query.get("limit") == "100" else request


@pagination.requests(LIST_ORDERS)
def limit_is_ignored(request: Request) -> Request:
    """A page holds at most as many orders as the limit says."""
    return _asked(request, limit=None) if 1 <= _limit(request) <= MOST else request


@pagination.requests(LIST_ORDERS)
def wrong_limit_is_taken_for_the_nearest(request: Request) -> Request:
    """A limit is 1 to 100; another one is refused."""
    limit = request.query.get("limit", "10")
    if not limit.removeprefix("-").isdecimal():
        return _asked(request, limit=10)
    return (
        request if 1 <= int(limit) <= MOST else _asked(request, limit=min(max(int(limit), 1), MOST))
    )


@pagination.requests(LIST_ORDERS, subtle=True)
def limit_that_is_no_number_is_ignored(request: Request) -> Request:
    """A limit is digits; another text is refused."""
    limit = request.query.get("limit", "10")
    return request if limit.removeprefix("-").isdecimal() else _asked(request, limit=None)


@pagination.wraps(LIST_ORDERS, subtle=True)
def limit_holds_for_the_first_page_only(request: Request, ask: Ask) -> Answer:
    """Every page holds at most as many orders as its own limit says."""
    is_first = "after" not in request.query
    return ask(request if is_first or _limit(request) < 1 else _asked(request, limit=None))


@pagination.wraps(LIST_ORDERS)
def oldest_is_first(request: Request, ask: Ask) -> Answer:
    """The newest order of a page is first."""
    answer = ask(request)
    if answer.status != OK:
        return answer
    page = read(answer)
    return told(answer, {**page, "data": page["data"][::-1]})


@pagination.wraps(LIST_ORDERS, subtle=True)
def orders_of_one_moment_are_in_no_order(request: Request, ask: Ask) -> Answer:
    """Orders are listed newest first, also those that were made in the same moment."""
    answer = ask(request)
    if answer.status != OK:
        return answer
    page = read(answer)
    by_id = sorted(page["data"], key=lambda order: order["id"])
    page["data"] = sorted(by_id, key=lambda order: order["created_at"], reverse=True)
    return told(answer, page)


@pagination.answers(LIST_ORDERS)
def cursor_is_left_at_the_end(page: Record, _: Request) -> None:
    """next_cursor is null when there are no more orders."""
    if page["data"]:
        page["next_cursor"] = page["data"][-1]["id"]


@pagination.answers(LIST_ORDERS, subtle=True)
def full_last_page_has_more(page: Record, request: Request) -> None:
    """has_more is false on the last page, also when it is full."""
    if len(page["data"]) == _limit(request):
        page["has_more"], page["next_cursor"] = True, page["data"][-1]["id"]


@pagination.answers(LIST_ORDERS)
def has_more_is_always_false(page: Record, _: Request) -> None:
    """has_more is true while there are more orders."""
    page["has_more"], page["next_cursor"] = False, None


@pagination.answers(LIST_ORDERS, subtle=True)
def empty_list_has_more(page: Record, _: Request) -> None:
    """An account without orders has an empty page, and no more."""
    if not page["data"]:
        page["has_more"], page["next_cursor"] = True, "MA"


def _rest(request: Request, ask: Ask) -> list[Record]:
    """Return every order from the cursor of the request on."""
    found: list[Record] = []
    page: Any = read(ask(_asked(request, limit=MOST)))
    while True:
        found += page["data"]
        if not page["has_more"]:
            return found
        page = read(ask(_asked(request, limit=MOST, after=page["next_cursor"])))


@pagination.wraps(LIST_ORDERS, subtle=True)
def last_order_is_not_announced(request: Request, ask: Ask) -> Answer:
    """has_more is true while an order follows, a single one as well."""
    answer = ask(request)
    page = read(answer)
    if answer.status != OK or not page["has_more"]:
        return answer
    follow = _rest(_asked(request, after=page["next_cursor"]), ask)
    if len(follow) > 1:
        return answer
    return told(answer, {**page, "has_more": False, "next_cursor": None})


def _page(answer: Answer, rest: list[Record], limit: int) -> Answer:
    """Return a page of the rest in place of that of the answer."""
    data, more = rest[:limit], len(rest) > limit
    cursor = data[-1]["id"] if more and data else None
    return told(answer, {"has_more": more, "next_cursor": cursor, "data": data})


def _resumed(change: Callable[[list[Record]], list[Record]]) -> Callable[[Request, Ask], Answer]:
    """Return what changes the orders from a cursor on."""

    def wrap(request: Request, ask: Ask) -> Answer:
        answer = ask(request)
        if answer.status != OK or "after" not in request.query:
            return answer
        return _page(answer, change(_rest(request, ask)), _limit(request))

    return wrap


@pagination.wraps(LIST_ORDERS)
def page_skips_an_order(request: Request, ask: Ask) -> Answer:
    """The next page begins right after the last order of the page before."""
    return _resumed(lambda rest: rest[1:])(request, ask)


@pagination.wraps(LIST_ORDERS, subtle=True)
def last_page_lacks_the_oldest_order(request: Request, ask: Ask) -> Answer:
    """The pages hold every order, the oldest as well."""
    return _resumed(lambda rest: rest[:-1])(request, ask)


@pagination.wraps(LIST_ORDERS)
def page_repeats_an_order(request: Request, ask: Ask) -> Answer:
    """No order is on two pages."""
    answer = ask(request)
    # Pages of one order would have no end.
    if answer.status != OK or "after" not in request.query or _limit(request) == 1:
        return answer
    last: Any = read(ask(request.get(f"/orders/{request.query['after']}")))
    rest = [last, *_rest(request, ask)]
    return _page(answer, rest, _limit(request))


@pagination.installs(LIST_ORDERS, subtle=True)
def new_order_shifts_the_pages(sandbox: Sandbox) -> Ask:
    """An order that is placed between two pages does not shift the second one."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        if request.operation not in LIST_ORDERS:
            return ask(request)
        start = request.query.get("after", "0")
        first = _asked(request, after=None)
        answer = ask(first)
        if answer.status != OK or not start.isdecimal():
            return answer if answer.status != OK else ask(request)
        limit, rest = _limit(request), _rest(first, ask)[int(start) :]
        more = len(rest) > limit
        cursor = str(int(start) + limit) if more else None
        return told(answer, {"has_more": more, "next_cursor": cursor, "data": rest[:limit]})

    return wrap


@pagination.installs(LIST_ORDERS, subtle=True)
def change_of_an_order_puts_it_first(sandbox: Sandbox) -> Ask:
    """The list goes by when orders were made, not by when they changed."""
    ask = asks(sandbox)
    seen: dict[str, str] = {}
    changed: list[str] = []

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if request.operation not in LIST_ORDERS or answer.status != OK:
            return answer
        page = read(answer)
        for order in page["data"]:
            if seen.setdefault(order["id"], order["status"]) != order["status"]:
                seen[order["id"]] = order["status"]
                changed.insert(0, order["id"])
        rank = {id_: number for number, id_ in enumerate(changed)}
        page["data"].sort(key=lambda order: rank.get(order["id"], len(rank)))
        return told(answer, page)

    return wrap


@pagination.requests(LIST_ORDERS)
def offset_link_is_ignored(request: Request) -> Request:
    """offset_link_id leaves only the orders that were placed through the link."""
    return _asked(request, offset_link_id=None)


@pagination.wraps(LIST_ORDERS, subtle=True)
def cancelled_orders_are_not_listed(request: Request, ask: Ask) -> Answer:
    """The list holds the orders of the account, whatever their status."""
    answer = ask(request)
    if answer.status != OK:
        return answer
    page = read(answer)
    page["data"] = [order for order in orders(page) if order["status"] != "cancelled"]
    return told(answer, page)


@pagination.wraps(LIST_ORDERS, subtle=True)
def orders_by_value_are_not_listed(request: Request, ask: Ask) -> Answer:
    """The list holds the orders of the account, by mass, by value and by estimate."""
    answer = ask(request)
    if answer.status != OK:
        return answer
    page = read(answer)
    page["data"] = [order for order in orders(page) if order["type"] != "value"]
    return told(answer, page)


@pagination.installs(LIST_ORDERS)
def newest_order_is_listed_late(sandbox: Sandbox) -> Ask:
    """The list holds every order that was placed before it was asked for."""
    ask = asks(sandbox)
    fresh: set[str] = set()

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if answer.status == OK and request.operation in CREATE_ORDER:
            fresh.clear()
            fresh.add(read(answer)["id"])
        if answer.status != OK or request.operation not in LIST_ORDERS:
            return answer
        page = read(answer)
        page["data"] = [order for order in orders(page) if order["id"] not in fresh]
        fresh.clear()
        return told(answer, page)

    return wrap
