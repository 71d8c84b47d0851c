from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import lune_document
from lune_mock.answers import Answer, Delivery
from lune_mock.calls import Reply
from lune_mock.faults import Fault, FaultError, Faults, Kind
from lune_mock.operations import contract
from lune_mock.violations import Violation

from .calling import BY_MASS, Api

if TYPE_CHECKING:
    from lune_mock import Sandbox
    from lune_mock.operations import Operation

OPERATIONS = {each.id: each for each in contract().operations}
LIST = OPERATIONS["listOrders"]
CREATE = OPERATIONS["createOrderByMass"]
ESTIMATE = OPERATIONS["createTransactionEstimate"]

FOR_EVERY_KIND: dict[Kind, dict[str, Any]] = {
    "status": {"status": 503},
    "drop": {},
    "half_body": {},
    "drip": {},
    "delay": {"seconds": 1.0},
    "hang": {},
    "twice": {},
    "violation": {"field": "id"},
}


def hits(faults: Faults, operation: Operation, count: int, seed: int = 0) -> list[str]:
    """Return the ids of the faults that hit so many requests, empty for none."""
    random = Random(seed)
    picked = [faults.pick(operation, random) for _ in range(count)]
    return ["" if fault is None else fault.id for fault in picked]


def faults_of(*added: Fault) -> Faults:
    faults = Faults()
    for each in added:
        faults.add(each)
    return faults


# Which requests a fault hits.


@pytest.mark.parametrize(
    ("filters", "hit"),
    [
        ({}, {"listOrders", "createOrderByMass", "createTransactionEstimate"}),
        ({"operation_id": "listOrders"}, {"listOrders"}),
        ({"method": "POST"}, {"createOrderByMass", "createTransactionEstimate"}),
        ({"method": "post"}, {"createOrderByMass", "createTransactionEstimate"}),
        ({"tag": "orders"}, {"listOrders", "createOrderByMass"}),
        ({"tag": "orders", "method": "GET"}, {"listOrders"}),
    ],
)
def test_all_filters_have_to_fit(filters: dict[str, str], hit: set[str]) -> None:
    fault = Fault(kind="drop", **filters)  # type: ignore[arg-type]  # the names are right
    assert {each.id for each in (LIST, CREATE, ESTIMATE) if fault.fits(each)} == hit


def test_a_fault_hits_once_unless_more_is_said() -> None:
    assert hits(faults_of(Fault(kind="drop")), LIST, 3) == ["fault-1", "", ""]


def test_a_fault_hits_so_many_times() -> None:
    faults = faults_of(Fault(kind="drop", times=3))
    assert hits(faults, LIST, 2) == ["fault-1", "fault-1"]
    assert [fault.times for fault in faults.pending] == [1]
    assert hits(faults, LIST, 2) == ["fault-1", ""]
    assert faults.pending == ()


def test_a_fault_without_end() -> None:
    faults = faults_of(Fault(kind="drop", times=None))
    assert hits(faults, LIST, 50) == ["fault-1"] * 50


def test_so_many_requests_that_fit_pass_first() -> None:
    faults = faults_of(Fault(kind="drop", operation_id="listOrders", after=2, times=2))
    assert hits(faults, CREATE, 5) == [""] * 5
    assert hits(faults, LIST, 6) == ["", "", "fault-1", "fault-1", "", ""]


def test_the_first_that_fits_hits_and_the_others_wait() -> None:
    faults = faults_of(
        Fault(kind="drop", operation_id="createOrderByMass"),
        Fault(kind="hang", times=2),
        Fault(kind="twice", after=1),
    )
    assert hits(faults, LIST, 5) == ["fault-2", "fault-2", "", "fault-3", ""]
    assert hits(faults, CREATE, 1) == ["fault-1"]


def test_probability_is_drawn_from_the_seed() -> None:
    faults = faults_of(Fault(kind="drop", times=None, probability=0.3))
    random = Random(7)
    drawn = ["fault-1" if random.random() < 0.3 else "" for _ in range(200)]
    assert hits(faults, LIST, 200, seed=7) == drawn
    assert 0 < drawn.count("fault-1") < 200
    assert hits(faults, LIST, 200, seed=8) != drawn


