"""Rules of the life of an order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

import pytest

import lune_contract.rules.life
from lune_contract.answered import answered
from lune_contract.document import operation
from lune_contract.rule import RULES
from lune_contract.trying import try_rule
from lune_mock import Answer

from .passing import assert_broken, assert_fires, assert_passes, invariants, trials
from .targets import Call, Change, Handle, Served, edited, sound, wrong

Edit: TypeAlias = Callable[[Any], object]

TELLING = ("getOrder", "getOrderByIdempotencyKey", "listOrders")
ROW = {
    "project_id": "p",
    "project_name": "P",
    "project_type": "Afforestation",
    "project_slug": "p",
    "quantity": "0.259109",
    "unit_price": "12.42",
    "offset_cost": "3.22",
    "status": "allocated",
}


def _is(status: str, **changes: Any) -> Edit:
    return lambda order: order.update({"status": status, **changes})


UNLIKE: list[tuple[str, Edit]] = [
    ("life/known-status", _is("canceled")),
    ("life/nothing-assigned-when-broken-off", _is("cancelled")),
    ("life/nothing-assigned-when-broken-off", _is("failed", bundles=None, projects=[ROW])),
    *(
        ("life/costs-once-assigned", _is("paid", **{name: None}))
        for name in ("quantity", "offset_cost", "total_cost", "commission")
    ),
    ("life/bundles-once-assigned", _is("placed", bundles=None)),
    ("life/bundles-once-assigned", _is("paid", bundles=[])),
    ("life/nothing-assigned-when-received", _is("received")),
    ("life/nothing-assigned-when-received", _is("received", bundles=None, offset_cost=None)),
    ("life/projects-while-retiring", _is("retiring", projects=None)),
    ("life/projects-while-retiring", _is("complete", projects=[])),
    ("life/no-projects-before-retiring", _is("paid", projects=[ROW])),
    ("life/nothing-retired-before-retiring", _is("paid", projects=[ROW | {"status": "retired"}])),
    ("life/all-retired-at-complete", _is("complete", projects=[ROW])),
    ("life/projects-are-the-quantity", _is("complete", projects=[ROW | {"quantity": "0.2"}])),
    ("life/projects-are-the-quantity", _is("retiring", projects=[ROW | {"quantity": "0.3"}])),
    ("life/allocated-while-retiring", _is("retiring", projects=[ROW | {"quantity": "0.2"}])),
    ("life/certificate-at-complete", _is("complete", certificate=None)),
    ("life/no-certificate-before-retiring", _is("paid", certificate="https://lune.example/c")),
    ("life/no-certificate-before-complete", _is("retiring", certificate="https://lune.example/c")),
    (
        "life/public-certificate-at-complete",
        _is("retiring", public_certificate_url="https://lune.example/c"),
    ),
]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("life"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize("status", ["received", "placed", "paid", "retiring", "complete", "failed"])
def test_no_status_of_a_sound_target_breaks_an_invariant(status: str) -> None:
    with sound() as served:
        served.sandbox.control.set_schedule(None)
        session = served.session(*invariants("life"))
        trial = served.trial(session, "getOrder")
        order = trial.order()
        if status not in {"received", "placed"}:
            served.sandbox.control.move_order(order.text("id"), status)
        for limit in ("1", "100"):
            trial.call("listOrders", query={"limit": limit}).success()
    assert not session.broken


@pytest.mark.parametrize(("name", "edit"), UNLIKE)
@pytest.mark.parametrize("operation", ["createOrderByMass", "getOrder"])
def test_an_answer_that_breaks_an_invariant(name: str, operation: str, edit: Edit) -> None:
    def ask(trial: Any) -> None:
        order = trial.order()
        trial.call("getOrder", path={"id": order.text("id")})

    assert_broken(name, operation, edited(operation, edit), ask)


def test_every_invariant_is_broken_by_some_answer() -> None:
    assert {name for name, _ in UNLIKE} == invariants("life")


def test_orders_in_a_list_are_judged_each() -> None:
    def edit(page: Any) -> None:
        page["data"][-1]["status"] = "complete"

    change = edited("listOrders", edit)
    with wrong(change) as served:
        session = served.session("life/certificate-at-complete")
        answered(served.trial(session, "listOrders"), "listOrders")
    assert list(session.broken) == [("life/certificate-at-complete", "listOrders")]


@pytest.mark.parametrize(
    ("before", "after", "can"),
    [
        ("received", "placed", True),
        ("received", "complete", True),
        ("placed", "placed", True),
        ("paid", "placed", False),
        ("retiring", "failed", True),
        ("complete", "cancelled", False),
        ("failed", "placed", False),
        ("cancelled", "cancelled", True),
    ],
)
def test_what_an_order_can_become(before: str, after: str, *, can: bool) -> None:
    assert lune_contract.rules.life.can_become(before, after) is can


@pytest.mark.parametrize(
    "operation", ["createOrderByMass", "createOrderByValue", "createOrderByEstimate"]
)
def test_an_order_that_is_paid_at_once(operation: str) -> None:
    assert_fires("life/begins", operation, edited(operation, _is("paid")))


def _told(operation: str, edit: Edit) -> Change:
    """Edit every order that an operation tells."""

    def each(body: Any) -> None:
        for order in body.get("data", [body]):
            edit(order)

    return edited(operation, each)


def _goes_back(order: Any) -> None:
    if order["status"] == "retiring":
        order["status"] = "placed"


def _costs_more(order: Any) -> None:
    if order["status"] == "complete":
        order["total_cost"] = "1"


def _is_another(order: Any) -> None:
    if order["status"] != "placed":
        order["created_at"] = "2025-01-01T00:00:00Z"


def _buys_less(order: Any) -> None:
    if order["status"] == "complete":
        order["bundles"][0]["quantity"] = "0.5"


@pytest.mark.parametrize("operation", TELLING)
@pytest.mark.parametrize(
    ("rule", "edit"),
    [
        ("life/keeps-what-was-agreed", _costs_more),
        ("life/keeps-what-was-agreed", _is_another),
        ("life/keeps-its-bundles", _buys_less),
        ("life/told-alike", _goes_back),
        ("life/told-alike", _buys_less),
    ],
)
def test_an_order_that_becomes_another(rule: str, operation: str, edit: Edit) -> None:
    assert_fires(rule, operation, _told(operation, edit))


@pytest.mark.parametrize("operation", TELLING)
def test_an_order_that_stays_as_it_was_where_it_is_told(operation: str) -> None:
    first: dict[str, Any] = {}

    def edit(order: Any) -> None:
        order.update(first.setdefault(order["id"], dict(order)))

    assert_fires("life/told-alike", operation, _told(operation, edit))


@pytest.mark.parametrize("operation", ["getOrder", "getOrderByIdempotencyKey"])
def test_orders_that_stay_as_they_were_but_in_the_list(operation: str) -> None:
    first: dict[str, Any] = {}

    def edit(order: Any) -> None:
        order.update(first.setdefault(order["id"], dict(order)))

    def change(handle: Handle, call: Call) -> Answer:
        return _told(call.operation if call.operation in TELLING[:2] else "", edit)(handle, call)

    assert_fires("life/told-alike", operation, change)


def test_an_order_that_was_never_paid() -> None:
    def edit(order: Any) -> None:
        if order["status"] == "paid":
            order["status"] = "placed"

    assert_fires("life/paid-before-retiring", "getOrder", _told("getOrder", edit))


def test_orders_that_move_on_in_leaps_may_seem_never_paid() -> None:
    with sound() as served:
        session = served.session()
        facts = replace(
            served.facts(session),
            advance=lambda: served.sandbox.control.advance_clock(timedelta(days=1)),
        )
        rule = RULES["life/paid-before-retiring"]
        outcome = try_rule(rule, operation("getOrder"), session, facts, 0)
    assert (outcome.verdict, outcome.reason) == (
        "skipped",
        "the orders of the target move on by more than a status at once",
    )


@pytest.mark.parametrize("operation", TELLING)
def test_an_order_that_is_cancelled_and_does_not_say_so(operation: str) -> None:
    def edit(order: Any) -> None:
        order["status"] = order["status"].replace("cancelled", "placed")

    assert_fires("life/cancelled", operation, _told(operation, edit))


@pytest.mark.parametrize("operation", TELLING)
@pytest.mark.parametrize("rule", ["life/goes-forward", "life/retired-stays-retired"])
def test_an_order_that_goes_back(rule: str, operation: str) -> None:
    seen: set[str] = set()

    def change(handle: Handle, call: Call) -> Answer:
        return _told(operation, edit)(handle, call)

    def edit(order: Any) -> None:
        if order["id"] in seen:
            order["status"] = "retiring"
            for row in order["projects"]:
                row["status"] = "allocated"
        if order["status"] == "complete":
            seen.add(order["id"])

    assert_fires(rule, operation, change)
