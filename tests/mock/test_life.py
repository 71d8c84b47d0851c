from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_UP, Decimal, localcontext
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lune_document
from lune_mock import Sandbox
from lune_mock.life import TRANSITIONS, TransitionError
from lune_mock.settings import Schedule, Settings

from .calling import ASIA, OCEAN, Api, purchase, unhurried

DOCUMENT: Any = lune_document.load()

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INSTANT = timedelta(milliseconds=1)
BY_COMMAND = Settings(schedule=None)
SLOW = Settings(schedule=Schedule(placed=HOUR, paid=2 * HOUR))

# What an order has once it is assigned to bundles.
ASSIGNED = ("offset_cost", "total_cost", "commission", "quantity")


def tonnes(amount: str) -> dict[str, Any]:
    return {"mass": {"amount": amount, "unit": "t"}}


def by_command() -> Api:
    return Api(Sandbox(now=MOMENT, settings=BY_COMMAND))


def received() -> Api:
    """Return an account whose orders are received first."""
    return Api(Sandbox(now=MOMENT, settings=SLOW))


def now(api: Api, order: Any) -> Any:
    """Return the order as it is now."""
    return api.get(f"/orders/{order['id']}")


def status(api: Api, order: Any) -> str:
    return str(now(api, order)["status"])


def move(api: Api, order: Any, asked: str) -> Any:
    return api.sandbox.control.move_order(order["id"], asked)


def retired(order: Any) -> Decimal:
    return sum(
        (Decimal(row["quantity"]) for row in order["projects"] if row["status"] == "retired"),
        start=Decimal(0),
    )


# Statuses and what an order has in each.


def test_the_document_and_the_sandbox_know_the_same_statuses() -> None:
    assert set(TRANSITIONS) == set(DOCUMENT["components"]["schemas"]["OrderStatus"]["enum"])
    assert {each for following in TRANSITIONS.values() for each in following} < set(TRANSITIONS)


def test_a_received_order_is_not_assigned_yet() -> None:
    order = received().order()
    assert order["status"] == "received"
    assert [order[name] for name in (*ASSIGNED, "bundles", "projects")] == [None] * 6
    assert (order["requested_quantity"], order["payment_method"]) == ("0.25911", "invoice")


def test_an_order_that_is_placed_later_is_what_it_would_have_been_at_once() -> None:
    api, at_once = received(), Api(Sandbox(now=MOMENT))
    late, placed = api.order(), at_once.order()
    api.sandbox.control.advance_clock(HOUR)
    assert now(api, late) == placed


def test_an_order_takes_stock_when_it_is_placed_and_not_before() -> None:
    api = received()
    order = api.order(**tonnes("100"))
    api.sandbox.control.set_stock(ASIA, Decimal(1))
    api.sandbox.control.advance_clock(HOUR)
    flags = [each["insufficient_available_quantity"] for each in now(api, order)["bundles"]]
    assert flags == [True, None]


def test_a_received_order_keeps_the_price_of_its_day() -> None:
    api = received()
    order = api.order()
    api.sandbox.control.set_price(ASIA, Decimal(99))
    api.sandbox.control.advance_clock(HOUR)
    assert now(api, order)["bundles"][0]["unit_price"] == "12.42"


@pytest.mark.parametrize("asked", ["placed", "paid"])
def test_a_placed_and_a_paid_order_have_bundles_and_no_projects(asked: str) -> None:
    api = received()
    order = move(api, api.order(), asked)
    assert order["status"] == asked
    assert all(order[name] is not None for name in ASSIGNED)
    assert len(order["bundles"]) == 2
    assert (order["projects"], order["certificate"]) == ([], None)


def test_a_retiring_order_has_its_credits_allocated() -> None:
    order = move(*placed(), "retiring")
    assert {row["status"] for row in order["projects"]} == {"allocated"}
    assert [each["insufficient_available_quantity"] for each in order["bundles"]] == [False, False]
    assert order["certificate"] is None


