"""The resource shipping_estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from ...types import UNSET, Unset
from .create_shipping_estimate import prepare_create_shipping_estimate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ...models.bundle_percentage_request import BundlePercentageRequest
    from ...models.estimate_mass_unit import EstimateMassUnit
    from ...models.load import Load
    from ...models.logistics_site_method import LogisticsSiteMethod
    from ...models.mass_unit import MassUnit
    from ...models.shipping_country_code import ShippingCountryCode
    from ...models.shipping_method import ShippingMethod
    from ...models.shipping_route import ShippingRoute
    from ...models.single_shipping_emission_estimate import (
        SingleShippingEmissionEstimate,
    )
    from ...types import AsyncSender, Sender

__all__ = ["AsyncShippingEstimates", "ShippingEstimates"]


class ShippingEstimates:
    """Estimate the emissions of moving or handling goods.

    Args:
        sender: carries out the operations.
    """

    __slots__ = ("_sender",)

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    @overload
    def create(
        self,
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
    ) -> SingleShippingEmissionEstimate: ...
    @overload
    def create(
        self,
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
    ) -> SingleShippingEmissionEstimate: ...
    def create(
        self,
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
    ) -> SingleShippingEmissionEstimate:
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
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from datetime import datetime
            from lune_client.models import (
                ContainerShippingMethod,
                LoadByContainers,
                Locode,
                ShippingSourceDestination,
            )

            lune.shipping_estimates.create(
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
        return self._sender.send(
            prepare_create_shipping_estimate(
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
        )


class AsyncShippingEstimates:
    """Estimate the emissions of moving or handling goods.

    Args:
        sender: carries out the operations.
    """

    __slots__ = ("_sender",)

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    @overload
    async def create(
        self,
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
    ) -> SingleShippingEmissionEstimate: ...
    @overload
    async def create(
        self,
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
    ) -> SingleShippingEmissionEstimate: ...
    async def create(
        self,
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
    ) -> SingleShippingEmissionEstimate:
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
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from datetime import datetime
            from lune_client.models import (
                ContainerShippingMethod,
                LoadByContainers,
                Locode,
                ShippingSourceDestination,
            )

            await lune.shipping_estimates.create(
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
        return await self._sender.send(
            prepare_create_shipping_estimate(
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
        )
