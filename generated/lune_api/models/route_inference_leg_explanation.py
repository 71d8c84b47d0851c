"""The object RouteInferenceLegExplanation of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .route_inference_explanation import RouteInferenceExplanation
from .route_inference_leg import RouteInferenceLeg
from .shipping_method import ShippingMethod, read_shipping_method

_FIELDS: Final[frozenset[str]] = frozenset({"inference_explanation", "method", "route"})


@define(init=False, repr=False)
class RouteInferenceLegExplanation:
    """How a leg of a route was concluded.

    Schema ``RouteInferenceLegExplanation`` of the API document.

    Attributes:
        route: Where a concluded leg begins and ends.
        method: How the goods are moved.
        inference_explanation: What a leg was concluded from.
    """

    route: RouteInferenceLeg
    method: ShippingMethod
    inference_explanation: RouteInferenceExplanation
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {"inference_explanation", "method", "route"}
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        route: RouteInferenceLeg,
        method: ShippingMethod,
        inference_explanation: RouteInferenceExplanation,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.route = route
        self.method = method
        self.inference_explanation = inference_explanation
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
        value = get("route", UNSET)
        self.route = RouteInferenceLeg.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("method", UNSET)
        self.method = read_shipping_method(value)
        value = get("inference_explanation", UNSET)
        self.inference_explanation = (
            RouteInferenceExplanation.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "route": self.route,
                "method": self.method,
                "inference_explanation": self.inference_explanation,
            },
            self.additional_properties,
        )