def test_a_complete_order_has_its_credits_retired_and_a_certificate() -> None:
    order = move(*placed(), "complete")
    assert order["status"] == "complete"
    assert retired(order) == Decimal(order["quantity"])
    assert {row["status"] for row in order["projects"]} == {"retired"}
    assert order["certificate"].endswith(f"/certificates/{order['id']}.pdf")
    assert order["public_certificate_url"] is None


@pytest.mark.parametrize("end", ["cancelled", "failed"])
def test_an_order_that_ends_has_neither_bundles_nor_projects(end: str) -> None:
    order = move(*placed(), end)
    assert (order["bundles"], order["projects"], order["certificate"]) == (None, None, None)
    # Its costs were set with its bundles, and say what it would have cost.
    assert all(order[name] is not None for name in ASSIGNED)


@pytest.mark.parametrize("end", ["cancelled", "failed"])
def test_an_order_that_ends_before_it_is_placed_never_had_costs(end: str) -> None:
    api = received()
    order = move(api, api.order(), end)
    assert [order[name] for name in (*ASSIGNED, "bundles", "projects")] == [None] * 6


def placed(**changes: Any) -> tuple[Api, Any]:
    api = by_command()
    return api, api.order(**changes)


def test_quantities_add_up_from_projects_to_bundles_to_the_order() -> None:
    order = move(*placed(**tonnes("7.654321")), "retiring")
    of_projects = sum(Decimal(row["quantity"]) for row in order["projects"])
    of_bundles = sum(Decimal(row["quantity"]) for row in order["bundles"])
    assert of_projects == of_bundles == Decimal(order["quantity"])
    cost = sum(Decimal(row["offset_cost"]) for row in order["projects"])
    assert cost == sum(Decimal(row["offset_cost"]) for row in order["bundles"])


def test_every_way_of_ordering_has_the_same_life() -> None:
    api = by_command()
    orders = [
        api.post("/orders/by-value", {"value": "100"}),
        api.post("/orders/by-estimate", {"estimate_id": api.estimate()["id"]}),
        api.post("/orders/by-mass", {"bundle_masses": [{"bundle_id": OCEAN, **tonnes("2")}]}),
    ]
    for order in orders:
        assert move(api, order, "complete")["status"] == "complete"
        changed = {name for name, value in now(api, order).items() if value != order[name]}
        assert changed <= {"status", "bundles", "projects", "certificate"}


# The clock.


def test_an_order_advances_with_the_clock() -> None:
    api = Api(Sandbox(now=MOMENT))
    order = api.order(**tonnes("2"))
    clock = api.sandbox.control
    for due, before, after in (
        (HOUR, "placed", "paid"),
        (DAY, "paid", "retiring"),
        (7 * DAY, "retiring", "complete"),
    ):
        clock.set_clock(MOMENT + due - INSTANT)
        assert status(api, order) == before
        clock.set_clock(MOMENT + due)
        assert status(api, order) == after


def test_one_move_of_the_clock_carries_out_all_that_is_due() -> None:
    api = Api(Sandbox(now=MOMENT))
    orders = [api.order(**tonnes("2")) for _ in range(3)]
    api.sandbox.control.advance_clock(365 * DAY)
    assert [status(api, order) for order in orders] == ["complete"] * 3


def test_a_clock_that_runs_advances_orders_without_a_command() -> None:
    at_once = Schedule(paid=timedelta(), retiring=timedelta(), complete=timedelta())
    api = Api(Sandbox(settings=Settings(schedule=at_once)))
    assert status(api, api.order(**tonnes("2"))) == "complete"


def test_what_happened_is_not_undone_by_a_clock_that_goes_back() -> None:
    api = Api(Sandbox(now=MOMENT))
    order = api.order()
    api.sandbox.control.advance_clock(HOUR)
    api.sandbox.control.set_clock(MOMENT - DAY)
    assert status(api, order) == "paid"


