"""Rules of the document that concern several values, or a whole request."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from .document import Document, Raw, Value, refuse

# Typed as any class: what is inside is looked at one by one.
_OBJECT: type[Value] = dict
_TOTAL = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)


@frozen
class Shares:
    """All items of a list have a property, and it adds up to a total, or none has it.

    Attributes:
        name: the property.
        total: the total, as decimal text.
    """

    name: str
    total: str


def shares_of(document: Document, schema: Raw) -> Shares | None:
    """What a list says by ``x-shares``.

    Raises:
        DocumentError: it names no property of the items, or no total.
    """
    if "x-shares" not in schema:
        return None
    stated: Value = schema["x-shares"]
    given: Raw = stated if isinstance(stated, _OBJECT) else {}
    name, total = given.get("property"), str(given.get("total"))
    if name not in document.properties(schema["items"]) or _TOTAL.fullmatch(total) is None:
        refuse(f"x-shares: a property of the items and its total are expected, not {stated}")
    return Shares(name, total)


def exclusive_of(document: Document, component: str) -> Sequence[str]:
    """The properties of an object that exclude each other, by ``x-exclusive``.

    Raises:
        DocumentError: one is no property of the object, or there is none to exclude.
    """
    schema = document.schemas[component]
    if "x-exclusive" not in schema:
        return ()
    names = [str(name) for name in schema["x-exclusive"]]
    if len(set(names)) < 2 or not document.properties(schema).keys() >= set(names):  # noqa: PLR2004 - one excludes nothing
        refuse(f"{component}: x-exclusive: two of its properties are expected, not {names}")
    return names


def max_body_bytes(document: Document) -> int:
    """The largest body of a request, by ``x-max-body-bytes`` of the document's info.

    Raises:
        DocumentError: it is no whole number of bytes, or not stated.
    """
    stated = document.raw.get("info", {}).get("x-max-body-bytes")
    if type(stated) is not int or stated < 1:
        refuse(f"info: x-max-body-bytes must be a whole number of bytes, not {stated!r}")
    return stated
