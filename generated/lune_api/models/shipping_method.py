"""The union ShippingMethod of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..checking import check_object, check_text
from ..reading import Variant, choose
from .aircraft_type_method import AircraftTypeMethod
from .bulk_carrier_load import BULK_CARRIER_LOAD_VALUES
from .container_shipping_method import ContainerShippingMethod
from .flight_number_method import FlightNumberMethod
from .huge_oil_tanker_fuel import HUGE_OIL_TANKER_FUEL_VALUES
from .huge_oil_tanker_sea_shipping_method import HugeOilTankerSeaShippingMethod
from .inferred_vessel_shipping_method import InferredVesselShippingMethod
from .ro_ro_load import RO_RO_LOAD_VALUES
from .ro_ro_sea_shipping_method import RoRoSeaShippingMethod
from .road_fuel import ROAD_FUEL_VALUES
from .road_shipping_method import RoadShippingMethod
from .sea_fuel import SEA_FUEL_VALUES
from .simple_sea_shipping_method import (
    SIMPLE_SEA_SHIPPING_METHOD_VALUES,
    SimpleSeaShippingMethod,
)
from .simple_shipping_method import SIMPLE_SHIPPING_METHOD_VALUES, SimpleShippingMethod
from .trade_lane import TRADE_LANE_VALUES
from .variable_fuel_sea_shipping_method import VariableFuelSeaShippingMethod
from .variable_fuel_variable_load_sea_shipping_method import (
    VariableFuelVariableLoadSeaShippingMethod,
)
from .variable_fuel_vessel_type import VARIABLE_FUEL_VESSEL_TYPE_VALUES
from .variable_load_vessel_type import VARIABLE_LOAD_VESSEL_TYPE_VALUES
from .vessel_imo_method import VesselImoMethod
from .vessel_name_method import VesselNameMethod

ShippingMethod: TypeAlias = (
    SimpleShippingMethod
    | SimpleSeaShippingMethod
    | FlightNumberMethod
    | AircraftTypeMethod
    | RoadShippingMethod
    | InferredVesselShippingMethod
    | VesselImoMethod
    | VesselNameMethod
    | ContainerShippingMethod
    | RoRoSeaShippingMethod
    | HugeOilTankerSeaShippingMethod
    | VariableFuelVariableLoadSeaShippingMethod
    | VariableFuelSeaShippingMethod
)
"""How the goods are moved.
"""

_VARIANTS: Final = (
    Variant(
        str,
        str,
        tests={
            "": frozenset(SIMPLE_SHIPPING_METHOD_VALUES),
        },
    ),
    Variant(
        str,
        str,
        tests={
            "": frozenset(SIMPLE_SEA_SHIPPING_METHOD_VALUES),
        },
    ),
    Variant(
        dict,
        FlightNumberMethod.from_dict,
        required=frozenset({"departure_on", "flight_number"}),
        known=frozenset({"aircraft_configuration", "departure_on", "flight_number"}),
    ),
    Variant(
        dict,
        AircraftTypeMethod.from_dict,
        required=frozenset({"aircraft_type"}),
        known=frozenset({"aircraft_type"}),
    ),
    Variant(
        dict,
        RoadShippingMethod.from_dict,
        required=frozenset({"fuel", "vehicle_type"}),
        known=frozenset(
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
        ),
        tests={
            "fuel": frozenset(ROAD_FUEL_VALUES),
        },
    ),
    Variant(
        dict,
        InferredVesselShippingMethod.from_dict,
        required=frozenset({"vessel_inference"}),
        known=frozenset({"vessel_inference"}),
    ),
    Variant(
        dict,
        VesselImoMethod.from_dict,
        required=frozenset({"vessel_imo_number"}),
        known=frozenset(
            {
                "load_factor",
                "refrigerated",
                "trade_lane",
                "vessel_imo_number",
                "vessel_tracking",
                "vessel_type",
            }
        ),
        tests={
            "vessel_type": frozenset({"container_ship"}),
            "trade_lane": frozenset(TRADE_LANE_VALUES),
        },
    ),
    Variant(
        dict,
        VesselNameMethod.from_dict,
        required=frozenset({"vessel_name"}),
        known=frozenset(
            {
                "load_factor",
                "refrigerated",
                "trade_lane",
                "vessel_name",
                "vessel_tracking",
                "vessel_type",
            }
        ),
        tests={
            "vessel_type": frozenset({"container_ship"}),
            "trade_lane": frozenset(TRADE_LANE_VALUES),
        },
    ),
    Variant(
        dict,
        ContainerShippingMethod.from_dict,
        required=frozenset({"vessel_type"}),
        known=frozenset({"load_factor", "refrigerated", "trade_lane", "vessel_type"}),
        tests={
            "vessel_type": frozenset({"container_ship"}),
            "trade_lane": frozenset(TRADE_LANE_VALUES),
        },
    ),
    Variant(
        dict,
        RoRoSeaShippingMethod.from_dict,
        required=frozenset({"vessel_type"}),
        known=frozenset({"fuel", "load", "vessel_type"}),
        tests={
            "vessel_type": frozenset({"sea_roro"}),
            "fuel": frozenset(SEA_FUEL_VALUES),
            "load": frozenset(RO_RO_LOAD_VALUES),
        },
    ),
    Variant(
        dict,
        HugeOilTankerSeaShippingMethod.from_dict,
        required=frozenset({"vessel_type"}),
        known=frozenset({"fuel", "vessel_type"}),
        tests={
            "vessel_type": frozenset({"sea_oil_tanker_huge"}),
            "fuel": frozenset(HUGE_OIL_TANKER_FUEL_VALUES),
        },
    ),
    Variant(
        dict,
        VariableFuelVariableLoadSeaShippingMethod.from_dict,
        required=frozenset({"vessel_type"}),
        known=frozenset({"fuel", "load", "vessel_type"}),
        tests={
            "vessel_type": frozenset(VARIABLE_LOAD_VESSEL_TYPE_VALUES),
            "fuel": frozenset(SEA_FUEL_VALUES),
            "load": frozenset(BULK_CARRIER_LOAD_VALUES),
        },
    ),
    Variant(
        dict,
        VariableFuelSeaShippingMethod.from_dict,
        required=frozenset({"vessel_type"}),
        known=frozenset({"fuel", "vessel_type"}),
        tests={
            "vessel_type": frozenset(VARIABLE_FUEL_VESSEL_TYPE_VALUES),
            "fuel": frozenset(SEA_FUEL_VALUES),
        },
    ),
)


def read_shipping_method(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)


def check_shipping_method(at: str, value: object) -> None:
    """Refuse what has none of the forms, or breaks a rule of its form."""
    if isinstance(value, str):
        check_text(at, value)
    else:
        check_object(
            at,
            value,
            FlightNumberMethod,
            AircraftTypeMethod,
            RoadShippingMethod,
            InferredVesselShippingMethod,
            VesselImoMethod,
            VesselNameMethod,
            ContainerShippingMethod,
            RoRoSeaShippingMethod,
            HugeOilTankerSeaShippingMethod,
            VariableFuelVariableLoadSeaShippingMethod,
            VariableFuelSeaShippingMethod,
        )
