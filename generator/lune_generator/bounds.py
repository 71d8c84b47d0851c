"""What the document demands of a value, in the words of the generated checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .document import Document, Raw, Value, parts_of, refuse

_ARGUMENTS = {
    "pattern": "pattern",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minimum": "minimum",
    "maximum": "maximum",
    "minItems": "min_items",
    "maxItems": "max_items",
}
_IN_WORDS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "min_length": "length at least {}",
    "max_length": "length at most {}",
    "min_items": "number of items at least {}",
    "max_items": "number of items at most {}",
}
# Everything that the templates have code for. What else a schema says would be lost in silence.
_KNOWN = frozenset(
    {
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "deprecated",
        "description",
        "enum",
        "example",
        "examples",
        "format",
        "items",
        "oneOf",
        "properties",
        "required",
        "title",
        "type",
        *_ARGUMENTS,
    }
)
# Bounds of a whole object are not checked, so only answers may state them.
_KNOWN_IN_ANSWERS = _KNOWN | {"maxProperties", "minProperties"}


def bounds(schema: Raw) -> Mapping[str, Value]:
    """The bounds that a schema states, as arguments of the generated checks."""
    found = {ours: schema[theirs] for theirs, ours in _ARGUMENTS.items() if theirs in schema}
    if "pattern" in found:
        found["pattern"] = python_pattern(found["pattern"])
    return found


def in_words(found: Mapping[str, Value]) -> list[str]:
    """Bounds for people; a pattern is shown when it is broken."""
    return [text.format(found[name]) for name, text in _IN_WORDS.items() if name in found]


def python_pattern(pattern: str) -> str:
    """An ECMA pattern for Python: ``$`` is the end there, not a line feed before the end."""
    ours = re.sub(r"(?<!\\)\$$", r"\\Z", pattern)
    try:
        re.compile(ours, re.ASCII)
    except re.error as error:
        refuse(f"the pattern {pattern!r} cannot be checked in Python: {error}")
    return ours


def require_known_keywords(document: Document) -> None:
    """Refuse schemas that say what the templates have no code for."""
    for name, schema in document.schemas.items():
        known = _KNOWN if name in document.sent else _KNOWN_IN_ANSWERS
        for part in _all_parts(schema):
            unknown = {k for k in part if k not in known and not k.startswith("x-")}
            if unknown:
                refuse(f"{name}: the templates have no code for {', '.join(sorted(unknown))}")


def _all_parts(schema: Raw) -> Iterator[Raw]:
    """The schema and every schema written out inside it."""
    yield schema
    for part in parts_of(schema):
        yield from _all_parts(part)
