"""Faults of estimates of purchases and shipments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lune_mock import Answer, Sandbox
from lune_mock.amounts import cut, text

from .making import (
    OK,
    Ask,
    Faults,
    Shown,
    asks,
    bare,
    quotes,
    read,
    refused,
    told,
)
from .making import estimates as estimates_of
from .operations import (
    BATCH,
    CREATE_ORDER,
    CREATE_TRANSACTION,
    ESTIMATES,
    FIND_ORDER,
    FIND_TRANSACTION,
    LIST_ORDERS,
    MULTI_MATCH,
    PATCH,
    PUT,
    SHIPPING,
    TRANSACTIONS,
)
from .request import Record, Request

estimates = Faults("estimates")

ORDER = frozenset({"createOrderByEstimate"})
ANEW = CREATE_TRANSACTION | PUT | BATCH | MULTI_MATCH


def _before(request: Request, ask: Ask) -> Record:
    """Return the estimate that a request is about, as it is; empty where there is none."""
    id_ = request.parameters.get("id", "-")
    answer = ask(request.get(f"/estimates/transactions/{id_}"))
    return read(answer) if answer.status == OK else {}


# What is asked again.


@estimates.installs(FIND_TRANSACTION)
def fetched_estimate_is_as_it_was_created(sandbox: Sandbox) -> Ask:
    """A fetched estimate is as it was last calculated and annotated."""
    ask = asks(sandbox)
    first: dict[str, Record] = {}

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if answer.status == OK and request.operation in TRANSACTIONS - PUT - PATCH:
            document = read(answer)
            for each in estimates_of(document):
                kept = first.setdefault(each["id"], dict(each))
                each.update(kept)
            return told(answer, document)
        return answer

    return wrap


@estimates.installs(PUT)
def update_makes_another_estimate(sandbox: Sandbox) -> Ask:
    """The id of an estimate stays when it is calculated again."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if request.operation not in PUT or answer.status != OK:
            return answer
        create = replace(request, method="POST", target="/v1/estimates/transactions")
        return ask(create.without("idempotency_key"))

    return wrap


def _kept_on_update(sandbox: Sandbox, *names: str) -> Ask:
    """Return how to ask where an update leaves some properties as they were."""
    ask = Shown(sandbox, ESTIMATES, estimates_of)
    sound = asks(sandbox)

    def wrap(request: Request) -> Answer:
        if request.operation not in PUT:
            return ask(request)
        before = _before(request, ask)
        answer = sound(request)
        if answer.status == OK and before:
            kept = {name: before[name] for name in names}
            ask.instead[before["id"]] = kept
        return ask.show(answer, request)

    return wrap


@estimates.installs(PUT, seen_at=FIND_TRANSACTION)
def update_does_not_calculate(sandbox: Sandbox) -> Ask:
    """An update calculates the estimate again."""
    return _kept_on_update(sandbox, "mass", "quote")


@estimates.installs(PUT, seen_at=FIND_TRANSACTION, subtle=True)
def update_does_not_price(sandbox: Sandbox) -> Ask:
    """The quote in an estimate is that of its mass, after an update as well."""
    return _kept_on_update(sandbox, "quote")


@estimates.installs(PUT, seen_at=FIND_TRANSACTION, subtle=True)
def update_keeps_the_echo(sandbox: Sandbox) -> Ask:
    """The request in an estimate is what was asked last."""
    return _kept_on_update(sandbox, "request")


@estimates.installs(PUT, seen_at=FIND_TRANSACTION, subtle=True)
def update_keeps_the_emission_factor(sandbox: Sandbox) -> Ask:
    """The emission factor in an estimate is the one that was used."""
    return _kept_on_update(sandbox, "emission_factor", "exchange_rate", "exchange_rate_date")


