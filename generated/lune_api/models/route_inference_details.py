"""The object RouteInferenceDetails of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import to_list
from ..reading import JSON_ARRAY, JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .route_inference_leg_explanation import RouteInferenceLegExplanation

_FIELDS: Final[frozenset[str]] = frozenset({"route_inference"})


@define(init=False, repr=False)
class RouteInferenceDetails:
    """How a route was concluded.

    Schema ``RouteInferenceDetails`` of the API document.

    Attributes:
        route_inference: The legs in order.
    """

    route_inference: list[RouteInferenceLegExplanation]
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"route_inference"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        route_inference: Sequence[RouteInferenceLegExplanation],
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.route_inference = to_list(route_inference, "route_inference")
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
        value = get("route_inference", UNSET)
        self.route_inference = (
            [
                RouteInferenceLegExplanation.from_dict(item)
                if isinstance(item, JSON_OBJECT)
                else item
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
                "route_inference": self.route_inference,
            },
            self.additional_properties,
        )
