"""The object EmissionFactorWithGasEmissions of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, read_moment, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .emission_factor_denominator_unit import (
    EmissionFactorDenominatorUnit,
    read_emission_factor_denominator_unit,
)
from .emission_factor_source import EmissionFactorSource
from .gas_emissions import GasEmissions
from .mass_unit import MassUnit

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "category",
        "created_at",
        "denominator_unit",
        "gas_emissions",
        "id",
        "name",
        "numerator_unit",
        "publication_year",
        "region",
        "source",
        "source_version",
    }
)


@define(init=False, repr=False)
class EmissionFactorWithGasEmissions:
    """An emission factor.

    Schema ``EmissionFactorWithGasEmissions`` of the API document.

    Attributes:
        id: The factor's id.
        name: The factor's name.
        source: Where the factor comes from.
        source_version: The version of the source.
        publication_year: The year of publication.
        numerator_unit: The unit of the emissions.
        denominator_unit: The unit of what causes the emissions.
        created_at: When the factor was stored.
        region: Where the factor applies.
        category: A category of the factor.
        gas_emissions: The emissions by gas; always set since March 2024.
    """

    id: str
    name: str
    source: EmissionFactorSource
    source_version: str
    publication_year: float
    numerator_unit: MassUnit
    denominator_unit: EmissionFactorDenominatorUnit
    created_at: datetime
    region: str
    category: str | None
    gas_emissions: GasEmissions | None
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "category",
            "created_at",
            "denominator_unit",
            "gas_emissions",
            "id",
            "name",
            "numerator_unit",
            "publication_year",
            "region",
            "source",
            "source_version",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        id: str,
        name: str,
        source: EmissionFactorSource,
        source_version: str,
        publication_year: float,
        numerator_unit: MassUnit,
        denominator_unit: EmissionFactorDenominatorUnit,
        created_at: datetime,
        region: str,
        category: str | None,
        gas_emissions: GasEmissions | None,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.id = id
        self.name = name
        self.source = source
        self.source_version = source_version
        self.publication_year = publication_year
        self.numerator_unit = numerator_unit
        self.denominator_unit = denominator_unit
        self.created_at = created_at
        self.region = region
        self.category = category
        self.gas_emissions = gas_emissions
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
        self.id = get("id", UNSET)
        self.name = get("name", UNSET)
        self.source = get("source", UNSET)
        self.source_version = get("source_version", UNSET)
        self.publication_year = get("publication_year", UNSET)
        self.numerator_unit = get("numerator_unit", UNSET)
        value = get("denominator_unit", UNSET)
        self.denominator_unit = read_emission_factor_denominator_unit(value)
        value = get("created_at", UNSET)
        self.created_at = read_moment(value)
        self.region = get("region", UNSET)
        self.category = get("category", UNSET)
        value = get("gas_emissions", UNSET)
        self.gas_emissions = (
            GasEmissions.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "id": self.id,
                "name": self.name,
                "source": self.source,
                "source_version": self.source_version,
                "publication_year": self.publication_year,
                "numerator_unit": self.numerator_unit,
                "denominator_unit": self.denominator_unit,
                "created_at": self.created_at,
                "region": self.region,
                "category": self.category,
                "gas_emissions": self.gas_emissions,
            },
            self.additional_properties,
        )
