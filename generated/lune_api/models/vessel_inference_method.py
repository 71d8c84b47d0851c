"""The enumeration VesselInferenceMethod of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

VesselInferenceMethod: TypeAlias = (
    Literal[
        "carrier_schedules",
        "ais_port_calls",
    ]
    | str
)
"""Where a vessel was looked up.
The list grows: a member that is not in it is kept, and can be sent.
"""

VESSEL_INFERENCE_METHOD_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(VesselInferenceMethod)[0]
)
"""The members that the document names, in its order."""
