"""Rules of estimates: they pass on a sound target, and tell a wrong one by its operation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from lune_contract import document
from lune_contract.rule import INVARIANTS
from lune_document import JSON
from lune_mock import Answer

from .passing import assert_passes, invariants, rules, trials
from .spoiling import accepting, answering, sending
from .targets import Call, Change, Handle, Served, edited, sound, with_json, wrong

CREATE = "createTransactionEstimate"
SHIP = "createShippingEstimate"
GET = "getTransactionEstimate"
UPDATE = "updateTransactionEstimate"
ANNOTATE = "partialUpdateTransactionsEstimateAnnotations"
ORDER = "createOrderByEstimate"
LOOK_UP = "getTransactionEstimateByIdempotencyKey"
TRIALS = trials("estimates")


@pytest.fixture(scope="module", params=["replay", "conflict"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    with sound(idempotency=request.param) as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), TRIALS)
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


def of(**members: Any) -> Callable[[dict[str, Any]], None]:
    """Return an edit that puts members in."""
    return lambda body: body.update(members)


def without(*names: str) -> Callable[[dict[str, Any]], None]:
    """Return an edit that leaves members out."""

    def edit(body: dict[str, Any]) -> None:
        for name in names:
            body.pop(name, None)

    return edit


def heavier(body: dict[str, Any]) -> None:
    """Add a tenth of a tonne, whatever was asked."""
    mass = body["mass"]
    mass["amount"] = str(Decimal(mass["amount"]) + Decimal("0.1"))


def kept_back(operation_id: str) -> Change:
    """Answer a change as if it was made, and do not make it."""

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation != operation_id:
            return handle(call)
        path = call.target.removesuffix("/annotations")
        before = json.loads(handle(Call("GET", path, call.headers, b"")).body)
        return with_json(handle(Call("GET", path, call.headers, b"")), before | call.json)

    return change


def made_all_the_same(operation_id: str) -> Change:
    """Make a change with what is good of it, and refuse it."""

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation == operation_id and answer.status == 400:
            body = {**call.json, "metadata": {"refused": "no"}}
            handle(Call(call.method, call.target, call.headers, json.dumps(body).encode()))
        return answer

    return change


def spread(operation_id: str) -> Change:
    """Make a change with the first estimate that there is, too."""
    first: list[str] = []

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation == CREATE and not first:
            first.append(json.loads(answer.body)["id"])
        if call.operation == operation_id:
            own = call.target.split("/")[3]
            handle(Call(call.method, call.target.replace(own, first[0]), call.headers, call.body))
        return answer

    return change


def falling_back(handle: Handle, call: Call) -> Answer:
    if call.operation == CREATE and "region_fallback" not in call.json:
        body = json.dumps({**call.json, "region_fallback": "always"})
        return handle(Call(call.method, call.target, call.headers, body.encode()))
    return handle(call)


def merging(operation_id: str, *names: str) -> Change:
    """Keep what a change leaves out."""

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation != operation_id:
            return handle(call)
        path = call.target.removesuffix("/annotations")
        before = json.loads(handle(Call("GET", path, call.headers, b"")).body)
        answer = handle(call)
        body = json.loads(answer.body)
        for name in names:
            if name in before and name not in call.json:
                body[name] = before[name]
            for each in (before["request"],):
                if name in each and name not in call.json:
                    body["request"][name] = each[name]
        return with_json(answer, body)

    return change


def metadata_merged(handle: Handle, call: Call) -> Answer:
    if call.operation != ANNOTATE:
        return handle(call)
    path = call.target.removesuffix("/annotations")
    before = json.loads(handle(Call("GET", path, call.headers, b"")).body)
    answer = handle(call)
    body = json.loads(answer.body)
    return with_json(answer, body | {"metadata": before["metadata"] | body["metadata"]})


def unwitting(handle: Handle, call: Call) -> Answer:
    """Make an estimate of what nothing fits, and answer that there is none."""
    answer = handle(call)
    if call.operation == CREATE and answer.status == 204:
        body = {**call.json, "merchant": {"category_code": "5818", "country_code": "USA"}}
        handle(Call(call.method, call.target, call.headers, json.dumps(body).encode()))
    return answer


def counting_name(body: dict[str, Any]) -> None:
    if body["request"].get("name") == "annotated":
        heavier(body)


def capped(body: dict[str, Any]) -> None:
    if Decimal(body["value"]["value"]) > 9999:
        body["value"]["value"] = "9999"


def counted_whole(body: dict[str, Any]) -> None:
    load = body["shipment"]
    if "containers" in load:
        load["containers"] = load["containers"].partition(".")[0]


def dry(body: dict[str, Any]) -> None:
    if isinstance(body["method"], str):
        body["method"] = body["method"].removesuffix("_refrigerated")
    else:
        body["method"].pop("refrigerated", None)


def unpriced_as(edit: Callable[[dict[str, Any]], object], *, status: int, on: str) -> Change:
    """Answer what has an error for a quote in another way."""

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation != on or answer.status != 200:
            return answer
        body = json.loads(answer.body)
        if "error" not in body["quote"]:
            return answer
        edit(body)
        return with_json(answer, body, status=status)

    return change


def freed_by_an_update() -> Change:
    """Order an estimate once more after it was given a new input."""
    free: set[str] = set()

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation == UPDATE:
            free.add(json.loads(answer.body)["id"])
        if call.operation == ORDER and call.json["estimate_id"] in free:
            return with_json(answer, {"id": "again"}, status=200)
        return answer

    return change


def in_a_loop(handle: Handle, call: Call) -> Answer:
    """Order an estimate as often as one likes."""
    answer = handle(call)
    if call.operation == ORDER and answer.status != 200:
        return with_json(answer, {"id": "again"}, status=200)
    return answer


WRONG: list[Any] = [
    ("get-is-what-was-created", GET, edited(GET, without("metadata"))),
    ("get-is-what-was-created", GET, edited(GET, of(diet_factor="2"))),
    ("get-is-what-was-created", GET, edited(GET, of(idempotency_key="of another"))),
    *(
        ("unknown-estimate-is-not-found", each, accepting(each, {}))
        for each in (GET, UPDATE, ANNOTATE)
    ),
    *(("change-is-kept", each, kept_back(each)) for each in (UPDATE, ANNOTATE)),
    *(("change-leaves-others", each, spread(each)) for each in (UPDATE, ANNOTATE)),
    *(
        ("refused-change-changes-nothing", each, made_all_the_same(each))
        for each in (UPDATE, ANNOTATE)
    ),
    ("update-recalculates", UPDATE, merging(UPDATE, "mass")),
    ("update-recalculates", UPDATE, edited(UPDATE, heavier)),
    ("update-is-as-a-creation", UPDATE, edited(UPDATE, heavier)),
    ("update-is-as-a-creation", UPDATE, merging(UPDATE, "emission_factor")),
    ("update-is-as-a-creation", UPDATE, edited(UPDATE, of(exchange_rate=None))),
    ("update-is-whole", UPDATE, accepting(UPDATE, {})),
    ("update-keeps-the-date", UPDATE, edited(UPDATE, of(transaction_processed_at="2026-01-02"))),
    ("update-replaces-the-input", UPDATE, merging(UPDATE, "name")),
    ("update-replaces-the-input", UPDATE, merging(UPDATE, "diet")),
    ("update-takes-the-mark-away", UPDATE, merging(UPDATE, "is_transaction")),
    ("update-clears-metadata", UPDATE, merging(UPDATE, "metadata")),
    ("update-keeps-the-key", UPDATE, edited(UPDATE, without("idempotency_key"))),
    ("update-without-match-changes-nothing", UPDATE, answering(UPDATE, 404, {})),
    ("annotations-leave-the-calculation", ANNOTATE, edited(ANNOTATE, heavier)),
    ("annotations-leave-the-calculation", ANNOTATE, edited(ANNOTATE, of(emission_factor=None))),
    ("annotation-changes-only-itself", ANNOTATE, edited(ANNOTATE, of(idempotency_key="x"))),
    ("annotation-changes-only-itself", ANNOTATE, edited(ANNOTATE, of(metadata={}))),
    ("no-annotation-changes-nothing", ANNOTATE, edited(ANNOTATE, of(metadata={}))),
    ("annotation-replaces-metadata", ANNOTATE, metadata_merged),
    ("annotations-do-not-count", CREATE, edited(CREATE, counting_name)),
    ("annotations-do-not-count", SHIP, edited(SHIP, counting_name)),
    ("mass-grows-with-the-value", CREATE, edited(CREATE, heavier)),
    ("mass-grows-with-the-value", CREATE, sending(CREATE, capped)),
    (
        "value-is-converted",
        CREATE,
        sending(CREATE, lambda body: body["value"].update(currency="USD")),
    ),
    ("value-is-converted", CREATE, edited(CREATE, of(exchange_rate="1"))),
    ("value-is-converted", CREATE, edited(CREATE, of(exchange_rate=None))),
    ("diet-counts-for-food", CREATE, sending(CREATE, without("diet"))),
    ("diet-counts-for-food", CREATE, edited(CREATE, of(mass={"amount": "1", "unit": "t"}))),
    ("mass-grows-with-the-load", SHIP, edited(SHIP, heavier)),
    ("mass-grows-with-the-load", SHIP, sending(SHIP, counted_whole)),
    (
        "distance-in-any-unit",
        SHIP,
        sending(SHIP, lambda body: body["route"].update(unit="km")),
    ),
    ("cold-loads-emit-more", SHIP, sending(SHIP, dry)),
    ("mass-grows-with-the-distance", SHIP, edited(SHIP, heavier)),
    (
        "load-in-any-unit",
        SHIP,
        sending(SHIP, lambda body: body["shipment"]["mass"].update(unit="t")),
    ),
    ("mass-in-any-unit", SHIP, edited(SHIP, heavier)),
    ("documented-shipment", SHIP, answering(SHIP, 400, {})),
    ("documented-forms-of-shipments", SHIP, answering(SHIP, 503, {})),
    (
        "containers-weigh-what-is-documented",
        SHIP,
        edited(SHIP, of(converted_shipment={"amount": "20", "unit": "tonne"})),
    ),
    ("region-fallback-is-never-by-default", CREATE, falling_back),
    ("fallback-finds-another-region", CREATE, sending(CREATE, without("region_fallback"))),
    *(
        ("quote-is-cut-as-asked", each, sending(each, without("quantity_trunc")))
        for each in (CREATE, SHIP, UPDATE)
    ),
    *(
        ("quote-or-why-there-is-none", each, unpriced_as(edit, status=status, on=each))
        for each in (CREATE, SHIP, UPDATE)
        for edit, status in ((dict.clear, 400), (of(quote=None), 200))
    ),
    ("no-match-makes-nothing", CREATE, answering(CREATE, 404, {})),
    ("order-of-a-purchase", ORDER, edited(ORDER, of(requested_quantity="1"))),
    ("order-of-a-purchase", ORDER, edited(ORDER, of(estimate_id="another"))),
    ("order-of-a-purchase", ORDER, sending(ORDER, without("metadata"))),
    ("order-of-a-purchase", ORDER, edited(ORDER, of(metadata={"of": "the estimate"}))),
    ("shipment-can-be-ordered", SHIP, edited(SHIP, of(id="another"))),
    ("order-of-a-shipment", ORDER, edited(ORDER, of(requested_quantity="2969.503"))),
    ("order-of-a-new-input", ORDER, edited(ORDER, of(requested_quantity="0.01388"))),
    ("ordered-once", ORDER, in_a_loop),
    ("ordered-once", ORDER, freed_by_an_update()),
    ("order-of-no-estimate", ORDER, accepting(ORDER, {})),
]


@pytest.mark.parametrize(("rule", "operation", "change"), WRONG)
def test_a_wrong_target_is_told(rule: str, operation: str, change: Change) -> None:
    with wrong(change) as served:
        outcome = served.tried(f"estimates/{rule}", operation)
    assert outcome.verdict == "deviated"
    assert outcome.deviation is not None
    assert outcome.deviation.operation == operation, outcome.deviation


def test_an_estimate_of_nothing_is_told() -> None:
    with wrong(unwitting) as served:
        outcome = served.tried("estimates/no-match-makes-nothing")
    assert outcome.deviation is not None
    assert outcome.deviation.operation == LOOK_UP


def fits_anything(handle: Handle, call: Call) -> Answer:
    if call.operation in {CREATE, UPDATE} and "search_term" in call.json["merchant"]:
        merchant = {"category_code": "5818", "country_code": "USA"}
        body = json.dumps({**call.json, "merchant": merchant}).encode()
        answer = handle(Call(call.method, call.target, call.headers, body))
        found = json.loads(answer.body)
        found["request"]["merchant"] = call.json["merchant"]
        return with_json(answer, found)
    return handle(call)


@pytest.mark.parametrize("rule", ["no-match-makes-nothing", "update-without-match-changes-nothing"])
def test_a_target_that_fits_anything_is_not_wrong(rule: str) -> None:
    with wrong(fits_anything) as served:
        outcome = served.tried(f"estimates/{rule}")
    assert outcome.verdict == "skipped"
    assert "a factor fits even" in outcome.reason


def test_a_factor_that_is_not_of_money_is_not_wrong() -> None:
    change = edited(CREATE, lambda body: body["emission_factor"].update(denominator_unit="kg"))
    with wrong(change) as served:
        outcome = served.tried("estimates/value-is-converted")
    assert outcome.verdict == "skipped"
    assert "for a kg" in outcome.reason


def test_a_target_without_a_factor_falls_back_to_none() -> None:
    with wrong(answering(CREATE, 204, {})) as served:
        outcome = served.tried("estimates/fallback-finds-another-region")
    assert outcome.verdict == "skipped"
    assert "there is no factor" in outcome.reason


def factor(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda body: body["emission_factor"]["gas_emissions"].update(members)


BREAKDOWN = {"source": "inferred_from_fuel", "wtt_co2e": "1", "ttw_co2e": "100"}
PARTS = {
    "wtt": {"amount": "1", "unit": "t"},
    "ttw": {"amount": "1", "unit": "t"},
    "unknown": {"amount": "0", "unit": "t"},
}


def parts_in_kilograms(body: dict[str, Any]) -> None:
    for part in (body["mass"]["wtw_details"] or {}).values():
        part.update(amount=str(Decimal(part["amount"]) * 1000), unit="kg")


WRONG_ESTIMATES: list[Any] = [
    ("answer-is-of-the-id", GET, of(id="another")),
    ("answer-is-of-the-id", UPDATE, of(id="another")),
    ("answer-is-of-the-id", ANNOTATE, of(id="another")),
    ("quote-is-of-the-mass", CREATE, lambda body: body["quote"].update(requested_quantity="1")),
    ("quote-is-of-the-mass", SHIP, heavier),
    ("mass-unit-as-asked", CREATE, lambda body: body["mass"].update(unit="kg")),
    ("mass-unit-as-asked", SHIP, lambda body: body["mass"].update(unit="mg")),
    ("parts-are-the-mass", SHIP, lambda body: body["mass"].update(wtw_details=PARTS)),
    ("parts-are-the-mass", SHIP, parts_in_kilograms),
    ("gases-are-within-the-factor", CREATE, factor(co2="100")),
    ("gases-are-within-the-factor", GET, factor(methane="100")),
    ("gases-are-within-the-factor", UPDATE, factor(wtw_breakdown=BREAKDOWN)),
    ("mass-of-value-and-factor", CREATE, heavier),
    ("mass-of-value-and-factor", GET, factor(co2e="2")),
    ("mass-of-value-and-factor", UPDATE, of(exchange_rate="2")),
    ("mass-of-value-and-factor", ANNOTATE, of(diet_factor="2")),
    ("mass-of-activity-and-intensity", SHIP, heavier),
    (
        "mass-of-activity-and-intensity",
        SHIP,
        lambda body: body["activity"] and body["activity"].update(value="1"),
    ),
    (
        "mass-of-activity-and-intensity",
        SHIP,
        lambda body: body["intensity"] and body["intensity"]["wtt"].update(amount="999"),
    ),
    ("conversion-is-told", SHIP, of(shipment_conversion_method="average_cargo_type")),
    ("conversion-is-told", SHIP, of(shipment_conversion_method=None)),
    ("way-is-told", SHIP, of(route={})),
    ("way-is-told", SHIP, of(distance_calculation_method="osrm")),
    ("distance-as-given", SHIP, of(distance_calculation_method="osrm")),
    ("distance-as-given", SHIP, of(raw_distance={"amount": "573", "unit": "km"})),
    ("distances-agree", SHIP, of(adjusted_distance={"amount": "573", "unit": "km"})),
    ("marks-are-false-by-default", CREATE, of(is_transaction=True)),
    ("marks-are-false-by-default", UPDATE, of(is_transaction=True)),
    ("marks-are-false-by-default", SHIP, of(is_shipment=True)),
    ("dates-as-given", CREATE, of(transaction_processed_at=None)),
    ("dates-as-given", CREATE, of(transaction_processed_at="2024-09-02T08:15:31Z")),
    ("dates-as-given", SHIP, of(shipped_at="2023-11-20T10:20:31Z")),
    ("annotations-as-given", ANNOTATE, of(is_transaction=True)),
    ("annotations-as-given", ANNOTATE, of(metadata={})),
    ("annotations-as-given", ANNOTATE, of(transaction_processed_at="2023-07-17T14:30:01Z")),
]


@pytest.mark.parametrize(("invariant", "operation", "edit"), WRONG_ESTIMATES)
def test_a_wrong_estimate_is_told(
    invariant: str, operation: str, edit: Callable[[Any], object]
) -> None:
    with wrong(edited(operation, edit)) as served:
        session = served.session(f"estimates/{invariant}")
        several(served, session)
        assert set(session.broken) == {(f"estimates/{invariant}", operation)}


def several(served: Served, session: Any) -> None:
    """Make estimates of all kinds, and change them."""
    trial = served.trial(session, CREATE)
    trial.estimate()
    estimate = trial.estimate(is_transaction=None, transaction_processed_at=None)
    path = {"id": estimate.text("id")}
    annotations: dict[str, Any] = {
        "is_transaction": False,
        "transaction_processed_at": "2023-07-17T14:30:00Z",
        "metadata": {"a": "b"},
    }
    trial.call(GET, path=path)
    trial.call(ANNOTATE, annotations, path=path)
    trial.call(UPDATE, trial.body(UPDATE), path=path)
    trial.place(SHIP, is_shipment=None)
    for body in document.operation(SHIP).bodies:
        trial.call(SHIP, body)
    shipment: JSON = {"containers": "2", "cargo_type": "lightweight"}
    trial.place(SHIP, shipment=shipment, method="warehouse_chilled", route=None)


def test_a_body_with_204_is_told() -> None:
    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        return answer if answer.status != 204 else with_json(answer, {})

    with wrong(change) as served:
        session = served.session("estimates/no-match-has-no-body")
        trial = served.trial(session, CREATE)
        trial.call(CREATE, trial.body(CREATE, merchant={"search_term": "q", "country_code": "USA"}))
        assert set(session.broken) == {("estimates/no-match-has-no-body", CREATE)}


def test_sound_estimates_break_nothing() -> None:
    with sound() as served:
        session = served.session(*INVARIANTS)
        several(served, session)
        assert not session.broken


def test_every_statement_is_shown_to_fire() -> None:
    assert rules("estimates") == {f"estimates/{each[0]}" for each in WRONG}
    assert invariants("estimates") == {f"estimates/{each[0]}" for each in WRONG_ESTIMATES} | {
        "estimates/no-match-has-no-body"
    }
