"""Writing objects as JSON data and as text for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from attrs import AttrsInstance, fields

from .types import JSON, MASS_UNITS, UNSET, Mass, decimal_text

_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_LISTS: tuple[type[Any], ...] = (list, tuple)
_MAPPINGS: tuple[type[Any], ...] = (Mapping,)


def json_of(value: Any) -> JSON:
    """JSON data of a value of any kind that the models hold."""
    if type(value) in _PLAIN or isinstance(value, str | int | float):
        plain: JSON = value
        return plain
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, _LISTS):
        return [json_of(item) for item in value]
    if isinstance(value, _MAPPINGS):
        return {name: json_of(item) for name, item in value.items()}
    if isinstance(value, date):
        return date_text(value)
    data: JSON = value.to_dict()
    return data


def json_fields(fields: Mapping[str, Any], additional: Mapping[str, JSON]) -> dict[str, JSON]:
    """JSON data of an object: its fields without those left out, then what it had beside them."""
    data = {name: json_of(value) for name, value in fields.items() if value is not UNSET}
    return {**data, **json_object(additional)} if additional else data


def json_object(value: Mapping[str, JSON]) -> dict[str, JSON]:
    """A copy of a JSON object."""
    return {name: json_of(item) for name, item in value.items()}


def date_text(value: date) -> str:
    """The day or the point in time as RFC 3339 has it, whose offsets have no seconds.

    Raises:
        OverflowError: a point in time whose offset has seconds is at the end of the calendar.
    """
    offset = value.utcoffset() if isinstance(value, datetime) else None
    if isinstance(value, datetime) and offset and offset % timedelta(minutes=1):
        value = value.astimezone(UTC)
    return value.isoformat()


def sent_mass(value: Any, units: tuple[str, ...]) -> Any:
    """The mass as a request holds it: an amount and a unit, nothing else that an answer gave.

    A mass in a unit that the document does not name there (milligrams come from estimates) is
    converted, exactly, to the first unit that it names. A unit that is unknown altogether is
    left to the API.
    """
    if not isinstance(value, Mass):
        return value
    convert = value.unit not in units and value.unit in MASS_UNITS
    return value.to(units[0]) if convert else Mass(value.amount, value.unit)


def object_text(self: AttrsInstance) -> str:
    """The object for people: the fields that it has.

    An object whose construction failed half-way lacks fields altogether, and is shown as well:
    tracebacks with local variables show it.
    """
    kind: type[AttrsInstance] = self.__class__
    shown = {
        each.name: getattr(self, each.name, UNSET)
        for each in fields(kind)
        if each.name != "additional_properties" or getattr(self, each.name, None)
    }
    inside = ", ".join(f"{name}={value!r}" for name, value in shown.items() if value is not UNSET)
    return f"{kind.__name__}({inside})"


def json_number(value: Any) -> Any:
    """The JSON number that says exactly what the Decimal says, its text if there is none."""
    if not isinstance(value, Decimal):
        return value
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    return number if Decimal(repr(number)) == value else decimal_text(value)
