"""Comparing what was asked with what an answer repeats of it.

An idempotency key finds an object, but not necessarily the one that this request asked for: a
caller may have used the key before for something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen

from lune_api.errors import LuneError
from lune_api.types import JSON, UNSET, Mass, Unset

_AMOUNT: Final = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")
_OPTIONAL: Final = "?"
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
        return f"{self.field} asked {_shown(self.asked)}, found {_shown(self.found)}"


def _shown(value: JSON) -> str:
    match value:
        case {"amount": str(amount), "unit": str(unit)}:
            return f"{amount} {unit}"
        case str() if value:
            return value
        case _:
            return json.dumps(value)


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
            # What is not repeated contradicts nothing.
            if isinstance(repeated, Unset) or (not repeated and place.endswith(_OPTIONAL)):
                continue
            if not _is_same(asked[field], repeated):
                yield Difference(field, asked[field], repeated)


def _at(found: JSON, place: str) -> JSON | Unset:
    for name in place.split("/"):
        if not isinstance(found, dict) or name not in found:
            return UNSET
        found = found[name]
    return found


def _is_same(asked: JSON, found: JSON) -> bool:
    if not asked and not found:
        return True
    if isinstance(asked, (dict, list)) and isinstance(found, str):
        tonnes, number = _tonnes(asked), _number(found)
        return tonnes is not None and tonnes == number
    if isinstance(asked, list) and isinstance(found, list):
        return _are_same_bundles(asked, found)
    if isinstance(asked, dict) and isinstance(found, dict):
        # An answer may hold more than was asked.
        return all(_is_same(value, found.get(name)) for name, value in asked.items())
    if isinstance(asked, str) and isinstance(found, str):
        number = _number(asked)
        return asked == found or (number is not None and number == _number(found))
    return asked == found


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _AMOUNT.fullmatch(text) else None


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


def _are_same_bundles(asked: list[JSON], found: list[JSON]) -> bool:
    """Whether two lists are about the same bundles and, where both say it, the same masses."""
    wanted, bought = _by_bundle(asked), _by_bundle(found)
    if wanted is None or bought is None:
        return asked == found
    return wanted.keys() == bought.keys() and all(
        _holds(wanted[name].get("mass"), bought[name].get("quantity")) for name in wanted
    )


def _by_bundle(entries: list[JSON]) -> dict[str, dict[str, JSON]] | None:
    """Return the entries by the bundle that they are about; None if they are about none."""
    named: dict[str, dict[str, JSON]] = {}
    for entry in entries:
        name = entry.get("bundle_id") if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or not isinstance(name, str):
            return None
        named[name] = entry
    return named


def _holds(mass: JSON, quantity: JSON) -> bool:
    """Whether a quantity can be what is left of a mass when it is cut to a unit."""
    wanted = None if mass is None else _tonnes(mass)
    bought = _number(quantity) if isinstance(quantity, str) else None
    return wanted is None or bought is None or 0 <= wanted - bought < 1
