"""The object GasWTWBreakdown of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import read_decimal, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, object_text
from .gas_wtw_breakdown_source import GasWTWBreakdownSource

_FIELDS: Final[frozenset[str]] = frozenset({"source", "ttw_co2e", "wtt_co2e"})


@define(init=False, repr=False)
class GasWTWBreakdown:
    """The emissions by life cycle stage of the fuel.

    Schema ``GasWTWBreakdown`` of the API document.

    Attributes:
        source: How the stages were told apart.
        wtt_co2e: Well to tank, all gases as CO2 equivalent.
        ttw_co2e: Tank to wheel, all gases as CO2 equivalent.
    """

    source: GasWTWBreakdownSource
    wtt_co2e: Decimal
    ttw_co2e: Decimal
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"source", "ttw_co2e", "wtt_co2e"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        source: GasWTWBreakdownSource,
        wtt_co2e: DecimalInput,
        ttw_co2e: DecimalInput,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.source = source
        self.wtt_co2e = to_decimal(wtt_co2e, "wtt_co2e")
        self.ttw_co2e = to_decimal(ttw_co2e, "ttw_co2e")
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
        self.source = get("source", UNSET)
        value = get("wtt_co2e", UNSET)
        self.wtt_co2e = read_decimal(value, "GasWTWBreakdown.wtt_co2e")
        value = get("ttw_co2e", UNSET)
        self.ttw_co2e = read_decimal(value, "GasWTWBreakdown.ttw_co2e")
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "source": self.source,
                "wtt_co2e": self.wtt_co2e,
                "ttw_co2e": self.ttw_co2e,
            },
            self.additional_properties,
        )
