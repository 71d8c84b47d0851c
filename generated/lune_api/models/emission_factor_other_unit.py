"""The enumeration EmissionFactorOtherUnit of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

EmissionFactorOtherUnit: TypeAlias = (
    Literal[
        "item",
        "MJ",
        "GJ",
        "guest*night",
        "room*night",
        "ha",
        "hour",
        "seconds",
        "kWh",
        "kWh ICV",
        "kWh LHV",
        "kWh HHV",
        "kWh SCV",
        "toe",
        "toe ICV",
        "toe HHV",
        "toe SCV",
        "GJ ICV",
        "GJ HHV",
        "GJ SCV",
        "MJ ICV",
        "kg",
        "kg*day",
        "km*year",
        "l",
        "Ml",
        "ml",
        "m*year",
        "cm2",
        "m2",
        "ha*year",
        "m2*year",
        "m3",
        "m3*km",
        "t*km",
        "person*km",
        "person*month",
        "vehicle*km",
        "meal",
        "t",
        "fte*working_hour",
        "TEU",
        "TEU*km",
        "p",
        "A4_sheets",
    ]
    | str
)
"""A unit of an emission factor that is neither a currency nor a distance.
The list grows: a member that is not in it is kept, and can be sent.
"""

EMISSION_FACTOR_OTHER_UNIT_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(EmissionFactorOtherUnit)[0]
)
"""The members that the document names, in its order."""
