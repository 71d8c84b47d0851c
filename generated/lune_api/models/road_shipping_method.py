"""The object RoadShippingMethod of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_flag, check_known, check_number, check_text
from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .road_emission_standard import RoadEmissionStandard
from .road_fuel import RoadFuel
from .road_gradient import RoadGradient
from .road_shipping_vehicle_type import RoadShippingVehicleType
from .road_situation import RoadSituation

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "emission_standard",
        "empty_runs_factor",
        "fuel",
        "gradient",
        "load_factor",
        "refrigerated",
        "situation",
        "vehicle_type",
    }
)


@define(init=False, repr=False)
class RoadShippingMethod:
    """A road vehicle.

    Schema ``RoadShippingMethod`` of the API document.

    Attributes:
        vehicle_type: A class of road vehicle; truck leaves the choice to the service.
        fuel: The fuel; auto_detect leaves the choice to the service.
        gradient: How steep the road is.
        load_factor: The share of the capacity that is used. (at least 0, at most 1)
        empty_runs_factor: The share of the distance that is driven empty. (at least 0, at
            most 1)
        situation: The kind of road and its traffic.
        emission_standard: The European emission standard of the vehicle.
        refrigerated: Whether the goods are cooled.
    """

    vehicle_type: RoadShippingVehicleType
    fuel: RoadFuel
    gradient: RoadGradient | Unset
    load_factor: float | Unset
    empty_runs_factor: float | Unset
    situation: RoadSituation | Unset
    emission_standard: RoadEmissionStandard | Unset
    refrigerated: bool | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"fuel", "vehicle_type"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        vehicle_type: RoadShippingVehicleType,
        fuel: RoadFuel,
        gradient: RoadGradient | Unset = UNSET,
        load_factor: float | Unset = UNSET,
        empty_runs_factor: float | Unset = UNSET,
        situation: RoadSituation | Unset = UNSET,
        emission_standard: RoadEmissionStandard | Unset = UNSET,
        refrigerated: bool | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.vehicle_type = vehicle_type
        self.fuel = fuel
        self.gradient = gradient
        self.load_factor = load_factor
        self.empty_runs_factor = empty_runs_factor
        self.situation = situation
        self.emission_standard = emission_standard
        self.refrigerated = refrigerated
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
        self.vehicle_type = get("vehicle_type", UNSET)
        self.fuel = get("fuel", UNSET)
        self.gradient = get("gradient", UNSET)
        self.load_factor = get("load_factor", UNSET)
        self.empty_runs_factor = get("empty_runs_factor", UNSET)
        self.situation = get("situation", UNSET)
        self.emission_standard = get("emission_standard", UNSET)
        self.refrigerated = get("refrigerated", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "vehicle_type": self.vehicle_type,
                "fuel": self.fuel,
                "gradient": self.gradient,
                "load_factor": self.load_factor,
                "empty_runs_factor": self.empty_runs_factor,
                "situation": self.situation,
                "emission_standard": self.emission_standard,
                "refrigerated": self.refrigerated,
            },
            self.additional_properties,
        )

    def check(self, at: str = "") -> None:
        """Refuse what the API document does not allow in a request.

        Args:
            at: where the object stands in the request; begins the field names of errors.

        Raises:
            InvalidRequestError: a value breaks a bound, is of a wrong type or is missing.
        """
        check_text(f"{at}vehicle_type", self.vehicle_type)
        check_text(f"{at}fuel", self.fuel)
        if not isinstance(self.gradient, Unset):
            check_text(f"{at}gradient", self.gradient)
        if not isinstance(self.load_factor, Unset):
            check_number(f"{at}load_factor", self.load_factor, minimum=0, maximum=1)
        if not isinstance(self.empty_runs_factor, Unset):
            check_number(f"{at}empty_runs_factor", self.empty_runs_factor, minimum=0, maximum=1)
        if not isinstance(self.situation, Unset):
            check_text(f"{at}situation", self.situation)
        if not isinstance(self.emission_standard, Unset):
            check_text(f"{at}emission_standard", self.emission_standard)
        if not isinstance(self.refrigerated, Unset):
            check_flag(f"{at}refrigerated", self.refrigerated)
        check_known(at, self.additional_properties)
