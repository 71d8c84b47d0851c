"""Which function answers which operation: the only place that names operations."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from lune_mock import orders, shipping, transactions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_mock.calls import Handler

__all__ = ["HANDLERS", "PARAMETER_CODES"]

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "createOrderByMass": orders.create_by_mass,
        "createOrderByValue": orders.create_by_value,
        "createOrderByEstimate": orders.create_by_estimate,
        "listOrders": orders.list_orders,
        "getOrder": orders.get,
        "getOrderByIdempotencyKey": orders.get_by_idempotency_key,
        "getOrderQuoteByMass": orders.quote_by_mass,
        "getOrderQuoteByValue": orders.quote_by_value,
        "createShippingEstimate": shipping.create,
        "createTransactionEstimate": transactions.create,
        "getTransactionEstimate": transactions.get,
        "updateTransactionEstimate": transactions.update,
        "partialUpdateTransactionsEstimateAnnotations": transactions.update_annotations,
        "getTransactionEstimateByIdempotencyKey": transactions.get_by_idempotency_key,
        "createBatchTransactionEstimate": transactions.create_batch,
        "createMultiMatchTransactionEstimate": transactions.create_multi_match,
    }
)

# A parameter that violates the document is a validation_error, except where the API has a code
# of its own for it.
PARAMETER_CODES: Mapping[tuple[str, str], str] = MappingProxyType(
    {("listOrders", "limit"): "pagination_limit_invalid"}
)
