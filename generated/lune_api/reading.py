"""Reading answers tolerantly: what does not fit its type is kept as the server sent it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Generic, TypeVar

from attrs import frozen

from .errors import MalformedValueError
from .types import JSON, Mass

# Typed as any class: a check with them does not make a known type of what came from outside.
JSON_ARRAY: Final[type[Any]] = list
JSON_OBJECT: Final[type[Any]] = dict

MassT = TypeVar("MassT", bound=Mass)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


def read_decimal(value: Any, where: str) -> Any:
    """The exact number behind decimal text or a JSON number; null and absence stay.

    Raises:
        MalformedValueError: the text is no number. An amount that cannot be read is not kept as
            text, because sums and comparisons with it would go wrong without a sign.
    """
    if type(value) is str:
        try:
            return Decimal(value)
        except InvalidOperation:
            raise MalformedValueError(where, value, "is no decimal number") from None
    if isinstance(value, float):
        # The shortest text of a float is the text that the server wrote.
        return Decimal(repr(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def read_moment(value: Any) -> Any:
    """The point in time behind RFC 3339 text; other text stays text."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def read_day(value: Any) -> Any:
    """The day behind ISO 8601 text; other text stays text."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def read_mass(value: Any, kind: type[MassT]) -> Any:
    """The mass behind an object with an amount and a unit; anything else stays as it is."""
    if isinstance(value, JSON_OBJECT) and "amount" in value and isinstance(value.get("unit"), str):
        return kind.from_dict(value)
    return value


def as_object(value: JSON, name: str, expected: frozenset[str] = frozenset()) -> dict[str, JSON]:
    """The value, which must be a JSON object for there to be an answer at all.

    Raises:
        MalformedValueError: it is none, or it has not one of the expected properties. Single ones
            may be missing, but an object without any is something else.
    """
    if not isinstance(value, dict):
        raise MalformedValueError(name, value, "is no JSON object")
    if expected and value.keys().isdisjoint(expected):
        raise MalformedValueError(name, value, f"has none of {', '.join(sorted(expected))}")
    return value


def as_list(value: JSON, name: str) -> list[JSON]:
    """The value, which must be a JSON array for there to be an answer at all."""
    if not isinstance(value, list):
        raise MalformedValueError(name, value, "is no JSON array")
    return value


def unknown_fields(src: Mapping[str, JSON], known: frozenset[str]) -> dict[str, JSON]:
    """What an object holds beside its known fields."""
    if known.issuperset(src):
        return {}
    return {name: value for name, value in src.items() if name not in known}


@frozen
class Variant(Generic[T_co]):
    """One alternative of a union and what tells it from the others.

    Attributes:
        kind: the JSON type of the alternative.
        read: makes its Python value.
        required: properties that it must have.
        known: all properties of it.
        tests: by property (``""`` for the value itself) the allowed values or the pattern, for
            properties that several alternatives share.
    """

    kind: type
    read: Callable[[Any], T_co]
    required: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    tests: Mapping[str, frozenset[object] | re.Pattern[str]] = {}

    def fits(self, value: Any) -> bool:
        """Whether the value has what this alternative demands."""
        if not isinstance(value, self.kind) or isinstance(value, bool) is not (self.kind is bool):
            return False
        if not isinstance(value, JSON_OBJECT):
            return "" not in self.tests or _passes(self.tests[""], value)
        # An alternative that demands nothing would take everything, so it takes no strangers.
        if not (self.required or self.known.issuperset(value)):
            return False
        return self.required.issubset(value) and all(
            name not in value or _passes(test, value[name]) for name, test in self.tests.items()
        )


def _passes(test: frozenset[object] | re.Pattern[str], value: Any) -> bool:
    if isinstance(test, re.Pattern):
        return isinstance(value, str) and test.search(value) is not None
    try:
        return value in test
    except TypeError:
        return False


def choose(variants: tuple[Variant[T], ...], value: Any) -> Any:
    """Read a value as the alternative that it fits; a value that fits none is kept as it is.

    Where several fit, the one that knows most of the properties is taken, then the one that
    demands most of them. A value for which that decides nothing is kept as well: a wrong class
    would be worse than none.
    """
    fitting = [variant for variant in variants if variant.fits(value)]
    if len(fitting) > 1 and isinstance(value, JSON_OBJECT):
        ranks = [(len(value.keys() & variant.known), len(variant.required)) for variant in fitting]
        best = max(ranks)
        fitting = [v for v, rank in zip(fitting, ranks, strict=True) if rank == best]
    return fitting[0].read(value) if len(fitting) == 1 else value
