"""Requests that violate the document are refused, and those that do not are taken."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from lune_contract.creations import leaves_nothing
from lune_contract.document import operation, operations, record, text
from lune_contract.mutating import (
    Kind,
    Mutant,
    foreign,
    kinds,
    shares_of,
    variations,
    violations,
    wrong_values,
)
from lune_contract.rule import Unsettled, rule
from lune_contract.sample import (
    BY_VALUE,
    CHANGING,
    PLACING,
    WITH_BODY,
    below_smallest_unit,
    needed_query,
    reaching,
    sample,
)
from lune_contract.trial import encoded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from lune_contract.reply import Reply
    from lune_contract.sample import Sample
    from lune_contract.trial import Trial
    from lune_document import JSON

_SOURCE: Final = "Key concepts, requests: they are validated against the schema"
_CODE: Final = "validation_error"
_OTHERS: Final = [each for each in WITH_BODY if each not in PLACING]
_WITH_SHARES: Final = [each for each in WITH_BODY if shares_of(operation(each))]
_WITH_QUERY: Final = [each.id for each in operations().values() if each.query_parameters]
# What the sources agree on. The others: whether a property may be null, objects may have more
# properties and metadata other values than text, and how some texts are spelt.
_SETTLED: Final[tuple[Kind, ...]] = (
    *("required", "type", "member", "case", "length", "bounds", "amount", "date", "both"),
)
_UNSETTLED: Final[tuple[Kind, ...]] = ("null", "unknown", "more", "pattern", "items", "map")
# What is written otherwise than in the examples, and as good.
_SPELT: Final[tuple[Kind, ...]] = ("amount", "date", "length", "map", "more")
_MALFORMED: Final = (
    *(b"{", b'{"value":"1",}', b"{'value':'1'}", b'{"value":"1"}}', b"value=1"),
    b'{"value":"\xff"}',
)


def _with(*wanted: Kind) -> list[str]:
    return [each for each in WITH_BODY if kinds(operation(each)) & set(wanted)]


@rule("validation/required", operations=_with("required"), source=_SOURCE, estimates=1)
def required(trial: Trial) -> None:
    """A request without a property that is required is refused."""
    _refuses(trial, "required", most=8)


@rule("validation/types", operations=_with("type"), source=_SOURCE, estimates=1)
def types(trial: Trial) -> None:
    """A request with a value of another type is refused."""
    _refuses(trial, "type", most=10)


@rule("validation/members", operations=_with("member"), source=_SOURCE, estimates=1)
def members(trial: Trial) -> None:
    """A request with a text that is none of those that are listed is refused."""
    _refuses(trial, "member", most=6)


@rule("validation/case", operations=_with("case"), source=_SOURCE, estimates=1)
def case(trial: Trial) -> None:
    """A request with a listed text in other letters, capital or small, is refused."""
    _refuses(trial, "case", most=14)


@rule("validation/lengths", operations=_with("length"), source=_SOURCE, estimates=1)
def lengths(trial: Trial) -> None:
    """A request with a text that is too long or too short is refused."""
    _refuses(trial, "length", most=4)


@rule("validation/bounds", operations=_with("bounds"), source=_SOURCE, estimates=1)
def bounds(trial: Trial) -> None:
    """A request with a number out of its bounds is refused."""
    _refuses(trial, "bounds", most=4)


@rule("validation/amounts", operations=_with("amount"), source="Amounts: text", estimates=1)
def amounts(trial: Trial) -> None:
    """A request with an amount that is no decimal text without sign and exponent is refused."""
    _refuse_all(trial, _one_each(trial, violations(trial.operation), "amount"))


@rule("validation/dates", operations=_with("date"), source=_SOURCE, estimates=1)
def dates(trial: Trial) -> None:
    """A request with a text that is no date, where one belongs, is refused."""
    _refuse_all(trial, _one_each(trial, violations(trial.operation), "date"))


@rule("validation/both", operations=_with("both"), source=_SOURCE, estimates=1)
def both(trial: Trial) -> None:
    """A request that mixes two forms, of which one excludes the other, is refused."""
    _refuses(trial, "both", most=2)


@rule(
    "validation/null",
    operations=_with("null"),
    level="should",
    source=f"{_SOURCE}; no property of a request can be null there",
    estimates=1,
)
def null(trial: Trial) -> None:
    """A request with null in place of a value is refused."""
    _refuses(trial, "null", most=4)


@rule(
    "validation/unknown-property",
    operations=_with("unknown"),
    level="should",
    source=_SOURCE,
    estimates=1,
)
def unknown_property(trial: Trial) -> None:
    """A request with a property that the document does not have is refused."""
    _refuses(trial, "unknown", most=4)


@rule(
    "validation/other-properties",
    operations=[each for each in WITH_BODY if foreign(operation(each))],
    level="should",
    source=_SOURCE,
    estimates=2,
)
def other_properties(trial: Trial) -> None:
    """A request with a property that only others of its kind have is refused."""
    wanted = reaching(trial)
    for name, value in foreign(trial.operation).items():
        answer = wanted.with_property(name, value).send(trial)
        if answer.status != HTTPStatus.BAD_REQUEST and not answer.has(0, "error"):
            answer.deviates(f"status 400, as it has no {name}", answer.exchange.answer.shown())


@rule(
    "validation/value-below-smallest-unit",
    operations=BY_VALUE,
    source="Orders, by value: value is not below the smallest unit of the currency",
)
def value_below_smallest_unit(trial: Trial) -> None:
    """A value below the smallest unit of the account's currency is refused."""
    for value in below_smallest_unit(trial):
        trial.call(trial.operation.id, trial.body(trial.operation.id, value=value)).refusal()


