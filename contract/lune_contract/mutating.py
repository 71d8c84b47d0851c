"""Bodies changed in one place, as their schema suggests it: into invalid ones, or other valid ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from lune_contract.document import fits, operations, record, resolved, rows, text

if TYPE_CHECKING:
    from lune_contract.document import Operation
    from lune_document import JSON

__all__ = [
    "Kind",
    "Mutant",
    "bases",
    "foreign",
    "kinds",
    "shares_of",
    "variations",
    "violations",
    "wrong_values",
]

Kind: TypeAlias = Literal[
    "amount",
    "both",
    "bounds",
    "case",
    "date",
    "items",
    "length",
    "map",
    "member",
    "more",
    "null",
    "pattern",
    "required",
    "type",
    "unknown",
]
"""What about a body was changed."""

_Schema: TypeAlias = Mapping[str, "JSON"]
_Change: TypeAlias = "tuple[Kind, JSON, JSON]"
"""What was changed, what was put there, and the value with it."""

_KEY: Final = "idempotency_key"
_TYPES: Final[tuple[JSON, ...]] = (1, "text", True, [], {})
_NO_AMOUNTS: Final = (
    *("-1", "+1", "1e3", "1,5", "1.", ".5", "", " 1", "1 ", "1\n", "0x1", "NaN", "Infinity"),
    *("1_000", "1,000", "12.3.4", "١٢"),
)
# The document bounds neither zeros in front nor decimals.
_AMOUNTS: Final = ("7", "007.5", "0.1234567890123")
_MAPPED: Final[tuple[JSON, ...]] = (1, None, [], "text", "ü€😀")
# Where a day belongs, the moments are none, and the other way round.
_DATES: Final = (
    *("yesterday", "", "2024-02-30T10:00:00Z", "2024-13-01", "1725264930"),
    *("2024-02-29", "2024-02-29T23:59:59+01:00", "2024-02-29T10:00:00.123Z"),
)


@dataclass(frozen=True)
class Mutant:
    """A changed body.

    Attributes:
        base: the number of the base that it was made of.
        value: what was put in, None where something was left out.
        valid: whether it satisfies the document all the same.
    """

    kind: Kind
    base: int
    value: JSON
    body: JSON
    valid: bool


@cache
def bases(operation: Operation) -> Sequence[JSON]:
    """Return small valid bodies for an operation: its examples, without idempotency keys."""
    found: list[JSON] = []
    for example in operation.bodies:
        body = deepcopy(example)
        if isinstance(body, list):
            body = [body[0]]
        for each in body if isinstance(body, list) else [body]:
            record(each).pop(_KEY, None)
        if body not in found:
            found.append(body)
    return found


@cache
def violations(operation: Operation) -> Sequence[Mutant]:
    """Return bodies that violate the document in one place each."""
    return [each for each in _mutants(operation) if not each.valid]


@cache
def variations(operation: Operation) -> Sequence[Mutant]:
    """Return valid bodies that differ from an example in one place each.

    None of them names another account that would be made.
    """
    named = operation.raw.get("x-acts-for")
    return [
        each
        for each in _mutants(operation)
        if each.valid and not (isinstance(each.body, dict) and named in each.body)
    ]


def kinds(operation: Operation) -> frozenset[Kind]:
    """Return the kinds of violations that an operation's bodies can have."""
    return frozenset(each.kind for each in violations(operation))


@cache
def foreign(operation: Operation) -> Mapping[str, JSON]:
    """Return properties that others with the tag of an operation have and it has not.

    None of them names another account that would be made.
    """
    known = {name for each in _objects(operation) for name in each}
    known |= {
        text(each.raw["x-acts-for"]) for each in operations().values() if "x-acts-for" in each.raw
    }
    for each in _objects(operation):
        schema = _flat(operation.body_schema, each)
        item = _flat(record(schema["items"]), each) if "items" in schema else schema
        known |= record(item["properties"]).keys()
    alike = (each for each in operations().values() if each.tag == operation.tag and each.has_body)
    found = {
        name: value for each in alike for body in _objects(each) for name, value in body.items()
    }
    return {name: value for name, value in found.items() if name not in known}


def _objects(operation: Operation) -> Iterator[dict[str, JSON]]:
    """Yield the objects that the examples of its bodies are, or have as items."""
    for each in operation.bodies:
        yield from map(record, each if isinstance(each, list) else [each])


def shares_of(operation: Operation) -> tuple[str, _Schema] | None:
    """Return the property whose items divide something, and the rule of the document for them."""
    body = bases(operation)[0]
    schema = _flat(operation.body_schema, body)
    if isinstance(body, list):
        schema = _flat(record(schema["items"]), body[0])
    for name, each in record(schema["properties"]).items():
        flat = _flat(record(each), None)
        if "x-shares" in flat:
            return name, record(flat["x-shares"])
    return None


