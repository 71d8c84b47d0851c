"""The union VesselInferenceMethodOutcome of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..reading import Variant, choose
from ..types import JSON
from .vessel_inference_method_details import VesselInferenceMethodDetails
from .vessel_inference_method_error import VesselInferenceMethodError

VesselInferenceMethodOutcome: TypeAlias = (
    VesselInferenceMethodError | VesselInferenceMethodDetails | JSON
)
"""How a vessel was found, or why not.
An answer that has none of these forms is kept as the JSON value that it is.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        VesselInferenceMethodError.from_dict,
        required=frozenset({"error"}),
        known=frozenset({"error"}),
    ),
    Variant(
        dict,
        VesselInferenceMethodDetails.from_dict,
        required=frozenset({"details", "method"}),
        known=frozenset({"details", "method"}),
    ),
)


def read_vessel_inference_method_outcome(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)
