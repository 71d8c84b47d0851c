"""The enumeration GasWTWBreakdownSource of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

GasWTWBreakdownSource: TypeAlias = (
    Literal[
        "direct_from_source",
        "inferred_from_fuel",
        "global_fuel_mix_inferred",
    ]
    | str
)
"""How the stages were told apart.
The list grows: a member that is not in it is kept, and can be sent.
"""

GAS_WTW_BREAKDOWN_SOURCE_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(GasWTWBreakdownSource)[0]
)
"""The members that the document names, in its order."""
