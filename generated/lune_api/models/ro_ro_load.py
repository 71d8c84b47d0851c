"""The enumeration RoRoLoad of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

RoRoLoad: TypeAlias = (
    Literal[
        "freight_only",
        "truck_and_trailer",
        "trailer_only",
    ]
    | str
)
"""What is rolled on board.
The list grows: a member that is not in it is kept, and can be sent.
"""

RO_RO_LOAD_VALUES: Final[tuple[str, ...]] = get_args(get_args(RoRoLoad)[0])
"""The members that the document names, in its order."""
