"""The object InferredRoadFuelDetails of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .emission_standard_region import EmissionStandardRegion
from .inferred_road_fuel import InferredRoadFuel
from .shipping_country_code import ShippingCountryCode

_FIELDS: Final[frozenset[str]] = frozenset({"source_country_code", "source_region", "value"})


@define(init=False, repr=False)
class InferredRoadFuelDetails:
    """A fuel, and what it was concluded from.

    Schema ``InferredRoadFuelDetails`` of the API document.

    Attributes:
        value: A fuel that was found.
        source_country_code: The country.
        source_region: The region.
    """

    value: InferredRoadFuel
    source_country_code: ShippingCountryCode | None
    source_region: EmissionStandardRegion | None
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {"source_country_code", "source_region", "value"}
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        value: InferredRoadFuel,
        source_country_code: ShippingCountryCode | None,
        source_region: EmissionStandardRegion | None,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.value = value
        self.source_country_code = source_country_code
        self.source_region = source_region
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
        self.value = get("value", UNSET)
        self.source_country_code = get("source_country_code", UNSET)
        self.source_region = get("source_region", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "value": self.value,
                "source_country_code": self.source_country_code,
                "source_region": self.source_region,
            },
            self.additional_properties,
        )