def _instead(sandbox: Sandbox, operations: frozenset[str], name: str, value: Any) -> Ask:
    """Return how to ask where a property that a request leaves out becomes a value."""
    ask = Shown(sandbox, ESTIMATES, estimates_of)
    sound = asks(sandbox)

    def wrap(request: Request) -> Answer:
        answer = sound(request)
        if request.operation in operations and answer.status == OK:
            id_ = request.parameters["id"]
            if name in request.record:
                ask.instead.pop(id_, None)
            else:
                ask.instead[id_] = {name: value(sandbox) if callable(value) else value}
        return ask.show(answer, request)

    return wrap


def _now(sandbox: Sandbox) -> str:
    moment = sandbox.control.now().replace(tzinfo=None)
    return f"{moment.isoformat(timespec='milliseconds')}Z"


@estimates.installs(PUT, seen_at=FIND_TRANSACTION, subtle=True)
def update_forgets_when_it_was_processed(sandbox: Sandbox) -> Ask:
    """transaction_processed_at stays as it is on an update that leaves it out."""
    return _instead(sandbox, PUT, "transaction_processed_at", _now)


@estimates.installs(PATCH, seen_at=FIND_TRANSACTION)
def annotation_forgets_that_a_purchase_is_real(sandbox: Sandbox) -> Ask:
    """What the annotations leave out stays as it is; is_transaction, for one."""
    return _instead(sandbox, PATCH, "is_transaction", value=False)


@estimates.installs(PATCH, seen_at=FIND_TRANSACTION, subtle=True)
def annotation_forgets_when_it_was_processed(sandbox: Sandbox) -> Ask:
    """What the annotations leave out stays as it is; transaction_processed_at, for one."""
    return _instead(sandbox, PATCH, "transaction_processed_at", _now)


@estimates.installs(PATCH, seen_at=FIND_TRANSACTION)
def annotation_forgets_the_metadata(sandbox: Sandbox) -> Ask:
    """What the annotations leave out stays as it is; metadata, for one."""
    return _instead(sandbox, PATCH, "metadata", {})


@estimates.requests(PATCH, seen_at=FIND_TRANSACTION, subtle=True)
def empty_annotations_clear_the_metadata(request: Request) -> Request:
    """Annotations that name nothing change nothing."""
    return request.with_json({"metadata": {}}) if request.json == {} else request


@estimates.wraps(PATCH, subtle=True)
def empty_annotations_are_refused(request: Request, ask: Ask) -> Answer:
    """Annotations may name nothing."""
    answer = ask(request)
    if request.json != {} or answer.status != OK:
        return answer
    return refused(answer, 400, "validation_error", "Give at least one annotation")


@estimates.wraps(PATCH, seen_at=FIND_TRANSACTION)
def annotations_are_told_and_not_kept(request: Request, ask: Ask) -> Answer:
    """What the annotations give is kept."""
    before = _before(request, ask)
    changes = ("is_transaction", "transaction_processed_at", "metadata")
    answer = ask(request)
    if answer.status == OK:
        undone = {name: before[name] for name in changes if name in before}
        ask(request.with_json(undone))
    return answer


@estimates.wraps(PATCH, seen_at=FIND_TRANSACTION, subtle=True)
def annotation_is_answered_as_it_was_before(request: Request, ask: Ask) -> Answer:
    """Annotations are answered with the estimate as it is then."""
    before = _before(request, ask)
    answer = ask(request)
    return told(answer, before) if answer.status == OK else answer


@estimates.wraps(PUT, seen_at=FIND_TRANSACTION)
def update_may_be_partial(request: Request, ask: Ask) -> Answer:
    """An update is no partial one: value and merchant are required."""
    if {"value", "merchant"} <= request.record.keys():
        return ask(request)
    asked = _before(request, ask).get("request", {})
    kept = {name: asked[name] for name in asked.keys() & {"value", "merchant"}}
    return ask(request.with_json({**kept, **request.record}))


# What nothing matches.


@estimates.wraps(CREATE_TRANSACTION | PUT)
def no_match_is_an_empty_object(request: Request, ask: Ask) -> Answer:
    """A purchase that no factor fits is answered 204, without a body."""
    answer = ask(request)
    return told(answer, {}) if answer.status == 204 else answer


