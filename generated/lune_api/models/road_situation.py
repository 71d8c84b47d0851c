"""The enumeration RoadSituation of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

RoadSituation: TypeAlias = (
    Literal[
        "city_urban_freeflow",
        "motorway_urban_freeflow",
        "motorway_rural_freeflow",
        "city_urban_heavy_traffic",
        "city_urban_stop_and_go",
        "motorway_urban_heavy_traffic",
        "motorway_urban_stop_and_go",
        "motorway_rural_heavy_traffic",
        "motorway_rural_stop_and_go",
        "arterial_road_rural_freeflow",
        "arterial_road_rural_heavy_traffic",
        "arterial_road_rural_stop_and_go",
    ]
    | str
)
"""The kind of road and its traffic.
The list grows: a member that is not in it is kept, and can be sent.
"""

ROAD_SITUATION_VALUES: Final[tuple[str, ...]] = get_args(get_args(RoadSituation)[0])
"""The members that the document names, in its order."""
