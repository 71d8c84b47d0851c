"""The enumeration HugeOilTankerFuel of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

HugeOilTankerFuel: TypeAlias = (
    Literal[
        "HFO",
        "MGO",
        "LNG",
    ]
    | str
)
"""Heavy fuel oil, marine gas oil or liquefied natural gas.
The list grows: a member that is not in it is kept, and can be sent.
"""

HUGE_OIL_TANKER_FUEL_VALUES: Final[tuple[str, ...]] = get_args(get_args(HugeOilTankerFuel)[0])
"""The members that the document names, in its order."""