@estimates.wraps(CREATE_TRANSACTION)
def no_match_is_not_found(request: Request, ask: Ask) -> Answer:
    """A purchase that no factor fits is answered 204, and nothing else."""
    answer = ask(request)
    if answer.status != 204:
        return answer
    return refused(answer, 404, "estimate_not_found", "No emission factor fits")


@estimates.wraps(PUT, subtle=True)
def no_match_of_an_update_is_refused(request: Request, ask: Ask) -> Answer:
    """An update that no factor fits is answered 204."""
    answer = ask(request)
    if answer.status != 204:
        return answer
    return refused(answer, 400, "validation_error", "No emission factor fits")


@estimates.installs(FIND_TRANSACTION | PUT, subtle=True)
def update_without_a_match_removes_the_estimate(sandbox: Sandbox) -> Ask:
    """An update that no factor fits stores nothing; the estimate stays."""
    ask = asks(sandbox)
    gone: set[str] = set()

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if request.operation in PUT and answer.status == 204:
            gone.add(request.parameters["id"])
        is_found = request.operation in FIND_TRANSACTION and answer.status == OK
        if is_found and read(answer)["id"] in gone:
            return refused(answer, 404, "estimate_not_found", "No such estimate")
        return answer

    return wrap


@estimates.wraps(CREATE_TRANSACTION, subtle=True)
def no_match_is_a_general_factor(request: Request, ask: Ask) -> Answer:
    """A purchase that no factor fits has no estimate."""
    answer = ask(request)
    if answer.status != 204:
        return answer
    return ask(request.with_changes(merchant={"category_code": "5818", "country_code": "USA"}))


# What an estimate is computed from.

DIETS = {"high_meat_eater", "medium_meat_eater", "low_meat_eater", "fish_eater", "vegetarian",
         "vegan"}  # fmt: skip


def _without(asked: Record, name: str, values: set[str]) -> Record:
    """Return what is asked without a property, if that has one of the values."""
    if asked.get(name) not in values:
        return asked
    return {each: value for each, value in asked.items() if each != name}


@estimates.misreads(ANEW, seen_at=FIND_TRANSACTION)
def value_is_cut_to_whole_units(purchase: Record) -> Record:
    """Emissions are in proportion to the value, which may have a fraction."""
    value = purchase.get("value")
    amount = value.get("value") if isinstance(value, dict) else None
    if not isinstance(amount, str) or not re.fullmatch(r"\d+\.\d+", amount) or not value:
        return purchase
    return {**purchase, "value": {**value, "value": amount.split(".")[0]}}


@estimates.misreads(ANEW, seen_at=FIND_TRANSACTION, subtle=True)
def large_value_is_cut(purchase: Record) -> Record:
    """Emissions are in proportion to the value, however large it is."""
    value = purchase.get("value")
    amount = value.get("value") if isinstance(value, dict) else None
    if not isinstance(amount, str) or not re.fullmatch(r"\d{5,}", amount) or not value:
        return purchase
    return {**purchase, "value": {**value, "value": "9999"}}


@estimates.misreads(ANEW, seen_at=FIND_TRANSACTION, subtle=True)
def diet_is_ignored(purchase: Record) -> Record:
    """The emissions of food are multiplied by the factor of the diet."""
    return _without(purchase, "diet", DIETS)


@estimates.misreads(ANEW, seen_at=FIND_TRANSACTION, subtle=True)
def region_falls_back(purchase: Record) -> Record:
    """A factor of another region is used only when region_fallback says always."""
    is_purchase = "merchant" in purchase and "region_fallback" not in purchase
    return {**purchase, "region_fallback": "always"} if is_purchase else purchase


@estimates.misreads(ANEW, seen_at=FIND_TRANSACTION, subtle=True)
def region_never_falls_back(purchase: Record) -> Record:
    """With region_fallback always a factor of another region is used."""
    return _without(purchase, "region_fallback", {"always"})


