"""Bodies that violate the document in one field, on purpose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

from lune_mock.json_values import NotJSONError, encode, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_document import JSON

__all__ = ["NoSuchFieldError", "Violation", "steps_to", "violating"]

Violation: TypeAlias = Literal["missing", "null", "wrong_type", "value"]
"""The field is left out, null, of a type that it never has, or has a given value."""

# No field of the document is a list of lists.
_WRONG: JSON = [[]]
_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")


class NoSuchFieldError(LookupError):
    """A body has no such field; the text says where it ends."""


def steps_to(field: str) -> tuple[str, ...]:
    """Return the names and positions that lead to a field; empty if `field` is neither form.

    Args:
        field: a JSON pointer, `/data/0/id`, or a path as messages have it, `data[0].id`.
    """
    if field.startswith("/"):
        return tuple(step.replace("~1", "/").replace("~0", "~") for step in field[1:].split("/"))
    matches = list(_STEP.finditer(field))
    if "".join(match[0] for match in matches) != field:
        return ()
    return tuple(match[1] or match[2] for match in matches)


def violating(body: bytes, steps: Sequence[str], violation: Violation, value: JSON = None) -> bytes:
    """Return the JSON of `body` with another value, or none, where `steps` lead.

    Raises:
        NoSuchFieldError: they lead nowhere.
    """
    try:
        whole = parse(body)
    except NotJSONError:
        message = "its body is no JSON"
        raise NoSuchFieldError(message) from None
    holder, key, found = whole, "", whole
    for step in steps:
        holder, key, found = found, step, _child(found, step)
    instead: list[JSON] = []
    if violation != "missing":
        instead.append({"null": None, "wrong_type": _WRONG, "value": value}[violation])
    if isinstance(holder, list):
        holder[int(key) : int(key) + 1] = instead
    elif isinstance(holder, dict):
        del holder[key]
        holder.update((key, each) for each in instead)
    return encode(whole)


def _child(value: JSON, step: str) -> JSON:
    children: dict[str, JSON] = {}
    if isinstance(value, dict):
        children = value
    elif isinstance(value, list):
        children = {str(position): each for position, each in enumerate(value)}
    if step not in children:
        message = f"there is no {step!r} in it"
        raise NoSuchFieldError(message)
    return children[step]
