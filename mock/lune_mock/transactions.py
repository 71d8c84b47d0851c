"""Transaction estimates."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from lune_mock.amounts import GRAMS, exactly, half_up, text, tonnes
from lune_mock.calls import Call, Reply
from lune_mock.exchange import currency
from lune_mock.idempotency import fingerprint, key_of, made_before, refuse_used_key
from lune_mock.json_values import boolean, encode, items, optional_text, record, string
from lune_mock.orders import quote_of_estimate
from lune_mock.refusals import Refusal, error_body
from lune_mock.spend import Match, by_category_code, by_search, diet_multiplier, is_regional
from lune_mock.store import Estimate

if TYPE_CHECKING:
    from lune_document import JSON
    from lune_mock.exchange import Currency

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


class _Emissions(NamedTuple):
    """Emissions of a purchase, and what they were computed from."""

    match: Match
    tonnes: Decimal
    diet_factor: Decimal | None
    currency: Currency | None
    """The currency that was converted; None where the purchase was in that of the factor."""


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
    outcomes = (_outcome(call, record(request)) for request in items(call.body))
    return Reply.of_text(b"[%b]" % b",".join(outcomes))


def create_multi_match(call: Call) -> Reply:
    """Estimate a purchase with each of the factors that fit best."""
    request = record(call.body)
    limit = int(str(call.query["limit"]))
    estimates: list[JSON] = []
    for match in _matches(request)[:limit]:
        estimate = _new(call, request, _emissions(request, match), (), None)
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
    matches = _matches(request)
    if not matches:
        return _nothing(request)
    emissions = _emissions(request, matches[0])
    key = key or before.key
    processed = {"transaction_processed_at": before.read()["transaction_processed_at"]}
    annotations = {**processed, **request, "idempotency_key": key}
    document = _document(call, before.id, annotations, request, emissions)
    after = replace(
        before,
        document=encode(document),
        key=key,
        tonnes=emissions.tonnes,
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


def _outcome(call: Call, request: dict[str, JSON]) -> bytes:
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
    matches = _matches(request)
    if not matches:
        return None
    emissions = _emissions(request, matches[0])
    estimate = _new(call, request, emissions, (asked,), key)
    call.books.estimates.add(estimate)
    return estimate


def _nothing(request: dict[str, JSON]) -> Reply:
    """Return the answer to a purchase that no factor fits, with the reason beside it."""
    elsewhere = _candidates(record(request["merchant"]))
    if not elsewhere:
        return Reply(204, problem="no emission factor fits what was bought")
    country = string(record(request["merchant"])["country_code"])
    taken = elsewhere[0].found.country_codes
    return Reply(
        204,
        problem=f"no emission factor for {country};"
        f" region_fallback 'always' takes the one of {', '.join(sorted(taken))}",
    )


def _matches(request: dict[str, JSON]) -> list[Match]:
    """Return the factors that fit, best first."""
    merchant = record(request["merchant"])
    matches = _candidates(merchant)
    if request.get("region_fallback") == "always":
        return matches
    country = string(merchant["country_code"])
    return [match for match in matches if is_regional(match.found, country)]


def _candidates(merchant: dict[str, JSON]) -> list[Match]:
    """Return the factors of what was bought, of any country, best first."""
    matches: list[Match] = []
    if "category_code" in merchant:
        matches += by_category_code(string(merchant["category_code"]))
    if "search_term" in merchant:
        categories = [string(each) for each in items(merchant.get("category_hierarchy", []))]
        if "category" in merchant:
            categories.append(string(merchant["category"]))
        known = {match.found.factor.key for match in matches}
        searched = by_search(string(merchant["search_term"]), categories)
        matches += [match for match in searched if match.found.factor.key not in known]
    return matches


def _emissions(request: dict[str, JSON], match: Match) -> _Emissions:
    paid = record(request["value"])
    code, value = string(paid["currency"]), Decimal(string(paid["value"]))
    factor = match.found.factor
    converted = None if code == factor.denominator_unit else currency(code)
    if converted is None and code != factor.denominator_unit:
        raise Refusal(
            400,
            "exchange_rate_not_found",
            f"value.currency: the sandbox has no exchange rate for {code}",
        )
    diet = optional_text(request.get("diet"))
    diet_factor = diet_multiplier(diet) if diet is not None and match.found.is_food else None
    rate = Decimal(1) if converted is None else converted.to_usd
    multiplier = Decimal(1) if diet_factor is None else diet_factor
    with exactly(value, rate, multiplier, factor.co2e):
        kilograms = value * rate * multiplier * factor.co2e
        mass = half_up(tonnes(kilograms, factor.numerator_unit), GRAMS)
    return _Emissions(match, mass, diet_factor, converted)


def _new(
    call: Call,
    request: dict[str, JSON],
    emissions: _Emissions,
    requests: tuple[bytes, ...],
    key: str | None,
) -> Estimate:
    id_ = call.world.ids.new()
    document = _document(call, id_, request, request, emissions)
    return Estimate(
        id=id_,
        document=encode(document),
        key=key,
        requests=requests,
        kind=_KIND,
        tonnes=emissions.tonnes,
    )


def _document(
    call: Call,
    id_: str,
    annotations: dict[str, JSON],
    request: dict[str, JSON],
    emissions: _Emissions,
) -> dict[str, JSON]:
    converted, diet_factor = emissions.currency, emissions.diet_factor
    document: dict[str, JSON] = {
        "id": id_,
        "mass": {"amount": text(emissions.tonnes), "unit": "t"},
        "quote": quote_of_estimate(call, request, emissions.tonnes),
        "search_term_match": emissions.match.term,
        # Both belong to a semantic search; this one compares words.
        "search_term_match_score": None,
        "semantic_matching_model": None,
        "emission_factor": emissions.match.found.factor.json(),
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
