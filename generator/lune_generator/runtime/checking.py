"""Checks of what is about to be sent. The bounds come from the API document with each call."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import quote

from .errors import InvalidRequestError, WrongTypeError
from .types import UNSET, Mass, Unset, decimal_text, exact_number, exact_sum, is_unicode
from .writing import date_text

T = TypeVar("T")
_LONGEST_SUM: Final = 40
_SAME_PATH: Final = frozenset({"", ".", ".."})
# Typed as any class: what is inside is checked one by one.
_LISTS: tuple[type[Any], ...] = (list, tuple)
_MAPPINGS: tuple[type[Any], ...] = (Mapping,)
_NO_LISTS: tuple[type[Any], ...] = (str, bytes, Mapping)


class Checkable(Protocol):
    """An object that can check itself."""

    def check(self, at: str = "") -> None:
        """Raise InvalidRequestError for what the API document does not allow."""
        ...


def to_list(value: Iterable[T], name: str) -> list[T]:
    """The items as a list of its own."""
    if isinstance(value, _NO_LISTS) or not hasattr(value, "__iter__"):
        raise WrongTypeError(name, value, "must be a list")
    return [*value]


def to_string_map(value: Mapping[str, str], name: str) -> dict[str, str]:
    """The mapping as a dict of its own."""
    if not hasattr(value, "keys"):
        raise WrongTypeError(name, value, "must be a mapping of text to text")
    return {**value}


def inside(at: str, step: str | int) -> str:
    """Where a property or an item of what stands at ``at`` stands, as errors name it.

    Example:
        >>> inside(inside("items", 3), "metadata"), inside("metadata", "a b")
        ('items[3].metadata', "metadata['a b']")
    """
    if isinstance(step, str) and step.isidentifier():
        return f"{at}.{step}" if at else step
    return f"{at}[{step!r}]"


def check_text(
    at: str,
    value: object,
    *,
    pattern: str | None = None,
    min_length: int = 0,
    max_length: int | None = None,
) -> None:
    """Refuse what is no text within the bounds."""
    if not isinstance(value, str):
        raise WrongTypeError(at, value, f"must be text{_left_out(value)}")
    if not is_unicode(value):
        raise InvalidRequestError(at, value, "is no Unicode text: it has half a surrogate pair")
    if len(value) < min_length:
        problem = "must not be empty" if min_length == 1 else f"needs {min_length} characters"
        raise InvalidRequestError(at, value, problem)
    if max_length is not None and len(value) > max_length:
        raise InvalidRequestError(
            at, value, f"has {len(value)} characters, at most {max_length} are allowed: shorten it"
        )
    if pattern is not None and re.search(pattern, value, re.ASCII) is None:
        raise InvalidRequestError(at, value, f"does not have the form {_shown(pattern)}")


def _shown(pattern: str) -> str:
    return pattern.replace(r"\Z", "$")


def _left_out(value: object) -> str:
    return "; to leave the field out, do not give it" if value is None else ""


def _check_range(
    at: str,
    value: float,
    *,
    minimum: float | None,
    maximum: float | None,
) -> None:
    if minimum is not None and value < minimum:
        raise InvalidRequestError(at, value, f"must be at least {minimum}")
    if maximum is not None and value > maximum:
        raise InvalidRequestError(at, value, f"must be at most {maximum}")


def check_integer(
    at: str,
    value: object,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
) -> None:
    """Refuse what is no integer within the bounds."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongTypeError(at, value, f"must be an int{_left_out(value)}")
    _check_range(at, value, minimum=minimum, maximum=maximum)
    if exact_number(value) is None:
        raise InvalidRequestError(at, value, "must have at most 1000 digits")


def check_number(
    at: str,
    value: object,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
) -> None:
    """Refuse what is no finite number within the bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongTypeError(at, value, f"must be a float or an int{_left_out(value)}")
    _check_range(at, value, minimum=minimum, maximum=maximum)
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidRequestError(at, value, "must be a finite number")


def check_decimal(at: str, value: object, *, pattern: str | None = None) -> None:
    """Refuse what is no exact number, or one whose text does not have the form."""
    if not isinstance(value, Decimal):
        raise WrongTypeError(at, value, f"must be a Decimal{_left_out(value)}")
    if exact_number(value) is None:
        raise InvalidRequestError(at, value, "must be a finite number of at most 1000 digits")
    text = decimal_text(value)
    if pattern is not None and re.search(pattern, text, re.ASCII) is None:
        if value.is_signed():
            raise InvalidRequestError(at, value, "must not be negative")
        raise InvalidRequestError(at, text, f"does not have the form {_shown(pattern)}")


def check_flag(at: str, value: object) -> None:
    """Refuse what is neither True nor False."""
    if not isinstance(value, bool):
        raise WrongTypeError(at, value, f"must be True or False{_left_out(value)}")


def check_moment(at: str, value: object) -> None:
    """Refuse what is no point in time: a datetime needs its UTC offset."""
    if not isinstance(value, datetime):
        raise WrongTypeError(at, value, f"must be a datetime{_left_out(value)}")
    if value.utcoffset() is None:
        raise InvalidRequestError(
            at, value, "has no time zone: give one, such as tzinfo=timezone.utc"
        )
    try:
        date_text(value)
    except OverflowError:
        raise InvalidRequestError(at, value, "has no UTC time within the calendar") from None


def check_day(at: str, value: object) -> None:
    """Refuse what is no day."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise WrongTypeError(at, value, f"must be a date without a time{_left_out(value)}")