@rule(
    "validation/patterns",
    operations=_with("pattern"),
    level="should",
    source=_SOURCE,
    estimates=1,
)
def patterns(trial: Trial) -> None:
    """A request with a text that is not spelt as it has to be is refused."""
    _refuses(trial, "pattern", most=4)


@rule(
    "validation/items",
    operations=_with("items"),
    level="should",
    source="Transaction estimates, POST /estimates/transactions/batch: 1 to 100",
    estimates=1,
)
def items(trial: Trial) -> None:
    """A request with too few or too many items is refused."""
    _refuses(trial, "items", most=2)


@rule(
    "validation/metadata",
    operations=_with("map"),
    level="should",
    source="metadata: its values are text",
    estimates=1,
)
def metadata(trial: Trial) -> None:
    """A request with metadata that are no text is refused."""
    _refuses(trial, "map", most=4)


@rule("validation/everything", operations=WITH_BODY, source=_SOURCE, profile="full", estimates=1)
def everything(trial: Trial) -> None:
    """Whatever single mistake a request has is refused."""
    _refuses(trial, *_SETTLED)


@rule(
    "validation/everything-else",
    operations=WITH_BODY,
    level="should",
    source=_SOURCE,
    profile="full",
    estimates=1,
)
def everything_else(trial: Trial) -> None:
    """Whatever single mistake a request has by the letter of the schema is refused."""
    _refuses(trial, *_UNSETTLED)


@rule("validation/code", operations=WITH_BODY, level="should", source="Errors", estimates=1)
def code(trial: Trial) -> None:
    """What violates the schema is refused with validation_error."""
    wanted = reaching(trial)
    names = _names(trial, wanted)
    for body in _chosen(trial, ("required", "type", "member"), 3):
        wanted.send_raw(trial, _fitted(body, names)).refusal(_CODE)


def _refuses(trial: Trial, *wanted: Kind, most: int | None = None) -> None:
    """Expect that violations of some kinds are refused, all or a number of them."""
    _refuse_all(trial, _chosen(trial, wanted, most))


