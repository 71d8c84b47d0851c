from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock import Answer, ControlError, Fault, Sandbox, Schedule
from lune_mock.settings import Settings

from .calling import BY_MASS, PURCHASE, SHIPMENT, Api, purchase, unhurried

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def all_of(api: Api) -> tuple[Any, Any]:
    """Return everything that can be seen of a sandbox, its log aside."""
    accounts = [api.sandbox.account, *api.sandbox.client_accounts]
    orders = [Api(api.sandbox, each.id).get("/orders?limit=100")["data"] for each in accounts]
    state = api.sandbox.control.state()
    return orders, {name: state[name] for name in state.keys() - {"logged_requests", "snapshots"}}


def change_everything(api: Api) -> None:
    control = api.sandbox.control
    api.order(idempotency_key="changed")
    api.estimate(client_account={"name": "n", "currency": "SEK", "handle": "changed"})
    control.advance_clock(30 * DAY)
    control.freeze_clock()
    control.set_price(api.sandbox.bundle_ids[0], Decimal(99))
    control.set_stock(api.sandbox.bundle_ids[0], Decimal(99))
    control.set_latency(1)
    control.set_rate_limit(1000)
    control.set_idempotency("conflict")
    control.set_schedule(None)
    control.set_versions(["2026-01-01"])
    control.create_organisation()
    control.create_account("changed", "EUR")
    control.add_fault(Fault(kind="status", status=503, operation_id="getOrder"))


def test_a_reset_puts_everything_back(api: Api) -> None:
    before = all_of(Api(Sandbox(now=api.sandbox.control.now())))
    change_everything(api)
    assert all_of(api) != before
    api.sandbox.control.reset()
    assert api.sandbox.control.requests == ()
    assert all_of(api) == before


def test_a_reset_goes_back_to_the_settings_of_the_start() -> None:
    settings = Settings(idempotency="conflict", schedule=Schedule(paid=timedelta()), latency=0.5)
    sandbox = Sandbox(settings=settings, now=NOW)
    sandbox.control.set_idempotency("replay")
    sandbox.control.resume_clock()
    sandbox.control.reset()
    assert sandbox.control.state()["settings"] == settings.json()
    assert sandbox.control.now() == NOW


def test_a_reset_makes_the_same_ids_again_or_those_of_another_seed(api: Api) -> None:
    first = [api.order()["id"] for _ in range(3)]
    api.sandbox.control.reset()
    assert [api.order()["id"] for _ in range(3)] == first
    api.sandbox.control.reset(seed=7)
    seventh = [api.order()["id"] for _ in range(3)]
    assert not {*seventh} & {*first}
    api.sandbox.control.reset()
    assert [api.order()["id"] for _ in range(3)] == seventh
    assert api.sandbox.control.state()["seed"] == 7


def test_a_snapshot_is_restored_as_often_as_wanted(api: Api) -> None:
    api.order(idempotency_key="A")
    api.sandbox.control.add_fault(Fault(kind="status", status=503, method="PUT", times=3))
    before = all_of(api)
    id_ = api.sandbox.control.snapshot()
    for _ in range(2):
        change_everything(api)
        assert all_of(api) != before
        api.sandbox.control.restore(id_)
        assert all_of(api) == before


def test_what_follows_a_snapshot_happens_again_to_the_byte(api: Api) -> None:
    api.sandbox.control.add_fault(
        Fault(kind="status", status=500, probability=0.5, times=None, tag="orders")
    )
    id_ = api.sandbox.control.snapshot()
    first = [api.send("POST", "/orders/by-mass", BY_MASS) for _ in range(20)]
    assert {each.status for each in first} == {200, 500}
    api.sandbox.control.restore(id_)
    assert [api.send("POST", "/orders/by-mass", BY_MASS) for _ in range(20)] == first


def test_orders_of_a_snapshot_go_on_from_where_they_were(api: Api) -> None:
    order = api.post("/orders/by-mass", {"mass": {"amount": "2", "unit": "t"}})
    control = api.sandbox.control
    control.advance_clock(timedelta(hours=2))
    id_ = control.snapshot()
    control.advance_clock(7 * DAY)
    assert api.get(f"/orders/{order['id']}")["status"] == "complete"
    control.restore(id_)
    assert api.get(f"/orders/{order['id']}")["status"] == "paid"
    control.advance_clock(7 * DAY)
    assert api.get(f"/orders/{order['id']}")["status"] == "complete"


def test_a_snapshot_survives_a_reset(api: Api) -> None:
    order = api.order()
    id_ = api.sandbox.control.snapshot()
    api.sandbox.control.reset()
    assert api.get("/orders")["data"] == []
    api.sandbox.control.restore(id_)
    assert api.get("/orders")["data"] == [order]


def test_a_restore_keeps_the_address(api: Api) -> None:
    id_ = api.sandbox.control.snapshot()
    api.sandbox.base_url = "http://127.0.0.1:1/v1"
    api.sandbox.control.restore(id_)
    assert api.sandbox.base_url == "http://127.0.0.1:1/v1"


def test_a_restore_keeps_the_request_log(api: Api) -> None:
    id_ = api.sandbox.control.snapshot()
    api.order()
    api.sandbox.control.restore(id_)
    assert len(api.sandbox.control.requests) == 1


