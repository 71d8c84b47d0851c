"""Reading answers tolerantly: what does not fit its type is kept as the server sent it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from decimal import Context, Inexact, InvalidOperation, Overflow, Underflow
from typing import Any, Final, Generic, TypeVar

from attrs import frozen

from .errors import MalformedValueError
from .types import JSON, UNSET, Mass, exact_number, is_unicode

# Typed as any class: a check with them does not make a known type of what came from outside.
JSON_ARRAY: Final[type[Any]] = list
JSON_OBJECT: Final[type[Any]] = dict

_bounded: Final = Context(
    prec=900, Emin=-900, Emax=900, traps=[Inexact, InvalidOperation, Overflow, Underflow]
).create_decimal

MassT = TypeVar("MassT", bound=Mass)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


def read_decimal(value: Any, where: str) -> Any:
    """The exact number behind decimal text or a JSON number; null and absence stay.

    Raises:
        MalformedValueError: it is no number, or one of more than 1000 digits. An amount that cannot
            be read is not kept as text: sums and comparisons with it would go wrong without a sign.
    """
    if type(value) is str:
        # Most of the time of a large answer goes here, so the text that an exact number has in any
        # case is taken at once. All other text is for exact_number to judge.
        try:
            plain = _bounded(value)
            if str(plain) == value and plain.is_finite():
                return plain
        except ArithmeticError:
            pass
    elif value is None or value is UNSET:
        return value
    # The shortest text of a float is the text that the server wrote.
    text = repr(value) if isinstance(value, float) else value
    if not isinstance(text, int | str) or isinstance(text, bool):
        return value
    number = exact_number(text)
    if number is None:
        raise MalformedValueError(where, value, "is no decimal number")
    return number


def read_moment(value: Any) -> Any:
    """The point in time behind RFC 3339 text; other text stays text, also without a UTC offset."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return value if moment.tzinfo is None else moment


def read_day(value: Any) -> Any:
    """The day behind text such as 2024-09-02; other text stays text."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return day if day.isoformat() == value else value


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


def as_page(value: JSON, expected: frozenset[str]) -> dict[str, JSON]:
    """The value, which must be a page of a list that loses no items.

    Args:
        value: the answer.
        expected: properties of an item, at least one of which each must have.

    Raises:
        MalformedValueError: an item is none, or the page does not say where the list goes on.
    """
    page = as_object(value, "page")
    items = page.get("data")
    if not isinstance(items, list):
        raise MalformedValueError("data", items, "is no list of items")
    for index, item in enumerate(items):
        as_object(item, f"data[{index}]", expected)
    more, cursor = page.get("has_more"), page.get("next_cursor")
    if not isinstance(more, bool):
        raise MalformedValueError("has_more", more, "does not say whether another page follows")
    if not isinstance(cursor, str | None) or not is_unicode(cursor or ""):
        raise MalformedValueError("next_cursor", cursor, "is neither Unicode text nor null")
    if more and not cursor:
        raise MalformedValueError("next_cursor", cursor, "is missing although has_more is true")
    return page


@frozen
class ParseEach(Generic[T]):
    """Reads an answer that holds one item for each item that was sent.

    Attributes:
        parse: reads the items.
        count: how many were sent.
    """

    parse: Callable[[JSON], list[T]]
    count: int

    def __call__(self, data: JSON) -> list[T]:
        """Read the answer.

        Raises:
            MalformedValueError: it holds another number, and nobody knows what belongs to what.
        """
        items = self.parse(data)
        if len(items) != self.count:
            problem = f"is no answer for each of the {self.count} items that were sent"
            raise MalformedValueError("count", len(items), problem)
        return items


def unknown_fields(src: Mapping[str, JSON], known: frozenset[str]) -> dict[str, JSON]:
    """What an object holds beside its known fields."""
    return {name: value for name, value in src.items() if name not in known}


@frozen
class Variant(Generic[T_co]):
    """One alternative of a union and what tells it from the others.

    Attributes:
        kind: the JSON type of the alternative.
        read: makes its Python value.
        required: properties that it must have.
        nullable: those of them that may be null.
        known: all properties of it.
        tests: by property (``""`` for the value itself) the allowed values or the pattern, for
            properties that several alternatives share.
    """

    kind: type
    read: Callable[[Any], T_co]
    required: frozenset[str] = frozenset()
    nullable: frozenset[str] = frozenset()
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
        return self._has(self.required, value) and self._passed(value)

    def resembles(self, value: dict[str, Any], elsewhere: AbstractSet[str]) -> bool:
        """Whether an incomplete object can still be told to be of this alternative.

        Args:
            value: the object.
            elsewhere: the properties that other alternatives know.
        """
        marks = (self.required or self.known) - elsewhere
        found = sum(self._has({name}, value) for name in marks)
        # Half of what is demanded, because one property does not make an object of many.
        return found >= max(1, len(marks) / 2 if self.required else 0) and self._passed(value)

    def _has(self, names: AbstractSet[str], value: dict[str, Any]) -> bool:
        return all(n in value and (value[n] is not None or n in self.nullable) for n in names)

    def _passed(self, value: dict[str, Any]) -> bool:
        return all(
            value.get(name) is None or _passes(test, value[name])
            for name, test in self.tests.items()
        )


def _passes(test: frozenset[object] | re.Pattern[str], value: Any) -> bool:
    if isinstance(test, re.Pattern):
        return isinstance(value, str) and test.search(value) is not None
    try:
        return value in test
    except TypeError:
        return False


def _elsewhere(variants: tuple[Variant[T], ...], one: Variant[T]) -> set[str]:
    return {name for other in variants if other is not one for name in other.known}


def choose(variants: tuple[Variant[T], ...], value: Any) -> Any:
    """Read a value as the alternative that it fits; a value that fits none is kept as it is.

    Where several fit, the one that knows most of the properties is taken, then the one that
    demands most of them. An object that lacks some of what every alternative demands is taken for
    the one that it resembles by what no other one has. A value for which that decides nothing is
    kept as well: a wrong class would be worse than none.
    """
    fitting = [variant for variant in variants if variant.fits(value)]
    if not fitting and isinstance(value, JSON_OBJECT):
        fitting = [v for v in variants if v.resembles(value, _elsewhere(variants, v))]
    elif len(fitting) > 1 and isinstance(value, JSON_OBJECT):
        ranks = [(len(value.keys() & variant.known), len(variant.required)) for variant in fitting]
        best = max(ranks)
        fitting = [v for v, rank in zip(fitting, ranks, strict=True) if rank == best]
    return fitting[0].read(value) if len(fitting) == 1 else value