@pytest.mark.parametrize(("probability", "count"), [(0, 0), (Decimal(0), 0), (1, 40), (None, 40)])
def test_never_and_always(probability: float | Decimal | None, count: int) -> None:
    faults = faults_of(Fault(kind="drop", times=None, probability=probability))
    assert hits(faults, LIST, 40).count("fault-1") == count


def test_what_does_not_fit_draws_nothing() -> None:
    random = Random(3)
    faults = faults_of(Fault(kind="drop", operation_id="listOrders", probability=0.5))
    faults.pick(CREATE, random)
    assert random.random() == Random(3).random()


def test_a_fault_can_be_removed() -> None:
    faults = faults_of(Fault(kind="drop", times=None), Fault(kind="hang", times=None))
    faults.remove("fault-1")
    assert hits(faults, LIST, 1) == ["fault-2"]
    with pytest.raises(FaultError, match="no fault 'fault-1' is pending; fault-2"):
        faults.remove("fault-1")
    faults.clear()
    assert hits(faults, LIST, 1) == [""]
    with pytest.raises(FaultError, match="none is"):
        faults.remove("fault-2")


def test_an_id_is_never_given_twice() -> None:
    faults = faults_of(Fault(kind="drop"))
    faults.clear()
    assert faults.add(Fault(kind="drop", id="mine")).id == "fault-2"


def test_a_copy_counts_apart() -> None:
    faults = faults_of(Fault(kind="drop", times=2))
    copy = faults.copy()
    assert hits(faults, LIST, 3) == ["fault-1", "fault-1", ""]
    assert hits(copy, LIST, 3) == ["fault-1", "fault-1", ""]
    assert copy.add(Fault(kind="hang")).id == "fault-2"
    assert faults.pending == ()


