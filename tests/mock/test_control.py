from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lune_mock import ControlError, Fault, FaultError, Sandbox, Schedule, TransitionError

from .calling import ASIA, Api, purchase

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def status(api: Api, order: Any) -> Any:
    return api.get(f"/orders/{order['id']}")["status"]


def test_the_clock_moves_what_is_written_and_the_orders(api: Api) -> None:
    control = api.sandbox.control
    order = api.order()
    control.advance_clock(HOUR)
    assert status(api, order) == "paid"
    assert api.order()["created_at"] == "2026-01-02T04:04:05.678Z"
    control.set_clock(datetime(2030, 1, 1, tzinfo=UTC))
    assert control.now() == datetime(2030, 1, 1, tzinfo=UTC)
    assert api.order()["created_at"] == "2030-01-01T00:00:00.000Z"
    control.resume_clock()
    assert control.state()["clock_is_frozen"] is False
    control.freeze_clock()
    assert control.now() == control.now()


@pytest.mark.parametrize("by", [-HOUR, timedelta.max])
def test_a_clock_that_cannot_be_moved_changes_nothing(api: Api, by: timedelta) -> None:
    before = api.sandbox.control.now()
    with pytest.raises(ValueError, match="cannot be advanced"):
        api.sandbox.control.advance_clock(by)
    assert api.sandbox.control.now() == before


def test_an_order_is_moved_in_whatever_account_it_is(api: Api, client: Api) -> None:
    other = Api(api.sandbox, api_key=api.sandbox.control.create_organisation().api_key)
    for account in (api, client, other):
        order = account.order()
        moved = api.sandbox.control.move_order(order["id"], "paid")
        assert (moved["id"], moved["status"]) == (order["id"], "paid")
        assert account.get(f"/orders/{order['id']}") == moved


def test_an_order_is_not_moved_where_nothing_leads(api: Api) -> None:
    order = api.order()
    api.sandbox.control.move_order(order["id"], "cancelled")
    with pytest.raises(TransitionError, match="cannot be paid"):
        api.sandbox.control.move_order(order["id"], "paid")
    with pytest.raises(ControlError, match="no account has an order 'unknown'"):
        api.sandbox.control.move_order("unknown", "paid")
    assert status(api, order) == "cancelled"


def test_the_price_of_a_bundle_is_set(api: Api) -> None:
    selection = {"bundle_selection": [{"bundle_id": ASIA}], "mass": {"amount": "1", "unit": "t"}}
    api.sandbox.control.set_price(ASIA, Decimal("20.5"))
    assert api.order(**selection)["bundles"][0]["unit_price"] == "20.5"
    with pytest.raises(ValueError, match="unknown"):
        api.sandbox.control.set_price("unknown", Decimal(1))


def test_the_stock_of_a_bundle_is_set(api: Api) -> None:
    selection = {"bundle_selection": [{"bundle_id": ASIA}], "mass": {"amount": "2", "unit": "t"}}
    api.sandbox.control.set_stock(ASIA, Decimal(1))
    order = api.order(**selection)
    api.sandbox.control.advance_clock(7 * DAY)
    assert status(api, order) == "paid"
    api.sandbox.control.set_stock(ASIA, Decimal(5))
    assert status(api, order) == "complete"
    bundles: Any = api.sandbox.control.state()["bundles"]
    assert {each["id"]: each["stock"] for each in bundles}[ASIA] == "3"
    with pytest.raises(ValueError, match="unknown"):
        api.sandbox.control.set_stock("unknown", Decimal(1))


def test_a_schedule_is_set_for_orders_that_are_under_way(api: Api) -> None:
    order = api.order(mass={"amount": "1", "unit": "t"})
    api.sandbox.control.set_schedule(None)
    api.sandbox.control.advance_clock(365 * DAY)
    assert status(api, order) == "placed"
    api.sandbox.control.set_schedule(Schedule(timedelta(), timedelta(), timedelta(), timedelta()))
    assert status(api, order) == "complete"


@pytest.mark.parametrize(
    "delays",
    [
        {"paid": -HOUR},
        {"paid": 2 * DAY, "retiring": DAY},
        {"placed": 2 * HOUR},
        {"complete": 40_000 * DAY},
    ],
)
def test_a_schedule_has_an_order(delays: dict[str, timedelta]) -> None:
    with pytest.raises(ValueError, match="as late as the one before"):
        Schedule(**delays)


def test_answers_are_held_back_by_the_latency(api: Api) -> None:
    assert api.send("GET", "/orders").delivery is None
    api.sandbox.control.set_latency(0.25)
    for path in ("/orders", "/unknown"):
        delivery = api.send("GET", path).delivery
        assert delivery is not None
        assert delivery.delay == 0.25
    api.sandbox.control.set_latency(0)
    assert api.send("GET", "/orders").delivery is None


