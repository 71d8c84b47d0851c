"""The list of orders in pages."""

from __future__ import annotations

from http import HTTPStatus
from itertools import pairwise, takewhile
from operator import eq
from typing import TYPE_CHECKING, Final

from lune_contract.document import query_of
from lune_contract.paging import DEFAULT, FEW, LEAST, MANY, MOST, ids, page, page_with, pages, stock
from lune_contract.reply import Reply
from lune_contract.rule import Unsettled, invariant, rule
from lune_contract.sample import made_up_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_contract.exchange import Exchange
    from lune_contract.trial import Trial

_LIST: Final = "listOrders"
_SOURCE: Final = "Key concepts, pagination"
_PARAMETERS: Final = "Orders, GET /orders: "


def _page_of(exchange: Exchange) -> Reply | None:
    """Return a page of orders, None of any other exchange."""
    called = exchange.operation
    if called is None or called.id != _LIST or exchange.answer.status != HTTPStatus.OK:
        return None
    return Reply(exchange)


def _limit(exchange: Exchange) -> int:
    asked = query_of(exchange.request.target).get("limit", "")
    # What is taken as a limit is another matter.
    return int(asked[:9]) if asked.isdecimal() else DEFAULT


@invariant("pagination/at-most-limit", source=f"{_PARAMETERS}limit")
def at_most_limit(exchange: Exchange) -> None:
    """A page has at most as many orders as were asked for, by default ten."""
    listed = _page_of(exchange)
    if listed is not None:
        got, most = len(listed.items("data")), _limit(exchange)
        listed.expect(got <= most, f"at most {most} orders, not {got}")


@invariant("pagination/full-page", level="should", source=f"{_PARAMETERS}limit")
def full_page(exchange: Exchange) -> None:
    """A page that has more after it is as long as was asked for."""
    listed = _page_of(exchange)
    if listed is not None and listed.at("has_more") is True:
        got, wanted = len(listed.items("data")), _limit(exchange)
        listed.expect(got >= wanted, f"{wanted} orders, as there are more, not {got}")


@invariant("pagination/cursor", source=f"{_SOURCE}: next_cursor")
def cursor(exchange: Exchange) -> None:
    """A page that has more after it has the cursor of the next."""
    listed = _page_of(exchange)
    if listed is not None and listed.at("has_more") is True:
        listed.expect(bool(listed.text("next_cursor")), "a cursor", "next_cursor")


@invariant("pagination/no-cursor", level="should", source=f"{_SOURCE}: next_cursor")
def no_cursor(exchange: Exchange) -> None:
    """The last page has no cursor."""
    listed = _page_of(exchange)
    if listed is not None and listed.at("has_more") is False:
        listed.expect(listed.at("next_cursor") is None, "null, as there is no more", "next_cursor")


@invariant("pagination/newest-first", source=f"{_SOURCE}: the most recent first")
def newest_first(exchange: Exchange) -> None:
    """The orders of a page come newest first."""
    listed = _page_of(exchange)
    if listed is not None:
        _expect_newest_first([listed])


@invariant("pagination/once", source=_SOURCE)
def once(exchange: Exchange) -> None:
    """A page has no order twice."""
    listed = _page_of(exchange)
    if listed is not None:
        seen = ids(listed)
        listed.expect(len(seen) == len(set(seen)), f"each order once, not {', '.join(seen)}")


@invariant("pagination/offset-link", source=f"{_PARAMETERS}offset_link_id")
def offset_link(exchange: Exchange) -> None:
    """A list of the orders of an offset link has no others."""
    listed = _page_of(exchange)
    link = query_of(exchange.request.target).get("offset_link_id")
    if listed is not None and link is not None:
        for number in range(len(listed.items("data"))):
            place = ("data", number, "offset_link_id")
            listed.expect(listed.at(*place) == link, f"the offset link {link}", *place)


def _expect_newest_first(read: Sequence[Reply]) -> None:
    moments = [
        (each, each.moment("data", number, "created_at"))
        for each in read
        for number in range(len(each.items("data")))
    ]
    for (_, newer), (shown, older) in pairwise(moments):
        shown.expect(newer >= older, f"orders of {newer} and before, then none of {older}")


@rule("pagination/each-once", operations=_LIST, source=_SOURCE, orders=FEW)
def each_once(trial: Trial) -> None:
    """Pages of any size have every order once, in the same order."""
    _each_once(trial, FEW)