# What makes no sense.


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"kind": "explode"}, "kind is 'explode'; take one of status, drop"),
        ({"kind": "drop", "times": 0}, "times is 0; give 1 or more, or None"),
        ({"kind": "drop", "times": -1}, "times is -1"),
        ({"kind": "drop", "after": -1}, "after is -1"),
        ({"kind": "drop", "probability": 1.01}, "probability is 1.01; give one from 0 to 1"),
        ({"kind": "drop", "probability": Decimal("-0.1")}, "probability is -0.1"),
        ({"kind": "drop", "probability": float("nan")}, "probability is nan"),
        ({"kind": "drop", "status": 500}, "status is not for the kind drop"),
        ({"kind": "status", "status": 100}, "status is 100; give one from 200 to 599"),
        ({"kind": "status", "status": 199}, "status is 199"),
        ({"kind": "status", "status": 600}, "status is 600"),
        ({"kind": "status", "status": 204, "body": "x"}, "an answer of status 204 has none"),
        ({"kind": "status", "status": 304, "body": "x"}, "an answer of status 304 has none"),
        ({"kind": "status", "status": 500, "pieces": 2}, "pieces is not for the kind status"),
        ({"kind": "status", "status": 429, "retry_after": -1}, "retry_after is -1"),
        ({"kind": "status", "status": 429, "retry_after": "1\r\nX: y"}, "printable ASCII"),
        ({"kind": "status", "status": 500, "media_type": "\u2603"}, "printable ASCII"),
        ({"kind": "drip", "pace": -1}, "pace is -1"),
        ({"kind": "drip", "pace": float("inf")}, "pace is inf"),
        ({"kind": "drip", "pieces": 0}, "pieces is 0; give 1 to 100"),
        ({"kind": "drip", "pieces": 101}, "pieces is 101"),
        ({"kind": "drip", "part": "tail"}, "part is 'tail'"),
        ({"kind": "delay", "seconds": float("nan")}, "seconds is nan"),
        ({"kind": "drip", "carried_out": False}, "the kind drip needs the answer"),
        ({"kind": "status"}, "status is missing; give one from 200 to 599"),
        ({"kind": "delay"}, "seconds is missing; say how much later"),
        ({"kind": "violation"}, "field is ''; give a path"),
        ({"kind": "violation", "field": "id", "violation": "gone"}, "violation is 'gone'"),
        ({"kind": "violation", "field": "id", "value": 1}, "value is not for the violation miss"),
        (
            {"kind": "violation", "field": "id", "violation": "value", "value": Decimal("1.5")},
            "value is Decimal('1.5'); give what JSON has",
        ),
        ({"kind": ["drop"]}, "kind is ['drop']; give a text"),
        ({"kind": "status", "status": 503, "times": 1.5}, "times is 1.5; give a whole number, or"),
        ({"kind": "status", "status": 503, "times": True}, "times is True; give a whole number"),
        ({"kind": "status", "status": "503"}, "status is '503'; give a whole number"),
        ({"kind": "status", "status": 503, "body": b"x"}, "body is b'x'; give a text"),
        ({"kind": "drop", "method": 3}, "method is 3; give a text, or None"),
        ({"kind": "drop", "carried_out": "no"}, "carried_out is 'no'; give True or False, or"),
        ({"kind": "drop", "probability": "1"}, "probability is '1'; give a number, or None"),
        ({"kind": "delay", "seconds": "1"}, "seconds is '1'; give seconds"),
    ],
)
def test_a_fault_that_makes_no_sense(options: dict[str, Any], says: str) -> None:
    with pytest.raises(FaultError) as caught:
        Fault(**options)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"operation_id": "makeOrder"}, "operation_id is 'makeOrder'; the document has createBat"),
        ({"tag": "order"}, "tag is 'order'; the document has orders"),
        ({"method": "HEAD"}, "method is 'HEAD'; the document has GET"),
        (
            {"method": "POST", "operation_id": "listOrders"},
            "has all of operation_id listOrders, me",
        ),
    ],
)
def test_a_fault_that_could_hit_nothing(filters: dict[str, Any], says: str) -> None:
    faults = Faults()
    with pytest.raises(FaultError) as caught:
        faults.add(Fault(kind="drop", **filters))
    assert says in str(caught.value)
    assert faults.pending == ()


@pytest.mark.parametrize("kind", FOR_EVERY_KIND)
def test_every_kind_has_an_example_here(kind: Kind) -> None:
    added = Faults().add(Fault(kind=kind, **FOR_EVERY_KIND[kind]))
    assert (added.kind, added.id) == (kind, "fault-1")


# What becomes of a request.


def order_count(api: Api) -> int:
    return len(api.get("/orders?limit=100")["data"])


def post(sandbox: Sandbox, api: Api, fault: Fault, **changes: Any) -> Answer:
    sandbox.control.add_fault(fault)
    return api.send("POST", "/orders/by-mass", {**BY_MASS, **changes})


def test_a_burst_of_429(sandbox: Sandbox, api: Api) -> None:
    sandbox.control.add_fault(Fault(kind="status", status=429, retry_after=2, times=5))
    answers = [api.send("POST", "/orders/by-mass", BY_MASS) for _ in range(6)]
    assert [answer.status for answer in answers] == [429] * 5 + [200]
    assert answers[0].headers["Retry-After"] == "2"
    assert (answers[0].body, answers[0].delivery) == (b"", None)
    assert order_count(api) == 1


@pytest.mark.parametrize(
    ("options", "media_type"),
    [
        ({"status": 500}, None),
        ({"status": 520, "body": "error code: 520"}, "text/plain; charset=utf-8"),
        ({"status": 502, "body": "<h1>Bad Gateway</h1>", "media_type": "text/html"}, "text/html"),
        ({"status": 200, "body": "{", "media_type": "application/json"}, "application/json"),
        ({"status": 503, "body": "gr\u00fcn"}, "text/plain; charset=utf-8"),
    ],
)
def test_any_status_with_any_body(
    sandbox: Sandbox, api: Api, options: dict[str, Any], media_type: str | None
) -> None:
    answer = post(sandbox, api, Fault(kind="status", **options))
    assert answer.status == options["status"]
    assert answer.body.decode() == options.get("body", "")
    assert answer.headers.get("Content-Type") == media_type
    assert order_count(api) == 0


