"""The enumeration DistanceCalculationMethod of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

DistanceCalculationMethod: TypeAlias = (
    Literal[
        "great_circle_distance",
        "great_circle_distance_x2",
        "sea_distance_algorithm",
        "inland_distance_algorithm",
        "mapbox",
        "user_input",
        "osrm",
        "graphhopper",
        "google_maps",
        "vessel_tracking",
        "carrier_schedule_stops",
    ]
    | str
)
"""How a distance was found.
The list grows: a member that is not in it is kept, and can be sent.
"""

DISTANCE_CALCULATION_METHOD_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(DistanceCalculationMethod)[0]
)
"""The members that the document names, in its order."""
