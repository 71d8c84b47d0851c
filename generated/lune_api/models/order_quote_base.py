"""The object OrderQuoteBase of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import to_list
from ..reading import JSON_ARRAY, JSON_OBJECT, read_decimal, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, object_text
from .order_bundle import OrderBundle

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "bundles",
        "currency",
        "estimated_commission",
        "estimated_offset_cost",
        "estimated_quantity",
        "estimated_total_cost",
    }
)


@define(init=False, repr=False)
class OrderQuoteBase:
    """What every quote holds.

    Schema ``OrderQuoteBase`` of the API document.

    Attributes:
        currency: Currency code of every price of the quote.
        estimated_quantity: Tonnes of CO2; can be below the quantity asked for.
        estimated_offset_cost: Cost of the credits without the fee.
        estimated_total_cost: Cost of the credits and the fee.
        estimated_commission: The fee.
        bundles: The bundles with quantity and cost.
    """

    currency: str
    estimated_quantity: Decimal
    estimated_offset_cost: Decimal
    estimated_total_cost: Decimal
    estimated_commission: Decimal
    bundles: list[OrderBundle]
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "bundles",
            "currency",
            "estimated_commission",
            "estimated_offset_cost",
            "estimated_quantity",
            "estimated_total_cost",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        currency: str,
        estimated_quantity: DecimalInput,
        estimated_offset_cost: DecimalInput,
        estimated_total_cost: DecimalInput,
        estimated_commission: DecimalInput,
        bundles: Sequence[OrderBundle],
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.currency = currency
        self.estimated_quantity = to_decimal(estimated_quantity, "estimated_quantity")
        self.estimated_offset_cost = to_decimal(estimated_offset_cost, "estimated_offset_cost")
        self.estimated_total_cost = to_decimal(estimated_total_cost, "estimated_total_cost")
        self.estimated_commission = to_decimal(estimated_commission, "estimated_commission")
        self.bundles = to_list(bundles, "bundles")
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
        self.currency = get("currency", UNSET)
        value = get("estimated_quantity", UNSET)
        self.estimated_quantity = read_decimal(value, "OrderQuoteBase.estimated_quantity")
        value = get("estimated_offset_cost", UNSET)
        self.estimated_offset_cost = read_decimal(value, "OrderQuoteBase.estimated_offset_cost")
        value = get("estimated_total_cost", UNSET)
        self.estimated_total_cost = read_decimal(value, "OrderQuoteBase.estimated_total_cost")
        value = get("estimated_commission", UNSET)
        self.estimated_commission = read_decimal(value, "OrderQuoteBase.estimated_commission")
        value = get("bundles", UNSET)
        self.bundles = (
            [
                OrderBundle.from_dict(item) if isinstance(item, JSON_OBJECT) else item
                for item in value
            ]
            if isinstance(value, JSON_ARRAY)
            else value
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "currency": self.currency,
                "estimated_quantity": self.estimated_quantity,
                "estimated_offset_cost": self.estimated_offset_cost,
                "estimated_total_cost": self.estimated_total_cost,
                "estimated_commission": self.estimated_commission,
                "bundles": self.bundles,
            },
            self.additional_properties,
        )
