"""The enumeration FlightAircraftConfiguration of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

FlightAircraftConfiguration: TypeAlias = (
    Literal[
        "belly_freight",
        "cargo",
    ]
    | str
)
"""Freight below the passengers, or a freighter.
The list grows: a member that is not in it is kept, and can be sent.
"""

FLIGHT_AIRCRAFT_CONFIGURATION_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(FlightAircraftConfiguration)[0]
)
"""The members that the document names, in its order."""
