"""The object GasEmissions of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, read_decimal, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, object_text
from .gas_wtw_breakdown import GasWTWBreakdown

_FIELDS: Final[frozenset[str]] = frozenset(
    {"co2", "co2e", "methane", "nitrous_oxide", "other", "wtw_breakdown"}
)


@define(init=False, repr=False)
class GasEmissions:
    """Emissions for one denominator unit, in the numerator unit.

    Schema ``GasEmissions`` of the API document.

    Attributes:
        co2e: All gases as CO2 equivalent.
        co2: CO2.
        methane: Methane.
        nitrous_oxide: Nitrous oxide.
        other: Other gases as CO2 equivalent.
        wtw_breakdown: The emissions by life cycle stage of the fuel.
    """

    co2e: Decimal
    co2: Decimal | Unset
    methane: Decimal | Unset
    nitrous_oxide: Decimal | Unset
    other: Decimal | Unset
    wtw_breakdown: GasWTWBreakdown | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"co2e"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        co2e: DecimalInput,
        co2: DecimalInput | Unset = UNSET,
        methane: DecimalInput | Unset = UNSET,
        nitrous_oxide: DecimalInput | Unset = UNSET,
        other: DecimalInput | Unset = UNSET,
        wtw_breakdown: GasWTWBreakdown | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.co2e = to_decimal(co2e, "co2e")
        self.co2 = UNSET if isinstance(co2, Unset) else to_decimal(co2, "co2")
        self.methane = UNSET if isinstance(methane, Unset) else to_decimal(methane, "methane")
        self.nitrous_oxide = (
            UNSET
            if isinstance(nitrous_oxide, Unset)
            else to_decimal(nitrous_oxide, "nitrous_oxide")
        )
        self.other = UNSET if isinstance(other, Unset) else to_decimal(other, "other")
        self.wtw_breakdown = wtw_breakdown
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
        value = get("co2e", UNSET)
        self.co2e = read_decimal(value, "GasEmissions.co2e")
        value = get("co2", UNSET)
        self.co2 = read_decimal(value, "GasEmissions.co2")
        value = get("methane", UNSET)
        self.methane = read_decimal(value, "GasEmissions.methane")
        value = get("nitrous_oxide", UNSET)
        self.nitrous_oxide = read_decimal(value, "GasEmissions.nitrous_oxide")
        value = get("other", UNSET)
        self.other = read_decimal(value, "GasEmissions.other")
        value = get("wtw_breakdown", UNSET)
        self.wtw_breakdown = (
            GasWTWBreakdown.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "co2e": self.co2e,
                "co2": self.co2,
                "methane": self.methane,
                "nitrous_oxide": self.nitrous_oxide,
                "other": self.other,
                "wtw_breakdown": self.wtw_breakdown,
            },
            self.additional_properties,
        )