def test_latency_adds_to_a_delay(api: Api) -> None:
    api.sandbox.control.set_latency(0.25)
    api.sandbox.control.add_fault(Fault(kind="delay", seconds=1))
    delivery = api.send("GET", "/orders").delivery
    assert delivery is not None
    assert delivery.delay == 1.25


@pytest.mark.parametrize("seconds", [-0.1, 601, float("nan"), float("inf")])
def test_a_latency_out_of_bounds_is_refused(api: Api, seconds: float) -> None:
    with pytest.raises(ValueError, match="take 0 to 600 seconds"):
        api.sandbox.control.set_latency(seconds)


def test_faults_are_added_told_and_taken_away(api: Api) -> None:
    control = api.sandbox.control
    first, second = (control.add_fault(Fault(kind="status", status=503, times=2)) for _ in "12")
    assert list(control.faults) == [first, second]
    assert api.send("GET", "/orders").status == 503
    assert [each.times for each in control.faults] == [1, 2]
    control.remove_fault(first.id)
    assert list(control.faults) == [second]
    control.clear_faults()
    assert list(control.faults) == []
    assert api.send("GET", "/orders").status == 200
    with pytest.raises(FaultError, match="no fault"):
        control.remove_fault(first.id)


def test_an_answer_of_a_fault_has_a_ray_as_well(api: Api) -> None:
    api.sandbox.control.add_fault(Fault(kind="status", status=502, body="<html>", times=2))
    rays = {api.send("GET", "/orders").headers["CF-Ray"] for _ in range(2)}
    assert len(rays) == 2


def test_a_fault_hits_before_the_key_is_looked_at(api: Api) -> None:
    api.sandbox.control.add_fault(Fault(kind="status", status=503, tag="orders"))
    assert api.sandbox.handle("GET", "/v1/orders", {}, b"").status == 503
    assert api.sandbox.handle("GET", "/v1/orders", {}, b"").status == 401


def test_a_sandbox_is_filled_with_what_the_document_shows(api: Api) -> None:
    filled = api.sandbox.control.fill(orders=7, transaction_estimates=5, shipping_estimates=6)
    page = api.get("/orders?limit=100")
    assert len(page["data"]) == 7
    assert {order["id"] for order in page["data"]} == {*filled["orders"]}
    assert [len(set(ids)) for ids in filled.values()] == [7, 5, 6]
    assert api.get(f"/estimates/transactions/{filled['transaction_estimates'][0]}")
    assert len({order["quantity"] for order in page["data"]}) > 1
    accounts: Any = api.sandbox.control.state()["organisations"]
    assert accounts[0]["accounts"][0]["orders"] == 7
    assert accounts[0]["accounts"][0]["estimates"] == 11
    assert accounts[0]["accounts"][1]["orders"] == 0


def test_a_certain_account_is_filled(api: Api, client: Api) -> None:
    api.sandbox.control.fill(orders=2, account_id=client.account)
    assert api.get("/orders")["data"] == []
    assert {order["currency"] for order in client.get("/orders")["data"]} == {"EUR"}
    with pytest.raises(ControlError, match="no account 'unknown'"):
        api.sandbox.control.fill(orders=2, account_id="unknown")


@pytest.mark.parametrize("count", [-1, 100_001])
def test_a_count_out_of_bounds_fills_nothing(api: Api, count: int) -> None:
    with pytest.raises(ControlError, match="take 0 to 100000"):
        api.sandbox.control.fill(orders=1, shipping_estimates=count)
    assert api.get("/orders")["data"] == []


@pytest.mark.parametrize("amount", [1.5, "1.5", True, None])
def test_stock_and_price_are_exact(api: Api, amount: Any) -> None:
    for change in (api.sandbox.control.set_stock, api.sandbox.control.set_price):
        with pytest.raises(TypeError, match=rf"is {amount!r}; give an exact .* Decimal\('12.50'\)"):
            change(ASIA, amount)


def test_a_certificate_without_its_address(api: Api, client: Api) -> None:
    control = api.sandbox.control
    for account in (api, client):
        order = account.order()
        with pytest.raises(ControlError, match=f"no complete order has the id '{order['id']}'"):
            control.certificate(order["id"])
        path = control.move_order(order["id"], "complete")["certificate"]
        headers = {"Authorization": f"Bearer {api.sandbox.api_key}"}
        answer = api.sandbox.handle("GET", str(path), headers, b"")
        assert control.certificate(order["id"]) == answer.body
    with pytest.raises(ControlError, match="'unknown'"):
        control.certificate("unknown")


def test_it_is_shown_by_what_is_there(api: Api) -> None:
    control = api.sandbox.control
    control.add_fault(Fault(kind="drop", method="POST"))
    api.get("/orders")
    assert repr(control) == (
        "<Control at 2026-01-02T03:04:05.678Z, 1 pending faults, 1 logged requests>"
    )


