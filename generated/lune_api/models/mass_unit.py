"""The enumeration MassUnit of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

MassUnit: TypeAlias = (
    Literal[
        "g",
        "kg",
        "t",
    ]
    | str
)
"""Gram, kilogram or tonne.
The list grows: a member that is not in it is kept, and can be sent.
"""

MASS_UNIT_VALUES: Final[tuple[str, ...]] = get_args(get_args(MassUnit)[0])
"""The members that the document names, in its order."""
