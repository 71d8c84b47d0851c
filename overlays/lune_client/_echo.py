"""Comparing what was asked with what an answer repeats of it.

An idempotency key finds an object, but not necessarily the one that this request asked for: a
caller may have used the key before for something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from attrs import frozen

from lune_api.errors import LuneError
from lune_api.types import JSON, Mass

_OPTIONAL = "?"
"""Ends a place where the answer may not have the value yet."""


@frozen
class Difference:
    """A field of the request that the object answers differently.

    Attributes:
        field: The field of the request.
        asked: Its value there.
        found: What the object has.
    """

    field: str
    asked: JSON
    found: JSON

    def __str__(self) -> str:
        return f"{self.field} asked {self.asked!r}, found {self.found!r}"


def differences(
    echo: Mapping[str, Sequence[str]], asked: JSON, found: JSON
) -> tuple[Difference, ...]:
    """Return what an object has otherwise than the request that it is taken for.

    Args:
        echo: By field of the request, the places in the object that repeat it.
        asked: The body of the request.
        found: The object.
    """
    return tuple(_differences(echo, asked, found))


def _differences(
    echo: Mapping[str, Sequence[str]], asked: JSON, found: JSON
) -> Iterator[Difference]:
    if not isinstance(asked, dict) or not isinstance(found, dict):
        yield Difference("", asked, found)
        return
    for field, places in echo.items():
        if field not in asked:
            continue
        for place in places:
            repeated = _at(found, place.removesuffix(_OPTIONAL))
            if repeated is None and place.endswith(_OPTIONAL):
                continue
            if not _is_same(asked[field], repeated):
                yield Difference(field, asked[field], repeated)


def _at(found: JSON, place: str) -> JSON:
    for name in place.split("/"):
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found


def _is_same(asked: JSON, found: JSON) -> bool:
    if isinstance(asked, (dict, list)) and isinstance(found, str):
        tonnes, number = _tonnes(asked), _number(found)
        return tonnes is not None and tonnes == number
    if isinstance(asked, list) and isinstance(found, list):
        return _bundles(asked) == _bundles(found)
    if isinstance(asked, dict) and isinstance(found, dict):
        return asked.keys() == found.keys() and all(_is_same(asked[k], found[k]) for k in asked)
    if isinstance(asked, str) and isinstance(found, str):
        number = _number(asked)
        return asked == found or (number is not None and number == _number(found))
    return asked == found


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _tonnes(asked: JSON) -> Decimal | None:
    """Return the tonnes of a mass, or of masses for each bundle; None if it is neither."""
    if isinstance(asked, list):
        masses = [_tonnes(each.get("mass")) if isinstance(each, dict) else None for each in asked]
        known = [mass for mass in masses if mass is not None]
        return (
            sum((Mass(mass, "t") for mass in known), Mass(0, "t")).t
            if len(known) == len(masses)
            else None
        )
    if not isinstance(asked, dict):
        return None
    try:
        return Mass.from_dict(asked).t
    except LuneError:
        return None


def _bundles(entries: list[JSON]) -> JSON | frozenset[JSON]:
    """Return which bundles a list is about; the list itself if it is about something else."""
    names = [each.get("bundle_id") if isinstance(each, dict) else None for each in entries]
    return frozenset(name for name in names if isinstance(name, str)) if all(names) else entries