def test_an_unknown_snapshot_is_refused(api: Api) -> None:
    with pytest.raises(ControlError, match="no snapshot 'x'; there is none at all"):
        api.sandbox.control.restore("x")
    id_ = api.sandbox.control.snapshot()
    with pytest.raises(ControlError, match=id_):
        api.sandbox.control.restore("x")


def test_the_latest_hundred_snapshots_are_kept(api: Api) -> None:
    ids = [api.sandbox.control.snapshot() for _ in range(103)]
    assert api.sandbox.control.state()["snapshots"] == ids[3:]
    with pytest.raises(ControlError):
        api.sandbox.control.restore(ids[2])
    api.sandbox.control.restore(ids[3])


STEPS = st.sampled_from(["order", "estimate", "shipping", "day", "snapshot", "restore", "reset"])


@unhurried
@given(st.lists(STEPS, max_size=15))
def test_restoring_is_going_back_in_time(steps: list[str]) -> None:
    api = Api(Sandbox(now=NOW))
    control = api.sandbox.control
    kept: list[tuple[str, Any]] = []
    for step in steps:
        match step:
            case "order":
                api.order()
            case "estimate":
                api.estimate()
            case "shipping":
                api.post("/estimates/shipping", SHIPMENT)
            case "day":
                control.advance_clock(DAY)
            case "snapshot":
                seen = all_of(api)
                kept.append((control.snapshot(), seen))
            case "reset":
                control.reset()
            case _ if kept:
                id_, seen = kept[len(kept) // 2]
                control.restore(id_)
                assert all_of(api) == seen
            case _:
                pass


# The same seed, clock and requests make the same answers, to the byte.

REQUESTS: list[tuple[str, str, Any]] = [
    ("POST", "/v1/orders/by-mass", {**BY_MASS, "idempotency_key": "A"}),
    (
        "POST",
        "/_mock/faults",
        {"kind": "status", "status": 502, "probability": 0.5, "method": "POST", "times": None},
    ),
    ("POST", "/v1/orders/by-value", {"value": "5"}),
    ("POST", "/v1/estimates/transactions", PURCHASE),
    ("POST", "/v1/estimates/transactions/batch", [PURCHASE, purchase(name="another")]),
    ("POST", "/v1/estimates/shipping", SHIPMENT),
    ("POST", "/_mock/clock/advance", {"days": 2}),
    ("POST", "/_mock/snapshots", None),
    ("POST", "/_mock/fill", {"orders": 3, "transaction_estimates": 2, "shipping_estimates": 2}),
    ("GET", "/v1/orders?limit=5", None),
    ("GET", "/v1/orders?limit=0", None),
    ("POST", "/_mock/organisations", None),
    ("POST", "/_mock/accounts", {"name": "n", "currency": "EUR"}),
    ("GET", "/v1/orders/unknown", None),
    ("GET", "/v1/unknown", None),
    ("GET", "/_mock/state", None),
    ("GET", "/_mock/requests", None),
    ("POST", "/_mock/snapshots/snapshot-1/restore", None),
    ("DELETE", "/_mock/faults", None),
    ("POST", "/_mock/reset", {"seed": 3}),
]


def answers(sandbox: Sandbox, requests: list[tuple[str, str, Any]]) -> list[Answer]:
    headers = {"Authorization": f"Bearer {sandbox.api_key}", "Content-Type": "application/json"}
    return [
        sandbox.handle(method, target, headers, b"" if body is None else json.dumps(body).encode())
        for method, target, body in requests
    ]


@unhurried
@given(st.lists(st.sampled_from(REQUESTS), max_size=40), st.integers(0, 2))
def test_the_same_seed_makes_the_same_answers_to_the_byte(
    requests: list[tuple[str, str, Any]], seed: int
) -> None:
    one, other = (Sandbox(seed=seed, now=NOW) for _ in range(2))
    assert answers(one, REQUESTS + requests) == answers(other, REQUESTS + requests)


def test_another_seed_makes_other_answers() -> None:
    one, other = (answers(Sandbox(seed=seed, now=NOW), REQUESTS) for seed in (1, 2))
    assert one != other
    assert {each.status for each in one} >= {200, 204, 400, 404, 502}


def test_the_seed_belongs_to_what_is_kept() -> None:
    sandbox = Sandbox(seed=1)
    kept = sandbox.control.snapshot()
    sandbox.control.reset(2)
    assert sandbox.control.state()["seed"] == 2
    sandbox.control.restore(kept)
    assert sandbox.control.state()["seed"] == 1
    ids = [Api(sandbox).order()["id"], Api(Sandbox(seed=1)).order()["id"]]
    sandbox.control.reset()
    assert {*ids, Api(sandbox).order()["id"]} == {ids[0]}


def test_certificates_are_where_the_sandbox_is() -> None:
    sandbox = Sandbox(now=NOW)
    order = Api(sandbox).order()["id"]
    sandbox.control.move_order(order, "complete")
    kept = sandbox.control.snapshot()
    sandbox.base_url = "http://lune-mock:8080/v1"
    expected = f"http://lune-mock:8080/certificates/{order}.pdf"
    assert Api(sandbox).get(f"/orders/{order}")["certificate"] == expected
    sandbox.control.restore(kept)
    assert Api(sandbox).get("/orders")["data"][0]["certificate"] == expected
