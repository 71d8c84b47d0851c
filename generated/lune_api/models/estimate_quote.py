"""The union EstimateQuote of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..reading import Variant, choose
from ..types import JSON
from .error_response import ErrorResponse
from .order_quote_by_quantity import OrderQuoteByQuantity

EstimateQuote: TypeAlias = ErrorResponse | OrderQuoteByQuantity | JSON
"""What it costs to offset the estimate, or why that could not be priced.
An answer that has none of these forms is kept as the JSON value that it is.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        ErrorResponse.from_dict,
        required=frozenset({"error", "errors"}),
        known=frozenset({"error", "errors"}),
    ),
    Variant(
        dict,
        OrderQuoteByQuantity.from_dict,
        required=frozenset(
            {
                "bundles",
                "currency",
                "estimated_commission",
                "estimated_offset_cost",
                "estimated_quantity",
                "estimated_total_cost",
                "requested_quantity",
                "requested_value",
            }
        ),
        nullable=frozenset({"requested_value"}),
        known=frozenset(
            {
                "bundles",
                "currency",
                "estimated_commission",
                "estimated_offset_cost",
                "estimated_quantity",
                "estimated_total_cost",
                "requested_quantity",
                "requested_value",
            }
        ),
    ),
)


def read_estimate_quote(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)
