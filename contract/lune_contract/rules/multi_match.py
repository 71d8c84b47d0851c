"""Purchases that are estimated with several emission factors."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from lune_contract.creations import by_id, keep, members, nothing_of_the_kind
from lune_contract.document import query_of
from lune_contract.reply import Reply, shown
from lune_contract.rule import Unsettled, invariant, rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_contract.exchange import Exchange
    from lune_contract.trial import Trial
    from lune_document import JSON

_MATCH: Final = "createMultiMatchTransactionEstimate"
_SINGLE: Final = "createTransactionEstimate"
_SOURCE: Final = "POST /estimates/transactions/multi-match"
_LIMIT: Final = 5
_OK: Final = 200


# Purchases that several factors may fit; the first that several do fit is taken.
_PURCHASES: Final[tuple[dict[str, JSON], ...]] = (
    {"category_code": "5818", "search_term": "food", "country_code": "USA"},
    {"search_term": "food", "country_code": "USA"},
    {"search_term": "clothes", "category": "shopping", "country_code": "GBR"},
)


_PURCHASED: Final = _LIMIT * len(_PURCHASES)


def _body(merchant: JSON) -> dict[str, JSON]:
    """Return a purchase; factors of any region fit it."""
    value: JSON = {"value": "8.99", "currency": "USD"}
    return {"value": value, "merchant": merchant, "region_fallback": "always"}


def _send(trial: Trial, limit: str | None = "5", merchant: JSON = _PURCHASES[0]) -> Reply:
    """Estimate a purchase."""
    return trial.call(_MATCH, _body(merchant), query={} if limit is None else {"limit": limit})


def _several(trial: Trial) -> tuple[JSON, Reply]:
    """Return a merchant and the estimates of a purchase there, several of them."""
    for merchant in _PURCHASES:
        reply = _send(trial, merchant=merchant).success()
        if len(_all(reply)) > 1:
            return merchant, reply
    terms = ", ".join(str(each["search_term"]) for each in _PURCHASES)
    message = f"no purchase was found that several factors fit, of {terms}"
    raise Unsettled(message)


def _all(reply: Reply) -> Sequence[JSON]:
    """Return the estimates of an answer; they may be left out where there are none."""
    return reply.items("estimates") if "estimates" in members(reply) else ()


def _factors(reply: Reply) -> list[str]:
    return [reply.text("estimates", n, "emission_factor", "id") for n in range(len(_all(reply)))]


@rule("multi_match/estimates-are-kept", operations=_MATCH, source=_SOURCE, estimates=_PURCHASED)
def estimates_are_kept(trial: Trial) -> None:
    """Each match is an estimate of its own, and is fetched by its id."""
    _, reply = _several(trial)
    for number in range(len(_all(reply))):
        found = by_id(trial, _SINGLE, reply.text("estimates", number, "id"))
        keep(reply, found, reply, "estimates", number)


@rule(
    "multi_match/lower-limit-has-the-best",
    operations=_MATCH,
    source=_SOURCE,
    estimates=_PURCHASED + 10,
)
def lower_limit_has_the_best(trial: Trial) -> None:
    """A lower limit has the best of the matches of a higher one, as many as there are."""
    merchant, reply = _several(trial)
    best = _factors(reply)
    for limit in range(1, _LIMIT):
        reply = _send(trial, str(limit), merchant).success()
        wanted = best[:limit]
        reply.expect(_factors(reply) == wanted, f"matches with the factors {', '.join(wanted)}")


@rule(
    "multi_match/limit-of-1-to-5",
    operations=_MATCH,
    source=f"{_SOURCE}: limit, up to five",
    estimates=2 * _LIMIT,
)
def limit_of_1_to_5(trial: Trial) -> None:
    """A limit below 1 or above 5 is refused, and so is one that is no number."""
    for limit in ("0", "6", "-1", "two"):
        _send(trial, limit).refusal()


@rule(
    "multi_match/limit-is-needed",
    operations=_MATCH,
    source=f"{_SOURCE}: limit, required",
    estimates=_PURCHASED,
)
def limit_is_needed(trial: Trial) -> None:
    """A request without a limit is refused."""
    _send(trial, None).refusal()


@rule(
    "multi_match/no-key-and-no-annotations",
    operations=_MATCH,
    source=f"{_SOURCE}: the body has no idempotency_key and no annotations",
    level="should",
    estimates=3 * _LIMIT,
)
def no_key_and_no_annotations(trial: Trial) -> None:
    """A request with a key or annotations, which a creation takes, is refused."""
    extras: dict[str, JSON] = {
        "idempotency_key": trial.key(),
        "is_transaction": True,
        "transaction_processed_at": "2023-07-17T14:30:00Z",
    }
    for name, value in extras.items():
        body = _body(_PURCHASES[0]) | {name: value}
        trial.call(_MATCH, body, query={"limit": "5"}).refusal()


@rule(
    "multi_match/no-match-is-an-empty-list", operations=_MATCH, source=_SOURCE, estimates=_PURCHASED
)
def no_match_is_an_empty_list(trial: Trial) -> None:
    """Where no factor fits, there are no estimates: no error, and no 204."""
    body = _body(nothing_of_the_kind(trial)) | {"region_fallback": "never"}
    reply = trial.call(_MATCH, body, query={"limit": "5"}).success()
    if _all(reply):
        message = "a factor fits even a purchase of random letters"
        raise Unsettled(message)


@rule(
    "multi_match/best-is-that-of-a-creation",
    operations=_MATCH,
    source=f"{_SOURCE}: the transaction estimate endpoint selects the highest confidence",
    level="should",
    estimates=_PURCHASED + 1,
)
def best_is_that_of_a_creation(trial: Trial) -> None:
    """The first match is the one that a creation takes."""
    merchant, reply = _several(trial)
    single = trial.call(_SINGLE, _body(merchant)).success()
    for name in ("emission_factor", "mass", "quote"):
        wanted = single.at(name)
        place = ("estimates", 0, name)
        reply.expect(reply.at(*place) == wanted, f"{name} {shown(wanted)}, as by itself", *place)


@rule(
    "multi_match/match-can-be-ordered",
    operations="createOrderByEstimate",
    source=f"{_SOURCE}; Orders, POST /orders/by-estimate",
    orders=1,
    estimates=_PURCHASED,
)
def match_can_be_ordered(trial: Trial) -> None:
    """The last match can be ordered like any estimate, for its mass."""
    _, reply = _several(trial)
    last = len(_all(reply)) - 1
    id_ = reply.text("estimates", last, "id")
    order = trial.call("createOrderByEstimate", {"estimate_id": id_}).success()
    order.expect(order.at("estimate_id") == id_, id_, "estimate_id")
    if reply.at("estimates", last, "mass", "unit") == "t":
        mass = reply.amount("estimates", last, "mass", "amount")
        order.expect(order.amount("requested_quantity") == mass, f"{mass} t", "requested_quantity")


@rule(
    "multi_match/repeat-makes-new-estimates",
    operations=_MATCH,
    source=_SOURCE,
    estimates=_PURCHASED + _LIMIT,
)
def repeat_makes_new_estimates(trial: Trial) -> None:
    """There is no key: a request that is repeated makes new estimates, of the same factors."""
    merchant, first = _several(trial)
    again = _send(trial, merchant=merchant).success()
    ids = {first.text("estimates", number, "id") for number in range(len(_all(first)))}
    again.expect(_factors(again) == _factors(first), "the same factors")
    for number in range(len(_all(again))):
        again.expect(
            again.at("estimates", number, "id") not in ids, "a new id", "estimates", number, "id"
        )


@invariant("multi_match/limit-is-kept", source=f"{_SOURCE}: limit")
def limit_is_kept(exchange: Exchange) -> None:
    """There are no more matches than the limit."""
    if exchange.operation_id != _MATCH or exchange.answer.status != _OK:
        return
    reply = Reply(exchange)
    limit = query_of(exchange.request.target).get("limit", "")
    found = len(_all(reply))
    # What is accepted as a limit is another matter.
    if limit.isascii() and limit.isdecimal():
        reply.expect(found <= int(limit[:9]), f"at most {limit} estimates, not {found}")


@invariant("multi_match/matches-differ", source=_SOURCE)
def matches_differ(exchange: Exchange) -> None:
    """Each match has its own id, and another emission factor."""
    if exchange.operation_id != _MATCH or exchange.answer.status != _OK:
        return
    reply = Reply(exchange)
    many = range(len(_all(reply)))
    ids = [reply.text("estimates", number, "id") for number in many]
    reply.expect(len(set(ids)) == len(ids), "ids that differ")
    factors = [
        reply.text("estimates", number, "emission_factor", "id")
        for number in many
        if reply.at("estimates", number, "emission_factor") is not None
    ]
    reply.expect(len(set(factors)) == len(factors), "emission factors that differ")


@invariant("multi_match/best-comes-first", source=_SOURCE)
def best_comes_first(exchange: Exchange) -> None:
    """The matches are in the order of their scores, 0 being the most confident."""
    if exchange.operation_id != _MATCH or exchange.answer.status != _OK:
        return
    reply = Reply(exchange)
    scores = [
        reply.at("estimates", number, "search_term_match_score")
        for number in range(len(_all(reply)))
    ]
    told = [score for score in scores if isinstance(score, int | Decimal)]
    reply.expect(told == sorted(told), f"scores from low to high: {told}")
