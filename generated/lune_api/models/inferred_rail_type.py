"""The object InferredRailType of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .rail_type import RailType

_FIELDS: Final[frozenset[str]] = frozenset({"destination_country", "rail_type", "source_country"})


@define(init=False, repr=False)
class InferredRailType:
    """A kind of train, and the countries that it was concluded from.

    Schema ``InferredRailType`` of the API document.

    Attributes:
        rail_type: A kind of freight train.
        source_country: The country of the source.
        destination_country: The country of the destination.
    """

    rail_type: RailType
    source_country: str
    destination_country: str
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {"destination_country", "rail_type", "source_country"}
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        rail_type: RailType,
        source_country: str,
        destination_country: str,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.rail_type = rail_type
        self.source_country = source_country
        self.destination_country = destination_country
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
        self.rail_type = get("rail_type", UNSET)
        self.source_country = get("source_country", UNSET)
        self.destination_country = get("destination_country", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "rail_type": self.rail_type,
                "source_country": self.source_country,
                "destination_country": self.destination_country,
            },
            self.additional_properties,
        )
