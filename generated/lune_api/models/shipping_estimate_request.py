"""The union ShippingEstimateRequest of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..checking import check_object
from ..reading import Variant, choose
from .logistics_site_estimate_request import LogisticsSiteEstimateRequest
from .logistics_site_method import LOGISTICS_SITE_METHOD_VALUES
from .mass_unit import MASS_UNIT_VALUES
from .shipping_leg_estimate_request import ShippingLegEstimateRequest

ShippingEstimateRequest: TypeAlias = ShippingLegEstimateRequest | LogisticsSiteEstimateRequest
"""A shipping leg (with a route) or a logistics site (without one).
"""

_VARIANTS: Final = (
    Variant(
        dict,
        ShippingLegEstimateRequest.from_dict,
        required=frozenset({"method", "route", "shipment"}),
        known=frozenset(
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
        tests={
            "quantity_trunc": frozenset(MASS_UNIT_VALUES),
        },
    ),
    Variant(
        dict,
        LogisticsSiteEstimateRequest.from_dict,
        required=frozenset({"method", "shipment"}),
        known=frozenset(
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
        tests={
            "method": frozenset(LOGISTICS_SITE_METHOD_VALUES),
            "quantity_trunc": frozenset(MASS_UNIT_VALUES),
        },
    ),
)


def read_shipping_estimate_request(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)


def check_shipping_estimate_request(at: str, value: object) -> None:
    """Refuse what has none of the forms, or breaks a rule of its form."""
    check_object(at, value, ShippingLegEstimateRequest, LogisticsSiteEstimateRequest)