def test_nothing_advances_by_itself_without_a_schedule() -> None:
    api, order = placed()
    api.sandbox.control.advance_clock(1000 * DAY)
    assert status(api, order) == "placed"


def test_a_schedule_concerns_orders_that_are_under_way() -> None:
    api, order = placed(**tonnes("2"))
    api.sandbox.control.set_schedule(Schedule())
    api.sandbox.control.advance_clock(HOUR)
    assert status(api, order) == "paid"
    api.sandbox.control.set_schedule(None)
    api.sandbox.control.advance_clock(30 * DAY)
    assert status(api, order) == "paid"
    api.sandbox.control.set_schedule(Schedule(complete=60 * DAY))
    assert status(api, order) == "retiring"


def test_an_order_is_not_received_for_ever_where_the_schedule_goes() -> None:
    api = received()
    order = api.order()
    api.sandbox.control.set_schedule(None)
    assert status(api, order) == "placed"


def test_an_order_that_was_moved_ahead_goes_on_by_the_schedule() -> None:
    api = Api(Sandbox(now=MOMENT))
    order = api.order(**tonnes("2"))
    move(api, order, "retiring")
    api.sandbox.control.advance_clock(7 * DAY - INSTANT)
    assert status(api, order) == "retiring"
    api.sandbox.control.advance_clock(INSTANT)
    assert status(api, order) == "complete"


@pytest.mark.parametrize("end", ["cancelled", "failed"])
def test_an_order_that_ended_stays_as_it_is(end: str) -> None:
    api = Api(Sandbox(now=MOMENT))
    order = move(api, api.order(), end)
    api.sandbox.control.advance_clock(30 * DAY)
    assert now(api, order) == order


def test_lists_and_look_ups_and_repeats_show_the_present_state() -> None:
    api = Api(Sandbox(now=MOMENT))
    order = api.order(idempotency_key="A-17")
    api.sandbox.control.advance_clock(HOUR)
    current = now(api, order)
    assert current["status"] == "paid"
    assert api.get("/orders/by-idempotency-key/A-17") == current
    assert api.get("/orders")["data"] == [current]
    assert api.order(idempotency_key="A-17") == current


# Commands.


# What there is a way to from each status.
ALLOWED = {
    "received": {"placed", "paid", "retiring", "complete", "cancelled", "failed"},
    "placed": {"paid", "retiring", "complete", "cancelled", "failed"},
    "paid": {"retiring", "complete", "cancelled", "failed"},
    "retiring": {"complete"},
    "complete": set[str](),
    "cancelled": set[str](),
    "failed": set[str](),
}


@pytest.mark.parametrize(("before", "asked"), list(product(ALLOWED, ALLOWED)))
def test_an_order_is_moved_along_allowed_transitions_only(before: str, asked: str) -> None:
    api = received()
    order = api.order(**tonnes("2"))
    if before != "received":
        order = move(api, order, before)
    if asked in ALLOWED[before]:
        assert move(api, order, asked)["status"] == asked
        return
    with pytest.raises(TransitionError, match=f"{order['id']} is {before} and cannot be {asked}"):
        move(api, order, asked)
    assert now(api, order) == order


def test_a_refused_move_says_what_is_allowed() -> None:
    api, order = placed()
    with pytest.raises(TransitionError) as refused:
        move(api, order, "received")
    assert (refused.value.status, refused.value.asked) == ("placed", "received")
    assert set(refused.value.allowed) == ALLOWED["placed"]
    assert all(each in str(refused.value) for each in refused.value.allowed)
    move(api, order, "cancelled")
    with pytest.raises(TransitionError, match="nothing follows that"):
        move(api, order, "paid")


def test_a_status_that_there_is_not_is_refused() -> None:
    with pytest.raises(TransitionError, match="cannot be shipped"):
        move(*placed(), "shipped")


