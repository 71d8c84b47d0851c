"""The operation createBatchTransactionEstimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ...checking import check_items, check_object, to_list
from ...models.batch_transaction_estimate import read_batch_transaction_estimate
from ...models.transaction_estimate_request import TransactionEstimateRequest
from ...reading import ParseEach, as_list
from ...types import JSON, Operation
from .get_transaction_estimate_by_idempotency_key import (
    get_transaction_estimate_by_idempotency_key,
)

if TYPE_CHECKING:
    from ...models.batch_transaction_estimate import BatchTransactionEstimate

_ECHO: Final[Mapping[str, Sequence[str]]] = {
    "value": ("request/value",),
    "merchant": ("request/merchant",),
    "diet": ("request/diet",),
    "region_fallback": ("request/region_fallback",),
}
MAX_ITEMS: Final = 100
"""How many items the document allows in one call."""


def create_batch_transaction_estimate(
    items: Sequence[TransactionEstimateRequest],
) -> Operation[list[BatchTransactionEstimate]]:
    """Estimate up to 100 purchases, each on its own.

    Estimates each purchase by itself and answers in the order of the request. A purchase
    that fails holds an error in its place, one that nothing matches holds an empty object;
    neither stops the others. Give each purchase an idempotency key to repeat the request
    safely.

    Section ``POST /estimates/transactions/batch``.

    Args:
        items: from 1 to 100 objects of the class TransactionEstimateRequest.

    Returns:
        One slot for each purchase, in the order of the request.

    Raises:
        InvalidRequestError: a value breaks a rule of the document; nothing is sent then.

    Statuses that the API declares for refusals:
        400: The request was refused; correct it before you send it again.
        401: The API key is missing or wrong, or it cannot act for the account.
        409: The idempotency key belongs to an estimate already.
        413: The request body is larger than 100 kB. There is no documented body.
        415: The request body is not application/json. There is no documented body.
        429: More than 15 requests in one second, or the limit agreed on. Wait, then repeat.
            There is no documented body and no Retry-After header.
        503: The service cannot answer now; the request may be repeated. The body may be
            missing.

    Example:
        from lune_api.models import (
            MerchantWithCategoryCode,
            MonetaryAmount,
            TransactionEstimateRequest,
        )

        create_batch_transaction_estimate(
            [
                TransactionEstimateRequest(
                    value=MonetaryAmount(value="8.99", currency="USD"),
                    merchant=MerchantWithCategoryCode(
                        country_code="USA", category_code="5818", name="Netflix"
                    ),
                    idempotency_key="card-payment-1002",
                )
            ]
        )
    """
    listed = to_list(items, "items")
    check_items("items", listed, min_items=1, max_items=100)
    for index, item in enumerate(listed):
        check_object(f"items[{index}]", item, TransactionEstimateRequest)
    return Operation(
        id="createBatchTransactionEstimate",
        method="POST",
        path="/estimates/transactions/batch",
        template="/estimates/transactions/batch",
        parse=ParseEach(_parse, len(listed)),
        json=[item.to_dict() for item in listed],
        key_field="idempotency_key",
        lookup=get_transaction_estimate_by_idempotency_key,
        lookup_call="transaction_estimates.get_by_idempotency_key",
        echo=_ECHO,
    )


def _parse(data: JSON) -> list[BatchTransactionEstimate]:
    items: Any = as_list(data, "createBatchTransactionEstimate")
    return [read_batch_transaction_estimate(item) for item in items]