@rule("pagination/each-once-of-many", operations=_LIST, source=_SOURCE, profile="full", orders=MANY)
def each_once_of_many(trial: Trial) -> None:
    """Pages of any size have every one of many orders once, in the same order."""
    _each_once(trial, MANY)


def _each_once(trial: Trial, count: int) -> None:
    stock(trial, count)
    whole = ids(*pages(trial))
    read = pages(trial, min(MOST, max(2, len(whole) // FEW)))
    listed = ids(*read)
    expected = f"the same {len(whole)} orders as in pages of {MOST}"
    _expect_unless_others_order(trial, whole, read[-1], expected, holds=listed == whole)


@rule("pagination/sizes", operations=_LIST, source=f"{_PARAMETERS}limit", orders=FEW)
def sizes(trial: Trial) -> None:
    """Small pages have the orders of a large one, one page after the other."""
    stock(trial, FEW)
    newest = ids(page(trial, FEW))
    for limit in (1, 3, FEW):
        read = [page(trial, limit)]
        while len(ids(*read)) < FEW and read[-1].at("has_more") is True and len(read) < FEW:
            read.append(page(trial, limit, after=read[-1]))
        listed = ids(*read)[:FEW]
        expected = f"{', '.join(newest)} in pages of {limit}"
        _expect_unless_others_order(trial, newest, read[-1], expected, holds=listed == newest)


def _expect_unless_others_order(
    trial: Trial, before: Sequence[str], shown: Reply, expected: str, *, holds: bool
) -> None:
    """Say that a page is wrong unless something holds, or there are new orders on top by now."""
    now = [] if holds else ids(page(trial, MOST))
    new = list(takewhile(lambda each: each not in before, now))
    if 0 < len(new) < len(now) and all(map(eq, now[len(new) :], before)):
        message = f"somebody else places orders on the account: {', '.join(new)}"
        raise Unsettled(message)
    shown.expect(holds, expected)


@rule("pagination/newest-first-throughout", operations=_LIST, source=_SOURCE, orders=FEW)
def newest_first_throughout(trial: Trial) -> None:
    """The orders of a page are none newer than those of the page before."""
    stock(trial, FEW)
    first = page(trial, 2)
    second = page(trial, 2, after=first)
    _expect_newest_first([first, second, page(trial, 2, after=second)])


@rule("pagination/new-on-top", operations=_LIST, source=f"{_SOURCE}: newest first", orders=2)
def new_on_top(trial: Trial) -> None:
    """An order that is placed comes first in the list, before those placed earlier."""
    earlier, later = trial.order().text("id"), trial.order().text("id")
    first = page_with(trial, later)
    first.expect(ids(first)[:2] == [later, earlier], f"{later}, then {earlier}, on top")


@rule("pagination/default", operations=_LIST, source=f"{_PARAMETERS}limit", orders=DEFAULT + 1)
def default(trial: Trial) -> None:
    """Where no limit is given, a page has ten orders."""
    stock(trial, DEFAULT + 1)
    first = page(trial)
    got = len(ids(first))
    first.expect(got == DEFAULT, f"{DEFAULT} orders, not {got}")
    first.expect(first.at("has_more") is True, "more, as there is an order more", "has_more")


@rule("pagination/same-cursor", operations=_LIST, source=_SOURCE, orders=FEW)
def same_cursor(trial: Trial) -> None:
    """A cursor leads to the same page each time."""
    stock(trial, FEW)
    first = page(trial, 2)
    second, again = (page(trial, 3, after=first) for _ in range(2))
    again.expect(ids(again) == ids(second), f"{', '.join(ids(second))}, as before")


@rule("pagination/other-limit", operations=_LIST, source=_SOURCE, orders=FEW)
def other_limit(trial: Trial) -> None:
    """A cursor leads to what comes next, whatever the limit of the page that it is from."""
    stock(trial, FEW)
    newest = ids(page(trial, FEW))
    second = page(trial, FEW - 3, after=page(trial, 3))
    expected = f"{_named(newest[3:])}, the rest of those of limit {FEW}"
    holds = ids(second) == newest[3:]
    _expect_unless_others_order(trial, newest, second, expected, holds=holds)


@rule("pagination/placed-meanwhile", operations=_LIST, source=_SOURCE, orders=FEW + 1)
def placed_meanwhile(trial: Trial) -> None:
    """An order that is placed between two pages neither hides nor repeats another."""
    stock(trial, FEW)
    newest = ids(page(trial, FEW))
    first = page(trial, 3)
    page_with(trial, trial.order().text("id"))
    second = page(trial, FEW - 3, after=first)
    second.expect(ids(first, second) == newest, f"{_named(newest[3:])}, as without it")


@rule("pagination/end", operations=_LIST, source=f"{_SOURCE}: has_more", orders=FEW)
def end(trial: Trial) -> None:
    """A page says that there are more orders exactly if there are."""
    stock(trial, FEW)
    count = len(ids(*pages(trial)))
    read = pages(trial, max(2, min(MOST, count // 3)))
    left = len(ids(read[-1]))
    last = page(trial, left, after=read[-2])
    last.expect(last.at("has_more") is False, "no more, as it has the oldest order", "has_more")
    if left > 1:
        one_less = page(trial, left - 1, after=read[-2])
        one_less.expect(
            one_less.at("has_more") is True, "more, as the oldest order is left", "has_more"
        )


@rule(
    "pagination/down-to-the-oldest",
    operations=_LIST,
    source=f"{_SOURCE}: has_more",
    needs=("accounts", "orders"),
    orders=FEW,
)
def down_to_the_oldest(trial: Trial) -> None:
    """Pages of any size have all orders that one large page has, down to the oldest."""
    account = trial.facts.accounts[-1]
    stock(trial, FEW, account=account)
    whole = page(trial, MOST, account=account)
    if whole.at("has_more") is True:
        message = "the last account has more orders than a page; give another one after it"
        raise Unsettled(message)
    all_ = ids(whole)
    for limit in (max(2, len(all_) // 3), len(all_) - 1):
        read = pages(trial, limit, account=account)
        listed = ids(*read)
        read[-1].expect(listed == all_, f"{', '.join(all_)} in pages of {limit}")


@rule(
    "pagination/cancelled",
    operations=_LIST,
    source="Orders, GET /orders; status: cancelled",
    needs=("cancel", "orders"),
    orders=1,
)
def cancelled(trial: Trial) -> None:
    """An order that is cancelled is still in the list."""
    id_ = trial.order().text("id")
    page_with(trial, id_)
    trial.cancel(id_)
    listed = page_with(trial, id_)
    listed.expect(id_ in ids(listed), f"the order {id_}, which was cancelled", "data")


@rule("pagination/limits", operations=_LIST, source=f"{_PARAMETERS}limit")
def limits(trial: Trial) -> None:
    """The least and the largest limit are taken."""
    for limit in (LEAST, MOST):
        page(trial, limit)


@rule("pagination/limit-out-of-range", operations=_LIST, source="Errors: pagination_limit_invalid")
def limit_out_of_range(trial: Trial) -> None:
    """A limit out of range is refused with pagination_limit_invalid."""
    for limit in (LEAST - 1, MOST + 1, 10**20):
        trial.call(_LIST, query={"limit": str(limit)}).refusal("pagination_limit_invalid")


@rule("pagination/limit-no-number", operations=_LIST, source=f"{_PARAMETERS}limit")
def limit_no_number(trial: Trial) -> None:
    """A limit that is no whole number is refused."""
    for limit in ("-1", "ten", "1.5"):
        refused = trial.call(_LIST, query={"limit": limit})
        refused.refusal("pagination_limit_invalid", "validation_error")


@rule("pagination/unknown-cursor", operations=_LIST, level="should", source=f"{_SOURCE}: after")
def unknown_cursor(trial: Trial) -> None:
    """A cursor that no page had is refused."""
    trial.call(_LIST, query={"after": made_up_id(trial)}).refusal()


@rule("pagination/unknown-link", operations=_LIST, source=f"{_PARAMETERS}offset_link_id", orders=1)
def unknown_link(trial: Trial) -> None:
    """An offset link that does not exist has no orders."""
    trial.order()
    listed = trial.call(_LIST, query={"offset_link_id": made_up_id(trial)})
    if listed.status == HTTPStatus.OK:
        listed.expect(not listed.items("data"), "no orders", "data")
        listed.expect(listed.at("has_more") is False, "no more", "has_more")


def _named(orders: Sequence[str]) -> str:
    return ", ".join(orders) or "no orders"