def test_an_order_that_there_is_not_is_named() -> None:
    with pytest.raises(ValueError, match="'nothing'"):
        by_command().sandbox.control.move_order("nothing", "paid")


# Stock.


def test_an_order_that_ends_gives_its_stock_back() -> None:
    api = by_command()
    api.sandbox.control.set_stock(ASIA, Decimal(1))
    only_asia = {"bundle_selection": [{"bundle_id": ASIA}]}
    first, second, third = (api.order(**tonnes("1"), **only_asia) for _ in range(3))
    flags = [each["bundles"][0]["insufficient_available_quantity"] for each in (second, third)]
    assert flags == [True, True]
    # It has taken nothing, so it gives nothing back.
    move(api, second, "cancelled")
    with pytest.raises(TransitionError, match=ASIA):
        move(api, third, "retiring")
    assert now(api, third) == third
    move(api, first, "failed")
    assert move(api, third, "retiring")["status"] == "retiring"


@pytest.mark.parametrize("make", [by_command, received])
def test_an_order_that_has_taken_its_stock_needs_no_more_of_it(make: Callable[[], Api]) -> None:
    api = make()
    api.sandbox.control.set_stock(ASIA, Decimal(1))
    order = api.order(**tonnes("1"), bundle_selection=[{"bundle_id": ASIA}])
    api.sandbox.control.advance_clock(HOUR)
    assert api.sandbox._state.world.catalogue.stock(ASIA) == 0
    assert move(api, order, "complete")["status"] == "complete"


def test_an_order_that_is_short_waits_for_stock_and_goes_on_with_it() -> None:
    api = Api(Sandbox(now=MOMENT))
    api.sandbox.control.set_stock(OCEAN, Decimal(0))
    order = api.order(**tonnes("20"))
    api.sandbox.control.advance_clock(30 * DAY)
    assert (status(api, order), now(api, order)["projects"]) == ("paid", [])
    api.sandbox.control.set_stock(OCEAN, Decimal("0.5"))
    assert status(api, order) == "paid"
    api.sandbox.control.set_stock(OCEAN, Decimal(1))
    complete = now(api, order)
    assert complete["status"] == "complete"
    flags = [each["insufficient_available_quantity"] for each in complete["bundles"]]
    assert flags == [False, False]
    # Not before there was stock, though it was due long ago.
    kept = api.sandbox._state.world.store.of(api.sandbox.account.id).orders.get(order["id"])
    assert kept is not None
    assert kept.completed_at == "2026-02-01T03:04:05.000Z"


def test_stock_that_is_given_back_goes_to_an_order_that_waits() -> None:
    api = Api(Sandbox(now=MOMENT))
    only_asia = {"bundle_selection": [{"bundle_id": ASIA}]}
    api.sandbox.control.set_stock(ASIA, Decimal(1))
    first = api.order(**tonnes("2"), **only_asia)
    api.sandbox.control.advance_clock(HOUR)
    second = api.order(**tonnes("1"), **only_asia)
    api.sandbox.control.set_stock(ASIA, Decimal(1))
    api.sandbox.control.set_clock(MOMENT + DAY)
    assert (status(api, first), status(api, second)) == ("paid", "paid")
    move(api, second, "cancelled")
    assert status(api, first) == "retiring"


def test_orders_that_lack_stock_take_it_before_later_ones_and_say_so_at_once() -> None:
    api = by_command()
    only_asia = {"bundle_selection": [{"bundle_id": ASIA}]}
    api.sandbox.control.set_stock(ASIA, 0)
    other = Api(api.sandbox, account=api.sandbox.client_accounts[0].id)
    waiting = [buyer.order(**tonnes("2"), **only_asia) for buyer in (api, other, api)]

    def flags() -> list[Any]:
        orders = map(now, (api, other, api), waiting)
        return [each["bundles"][0]["insufficient_available_quantity"] for each in orders]

    api.sandbox.control.set_stock(ASIA, 5)
    assert flags() == [None, None, True]
    assert api.sandbox._state.world.catalogue.stock(ASIA) == 1
    late = api.order(**tonnes("2"), **only_asia)
    move(api, waiting[0], "cancelled")
    assert now(api, waiting[2])["bundles"][0]["insufficient_available_quantity"] is None
    assert now(api, late) == late
    assert move(other, waiting[1], "paid")["status"] == "paid"


