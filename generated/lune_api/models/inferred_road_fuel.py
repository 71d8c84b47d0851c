"""The enumeration InferredRoadFuel of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

InferredRoadFuel: TypeAlias = (
    Literal[
        "gasoline",
        "diesel",
        "99_diesel_1_biodiesel",
        "98_diesel_2_biodiesel",
        "95_diesel_5_biodiesel",
        "93_diesel_7_biodiesel",
        "90_diesel_10_biodiesel",
        "80_diesel_20_biodiesel",
        "50_diesel_50_biodiesel",
        "ethanol_from_corn",
        "hvo_from_tallow",
        "lpg",
        "cng",
        "lng",
    ]
    | str
)
"""A fuel that was found.
The list grows: a member that is not in it is kept, and can be sent.
"""

INFERRED_ROAD_FUEL_VALUES: Final[tuple[str, ...]] = get_args(get_args(InferredRoadFuel)[0])
"""The members that the document names, in its order."""
