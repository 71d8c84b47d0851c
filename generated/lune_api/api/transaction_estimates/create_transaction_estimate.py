"""The operation createTransactionEstimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from ...models.bundle_percentage_request import BundlePercentageRequest
from ...models.monetary_amount import MonetaryAmount
from ...models.transaction_emission_estimate import TransactionEmissionEstimate
from ...models.transaction_estimate_request_wrapper import (
    TransactionEstimateRequestWrapper,
)
from ...reading import as_object
from ...types import JSON, UNSET, Operation, Unset
from .get_transaction_estimate_by_idempotency_key import (
    get_transaction_estimate_by_idempotency_key,
)

if TYPE_CHECKING:
    from ...models.diet import Diet
    from ...models.estimate_client_account_request import EstimateClientAccountRequest
    from ...models.mass_unit import MassUnit
    from ...models.merchant import Merchant
    from ...models.region_fallback import RegionFallback

_ECHO: Final[Mapping[str, Sequence[str]]] = {
    "value": ("request/value",),
    "merchant": ("request/merchant",),
    "diet": ("request/diet",),
    "region_fallback": ("request/region_fallback",),
}


def create_transaction_estimate(
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
    client_account: EstimateClientAccountRequest | Unset = UNSET,
) -> Operation[TransactionEmissionEstimate | None]:
    """Estimate one purchase.

    Estimates the emissions of a purchase from its value and its merchant, with the emission
    factor that fits best. The answer holds a quote for offsetting the estimate.

    Section ``POST /estimates/transactions``.

    Args:
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
        client_account: The client account to run the estimate on, found by its key or its
            handle and created when it is missing. Key and handle must belong to the same
            account. The estimate belongs to it: to fetch or order the estimate, name the
            account in the header Lune-Account.

    Returns:
        The estimate. A repeated idempotency key answers with the original estimate. None
        for status 204: No emission factor fits the purchase; nothing was stored.

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
        from datetime import datetime
        from lune_api.models import MerchantWithCategoryCode, MonetaryAmount

        create_transaction_estimate(
            value=MonetaryAmount(value="8.99", currency="USD"),
            merchant=MerchantWithCategoryCode(
                country_code="USA", category_code="5818", name="Netflix"
            ),
            idempotency_key="card-payment-1001",
            is_transaction=True,
            transaction_processed_at=datetime.fromisoformat("2024-09-02T08:15:30Z"),
        )
    """
    body = TransactionEstimateRequestWrapper(
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
        client_account=client_account,
    )
    body.check()
    return Operation(
        id="createTransactionEstimate",
        method="POST",
        path="/estimates/transactions",
        template="/estimates/transactions",
        parse=_parse,
        json=body.to_dict(),
        no_content=True,
        idempotency_key=body.idempotency_key or None,
        key_field="idempotency_key",
        # What belongs to another account is not found on this one.
        lookup=get_transaction_estimate_by_idempotency_key
        if isinstance(body.client_account, Unset)
        else None,
        lookup_call="transaction_estimates.get_by_idempotency_key"
        if isinstance(body.client_account, Unset)
        else None,
        echo=_ECHO,
    )


def _parse(data: JSON) -> TransactionEmissionEstimate:
    return TransactionEmissionEstimate.from_dict(
        as_object(data, "TransactionEmissionEstimate", TransactionEmissionEstimate.required_fields)
    )
