"""The union CreateOrderByQuantityRequest of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..checking import check_object
from ..reading import Variant, choose
from .create_order_by_quantity_with_bundle_mass import (
    CreateOrderByQuantityWithBundleMass,
)
from .create_order_by_quantity_with_bundle_percentage import (
    CreateOrderByQuantityWithBundlePercentage,
)
from .mass_unit import MASS_UNIT_VALUES

CreateOrderByQuantityRequest: TypeAlias = (
    CreateOrderByQuantityWithBundlePercentage | CreateOrderByQuantityWithBundleMass
)
"""A total mass divided by percentage, or a mass for each bundle; never both.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        CreateOrderByQuantityWithBundlePercentage.from_dict,
        required=frozenset({"mass"}),
        known=frozenset(
            {"bundle_selection", "idempotency_key", "mass", "metadata", "quantity_trunc"}
        ),
        tests={
            "quantity_trunc": frozenset(MASS_UNIT_VALUES),
        },
    ),
    Variant(
        dict,
        CreateOrderByQuantityWithBundleMass.from_dict,
        required=frozenset({"bundle_masses"}),
        known=frozenset({"bundle_masses", "idempotency_key", "metadata", "quantity_trunc"}),
        tests={
            "quantity_trunc": frozenset(MASS_UNIT_VALUES),
        },
    ),
)


def read_create_order_by_quantity_request(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)


def check_create_order_by_quantity_request(at: str, value: object) -> None:
    """Refuse what has none of the forms, or breaks a rule of its form."""
    check_object(
        at, value, CreateOrderByQuantityWithBundlePercentage, CreateOrderByQuantityWithBundleMass
    )
