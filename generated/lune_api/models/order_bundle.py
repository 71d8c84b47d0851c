"""The object OrderBundle of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import read_decimal, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, object_text

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "bundle_id",
        "bundle_name",
        "gross_unit_price",
        "insufficient_available_quantity",
        "offset_cost",
        "primary_image",
        "quantity",
        "unit_price",
    }
)


@define(init=False, repr=False)
class OrderBundle:
    """A bundle of an order or a quote with its quantity and cost.

    Schema ``OrderBundle`` of the API document.

    Attributes:
        bundle_id: The bundle's id.
        bundle_name: The bundle's name.
        quantity: Tonnes of CO2 from this bundle.
        unit_price: Price of a tonne without the fee, in the currency of the order.
        gross_unit_price: Price of a tonne with the fee, in the currency of the order.
        offset_cost: Cost of the credits of this bundle without the fee.
        insufficient_available_quantity: True when the stock of the bundle does not cover
            the quantity.
        primary_image: Address of an image of the bundle.
    """

    bundle_id: str
    bundle_name: str
    quantity: Decimal
    unit_price: Decimal
    gross_unit_price: Decimal
    offset_cost: Decimal
    insufficient_available_quantity: bool | None
    primary_image: str | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "bundle_id",
            "bundle_name",
            "gross_unit_price",
            "insufficient_available_quantity",
            "offset_cost",
            "quantity",
            "unit_price",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        bundle_id: str,
        bundle_name: str,
        quantity: DecimalInput,
        unit_price: DecimalInput,
        gross_unit_price: DecimalInput,
        offset_cost: DecimalInput,
        insufficient_available_quantity: bool | None,
        primary_image: str | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.bundle_id = bundle_id
        self.bundle_name = bundle_name
        self.quantity = to_decimal(quantity, "quantity")
        self.unit_price = to_decimal(unit_price, "unit_price")
        self.gross_unit_price = to_decimal(gross_unit_price, "gross_unit_price")
        self.offset_cost = to_decimal(offset_cost, "offset_cost")
        self.insufficient_available_quantity = insufficient_available_quantity
        self.primary_image = primary_image
        self.additional_properties = {**additional_properties} if additional_properties else {}

    __repr__ = object_text

    @classmethod
    def from_dict(cls, src: Mapping[str, JSON]) -> Self:
        """Read the object from JSON data, tolerantly.

        A required field that is missing is UNSET, null stays None, and a value of another type
        than the document says stays as it came.
        """
        self = cls.__new__(cls)
        data: Any = src
        get = data.get
        self.bundle_id = get("bundle_id", UNSET)
        self.bundle_name = get("bundle_name", UNSET)
        value = get("quantity", UNSET)
        self.quantity = read_decimal(value, "OrderBundle.quantity")
        value = get("unit_price", UNSET)
        self.unit_price = read_decimal(value, "OrderBundle.unit_price")
        value = get("gross_unit_price", UNSET)
        self.gross_unit_price = read_decimal(value, "OrderBundle.gross_unit_price")
        value = get("offset_cost", UNSET)
        self.offset_cost = read_decimal(value, "OrderBundle.offset_cost")
        self.insufficient_available_quantity = get("insufficient_available_quantity", UNSET)
        self.primary_image = get("primary_image", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "bundle_id": self.bundle_id,
                "bundle_name": self.bundle_name,
                "quantity": self.quantity,
                "unit_price": self.unit_price,
                "gross_unit_price": self.gross_unit_price,
                "offset_cost": self.offset_cost,
                "insufficient_available_quantity": self.insufficient_available_quantity,
                "primary_image": self.primary_image,
            },
            self.additional_properties,
        )
