"""The enumeration ConvertedShipmentUnit of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

ConvertedShipmentUnit: TypeAlias = (
    Literal[
        "g",
        "kg",
        "t",
        "TEU",
    ]
    | str
)
"""Gram, kilogram, tonne or twenty-foot equivalent unit.
The list grows: a member that is not in it is kept, and can be sent.
"""

CONVERTED_SHIPMENT_UNIT_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(ConvertedShipmentUnit)[0]
)
"""The members that the document names, in its order."""
