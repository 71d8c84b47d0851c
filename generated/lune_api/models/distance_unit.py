"""The enumeration DistanceUnit of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

DistanceUnit: TypeAlias = (
    Literal[
        "m",
        "km",
        "mi",
        "nm",
    ]
    | str
)
"""A unit of distance of an emission factor.
The list grows: a member that is not in it is kept, and can be sent.
"""

DISTANCE_UNIT_VALUES: Final[tuple[str, ...]] = get_args(get_args(DistanceUnit)[0])
"""The members that the document names, in its order."""