def _refuse_all(trial: Trial, bodies: Iterable[JSON]) -> None:
    reached = reaching(trial)
    names = _names(trial, reached)
    for body in bodies:
        answer = reached.send_raw(trial, _fitted(body, names))
        # An item of a batch may be refused in its own place.
        in_place = isinstance(body, list) and answer.has(0, "error")
        if answer.status != HTTPStatus.BAD_REQUEST and not in_place:
            problem = trial.operation.body_problem(body)
            answer.deviates(f"status 400, as {problem}", answer.exchange.answer.shown())


def _chosen(trial: Trial, wanted: Sequence[Kind], most: int | None) -> Sequence[JSON]:
    found = [each.body for each in violations(trial.operation) if each.kind in wanted]
    return found if most is None or len(found) <= most else trial.random.sample(found, most)


def _one_each(trial: Trial, mutants: Iterable[Mutant], *wanted: Kind) -> Sequence[JSON]:
    """Return of the bodies into which the same was put one each, wherever it was put."""
    found: dict[str, list[JSON]] = {}
    for each in mutants:
        if each.kind in wanted:
            found.setdefault(repr(each.value), []).append(each.body)
    return [trial.random.choice(bodies) for bodies in found.values()]


@rule("validation/malformed", operations=WITH_BODY, source=_SOURCE, estimates=1)
def malformed(trial: Trial) -> None:
    """A body that is no JSON is refused."""
    wanted = reaching(trial)
    for raw in _MALFORMED:
        wanted.send_raw(trial, raw).refusal()


@rule("validation/no-object", operations=WITH_BODY, source=_SOURCE, estimates=1)
def no_object(trial: Trial) -> None:
    """A body that is JSON of another kind than it has to be is refused."""
    wanted = reaching(trial)
    other = b"{}" if isinstance(trial.operation.bodies[0], list) else b"[]"
    for raw in (other, b'"text"', b"null"):
        wanted.send_raw(trial, raw).refusal()


@rule("validation/no-body", operations=WITH_BODY, source=_SOURCE, estimates=1)
def no_body(trial: Trial) -> None:
    """A request without the body that it has to have is refused."""
    reaching(trial).send_raw(trial, b"").refusal()


@rule("validation/query", operations=_WITH_QUERY, source=_SOURCE)
def query(trial: Trial) -> None:
    """A request with a parameter that violates the document is refused."""
    wanted = sample(trial)
    for name, parameter in trial.operation.query_parameters.items():
        for value in wrong_values(record(parameter["schema"])):
            told = str(value)
            if told and trial.operation.parameter_problem("query", name, told):
                sent = {**wanted.query, name: told}
                trial.call(trial.operation.id, wanted.body, query=sent).refusal()


@rule(
    "validation/query-required",
    operations=[each for each in _WITH_QUERY if needed_query(operation(each))],
    source=_SOURCE,
)
def query_required(trial: Trial) -> None:
    """A request without a parameter that is required is refused."""
    trial.call(trial.operation.id, sample(trial).body).refusal()


@rule("validation/examples", operations=_OTHERS, source="The examples of each page", estimates=4)
def examples(trial: Trial) -> None:
    """The examples of the documents are no violations."""
    _takes(trial, list(_harmless(trial)))


@rule(
    "validation/examples-of-orders",
    operations=PLACING,
    source="The examples of each page",
    orders=3,
    estimates=1,
)
def examples_of_orders(trial: Trial) -> None:
    """The examples of orders are no violations."""
    _takes(trial, list(_harmless(trial)))


@rule("validation/valid", operations=_OTHERS, source=_SOURCE, estimates=25)
def valid(trial: Trial) -> None:
    """What the document allows is no violation."""
    _takes(trial, _valid(trial, 6))


@rule("validation/valid-orders", operations=PLACING, source=_SOURCE, orders=4, estimates=4)
def valid_orders(trial: Trial) -> None:
    """What the document allows in an order is no violation."""
    _takes(trial, _valid(trial, 4))


