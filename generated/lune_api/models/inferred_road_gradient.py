"""The object InferredRoadGradient of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .road_gradient import RoadGradient

_FIELDS: Final[frozenset[str]] = frozenset({"value"})


@define(init=False, repr=False)
class InferredRoadGradient:
    """A gradient.

    Schema ``InferredRoadGradient`` of the API document.

    Attributes:
        value: How steep the road is.
    """

    value: RoadGradient
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"value"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        value: RoadGradient,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.value = value
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
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "value": self.value,
            },
            self.additional_properties,
        )
