"""Reading JSON strictly, writing it, and taking values out of data the document has checked."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from lune_document import JSON

__all__ = [
    "NotJSONError",
    "boolean",
    "canonical",
    "encode",
    "items",
    "optional_text",
    "parse",
    "record",
    "string",
]

_DEEPEST = 64
_LONGEST_INTEGER = 400
# Strings, whatever is in them, and all other characters that are no bracket.
_BESIDE_BRACKETS = re.compile(r'"(?:[^"\\]+|\\.)*"?|[^"\[\]{}]+', re.DOTALL)


class NotJSONError(ValueError):
    """A body is not JSON that the server accepts; the text says why."""


class _UnexpectedError(TypeError):
    """The document let a value through that a rule does not expect."""

    def __init__(self, value: JSON, wanted: str) -> None:
        super().__init__(f"expected {wanted}, the document let through {value!r}")


def parse(body: bytes) -> JSON:
    """Return the value that `body` holds.

    Stricter than `json.loads`: UTF-8 only, no byte order mark, no NaN or infinity, no key twice
    in one object, no lone surrogates, no nesting that would exhaust the stack further on.

    Raises:
        NotJSONError: the body is something else.
    """
    if body.startswith(b"\xef\xbb\xbf"):
        _refuse("it starts with a byte order mark")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse(f"byte {error.start} is not UTF-8")
    if _is_too_deep(text):
        _refuse(f"it is nested more than {_DEEPEST} levels deep")
    try:
        value: JSON = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        _refuse(f"{error.msg} at line {error.lineno}, column {error.colno}")
    if "\\u" in text:
        try:
            encode(value)
        except UnicodeEncodeError:
            _refuse("it escapes half of a surrogate pair, which is no character")
    return value


def encode(value: JSON) -> bytes:
    """Return `value` as compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def canonical(value: JSON) -> bytes:
    """Return the same bytes for equal values, whatever the order of their keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def record(value: JSON) -> dict[str, JSON]:
    """Return `value`, which the document has shown to be an object."""
    if not isinstance(value, dict):
        raise _UnexpectedError(value, "an object")
    return value


def items(value: JSON) -> list[JSON]:
    """Return `value`, which the document has shown to be an array."""
    if not isinstance(value, list):
        raise _UnexpectedError(value, "an array")
    return value


def string(value: JSON) -> str:
    """Return `value`, which the document has shown to be a string."""
    if not isinstance(value, str):
        raise _UnexpectedError(value, "a string")
    return value


def optional_text(value: JSON) -> str | None:
    """Return a string that may be absent."""
    return None if value is None else string(value)


def boolean(value: JSON, *, default: bool) -> bool:
    """Return a boolean that may be absent."""
    return value if isinstance(value, bool) else default


def _refuse(reason: str) -> NoReturn:
    message = f"The body is not valid JSON: {reason}"
    raise NotJSONError(message)


def _is_too_deep(text: str) -> bool:
    """Return whether brackets nest too deep, which mostly their number alone rules out."""
    if text.count("[") + text.count("{") <= _DEEPEST:
        return False
    steps = (1 if bracket in "[{" else -1 for bracket in _BESIDE_BRACKETS.sub("", text))
    return any(depth > _DEEPEST for depth in accumulate(steps))


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        twice = next(
            name for name, count in Counter(name for name, _ in pairs).items() if count > 1
        )
        _refuse(f"the key {twice[:80]!r} stands twice in one object")
    return fields


def _constant(name: str) -> NoReturn:
    _refuse(f"{name} is no JSON value")


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        _refuse("a number is too large")
    return number


def _int(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        _refuse("a number is too large")
    return int(digits)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_constant, parse_float=_float, parse_int=_int
)
