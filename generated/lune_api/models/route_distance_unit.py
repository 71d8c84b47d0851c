"""The enumeration RouteDistanceUnit of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

RouteDistanceUnit: TypeAlias = (
    Literal[
        "km",
        "mi",
        "nm",
    ]
    | str
)
"""Kilometre, mile or nautical mile.
The list grows: a member that is not in it is kept, and can be sent.
"""

ROUTE_DISTANCE_UNIT_VALUES: Final[tuple[str, ...]] = get_args(get_args(RouteDistanceUnit)[0])
"""The members that the document names, in its order."""
