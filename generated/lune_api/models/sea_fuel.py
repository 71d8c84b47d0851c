"""The enumeration SeaFuel of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

SeaFuel: TypeAlias = (
    Literal[
        "HFO",
        "MGO",
    ]
    | str
)
"""Heavy fuel oil or marine gas oil.
The list grows: a member that is not in it is kept, and can be sent.
"""

SEA_FUEL_VALUES: Final[tuple[str, ...]] = get_args(get_args(SeaFuel)[0])
"""The members that the document names, in its order."""
