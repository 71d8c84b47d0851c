"""The enumeration VariableLoadVesselType of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

VariableLoadVesselType: TypeAlias = (
    Literal[
        "sea_bulk_carrier_medium",
        "sea_bulk_carrier_large",
    ]
    | str
)
"""A class of bulk carrier.
The list grows: a member that is not in it is kept, and can be sent.
"""

VARIABLE_LOAD_VESSEL_TYPE_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(VariableLoadVesselType)[0]
)
"""The members that the document names, in its order."""
