"""The enumeration AircraftConfiguration of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

AircraftConfiguration: TypeAlias = (
    Literal[
        "cargo_plane",
        "passenger_plane",
        "plane",
    ]
    | str
)
"""Freighter, passenger plane or unknown; plane when it is left out.
The list grows: a member that is not in it is kept, and can be sent.
"""

AIRCRAFT_CONFIGURATION_VALUES: Final[tuple[str, ...]] = get_args(get_args(AircraftConfiguration)[0])
"""The members that the document names, in its order."""
