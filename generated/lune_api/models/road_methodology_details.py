"""The object RoadMethodologyDetails of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, read_decimal, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, object_text
from .road_emission_standard import RoadEmissionStandard
from .road_energy_consumption import RoadEnergyConsumption
from .road_gradient import RoadGradient
from .road_situation import RoadSituation

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "capacity_utilisation",
        "emission_standard",
        "empty_runs_factor",
        "energy_consumption",
        "gradient",
        "load_factor",
        "refrigeration_factor",
        "situation",
        "vehicle_capacity",
    }
)


@define(init=False, repr=False)
class RoadMethodologyDetails:
    """Figures of a calculation by road.

    Schema ``RoadMethodologyDetails`` of the API document.

    Attributes:
        energy_consumption: Energy for a tonne-kilometre.
        vehicle_capacity: The capacity of the vehicle.
        load_factor: The share of the capacity that is used. (at least 0, at most 1)
        empty_runs_factor: The share of the distance that is driven empty. (at least 0, at
            most 1)
        emission_standard: The European emission standard of the vehicle.
        capacity_utilisation: The share of the capacity that is used, empty runs included.
            (at least 0, at most 1)
        situation: The kind of road and its traffic.
        gradient: How steep the road is.
        refrigeration_factor: What the emissions were multiplied by for cooling.
    """

    energy_consumption: RoadEnergyConsumption
    vehicle_capacity: Decimal
    load_factor: float
    empty_runs_factor: float
    emission_standard: RoadEmissionStandard
    capacity_utilisation: float
    situation: RoadSituation
    gradient: RoadGradient
    refrigeration_factor: float | None | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "capacity_utilisation",
            "emission_standard",
            "empty_runs_factor",
            "energy_consumption",
            "gradient",
            "load_factor",
            "situation",
            "vehicle_capacity",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        energy_consumption: RoadEnergyConsumption,
        vehicle_capacity: DecimalInput,
        load_factor: float,
        empty_runs_factor: float,
        emission_standard: RoadEmissionStandard,
        capacity_utilisation: float,
        situation: RoadSituation,
        gradient: RoadGradient,
        refrigeration_factor: float | None | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.energy_consumption = energy_consumption
        self.vehicle_capacity = to_decimal(vehicle_capacity, "vehicle_capacity")
        self.load_factor = load_factor
        self.empty_runs_factor = empty_runs_factor
        self.emission_standard = emission_standard
        self.capacity_utilisation = capacity_utilisation
        self.situation = situation
        self.gradient = gradient
        self.refrigeration_factor = refrigeration_factor
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
        value = get("energy_consumption", UNSET)
        self.energy_consumption = (
            RoadEnergyConsumption.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("vehicle_capacity", UNSET)
        self.vehicle_capacity = read_decimal(value, "RoadMethodologyDetails.vehicle_capacity")
        self.load_factor = get("load_factor", UNSET)
        self.empty_runs_factor = get("empty_runs_factor", UNSET)
        self.emission_standard = get("emission_standard", UNSET)
        self.capacity_utilisation = get("capacity_utilisation", UNSET)
        self.situation = get("situation", UNSET)
        self.gradient = get("gradient", UNSET)
        self.refrigeration_factor = get("refrigeration_factor", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "energy_consumption": self.energy_consumption,
                "vehicle_capacity": self.vehicle_capacity,
                "load_factor": self.load_factor,
                "empty_runs_factor": self.empty_runs_factor,
                "emission_standard": self.emission_standard,
                "capacity_utilisation": self.capacity_utilisation,
                "situation": self.situation,
                "gradient": self.gradient,
                "refrigeration_factor": self.refrigeration_factor,
            },
            self.additional_properties,
        )
