"""The resource orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from ...types import UNSET, AsyncPager, Pager, Unset
from .create_order_by_estimate import create_order_by_estimate
from .create_order_by_mass import prepare_create_order_by_mass
from .create_order_by_value import create_order_by_value
from .get_order import get_order
from .get_order_by_idempotency_key import get_order_by_idempotency_key
from .get_order_quote_by_mass import prepare_get_order_quote_by_mass
from .get_order_quote_by_value import get_order_quote_by_value
from .list_orders import list_orders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.bundle_mass import BundleMass
    from ...models.bundle_percentage_request import BundlePercentageRequest
    from ...models.mass_unit import MassUnit
    from ...models.order import Order
    from ...models.order_quote_by_quantity import OrderQuoteByQuantity
    from ...models.order_quote_by_value import OrderQuoteByValue
    from ...models.paginated_orders import PaginatedOrders
    from ...types import AsyncSender, DecimalInput, Mass, Operation, Sender

__all__ = ["AsyncOrders", "Orders"]


class Orders:
    """Buy carbon credits by mass, by value or by estimate.

    Args:
        sender: carries out the operations.
    """

    __slots__ = ("_sender",)

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    @overload
    def create_by_mass(
        self,
        *,
        mass: Mass,
        idempotency_key: str | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> Order: ...
    @overload
    def create_by_mass(
        self,
        *,
        bundle_masses: Sequence[BundleMass],
        idempotency_key: str | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> Order: ...
    def create_by_mass(
        self,
        *,
        mass: Mass | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        bundle_masses: Sequence[BundleMass] | Unset = UNSET,
    ) -> Order:
        """Buy credits for a mass of CO2.

        Places an order for a total mass, divided between bundles by percentage, or for a mass
        per bundle. What was bought can be less than what was asked, by the truncation of
        quantities.

        Section ``POST /orders/by-mass``.

        Args:
            mass: The total mass of CO2 to offset.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.
            bundle_masses: The mass for each bundle.

        Returns:
            The order. A repeated idempotency key answers with the original order.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key, or the estimate, belongs to an order
                already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from lune_client.models import Mass

            lune.orders.create_by_mass(
                mass=Mass("259.11", "kg"),
                idempotency_key="invoice-A-17",
                metadata={"invoice": "A-17"},
            )
        """
        return self._sender.send(
            prepare_create_order_by_mass(
                mass=mass,
                idempotency_key=idempotency_key,
                bundle_selection=bundle_selection,
                metadata=metadata,
                quantity_trunc=quantity_trunc,
                bundle_masses=bundle_masses,
            )
        )

    def create_by_value(
        self,
        *,
        value: DecimalInput,
        idempotency_key: str | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> Order:
        """Buy credits for at most a sum of money.

        Places an order that costs, fees included, at most the value given. The value is in the
        currency of the account and must not be below that currency's smallest unit.

        Section ``POST /orders/by-value``.

        Args:
            value: The most to spend, fees included, in the currency of the account; not below
                the currency's smallest unit.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.

        Returns:
            The order. A repeated idempotency key answers with the original order.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key, or the estimate, belongs to an order
                already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            lune.orders.create_by_value(
                value="100", idempotency_key="budget-2024-08", metadata={"budget": "2024-08"}
            )
        """
        return self._sender.send(
            create_order_by_value(
                value=value,
                idempotency_key=idempotency_key,
                bundle_selection=bundle_selection,
                metadata=metadata,
                quantity_trunc=quantity_trunc,
            )
        )

    def create_by_estimate(
        self,
        *,
        estimate_id: str,
        idempotency_key: str | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> Order:
        """Buy credits that match a stored estimate.

        Places an order for the mass of a shipping or transaction estimate. One estimate can be
        ordered once.

        Section ``POST /orders/by-estimate``.

        Args:
            estimate_id: The id of a shipping or transaction estimate.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.

        Returns:
            The order. A repeated idempotency key answers with the original order.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key, or the estimate, belongs to an order
                already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            lune.orders.create_by_estimate(
                estimate_id="08QD7GPaBx5b6Y6mJlWyONXLvrZljRE2", idempotency_key="shipment-4711"
            )
        """
        return self._sender.send(
            create_order_by_estimate(
                estimate_id=estimate_id,
                idempotency_key=idempotency_key,
                bundle_selection=bundle_selection,
                metadata=metadata,
                quantity_trunc=quantity_trunc,
            )
        )

    @overload
    def quote_by_mass(
        self,
        *,
        mass: Mass,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> OrderQuoteByQuantity: ...
    @overload
    def quote_by_mass(
        self,
        *,
        bundle_masses: Sequence[BundleMass],
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> OrderQuoteByQuantity: ...
    def quote_by_mass(
        self,
        *,
        mass: Mass | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        bundle_masses: Sequence[BundleMass] | Unset = UNSET,
    ) -> OrderQuoteByQuantity:
        """Price a mass without ordering.

        Answers what an order by mass would cost and how it would be divided between bundles.
        Nothing is stored.

        Section ``POST /orders/by-mass/quote``.

        Args:
            mass: The total mass of CO2 to offset.
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.
            bundle_masses: The mass for each bundle.

        Returns:
            The quote.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. Declared, but not explained by any source.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from lune_client.models import Mass

            lune.orders.quote_by_mass(mass=Mass("259.11", "kg"))
        """
        return self._sender.send(
            prepare_get_order_quote_by_mass(
                mass=mass,
                bundle_selection=bundle_selection,
                quantity_trunc=quantity_trunc,
                bundle_masses=bundle_masses,
            )
        )

    def quote_by_value(
        self,
        *,
        value: DecimalInput,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> OrderQuoteByValue:
        """Price a sum of money without ordering.

        Answers how much an order by value would buy and how it would be divided between
        bundles. Nothing is stored.

        Section ``POST /orders/by-value/quote``.

        Args:
            value: The most to spend, fees included, in the currency of the account; not below
                the currency's smallest unit.
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.

        Returns:
            The quote.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. Declared, but not explained by any source.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            lune.orders.quote_by_value(value="100", quantity_trunc="kg")
        """
        return self._sender.send(
            get_order_quote_by_value(
                value=value,
                bundle_selection=bundle_selection,
                quantity_trunc=quantity_trunc,
            )
        )

    def list(
        self,
        *,
        limit: int | Unset = UNSET,
        after: str | Unset = UNSET,
        offset_link_id: str | Unset = UNSET,
    ) -> Pager[Order]:
        """List orders, newest first.

        Pages through the orders of the account, the most recent first.

        Section ``GET /orders``.

        Args:
            limit: How many orders a page holds at most. The service takes 10 when it is left
                out. (at least 1, at most 100)
            after: The `next_cursor` of the page before; left out for the first page.
            offset_link_id: Only the orders placed through this offset link.

        Returns:
            The items, fetched page by page as they are needed.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            for order in lune.orders.list(limit=25):
                print(order)
        """

        def page(after: str | Unset) -> Operation[PaginatedOrders]:
            return list_orders(
                limit=limit,
                after=after,
                offset_link_id=offset_link_id,
            )

        return Pager(self._sender, page(after), page)

    def get(
        self,
        id: str,
    ) -> Order:
        """Fetch an order by id.

        Answers the order in its current state.

        Section ``GET /orders/{id}``.

        Args:
            id: The order's id. (length at least 1)

        Returns:
            The order in its current state.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. Nothing has this id or key in this account. There is no
                body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            lune.orders.get("9dKx3mWaQy7ZpL2vRb5NnJ8tGe1oXz4E")
        """
        return self._sender.send(
            get_order(
                id,
            )
        )

    def get_by_idempotency_key(
        self,
        idempotency_key: str,
    ) -> Order:
        """Fetch an order by the caller's own key.

        Answers the order that was placed with this idempotency key, in its current state.

        Section ``GET /orders/by-idempotency-key/{idempotency_key}``.

        Args:
            idempotency_key: The key that the caller gave on creation; unique per account.
                Percent-encode it fully. (length at least 1, length at most 100)

        Returns:
            The order in its current state.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. Nothing has this id or key in this account. There is no
                body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            lune.orders.get_by_idempotency_key("invoice-A-17")
        """
        return self._sender.send(
            get_order_by_idempotency_key(
                idempotency_key,
            )
        )


class AsyncOrders:
    """Buy carbon credits by mass, by value or by estimate.

    Args:
        sender: carries out the operations.
    """

    __slots__ = ("_sender",)

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    @overload
    async def create_by_mass(
        self,
        *,
        mass: Mass,
        idempotency_key: str | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> Order: ...
    @overload
    async def create_by_mass(
        self,
        *,
        bundle_masses: Sequence[BundleMass],
        idempotency_key: str | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> Order: ...
    async def create_by_mass(
        self,
        *,
        mass: Mass | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        bundle_masses: Sequence[BundleMass] | Unset = UNSET,
    ) -> Order:
        """Buy credits for a mass of CO2.

        Places an order for a total mass, divided between bundles by percentage, or for a mass
        per bundle. What was bought can be less than what was asked, by the truncation of
        quantities.

        Section ``POST /orders/by-mass``.

        Args:
            mass: The total mass of CO2 to offset.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.
            bundle_masses: The mass for each bundle.

        Returns:
            The order. A repeated idempotency key answers with the original order.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key, or the estimate, belongs to an order
                already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from lune_client.models import Mass

            await lune.orders.create_by_mass(
                mass=Mass("259.11", "kg"),
                idempotency_key="invoice-A-17",
                metadata={"invoice": "A-17"},
            )
        """
        return await self._sender.send(
            prepare_create_order_by_mass(
                mass=mass,
                idempotency_key=idempotency_key,
                bundle_selection=bundle_selection,
                metadata=metadata,
                quantity_trunc=quantity_trunc,
                bundle_masses=bundle_masses,
            )
        )

    async def create_by_value(
        self,
        *,
        value: DecimalInput,
        idempotency_key: str | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> Order:
        """Buy credits for at most a sum of money.

        Places an order that costs, fees included, at most the value given. The value is in the
        currency of the account and must not be below that currency's smallest unit.

        Section ``POST /orders/by-value``.

        Args:
            value: The most to spend, fees included, in the currency of the account; not below
                the currency's smallest unit.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.

        Returns:
            The order. A repeated idempotency key answers with the original order.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key, or the estimate, belongs to an order
                already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            await lune.orders.create_by_value(
                value="100", idempotency_key="budget-2024-08", metadata={"budget": "2024-08"}
            )
        """
        return await self._sender.send(
            create_order_by_value(
                value=value,
                idempotency_key=idempotency_key,
                bundle_selection=bundle_selection,
                metadata=metadata,
                quantity_trunc=quantity_trunc,
            )
        )

    async def create_by_estimate(
        self,
        *,
        estimate_id: str,
        idempotency_key: str | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> Order:
        """Buy credits that match a stored estimate.

        Places an order for the mass of a shipping or transaction estimate. One estimate can be
        ordered once.

        Section ``POST /orders/by-estimate``.

        Args:
            estimate_id: The id of a shipping or transaction estimate.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.

        Returns:
            The order. A repeated idempotency key answers with the original order.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key, or the estimate, belongs to an order
                already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            await lune.orders.create_by_estimate(
                estimate_id="08QD7GPaBx5b6Y6mJlWyONXLvrZljRE2", idempotency_key="shipment-4711"
            )
        """
        return await self._sender.send(
            create_order_by_estimate(
                estimate_id=estimate_id,
                idempotency_key=idempotency_key,
                bundle_selection=bundle_selection,
                metadata=metadata,
                quantity_trunc=quantity_trunc,
            )
        )

    @overload
    async def quote_by_mass(
        self,
        *,
        mass: Mass,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> OrderQuoteByQuantity: ...
    @overload
    async def quote_by_mass(
        self,
        *,
        bundle_masses: Sequence[BundleMass],
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> OrderQuoteByQuantity: ...
    async def quote_by_mass(
        self,
        *,
        mass: Mass | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        bundle_masses: Sequence[BundleMass] | Unset = UNSET,
    ) -> OrderQuoteByQuantity:
        """Price a mass without ordering.

        Answers what an order by mass would cost and how it would be divided between bundles.
        Nothing is stored.

        Section ``POST /orders/by-mass/quote``.

        Args:
            mass: The total mass of CO2 to offset.
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.
            bundle_masses: The mass for each bundle.

        Returns:
            The quote.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. Declared, but not explained by any source.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from lune_client.models import Mass

            await lune.orders.quote_by_mass(mass=Mass("259.11", "kg"))
        """
        return await self._sender.send(
            prepare_get_order_quote_by_mass(
                mass=mass,
                bundle_selection=bundle_selection,
                quantity_trunc=quantity_trunc,
                bundle_masses=bundle_masses,
            )
        )

    async def quote_by_value(
        self,
        *,
        value: DecimalInput,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
    ) -> OrderQuoteByValue:
        """Price a sum of money without ordering.

        Answers how much an order by value would buy and how it would be divided between
        bundles. Nothing is stored.

        Section ``POST /orders/by-value/quote``.

        Args:
            value: The most to spend, fees included, in the currency of the account; not below
                the currency's smallest unit.
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.

        Returns:
            The quote.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. Declared, but not explained by any source.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            await lune.orders.quote_by_value(value="100", quantity_trunc="kg")
        """
        return await self._sender.send(
            get_order_quote_by_value(
                value=value,
                bundle_selection=bundle_selection,
                quantity_trunc=quantity_trunc,
            )
        )

    def list(
        self,
        *,
        limit: int | Unset = UNSET,
        after: str | Unset = UNSET,
        offset_link_id: str | Unset = UNSET,
    ) -> AsyncPager[Order]:
        """List orders, newest first.

        Pages through the orders of the account, the most recent first.

        Section ``GET /orders``.

        Args:
            limit: How many orders a page holds at most. The service takes 10 when it is left
                out. (at least 1, at most 100)
            after: The `next_cursor` of the page before; left out for the first page.
            offset_link_id: Only the orders placed through this offset link.

        Returns:
            The items, fetched page by page as they are needed.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            async for order in lune.orders.list(limit=25):
                print(order)
        """

        def page(after: str | Unset) -> Operation[PaginatedOrders]:
            return list_orders(
                limit=limit,
                after=after,
                offset_link_id=offset_link_id,
            )

        return AsyncPager(self._sender, page(after), page)

    async def get(
        self,
        id: str,
    ) -> Order:
        """Fetch an order by id.

        Answers the order in its current state.

        Section ``GET /orders/{id}``.

        Args:
            id: The order's id. (length at least 1)

        Returns:
            The order in its current state.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. Nothing has this id or key in this account. There is no
                body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            await lune.orders.get("9dKx3mWaQy7ZpL2vRb5NnJ8tGe1oXz4E")
        """
        return await self._sender.send(
            get_order(
                id,
            )
        )

    async def get_by_idempotency_key(
        self,
        idempotency_key: str,
    ) -> Order:
        """Fetch an order by the caller's own key.

        Answers the order that was placed with this idempotency key, in its current state.

        Section ``GET /orders/by-idempotency-key/{idempotency_key}``.

        Args:
            idempotency_key: The key that the caller gave on creation; unique per account.
                Percent-encode it fully. (length at least 1, length at most 100)

        Returns:
            The order in its current state.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. Nothing has this id or key in this account. There is no
                body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            await lune.orders.get_by_idempotency_key("invoice-A-17")
        """
        return await self._sender.send(
            get_order_by_idempotency_key(
                idempotency_key,
            )
        )