@pytest.mark.parametrize("when", [2, "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_when_to_come_back(sandbox: Sandbox, api: Api, when: int | str) -> None:
    answer = post(sandbox, api, Fault(kind="status", status=429, retry_after=when))
    assert answer.headers["Retry-After"] == str(when)


@pytest.mark.parametrize(
    ("kind", "delivery"),
    [
        ("drop", Delivery(drop="nothing")),
        ("hang", Delivery(hang=True)),
        ("half_body", Delivery(drop="half")),
        ("drip", Delivery(drip="body", pace=0.1, pieces=10)),
        ("delay", Delivery(delay=1.0)),
        ("violation", None),
        ("twice", None),
    ],
)
def test_carried_out_all_the_same(
    sandbox: Sandbox, api: Api, kind: Kind, delivery: Delivery | None
) -> None:
    answer = post(sandbox, api, Fault(kind=kind, **FOR_EVERY_KIND[kind]))
    assert (answer.status, answer.delivery) == (200, delivery)
    assert order_count(api) == (2 if kind == "twice" else 1)


@pytest.mark.parametrize("kind", ["status", "drop", "hang"])
@pytest.mark.parametrize("carried_out", [False, True])
def test_carried_out_or_not(sandbox: Sandbox, api: Api, kind: Kind, *, carried_out: bool) -> None:
    post(sandbox, api, Fault(kind=kind, carried_out=carried_out, **FOR_EVERY_KIND[kind]))
    assert order_count(api) == int(carried_out)


def test_twice_without_a_key_are_two_objects(sandbox: Sandbox, api: Api) -> None:
    answer = post(sandbox, api, Fault(kind="twice"))
    newest, oldest = api.get("/orders")["data"]
    assert newest["id"] != oldest["id"]
    assert json.loads(answer.body)["id"] == newest["id"]


def test_twice_with_a_key_is_one_object(sandbox: Sandbox, api: Api) -> None:
    answer = post(sandbox, api, Fault(kind="twice"), idempotency_key="invoice 17")
    (order,) = api.get("/orders")["data"]
    assert json.loads(answer.body)["id"] == order["id"]


def test_nothing_has_no_half(sandbox: Sandbox, api: Api) -> None:
    sandbox.control.add_fault(Fault(kind="half_body"))
    answer = api.send("GET", "/orders/unknown")
    assert (answer.body, answer.delivery) == (b"", Delivery(drop="nothing"))


def test_a_fault_comes_before_the_key_is_looked_at(sandbox: Sandbox, api: Api) -> None:
    sandbox.control.add_fault(Fault(kind="status", status=503))
    assert api.send("GET", "/orders", headers={"Authorization": "Bearer wrong"}).status == 503


def test_what_is_no_operation_is_not_hit(sandbox: Sandbox, api: Api) -> None:
    sandbox.control.add_fault(Fault(kind="status", status=503))
    assert api.send("GET", "/nothing").status == 404
    assert api.send("DELETE", "/orders").status == 405
    assert api.send("GET", "/orders").status == 503


def test_the_same_seed_makes_the_same_faults() -> None:
    from lune_mock import Sandbox

    def statuses(seed: int) -> list[int]:
        sandbox = Sandbox(seed=seed)
        sandbox.control.add_fault(Fault(kind="status", status=503, times=None, probability=0.5))
        return [Api(sandbox).send("GET", "/orders").status for _ in range(64)]

    assert statuses(1) == statuses(1)
    assert statuses(1) != statuses(2)
    assert set(statuses(1)) == {200, 503}


# Answers that violate the document.


def example_of(operation: Operation) -> Any:
    """Return an example of the document for the success of an operation."""
    document: Any = lune_document.load()
    described = document["paths"][operation.path][operation.method.lower()]
    answer = resolved(document, described["responses"]["200"])
    (content,) = answer["content"].values()
    first = next(iter(content["examples"].values()))
    return resolved(document, first)["value"]


def resolved(document: Any, value: Any) -> Any:
    while "$ref" in value:
        found = document
        for step in value["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        value = found
    return value


WITH_JSON = [each.id for each in contract().operations if each.answers[200].schemas]


def violated(operation: Operation, example: Any, field: str, violation: Violation) -> str | None:
    """Return what the document says about an answer of which one field is spoilt."""
    plain = Answer(200, {}, json.dumps(example).encode())
    fault = Fault(kind="violation", field=field, violation=violation)
    answer = fault.apply(lambda: plain)
    assert answer.status == 200
    (schema,) = operation.answers[200].schemas.values()
    assert schema.problem(json.loads(plain.body), "") is None
    return schema.problem(json.loads(answer.body), "")


def test_every_operation_has_such_an_answer() -> None:
    assert list(OPERATIONS) == WITH_JSON


@pytest.mark.parametrize("id_", WITH_JSON)
def test_a_violation_violates_the_document(id_: str) -> None:
    operation, example = OPERATIONS[id_], example_of(OPERATIONS[id_])
    prefix, item = ("[0].", example[0]) if isinstance(example, list) else ("", example)
    for name in item:
        problem = violated(operation, example, prefix + name, "wrong_type")
        assert problem is not None, name
        # A union says only that none of its variants fits.
        assert name in problem or isinstance(example, list)
    missing = {name for name in item if violated(operation, example, prefix + name, "missing")}
    null = {name for name in item if violated(operation, example, prefix + name, "null")}
    assert ("id" in missing) == ("id" in item)
    assert null


def test_a_field_inside_a_list(sandbox: Sandbox, api: Api) -> None:
    order = api.order()
    sandbox.control.add_fault(
        Fault(kind="violation", field="data[0].total_cost", violation="value", value=1.5)
    )
    (spoilt,) = json.loads(api.send("GET", "/orders").body)["data"]
    assert spoilt == {**order, "total_cost": 1.5}
    assert api.get("/orders")["data"] == [order]


def test_a_field_that_the_answer_has_not_is_said(sandbox: Sandbox, api: Api) -> None:
    sandbox.control.add_fault(Fault(kind="violation", field="/data/0/id"))
    answer = api.send("GET", "/orders")
    problem = (
        "fault-1 cannot violate /data/0/id in an answer of status 200: there is no '0' in it;"
        " name a field that is there"
    )
    assert answer.status == 500
    assert answer.body.decode() == f"Internal Server Error. {problem}\n"
    (failure,) = sandbox.control.failures
    assert (failure.problem, failure.fault_id) == (problem, None)


def test_a_violation_that_violates_nothing_is_said(sandbox: Sandbox, api: Api) -> None:
    sandbox.control.add_fault(Fault(kind="violation", field="next_cursor", violation="null"))
    answer = api.send("GET", "/orders")
    problem = (
        "fault-1 violates nothing: with its next_cursor, an answer of status 200 satisfies the"
        " document all the same; take another field or violation"
    )
    assert (answer.status, answer.body.decode()) == (500, f"Internal Server Error. {problem}\n")
    (failure,) = sandbox.control.failures
    assert failure.problem == problem


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="status", status=503, carried_out=True),
        Fault(kind="drop"),
        Fault(kind="violation", field="id"),
    ],
)
def test_no_fault_hides_that_the_sandbox_fails(
    sandbox: Sandbox, api: Api, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("lune_mock.service.HANDLERS", {"getOrder": lambda _: Reply(200, {})})
    sandbox.control.add_fault(fault)
    api.send("GET", "/orders/unknown")
    (failure,) = sandbox.control.failures
    assert failure == sandbox.control.requests[-1]
    assert failure.problem is not None
    assert "The sandbox broke the document" in failure.problem


def test_a_500_that_was_asked_for_is_no_failure(sandbox: Sandbox, api: Api) -> None:
    sandbox.control.add_fault(Fault(kind="status", status=500))
    assert api.send("GET", "/orders").status == 500
    assert sandbox.control.failures == ()