@rule("validation/spellings", operations=_OTHERS, source=_SOURCE, estimates=60)
def spellings(trial: Trial) -> None:
    """Amounts, moments and texts are no violations however they are written, if it is allowed."""
    _takes(trial, _one_each(trial, variations(trial.operation), *_SPELT))


@rule("validation/spellings-of-orders", operations=PLACING, source=_SOURCE, orders=9, estimates=9)
def spellings_of_orders(trial: Trial) -> None:
    """Amounts and texts of an order are no violations however they are written, if it is allowed."""
    _takes(trial, _one_each(trial, variations(trial.operation), *_SPELT))


@rule("validation/all-valid", operations=_OTHERS, source=_SOURCE, profile="full", estimates=350)
def all_valid(trial: Trial) -> None:
    """Whatever the document allows is no violation."""
    _takes(trial, _valid(trial, 100))


def _valid(trial: Trial, most: int) -> Sequence[JSON]:
    found = [each.body for each in variations(trial.operation)]
    return found if len(found) <= most else trial.random.sample(found, most)


def _harmless(trial: Trial) -> Iterator[JSON]:
    """Yield the examples that name no other account, which would be made."""
    for each in trial.operation.bodies:
        if not (isinstance(each, dict) and trial.operation.raw.get("x-acts-for") in each):
            yield each


def _takes(trial: Trial, bodies: Sequence[JSON]) -> None:
    wanted = reaching(trial)
    for number, body in enumerate(bodies):
        if number and trial.operation.id in PLACING:
            # An estimate can be ordered once.
            wanted = reaching(trial)
        answer = wanted.send_raw(trial, _fitted(body, _names(trial, wanted)))
        if answer.status < HTTPStatus.BAD_REQUEST:
            continue
        answer.refusal(statuses=(HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT))
        refused_as = answer.text("error", "error_code")
        answer.expect(refused_as != _CODE, "no validation_error, as it is valid", "error")


@rule("validation/key-of-an-order", operations=PLACING, source=_SOURCE, orders=1, estimates=2)
def key_of_an_order(trial: Trial) -> None:
    """A refused order is not placed, and its idempotency key is free."""
    key = trial.key()
    refused = _refused_with(trial, key)
    leaves_nothing(refused, trial, trial.operation.id, key)
    trial.place(trial.operation.id, idempotency_key=key)


@rule(
    "validation/key-of-an-estimate",
    operations=["createTransactionEstimate", "createShippingEstimate"],
    source=_SOURCE,
    estimates=1,
)
def key_of_an_estimate(trial: Trial) -> None:
    """A refused estimate is not made, and its idempotency key is free."""
    key = trial.key()
    refused = _refused_with(trial, key)
    leaves_nothing(refused, trial, trial.operation.id, key)
    trial.place(trial.operation.id, idempotency_key=key)


def _refused_with(trial: Trial, key: str) -> Reply:
    wanted = reaching(trial)
    body = record(_chosen(trial, ("required",), 1)[0])
    raw = _fitted({**body, "idempotency_key": key}, _names(trial, wanted))
    return wanted.send_raw(trial, raw).refusal()


@rule("validation/no-change", operations=CHANGING, source=_SOURCE, estimates=1)
def no_change(trial: Trial) -> None:
    """A refused change leaves an estimate as it was."""
    wanted = reaching(trial)
    before = trial.call("getTransactionEstimate", path=wanted.path).success()
    for body in _chosen(trial, ("type",), 3):
        refused = wanted.send_raw(trial, encoded(body))
        after = trial.call("getTransactionEstimate", path=wanted.path).success()
        if after.body != before.body:
            refused.deviates("the estimate as it was", f"{refused.status}, and it is changed")


