"""The operation createShippingEstimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, overload

from ...checking import check_text, choose_form, query_text
from ...models.bundle_percentage_request import BundlePercentageRequest
from ...models.logistics_site_estimate_request import LogisticsSiteEstimateRequest
from ...models.shipping_leg_estimate_request import ShippingLegEstimateRequest
from ...models.single_shipping_emission_estimate import SingleShippingEmissionEstimate
from ...reading import as_object
from ...types import JSON, UNSET, Operation, Unset

if TYPE_CHECKING:
    from ...models.estimate_mass_unit import EstimateMassUnit
    from ...models.load import Load
    from ...models.logistics_site_method import LogisticsSiteMethod
    from ...models.mass_unit import MassUnit
    from ...models.shipping_country_code import ShippingCountryCode
    from ...models.shipping_method import ShippingMethod
    from ...models.shipping_route import ShippingRoute

_FORMS: Final = (
    (
        ShippingLegEstimateRequest,
        frozenset({"method", "route", "shipment"}),
        frozenset(
            {
                "bundle_selection",
                "country_code",
                "idempotency_key",
                "is_shipment",
                "metadata",
                "method",
                "name",
                "quantity_trunc",
                "route",
                "shipment",
                "shipped_at",
            }
        ),
    ),
    (
        LogisticsSiteEstimateRequest,
        frozenset({"method", "shipment"}),
        frozenset(
            {
                "bundle_selection",
                "idempotency_key",
                "is_shipment",
                "metadata",
                "method",
                "name",
                "quantity_trunc",
                "shipment",
                "shipped_at",
            }
        ),
    ),
)


@overload
def create_shipping_estimate(
    *,
    shipment: Load,
    route: ShippingRoute,
    method: ShippingMethod,
    country_code: ShippingCountryCode | Unset = UNSET,
    name: str | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
    is_shipment: bool | Unset = UNSET,
    shipped_at: datetime | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    estimate_mass_unit: EstimateMassUnit | Unset = UNSET,
) -> Operation[SingleShippingEmissionEstimate]: ...
@overload
def create_shipping_estimate(
    *,
    shipment: Load,
    method: LogisticsSiteMethod,
    name: str | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
    is_shipment: bool | Unset = UNSET,
    shipped_at: datetime | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    estimate_mass_unit: EstimateMassUnit | Unset = UNSET,
) -> Operation[SingleShippingEmissionEstimate]: ...
def create_shipping_estimate(
    *,
    shipment: Load,
    method: ShippingMethod | LogisticsSiteMethod,
    route: ShippingRoute | Unset = UNSET,
    country_code: ShippingCountryCode | Unset = UNSET,
    name: str | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
    is_shipment: bool | Unset = UNSET,
    shipped_at: datetime | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    estimate_mass_unit: EstimateMassUnit | Unset = UNSET,
) -> Operation[SingleShippingEmissionEstimate]:
    """Estimate one shipping leg or one logistics site.

    Estimates the emissions of moving a load along a route with one method, or of handling
    it at a logistics site. A container ship is estimated best from containers, every other
    method from a mass. The answer holds a quote for offsetting the estimate.

    Section ``POST /estimates/shipping``.

    Args:
        shipment: What is shipped, in containers (TEU) or by mass.
        route: The distance, or where the leg begins and ends.
        method: How the goods are moved.
        country_code: The country of the leg, where that matters; of several, the one that
            most of it is in.
        name: A name for this calculation.
        bundle_selection: How to divide between bundles: percentages for all of them, adding
            up to 100, or for none of them, which divides equally. Left out, the account's
            own bundle selection applies.
        quantity_trunc: The unit to which quantities are cut; grams when it is left out.
        is_shipment: True for a real shipment, which analytics and reports count; false for
            a quote or a forecast, and when it is left out.
        shipped_at: When the goods were shipped; now when it is left out. For analytics
            only.
        metadata: The caller's own keys and values, kept as they are and not used by the
            service.
        idempotency_key: The caller's own key, unique per account for orders and for
            estimates. A request that is repeated with its key is not carried out twice, and
            what it created can be fetched by the key. (length at most 100)
        estimate_mass_unit: Unit of the estimated mass. The service takes tonnes when it is
            left out.

    Returns:
        The estimate.

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
        from lune_api.models import (
            ContainerShippingMethod,
            LoadByContainers,
            Locode,
            ShippingSourceDestination,
        )

        create_shipping_estimate(
            shipment=LoadByContainers(containers="2"),
            route=ShippingSourceDestination(
                source=Locode(locode="CNSGH"), destination=Locode(locode="NLRTM")
            ),
            method=ContainerShippingMethod(),
            is_shipment=True,
            shipped_at=datetime.fromisoformat("2023-11-20T10:20:30Z"),
            estimate_mass_unit="t",
        )
    """
    return prepare_create_shipping_estimate(
        shipment=shipment,
        route=route,
        method=method,
        country_code=country_code,
        name=name,
        bundle_selection=bundle_selection,
        quantity_trunc=quantity_trunc,
        is_shipment=is_shipment,
        shipped_at=shipped_at,
        metadata=metadata,
        idempotency_key=idempotency_key,
        estimate_mass_unit=estimate_mass_unit,
    )


def prepare_create_shipping_estimate(
    *,
    shipment: Load,
    method: ShippingMethod | LogisticsSiteMethod,
    route: ShippingRoute | Unset = UNSET,
    country_code: ShippingCountryCode | Unset = UNSET,
    name: str | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
    is_shipment: bool | Unset = UNSET,
    shipped_at: datetime | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    estimate_mass_unit: EstimateMassUnit | Unset = UNSET,
) -> Operation[SingleShippingEmissionEstimate]:
    """The same for arguments whose form is not known yet."""
    body: ShippingLegEstimateRequest | LogisticsSiteEstimateRequest = choose_form(
        {
            "shipment": shipment,
            "route": route,
            "method": method,
            "country_code": country_code,
            "name": name,
            "bundle_selection": bundle_selection,
            "quantity_trunc": quantity_trunc,
            "is_shipment": is_shipment,
            "shipped_at": shipped_at,
            "metadata": metadata,
            "idempotency_key": idempotency_key,
        },
        *_FORMS,
    )
    body.check()
    query: dict[str, str] = {}
    if not isinstance(estimate_mass_unit, Unset):
        check_text("estimate_mass_unit", estimate_mass_unit)
        query["estimate_mass_unit"] = query_text(estimate_mass_unit)
    return Operation(
        id="createShippingEstimate",
        method="POST",
        path="/estimates/shipping",
        template="/estimates/shipping",
        parse=_parse,
        query=query,
        json=body.to_dict(),
        idempotency_key=body.idempotency_key or None,
        repeatable=True,
    )


def _parse(data: JSON) -> SingleShippingEmissionEstimate:
    return SingleShippingEmissionEstimate.from_dict(
        as_object(
            data, "SingleShippingEmissionEstimate", SingleShippingEmissionEstimate.required_fields
        )
    )