def wrong_values(schema: _Schema) -> Iterator[JSON]:
    """Yield values of which most violate the schema of a parameter."""
    yield from (value for _, value, _ in _leaf(schema, None))


@cache
def _mutants(operation: Operation) -> Sequence[Mutant]:
    # By their text: to Python, 1 and True are equal.
    seen = {repr(each) for each in bases(operation)}
    found: list[Mutant] = []
    for number, base in enumerate(bases(operation)):
        changes = [*_changes(operation.body_schema, base), *_merged(base, bases(operation))]
        for kind, value, body in changes:
            if repr(body) not in seen:
                seen.add(repr(body))
                found.append(Mutant(kind, number, value, body, operation.takes(body)))
    return found


def _merged(base: JSON, others: Sequence[JSON]) -> Iterator[_Change]:
    """Yield a body together with another: what excludes each other stands side by side.

    Of two that have something in common, objects in it have the properties of both.
    """
    for other in others:
        if not isinstance(base, dict) or not isinstance(other, dict):
            continue
        if not base.keys() & other.keys():
            yield "both", other, {**base, **other}
        for name, mine in base.items():
            theirs = other.get(name)
            if isinstance(mine, dict) and isinstance(theirs, dict):
                yield "more", theirs, {**base, name: {**theirs, **mine}}


def _changes(schema: _Schema, value: JSON) -> Iterator[_Change]:
    """Yield a value changed in one place at a time."""
    schema = _flat(schema, value)
    yield from _leaf(schema, value)
    if isinstance(value, dict):
        yield from _changes_of_object(schema, value)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            for kind, put, changed in _changes(record(schema["items"]), item):
                yield kind, put, [*value[:number], changed, *value[number + 1 :]]


def _changes_of_object(schema: _Schema, value: Mapping[str, JSON]) -> Iterator[_Change]:
    properties = record(schema.get("properties", {}))
    for name in value:
        yield "required", None, {each: value[each] for each in value if each != name}
    if schema.get("additionalProperties") is False:
        yield "unknown", "text", {**value, "unknown": "text"}
    for name, each in value.items():
        if name in properties:
            for kind, put, changed in _changes(record(properties[name]), each):
                yield kind, put, {**value, name: changed}
        else:
            for _, put, changed in _changes(record(schema["additionalProperties"]), each):
                yield "map", put, {**value, name: changed}
    for name in [each for each in properties if each not in value]:
        for kind, put, added in _leaf(_flat(record(properties[name]), None), None):
            yield kind, put, {**value, name: added}


def _leaf(schema: _Schema, value: JSON) -> Iterator[_Change]:
    """Yield other values in place of a whole one; None, if there is none yet."""
    yield from _each("null", [None])
    yield from _each("type", (each for each in _TYPES if type(each) is not type(value)))
    if schema.get("type") == "integer":
        yield from _each("type", [1.5])
    if "enum" in schema or "const" in schema:
        members = rows(schema.get("enum", [schema.get("const")]))
        first = text(members[0])
        yield from _each("member", [*members, f"{first}x", f"{first} ", ""])
        yield from _each("case", [first.swapcase()])
    if schema.get("format") == "decimal":
        yield from _each("amount", [*_NO_AMOUNTS, *_AMOUNTS])
    elif "pattern" in schema:
        known = value if isinstance(value, str) else ""
        near = [f"{known}{more}" for more in ("!", " ", "\n", known)]
        yield from _each("pattern", [*near, known[:-1], known.swapcase()])
    if str(schema.get("format")).startswith("date"):
        yield from _each("date", _DATES)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _each("map", ({"name": each} for each in _MAPPED))
    yield from _at_edges(schema, value)


def _at_edges(schema: _Schema, value: JSON) -> Iterator[_Change]:
    for bound, beyond in (("minimum", -1), ("maximum", 1)):
        if bound in schema:
            edge = int(str(schema[bound]))
            yield from _each("bounds", (edge, edge + beyond))
    if "minLength" in schema:
        yield from _each("length", [""])
    if "maxLength" in schema:
        longest = int(str(schema["maxLength"]))
        yield from _each("length", ("ü" * longest, "x" * (longest + 1)))
    if "minItems" in schema:
        yield from _each("items", [[]])
    if "maxItems" in schema and isinstance(value, list):
        yield from _each("items", [value * (int(str(schema["maxItems"])) + 1)])


def _each(kind: Kind, values: Iterable[JSON]) -> Iterator[_Change]:
    return ((kind, each, each) for each in values)


def _flat(schema: _Schema, value: JSON) -> _Schema:
    """Return a schema without reference, and of a union the variant that a value is of."""
    if "$ref" in schema:
        flat = resolved(dict(schema))[0] | {k: v for k, v in schema.items() if k != "$ref"}
        return _flat(flat, value)
    if "oneOf" in schema:
        variants = list(map(record, rows(schema["oneOf"])))
        fitting = (each for each in variants if fits(each, value))
        return _flat(next(fitting, variants[-1]), value)
    return schema
