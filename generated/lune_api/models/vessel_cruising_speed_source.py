"""The enumeration VesselCruisingSpeedSource of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

VesselCruisingSpeedSource: TypeAlias = (
    Literal[
        "average_for_vessel_class",
        "ais",
        "ais_voyage_specific",
    ]
    | str
)
"""Where the speed comes from.
The list grows: a member that is not in it is kept, and can be sent.
"""

VESSEL_CRUISING_SPEED_SOURCE_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(VesselCruisingSpeedSource)[0]
)
"""The members that the document names, in its order."""
