"""The enumeration ShippingMethodology of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

ShippingMethodology: TypeAlias = (
    Literal[
        "imo_unavailable_container_ship_fallback",
        "imo_unavailable_container_ship_trade_lane_fallback",
        "flight_number_unavailable_fallback",
        "invalid_flight_route_fallback",
    ]
    | str
)
"""A fallback of the calculation.
The list grows: a member that is not in it is kept, and can be sent.
"""

SHIPPING_METHODOLOGY_VALUES: Final[tuple[str, ...]] = get_args(get_args(ShippingMethodology)[0])
"""The members that the document names, in its order."""
