"""The enumeration RoadGradient of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

RoadGradient: TypeAlias = (
    Literal[
        "flat",
        "hilly",
        "mountainous",
    ]
    | str
)
"""How steep the road is.
The list grows: a member that is not in it is kept, and can be sent.
"""

ROAD_GRADIENT_VALUES: Final[tuple[str, ...]] = get_args(get_args(RoadGradient)[0])
"""The members that the document names, in its order."""