def test_a_snapshot_keeps_who_lacks_stock() -> None:
    api = by_command()
    only_asia = {"bundle_selection": [{"bundle_id": ASIA}]}
    api.sandbox.control.set_stock(ASIA, 0)
    first = api.order(**tonnes("1"), **only_asia)
    before = api.sandbox.control.snapshot()
    api.order(**tonnes("1"), **only_asia)
    api.sandbox.control.set_stock(ASIA, 2)
    api.sandbox.control.restore(before)
    api.sandbox.control.set_stock(ASIA, 2)
    assert now(api, first)["bundles"][0]["insufficient_available_quantity"] is None
    assert api.sandbox._state.world.catalogue.stock(ASIA) == 1


# Retirement.


def test_an_order_under_a_tonne_is_retiring_until_others_fill_its_tonne() -> None:
    api = Api(Sandbox(now=MOMENT))
    first = api.order(**tonnes("0.4"))
    api.sandbox.control.advance_clock(8 * DAY)
    waiting = now(api, first)
    assert (waiting["status"], waiting["certificate"]) == ("retiring", None)
    assert retired(waiting) == 0
    second = api.order(**tonnes("0.7"))
    api.sandbox.control.advance_clock(8 * DAY)
    assert status(api, first) == "complete"
    partly = now(api, second)
    assert (partly["status"], retired(partly)) == ("retiring", Decimal("0.6"))


def test_fractions_are_pooled_in_the_order_the_orders_came() -> None:
    api = Api(Sandbox(now=MOMENT))
    orders = []
    for _ in range(3):
        orders.append(api.order(**tonnes("0.4")))
        api.sandbox.control.advance_clock(HOUR)
    api.sandbox.control.advance_clock(30 * DAY)
    assert [status(api, order) for order in orders] == ["complete", "complete", "retiring"]
    assert retired(now(api, orders[2])) == Decimal("0.2")


def test_nothing_is_pooled_between_accounts() -> None:
    sandbox = Sandbox(now=MOMENT)
    accounts = [Api(sandbox), *(Api(sandbox, account=each.id) for each in sandbox.client_accounts)]
    orders = [(api, api.order(**tonnes("0.5"))) for api in accounts]
    sandbox.control.advance_clock(30 * DAY)
    assert [status(api, order) for api, order in orders] == ["retiring"] * 3


def test_an_order_that_is_told_to_be_complete_is_topped_up() -> None:
    api = by_command()
    orders = [api.order(**tonnes(amount)) for amount in ("0.4", "0.3", "1.1")]
    assert move(api, orders[0], "complete")["status"] == "complete"
    # Its tonne was filled by the sandbox, so the next order starts a new one.
    assert retired(move(api, orders[2], "complete")) == Decimal("1.1")
    pool = api.sandbox._state.world.store.of(api.sandbox.account.id).pool
    assert (pool.retired, pool.tonnes) == (3, Decimal(0))
    assert pool.topped_up == Decimal("1.5")
    assert status(api, orders[1]) == "placed"


def test_those_that_wait_in_a_tonne_are_complete_when_it_is_topped_up() -> None:
    api = Api(Sandbox(now=MOMENT))
    first = api.order(**tonnes("0.4"))
    api.sandbox.control.advance_clock(8 * DAY)
    assert status(api, first) == "retiring"
    second = api.order(**tonnes("0.3"))
    move(api, second, "complete")
    assert (status(api, first), status(api, second)) == ("complete", "complete")


