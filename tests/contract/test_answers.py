"""Rules of what answers look like."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any, TypeAlias

import pytest

import lune_contract.rules.answers  # noqa: F401 - it makes the rules
from lune_contract.answered import answered
from lune_contract.document import operations
from lune_contract.rule import INVARIANTS
from lune_contract.session import breaches
from lune_mock import Answer

from .changing import with_body
from .passing import assert_broken, assert_fires, assert_passes, invariants, trials
from .targets import Call, Handle, Served, edited, sound, wrong

Edit: TypeAlias = Callable[[Any], object]

ORDERS = ("createOrderByMass", "createOrderByValue", "createOrderByEstimate")

UNLIKE: list[tuple[str, str, Edit]] = [
    ("answers/schema", "getOrder", lambda o: o.pop("metadata")),
    ("answers/schema", "createShippingEstimate", lambda e: e.update(mass=None)),
    ("answers/amounts-without-zeros", "createOrderByMass", lambda o: o.update(quantity="0.5000")),
    (
        "answers/amounts-without-zeros",
        "getOrderQuoteByValue",
        lambda q: q.update(requested_value="0100"),
    ),
    (
        "answers/amounts-without-zeros",
        "getTransactionEstimate",
        lambda e: e["mass"].update(amount="1.0"),
    ),
    ("answers/type-of-order", "listOrders", lambda p: p["data"][0].update(requested_value="5")),
    ("answers/type-of-order", "getOrder", lambda o: o.update(type="value")),
    ("answers/type-of-order", "createOrderByValue", lambda o: o.update(estimate_id="x")),
    ("answers/type-as-ordered", "createOrderByValue", lambda o: o.update(type="quantity")),
    ("answers/type-as-ordered", "createOrderByMass", lambda o: o.update(type="value")),
    ("answers/estimate-as-ordered", "createOrderByEstimate", lambda o: o.update(estimate_id="x")),
    ("answers/estimate-as-ordered", "createOrderByMass", lambda o: o.update(estimate_id="x")),
    *(
        ("answers/metadata-as-given", each, lambda o: o.update(metadata={"a": "b"}))
        for each in ORDERS
    ),
    ("answers/request-as-given", "createTransactionEstimate", lambda e: e["request"].pop("value")),
    ("answers/request-as-given", "createShippingEstimate", lambda e: e.update(request={})),
    ("answers/request-as-given", "updateTransactionEstimate", lambda e: e.update(request={})),
    (
        "answers/request-as-given",
        "createBatchTransactionEstimate",
        lambda b: b[0].update(request={}),
    ),
    (
        "answers/request-as-given",
        "createMultiMatchTransactionEstimate",
        lambda m: m["estimates"][0].update(request={}),
    ),
    (
        "answers/nothing-but-the-request",
        "createTransactionEstimate",
        lambda e: e["request"].update(quantity_trunc="g"),
    ),
    (
        "answers/sums-without-noise",
        "createOrderByMass",
        lambda o: o.update(quantity="0.25910900000000003"),
    ),
    ("answers/no-offset-link", "createOrderByMass", lambda o: o.update(email="a@b.example")),
    ("answers/ids-once", "listOrders", lambda p: p["data"].extend(p["data"])),
    ("answers/ids-once", "createTransactionEstimate", lambda e: e.update(id="")),
    ("answers/order-of-the-id", "getOrder", lambda o: o.update(id="x")),
    ("answers/currency-code", "createOrderByMass", lambda o: o.update(currency="usd")),
    (
        "answers/currency-code",
        "createTransactionEstimate",
        lambda e: e["quote"].update(currency="$"),
    ),
]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("answers"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize("operation", operations())
def test_no_answer_of_a_sound_target_breaks_an_invariant(served: Served, operation: str) -> None:
    session = served.session(*invariants("answers"))
    answered(served.trial(session, operation), operation)
    assert not session.broken


@pytest.mark.parametrize(("name", "operation", "edit"), UNLIKE)
def test_an_answer_that_breaks_an_invariant(name: str, operation: str, edit: Edit) -> None:
    assert_broken(name, operation, edited(operation, edit), lambda t: answered(t, operation))


def test_every_invariant_is_broken_by_some_answer() -> None:
    assert {name for name, _, _ in UNLIKE} == invariants("answers")


def test_a_request_with_a_key_may_bring_back_an_earlier_order() -> None:
    with sound() as served:
        session = served.session(*invariants("answers"))
        trial = served.trial(session, "createOrderByMass")
        trial.order(idempotency_key="twice", metadata={"a": "b"})
        trial.order(idempotency_key="twice", metadata={"a": "b"})
    assert not session.broken


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    named = value.items() if isinstance(value, dict) else enumerate(value)
    for step, each in named:
        yield (*place, step)
        if isinstance(each, dict | list):
            yield from _places(each, (*place, step))


@pytest.mark.parametrize("junk", [None, [], {}, "", 7, "9" * 5000, [None], True])
@pytest.mark.parametrize(
    "operation",
    [
        "createOrderByValue",
        "listOrders",
        "createShippingEstimate",
        "createBatchTransactionEstimate",
    ],
)
def test_no_answer_confounds_an_invariant(served: Served, operation: str, junk: object) -> None:
    reply = answered(served.trial(served.session(), operation), operation)
    right = reply.exchange.answer.body
    for place in _places(json.loads(right)):
        body = json.loads(right)
        holder = body
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] = junk
        answer = replace(reply.exchange.answer, body=json.dumps(body).encode())
        # What is raised but Deviated would end a run.
        list(breaches(INVARIANTS.values(), replace(reply.exchange, answer=answer)))


TWICE: list[tuple[str, str]] = [
    ("answers/ids-differ", "createOrderByMass"),
    ("answers/ids-differ", "createOrderByValue"),
    ("answers/ids-differ", "createOrderByEstimate"),
    ("answers/ids-differ", "createTransactionEstimate"),
    ("answers/ids-differ", "createShippingEstimate"),
]


@pytest.mark.parametrize(("rule", "operation"), TWICE)
def test_a_target_with_one_id_for_all(rule: str, operation: str) -> None:
    assert_fires(rule, operation, edited(operation, lambda body: body.update(id="one")))


@pytest.mark.parametrize("operation", ORDERS)
@pytest.mark.parametrize(
    "edit",
    [
        lambda o: o.update(currency="EUR"),
        lambda o: o.update(id="another"),
        lambda o: o.update(status="paid"),
        lambda o: o["bundles"][0].update(bundle_name="Another"),
    ],
)
def test_a_creation_that_tells_another_order(operation: str, edit: Edit) -> None:
    assert_fires("answers/order-told-alike", operation, edited(operation, edit))


@pytest.mark.parametrize(
    ("told", "edit"),
    [
        ("getOrder", lambda o: o.update(created_at="2025-01-01T00:00:00Z")),
        ("getOrder", lambda o: o.update(status="paid")),
        ("getOrderByIdempotencyKey", lambda o: o.update(payment_method="card")),
        ("getOrderByIdempotencyKey", lambda o: o.update(id="another")),
        ("listOrders", lambda p: [o.update(quantity="1") for o in p["data"]]),
        ("listOrders", lambda p: p["data"].clear()),
    ],
)
def test_a_look_that_tells_another_order(told: str, edit: Edit) -> None:
    change = edited(told, edit)
    assert_fires("answers/order-told-alike", "createOrderByMass", change, named=told)


ANNOTATED = (
    *ORDERS,
    *("createTransactionEstimate", "updateTransactionEstimate", "createShippingEstimate"),
)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda name, value: (name.replace("_c", "C"), value),
        lambda name, value: (name, value.strip()),
        lambda name, value: (name, html.escape(value)),
        lambda name, value: (name, value.encode("ascii", "replace").decode()),
        lambda name, value: (name, value or "none"),
    ],
)
@pytest.mark.parametrize("operation", ANNOTATED)
def test_a_target_that_tells_metadata_otherwise(operation: str, spoil: Any) -> None:
    def edit(body: Any) -> None:
        body["metadata"] = dict(spoil(*each) for each in body.get("metadata", {}).items())

    assert_fires("answers/metadata-comes-back", operation, edited(operation, edit))


@pytest.mark.parametrize(
    ("told", "creation"),
    [("getOrder", "createOrderByMass"), ("getTransactionEstimate", "updateTransactionEstimate")],
)
def test_a_target_that_loses_metadata(told: str, creation: str) -> None:
    change = edited(told, lambda body: body.update(metadata={}))
    assert_fires("answers/metadata-comes-back", creation, change, named=told)


@pytest.mark.parametrize("edit", [{"idempotency_key": ""}, {"metadata": {"source": "api"}}])
@pytest.mark.parametrize("told", [*ORDERS, "getOrder", "listOrders"])
def test_a_target_that_makes_up_what_was_not_given(told: str, edit: Any) -> None:
    creation = told if told in ORDERS else "createOrderByMass"

    def each(body: Any) -> None:
        for order in body.get("data", [body]):
            order.update(edit)

    assert_fires("answers/not-given-is-none", creation, edited(told, each), named=told)


@pytest.mark.parametrize(
    ("operation", "edit"),
    [
        ("createTransactionEstimate", lambda r: r.update(name="A name")),
        ("updateTransactionEstimate", lambda r: r["value"].update(value="8")),
        ("createShippingEstimate", lambda r: r["route"]["source"].update(lat=52.4)),
        ("createShippingEstimate", lambda r: r["shipment"]["mass"].update(amount="2")),
    ],
)
def test_a_target_that_tells_the_request_otherwise(operation: str, edit: Edit) -> None:
    change = edited(operation, lambda estimate: edit(estimate["request"]))
    assert_fires("answers/request-in-any-writing", operation, change)


@pytest.mark.parametrize("operation", ORDERS)
def test_a_target_whose_time_runs_backwards(operation: str) -> None:
    years = count(2025, -1)
    change = edited(operation, lambda o: o.update(created_at=f"{next(years)}-01-01T00:00:00Z"))
    assert_fires("answers/created-in-order", operation, change)


@pytest.mark.parametrize("unit", ["g", "kg", "t"])
@pytest.mark.parametrize("operation", ["createOrderByMass", "getOrderQuoteByMass"])
def test_a_target_that_reads_another_unit(operation: str, unit: str) -> None:
    def change(handle: Handle, call: Call) -> Answer:
        if call.operation == operation and call.json["mass"]["unit"] == unit:
            body = call.json
            body["mass"]["unit"] = {"g": "kg", "kg": "g", "t": "kg"}[unit]
            call = with_body(call, body)
        return handle(call)

    assert_fires("answers/mass-in-any-unit", operation, change)


READ = [
    *("getOrder", "getOrderByIdempotencyKey", "listOrders"),
    *("getTransactionEstimate", "getTransactionEstimateByIdempotencyKey"),
]


@pytest.mark.parametrize("operation", READ)
def test_a_target_that_is_changed_by_looking(operation: str) -> None:
    looks = count()
    change = edited(operation, lambda body: body.update(id=str(next(looks))))
    assert_fires("answers/reading-changes-nothing", operation, change)


def test_an_order_that_goes_on_while_it_is_read_is_no_deviation() -> None:
    looks = iter(["placed", "paid", "retiring"])
    change = edited("getOrder", lambda o: o.update(status=next(looks, "retiring")))
    with wrong(change) as served:
        assert served.tried("answers/reading-changes-nothing", "getOrder").verdict == "passed"
