"""The union ShippingMethodologyDetails of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..reading import Variant, choose
from ..types import JSON
from .electric_method_methodology_details import ElectricMethodMethodologyDetails
from .methodology_details import MethodologyDetails
from .road_methodology_details import RoadMethodologyDetails
from .route_inference_details import RouteInferenceDetails
from .sea_methodology_details import SeaMethodologyDetails

ShippingMethodologyDetails: TypeAlias = (
    RoadMethodologyDetails
    | ElectricMethodMethodologyDetails
    | RouteInferenceDetails
    | SeaMethodologyDetails
    | MethodologyDetails
    | JSON
)
"""Figures of a calculation, by the kind of method.
An answer that has none of these forms is kept as the JSON value that it is.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        RoadMethodologyDetails.from_dict,
        required=frozenset(
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
        ),
        known=frozenset(
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
        ),
    ),
    Variant(
        dict,
        ElectricMethodMethodologyDetails.from_dict,
        required=frozenset({"electricity_consumption"}),
        known=frozenset({"electricity_consumption"}),
    ),
    Variant(
        dict,
        RouteInferenceDetails.from_dict,
        required=frozenset({"route_inference"}),
        known=frozenset({"route_inference"}),
    ),
    Variant(
        dict,
        SeaMethodologyDetails.from_dict,
        required=frozenset(
            {
                "refrigeration_fuel_consumed_tonnes",
                "sea_voyage_fuel_consumed_tonnes",
                "vessel_cruising_speed_knots",
                "vessel_cruising_speed_source",
                "voyage_emissions_per_teu",
                "voyage_time_hours",
            }
        ),
        nullable=frozenset({"refrigeration_fuel_consumed_tonnes"}),
        known=frozenset(
            {
                "refrigeration_fuel_consumed_tonnes",
                "sea_voyage_fuel_consumed_tonnes",
                "vessel_cruising_speed_knots",
                "vessel_cruising_speed_source",
                "voyage_emissions_per_teu",
                "voyage_time_hours",
            }
        ),
    ),
    Variant(
        dict,
        MethodologyDetails.from_dict,
        known=frozenset({"flight"}),
    ),
)


def read_shipping_methodology_details(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)
