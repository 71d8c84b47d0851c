"""The object FlightCapacity of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import read_decimal, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, json_number, object_text

_FIELDS: Final[frozenset[str]] = frozenset({"cargo", "passenger"})


@define(init=False, repr=False)
class FlightCapacity:
    """The capacity of an aircraft.

    Schema ``FlightCapacity`` of the API document.

    Attributes:
        passenger: For passengers in tonnes.
        cargo: For cargo in tonnes.
    """

    passenger: Decimal
    cargo: Decimal
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"cargo", "passenger"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        passenger: DecimalInput,
        cargo: DecimalInput,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.passenger = to_decimal(passenger, "passenger")
        self.cargo = to_decimal(cargo, "cargo")
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
        value = get("passenger", UNSET)
        self.passenger = read_decimal(value, "FlightCapacity.passenger")
        value = get("cargo", UNSET)
        self.cargo = read_decimal(value, "FlightCapacity.cargo")
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "passenger": json_number(self.passenger),
                "cargo": json_number(self.cargo),
            },
            self.additional_properties,
        )
