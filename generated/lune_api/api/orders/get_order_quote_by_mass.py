"""The operation getOrderQuoteByMass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, overload

from ...checking import choose_form
from ...models.bundle_mass import BundleMass
from ...models.bundle_percentage_request import BundlePercentageRequest
from ...models.order_quote_by_quantity import OrderQuoteByQuantity
from ...models.order_quote_by_quantity_with_bundle_mass import (
    OrderQuoteByQuantityWithBundleMass,
)
from ...models.order_quote_by_quantity_with_bundle_percentage import (
    OrderQuoteByQuantityWithBundlePercentage,
)
from ...reading import as_object
from ...types import JSON, UNSET, Mass, Operation, Unset

if TYPE_CHECKING:
    from ...models.mass_unit import MassUnit

_FORMS: Final = (
    (
        OrderQuoteByQuantityWithBundlePercentage,
        frozenset({"mass"}),
        frozenset({"bundle_selection", "mass", "quantity_trunc"}),
    ),
    (
        OrderQuoteByQuantityWithBundleMass,
        frozenset({"bundle_masses"}),
        frozenset({"bundle_masses", "quantity_trunc"}),
    ),
)


@overload
def get_order_quote_by_mass(
    *,
    mass: Mass,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
) -> Operation[OrderQuoteByQuantity]: ...
@overload
def get_order_quote_by_mass(
    *,
    bundle_masses: Sequence[BundleMass],
    quantity_trunc: MassUnit | Unset = UNSET,
) -> Operation[OrderQuoteByQuantity]: ...
def get_order_quote_by_mass(
    *,
    mass: Mass | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
    bundle_masses: Sequence[BundleMass] | Unset = UNSET,
) -> Operation[OrderQuoteByQuantity]:
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

    Statuses that the API declares for refusals:
        400: The request was refused; correct it before you send it again.
        401: The API key is missing or wrong, or it cannot act for the account.
        409: Declared, but not explained by any source.
        413: The request body is larger than 100 kB. There is no documented body.
        415: The request body is not application/json. There is no documented body.
        429: More than 15 requests in one second, or the limit agreed on. Wait, then repeat.
            There is no documented body and no Retry-After header.

    Example:
        from lune_api.models import Mass

        get_order_quote_by_mass(mass=Mass("259.11", "kg"))
    """
    return prepare_get_order_quote_by_mass(
        mass=mass,
        bundle_selection=bundle_selection,
        quantity_trunc=quantity_trunc,
        bundle_masses=bundle_masses,
    )


def prepare_get_order_quote_by_mass(
    *,
    mass: Mass | Unset = UNSET,
    bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
    quantity_trunc: MassUnit | Unset = UNSET,
    bundle_masses: Sequence[BundleMass] | Unset = UNSET,
) -> Operation[OrderQuoteByQuantity]:
    """The same for arguments whose form is not known yet."""
    body: OrderQuoteByQuantityWithBundlePercentage | OrderQuoteByQuantityWithBundleMass = (
        choose_form(
            {
                "mass": mass,
                "bundle_selection": bundle_selection,
                "quantity_trunc": quantity_trunc,
                "bundle_masses": bundle_masses,
            },
            *_FORMS,
        )
    )
    body.check()
    return Operation(
        id="getOrderQuoteByMass",
        method="POST",
        path="/orders/by-mass/quote",
        template="/orders/by-mass/quote",
        parse=_parse,
        json=body.to_dict(),
        repeatable=True,
    )


def _parse(data: JSON) -> OrderQuoteByQuantity:
    return OrderQuoteByQuantity.from_dict(
        as_object(data, "OrderQuoteByQuantity", OrderQuoteByQuantity.required_fields)
    )
