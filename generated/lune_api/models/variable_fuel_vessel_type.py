"""The enumeration VariableFuelVesselType of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

VariableFuelVesselType: TypeAlias = (
    Literal[
        "sea_oil_tanker_small",
        "sea_oil_tanker_medium",
        "sea_oil_tanker_large",
        "sea_general_cargo_small",
        "sea_general_cargo_large",
        "sea_bulk_carrier_small",
        "sea_ropax",
    ]
    | str
)
"""A class of vessel.
The list grows: a member that is not in it is kept, and can be sent.
"""

VARIABLE_FUEL_VESSEL_TYPE_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(VariableFuelVesselType)[0]
)
"""The members that the document names, in its order."""
