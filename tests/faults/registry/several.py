"""Faults of several estimates at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from lune_mock import Answer, Sandbox
from lune_mock.json_values import canonical

from .making import OK, Ask, Faults, Shown, asks, bare, estimates, read, refused, told
from .operations import BATCH, ESTIMATES, FIND_TRANSACTION, MULTI_MATCH
from .request import Record, Request

batch = Faults("batch")
multi_match = Faults("multi_match")

MOST = 100


def _items(request: Request) -> list[Any]:
    return request.json if isinstance(request.json, list) else []


def _slots(change: Callable[[list[Record]], Any]) -> Callable[[Request, Ask], Answer]:
    """Return what changes the slots of a batch."""

    def wrap(request: Request, ask: Ask) -> Answer:
        answer = ask(request)
        return told(answer, change(read(answer))) if answer.status == OK else answer

    return wrap


@batch.wraps(BATCH)
def slots_are_reversed(request: Request, ask: Ask) -> Answer:
    """A batch is answered in the order of the request."""
    return _slots(lambda slots: slots[::-1])(request, ask)


@batch.wraps(BATCH, subtle=True)
def failures_come_last(request: Request, ask: Ask) -> Answer:
    """A batch is answered in the order of the request, also when a purchase fails."""
    return _slots(lambda slots: sorted(slots, key=lambda slot: "error" in slot))(request, ask)


@batch.wraps(BATCH, subtle=True)
def no_matches_come_last(request: Request, ask: Ask) -> Answer:
    """A batch is answered in the order of the request, also when nothing matches a purchase."""
    return _slots(lambda slots: sorted(slots, key=lambda slot: not slot))(request, ask)


@batch.wraps(BATCH)
def no_match_has_no_slot(request: Request, ask: Ask) -> Answer:
    """A purchase that nothing matches holds an empty object in its place."""
    return _slots(lambda slots: [slot for slot in slots if slot])(request, ask)


@batch.wraps(BATCH)
def no_match_is_null(request: Request, ask: Ask) -> Answer:
    """A purchase that nothing matches holds an empty object, not null."""
    return _slots(lambda slots: [slot or None for slot in slots])(request, ask)


@batch.wraps(BATCH, subtle=True)
def no_match_is_an_error(request: Request, ask: Ask) -> Answer:
    """A purchase that nothing matches is no error."""
    error = {"error_code": "estimate_not_found", "message": "No emission factor fits"}
    instead = {"error": error, "errors": [error]}
    return _slots(lambda slots: [slot or instead for slot in slots])(request, ask)


@batch.wraps(BATCH, subtle=True)
def failure_has_no_slot(request: Request, ask: Ask) -> Answer:
    """A purchase that fails holds an error in its place."""
    return _slots(lambda slots: [slot for slot in slots if "error" not in slot])(request, ask)


@batch.wraps(BATCH, subtle=True)
def failure_is_an_empty_object(request: Request, ask: Ask) -> Answer:
    """A purchase that fails holds an error, which tells why."""
    return _slots(lambda slots: [{} if "error" in slot else slot for slot in slots])(request, ask)


@batch.wraps(BATCH)
def failure_refuses_the_batch(request: Request, ask: Ask) -> Answer:
    """A purchase that fails does not stop the others."""
    answer = ask(request)
    slots = read(answer) if answer.status == OK else []
    failures = [slot for slot in slots if "error" in slot]
    return told(answer, failures[0], 400) if failures else answer


@batch.wraps(BATCH, subtle=True)
def nothing_follows_a_failure(request: Request, ask: Ask) -> Answer:
    """A purchase that fails does not stop the ones after it."""

    def change(slots: list[Record]) -> list[Record]:
        first = next((n for n, slot in enumerate(slots) if "error" in slot), len(slots))
        return (
            slots[:first] + [slots[first]] * (len(slots) - first) if first < len(slots) else slots
        )

    return _slots(change)(request, ask)


@batch.installs(BATCH | FIND_TRANSACTION)
def estimates_of_a_batch_are_not_stored(sandbox: Sandbox) -> Ask:
    """The estimates of a batch are stored."""
    return _not_stored(sandbox, BATCH)


def _not_stored(sandbox: Sandbox, operations: frozenset[str]) -> Ask:
    ask = asks(sandbox)
    made: set[str] = set()

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if request.operation in operations and answer.status == OK:
            made.update(each["id"] for each in estimates(read(answer)))
        is_found = request.operation in FIND_TRANSACTION and answer.status == OK
        if is_found and read(answer)["id"] in made:
            return refused(answer, 404, "estimate_not_found", "There is no such estimate")
        return answer

    return wrap


@batch.installs(BATCH, seen_at=FIND_TRANSACTION, subtle=True)
def keys_of_a_batch_are_shown_and_not_kept(sandbox: Sandbox) -> Ask:
    """A repeated idempotency key of a purchase in a batch makes no second estimate."""
    ask = Shown(sandbox, ESTIMATES, estimates)

    def wrap(request: Request) -> Answer:
        items = _items(request)
        if request.operation not in BATCH or not all(isinstance(each, dict) for each in items):
            return ask(request)
        rest = [
            {name: v for name, v in each.items() if name != "idempotency_key"} for each in items
        ]
        answer = ask(request.with_json(rest))
        if answer.status != OK:
            return answer
        for item, slot in zip(items, read(answer), strict=True):
            if "id" in slot and "idempotency_key" in item:
                shown = {"idempotency_key": item["idempotency_key"], "request": item}
                ask.instead[slot["id"]] = shown
        return ask.show(answer, request)

    return wrap


@batch.wraps(BATCH, subtle=True)
def largest_batch_is_refused(request: Request, ask: Ask) -> Answer:
    """A batch holds up to 100 purchases."""
    return ask(request.with_json([]) if len(_items(request)) == MOST else request)


@batch.wraps(BATCH, subtle=True)
def batch_may_be_larger(request: Request, ask: Ask) -> Answer:
    """A batch of more than 100 purchases is refused."""
    items = _items(request)
    if len(items) <= MOST or len(request.body) > 100_000:
        return ask(request)
    first, second = ask(request.with_json(items[:MOST])), ask(request.with_json(items[MOST:]))
    if not first.status == second.status == OK:
        return first if first.status != OK else second
    return told(first, read(first) + read(second))


@batch.wraps(BATCH, subtle=True)
def too_large_a_batch_is_cut(request: Request, ask: Ask) -> Answer:
    """A batch of more than 100 purchases is refused as a whole."""
    items = _items(request)
    return ask(request.with_json(items[:MOST]) if len(items) > MOST else request)


@batch.wraps(BATCH, subtle=True)
def empty_batch_is_taken(request: Request, ask: Ask) -> Answer:
    """A batch holds at least one purchase."""
    answer = ask(request)
    return told(answer, []) if request.json == [] and answer.status == 400 else answer


@batch.wraps(BATCH, subtle=True)
def single_purchase_is_taken_for_a_batch(request: Request, ask: Ask) -> Answer:
    """The body of a batch is a list."""
    is_single = isinstance(request.json, dict)
    return ask(request.with_json([request.json]) if is_single else request)


@batch.wraps(BATCH, subtle=True)
def equal_purchases_are_one(request: Request, ask: Ask) -> Answer:
    """Each purchase of a batch is estimated by itself, equal ones as well."""
    answer = ask(request)
    if answer.status != OK:
        return answer
    seen: dict[bytes, Record] = {}
    slots = [
        seen.setdefault(canonical(item), slot)
        for item, slot in zip(_items(request), read(answer), strict=True)
    ]
    return told(answer, slots)


@batch.wraps(BATCH, subtle=True)
def last_slot_is_left_out(request: Request, ask: Ask) -> Answer:
    """A batch has a slot for each purchase, for the tenth and those after it as well."""
    return _slots(lambda slots: slots[:-1] if len(slots) >= 10 else slots)(request, ask)


def _limited(request: Request, limit: str) -> Request:
    query = urlencode({**request.query, "limit": limit})
    return replace(request, target=f"{request.path}?{query}")


@multi_match.requests(MULTI_MATCH)
def limit_of_matches_is_ignored(request: Request) -> Request:
    """At most as many matches are answered as the limit says."""
    is_sound = request.query.get("limit") in {"1", "2", "3", "4"}
    return _limited(request, "5") if is_sound else request


@multi_match.requests(MULTI_MATCH, subtle=True)
def limit_of_matches_may_be_missing(request: Request) -> Request:
    """The limit is required."""
    return request if "limit" in request.query else _limited(request, "5")


@multi_match.requests(MULTI_MATCH, subtle=True)
def limit_of_matches_may_be_larger(request: Request) -> Request:
    """The limit is 1 to 5."""
    limit = request.query.get("limit", "")
    return _limited(request, "5") if limit.isdecimal() and int(limit) > 5 else request


@multi_match.wraps(MULTI_MATCH, subtle=True)
def no_matches_may_be_asked_for(request: Request, ask: Ask) -> Answer:
    """The limit is at least 1."""
    answer = ask(request)
    is_none = request.query.get("limit") == "0" and answer.status == 400
    return told(answer, {"estimates": []}) if is_none else answer


@multi_match.wraps(MULTI_MATCH, subtle=True)
def largest_limit_of_matches_is_refused(request: Request, ask: Ask) -> Answer:
    """The limit may be 5."""
    return ask(_limited(request, "6") if request.query.get("limit") == "5" else request)


@multi_match.requests(MULTI_MATCH, subtle=True)
def one_match_too_few(request: Request) -> Request:
    """As many matches are answered as the limit says, where there are so many."""
    limit = request.query.get("limit", "")
    return _limited(request, str(int(limit) - 1)) if limit in {"2", "3", "4", "5"} else request


def _found(change: Callable[[list[Record]], Any]) -> Callable[[Request, Ask], Answer]:
    """Return what changes the estimates of several factors."""

    def wrap(request: Request, ask: Ask) -> Answer:
        answer = ask(request)
        if answer.status != OK:
            return answer
        return told(answer, {"estimates": change(read(answer)["estimates"])})

    return wrap


@multi_match.wraps(MULTI_MATCH)
def worst_match_is_first(request: Request, ask: Ask) -> Answer:
    """The most confident match is first."""
    return _found(lambda found: found[::-1])(request, ask)


@multi_match.wraps(MULTI_MATCH)
def matches_share_an_id(request: Request, ask: Ask) -> Answer:
    """Each match is an estimate with its own id."""
    return _found(lambda found: [{**each, "id": found[0]["id"]} for each in found])(request, ask)


@multi_match.wraps(MULTI_MATCH, subtle=True)
def matches_are_filled_up(request: Request, ask: Ask) -> Answer:
    """There is one estimate for each emission factor."""
    answer = ask(request)
    found = read(answer)["estimates"] if answer.status == OK else []
    missing = int(request.query["limit"]) - len(found) if found else 0
    return told(answer, {"estimates": found + found[-1:] * missing}) if missing else answer


@multi_match.wraps(MULTI_MATCH)
def matches_share_the_best_factor(request: Request, ask: Ask) -> Answer:
    """Each match has an emission factor of its own."""
    return _found(
        lambda found: [{**each, "emission_factor": found[0]["emission_factor"]} for each in found]
    )(request, ask)


@multi_match.wraps(MULTI_MATCH)
def nothing_matches_is_no_content(request: Request, ask: Ask) -> Answer:
    """When nothing matches, the answer is 200 with an empty list."""
    answer = ask(request)
    is_nothing = answer.status == OK and not read(answer)["estimates"]
    return bare(answer, 204) if is_nothing else answer


@multi_match.wraps(MULTI_MATCH, subtle=True)
def nothing_matches_is_not_found(request: Request, ask: Ask) -> Answer:
    """That nothing matches is no error."""
    answer = ask(request)
    is_nothing = answer.status == OK and not read(answer)["estimates"]
    return bare(answer, 404) if is_nothing else answer


@multi_match.wraps(MULTI_MATCH)
def matches_are_a_bare_list(request: Request, ask: Ask) -> Answer:
    """The matches are the property estimates of an object."""
    answer = ask(request)
    return told(answer, read(answer)["estimates"]) if answer.status == OK else answer


@multi_match.installs(MULTI_MATCH | FIND_TRANSACTION, subtle=True)
def matches_are_not_stored(sandbox: Sandbox) -> Ask:
    """Each match is a stored estimate."""
    return _not_stored(sandbox, MULTI_MATCH)


@multi_match.installs(MULTI_MATCH | FIND_TRANSACTION, subtle=True)
def only_the_best_match_is_stored(sandbox: Sandbox) -> Ask:
    """Each match is a stored estimate, not the best one only."""
    ask = asks(sandbox)
    made: set[str] = set()

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if request.operation in MULTI_MATCH and answer.status == OK:
            made.update(each["id"] for each in read(answer)["estimates"][1:])
        is_found = request.operation in FIND_TRANSACTION and answer.status == OK
        if is_found and read(answer)["id"] in made:
            return refused(answer, 404, "estimate_not_found", "There is no such estimate")
        return answer

    return wrap


@multi_match.installs({"createOrderByEstimate"}, subtle=True)
def only_the_best_match_can_be_ordered(sandbox: Sandbox) -> Ask:
    """Each match can be ordered."""
    ask = asks(sandbox)
    made: set[str] = set()

    def wrap(request: Request) -> Answer:
        if request.record.get("estimate_id") in made:
            answer = ask(request.get("/orders"))
            return refused(answer, 400, "estimate_not_found", "There is no such estimate")
        answer = ask(request)
        if request.operation in MULTI_MATCH and answer.status == OK:
            made.update(each["id"] for each in read(answer)["estimates"][1:])
        return answer

    return wrap


@multi_match.requests(MULTI_MATCH, subtle=True)
def several_matches_take_a_key(request: Request) -> Request:
    """What is estimated with several factors has no idempotency key and no annotations."""
    extra = {"idempotency_key", "is_transaction", "transaction_processed_at"}
    return request.without(*extra) if extra & request.record.keys() else request


@multi_match.answers(MULTI_MATCH, estimates, subtle=True)
def echo_of_a_match_is_the_merchant_alone(estimate: Record, _: Request) -> None:
    """The request in each match is what was asked."""
    asked = estimate["request"]
    estimate["request"] = {name: asked[name] for name in ("value", "merchant")}
