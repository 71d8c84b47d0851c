"""The union VesselTrackingOutcome of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..reading import Variant, choose
from ..types import JSON
from .vessel_tracking_adjustments import VesselTrackingAdjustments
from .vessel_tracking_message import VesselTrackingMessage

VesselTrackingOutcome: TypeAlias = VesselTrackingMessage | VesselTrackingAdjustments | JSON
"""Why a track was not used, or how it was adjusted.
An answer that has none of these forms is kept as the JSON value that it is.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        VesselTrackingMessage.from_dict,
        required=frozenset({"message"}),
        known=frozenset({"message"}),
    ),
    Variant(
        dict,
        VesselTrackingAdjustments.from_dict,
        required=frozenset({"adjustments"}),
        known=frozenset({"adjustments"}),
    ),
)


def read_vessel_tracking_outcome(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)
