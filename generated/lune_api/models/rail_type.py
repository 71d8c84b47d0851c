"""The enumeration RailType of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

RailType: TypeAlias = (
    Literal[
        "electric_freight_train",
        "diesel_freight_train",
    ]
    | str
)
"""A kind of freight train.
The list grows: a member that is not in it is kept, and can be sent.
"""

RAIL_TYPE_VALUES: Final[tuple[str, ...]] = get_args(get_args(RailType)[0])
"""The members that the document names, in its order."""
