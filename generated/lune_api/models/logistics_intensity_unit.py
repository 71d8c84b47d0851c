"""The enumeration LogisticsIntensityUnit of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

LogisticsIntensityUnit: TypeAlias = (
    Literal[
        "t_per_tkm",
        "kg_per_tkm",
        "g_per_tkm",
        "mg_per_tkm",
        "t_per_t",
        "kg_per_t",
        "g_per_t",
        "mg_per_t",
    ]
    | str
)
"""Mass of emissions for a tonne-kilometre, or for a tonne.
The list grows: a member that is not in it is kept, and can be sent.
"""

LOGISTICS_INTENSITY_UNIT_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(LogisticsIntensityUnit)[0]
)
"""The members that the document names, in its order."""
