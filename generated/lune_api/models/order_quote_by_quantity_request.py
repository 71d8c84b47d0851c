"""The union OrderQuoteByQuantityRequest of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..checking import check_object
from ..reading import Variant, choose
from .mass_unit import MASS_UNIT_VALUES
from .order_quote_by_quantity_with_bundle_mass import OrderQuoteByQuantityWithBundleMass
from .order_quote_by_quantity_with_bundle_percentage import (
    OrderQuoteByQuantityWithBundlePercentage,
)

OrderQuoteByQuantityRequest: TypeAlias = (
    OrderQuoteByQuantityWithBundlePercentage | OrderQuoteByQuantityWithBundleMass
)
"""A total mass divided by percentage, or a mass for each bundle; never both.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        OrderQuoteByQuantityWithBundlePercentage.from_dict,
        required=frozenset({"mass"}),
        known=frozenset({"bundle_selection", "mass", "quantity_trunc"}),
        tests={
            "quantity_trunc": frozenset(MASS_UNIT_VALUES),
        },
    ),
    Variant(
        dict,
        OrderQuoteByQuantityWithBundleMass.from_dict,
        required=frozenset({"bundle_masses"}),
        known=frozenset({"bundle_masses", "quantity_trunc"}),
        tests={
            "quantity_trunc": frozenset(MASS_UNIT_VALUES),
        },
    ),
)


def read_order_quote_by_quantity_request(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)


def check_order_quote_by_quantity_request(at: str, value: object) -> None:
    """Refuse what has none of the forms, or breaks a rule of its form."""
    check_object(
        at, value, OrderQuoteByQuantityWithBundlePercentage, OrderQuoteByQuantityWithBundleMass
    )