def test_an_order_that_waits_in_a_tonne_can_be_told_to_be_complete() -> None:
    api = Api(Sandbox(now=MOMENT))
    order = api.order(**tonnes("0.4"))
    api.sandbox.control.advance_clock(8 * DAY)
    assert move(api, order, "complete")["status"] == "complete"
    pool = api.sandbox._state.world.store.of(api.sandbox.account.id).pool
    assert (pool.retired, pool.topped_up) == (1, Decimal("0.6"))


# Copies.


def test_a_snapshot_brings_lives_stock_and_pool_back() -> None:
    api = Api(Sandbox(now=MOMENT))
    order = api.order(**tonnes("0.4"))
    snapshot = api.sandbox.control.snapshot()
    stock = api.sandbox._state.world.catalogue.stock(ASIA)
    move(api, order, "cancelled")
    api.sandbox.control.restore(snapshot)
    assert now(api, order) == order
    assert api.sandbox._state.world.catalogue.stock(ASIA) == stock
    api.sandbox.control.advance_clock(8 * DAY)
    assert status(api, order) == "retiring"
    api.sandbox.control.restore(snapshot)
    other = api.order(**tonnes("0.6"))
    api.sandbox.control.advance_clock(8 * DAY)
    assert (status(api, order), status(api, other)) == ("complete", "complete")


# Everything at once.

ENDS = ("cancelled", "failed")
ACTIONS = st.one_of(
    st.tuples(st.just("order"), st.integers(100, 3_000_000), st.integers(0, 2)),
    st.tuples(st.just("move"), st.integers(0, 30), st.sampled_from(sorted(ALLOWED))),
    st.tuples(st.just("advance"), st.sampled_from([60, 3600, 86_400, 604_800]), st.none()),
    st.tuples(st.just("stock"), st.integers(0, 5), st.sampled_from([ASIA, OCEAN])),
    st.tuples(st.just("schedule"), st.booleans(), st.none()),
)


@dataclass
class Watched:
    """A sandbox, and what is known about its orders."""

    sandbox: Sandbox
    orders: dict[str, tuple[Api, str]] = field(default_factory=dict[str, tuple[Api, str]])

    def check(self) -> None:
        """Hold every order against the rules and against what it was before."""
        for order_id, (api, before) in self.orders.items():
            order = api.get(f"/orders/{order_id}")
            after = order["status"]
            assert after == before or after in ALLOWED[before]
            self.orders[order_id] = api, after
            check_order(order)
        for account_id, books in self.sandbox._state.world.store:
            pool, documents = books.pool, [order.read() for order in books.orders]
            assert 0 <= pool.tonnes < 1
            done = sum((retired(each) for each in documents if each["projects"]), start=Decimal(0))
            assert done + pool.topped_up == pool.retired, account_id


def check_order(order: Any) -> None:
    state, bundles, projects = order["status"], order["bundles"], order["projects"]
    assert (bundles is None) == (state in {"received", *ENDS})
    assert bool(projects) == (state in {"retiring", "complete"})
    assert (order["certificate"] is not None) == (state == "complete")
    if bundles is not None:
        assert sum(Decimal(each["quantity"]) for each in bundles) == Decimal(order["quantity"])
    if projects:
        assert sum(Decimal(each["quantity"]) for each in projects) == Decimal(order["quantity"])
        assert (retired(order) == Decimal(order["quantity"])) == (state == "complete")