@estimates.misreads(ANEW, seen_at=FIND_TRANSACTION, subtle=True)
def euros_are_taken_for_dollars(purchase: Record) -> Record:
    """A value in another currency is converted to that of the factor."""
    value = purchase.get("value")
    if not isinstance(value, dict) or value.get("currency") != "EUR":
        return purchase
    return {**purchase, "value": {**value, "currency": "USD"}}


@estimates.misreads(CREATE_TRANSACTION | PUT, seen_at=FIND_TRANSACTION, subtle=True)
def truncation_of_a_quote_is_ignored(purchase: Record) -> Record:
    """The quote in an estimate takes quantity_trunc."""
    return _without(purchase, "quantity_trunc", {"g", "kg", "t"})


@estimates.misreads(SHIPPING, subtle=True)
def containers_are_counted_whole(asked: Record) -> Record:
    """Containers are counted in TEU, which may have a fraction."""
    load = asked.get("shipment")
    if not isinstance(load, dict) or not re.fullmatch(r"\d+\.\d+", str(load.get("containers"))):
        return asked
    return {**asked, "shipment": {**load, "containers": str(load["containers"]).split(".")[0]}}


@estimates.misreads(SHIPPING, subtle=True)
def miles_are_taken_for_kilometres(asked: Record) -> Record:
    """A distance may be in miles."""
    route = asked.get("route")
    if not isinstance(route, dict) or route.get("unit") != "mi":
        return asked
    return {**asked, "route": {**route, "unit": "km"}}


@estimates.misreads(SHIPPING)
def mass_of_a_load_is_in_tonnes(asked: Record) -> Record:
    """The mass of a load has a unit: g, kg or t."""
    load = asked.get("shipment")
    mass = load.get("mass") if isinstance(load, dict) else None
    if not isinstance(mass, dict) or mass.get("unit") not in {"g", "kg"}:
        return asked
    return {**asked, "shipment": {**load, "mass": {**mass, "unit": "t"}}} if load else asked


@estimates.misreads(SHIPPING, subtle=True)
def refrigeration_is_ignored(asked: Record) -> Record:
    """A refrigerated load emits more."""
    method = asked.get("method")
    if isinstance(method, str):
        return {**asked, "method": method.removesuffix("_refrigerated")}
    if not isinstance(method, dict) or "refrigerated" not in method:
        return asked
    return {**asked, "method": {name: method[name] for name in method if name != "refrigerated"}}


# How an estimate is told.


@estimates.requests(SHIPPING)
def unit_of_the_estimate_is_ignored(request: Request) -> Request:
    """The estimated mass is in the unit that estimate_mass_unit names."""
    unit = request.query.get("estimate_mass_unit")
    return replace(request, target=request.path) if unit in {"mg", "g", "kg"} else request


def _masses(estimate: Record) -> Iterator[Record]:
    yield from (estimate["mass"]["wtw_details"] or {}).values()


@estimates.wraps(SHIPPING, subtle=True)
def unit_is_changed_and_the_amount_is_not(request: Request, ask: Ask) -> Answer:
    """The estimated mass is the same in every unit."""
    unit = request.query.get("estimate_mass_unit", "t")
    answer = ask(request)
    if answer.status != OK or unit == "t":
        return answer
    document = read(ask(replace(request, target=request.path)))
    for mass in (document["mass"], *_masses(document)):
        mass["unit"] = unit
    return told(answer, document)


@estimates.answers(SHIPPING, estimates_of, subtle=True)
def parts_of_the_mass_are_in_tonnes(estimate: Record, _: Request) -> None:
    """The parts of the estimated mass are in the unit of the whole."""
    places = {"mg": 9, "g": 6, "kg": 3, "t": 0}[estimate["mass"]["unit"]]
    for part in _masses(estimate):
        part["amount"] = text(Decimal(part["amount"]).scaleb(-places))
        part["unit"] = "t"


