"""The columns of Lune's own shipping CSV, of which a row is one shipment on up to ten legs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from lune_client.errors import InvalidRequestError

__all__ = ["ID_COLUMN", "fields", "is_shipping_csv"]

ID_COLUMN: Final = "shipment_id"

_LEG: Final = re.compile(r"leg(?P<number>[0-9]+)_(?P<field>.+)")
_RESULTS: Final = frozenset({"estimated_distance_km", "total_tco2", "total_tco2_"})
"""What a calculation before this one may have filled in."""
_COORDINATES: Final = re.compile(r"lat (?P<lat>\S+) lon (?P<lon>\S+)")
_ADDRESS: Final = {
    "street": "street_line1",
    "postcode": "postcode",
    "city": "city",
    "country": "country_code",
}
_CONTAINER_SHIP: Final = "container_ship"


def is_shipping_csv(names: Collection[str]) -> bool:
    """Whether a table has these columns."""
    return ID_COLUMN in names and any(_LEG.fullmatch(name) for name in names)


def fields(cells: Mapping[str, object]) -> dict[str, object]:
    """Return what the request of a row holds, by the paths of its fields.

    Args:
        cells: The row, by the names of the columns.

    Raises:
        InvalidRequestError: it has several legs, or mass and containers.
    """
    given = {name: str(cell).strip() for name, cell in cells.items() if str(cell or "").strip()}
    _refuse_more_legs(given)
    return dict([*_load(given), *_route(given), *_method(given)])


def _refuse_more_legs(given: Mapping[str, str]) -> None:
    legs = {
        int(found["number"])
        for found in map(_LEG.fullmatch, given)
        if found is not None and found["field"] not in _RESULTS
    }
    if legs - {1}:
        field, problem = "route", "has more than one leg: put each in a row of its own"
        raise InvalidRequestError(field, f"{max(legs)} legs", problem)


def _load(given: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    if "mass_kg" in given and "containers" in given:
        field, problem = "shipment", "has mass_kg and containers: leave one empty"
        raise InvalidRequestError(field, (given["mass_kg"], given["containers"]), problem)
    if "mass_kg" in given:
        yield "shipment.mass.amount", given["mass_kg"]
        yield "shipment.mass.unit", "kg"
    if "containers" in given:
        yield "shipment.containers", given["containers"]


def _route(given: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    if "leg1_distance_km" in given:
        yield "route.amount", given["leg1_distance_km"]
        yield "route.unit", "km"
    else:
        yield from _place("route.source", "pickup", given)
        yield from _place("route.destination", "leg1", given)
    if "leg1_country" in given:
        yield "country_code", given["leg1_country"]


def _place(path: str, prefix: str, given: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    if f"{prefix}_coordinates" in given:
        text = given[f"{prefix}_coordinates"]
        found = _COORDINATES.fullmatch(text)
        if found is None:
            raise InvalidRequestError(path, text, "write it like 'lat 51.95 lon 4.05'")
        yield f"{path}.lat", found["lat"]
        yield f"{path}.lon", found["lon"]
        return
    for column, field in _ADDRESS.items():
        if f"{prefix}_{column}" in given:
            yield f"{path}.{field}", given[f"{prefix}_{column}"]


def _method(given: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    method = given.get("leg1_method")
    if "leg1_imo_number" in given:
        yield "method.vessel_imo_number", given["leg1_imo_number"]
    elif method == _CONTAINER_SHIP:
        yield "method.vessel_type", method
    elif method is not None:
        yield "method", method
