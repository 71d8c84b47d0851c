"""Writing JSON data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from .types import JSON, MASS_UNITS, UNSET, Mass, decimal_text

_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_LISTS: tuple[type[Any], ...] = (list, tuple)
_MAPPINGS: tuple[type[Any], ...] = (Mapping,)


def json_of(value: Any) -> JSON:
    """JSON data of a value of any kind that the models hold."""
    if type(value) in _PLAIN:
        plain: JSON = value
        return plain
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, _LISTS):
        return [json_of(item) for item in value]
    if isinstance(value, _MAPPINGS):
        return {name: json_of(item) for name, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return value
    data: JSON = value.to_dict()
    return data


def json_fields(fields: Mapping[str, Any], additional: Mapping[str, JSON]) -> dict[str, JSON]:
    """JSON data of an object: its fields without those left out, then what it had beside them."""
    data = {name: json_of(value) for name, value in fields.items() if value is not UNSET}
    return {**data, **json_object(additional)} if additional else data


def json_object(value: Mapping[str, JSON]) -> dict[str, JSON]:
    """A copy of a JSON object."""
    return {name: json_of(item) for name, item in value.items()}


def json_mass(value: Any, units: tuple[str, ...]) -> Any:
    """A mass in a unit that is allowed at its place.

    A mass in a unit that the document does not name there (milligrams come from estimates) is
    converted, exactly, to the first unit that it names. A unit that is unknown altogether is
    left to the API.
    """
    if isinstance(value, Mass) and value.unit not in units and value.unit in MASS_UNITS:
        return value.to(units[0])
    return value


def json_number(value: Any) -> Any:
    """The JSON number that says exactly what the Decimal says, None if there is none."""
    if not isinstance(value, Decimal):
        return value
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    return number if Decimal(repr(number)) == value else None
