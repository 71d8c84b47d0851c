"""The operation getTransactionEstimateByIdempotencyKey."""

from __future__ import annotations

from ...checking import check_text, path_segment
from ...models.transaction_emission_estimate import TransactionEmissionEstimate
from ...reading import as_object
from ...types import JSON, Operation


def get_transaction_estimate_by_idempotency_key(
    idempotency_key: str,
) -> Operation[TransactionEmissionEstimate]:
    """Fetch a transaction estimate by the caller's own key.

    Answers the estimate that was created with this idempotency key.

    Section ``GET /estimates/transactions/by-idempotency-key/{idempotency_key}``.

    Args:
        idempotency_key: The key that the caller gave on creation; unique per account.
            Percent-encode it fully. (length at least 1, length at most 100)

    Returns:
        The estimate.

    Raises:
        InvalidRequestError: a value breaks a rule of the document; nothing is sent then.

    Statuses that the API declares for refusals:
        400: The request was refused; correct it before you send it again.
        401: The API key is missing or wrong, or it cannot act for the account.
        404: No estimate has this id or key in this account.
        429: More than 15 requests in one second, or the limit agreed on. Wait, then repeat.
            There is no documented body and no Retry-After header.
        503: The service cannot answer now; the request may be repeated. The body may be
            missing.

    Example:
        get_transaction_estimate_by_idempotency_key("card-payment-1001")
    """
    check_text("idempotency_key", idempotency_key, min_length=1, max_length=100)
    idempotency_key_segment = path_segment("idempotency_key", idempotency_key)
    return Operation(
        id="getTransactionEstimateByIdempotencyKey",
        method="GET",
        path=f"/estimates/transactions/by-idempotency-key/{idempotency_key_segment}",
        template="/estimates/transactions/by-idempotency-key/{idempotency_key}",
        parse=_parse,
        repeatable=True,
    )


def _parse(data: JSON) -> TransactionEmissionEstimate:
    return TransactionEmissionEstimate.from_dict(
        as_object(data, "TransactionEmissionEstimate", TransactionEmissionEstimate.required_fields)
    )
