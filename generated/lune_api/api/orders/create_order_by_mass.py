"""The operation createOrderByMass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, overload

from ...checking import choose_form
from ...models.bundle_mass import BundleMass
from ...models.bundle_percentage_request import BundlePercentageRequest
from ...models.create_order_by_quantity_with_bundle_mass import (
    CreateOrderByQuantityWithBundleMass,
)
from ...models.create_order_by_quantity_with_bundle_percentage import (
    CreateOrderByQuantityWithBundlePercentage,
)
from ...models.order import Order
from ...reading import as_object
from ...types import JSON, UNSET, Mass, Operation, Unset
from .get_order_by_idempotency_key import get_order_by_idempotency_key

if TYPE_CHECKING:
    from ...models.mass_unit import MassUnit

_ECHO: Final[Mapping[str, Sequence[str]]] = {
    "mass": ("requested_quantity",),
    "bundle_masses": ("requested_quantity", "bundles?"),
    "bundle_selection": ("bundles?",),
    "metadata": ("metadata",),
}
_FORMS: Final = (
    (
        CreateOrderByQuantityWithBundlePercentage,
        frozenset({"mass"}),
        frozenset({"bundle_selection", "idempotency_key", "mass", "metadata", "quantity_trunc"}),
    ),
    (
        CreateOrderByQuantityWithBundleMass,
        frozenset({"bundle_masses"}),
        frozenset({"bundle_masses", "idempotency_key", "metadata", "quantity_trunc"}),
    ),
)


@overload
def create_order_by_mass(
    *,
    mass: Mass,
    idempotency_key: str | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
) -> Operation[Order]: ...
@overload
def create_order_by_mass(
    *,
    bundle_masses: Sequence[BundleMass],
    idempotency_key: str | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
) -> Operation[Order]: ...
def create_order_by_mass(
    *,
    mass: Mass | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
    bundle_masses: Sequence[BundleMass] | Unset = UNSET,
) -> Operation[Order]:
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

    Statuses that the API declares for refusals:
        400: The request was refused; correct it before you send it again.
        401: The API key is missing or wrong, or it cannot act for the account.
        409: The idempotency key, or the estimate, belongs to an order already.
        413: The request body is larger than 100 kB. There is no documented body.
        415: The request body is not application/json. There is no documented body.
        429: More than 15 requests in one second, or the limit agreed on. Wait, then repeat.
            There is no documented body and no Retry-After header.

    Example:
        from lune_api.models import Mass

        create_order_by_mass(
            mass=Mass("259.11", "kg"),
            idempotency_key="invoice-A-17",
            metadata={"invoice": "A-17"},
        )
    """
    return prepare_create_order_by_mass(
        mass=mass,
        idempotency_key=idempotency_key,
        bundle_selection=bundle_selection,
        metadata=metadata,
        quantity_trunc=quantity_trunc,
        bundle_masses=bundle_masses,
    )


def prepare_create_order_by_mass(
    *,
    mass: Mass | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    metadata: Mapping[str, str] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
    bundle_masses: Sequence[BundleMass] | Unset = UNSET,
) -> Operation[Order]:
    """The same for arguments whose form is not known yet."""
    body: CreateOrderByQuantityWithBundlePercentage | CreateOrderByQuantityWithBundleMass = (
        choose_form(
            {
                "mass": mass,
                "idempotency_key": idempotency_key,
                "bundle_selection": bundle_selection,
                "metadata": metadata,
                "quantity_trunc": quantity_trunc,
                "bundle_masses": bundle_masses,
            },
            *_FORMS,
        )
    )
    body.check()
    return Operation(
        id="createOrderByMass",
        method="POST",
        path="/orders/by-mass",
        template="/orders/by-mass",
        parse=_parse,
        json=body.to_dict(),
        idempotency_key=body.idempotency_key or None,
        key_field="idempotency_key",
        lookup=get_order_by_idempotency_key,
        lookup_call="orders.get_by_idempotency_key",
        echo=_ECHO,
    )


def _parse(data: JSON) -> Order:
    return Order.from_dict(as_object(data, "Order", Order.required_fields))
