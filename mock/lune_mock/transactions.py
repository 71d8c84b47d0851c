"""Transaction estimates."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from lune_mock.amounts import text
from lune_mock.calls import Call, Reply
from lune_mock.emission_factors import spend_factor
from lune_mock.emissions.spend import Match, SpendEmissions, emissions_of, matches
from lune_mock.idempotency import fingerprint, key_of, made_before, refuse_used_key
from lune_mock.json_values import boolean, encode, items, optional_text, record, string
from lune_mock.orders import quote_of_estimate
from lune_mock.refusals import Refusal, error_body, estimating
from lune_mock.store import Estimate

if TYPE_CHECKING:
    from lune_document import JSON

__all__ = [
    "create",
    "create_batch",
    "create_multi_match",
    "get",
    "get_by_idempotency_key",
    "update",
    "update_annotations",
]

_KIND = "transaction"
_KEY_IS_USED = "estimate_idempotency_already_exists"


class _Outcome(NamedTuple):
    """What fits a purchase, and what it emitted by that."""

    match: Match
    emissions: SpendEmissions


def create(call: Call) -> Reply:
    """Estimate a purchase; 204 where no emission factor fits."""
    request = record(call.body)
    call = _on_client_account(call, request)
    estimate = _create(call, request)
    if estimate is None:
        return _nothing(request)
    # Only now: a refusal and a purchase that nothing matches leave no account behind.
    call.organisation.accounts.keep(call.account)
    return Reply.of_text(estimate.document)


def create_batch(call: Call) -> Reply:
    """Estimate purchases one by one: each has its own outcome, in the order of the request."""
    slots = (_slot(call, record(request)) for request in items(call.body))
    return Reply.of_text(b"[%b]" % b",".join(slots))


def create_multi_match(call: Call) -> Reply:
    """Estimate a purchase with each of the factors that fit best."""
    request = record(call.body)
    limit = int(str(call.query["limit"]))
    estimates: list[JSON] = []
    for match in _matches(request)[:limit]:
        estimate = _new(call, request, _outcome(request, match), (), None)
        call.books.estimates.add(estimate)
        estimates.append(estimate.read())
    return Reply(200, {"estimates": estimates})


def get(call: Call) -> Reply:
    """Return an estimate by its id."""
    id_ = string(call.path["id"])
    return _found(call.books.estimates.get(id_), f"id {id_[:80]!r}")


def get_by_idempotency_key(call: Call) -> Reply:
    """Return an estimate by the caller's own key."""
    key = string(call.path["idempotency_key"])
    return _found(call.books.estimates.by_key(key), f"idempotency_key {key[:80]!r}")


def update(call: Call) -> Reply:
    """Estimate again with a whole new input; 204 where no emission factor fits.

    The id stays, and so do the key and the day of processing where the new input leaves them out.
    No source says more, so three things are choices of the sandbox: a key that is exchanged for
    another is free again; an estimate that is ordered can still be changed, and its order stays as
    it was placed; everything else that the new input leaves out is gone.
    """
    request = record(call.body)
    before = _own(call)
    key = key_of(request)
    refuse_used_key(call.books.estimates, key, before, _KEY_IS_USED)
    found = _matches(request)
    if not found:
        return _nothing(request)
    outcome = _outcome(request, found[0])
    key = key or before.key
    processed = {"transaction_processed_at": before.read()["transaction_processed_at"]}
    annotations = {**processed, **request, "idempotency_key": key}
    document = _document(call, before.id, annotations, request, outcome)
    after = replace(
        before,
        document=encode(document),
        key=key,
        tonnes=outcome.emissions.tonnes,
        requests=(*before.requests[:1], fingerprint(_KIND, request)),
    )
    call.books.estimates.replace(after)
    return Reply(200, document)


def update_annotations(call: Call) -> Reply:
    """Change the annotations that are given, and nothing else.

    A key that is exchanged for another is free again, a choice as in `update`.
    """
    changes = record(call.body)
    before = _own(call)
    key = key_of(changes)
    refuse_used_key(call.books.estimates, key, before, _KEY_IS_USED)
    if key is None:
        changes = {name: value for name, value in changes.items() if name != "idempotency_key"}
    document = {**before.read(), **changes}
    after = replace(before, document=encode(document), key=key or before.key)
    call.books.estimates.replace(after)
    return Reply(200, document)


def _found(estimate: Estimate | None, sought: str) -> Reply:
    if estimate is None or estimate.kind != _KIND:
        raise Refusal(
            404, "estimate_not_found", f"This account has no transaction estimate with the {sought}"
        )
    return Reply.of_text(estimate.document)


