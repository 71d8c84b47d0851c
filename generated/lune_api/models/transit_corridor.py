"""The enumeration TransitCorridor of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

TransitCorridor: TypeAlias = (
    Literal[
        "panama",
        "suez",
        "cape_of_good_hope",
        "northwest_passage",
        "northeast_passage",
        "cape_horn",
    ]
    | str
)
"""A passage between seas.
The list grows: a member that is not in it is kept, and can be sent.
"""

TRANSIT_CORRIDOR_VALUES: Final[tuple[str, ...]] = get_args(get_args(TransitCorridor)[0])
"""The members that the document names, in its order."""
