"""The list of orders, page by page."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from lune_contract.document import operation, record
from lune_contract.rule import Unsettled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_contract.reply import Reply
    from lune_contract.trial import Trial

__all__ = ["DEFAULT", "FEW", "LEAST", "MANY", "MOST", "ids", "page", "page_with", "pages", "stock"]

FEW: Final = 7
MANY: Final = 23
_LIMIT: Final = operation("listOrders").query_parameters["limit"]
DEFAULT: Final = int(str(_LIMIT["x-server-default"]))
LEAST: Final = int(str(record(_LIMIT["schema"])["minimum"]))
MOST: Final = int(str(record(_LIMIT["schema"])["maximum"]))
_MOST_PAGES: Final = 50
_PAUSE: Final = 0.2


def page(
    trial: Trial,
    limit: int | None = None,
    *,
    after: Reply | None = None,
    account: str | None = None,
) -> Reply:
    """Return a page of orders: the first, or the one after another page."""
    query = {} if limit is None else {"limit": str(limit)}
    if after is not None:
        query["after"] = after.text("next_cursor")
    return trial.call("listOrders", query=query, account=account).success()


def ids(*listed: Reply) -> list[str]:
    """Return the ids of the orders of pages."""
    return [
        each.text("data", number, "id")
        for each in listed
        for number in range(len(each.items("data")))
    ]


def pages(trial: Trial, limit: int = MOST, *, account: str | None = None) -> Sequence[Reply]:
    """Return all pages. None but the first is empty, and no order is there twice.

    Raises:
        Unsettled: there are very many.
    """
    read = [page(trial, limit, account=account)]
    seen = ids(*read)
    while read[-1].at("has_more") is True:
        if len(read) == _MOST_PAGES:
            message = f"the account has more than {_MOST_PAGES * limit} orders"
            raise Unsettled(message)
        following = page(trial, limit, after=read[-1], account=account)
        read.append(following)
        new = ids(following)
        following.expect(bool(new), "orders, as the page before has more", "data")
        twice = set(new) & set(seen)
        following.expect(not twice, f"no order of a page before, as {', '.join(twice)}")
        seen += new
    return read


def page_with(trial: Trial, order_id: str, *, account: str | None = None) -> Reply:
    """Return the first page as soon as it has an order, or after the time that a target is given."""
    end = time.monotonic() + trial.facts.settle
    while True:
        first = page(trial, MOST, account=account)
        if order_id in ids(first) or time.monotonic() > end:
            return first
        time.sleep(_PAUSE)


def stock(trial: Trial, count: int, *, account: str | None = None) -> None:
    """Place orders until the account has so many."""
    last = ""
    for _ in range(count - len(ids(page(trial, count, account=account)))):
        last = trial.order(account=account).text("id")
    if last:
        page_with(trial, last, account=account)
