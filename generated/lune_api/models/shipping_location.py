"""The union ShippingLocation of the API document."""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from ..checking import check_object
from ..reading import Variant, choose
from .address import Address
from .geographic_coordinates import GeographicCoordinates
from .iata_code import IATACode
from .icao_code import ICAOCode
from .locode import Locode

ShippingLocation: TypeAlias = Locode | IATACode | ICAOCode | GeographicCoordinates | Address
"""A place, by code, by coordinates or by address.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        Locode.from_dict,
        required=frozenset({"locode"}),
        known=frozenset({"locode"}),
    ),
    Variant(
        dict,
        IATACode.from_dict,
        required=frozenset({"code"}),
        known=frozenset({"code"}),
        tests={
            "code": re.compile("^[A-Z]{3}\\Z", re.ASCII),
        },
    ),
    Variant(
        dict,
        ICAOCode.from_dict,
        required=frozenset({"code"}),
        known=frozenset({"code"}),
        tests={
            "code": re.compile("^[A-Z]{4}[A-Z]?\\Z", re.ASCII),
        },
    ),
    Variant(
        dict,
        GeographicCoordinates.from_dict,
        required=frozenset({"lat", "lon"}),
        known=frozenset({"lat", "lon"}),
    ),
    Variant(
        dict,
        Address.from_dict,
        known=frozenset({"city", "country_code", "postcode", "street_line1", "street_line2"}),
    ),
)


def read_shipping_location(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)


def check_shipping_location(at: str, value: object) -> None:
    """Refuse what has none of the forms, or breaks a rule of its form."""
    check_object(at, value, Locode, IATACode, ICAOCode, GeographicCoordinates, Address)
