"""The object VesselTrackingMessage of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text

_FIELDS: Final[frozenset[str]] = frozenset({"message"})


@define(init=False, repr=False)
class VesselTrackingMessage:
    """Why the track was not used.

    Schema ``VesselTrackingMessage`` of the API document.

    Attributes:
        message: A text for people.
    """

    message: str
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"message"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        message: str,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.message = message
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
        self.message = get("message", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "message": self.message,
            },
            self.additional_properties,
        )
