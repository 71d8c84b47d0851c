"""The object SeaMethodologyDetails of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import read_decimal, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, json_number, object_text
from .vessel_cruising_speed_source import VesselCruisingSpeedSource

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "refrigeration_fuel_consumed_tonnes",
        "sea_voyage_fuel_consumed_tonnes",
        "vessel_cruising_speed_knots",
        "vessel_cruising_speed_source",
        "voyage_emissions_per_teu",
        "voyage_time_hours",
    }
)


@define(init=False, repr=False)
class SeaMethodologyDetails:
    """Figures of a calculation by sea.

    Schema ``SeaMethodologyDetails`` of the API document.

    Attributes:
        sea_voyage_fuel_consumed_tonnes: Fuel of the voyage in tonnes.
        vessel_cruising_speed_knots: Speed in knots.
        vessel_cruising_speed_source: Where the speed comes from.
        voyage_time_hours: Time of the voyage in hours.
        voyage_emissions_per_teu: Emissions of the voyage for each TEU.
        refrigeration_fuel_consumed_tonnes: Fuel for cooling in tonnes.
    """

    sea_voyage_fuel_consumed_tonnes: Decimal
    vessel_cruising_speed_knots: float
    vessel_cruising_speed_source: VesselCruisingSpeedSource
    voyage_time_hours: float
    voyage_emissions_per_teu: Decimal
    refrigeration_fuel_consumed_tonnes: Decimal | None
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "refrigeration_fuel_consumed_tonnes",
            "sea_voyage_fuel_consumed_tonnes",
            "vessel_cruising_speed_knots",
            "vessel_cruising_speed_source",
            "voyage_emissions_per_teu",
            "voyage_time_hours",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        sea_voyage_fuel_consumed_tonnes: DecimalInput,
        vessel_cruising_speed_knots: float,
        vessel_cruising_speed_source: VesselCruisingSpeedSource,
        voyage_time_hours: float,
        voyage_emissions_per_teu: DecimalInput,
        refrigeration_fuel_consumed_tonnes: DecimalInput | None,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.sea_voyage_fuel_consumed_tonnes = to_decimal(
            sea_voyage_fuel_consumed_tonnes, "sea_voyage_fuel_consumed_tonnes"
        )
        self.vessel_cruising_speed_knots = vessel_cruising_speed_knots
        self.vessel_cruising_speed_source = vessel_cruising_speed_source
        self.voyage_time_hours = voyage_time_hours
        self.voyage_emissions_per_teu = to_decimal(
            voyage_emissions_per_teu, "voyage_emissions_per_teu"
        )
        self.refrigeration_fuel_consumed_tonnes = (
            None
            if refrigeration_fuel_consumed_tonnes is None
            else to_decimal(
                refrigeration_fuel_consumed_tonnes, "refrigeration_fuel_consumed_tonnes"
            )
        )
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
        value = get("sea_voyage_fuel_consumed_tonnes", UNSET)
        self.sea_voyage_fuel_consumed_tonnes = read_decimal(
            value, "SeaMethodologyDetails.sea_voyage_fuel_consumed_tonnes"
        )
        self.vessel_cruising_speed_knots = get("vessel_cruising_speed_knots", UNSET)
        self.vessel_cruising_speed_source = get("vessel_cruising_speed_source", UNSET)
        self.voyage_time_hours = get("voyage_time_hours", UNSET)
        value = get("voyage_emissions_per_teu", UNSET)
        self.voyage_emissions_per_teu = read_decimal(
            value, "SeaMethodologyDetails.voyage_emissions_per_teu"
        )
        value = get("refrigeration_fuel_consumed_tonnes", UNSET)
        self.refrigeration_fuel_consumed_tonnes = read_decimal(
            value, "SeaMethodologyDetails.refrigeration_fuel_consumed_tonnes"
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "sea_voyage_fuel_consumed_tonnes": json_number(
                    self.sea_voyage_fuel_consumed_tonnes
                ),
                "vessel_cruising_speed_knots": self.vessel_cruising_speed_knots,
                "vessel_cruising_speed_source": self.vessel_cruising_speed_source,
                "voyage_time_hours": self.voyage_time_hours,
                "voyage_emissions_per_teu": json_number(self.voyage_emissions_per_teu),
                "refrigeration_fuel_consumed_tonnes": None
                if self.refrigeration_fuel_consumed_tonnes is None
                else json_number(self.refrigeration_fuel_consumed_tonnes),
            },
            self.additional_properties,
        )
