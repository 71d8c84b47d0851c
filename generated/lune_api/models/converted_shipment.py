"""The object ConvertedShipment of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import read_decimal, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, object_text
from .converted_shipment_unit import ConvertedShipmentUnit

_FIELDS: Final[frozenset[str]] = frozenset({"amount", "unit"})


@define(init=False, repr=False)
class ConvertedShipment:
    """A load in another unit.

    Schema ``ConvertedShipment`` of the API document.

    Attributes:
        amount: The amount.
        unit: Gram, kilogram, tonne or twenty-foot equivalent unit.
    """

    amount: Decimal
    unit: ConvertedShipmentUnit
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"amount", "unit"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        amount: DecimalInput,
        unit: ConvertedShipmentUnit,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.amount = to_decimal(amount, "amount")
        self.unit = unit
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
        value = get("amount", UNSET)
        self.amount = read_decimal(value, "ConvertedShipment.amount")
        self.unit = get("unit", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "amount": self.amount,
                "unit": self.unit,
            },
            self.additional_properties,
        )
