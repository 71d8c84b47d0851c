"""Variants of a oneOf that overlap: a value of one variant is also one of another.

Strict readers refuse such a value, because it fits twice, and generated clients pick the wrong
class. What is compared is the smallest value of a variant: its required properties alone.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from lune_document_check.shapes import Place, place, property_of, types_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_document_check.document import Document, Node
    from lune_document_check.findings import Finding
    from lune_document_check.shapes import Alternative


def check_unions(document: Document) -> list[Finding]:
    """Each pair of variants that cannot be told apart."""
    return [
        finding
        for root in document.root_schemas()
        for schema in document.subschemas(root)
        for finding in _overlaps(document, schema)
    ]


def _overlaps(document: Document, union: Node) -> Iterator[Finding]:
    variants = [(member, place(document, [member])) for member in union["oneOf"].children()]
    for (one, small), (other, wide) in itertools.permutations(variants, 2):
        if _fits(document, small, wide):
            message = (
                f"what fits {_name(one)} fits {_name(other)} too: use anyOf, or a required key "
                "that tells them apart"
            )
            yield document.finding(one, message)


def _fits(document: Document, small: Place, wide: Place) -> bool:
    """Whether a smallest value of one place may be a value of the other."""
    return any(
        _object_fits(document, one, other)
        if "object" in types_of(one) & types_of(other)
        else _scalar_fits(Place((one,)), Place((other,)))
        for one in small.alternatives
        for other in wide.alternatives
    )


def _object_fits(document: Document, one: Alternative, other: Alternative) -> bool:
    names = _required(one)
    small, wide = Place((one,)), Place((other,))
    if not _required(other) <= names or (_is_closed(other) and not names <= wide.names()):
        return False
    for name in names:
        mine, theirs = property_of(document, small, name), property_of(document, wide, name)
        if mine is not None and theirs is not None and not _fits(document, mine, theirs):
            return False
    return True


def _scalar_fits(one: Place, other: Place) -> bool:
    """Members tell scalars apart, and so do patterns, which are taken to share no text."""
    if not one.types() & other.types():
        return False
    mine, theirs = one.members(), other.members()
    if mine and theirs:
        return any(member in theirs for member in mine)
    patterns = one.texts("pattern"), other.texts("pattern")
    return not all(patterns) or patterns[0] == patterns[1]


def _required(parts: Alternative) -> set[str]:
    return {name.text() for part in parts for name in part["required"].children()}


def _is_closed(parts: Alternative) -> bool:
    return any(part["additionalProperties"].value is False for part in parts)


def _name(variant: Node) -> str:
    reference = variant["$ref"].text()
    return reference.rpartition("/")[2] or variant.spelled()
