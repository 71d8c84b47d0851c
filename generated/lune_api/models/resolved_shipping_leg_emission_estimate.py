"""The object ResolvedShippingLegEmissionEstimate of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import to_list, to_string_map
from ..reading import JSON_OBJECT, read_mass, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .calculated_route import CalculatedRoute
from .data_quality_score import DataQualityScore
from .distance import Distance
from .distance_calculation_details import DistanceCalculationDetails
from .distance_calculation_method import DistanceCalculationMethod
from .emission_factor_with_gas_emissions import EmissionFactorWithGasEmissions
from .estimate_mass_with_breakdowns import EstimateMassWithBreakdowns
from .inference_details import InferenceDetails
from .logistics_activity import LogisticsActivity
from .logistics_intensity_breakdown import LogisticsIntensityBreakdown
from .shipping_method import ShippingMethod, read_shipping_method
from .shipping_methodology import ShippingMethodology
from .shipping_methodology_details import (
    ShippingMethodologyDetails,
    read_shipping_methodology_details,
)
from .vessel_inference_method_outcome import (
    VesselInferenceMethodOutcome,
    read_vessel_inference_method_outcome,
)

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "activity",
        "adjusted_distance",
        "data_quality_score",
        "distance",
        "distance_calculation_details",
        "distance_calculation_method",
        "emission_factor",
        "idempotency_key",
        "inference_details",
        "intensity",
        "mass",
        "metadata",
        "method",
        "methodology",
        "methodology_details",
        "raw_distance",
        "route",
        "vessel_inference_details",
    }
)


@define(init=False, repr=False)
class ResolvedShippingLegEmissionEstimate:
    """The estimated emissions of one of several legs.

    Schema ``ResolvedShippingLegEmissionEstimate`` of the API document.

    Attributes:
        mass: The estimated emissions.
        distance_calculation_method: How the distance was found; null for logistics sites
            and with resolved legs.
        activity: The transport activity.
        intensity: The emission intensity.
        route: The route; null for logistics sites, for addresses, for most routes on land
            and inland waterways, for a distance given by the caller and before 2023-09-22.
        emission_factor: An emission factor.
        methodology: Where the calculation had to fall back.
        distance_calculation_details: Why the distance was found in another way than asked
            for.
        methodology_details: Figures of the calculation, by the kind of method.
        data_quality_score: How good the input is.
        method: How the goods are moved.
        metadata: The caller's own keys and values, kept as they are and not used by the
            service.
        idempotency_key: The caller's own key, unique per account for orders and for
            estimates. A request that is repeated with its key is not carried out twice, and
            what it created can be fetched by the key. (length at most 100)
        vessel_inference_details: How the vessel was found, or why not; null when none was
            looked for.
        raw_distance: The distance before the adjustment by GLEC.
        distance: The distance that was used.
        adjusted_distance: The distance after the adjustment by GLEC.
        inference_details: What was concluded from the input.
    """

    mass: EstimateMassWithBreakdowns
    distance_calculation_method: DistanceCalculationMethod | None
    activity: LogisticsActivity | None
    intensity: LogisticsIntensityBreakdown | None
    route: CalculatedRoute | None
    emission_factor: EmissionFactorWithGasEmissions
    methodology: list[ShippingMethodology]
    distance_calculation_details: DistanceCalculationDetails | None
    methodology_details: ShippingMethodologyDetails | None
    data_quality_score: DataQualityScore | None
    method: ShippingMethod
    metadata: dict[str, str] | Unset
    idempotency_key: str | Unset
    vessel_inference_details: VesselInferenceMethodOutcome | None | Unset
    raw_distance: Distance | Unset
    distance: Distance | Unset
    adjusted_distance: Distance | Unset
    inference_details: InferenceDetails | None | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "activity",
            "data_quality_score",
            "distance_calculation_details",
            "distance_calculation_method",
            "emission_factor",
            "intensity",
            "mass",
            "method",
            "methodology",
            "methodology_details",
            "route",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        mass: EstimateMassWithBreakdowns,
        distance_calculation_method: DistanceCalculationMethod | None,
        activity: LogisticsActivity | None,
        intensity: LogisticsIntensityBreakdown | None,
        route: CalculatedRoute | None,
        emission_factor: EmissionFactorWithGasEmissions,
        methodology: Sequence[ShippingMethodology],
        distance_calculation_details: DistanceCalculationDetails | None,
        methodology_details: ShippingMethodologyDetails | None,
        data_quality_score: DataQualityScore | None,
        method: ShippingMethod,
        metadata: Mapping[str, str] | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        vessel_inference_details: VesselInferenceMethodOutcome | None | Unset = UNSET,
        raw_distance: Distance | Unset = UNSET,
        distance: Distance | Unset = UNSET,
        adjusted_distance: Distance | Unset = UNSET,
        inference_details: InferenceDetails | None | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.mass = mass
        self.distance_calculation_method = distance_calculation_method
        self.activity = activity
        self.intensity = intensity
        self.route = route
        self.emission_factor = emission_factor
        self.methodology = to_list(methodology, "methodology")
        self.distance_calculation_details = distance_calculation_details
        self.methodology_details = methodology_details
        self.data_quality_score = data_quality_score
        self.method = method
        self.metadata = (
            UNSET if isinstance(metadata, Unset) else to_string_map(metadata, "metadata")
        )
        self.idempotency_key = idempotency_key
        self.vessel_inference_details = vessel_inference_details
        self.raw_distance = raw_distance
        self.distance = distance
        self.adjusted_distance = adjusted_distance
        self.inference_details = inference_details
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
        value = get("mass", UNSET)
        self.mass = read_mass(value, EstimateMassWithBreakdowns)
        self.distance_calculation_method = get("distance_calculation_method", UNSET)
        value = get("activity", UNSET)
        self.activity = (
            LogisticsActivity.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("intensity", UNSET)
        self.intensity = (
            LogisticsIntensityBreakdown.from_dict(value)
            if isinstance(value, JSON_OBJECT)
            else value
        )
        value = get("route", UNSET)
        self.route = CalculatedRoute.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("emission_factor", UNSET)
        self.emission_factor = (
            EmissionFactorWithGasEmissions.from_dict(value)
            if isinstance(value, JSON_OBJECT)
            else value
        )
        self.methodology = get("methodology", UNSET)
        value = get("distance_calculation_details", UNSET)
        self.distance_calculation_details = (
            DistanceCalculationDetails.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("methodology_details", UNSET)
        self.methodology_details = read_shipping_methodology_details(value)
        value = get("data_quality_score", UNSET)
        self.data_quality_score = (
            DataQualityScore.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("method", UNSET)
        self.method = read_shipping_method(value)
        self.metadata = get("metadata", UNSET)
        self.idempotency_key = get("idempotency_key", UNSET)
        value = get("vessel_inference_details", UNSET)
        self.vessel_inference_details = read_vessel_inference_method_outcome(value)
        value = get("raw_distance", UNSET)
        self.raw_distance = Distance.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("distance", UNSET)
        self.distance = Distance.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("adjusted_distance", UNSET)
        self.adjusted_distance = (
            Distance.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        value = get("inference_details", UNSET)
        self.inference_details = (
            InferenceDetails.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "mass": self.mass,
                "distance_calculation_method": self.distance_calculation_method,
                "activity": self.activity,
                "intensity": self.intensity,
                "route": self.route,
                "emission_factor": self.emission_factor,
                "methodology": self.methodology,
                "distance_calculation_details": self.distance_calculation_details,
                "methodology_details": self.methodology_details,
                "data_quality_score": self.data_quality_score,
                "method": self.method,
                "metadata": self.metadata,
                "idempotency_key": self.idempotency_key,
                "vessel_inference_details": self.vessel_inference_details,
                "raw_distance": self.raw_distance,
                "distance": self.distance,
                "adjusted_distance": self.adjusted_distance,
                "inference_details": self.inference_details,
            },
            self.additional_properties,
        )
