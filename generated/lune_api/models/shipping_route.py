"""The union ShippingRoute of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..checking import check_object
from ..reading import Variant, choose
from .distance import Distance
from .shipping_source_destination import ShippingSourceDestination

ShippingRoute: TypeAlias = Distance | ShippingSourceDestination
"""The distance, or where the leg begins and ends.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        Distance.from_dict,
        required=frozenset({"amount", "unit"}),
        known=frozenset({"amount", "unit"}),
    ),
    Variant(
        dict,
        ShippingSourceDestination.from_dict,
        required=frozenset({"destination", "source"}),
        known=frozenset(
            {"destination", "restricted_transit_corridors", "source", "transit_corridor"}
        ),
    ),
)


def read_shipping_route(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)


def check_shipping_route(at: str, value: object) -> None:
    """Refuse what has none of the forms, or breaks a rule of its form."""
    check_object(at, value, Distance, ShippingSourceDestination)
