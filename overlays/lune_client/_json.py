"""JSON as the API needs it: exact numbers in, strict text out."""

from __future__ import annotations

import json
from typing import Final, Self

from lune_api.errors import InvalidRequestError
from lune_api.types import JSON


class Number(float):
    """A JSON number with a fraction or exponent that remembers how it was written.

    The API writes amounts as strings, which become Decimal without a detour. Should an amount
    arrive as a number, its text is still there: `Decimal(str(number))` is exact, where a plain
    float has lost digits. `json.loads(..., parse_float=Decimal)` would be exact too, but every
    true number (a latitude, say) would be a Decimal behind an annotation that says float, and
    unknown fields could no longer be written as JSON.
    """

    __slots__ = ("_text",)

    _text: str

    def __new__(cls, text: str) -> Self:
        number = super().__new__(cls, text)
        number._text = text
        return number

    def __str__(self) -> str:
        return self._text

    __repr__ = __str__

    def __reduce__(self) -> tuple[type[Number], tuple[str]]:
        return Number, (self._text,)


def _refuse(constant: str) -> JSON:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def _once(pairs: list[tuple[str, JSON]]) -> JSON:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f"{twice!r} stands twice in an object"
        raise ValueError(message)
    return found


# Made once: json.loads and json.dumps make one for every call that is not all defaults.
_decoder: Final = json.JSONDecoder(parse_float=Number, parse_constant=_refuse)
_unique_decoder: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=Number, parse_constant=_refuse
)
_encoder: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def decode(body: bytes) -> JSON:
    """Return the value of a JSON text.

    Raises:
        ValueError: the bytes are not UTF-8 or not JSON.
        RecursionError: they are nested beyond reason.
    """
    value: JSON = _decoder.decode(body.decode().removeprefix("\ufeff"))
    return value


def decode_unique(body: bytes) -> JSON:
    """Return the same, but of no object that has a name twice, of whose values only one counts.

    Raises:
        ValueError: the bytes are not UTF-8 or not JSON, or a name stands twice in an object.
        RecursionError: they are nested beyond reason.
    """
    value: JSON = _unique_decoder.decode(body.decode().removeprefix("\ufeff"))
    return value


def decode_if_possible(body: bytes) -> JSON:
    """Return the value of a JSON text, None for what is none."""
    try:
        return decode(body)
    except (ValueError, RecursionError):
        return None


def encode(body: JSON) -> bytes:
    """Return the value as JSON in UTF-8, without white space.

    Raises:
        InvalidRequestError: it has no such form (half of a surrogate pair, not a number).
    """
    try:
        return _encoder.encode(body).encode()
    except (TypeError, ValueError, RecursionError) as error:
        problem = f"cannot be sent as JSON in UTF-8 ({error})"
        raise InvalidRequestError(field="body", value=body, problem=problem) from None
