"""The enumeration RoadVehicleType of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

RoadVehicleType: TypeAlias = (
    Literal[
        "truck_generic_van",
        "truck_rigid_7_5t",
        "truck_rigid_12t",
        "truck_rigid_20t",
        "truck_rigid_26t",
        "truck_rigid_32t",
        "truck_articulated_34t",
        "truck_articulated_40t",
        "truck_articulated_44t",
        "truck_articulated_60t",
        "truck_articulated_72t",
    ]
    | str
)
"""A class of road vehicle.
The list grows: a member that is not in it is kept, and can be sent.
"""

ROAD_VEHICLE_TYPE_VALUES: Final[tuple[str, ...]] = get_args(get_args(RoadVehicleType)[0])
"""The members that the document names, in its order."""
