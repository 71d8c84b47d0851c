"""The operation partialUpdateTransactionsEstimateAnnotations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ...checking import check_text, path_segment
from ...models.transaction_emission_estimate import TransactionEmissionEstimate
from ...models.update_transaction_estimate_annotations_request import (
    UpdateTransactionEstimateAnnotationsRequest,
)
from ...reading import as_object
from ...types import JSON, UNSET, Operation, Unset


def partial_update_transactions_estimate_annotations(
    id: str,
    *,
    is_transaction: bool | Unset = UNSET,
    transaction_processed_at: datetime | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Operation[TransactionEmissionEstimate]:
    """Change annotations of a transaction estimate.

    Changes only the annotations that are given, without calculating the estimate again.
    What is left out stays as it is.

    Section ``PATCH /estimates/transactions/{id}/annotations``.

    Args:
        id: The estimate's id. (length at least 1)
        is_transaction: True for a real purchase, which analytics count; false for a quote
            or a forecast.
        transaction_processed_at: When the purchase was processed. For analytics only.
        metadata: The caller's own keys and values, kept as they are and not used by the
            service.
        idempotency_key: The caller's own key, unique per account for orders and for
            estimates. A request that is repeated with its key is not carried out twice, and
            what it created can be fetched by the key. (length at most 100)

    Returns:
        The estimate.

    Raises:
        InvalidRequestError: a value breaks a rule of the document; nothing is sent then.

    Statuses that the API declares for refusals:
        400: The request was refused; correct it before you send it again.
        401: The API key is missing or wrong, or it cannot act for the account.
        404: Nothing has this id or key in this account. There is no body.
        409: The idempotency key belongs to an estimate already.
        413: The request body is larger than 100 kB. There is no documented body.
        415: The request body is not application/json. There is no documented body.
        429: More than 15 requests in one second, or the limit agreed on. Wait, then repeat.
            There is no documented body and no Retry-After header.

    Example:
        from datetime import datetime

        partial_update_transactions_estimate_annotations(
            "Jm2vXq8ZyWn4KbL7pRd9tGa5oEe1xz3N",
            is_transaction=True,
            transaction_processed_at=datetime.fromisoformat("2023-07-17T14:30:00Z"),
            metadata={"user_id": "u-38925d"},
        )
    """
    check_text("id", id, min_length=1)
    id_segment = path_segment("id", id)
    body = UpdateTransactionEstimateAnnotationsRequest(
        is_transaction=is_transaction,
        transaction_processed_at=transaction_processed_at,
        metadata=metadata,
        idempotency_key=idempotency_key,
    )
    body.check()
    return Operation(
        id="partialUpdateTransactionsEstimateAnnotations",
        method="PATCH",
        path=f"/estimates/transactions/{id_segment}/annotations",
        template="/estimates/transactions/{id}/annotations",
        parse=_parse,
        json=body.to_dict(),
        idempotency_key=body.idempotency_key or None,
    )


def _parse(data: JSON) -> TransactionEmissionEstimate:
    return TransactionEmissionEstimate.from_dict(
        as_object(data, "TransactionEmissionEstimate", TransactionEmissionEstimate.required_fields)
    )
