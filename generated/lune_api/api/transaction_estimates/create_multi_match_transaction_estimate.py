"""The operation createMultiMatchTransactionEstimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ...checking import check_integer, query_text
from ...models.bundle_percentage_request import BundlePercentageRequest
from ...models.monetary_amount import MonetaryAmount
from ...models.multi_match_transaction_estimate import MultiMatchTransactionEstimate
from ...models.transaction_estimate_partial_request import (
    TransactionEstimatePartialRequest,
)
from ...reading import as_object
from ...types import JSON, UNSET, Operation, Unset

if TYPE_CHECKING:
    from ...models.diet import Diet
    from ...models.mass_unit import MassUnit
    from ...models.merchant import Merchant
    from ...models.region_fallback import RegionFallback

MAX_LIMIT: Final = 5
"""The largest ``limit`` that the document allows."""


def create_multi_match_transaction_estimate(
    *,
    value: MonetaryAmount,
    merchant: Merchant,
    limit: int,
    name: str | Unset = UNSET,
    diet: Diet | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    region_fallback: RegionFallback | Unset = UNSET,
) -> Operation[MultiMatchTransactionEstimate]:
    """Estimate one purchase with several emission factors.

    Estimates a purchase with up to five emission factors, the most confident match first.
    Each result is a stored estimate with its own id and counts towards the allowance of the
    plan.

    Section ``POST /estimates/transactions/multi-match``.

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
        limit: How many matches to answer at most. (at least 1, at most 5)

    Returns:
        The estimates, best match first; none when nothing matches.

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
        from lune_api.models import MerchantWithCategoryHierarchy, MonetaryAmount

        create_multi_match_transaction_estimate(
            value=MonetaryAmount(value="8.99", currency="EUR"),
            merchant=MerchantWithCategoryHierarchy(
                country_code="USA",
                search_term="Bananas",
                category_hierarchy=["Fresh fruit", "Food"],
            ),
            diet="vegetarian",
            limit=3,
        )
    """
    body = TransactionEstimatePartialRequest(
        value=value,
        merchant=merchant,
        name=name,
        diet=diet,
        bundle_selection=bundle_selection,
        quantity_trunc=quantity_trunc,
        metadata=metadata,
        region_fallback=region_fallback,
    )
    body.check()
    query: dict[str, str] = {}
    check_integer("limit", limit, minimum=1, maximum=5)
    query["limit"] = query_text(limit)
    return Operation(
        id="createMultiMatchTransactionEstimate",
        method="POST",
        path="/estimates/transactions/multi-match",
        template="/estimates/transactions/multi-match",
        parse=_parse,
        query=query,
        json=body.to_dict(),
        repeatable=True,
    )


def _parse(data: JSON) -> MultiMatchTransactionEstimate:
    return MultiMatchTransactionEstimate.from_dict(
        as_object(
            data, "MultiMatchTransactionEstimate", MultiMatchTransactionEstimate.required_fields
        )
    )
