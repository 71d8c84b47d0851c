"""The union BatchTransactionEstimate of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..reading import Variant, choose
from ..types import JSON
from .empty_object import EmptyObject
from .error_response import ErrorResponse
from .transaction_emission_estimate import TransactionEmissionEstimate

BatchTransactionEstimate: TypeAlias = (
    TransactionEmissionEstimate | ErrorResponse | EmptyObject | JSON
)
"""The slot of a purchase in the answer to a batch: its estimate, why it failed, or
an empty object when no emission factor fits.
An answer that has none of these forms is kept as the JSON value that it is.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        TransactionEmissionEstimate.from_dict,
        required=frozenset(
            {
                "diet_factor",
                "emission_factor",
                "exchange_rate",
                "exchange_rate_date",
                "external_estimate_url",
                "id",
                "is_transaction",
                "mass",
                "quote",
                "request",
                "search_term_match",
                "search_term_match_score",
                "semantic_matching_model",
                "transaction_processed_at",
            }
        ),
        nullable=frozenset(
            {
                "diet_factor",
                "emission_factor",
                "exchange_rate",
                "exchange_rate_date",
                "external_estimate_url",
                "is_transaction",
                "search_term_match",
                "search_term_match_score",
                "semantic_matching_model",
                "transaction_processed_at",
            }
        ),
        known=frozenset(
            {
                "diet_factor",
                "emission_factor",
                "exchange_rate",
                "exchange_rate_date",
                "external_estimate_url",
                "id",
                "idempotency_key",
                "is_transaction",
                "mass",
                "metadata",
                "quote",
                "request",
                "search_term_match",
                "search_term_match_score",
                "semantic_matching_model",
                "transaction_processed_at",
            }
        ),
    ),
    Variant(
        dict,
        ErrorResponse.from_dict,
        required=frozenset({"error", "errors"}),
        known=frozenset({"error", "errors"}),
    ),
    Variant(
        dict,
        EmptyObject.from_dict,
    ),
)


def read_batch_transaction_estimate(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)