def _own(call: Call) -> Estimate:
    estimate = call.books.estimates.get(string(call.path["id"]))
    if estimate is None or estimate.kind != _KIND:
        raise Refusal(404)
    return estimate


def _on_client_account(call: Call, request: dict[str, JSON]) -> Call:
    """Return the call on the client account that the request names, which may be a new one."""
    if "client_account" not in request:
        return call
    wanted = record(request["client_account"])
    account = call.organisation.accounts.client(
        call.world.ids,
        name=string(wanted["name"]),
        currency_code=string(wanted["currency"]),
        handle=optional_text(wanted.get("handle")),
        key=key_of(wanted),
    )
    return replace(call, account=account)


def _slot(call: Call, request: dict[str, JSON]) -> bytes:
    try:
        estimate = _create(call, request)
    except Refusal as refusal:
        return encode(error_body(refusal.code or "validation_error", refusal.message))
    return b"{}" if estimate is None else estimate.document


def _create(call: Call, request: dict[str, JSON]) -> Estimate | None:
    key = key_of(request)
    asked = fingerprint(_KIND, request)
    made = made_before(call, call.books.estimates, key, asked, _KEY_IS_USED)
    if made is not None:
        return made
    found = _matches(request)
    if not found:
        return None
    outcome = _outcome(request, found[0])
    estimate = _new(call, request, outcome, (asked,), key)
    call.books.estimates.add(estimate)
    return estimate


def _nothing(request: dict[str, JSON]) -> Reply:
    """Return the answer to a purchase that no factor fits, with the reason beside it."""
    elsewhere = _matches({**request, "region_fallback": "always"})
    if not elsewhere:
        return Reply(204, problem="no emission factor fits what was bought")
    country = string(record(request["merchant"])["country_code"])
    return Reply(
        204,
        problem=f"no emission factor for {country};"
        f" region_fallback 'always' takes the one of {elsewhere[0].category.country_code}",
    )


def _matches(request: dict[str, JSON]) -> list[Match]:
    """Return what fits, best first."""
    merchant = record(request["merchant"])
    context = [string(each) for each in items(merchant.get("category_hierarchy", []))]
    if "category" in merchant:
        context.append(string(merchant["category"]))
    return matches(
        string(merchant["country_code"]),
        category_code=optional_text(merchant.get("category_code")),
        search_term=optional_text(merchant.get("search_term")),
        context=context,
        region_fallback=optional_text(request.get("region_fallback")),
    )


def _outcome(request: dict[str, JSON], match: Match) -> _Outcome:
    paid = record(request["value"])
    with estimating():
        emissions = emissions_of(
            match.category,
            Decimal(string(paid["value"])),
            string(paid["currency"]),
            optional_text(request.get("diet")),
        )
    return _Outcome(match, emissions)


def _new(
    call: Call,
    request: dict[str, JSON],
    outcome: _Outcome,
    requests: tuple[bytes, ...],
    key: str | None,
) -> Estimate:
    id_ = call.world.ids.new()
    document = _document(call, id_, request, request, outcome)
    return Estimate(
        id=id_,
        document=encode(document),
        key=key,
        requests=requests,
        kind=_KIND,
        tonnes=outcome.emissions.tonnes,
    )


def _document(
    call: Call,
    id_: str,
    annotations: dict[str, JSON],
    request: dict[str, JSON],
    outcome: _Outcome,
) -> dict[str, JSON]:
    match, emissions = outcome
    converted, diet_factor = emissions.currency, emissions.diet_factor
    document: dict[str, JSON] = {
        "id": id_,
        "mass": {"amount": text(emissions.tonnes), "unit": "t"},
        "quote": quote_of_estimate(call, request, emissions.tonnes),
        "search_term_match": match.term,
        # Both belong to a semantic search; this one compares words.
        "search_term_match_score": None,
        "semantic_matching_model": None,
        "emission_factor": spend_factor(match.category),
        "diet_factor": None if diet_factor is None else text(diet_factor),
        "exchange_rate": None if converted is None else text(converted.to_usd),
        "exchange_rate_date": None if converted is None else converted.date,
        "request": {name: value for name, value in request.items() if name != "client_account"},
        "external_estimate_url": None,
        "is_transaction": boolean(annotations.get("is_transaction"), default=False),
        "transaction_processed_at": annotations.get("transaction_processed_at", call.world.now()),
    }
    if "metadata" in annotations:
        document["metadata"] = annotations["metadata"]
    key = key_of(annotations)
    if key is not None:
        document["idempotency_key"] = key
    return document
