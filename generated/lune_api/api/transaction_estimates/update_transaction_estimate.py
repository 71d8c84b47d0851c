"""The operation updateTransactionEstimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ...checking import check_text, path_segment
from ...models.bundle_percentage_request import BundlePercentageRequest
from ...models.monetary_amount import MonetaryAmount
from ...models.transaction_emission_estimate import TransactionEmissionEstimate
from ...models.transaction_estimate_request import TransactionEstimateRequest
from ...reading import as_object
from ...types import JSON, UNSET, Operation, Unset

if TYPE_CHECKING:
    from ...models.diet import Diet
    from ...models.mass_unit import MassUnit
    from ...models.merchant import Merchant
    from ...models.region_fallback import RegionFallback


def update_transaction_estimate(
    id: str,
    *,
    value: MonetaryAmount,
    merchant: Merchant,
    name: str | Unset = UNSET,
    diet: Diet | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    region_fallback: RegionFallback | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    is_transaction: bool | Unset = UNSET,
    transaction_processed_at: datetime | Unset = UNSET,
) -> Operation[TransactionEmissionEstimate | None]:
    """Recalculate a transaction estimate from a full new input.

    Replaces the input of the estimate and calculates it again. The id stays. This is no
    partial update: value and merchant are required.

    Section ``PUT /estimates/transactions/{id}``.

    Args:
        id: The estimate's id. (length at least 1)
        value: What was paid, without shipping and taxes.
        merchant: The merchant, by category code or by what was bought there.
        name: A name for this calculation.
        diet: What the buyer eats; sharpens estimates of food.
        bundle_selection: How to divide between bundles: percentages for all of them, adding
            up to 100, or for none of them, which divides equally. Left out, the account's
            own bundle selection applies.
        quantity_trunc: The unit to which quantities are cut; grams when it is left out.
        metadata: The caller's own keys and values, kept as they are and not used by the
            service.
        region_fallback: Whether an emission factor of another region may be used when the
            country has none; never when it is left out.
        idempotency_key: The caller's own key, unique per account for orders and for
            estimates. A request that is repeated with its key is not carried out twice, and
            what it created can be fetched by the key. (length at most 100)
        is_transaction: True for a real purchase, which analytics count; false for a quote
            or a forecast, and when it is left out on creation.
        transaction_processed_at: When the purchase was processed. Left out, it is now on
            creation and stays as it is on an update. For analytics only.

    Returns:
        The estimate. None for status 204: No emission factor fits the purchase; nothing was
        stored.

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
        503: The service cannot answer now; the request may be repeated. The body may be
            missing.

    Example:
        from lune_api.models import MerchantWithCategoryCode, MonetaryAmount

        update_transaction_estimate(
            "Jm2vXq8ZyWn4KbL7pRd9tGa5oEe1xz3N",
            value=MonetaryAmount(value="17.98", currency="USD"),
            merchant=MerchantWithCategoryCode(
                country_code="USA", category_code="5818", name="Netflix"
            ),
        )
    """
    check_text("id", id, min_length=1)
    id_segment = path_segment("id", id)
    body = TransactionEstimateRequest(
        value=value,
        merchant=merchant,
        name=name,
        diet=diet,
        bundle_selection=bundle_selection,
        quantity_trunc=quantity_trunc,
        metadata=metadata,
        region_fallback=region_fallback,
        idempotency_key=idempotency_key,
        is_transaction=is_transaction,
        transaction_processed_at=transaction_processed_at,
    )
    body.check()
    return Operation(
        id="updateTransactionEstimate",
        method="PUT",
        path=f"/estimates/transactions/{id_segment}",
        template="/estimates/transactions/{id}",
        parse=_parse,
        json=body.to_dict(),
        no_content=True,
        idempotency_key=body.idempotency_key or None,
    )


def _parse(data: JSON) -> TransactionEmissionEstimate:
    return TransactionEmissionEstimate.from_dict(
        as_object(data, "TransactionEmissionEstimate", TransactionEmissionEstimate.required_fields)
    )
