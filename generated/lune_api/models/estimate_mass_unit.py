"""The enumeration EstimateMassUnit of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

EstimateMassUnit: TypeAlias = (
    Literal[
        "mg",
        "g",
        "kg",
        "t",
    ]
    | str
)
"""Milligram, gram, kilogram or tonne.
The list grows: a member that is not in it is kept, and can be sent.
"""

ESTIMATE_MASS_UNIT_VALUES: Final[tuple[str, ...]] = get_args(get_args(EstimateMassUnit)[0])
"""The members that the document names, in its order."""