@unhurried
@given(st.lists(ACTIONS, max_size=25), st.sampled_from([timedelta(), 2 * HOUR]))
def test_orders_keep_the_rules_whatever_happens(
    actions: list[tuple[str, Any, Any]], placed_after: timedelta
) -> None:
    schedule = Schedule(placed=placed_after, paid=2 * HOUR)
    watched = Watched(Sandbox(now=MOMENT, settings=Settings(schedule=schedule)))
    control = watched.sandbox.control
    accounts = [None, *(each.id for each in watched.sandbox.client_accounts)]

    def order(grams: int, account: int) -> None:
        api = Api(watched.sandbox, account=accounts[account])
        made = api.order(mass={"amount": str(grams), "unit": "g"})
        watched.orders[made["id"]] = api, made["status"]

    def moved(number: int, asked: str) -> None:
        for order_id in list(watched.orders)[number : number + 1]:
            try:
                control.move_order(order_id, asked)
            except TransitionError:
                # Allowed, and refused for want of stock.
                assert asked not in ALLOWED[watched.orders[order_id][1]] - {"retiring", "complete"}

    acts: dict[str, Callable[[Any, Any], None]] = {
        "order": order,
        "move": moved,
        "advance": lambda seconds, _: control.advance_clock(timedelta(seconds=seconds)),
        "stock": lambda amount, bundle: control.set_stock(bundle, Decimal(amount)),
        "schedule": lambda goes, _: control.set_schedule(schedule if goes else None),
    }
    for name, first, second in actions:
        acts[name](first, second)
        watched.check()


@unhurried
@given(st.lists(st.integers(1, 3_000_000), min_size=1, max_size=8), st.data())
def test_stock_is_conserved(grams: list[int], data: st.DataObject) -> None:
    api = by_command()
    control = api.sandbox.control
    control.set_stock(ASIA, Decimal(5))
    only_asia = [{"bundle_id": ASIA}]
    orders = [
        api.order(mass={"amount": str(each), "unit": "g"}, bundle_selection=only_asia)
        for each in grams
    ]
    for order in orders:
        asked = data.draw(st.sampled_from(["placed", "paid", "retiring", "complete", *ENDS]))
        try:
            control.move_order(order["id"], asked)
        except TransitionError:
            continue
    held = sum(
        Decimal(bundle["quantity"])
        for order in api.get("/orders?limit=100")["data"]
        for bundle in order["bundles"] or []
        if not bundle["insufficient_available_quantity"]
    )
    assert held + api.sandbox._state.world.catalogue.stock(ASIA) == 5


def test_a_move_is_seen_by_its_own_account_only() -> None:
    sandbox = Sandbox(now=MOMENT)
    api, other = Api(sandbox), Api(sandbox, account=sandbox.client_accounts[0].id)
    order, untouched = api.order(), other.order()
    sandbox.control.move_order(order["id"], "cancelled")
    assert now(other, untouched) == untouched
    assert json.loads(other.send("GET", "/orders").body)["data"] == [untouched]
    assert other.send("GET", f"/orders/{order['id']}").status == 404


def test_the_estimate_of_an_order_that_ended_stays_ordered() -> None:
    api = by_command()
    body = {"estimate_id": api.post("/estimates/transactions", purchase())["id"]}
    move(api, api.post("/orders/by-estimate", body), "cancelled")
    refusal = api.refusal("POST", "/orders/by-estimate", body)
    assert refusal[:2] == (409, "estimate_order_already_placed")


def test_arithmetic_does_not_depend_on_the_caller() -> None:
    def course() -> list[Any]:
        api = Api(Sandbox(now=MOMENT))
        orders = [
            api.order(**tonnes("123456.789012")),
            api.post("/orders/by-value", {"value": "1234567.89"}),
            api.order(**tonnes("0.123456")),
            api.order(**tonnes("1.765432")),
        ]
        move(api, orders[0], "complete")
        move(api, orders[1], "cancelled")
        api.sandbox.control.advance_clock(8 * DAY)
        world = api.sandbox._state.world
        pool = world.store.of(api.sandbox.account.id).pool
        stocks = [str(world.catalogue.stock(id_)) for id_ in world.catalogue.ids]
        sums = [str(each) for each in (pool.tonnes, pool.retired, pool.topped_up)]
        return [api.get("/orders"), stocks, sums]

    expected = course()
    # What a program sets for its own arithmetic must not reach that of the sandbox.
    with localcontext(prec=3, rounding=ROUND_UP):
        assert course() == expected