@estimates.answers(SHIPPING, estimates_of, subtle=True)
def part_of_the_mass_is_left_out(estimate: Record, _: Request) -> None:
    """Well to tank, tank to wheel and what is unknown add up to the estimated mass."""
    for part in list(_masses(estimate))[:1]:
        part["amount"] = "0"


@estimates.answers(SHIPPING, estimates_of, subtle=True)
def quote_is_in_the_unit_of_the_estimate(estimate: Record, _: Request) -> None:
    """The quantities of a quote are in tonnes, whatever estimate_mass_unit is."""
    if "error" not in estimate["quote"]:
        estimate["quote"]["requested_quantity"] = estimate["mass"]["amount"]


@estimates.answers(ESTIMATES, quotes)
def quote_is_for_whole_kilograms(quote: Record, _: Request) -> None:
    """requested_quantity of the quote in an estimate is its mass in tonnes."""
    quote["requested_quantity"] = text(cut(Decimal(quote["requested_quantity"]), 3))


@estimates.wraps(CREATE_TRANSACTION | SHIPPING, subtle=True)
def estimate_that_cannot_be_priced_is_refused(request: Request, ask: Ask) -> Answer:
    """An estimate whose offset cannot be priced has the reason in place of the quote."""
    answer = ask(request)
    if answer.status != OK or "error" not in read(answer)["quote"]:
        return answer
    return told(answer, read(answer)["quote"], 400)


@estimates.answers(ESTIMATES, estimates_of, subtle=True)
def quote_that_cannot_be_priced_is_null(estimate: Record, _: Request) -> None:
    """A quote is a quote, or the reason why there is none."""
    if "error" in estimate["quote"]:
        estimate["quote"] = None


@estimates.answers(TRANSACTIONS, estimates_of, subtle=True)
def exchange_rate_is_the_inverse(estimate: Record, _: Request) -> None:
    """exchange_rate is what the value was multiplied by to reach the currency of the factor."""
    if estimate["exchange_rate"] is not None:
        rate = round(1 / Decimal(estimate["exchange_rate"]), 6)
        estimate["exchange_rate"] = text(rate)


@estimates.answers(TRANSACTIONS, estimates_of, subtle=True)
def diet_factor_is_not_told(estimate: Record, _: Request) -> None:
    """diet_factor is what the factor was multiplied by for the diet."""
    estimate["diet_factor"] = None


@estimates.answers(SHIPPING | CREATE_TRANSACTION, estimates_of)
def estimate_is_real_unless_said(estimate: Record, request: Request) -> None:
    """is_transaction and is_shipment are false when they are left out."""
    for name in ("is_transaction", "is_shipment"):
        if name in estimate and name not in request.record:
            estimate[name] = True


@estimates.answers(SHIPPING, estimates_of, subtle=True)
def moment_of_a_shipment_is_now(estimate: Record, _: Request) -> None:
    """shipped_at is what was given."""
    estimate["shipped_at"] = estimate["created_at"]


@estimates.answers(FIND_TRANSACTION, estimates_of)
def fetched_estimate_has_no_metadata(estimate: Record, _: Request) -> None:
    """A fetched estimate has its metadata."""
    estimate.pop("metadata", None)


@estimates.answers({"getTransactionEstimateByIdempotencyKey"}, estimates_of, subtle=True)
def estimate_found_by_key_does_not_tell_it(estimate: Record, _: Request) -> None:
    """An estimate tells its idempotency key, however it is found."""
    estimate.pop("idempotency_key", None)


# What is ordered of an estimate.


@contextmanager
def _changed(sandbox: Sandbox, request: Request, **changes: Any) -> Iterator[None]:
    """Let the estimate that is ordered be another one for the time of the request."""
    account = request.account or sandbox.account.id
    id_ = str(request.record.get("estimate_id"))
    with sandbox._state.turn() as world:
        shelf = world.store.of(account).estimates
        before = shelf.get(id_)
        if before is None:
            yield
            return
        shelf._by_id[id_] = replace(before, **changes)
        yield
        is_ordered = shelf._by_id[id_].ordered
        shelf._by_id[id_] = replace(before, ordered=is_ordered)


