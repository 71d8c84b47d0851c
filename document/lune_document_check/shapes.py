"""What a schema says about one place inside the values it describes.

A schema is unfolded into alternatives (from oneOf and anyOf); an alternative is the list of plain
schemas that all apply at once (the schema itself, what its `$ref` leads to, its allOf members).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from lune_document_check.document import Document, Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lune_document_check.source import JSON

Alternative: TypeAlias = tuple[Node, ...]

_ALL_TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})


@dataclass(frozen=True)
class Place:
    """A property, array element or root: its alternatives, and whether it must be there."""

    alternatives: tuple[Alternative, ...]
    required: frozenset[bool] = frozenset({True})

    def types(self) -> set[str]:
        """The JSON types allowed here; `number` stands for integers as well."""
        allowed = set[str]().union(*(types_of(parts) for parts in self.alternatives))
        return allowed - {"integer"} if "number" in allowed else allowed

    def members(self) -> list[JSON]:
        """The values that an enum or const of any alternative allows."""
        return [member for parts in self.alternatives for member in _members(parts) or ()]

    def texts(self, keyword: str) -> set[str]:
        """The values that a keyword such as `pattern` or `format` has here."""
        return {
            part[keyword].text() for parts in self.alternatives for part in parts if keyword in part
        }

    def names(self) -> set[str]:
        """The names of the properties that any alternative declares."""
        return {
            name
            for parts in self.alternatives
            for part in parts
            for name, _ in part["properties"].entries()
        }


def place(document: Document, schemas: Sequence[Node]) -> Place:
    """The place that several schemas describe together."""
    return Place(tuple(_unfold_all(document, schemas, ())))


def property_of(document: Document, where: Place, name: str) -> Place | None:
    """The property of that name in the alternatives that declare it, None if none does."""
    alternatives: list[Alternative] = []
    required: set[bool] = set()
    for parts in where.alternatives:
        schemas = [part["properties"][name] for part in parts if name in part["properties"]]
        if not schemas:
            continue
        alternatives += place(document, schemas).alternatives
        required.add(
            any(entry.value == name for part in parts for entry in part["required"].children())
        )
    return Place(_distinct(alternatives), frozenset(required)) if alternatives else None


def element_of(document: Document, where: Place) -> Place | None:
    """The element of the arrays that the place allows, None if it allows none."""
    alternatives: list[Alternative] = []
    for parts in where.alternatives:
        schemas = [part["items"] for part in parts if "items" in part]
        if schemas:
            alternatives += place(document, schemas).alternatives
    return Place(_distinct(alternatives), frozenset({False})) if alternatives else None


def at_pointer(document: Document, where: Place, pointer: str) -> Place | None:
    """The place that a JSON pointer names inside the values of another place."""
    found: Place | None = where
    for part in pointer.split("/")[1:]:
        if found is None:
            return None
        name = part.replace("~1", "/").replace("~0", "~")
        element = element_of(document, found) if name.isdecimal() else None
        found = element or property_of(document, found, name)
    return found


def _unfold_all(
    document: Document, schemas: Sequence[Node], seen: Alternative
) -> Iterator[Alternative]:
    choices = [list(_unfold(document, schema, seen)) for schema in schemas]
    for choice in itertools.product(*choices):
        parts = tuple(itertools.chain.from_iterable(choice))
        if types_of(parts):
            yield parts


def _unfold(document: Document, schema: Node, seen: Alternative) -> Iterator[Alternative]:
    if schema in seen:
        return
    seen = (*seen, schema)
    groups: list[list[Alternative]] = [[(schema,)]]
    if "$ref" in schema:
        target = document.find(schema["$ref"].text())
        if target is not None:
            groups.append(list(_unfold(document, target, seen)))
    groups += [list(_unfold(document, member, seen)) for member in schema["allOf"].children()]
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            members = list(schema[keyword].children())
            groups.append(
                [parts for member in members for parts in _unfold(document, member, seen)]
            )
    for choice in itertools.product(*groups):
        parts = tuple(itertools.chain.from_iterable(choice))
        if types_of(parts):
            yield parts


def types_of(parts: Alternative) -> frozenset[str]:
    """The JSON types that all parts of an alternative allow."""
    allowed = _ALL_TYPES
    for part in parts:
        declared = part["type"].value
        if isinstance(declared, str):
            allowed &= _with_integers({declared})
        elif isinstance(declared, list):
            allowed &= _with_integers({str(name) for name in declared})
    members = _members(parts)
    if members is not None:
        allowed &= {_type(member) for member in members}
    return allowed


def _with_integers(names: set[str]) -> frozenset[str]:
    return frozenset(names | {"integer"} if "number" in names else names)


def _members(parts: Alternative) -> list[JSON] | None:
    """The values that every enum and const of the parts allows, None where there is neither."""
    result: list[JSON] | None = None
    for part in parts:
        declared: list[JSON] | None = None
        if "const" in part:
            declared = [part["const"].value]
        elif isinstance(part["enum"].value, list):
            declared = part["enum"].value
        if declared is not None:
            result = declared if result is None else [each for each in result if each in declared]
    return result


def _type(value: JSON) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _distinct(alternatives: list[Alternative]) -> tuple[Alternative, ...]:
    """The alternatives without repetition: variants often share a property's schema."""
    by_place = {tuple(part.pointer for part in parts): parts for parts in alternatives}
    return tuple(by_place.values())
