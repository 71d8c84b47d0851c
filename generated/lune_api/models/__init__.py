"""The objects, enumerations and unions of the API document, each imported on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account_currency_code import (
        ACCOUNT_CURRENCY_CODE_VALUES as ACCOUNT_CURRENCY_CODE_VALUES,
    )
    from .account_currency_code import AccountCurrencyCode as AccountCurrencyCode
    from .account_external_pages_visibility import (
        ACCOUNT_EXTERNAL_PAGES_VISIBILITY_VALUES as ACCOUNT_EXTERNAL_PAGES_VISIBILITY_VALUES,
    )
    from .account_external_pages_visibility import (
        AccountExternalPagesVisibility as AccountExternalPagesVisibility,
    )
    from .address import Address as Address
    from .aircraft_configuration import (
        AIRCRAFT_CONFIGURATION_VALUES as AIRCRAFT_CONFIGURATION_VALUES,
    )
    from .aircraft_configuration import AircraftConfiguration as AircraftConfiguration
    from .aircraft_type import AIRCRAFT_TYPE_VALUES as AIRCRAFT_TYPE_VALUES
    from .aircraft_type import AircraftType as AircraftType
    from .aircraft_type_method import AircraftTypeMethod as AircraftTypeMethod
    from .batch_transaction_estimate import (
        BatchTransactionEstimate as BatchTransactionEstimate,
    )
    from .bulk_carrier_load import BULK_CARRIER_LOAD_VALUES as BULK_CARRIER_LOAD_VALUES
    from .bulk_carrier_load import BulkCarrierLoad as BulkCarrierLoad
    from .bundle_mass import BundleMass as BundleMass
    from .bundle_percentage_request import (
        BundlePercentageRequest as BundlePercentageRequest,
    )
    from .calculated_route import CalculatedRoute as CalculatedRoute
    from .calculated_route_leg import CalculatedRouteLeg as CalculatedRouteLeg
    from .calculated_route_location import (
        CalculatedRouteLocation as CalculatedRouteLocation,
    )
    from .cargo_type import CARGO_TYPE_VALUES as CARGO_TYPE_VALUES
    from .cargo_type import CargoType as CargoType
    from .carrier_name import CARRIER_NAME_VALUES as CARRIER_NAME_VALUES
    from .carrier_name import CarrierName as CarrierName
    from .carrier_schedule_stops import CarrierScheduleStops as CarrierScheduleStops
    from .cleaned_location import CleanedLocation as CleanedLocation
    from .cleaned_route import CleanedRoute as CleanedRoute
    from .client_account_by_handle import ClientAccountByHandle as ClientAccountByHandle
    from .client_account_by_idempotency_key import (
        ClientAccountByIdempotencyKey as ClientAccountByIdempotencyKey,
    )
    from .container_shipping_method import (
        ContainerShippingMethod as ContainerShippingMethod,
    )
    from .converted_shipment import ConvertedShipment as ConvertedShipment
    from .converted_shipment_unit import (
        CONVERTED_SHIPMENT_UNIT_VALUES as CONVERTED_SHIPMENT_UNIT_VALUES,
    )
    from .converted_shipment_unit import ConvertedShipmentUnit as ConvertedShipmentUnit
    from .create_order_by_estimate_request import (
        CreateOrderByEstimateRequest as CreateOrderByEstimateRequest,
    )
    from .create_order_by_quantity_request import (
        CreateOrderByQuantityRequest as CreateOrderByQuantityRequest,
    )
    from .create_order_by_quantity_with_bundle_mass import (
        CreateOrderByQuantityWithBundleMass as CreateOrderByQuantityWithBundleMass,
    )
    from .create_order_by_quantity_with_bundle_percentage import (
        CreateOrderByQuantityWithBundlePercentage as CreateOrderByQuantityWithBundlePercentage,
    )
    from .create_order_by_value_request import (
        CreateOrderByValueRequest as CreateOrderByValueRequest,
    )
    from .currency_code import CURRENCY_CODE_VALUES as CURRENCY_CODE_VALUES
    from .currency_code import CurrencyCode as CurrencyCode
    from .data_quality_components import DataQualityComponents as DataQualityComponents
    from .data_quality_grade import (
        DATA_QUALITY_GRADE_VALUES as DATA_QUALITY_GRADE_VALUES,
    )
    from .data_quality_grade import DataQualityGrade as DataQualityGrade
    from .data_quality_score import DataQualityScore as DataQualityScore
    from .diet import DIET_VALUES as DIET_VALUES
    from .diet import Diet as Diet
    from .distance import Distance as Distance
    from .distance_calculation_details import (
        DistanceCalculationDetails as DistanceCalculationDetails,
    )
    from .distance_calculation_method import (
        DISTANCE_CALCULATION_METHOD_VALUES as DISTANCE_CALCULATION_METHOD_VALUES,
    )
    from .distance_calculation_method import (
        DistanceCalculationMethod as DistanceCalculationMethod,
    )
    from .distance_unit import DISTANCE_UNIT_VALUES as DISTANCE_UNIT_VALUES
    from .distance_unit import DistanceUnit as DistanceUnit
    from .electric_method_methodology_details import (
        ElectricMethodMethodologyDetails as ElectricMethodMethodologyDetails,
    )
    from .electricity_consumption import (
        ElectricityConsumption as ElectricityConsumption,
    )
    from .emission_factor_denominator_unit import (
        EmissionFactorDenominatorUnit as EmissionFactorDenominatorUnit,
    )
    from .emission_factor_other_unit import (
        EMISSION_FACTOR_OTHER_UNIT_VALUES as EMISSION_FACTOR_OTHER_UNIT_VALUES,
    )
    from .emission_factor_other_unit import (
        EmissionFactorOtherUnit as EmissionFactorOtherUnit,
    )
    from .emission_factor_source import (
        EMISSION_FACTOR_SOURCE_VALUES as EMISSION_FACTOR_SOURCE_VALUES,
    )
    from .emission_factor_source import EmissionFactorSource as EmissionFactorSource
    from .emission_factor_with_gas_emissions import (
        EmissionFactorWithGasEmissions as EmissionFactorWithGasEmissions,
    )
    from .emission_standard_region import (
        EMISSION_STANDARD_REGION_VALUES as EMISSION_STANDARD_REGION_VALUES,
    )
    from .emission_standard_region import (
        EmissionStandardRegion as EmissionStandardRegion,
    )
    from .empty_object import EmptyObject as EmptyObject
    from .error import Error as Error
    from .error_code import ERROR_CODE_VALUES as ERROR_CODE_VALUES
    from .error_code import ErrorCode as ErrorCode
    from .error_response import ErrorResponse as ErrorResponse
    from .estimate_client_account_request import (
        EstimateClientAccountRequest as EstimateClientAccountRequest,
    )
    from .estimate_mass import EstimateMass as EstimateMass
    from .estimate_mass_unit import (
        ESTIMATE_MASS_UNIT_VALUES as ESTIMATE_MASS_UNIT_VALUES,
    )
    from .estimate_mass_unit import EstimateMassUnit as EstimateMassUnit
    from .estimate_mass_with_breakdowns import (
        EstimateMassWithBreakdowns as EstimateMassWithBreakdowns,
    )
    from .estimate_quote import EstimateQuote as EstimateQuote
    from .flight_aircraft_configuration import (
        FLIGHT_AIRCRAFT_CONFIGURATION_VALUES as FLIGHT_AIRCRAFT_CONFIGURATION_VALUES,
    )
    from .flight_aircraft_configuration import (
        FlightAircraftConfiguration as FlightAircraftConfiguration,
    )
    from .flight_capacity import FlightCapacity as FlightCapacity
    from .flight_load_factor import FlightLoadFactor as FlightLoadFactor
    from .flight_methodology_details import (
        FlightMethodologyDetails as FlightMethodologyDetails,
    )
    from .flight_number_method import FlightNumberMethod as FlightNumberMethod
    from .gas_emissions import GasEmissions as GasEmissions
    from .gas_wtw_breakdown import GasWTWBreakdown as GasWTWBreakdown
    from .gas_wtw_breakdown_source import (
        GAS_WTW_BREAKDOWN_SOURCE_VALUES as GAS_WTW_BREAKDOWN_SOURCE_VALUES,
    )
    from .gas_wtw_breakdown_source import GasWTWBreakdownSource as GasWTWBreakdownSource
    from .geographic_coordinates import GeographicCoordinates as GeographicCoordinates
    from .huge_oil_tanker_fuel import (
        HUGE_OIL_TANKER_FUEL_VALUES as HUGE_OIL_TANKER_FUEL_VALUES,
    )
    from .huge_oil_tanker_fuel import HugeOilTankerFuel as HugeOilTankerFuel
    from .huge_oil_tanker_sea_shipping_method import (
        HugeOilTankerSeaShippingMethod as HugeOilTankerSeaShippingMethod,
    )
    from .iata_code import IATACode as IATACode
    from .icao_code import ICAOCode as ICAOCode
    from .inference_details import InferenceDetails as InferenceDetails
    from .inferred_connection_leg import (
        INFERRED_CONNECTION_LEG_VALUES as INFERRED_CONNECTION_LEG_VALUES,
    )
    from .inferred_connection_leg import InferredConnectionLeg as InferredConnectionLeg
    from .inferred_rail_type import InferredRailType as InferredRailType
    from .inferred_road_emission_standard import (
        InferredRoadEmissionStandard as InferredRoadEmissionStandard,
    )
    from .inferred_road_fuel import (
        INFERRED_ROAD_FUEL_VALUES as INFERRED_ROAD_FUEL_VALUES,
    )
    from .inferred_road_fuel import InferredRoadFuel as InferredRoadFuel
    from .inferred_road_fuel_details import (
        InferredRoadFuelDetails as InferredRoadFuelDetails,
    )
    from .inferred_road_gradient import InferredRoadGradient as InferredRoadGradient
    from .inferred_road_situation import InferredRoadSituation as InferredRoadSituation
    from .inferred_road_truck_type import InferredRoadTruckType as InferredRoadTruckType
    from .inferred_vessel_shipping_method import (
        InferredVesselShippingMethod as InferredVesselShippingMethod,
    )
    from .load import Load as Load
    from .load_by_containers import LoadByContainers as LoadByContainers
    from .load_by_mass import LoadByMass as LoadByMass
    from .locode import Locode as Locode
    from .logistics_activity import LogisticsActivity as LogisticsActivity
    from .logistics_activity_unit import (
        LOGISTICS_ACTIVITY_UNIT_VALUES as LOGISTICS_ACTIVITY_UNIT_VALUES,
    )
    from .logistics_activity_unit import LogisticsActivityUnit as LogisticsActivityUnit
    from .logistics_intensity import LogisticsIntensity as LogisticsIntensity
    from .logistics_intensity_breakdown import (
        LogisticsIntensityBreakdown as LogisticsIntensityBreakdown,
    )
    from .logistics_intensity_unit import (
        LOGISTICS_INTENSITY_UNIT_VALUES as LOGISTICS_INTENSITY_UNIT_VALUES,
    )
    from .logistics_intensity_unit import (
        LogisticsIntensityUnit as LogisticsIntensityUnit,
    )
    from .logistics_site_estimate_request import (
        LogisticsSiteEstimateRequest as LogisticsSiteEstimateRequest,
    )
    from .logistics_site_method import (
        LOGISTICS_SITE_METHOD_VALUES as LOGISTICS_SITE_METHOD_VALUES,
    )
    from .logistics_site_method import LogisticsSiteMethod as LogisticsSiteMethod
    from .mass import Mass as Mass
    from .mass_unit import MASS_UNIT_VALUES as MASS_UNIT_VALUES
    from .mass_unit import MassUnit as MassUnit
    from .merchant import Merchant as Merchant
    from .merchant_with_category import MerchantWithCategory as MerchantWithCategory
    from .merchant_with_category_code import (
        MerchantWithCategoryCode as MerchantWithCategoryCode,
    )
    from .merchant_with_category_hierarchy import (
        MerchantWithCategoryHierarchy as MerchantWithCategoryHierarchy,
    )
    from .merchant_with_search_term import (
        MerchantWithSearchTerm as MerchantWithSearchTerm,
    )
    from .methodology_details import MethodologyDetails as MethodologyDetails
    from .monetary_amount import MonetaryAmount as MonetaryAmount
    from .multi_match_transaction_estimate import (
        MultiMatchTransactionEstimate as MultiMatchTransactionEstimate,
    )
    from .order import Order as Order
    from .order_bundle import OrderBundle as OrderBundle
    from .order_project import OrderProject as OrderProject
    from .order_project_status import (
        ORDER_PROJECT_STATUS_VALUES as ORDER_PROJECT_STATUS_VALUES,
    )
    from .order_project_status import OrderProjectStatus as OrderProjectStatus
    from .order_quote_base import OrderQuoteBase as OrderQuoteBase
    from .order_quote_by_quantity import OrderQuoteByQuantity as OrderQuoteByQuantity
    from .order_quote_by_quantity_request import (
        OrderQuoteByQuantityRequest as OrderQuoteByQuantityRequest,
    )
    from .order_quote_by_quantity_with_bundle_mass import (
        OrderQuoteByQuantityWithBundleMass as OrderQuoteByQuantityWithBundleMass,
    )
    from .order_quote_by_quantity_with_bundle_percentage import (
        OrderQuoteByQuantityWithBundlePercentage as OrderQuoteByQuantityWithBundlePercentage,
    )
    from .order_quote_by_value import OrderQuoteByValue as OrderQuoteByValue
    from .order_quote_by_value_request import (
        OrderQuoteByValueRequest as OrderQuoteByValueRequest,
    )
    from .order_status import ORDER_STATUS_VALUES as ORDER_STATUS_VALUES
    from .order_status import OrderStatus as OrderStatus
    from .order_type import ORDER_TYPE_VALUES as ORDER_TYPE_VALUES
    from .order_type import OrderType as OrderType
    from .paginated_orders import PaginatedOrders as PaginatedOrders
    from .payment_method import PAYMENT_METHOD_VALUES as PAYMENT_METHOD_VALUES
    from .payment_method import PaymentMethod as PaymentMethod
    from .percentage import Percentage as Percentage
    from .pollutant_breakdown import PollutantBreakdown as PollutantBreakdown
    from .pollutant_emissions import PollutantEmissions as PollutantEmissions
    from .rail_type import RAIL_TYPE_VALUES as RAIL_TYPE_VALUES
    from .rail_type import RailType as RailType
    from .region_fallback import REGION_FALLBACK_VALUES as REGION_FALLBACK_VALUES
    from .region_fallback import RegionFallback as RegionFallback
    from .resolved_shipping_leg_emission_estimate import (
        ResolvedShippingLegEmissionEstimate as ResolvedShippingLegEmissionEstimate,
    )
    from .ro_ro_load import RO_RO_LOAD_VALUES as RO_RO_LOAD_VALUES
    from .ro_ro_load import RoRoLoad as RoRoLoad
    from .ro_ro_sea_shipping_method import (
        RoRoSeaShippingMethod as RoRoSeaShippingMethod,
    )
    from .road_emission_standard import (
        ROAD_EMISSION_STANDARD_VALUES as ROAD_EMISSION_STANDARD_VALUES,
    )
    from .road_emission_standard import RoadEmissionStandard as RoadEmissionStandard
    from .road_energy_consumption import RoadEnergyConsumption as RoadEnergyConsumption
    from .road_fuel import ROAD_FUEL_VALUES as ROAD_FUEL_VALUES
    from .road_fuel import RoadFuel as RoadFuel
    from .road_gradient import ROAD_GRADIENT_VALUES as ROAD_GRADIENT_VALUES
    from .road_gradient import RoadGradient as RoadGradient
    from .road_methodology_details import (
        RoadMethodologyDetails as RoadMethodologyDetails,
    )
    from .road_shipping_method import RoadShippingMethod as RoadShippingMethod
    from .road_shipping_vehicle_type import (
        ROAD_SHIPPING_VEHICLE_TYPE_VALUES as ROAD_SHIPPING_VEHICLE_TYPE_VALUES,
    )
    from .road_shipping_vehicle_type import (
        RoadShippingVehicleType as RoadShippingVehicleType,
    )
    from .road_situation import ROAD_SITUATION_VALUES as ROAD_SITUATION_VALUES
    from .road_situation import RoadSituation as RoadSituation
    from .road_vehicle_type import ROAD_VEHICLE_TYPE_VALUES as ROAD_VEHICLE_TYPE_VALUES
    from .road_vehicle_type import RoadVehicleType as RoadVehicleType
    from .route_distance_unit import (
        ROUTE_DISTANCE_UNIT_VALUES as ROUTE_DISTANCE_UNIT_VALUES,
    )
    from .route_distance_unit import RouteDistanceUnit as RouteDistanceUnit
    from .route_end import ROUTE_END_VALUES as ROUTE_END_VALUES
    from .route_end import RouteEnd as RouteEnd
    from .route_inference_details import RouteInferenceDetails as RouteInferenceDetails
    from .route_inference_explanation import (
        RouteInferenceExplanation as RouteInferenceExplanation,
    )
    from .route_inference_leg import RouteInferenceLeg as RouteInferenceLeg
    from .route_inference_leg_explanation import (
        RouteInferenceLegExplanation as RouteInferenceLegExplanation,
    )
    from .sea_fuel import SEA_FUEL_VALUES as SEA_FUEL_VALUES
    from .sea_fuel import SeaFuel as SeaFuel
    from .sea_methodology_details import SeaMethodologyDetails as SeaMethodologyDetails
    from .shipment_conversion_method import (
        SHIPMENT_CONVERSION_METHOD_VALUES as SHIPMENT_CONVERSION_METHOD_VALUES,
    )
    from .shipment_conversion_method import (
        ShipmentConversionMethod as ShipmentConversionMethod,
    )
    from .shipping_country_code import (
        SHIPPING_COUNTRY_CODE_VALUES as SHIPPING_COUNTRY_CODE_VALUES,
    )
    from .shipping_country_code import ShippingCountryCode as ShippingCountryCode
    from .shipping_estimate_request import (
        ShippingEstimateRequest as ShippingEstimateRequest,
    )
    from .shipping_estimate_source import (
        SHIPPING_ESTIMATE_SOURCE_VALUES as SHIPPING_ESTIMATE_SOURCE_VALUES,
    )
    from .shipping_estimate_source import (
        ShippingEstimateSource as ShippingEstimateSource,
    )
    from .shipping_leg_estimate_request import (
        ShippingLegEstimateRequest as ShippingLegEstimateRequest,
    )
    from .shipping_location import ShippingLocation as ShippingLocation
    from .shipping_method import ShippingMethod as ShippingMethod
    from .shipping_methodology import (
        SHIPPING_METHODOLOGY_VALUES as SHIPPING_METHODOLOGY_VALUES,
    )
    from .shipping_methodology import ShippingMethodology as ShippingMethodology
    from .shipping_methodology_details import (
        ShippingMethodologyDetails as ShippingMethodologyDetails,
    )
    from .shipping_route import ShippingRoute as ShippingRoute
    from .shipping_source_destination import (
        ShippingSourceDestination as ShippingSourceDestination,
    )
    from .simple_sea_shipping_method import (
        SIMPLE_SEA_SHIPPING_METHOD_VALUES as SIMPLE_SEA_SHIPPING_METHOD_VALUES,
    )
    from .simple_sea_shipping_method import (
        SimpleSeaShippingMethod as SimpleSeaShippingMethod,
    )
    from .simple_shipping_method import (
        SIMPLE_SHIPPING_METHOD_VALUES as SIMPLE_SHIPPING_METHOD_VALUES,
    )
    from .simple_shipping_method import SimpleShippingMethod as SimpleShippingMethod
    from .single_shipping_emission_estimate import (
        SingleShippingEmissionEstimate as SingleShippingEmissionEstimate,
    )
    from .trade_lane import TRADE_LANE_VALUES as TRADE_LANE_VALUES
    from .trade_lane import TradeLane as TradeLane
    from .transaction_emission_estimate import (
        TransactionEmissionEstimate as TransactionEmissionEstimate,
    )
    from .transaction_estimate_partial_request import (
        TransactionEstimatePartialRequest as TransactionEstimatePartialRequest,
    )
    from .transaction_estimate_request import (
        TransactionEstimateRequest as TransactionEstimateRequest,
    )
    from .transaction_estimate_request_wrapper import (
        TransactionEstimateRequestWrapper as TransactionEstimateRequestWrapper,
    )
    from .transit_corridor import TRANSIT_CORRIDOR_VALUES as TRANSIT_CORRIDOR_VALUES
    from .transit_corridor import TransitCorridor as TransitCorridor
    from .update_transaction_estimate_annotations_request import (
        UpdateTransactionEstimateAnnotationsRequest as UpdateTransactionEstimateAnnotationsRequest,
    )
    from .variable_fuel_sea_shipping_method import (
        VariableFuelSeaShippingMethod as VariableFuelSeaShippingMethod,
    )
    from .variable_fuel_variable_load_sea_shipping_method import (
        VariableFuelVariableLoadSeaShippingMethod as VariableFuelVariableLoadSeaShippingMethod,
    )
    from .variable_fuel_vessel_type import (
        VARIABLE_FUEL_VESSEL_TYPE_VALUES as VARIABLE_FUEL_VESSEL_TYPE_VALUES,
    )
    from .variable_fuel_vessel_type import (
        VariableFuelVesselType as VariableFuelVesselType,
    )
    from .variable_load_vessel_type import (
        VARIABLE_LOAD_VESSEL_TYPE_VALUES as VARIABLE_LOAD_VESSEL_TYPE_VALUES,
    )
    from .variable_load_vessel_type import (
        VariableLoadVesselType as VariableLoadVesselType,
    )
    from .vessel_cruising_speed_source import (
        VESSEL_CRUISING_SPEED_SOURCE_VALUES as VESSEL_CRUISING_SPEED_SOURCE_VALUES,
    )
    from .vessel_cruising_speed_source import (
        VesselCruisingSpeedSource as VesselCruisingSpeedSource,
    )
    from .vessel_imo_method import VesselImoMethod as VesselImoMethod
    from .vessel_inference import VesselInference as VesselInference
    from .vessel_inference_method import (
        VESSEL_INFERENCE_METHOD_VALUES as VESSEL_INFERENCE_METHOD_VALUES,
    )
    from .vessel_inference_method import VesselInferenceMethod as VesselInferenceMethod
    from .vessel_inference_method_details import (
        VesselInferenceMethodDetails as VesselInferenceMethodDetails,
    )
    from .vessel_inference_method_error import (
        VesselInferenceMethodError as VesselInferenceMethodError,
    )
    from .vessel_inference_method_outcome import (
        VesselInferenceMethodOutcome as VesselInferenceMethodOutcome,
    )
    from .vessel_name_method import VesselNameMethod as VesselNameMethod
    from .vessel_tracking import VesselTracking as VesselTracking
    from .vessel_tracking_adjustments import (
        VesselTrackingAdjustments as VesselTrackingAdjustments,
    )
    from .vessel_tracking_message import VesselTrackingMessage as VesselTrackingMessage
    from .vessel_tracking_outcome import VesselTrackingOutcome as VesselTrackingOutcome
    from .wtw_breakdown import WTWBreakdown as WTWBreakdown

_NAMES = {
    "account_currency_code": (
        "ACCOUNT_CURRENCY_CODE_VALUES",
        "AccountCurrencyCode",
    ),
    "account_external_pages_visibility": (
        "ACCOUNT_EXTERNAL_PAGES_VISIBILITY_VALUES",
        "AccountExternalPagesVisibility",
    ),
    "address": ("Address",),
    "aircraft_configuration": (
        "AIRCRAFT_CONFIGURATION_VALUES",
        "AircraftConfiguration",
    ),
    "aircraft_type": (
        "AIRCRAFT_TYPE_VALUES",
        "AircraftType",
    ),
    "aircraft_type_method": ("AircraftTypeMethod",),
    "batch_transaction_estimate": ("BatchTransactionEstimate",),
    "bulk_carrier_load": (
        "BULK_CARRIER_LOAD_VALUES",
        "BulkCarrierLoad",
    ),
    "bundle_mass": ("BundleMass",),
    "bundle_percentage_request": ("BundlePercentageRequest",),
    "calculated_route": ("CalculatedRoute",),
    "calculated_route_leg": ("CalculatedRouteLeg",),
    "calculated_route_location": ("CalculatedRouteLocation",),
    "cargo_type": (
        "CARGO_TYPE_VALUES",
        "CargoType",
    ),
    "carrier_name": (
        "CARRIER_NAME_VALUES",
        "CarrierName",
    ),
    "carrier_schedule_stops": ("CarrierScheduleStops",),
    "cleaned_location": ("CleanedLocation",),
    "cleaned_route": ("CleanedRoute",),
    "client_account_by_handle": ("ClientAccountByHandle",),
    "client_account_by_idempotency_key": ("ClientAccountByIdempotencyKey",),
    "container_shipping_method": ("ContainerShippingMethod",),
    "converted_shipment": ("ConvertedShipment",),
    "converted_shipment_unit": (
        "CONVERTED_SHIPMENT_UNIT_VALUES",
        "ConvertedShipmentUnit",
    ),
    "create_order_by_estimate_request": ("CreateOrderByEstimateRequest",),
    "create_order_by_quantity_request": ("CreateOrderByQuantityRequest",),
    "create_order_by_quantity_with_bundle_mass": ("CreateOrderByQuantityWithBundleMass",),
    "create_order_by_quantity_with_bundle_percentage": (
        "CreateOrderByQuantityWithBundlePercentage",
    ),
    "create_order_by_value_request": ("CreateOrderByValueRequest",),
    "currency_code": (
        "CURRENCY_CODE_VALUES",
        "CurrencyCode",
    ),
    "data_quality_components": ("DataQualityComponents",),
    "data_quality_grade": (
        "DATA_QUALITY_GRADE_VALUES",
        "DataQualityGrade",
    ),
    "data_quality_score": ("DataQualityScore",),
    "diet": (
        "DIET_VALUES",
        "Diet",
    ),
    "distance": ("Distance",),
    "distance_calculation_details": ("DistanceCalculationDetails",),
    "distance_calculation_method": (
        "DISTANCE_CALCULATION_METHOD_VALUES",
        "DistanceCalculationMethod",
    ),
    "distance_unit": (
        "DISTANCE_UNIT_VALUES",
        "DistanceUnit",
    ),
    "electric_method_methodology_details": ("ElectricMethodMethodologyDetails",),
    "electricity_consumption": ("ElectricityConsumption",),
    "emission_factor_denominator_unit": ("EmissionFactorDenominatorUnit",),
    "emission_factor_other_unit": (
        "EMISSION_FACTOR_OTHER_UNIT_VALUES",
        "EmissionFactorOtherUnit",
    ),
    "emission_factor_source": (
        "EMISSION_FACTOR_SOURCE_VALUES",
        "EmissionFactorSource",
    ),
    "emission_factor_with_gas_emissions": ("EmissionFactorWithGasEmissions",),
    "emission_standard_region": (
        "EMISSION_STANDARD_REGION_VALUES",
        "EmissionStandardRegion",
    ),
    "empty_object": ("EmptyObject",),
    "error": ("Error",),
    "error_code": (
        "ERROR_CODE_VALUES",
        "ErrorCode",
    ),
    "error_response": ("ErrorResponse",),
    "estimate_client_account_request": ("EstimateClientAccountRequest",),
    "estimate_mass": ("EstimateMass",),
    "estimate_mass_unit": (
        "ESTIMATE_MASS_UNIT_VALUES",
        "EstimateMassUnit",
    ),
    "estimate_mass_with_breakdowns": ("EstimateMassWithBreakdowns",),
    "estimate_quote": ("EstimateQuote",),
    "flight_aircraft_configuration": (
        "FLIGHT_AIRCRAFT_CONFIGURATION_VALUES",
        "FlightAircraftConfiguration",
    ),
    "flight_capacity": ("FlightCapacity",),
    "flight_load_factor": ("FlightLoadFactor",),
    "flight_methodology_details": ("FlightMethodologyDetails",),
    "flight_number_method": ("FlightNumberMethod",),
    "gas_emissions": ("GasEmissions",),
    "gas_wtw_breakdown": ("GasWTWBreakdown",),
    "gas_wtw_breakdown_source": (
        "GAS_WTW_BREAKDOWN_SOURCE_VALUES",
        "GasWTWBreakdownSource",
    ),
    "geographic_coordinates": ("GeographicCoordinates",),
    "huge_oil_tanker_fuel": (
        "HUGE_OIL_TANKER_FUEL_VALUES",
        "HugeOilTankerFuel",
    ),
    "huge_oil_tanker_sea_shipping_method": ("HugeOilTankerSeaShippingMethod",),
    "iata_code": ("IATACode",),
    "icao_code": ("ICAOCode",),
    "inference_details": ("InferenceDetails",),
    "inferred_connection_leg": (
        "INFERRED_CONNECTION_LEG_VALUES",
        "InferredConnectionLeg",
    ),
    "inferred_rail_type": ("InferredRailType",),
    "inferred_road_emission_standard": ("InferredRoadEmissionStandard",),
    "inferred_road_fuel": (
        "INFERRED_ROAD_FUEL_VALUES",
        "InferredRoadFuel",
    ),
    "inferred_road_fuel_details": ("InferredRoadFuelDetails",),
    "inferred_road_gradient": ("InferredRoadGradient",),
    "inferred_road_situation": ("InferredRoadSituation",),
    "inferred_road_truck_type": ("InferredRoadTruckType",),
    "inferred_vessel_shipping_method": ("InferredVesselShippingMethod",),
    "load": ("Load",),
    "load_by_containers": ("LoadByContainers",),
    "load_by_mass": ("LoadByMass",),
    "locode": ("Locode",),
    "logistics_activity": ("LogisticsActivity",),
    "logistics_activity_unit": (
        "LOGISTICS_ACTIVITY_UNIT_VALUES",
        "LogisticsActivityUnit",
    ),
    "logistics_intensity": ("LogisticsIntensity",),
    "logistics_intensity_breakdown": ("LogisticsIntensityBreakdown",),
    "logistics_intensity_unit": (
        "LOGISTICS_INTENSITY_UNIT_VALUES",
        "LogisticsIntensityUnit",
    ),
    "logistics_site_estimate_request": ("LogisticsSiteEstimateRequest",),
    "logistics_site_method": (
        "LOGISTICS_SITE_METHOD_VALUES",
        "LogisticsSiteMethod",
    ),
    "mass": ("Mass",),
    "mass_unit": (
        "MASS_UNIT_VALUES",
        "MassUnit",
    ),
    "merchant": ("Merchant",),
    "merchant_with_category": ("MerchantWithCategory",),
    "merchant_with_category_code": ("MerchantWithCategoryCode",),
    "merchant_with_category_hierarchy": ("MerchantWithCategoryHierarchy",),
    "merchant_with_search_term": ("MerchantWithSearchTerm",),
    "methodology_details": ("MethodologyDetails",),
    "monetary_amount": ("MonetaryAmount",),
    "multi_match_transaction_estimate": ("MultiMatchTransactionEstimate",),
    "order": ("Order",),
    "order_bundle": ("OrderBundle",),
    "order_project": ("OrderProject",),
    "order_project_status": (
        "ORDER_PROJECT_STATUS_VALUES",
        "OrderProjectStatus",
    ),
    "order_quote_base": ("OrderQuoteBase",),
    "order_quote_by_quantity": ("OrderQuoteByQuantity",),
    "order_quote_by_quantity_request": ("OrderQuoteByQuantityRequest",),
    "order_quote_by_quantity_with_bundle_mass": ("OrderQuoteByQuantityWithBundleMass",),
    "order_quote_by_quantity_with_bundle_percentage": ("OrderQuoteByQuantityWithBundlePercentage",),
    "order_quote_by_value": ("OrderQuoteByValue",),
    "order_quote_by_value_request": ("OrderQuoteByValueRequest",),
    "order_status": (
        "ORDER_STATUS_VALUES",
        "OrderStatus",
    ),
    "order_type": (
        "ORDER_TYPE_VALUES",
        "OrderType",
    ),
    "paginated_orders": ("PaginatedOrders",),
    "payment_method": (
        "PAYMENT_METHOD_VALUES",
        "PaymentMethod",
    ),
    "percentage": ("Percentage",),
    "pollutant_breakdown": ("PollutantBreakdown",),
    "pollutant_emissions": ("PollutantEmissions",),
    "rail_type": (
        "RAIL_TYPE_VALUES",
        "RailType",
    ),
    "region_fallback": (
        "REGION_FALLBACK_VALUES",
        "RegionFallback",
    ),
    "resolved_shipping_leg_emission_estimate": ("ResolvedShippingLegEmissionEstimate",),
    "ro_ro_load": (
        "RO_RO_LOAD_VALUES",
        "RoRoLoad",
    ),
    "ro_ro_sea_shipping_method": ("RoRoSeaShippingMethod",),
    "road_emission_standard": (
        "ROAD_EMISSION_STANDARD_VALUES",
        "RoadEmissionStandard",
    ),
    "road_energy_consumption": ("RoadEnergyConsumption",),
    "road_fuel": (
        "ROAD_FUEL_VALUES",
        "RoadFuel",
    ),
    "road_gradient": (
        "ROAD_GRADIENT_VALUES",
        "RoadGradient",
    ),
    "road_methodology_details": ("RoadMethodologyDetails",),
    "road_shipping_method": ("RoadShippingMethod",),
    "road_shipping_vehicle_type": (
        "ROAD_SHIPPING_VEHICLE_TYPE_VALUES",
        "RoadShippingVehicleType",
    ),
    "road_situation": (
        "ROAD_SITUATION_VALUES",
        "RoadSituation",
    ),
    "road_vehicle_type": (
        "ROAD_VEHICLE_TYPE_VALUES",
        "RoadVehicleType",
    ),
    "route_distance_unit": (
        "ROUTE_DISTANCE_UNIT_VALUES",
        "RouteDistanceUnit",
    ),
    "route_end": (
        "ROUTE_END_VALUES",
        "RouteEnd",
    ),
    "route_inference_details": ("RouteInferenceDetails",),
    "route_inference_explanation": ("RouteInferenceExplanation",),
    "route_inference_leg": ("RouteInferenceLeg",),
    "route_inference_leg_explanation": ("RouteInferenceLegExplanation",),
    "sea_fuel": (
        "SEA_FUEL_VALUES",
        "SeaFuel",
    ),
    "sea_methodology_details": ("SeaMethodologyDetails",),
    "shipment_conversion_method": (
        "SHIPMENT_CONVERSION_METHOD_VALUES",
        "ShipmentConversionMethod",
    ),
    "shipping_country_code": (
        "SHIPPING_COUNTRY_CODE_VALUES",
        "ShippingCountryCode",
    ),
    "shipping_estimate_request": ("ShippingEstimateRequest",),
    "shipping_estimate_source": (
        "SHIPPING_ESTIMATE_SOURCE_VALUES",
        "ShippingEstimateSource",
    ),
    "shipping_leg_estimate_request": ("ShippingLegEstimateRequest",),
    "shipping_location": ("ShippingLocation",),
    "shipping_method": ("ShippingMethod",),
    "shipping_methodology": (
        "SHIPPING_METHODOLOGY_VALUES",
        "ShippingMethodology",
    ),
    "shipping_methodology_details": ("ShippingMethodologyDetails",),
    "shipping_route": ("ShippingRoute",),
    "shipping_source_destination": ("ShippingSourceDestination",),
    "simple_sea_shipping_method": (
        "SIMPLE_SEA_SHIPPING_METHOD_VALUES",
        "SimpleSeaShippingMethod",
    ),
    "simple_shipping_method": (
        "SIMPLE_SHIPPING_METHOD_VALUES",
        "SimpleShippingMethod",
    ),
    "single_shipping_emission_estimate": ("SingleShippingEmissionEstimate",),
    "trade_lane": (
        "TRADE_LANE_VALUES",
        "TradeLane",
    ),
    "transaction_emission_estimate": ("TransactionEmissionEstimate",),
    "transaction_estimate_partial_request": ("TransactionEstimatePartialRequest",),
    "transaction_estimate_request": ("TransactionEstimateRequest",),
    "transaction_estimate_request_wrapper": ("TransactionEstimateRequestWrapper",),
    "transit_corridor": (
        "TRANSIT_CORRIDOR_VALUES",
        "TransitCorridor",
    ),
    "update_transaction_estimate_annotations_request": (
        "UpdateTransactionEstimateAnnotationsRequest",
    ),
    "variable_fuel_sea_shipping_method": ("VariableFuelSeaShippingMethod",),
    "variable_fuel_variable_load_sea_shipping_method": (
        "VariableFuelVariableLoadSeaShippingMethod",
    ),
    "variable_fuel_vessel_type": (
        "VARIABLE_FUEL_VESSEL_TYPE_VALUES",
        "VariableFuelVesselType",
    ),
    "variable_load_vessel_type": (
        "VARIABLE_LOAD_VESSEL_TYPE_VALUES",
        "VariableLoadVesselType",
    ),
    "vessel_cruising_speed_source": (
        "VESSEL_CRUISING_SPEED_SOURCE_VALUES",
        "VesselCruisingSpeedSource",
    ),
    "vessel_imo_method": ("VesselImoMethod",),
    "vessel_inference": ("VesselInference",),
    "vessel_inference_method": (
        "VESSEL_INFERENCE_METHOD_VALUES",
        "VesselInferenceMethod",
    ),
    "vessel_inference_method_details": ("VesselInferenceMethodDetails",),
    "vessel_inference_method_error": ("VesselInferenceMethodError",),
    "vessel_inference_method_outcome": ("VesselInferenceMethodOutcome",),
    "vessel_name_method": ("VesselNameMethod",),
    "vessel_tracking": ("VesselTracking",),
    "vessel_tracking_adjustments": ("VesselTrackingAdjustments",),
    "vessel_tracking_message": ("VesselTrackingMessage",),
    "vessel_tracking_outcome": ("VesselTrackingOutcome",),
    "wtw_breakdown": ("WTWBreakdown",),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}

__all__ = [
    "ACCOUNT_CURRENCY_CODE_VALUES",
    "ACCOUNT_EXTERNAL_PAGES_VISIBILITY_VALUES",
    "AIRCRAFT_CONFIGURATION_VALUES",
    "AIRCRAFT_TYPE_VALUES",
    "AccountCurrencyCode",
    "AccountExternalPagesVisibility",
    "Address",
    "AircraftConfiguration",
    "AircraftType",
    "AircraftTypeMethod",
    "BULK_CARRIER_LOAD_VALUES",
    "BatchTransactionEstimate",
    "BulkCarrierLoad",
    "BundleMass",
    "BundlePercentageRequest",
    "CARGO_TYPE_VALUES",
    "CARRIER_NAME_VALUES",
    "CONVERTED_SHIPMENT_UNIT_VALUES",
    "CURRENCY_CODE_VALUES",
    "CalculatedRoute",
    "CalculatedRouteLeg",
    "CalculatedRouteLocation",
    "CargoType",
    "CarrierName",
    "CarrierScheduleStops",
    "CleanedLocation",
    "CleanedRoute",
    "ClientAccountByHandle",
    "ClientAccountByIdempotencyKey",
    "ContainerShippingMethod",
    "ConvertedShipment",
    "ConvertedShipmentUnit",
    "CreateOrderByEstimateRequest",
    "CreateOrderByQuantityRequest",
    "CreateOrderByQuantityWithBundleMass",
    "CreateOrderByQuantityWithBundlePercentage",
    "CreateOrderByValueRequest",
    "CurrencyCode",
    "DATA_QUALITY_GRADE_VALUES",
    "DIET_VALUES",
    "DISTANCE_CALCULATION_METHOD_VALUES",
    "DISTANCE_UNIT_VALUES",
    "DataQualityComponents",
    "DataQualityGrade",
    "DataQualityScore",
    "Diet",
    "Distance",
    "DistanceCalculationDetails",
    "DistanceCalculationMethod",
    "DistanceUnit",
    "EMISSION_FACTOR_OTHER_UNIT_VALUES",
    "EMISSION_FACTOR_SOURCE_VALUES",
    "EMISSION_STANDARD_REGION_VALUES",
    "ERROR_CODE_VALUES",
    "ESTIMATE_MASS_UNIT_VALUES",
    "ElectricMethodMethodologyDetails",
    "ElectricityConsumption",
    "EmissionFactorDenominatorUnit",
    "EmissionFactorOtherUnit",
    "EmissionFactorSource",
    "EmissionFactorWithGasEmissions",
    "EmissionStandardRegion",
    "EmptyObject",
    "Error",
    "ErrorCode",
    "ErrorResponse",
    "EstimateClientAccountRequest",
    "EstimateMass",
    "EstimateMassUnit",
    "EstimateMassWithBreakdowns",
    "EstimateQuote",
    "FLIGHT_AIRCRAFT_CONFIGURATION_VALUES",
    "FlightAircraftConfiguration",
    "FlightCapacity",
    "FlightLoadFactor",
    "FlightMethodologyDetails",
    "FlightNumberMethod",
    "GAS_WTW_BREAKDOWN_SOURCE_VALUES",
    "GasEmissions",
    "GasWTWBreakdown",
    "GasWTWBreakdownSource",
    "GeographicCoordinates",
    "HUGE_OIL_TANKER_FUEL_VALUES",
    "HugeOilTankerFuel",
    "HugeOilTankerSeaShippingMethod",
    "IATACode",
    "ICAOCode",
    "INFERRED_CONNECTION_LEG_VALUES",
    "INFERRED_ROAD_FUEL_VALUES",
    "InferenceDetails",
    "InferredConnectionLeg",
    "InferredRailType",
    "InferredRoadEmissionStandard",
    "InferredRoadFuel",
    "InferredRoadFuelDetails",
    "InferredRoadGradient",
    "InferredRoadSituation",
    "InferredRoadTruckType",
    "InferredVesselShippingMethod",
    "LOGISTICS_ACTIVITY_UNIT_VALUES",
    "LOGISTICS_INTENSITY_UNIT_VALUES",
    "LOGISTICS_SITE_METHOD_VALUES",
    "Load",
    "LoadByContainers",
    "LoadByMass",
    "Locode",
    "LogisticsActivity",
    "LogisticsActivityUnit",
    "LogisticsIntensity",
    "LogisticsIntensityBreakdown",
    "LogisticsIntensityUnit",
    "LogisticsSiteEstimateRequest",
    "LogisticsSiteMethod",
    "MASS_UNIT_VALUES",
    "Mass",
    "MassUnit",
    "Merchant",
    "MerchantWithCategory",
    "MerchantWithCategoryCode",
    "MerchantWithCategoryHierarchy",
    "MerchantWithSearchTerm",
    "MethodologyDetails",
    "MonetaryAmount",
    "MultiMatchTransactionEstimate",
    "ORDER_PROJECT_STATUS_VALUES",
    "ORDER_STATUS_VALUES",
    "ORDER_TYPE_VALUES",
    "Order",
    "OrderBundle",
    "OrderProject",
    "OrderProjectStatus",
    "OrderQuoteBase",
    "OrderQuoteByQuantity",
    "OrderQuoteByQuantityRequest",
    "OrderQuoteByQuantityWithBundleMass",
    "OrderQuoteByQuantityWithBundlePercentage",
    "OrderQuoteByValue",
    "OrderQuoteByValueRequest",
    "OrderStatus",
    "OrderType",
    "PAYMENT_METHOD_VALUES",
    "PaginatedOrders",
    "PaymentMethod",
    "Percentage",
    "PollutantBreakdown",
    "PollutantEmissions",
    "RAIL_TYPE_VALUES",
    "REGION_FALLBACK_VALUES",
    "ROAD_EMISSION_STANDARD_VALUES",
    "ROAD_FUEL_VALUES",
    "ROAD_GRADIENT_VALUES",
    "ROAD_SHIPPING_VEHICLE_TYPE_VALUES",
    "ROAD_SITUATION_VALUES",
    "ROAD_VEHICLE_TYPE_VALUES",
    "ROUTE_DISTANCE_UNIT_VALUES",
    "ROUTE_END_VALUES",
    "RO_RO_LOAD_VALUES",
    "RailType",
    "RegionFallback",
    "ResolvedShippingLegEmissionEstimate",
    "RoRoLoad",
    "RoRoSeaShippingMethod",
    "RoadEmissionStandard",
    "RoadEnergyConsumption",
    "RoadFuel",
    "RoadGradient",
    "RoadMethodologyDetails",
    "RoadShippingMethod",
    "RoadShippingVehicleType",
    "RoadSituation",
    "RoadVehicleType",
    "RouteDistanceUnit",
    "RouteEnd",
    "RouteInferenceDetails",
    "RouteInferenceExplanation",
    "RouteInferenceLeg",
    "RouteInferenceLegExplanation",
    "SEA_FUEL_VALUES",
    "SHIPMENT_CONVERSION_METHOD_VALUES",
    "SHIPPING_COUNTRY_CODE_VALUES",
    "SHIPPING_ESTIMATE_SOURCE_VALUES",
    "SHIPPING_METHODOLOGY_VALUES",
    "SIMPLE_SEA_SHIPPING_METHOD_VALUES",
    "SIMPLE_SHIPPING_METHOD_VALUES",
    "SeaFuel",
    "SeaMethodologyDetails",
    "ShipmentConversionMethod",
    "ShippingCountryCode",
    "ShippingEstimateRequest",
    "ShippingEstimateSource",
    "ShippingLegEstimateRequest",
    "ShippingLocation",
    "ShippingMethod",
    "ShippingMethodology",
    "ShippingMethodologyDetails",
    "ShippingRoute",
    "ShippingSourceDestination",
    "SimpleSeaShippingMethod",
    "SimpleShippingMethod",
    "SingleShippingEmissionEstimate",
    "TRADE_LANE_VALUES",
    "TRANSIT_CORRIDOR_VALUES",
    "TradeLane",
    "TransactionEmissionEstimate",
    "TransactionEstimatePartialRequest",
    "TransactionEstimateRequest",
    "TransactionEstimateRequestWrapper",
    "TransitCorridor",
    "UpdateTransactionEstimateAnnotationsRequest",
    "VARIABLE_FUEL_VESSEL_TYPE_VALUES",
    "VARIABLE_LOAD_VESSEL_TYPE_VALUES",
    "VESSEL_CRUISING_SPEED_SOURCE_VALUES",
    "VESSEL_INFERENCE_METHOD_VALUES",
    "VariableFuelSeaShippingMethod",
    "VariableFuelVariableLoadSeaShippingMethod",
    "VariableFuelVesselType",
    "VariableLoadVesselType",
    "VesselCruisingSpeedSource",
    "VesselImoMethod",
    "VesselInference",
    "VesselInferenceMethod",
    "VesselInferenceMethodDetails",
    "VesselInferenceMethodError",
    "VesselInferenceMethodOutcome",
    "VesselNameMethod",
    "VesselTracking",
    "VesselTrackingAdjustments",
    "VesselTrackingMessage",
    "VesselTrackingOutcome",
    "WTWBreakdown",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f".{module}", __name__), name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *_MODULES})
