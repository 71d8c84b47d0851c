"""Rules of the list of orders."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from lune_contract.document import query_of
from lune_contract.paging import FEW, MOST

from .changing import refused
from .passing import assert_broken, assert_fires, assert_passes, invariants, rules, trials
from .targets import Served, sound, with_json, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lune_contract.trial import Trial
    from lune_mock import Answer

    from .targets import Call, Change, Handle

_LIST = "listOrders"


def paged(edit: Callable[[Any, Mapping[str, str]], object]) -> Change:
    """Return a change that edits pages, in view of what was asked."""

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation != _LIST or answer.status != 200:
            return answer
        body = json.loads(answer.body)
        edit(body, query_of(call.target))
        return with_json(answer, body)

    return change


def asked(ask: Callable[[dict[str, str]], object]) -> Change:
    """Return a change that lists by another query."""

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation == _LIST:
            query = dict(query_of(call.target))
            ask(query)
            call = replace(call, target=f"/orders?{urlencode(query)}")
        return handle(call)

    return change


def _by_number(handle: Handle, call: Call) -> Answer:
    """List with cursors that count orders, of which new ones move all others on."""
    if call.operation != _LIST:
        return handle(call)
    query = query_of(call.target)
    answer = handle(replace(call, target="/orders?limit=100"))
    orders = json.loads(answer.body)["data"]
    start = int(query.get("after", 0))
    end = start + int(query.get("limit", 10))
    more = end < len(orders)
    page = {"has_more": more, "next_cursor": str(end) if more else None, "data": orders[start:end]}
    return with_json(answer, page)


def _dated_backwards(page: Any, _: object) -> None:
    for number, order in enumerate(page["data"]):
        order["created_at"] = f"2026-01-02T03:04:{number:02}Z"


def _without_the_last(page: Any, query: Mapping[str, str]) -> None:
    if int(query.get("limit", 10)) < 100:
        page["data"] = page["data"][:-1] or page["data"]


def _later_pages_differ() -> Change:
    cursors: list[str] = []

    def edit(page: Any, query: Mapping[str, str]) -> None:
        cursor = query.get("after", "")
        if cursor in cursors:
            page["data"] = page["data"][1:]
        cursors.append(cursor)

    return paged(lambda page, query: edit(page, query) if "after" in query else None)


def _skips_where_limits_differ(page: Any, query: Mapping[str, str]) -> None:
    if "after" in query and query["limit"] == "4":
        page["data"] = page["data"][1:]


def _limit_out_of_range(query: dict[str, str]) -> None:
    limit = query.get("limit", "")
    if limit.isdecimal():
        query["limit"] = str(max(1, min(100, int(limit))))


def _no_number_is_no_limit(query: dict[str, str]) -> None:
    if not query.get("limit", "").isdecimal():
        query.pop("limit", None)


def _refuses_a_hundred(handle: Handle, call: Call) -> Answer:
    answer = handle(call)
    if query_of(call.target).get("limit") != "100":
        return answer
    return refused(answer, 400, "pagination_limit_invalid")


def _without_the_oldest(page: Any, query: Mapping[str, str]) -> None:
    if "after" in query and not page["has_more"]:
        page["data"] = page["data"][:-1]


def _keeps_the_last_to_itself(handle: Handle, call: Call) -> Answer:
    answer = handle(call)
    if call.operation != _LIST:
        return answer
    body = json.loads(answer.body)
    rest = handle(replace(call, target=f"/orders?limit=2&after={body['next_cursor']}"))
    if body["has_more"] and len(json.loads(rest.body)["data"]) < 2:
        body |= {"has_more": False, "next_cursor": None}
    return with_json(answer, body)


def _hides_what_was_cancelled(page: Any, _: object) -> None:
    page["data"] = [each for each in page["data"] if each["status"] != "cancelled"]


WRONG: dict[str, Change] = {
    "pagination/down-to-the-oldest": paged(_without_the_oldest),
    "pagination/cancelled": paged(_hides_what_was_cancelled),
    "pagination/each-once": paged(_without_the_last),
    "pagination/each-once-of-many": paged(_without_the_last),
    "pagination/sizes": paged(_without_the_last),
    "pagination/newest-first-throughout": paged(_dated_backwards),
    "pagination/new-on-top": paged(lambda page, _: page["data"].reverse()),
    "pagination/default": asked(lambda query: query.setdefault("limit", "20")),
    "pagination/same-cursor": _later_pages_differ(),
    "pagination/other-limit": paged(_skips_where_limits_differ),
    "pagination/placed-meanwhile": _by_number,
    "pagination/end": paged(
        lambda page, query: page.update(
            has_more=len(page["data"]) == int(query["limit"]), next_cursor=page["data"][-1]["id"]
        )
    ),
    "pagination/limits": _refuses_a_hundred,
    "pagination/limit-out-of-range": asked(_limit_out_of_range),
    "pagination/limit-no-number": asked(_no_number_is_no_limit),
    "pagination/unknown-cursor": asked(lambda query: query.pop("after", None)),
    "pagination/unknown-link": asked(lambda query: query.pop("offset_link_id", None)),
}
BROKEN: dict[str, Change] = {
    "pagination/at-most-limit": asked(lambda query: query.update(limit="3")),
    "pagination/full-page": paged(lambda page, _: page.update(data=page["data"][1:])),
    "pagination/cursor": paged(lambda page, _: page.update(next_cursor="")),
    "pagination/no-cursor": paged(lambda page, _: page.update(has_more=False)),
    "pagination/newest-first": paged(_dated_backwards),
    "pagination/once": paged(lambda page, _: page["data"].extend(page["data"])),
    "pagination/offset-link": asked(lambda query: query.pop("offset_link_id", None)),
}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("pagination"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize(("rule", "operation"), trials("pagination"))
def test_an_empty_sound_target_passes(rule: str, operation: str) -> None:
    with sound() as served:
        assert_passes(served, rule, operation)


@pytest.mark.parametrize("rule", WRONG)
def test_a_wrong_target_deviates(rule: str) -> None:
    assert_fires(rule, _LIST, WRONG[rule])


def test_a_page_that_does_not_tell_of_the_last_order_deviates() -> None:
    assert_fires("pagination/down-to-the-oldest", _LIST, _keeps_the_last_to_itself)


@pytest.mark.parametrize("rule", ["pagination/each-once", "pagination/end"])
def test_pages_without_end_deviate(rule: str) -> None:
    def endless(page: Any, _: Mapping[str, str]) -> None:
        page.update(has_more=True, next_cursor=page["data"][-1]["id"] if page["data"] else "x")

    assert_fires(rule, _LIST, paged(endless))


@pytest.mark.parametrize("rule", ["pagination/each-once", "pagination/end"])
def test_pages_that_overlap_deviate(rule: str) -> None:
    def overlapping(page: Any, _: Mapping[str, str]) -> None:
        if page["has_more"] and len(page["data"]) > 1:
            page["next_cursor"] = page["data"][-2]["id"]

    assert_fires(rule, _LIST, paged(overlapping))


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_target_breaks_the_invariant(name: str) -> None:
    def ask(trial: Trial) -> None:
        for _ in range(4):
            trial.order()
        query = {"limit": "2"}
        trial.call(_LIST, query=query)
        trial.call(_LIST, query=query | {"offset_link_id": "unknown"})

    assert_broken(name, _LIST, BROKEN[name], ask)


def test_a_list_that_lags_is_waited_for() -> None:
    pages: list[Answer] = []

    def late(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation == _LIST:
            pages.append(answer)
            return pages[max(0, len(pages) - 2)]
        return answer

    with wrong(late) as served:
        outcome = served.tried("pagination/new-on-top")
    assert outcome.verdict == "passed", outcome


def test_every_statement_is_shown_to_fire() -> None:
    assert rules("pagination") == WRONG.keys()
    assert invariants("pagination") == BROKEN.keys()


def test_an_account_may_have_more_orders_than_pages_can_be_long() -> None:
    with sound() as served:
        trial = served.trial(served.session(), "createOrderByMass")
        for _ in range(FEW * (MOST + 1)):
            trial.order()
        outcome = served.tried("pagination/each-once")
    assert outcome.verdict == "passed", outcome.deviation


@pytest.mark.parametrize("name", ["each-once", "sizes", "other-limit"])
def test_orders_of_somebody_else_are_no_deviation(name: str) -> None:
    # Each order of the rule was there by then; the other one comes between two pages.
    calls: list[Call] = []

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation == "createOrderByMass":
            calls.clear()
            placing[:] = [call]
        if call.operation == "listOrders":
            calls.append(call)
            if len(calls) == 3 and placing:
                handle(placing[0])
        return handle(call)

    placing: list[Call] = []
    with wrong(change) as served:
        outcome = served.tried(f"pagination/{name}")
    assert outcome.verdict == "skipped", outcome.deviation
    assert "somebody else" in outcome.reason
