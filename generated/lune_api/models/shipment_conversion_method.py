"""The enumeration ShipmentConversionMethod of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

ShipmentConversionMethod: TypeAlias = (
    Literal[
        "user_provided_cargo_type",
        "average_cargo_type",
    ]
    | str
)
"""By the cargo type of the caller, or by the average one.
The list grows: a member that is not in it is kept, and can be sent.
"""

SHIPMENT_CONVERSION_METHOD_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(ShipmentConversionMethod)[0]
)
"""The members that the document names, in its order."""
