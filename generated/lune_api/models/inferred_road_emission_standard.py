"""The object InferredRoadEmissionStandard of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .emission_standard_region import EmissionStandardRegion
from .road_emission_standard import RoadEmissionStandard
from .route_end import RouteEnd
from .shipping_country_code import ShippingCountryCode

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "destination_country_code",
        "destination_region",
        "from",
        "source_country_code",
        "source_region",
        "value",
    }
)


@define(init=False, repr=False)
class InferredRoadEmissionStandard:
    """An emission standard, and what it was concluded from.

    Schema ``InferredRoadEmissionStandard`` of the API document.

    Attributes:
        value: The European emission standard of the vehicle.
        from_: Which ends of a route were looked at.
        source_country_code: The country.
        destination_country_code: The country.
        source_region: The region.
        destination_region: The region.
    """

    value: RoadEmissionStandard
    from_: RouteEnd
    source_country_code: ShippingCountryCode | None
    destination_country_code: ShippingCountryCode | None
    source_region: EmissionStandardRegion | None
    destination_region: EmissionStandardRegion | None
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "destination_country_code",
            "destination_region",
            "from",
            "source_country_code",
            "source_region",
            "value",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        value: RoadEmissionStandard,
        from_: RouteEnd,
        source_country_code: ShippingCountryCode | None,
        destination_country_code: ShippingCountryCode | None,
        source_region: EmissionStandardRegion | None,
        destination_region: EmissionStandardRegion | None,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.value = value
        self.from_ = from_
        self.source_country_code = source_country_code
        self.destination_country_code = destination_country_code
        self.source_region = source_region
        self.destination_region = destination_region
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
        self.from_ = get("from", UNSET)
        self.source_country_code = get("source_country_code", UNSET)
        self.destination_country_code = get("destination_country_code", UNSET)
        self.source_region = get("source_region", UNSET)
        self.destination_region = get("destination_region", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "value": self.value,
                "from": self.from_,
                "source_country_code": self.source_country_code,
                "destination_country_code": self.destination_country_code,
                "source_region": self.source_region,
                "destination_region": self.destination_region,
            },
            self.additional_properties,
        )