@estimates.installs(ORDER)
def estimate_can_be_ordered_twice(sandbox: Sandbox) -> Ask:
    """An estimate can be ordered once."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        if request.operation not in ORDER:
            return ask(request)
        with _changed(sandbox, request, ordered=False):
            return ask(request)

    return wrap


@estimates.installs(ORDER, subtle=True)
def updated_estimate_can_be_ordered_again(sandbox: Sandbox) -> Ask:
    """An estimate can be ordered once, also when it is calculated again."""
    ask = asks(sandbox)
    updated: set[str] = set()

    def wrap(request: Request) -> Answer:
        if request.operation in PUT:
            updated.add(request.parameters["id"])
        id_ = request.record.get("estimate_id")
        if request.operation not in ORDER or id_ not in updated:
            return ask(request)
        updated.remove(id_)
        with _changed(sandbox, request, ordered=False):
            return ask(request)

    return wrap


@estimates.installs(ORDER, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def updated_estimate_is_ordered_as_it_was(sandbox: Sandbox) -> Ask:
    """An order by estimate is for the mass that was calculated last."""
    ask = asks(sandbox)
    first: dict[str, Decimal] = {}

    def wrap(request: Request) -> Answer:
        if request.operation in PUT and (before := _before(request, ask)):
            first.setdefault(before["id"], Decimal(before["mass"]["amount"]))
        id_ = request.record.get("estimate_id")
        if request.operation not in ORDER or id_ not in first:
            return ask(request)
        with _changed(sandbox, request, tonnes=first[id_]):
            return ask(request)

    return wrap


@estimates.installs(ORDER, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def estimate_in_kilograms_is_ordered_in_tonnes(sandbox: Sandbox) -> Ask:
    """An order by estimate is for its mass, whatever unit that was told in."""
    ask = asks(sandbox)
    told_in_kg: dict[str, Decimal] = {}

    def wrap(request: Request) -> Answer:
        id_ = request.record.get("estimate_id")
        if request.operation in ORDER and id_ in told_in_kg:
            with _changed(sandbox, request, tonnes=told_in_kg[id_]):
                return ask(request)
        answer = ask(request)
        unit = request.query.get("estimate_mass_unit")
        if request.operation in SHIPPING and answer.status == OK and unit == "kg":
            made = read(answer)
            told_in_kg[made["id"]] = Decimal(made["mass"]["amount"])
        return answer

    return wrap


@estimates.wraps(ORDER, subtle=True)
def shipping_estimate_cannot_be_ordered(request: Request, ask: Ask) -> Answer:
    """Shipping and transaction estimates can be ordered."""
    id_ = str(request.record.get("estimate_id"))
    found = ask(request.get(f"/estimates/transactions/{id_}"))
    if found.status == OK or not id_.isalnum():
        return ask(request)
    return refused(found, 400, "estimate_not_found", "There is no such estimate")


@estimates.requests(ORDER, seen_at=FIND_ORDER | LIST_ORDERS, subtle=True)
def metadata_of_an_order_by_estimate_is_dropped(request: Request) -> Request:
    """An order by estimate has the metadata that was given."""
    return request.without("metadata") if "metadata" in request.record else request


@estimates.answers(CREATE_ORDER & ORDER, subtle=True)
def order_by_estimate_asks_for_what_it_gets(order: Record, _: Request) -> None:
    """requested_quantity of an order by estimate is the mass of the estimate."""
    order["requested_quantity"] = order["quantity"]


@estimates.wraps(FIND_TRANSACTION, subtle=True)
def unknown_estimate_is_no_content(request: Request, ask: Ask) -> Answer:
    """An estimate that does not exist is answered 404."""
    answer = ask(request)
    return bare(answer, 204) if answer.status == 404 else answer
