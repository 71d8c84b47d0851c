"""The enumeration RoadEmissionStandard of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

RoadEmissionStandard: TypeAlias = (
    Literal[
        "euro1",
        "euro2",
        "euro3",
        "euro4",
        "euro5",
        "euro6",
    ]
    | str
)
"""The European emission standard of the vehicle.
The list grows: a member that is not in it is kept, and can be sent.
"""

ROAD_EMISSION_STANDARD_VALUES: Final[tuple[str, ...]] = get_args(get_args(RoadEmissionStandard)[0])
"""The members that the document names, in its order."""
