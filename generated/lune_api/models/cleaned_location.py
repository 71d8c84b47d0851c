"""The union CleanedLocation of the API document."""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from ..reading import Variant, choose
from ..types import JSON
from .address import Address
from .iata_code import IATACode
from .icao_code import ICAOCode
from .locode import Locode

CleanedLocation: TypeAlias = Locode | IATACode | ICAOCode | Address | JSON
"""A place as it was understood.
An answer that has none of these forms is kept as the JSON value that it is.
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
        Address.from_dict,
        known=frozenset({"city", "country_code", "postcode", "street_line1", "street_line2"}),
    ),
)


def read_cleaned_location(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)
