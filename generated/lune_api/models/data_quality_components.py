"""The object DataQualityComponents of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .data_quality_grade import DataQualityGrade

_FIELDS: Final[frozenset[str]] = frozenset(
    {"emission_factor_score", "route_score", "shipment_score"}
)


@define(init=False, repr=False)
class DataQualityComponents:
    """The grades behind a score.

    Schema ``DataQualityComponents`` of the API document.

    Attributes:
        emission_factor_score: The grade of the emission factor.
        route_score: The grade of the route.
        shipment_score: The grade of the shipment.
    """

    emission_factor_score: DataQualityGrade
    route_score: DataQualityGrade | None
    shipment_score: DataQualityGrade
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {"emission_factor_score", "route_score", "shipment_score"}
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        emission_factor_score: DataQualityGrade,
        route_score: DataQualityGrade | None,
        shipment_score: DataQualityGrade,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.emission_factor_score = emission_factor_score
        self.route_score = route_score
        self.shipment_score = shipment_score
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
        self.emission_factor_score = get("emission_factor_score", UNSET)
        self.route_score = get("route_score", UNSET)
        self.shipment_score = get("shipment_score", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "emission_factor_score": self.emission_factor_score,
                "route_score": self.route_score,
                "shipment_score": self.shipment_score,
            },
            self.additional_properties,
        )
