"""The operation getTransactionEstimate."""

from __future__ import annotations

from ...checking import check_text, path_segment
from ...models.transaction_emission_estimate import TransactionEmissionEstimate
from ...reading import as_object
from ...types import JSON, Operation


def get_transaction_estimate(
    id: str,
) -> Operation[TransactionEmissionEstimate]:
    """Fetch a transaction estimate by id.

    Answers the estimate as it was last calculated and annotated.

    Section ``GET /estimates/transactions/{id}``.

    Args:
        id: The estimate's id. (length at least 1)

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
        get_transaction_estimate("Jm2vXq8ZyWn4KbL7pRd9tGa5oEe1xz3N")
    """
    check_text("id", id, min_length=1)
    id_segment = path_segment("id", id)
    return Operation(
        id="getTransactionEstimate",
        method="GET",
        path=f"/estimates/transactions/{id_segment}",
        template="/estimates/transactions/{id}",
        parse=_parse,
        repeatable=True,
    )


def _parse(data: JSON) -> TransactionEmissionEstimate:
    return TransactionEmissionEstimate.from_dict(
        as_object(data, "TransactionEmissionEstimate", TransactionEmissionEstimate.required_fields)
    )