def check_constant(at: str, value: object, constant: object) -> None:
    """Refuse what is not the one allowed value."""
    if value != constant:
        raise InvalidRequestError(at, value, f"must be {constant!r}")


def check_items(at: str, value: Any, *, min_items: int = 0, max_items: int | None = None) -> None:
    """Refuse what is no list of an allowed length."""
    if not isinstance(value, _LISTS):
        raise WrongTypeError(at, value, f"must be a list{_left_out(value)}")
    count = len(value)
    if count < min_items:
        raise InvalidRequestError(at, count, f"needs at least {min_items} items")
    if max_items is not None and count > max_items:
        raise InvalidRequestError(
            at, count, f"holds {count} items, at most {max_items} are allowed: split it"
        )


def check_shares(at: str, items: Iterable[object], name: str, total: str) -> None:
    """Refuse items of which some have the share ``name``, or all of them and another total.

    Each share is known to be an exact number.
    """
    given = [getattr(item, name) for item in items]
    shares = [share for share in given if not isinstance(share, Unset)]
    if not shares:
        return
    if len(shares) < len(given):
        problem = (
            f"{len(shares)} of {len(given)} entries have a {name}: give one to each, or to none to "
            "divide equally"
        )
        raise InvalidRequestError(at, given, problem)
    found = exact_sum(shares)
    if found != Decimal(total):
        text = decimal_text(found)
        shown = text if len(text) <= _LONGEST_SUM else f"{text[:_LONGEST_SUM]}..."
        problem = (
            f"the {name} of all entries must add up to {total}, these add up to "
            f"{shown}: correct them, or leave all out to divide equally"
        )
        raise InvalidRequestError(at, given, problem)


def check_exclusive(at: str, /, **given: object) -> None:
    """Refuse more than one of the properties that exclude each other; an empty list is none."""
    present = [name for name, value in given.items() if value]
    if len(present) > 1:
        fields = ", ".join(f"{at}{name}" for name in present)
        values = [given[name] for name in present]
        raise InvalidRequestError(fields, values, "exclude each other: give one of them")


def check_string_map(at: str, value: Any) -> None:
    """Refuse what is no mapping of text to text."""
    if not isinstance(value, _MAPPINGS):
        raise WrongTypeError(at, value, f"must be a mapping of text to text{_left_out(value)}")
    for name, item in value.items():
        if not isinstance(name, str):
            raise WrongTypeError(at, name, "has a key that is no text")
        check_text(inside(at, name), name)
        check_text(inside(at, name), item)


def check_known(at: str, unknown: Mapping[str, object]) -> None:
    """Refuse what the API document does not name in an object that is sent.

    An object that was read from an answer keeps fields that this version does not know. The API
    takes no such field in a request, and to leave it out in silence would send something else.
    """
    for name, value in unknown.items():
        problem = "is unknown to the API document: to send the object, take it out"
        raise InvalidRequestError(f"{at}{name}", value, problem)


def check_mass(at: str, value: object, *, pattern: str | None = None) -> None:
    """Refuse what is no mass with an allowed amount."""
    if not isinstance(value, Mass):
        problem = f"must be a Mass, such as Mass('1', 'kg'){_left_out(value)}"
        raise WrongTypeError(at, value, problem)
    beside = {k: v for k, v in value.to_dict().items() if k not in {"amount", "unit"}}
    check_known(f"{at}.", beside)
    check_decimal(f"{at}.amount", value.amount, pattern=pattern)


def check_object(at: str, value: object, *kinds: type[Checkable]) -> None:
    """Refuse what is none of the objects that belong here, or breaks a rule inside."""
    if not isinstance(value, kinds):
        names = " or ".join(kind.__name__ for kind in kinds)
        raise WrongTypeError(at, value, f"must be of type {names}{_left_out(value)}")
    value.check(f"{at}.")


def choose_form(
    given: Mapping[str, Any], *forms: tuple[type, frozenset[str], frozenset[str]]
) -> Any:
    """Build the one form of a body that the given fields belong to.

    Args:
        given: the keyword arguments of the call.
        forms: class, required fields and all fields of each form.

    Raises:
        InvalidRequestError: fields of two forms are mixed, or fields of each form are missing.
    """
    present = {name: value for name, value in given.items() if value is not UNSET}
    for kind, required, known in forms:
        if required <= present.keys() <= known:
            return kind(**present)
    ways = "; or ".join(
        f"{' and '.join(sorted(required))} (optional: {', '.join(sorted(known - required))})"
        for _, required, known in forms
    )
    raise InvalidRequestError(
        ", ".join(present) or "arguments", sorted(present), f"give exactly one of: {ways}"
    )


def path_segment(name: str, value: str) -> str:
    """The value as one segment of a path, percent-encoded so that it cannot change the path."""
    check_text(name, value)
    if value in _SAME_PATH:
        problem = "would change the path of the call: give the real value"
        raise InvalidRequestError(name, value, problem)
    return quote(value, safe="")


def query_text(value: object) -> str:
    """The value as text of a query parameter."""
    if isinstance(value, bool):
        return "true" if value else "false"
    # The text of an enumeration's member is its name in its class.
    if isinstance(value, str):
        return str.__str__(value)
    return int.__repr__(value) if isinstance(value, int) else str(value)