_NO_MATCH: Final = "no emission factor fits the purchase of the example"
# An estimate has a quote, or in its place why there is none; a list has one for each item.
_QUOTES: Final = (("quote",), (0, "quote"), ("estimates", 0, "quote"))
_PRICED: Final = (*_QUOTES, ("bundles",))
_WHERE_REFUSED: Final = (("error",), (0, "error"), *((*each, "error") for each in _QUOTES))
_SHARES_CODES: Final = (
    "bundle_selection_ratios_invalid",
    "bundle_selection_ratios_invalid_format",
)
_SHARES: Final = "Carbon credits guide: percentages must sum up to 100 %"


@rule(
    "validation/percentages",
    operations=_WITH_SHARES,
    source=_SHARES,
    needs=["several_bundles"],
    estimates=16,
)
def percentages(trial: Trial) -> None:
    """Percentages that do not sum up to 100 are refused."""
    _refuses_shares(trial, (60, 30), (60, 50), ("60.00", "39.99"), (100, 100))


@rule(
    "validation/all-percentages-or-none",
    operations=_WITH_SHARES,
    source="bundle_selection: a percentage for each bundle, or for none",
    needs=["several_bundles"],
    estimates=7,
)
def all_percentages_or_none(trial: Trial) -> None:
    """Percentages for some bundles only are refused."""
    _refuses_shares(trial, (100, None), (None, 50))


@rule(
    "validation/percentages-as-numbers",
    operations=_WITH_SHARES,
    source="bundle_selection: a percentage is an integer, or decimal text",
    needs=["several_bundles"],
    estimates=4,
)
def percentages_as_numbers(trial: Trial) -> None:
    """Percentages that are JSON numbers with a fraction are refused, though they sum up to 100."""
    _refuses_shares(trial, (12.5, 87.5), codes=(_CODE, *_SHARES_CODES))


def _refuses_shares(
    trial: Trial,
    *refused: Sequence[float | str | None],
    codes: Collection[str] = _SHARES_CODES,
) -> None:
    """Expect selections to be refused."""
    stated = shares_of(trial.operation)
    if stated is None:
        return
    name, share = stated[0], text(stated[1]["property"])
    wanted = reaching(trial)
    for shares in refused:
        selection: list[JSON] = [
            {"bundle_id": bundle} if each is None else {"bundle_id": bundle, share: each}
            for bundle, each in zip(trial.facts.bundles, shares, strict=False)
        ]
        _expect_shares_refused(wanted.with_property(name, selection).send(trial), codes)


def _expect_shares_refused(answer: Reply, codes: Collection[str]) -> None:
    """Expect a refusal; an estimate may have it in place of its quote."""
    if answer.status == HTTPStatus.NO_CONTENT:
        raise Unsettled(_NO_MATCH)
    for place in _WHERE_REFUSED:
        if answer.has(*place, "error_code"):
            code = answer.text(*place, "error_code")
            answer.expect(code in codes, " or ".join(codes), *place)
            return
    if not any(answer.has(*place) for place in _PRICED):
        raise Unsettled(_NO_MATCH)
    answer.deviates("a refusal of the percentages", answer.exchange.answer.shown())


def _fitted(body: JSON, names: Mapping[str, str]) -> bytes:
    """Return a body as it travels, with names of the target in place of those of the examples."""
    raw = encoded(body)
    for name, known in names.items():
        raw = raw.replace(encoded(name), encoded(known))
    return raw


def _names(trial: Trial, wanted: Sample) -> Mapping[str, str]:
    """Return what stands for the names that the examples have, as far as the target has any."""
    names: dict[str, str] = {}
    for name, value in _texts(list(trial.operation.bodies)):
        if name == "idempotency_key":
            names[value] = trial.key()
        elif name == "estimate_id":
            names[value] = text(record(wanted.body)[name])
        elif name == "bundle_id" and trial.facts.bundles:
            names.setdefault(value, trial.facts.bundles[len(names) % len(trial.facts.bundles)])
    return names


def _texts(value: JSON) -> Iterator[tuple[str, str]]:
    """Yield the texts in a value with the names of their properties."""
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if isinstance(each, str):
                yield name, each
            else:
                yield from _texts(each)
