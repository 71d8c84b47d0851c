"""The object InferenceDetails of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .cleaned_route import CleanedRoute
from .inferred_rail_type import InferredRailType
from .inferred_road_emission_standard import InferredRoadEmissionStandard
from .inferred_road_fuel_details import InferredRoadFuelDetails
from .inferred_road_gradient import InferredRoadGradient
from .inferred_road_situation import InferredRoadSituation
from .inferred_road_truck_type import InferredRoadTruckType

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "cleaned_route",
        "rail_type_from_route",
        "road_emission_standard",
        "road_fuel",
        "road_gradient",
        "road_situation",
        "road_truck_type",
        "trade_lane_from_route",
    }
)


@define(init=False, repr=False)
class InferenceDetails:
    """What was concluded from the input.

    Schema ``InferenceDetails`` of the API document.

    Attributes:
        rail_type_from_route: The kind of train on the route.
        cleaned_route: The route as it was understood.
        road_emission_standard: The emission standard of the vehicle.
        road_truck_type: The class of the vehicle.
        road_fuel: The fuel of the vehicle.
        road_gradient: How steep the road is.
        road_situation: The kind of road and its traffic.
        trade_lane_from_route: The trade lane of the route.
    """

    rail_type_from_route: InferredRailType | None
    cleaned_route: CleanedRoute | None
    road_emission_standard: InferredRoadEmissionStandard | None
    road_truck_type: InferredRoadTruckType | None
    road_fuel: InferredRoadFuelDetails | None
    road_gradient: InferredRoadGradient | None
    road_situation: InferredRoadSituation | None
    trade_lane_from_route: str | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "cleaned_route",
            "rail_type_from_route",
            "road_emission_standard",
            "road_fuel",
            "road_gradient",
            "road_situation",
            "road_truck_type",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        rail_type_from_route: InferredRailType | None,
        cleaned_route: CleanedRoute | None,
        road_emission_standard: InferredRoadEmissionStandard | None,
        road_truck_type: InferredRoadTruckType | None,
        road_fuel: InferredRoadFuelDetails | None,
        road_gradient: InferredRoadGradient | None,
        road_situation: InferredRoadSituation | None,
        trade_lane_from_route: str | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.rail_type_from_route = rail_type_from_route
        self.cleaned_route = cleaned_route
        self.road_emission_standard = road_emission_standard
        self.road_truck_type = road_truck_type
        self.road_fuel = road_fuel
        self.road_gradient = road_gradient
        self.road_situation = road_situation
        self.trade_lane_from_route = trade_lane_from_route
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
        value = get("rail_type_from_route", UNSET)
        self.rail_type_from_route = (
            InferredRailType.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("cleaned_route", UNSET)
        self.cleaned_route = (
            CleanedRoute.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("road_emission_standard", UNSET)
        self.road_emission_standard = (
            InferredRoadEmissionStandard.from_dict(value)
            if isinstance(value, JSON_OBJECT)
            else value
        )
        value = get("road_truck_type", UNSET)
        self.road_truck_type = (
            InferredRoadTruckType.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("road_fuel", UNSET)
        self.road_fuel = (
            InferredRoadFuelDetails.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("road_gradient", UNSET)
        self.road_gradient = (
            InferredRoadGradient.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("road_situation", UNSET)
        self.road_situation = (
            InferredRoadSituation.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        self.trade_lane_from_route = get("trade_lane_from_route", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "rail_type_from_route": self.rail_type_from_route,
                "cleaned_route": self.cleaned_route,
                "road_emission_standard": self.road_emission_standard,
                "road_truck_type": self.road_truck_type,
                "road_fuel": self.road_fuel,
                "road_gradient": self.road_gradient,
                "road_situation": self.road_situation,
                "trade_lane_from_route": self.trade_lane_from_route,
            },
            self.additional_properties,
        )