def test_a_client_account_is_created(api: Api) -> None:
    account = api.sandbox.control.create_account("Acme", "SEK", handle="acme")
    assert account in api.sandbox.client_accounts
    assert Api(api.sandbox, account.id).order()["currency"] == "SEK"
    wanted = {"name": "n", "currency": "USD", "handle": "acme"}
    assert api.estimate(client_account=wanted)["quote"]["currency"] == "SEK"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"currency": "JPY"}, "no account can have the currency 'JPY'"),
        ({"handle": "client-one"}, "another account has the handle 'client-one'"),
        ({"organisation_id": "unknown"}, "there is no organisation 'unknown'"),
    ],
)
def test_a_client_account_that_cannot_be_is_refused(
    api: Api, changes: dict[str, str], why: str
) -> None:
    known = api.sandbox.client_accounts
    wanted: dict[str, Any] = {"name": "n", "currency": "EUR", **changes}
    with pytest.raises(ValueError, match=why):
        api.sandbox.control.create_account(**wanted)
    assert api.sandbox.client_accounts == known


def test_an_organisation_is_created_with_a_key_and_an_account(api: Api) -> None:
    created = api.sandbox.control.create_organisation("GBP")
    assert created.api_key not in repr(created)
    assert [each.currency.code for each in created.accounts] == ["GBP"]
    assert Api(api.sandbox, api_key=created.api_key).order()["currency"] == "GBP"
    with pytest.raises(ValueError, match="no account can have"):
        api.sandbox.control.create_organisation("JPY")


def test_what_is_returned_changes_no_sandbox(api: Api) -> None:
    created = api.sandbox.control.create_organisation()
    created.pinned_version = "1999-01-01"
    answer = Api(api.sandbox, api_key=created.api_key).send("GET", "/orders")
    assert answer.headers["Lune-Version"] != "1999-01-01"


def test_control_and_requests_go_together_in_many_threads() -> None:
    api = Api(Sandbox())
    control = api.sandbox.control

    def work(number: int) -> None:
        api.order(idempotency_key=f"key {number}")
        control.advance_clock(HOUR)
        control.restore(control.snapshot())
        control.add_fault(Fault(kind="status", status=503, method="PATCH"))
        api.estimate()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(60)))
    assert len(api.get("/orders?limit=100")["data"]) <= 60
    assert api.send("GET", "/orders").status == 200


def test_two_sandboxes_are_controlled_apart() -> None:
    one, other = Api(Sandbox()), Api(Sandbox())
    one.sandbox.control.fill(orders=2)
    one.sandbox.control.set_idempotency("conflict")
    assert other.get("/orders")["data"] == []
    assert other.sandbox.control.state()["settings"] != one.sandbox.control.state()["settings"]
    assert other.sandbox.control.requests != one.sandbox.control.requests


def test_an_unknown_reading_of_idempotency_is_refused(api: Api) -> None:
    reading: Any = "strict"
    with pytest.raises(ValueError, match="replay or conflict"):
        api.sandbox.control.set_idempotency(reading)
    api.estimate(idempotency_key="A")
    assert api.estimate(idempotency_key="A") == api.post(
        "/estimates/transactions", purchase(idempotency_key="A")
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("set_schedule", "x", "schedule is 'x'; give a Schedule, or None"),
        ("set_latency", "1", "latency is '1'; give seconds"),
        ("set_rate_limit", "5", "rate_limit is '5'; give a whole number, or None"),
        ("set_rate_limit", 1.5, "rate_limit is 1.5; give"),
        ("set_rate_limit", True, "rate_limit is True; give"),
        ("advance_clock", 5, "cannot be advanced by 5; give a duration, timedelta"),
        ("set_clock", "2026-01-01", "'2026-01-01' is no moment; give one such as datetime"),
        ("set_versions", ["9999-99-99"], "not '9999-99-99'"),
        ("set_versions", ["20260131"], "not '20260131'"),
        ("set_versions", [1], "a version of the API is a date"),
    ],
)
def test_what_is_of_a_wrong_type_is_said_and_changes_nothing(
    api: Api, name: str, value: Any, says: str
) -> None:
    before = api.sandbox.control.state()
    with pytest.raises((TypeError, ValueError), match=re.escape(says)):
        getattr(api.sandbox.control, name)(value)
    assert api.sandbox.control.state() == before


def test_a_delay_that_is_no_duration_is_said() -> None:
    delay: Any = 5
    with pytest.raises(TypeError, match="paid is 5; give a duration"):
        Schedule(paid=delay)


def test_stock_and_price_can_be_whole(api: Api) -> None:
    api.sandbox.control.set_stock(ASIA, 5)
    api.sandbox.control.set_price(ASIA, 12)
    bundles: Any = api.sandbox.control.state()["bundles"]
    (bundle,) = [each for each in bundles if each["id"] == ASIA]
    assert (bundle["stock"], bundle["unit_price"]) == ("5", "12")


def test_an_account_without_a_handle_has_none(api: Api) -> None:
    with pytest.raises(ControlError, match="handle ''; give a text, or None"):
        api.sandbox.control.create_account("n", "EUR", handle="")
    assert api.sandbox.control.create_account("n", "EUR").handle is None
