"""Emission factors as the API shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lune_mock.amounts import text
from lune_mock.ids import fixed_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from lune_document import JSON

__all__ = ["EmissionFactor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionFactor:
    """A published figure: emissions for one unit of what causes them."""

    key: str
    """Name of the row it comes from."""
    name: str
    source: str
    source_version: str
    publication_year: int
    numerator_unit: str
    denominator_unit: str
    region: str
    category: str | None
    gases: Mapping[str, Decimal]
    """By the property names of `GasEmissions`, in the numerator unit."""
    stages: tuple[Decimal, Decimal] | None = None
    """Well to tank and tank to wheel, where the source tells them apart."""

    @property
    def co2e(self) -> Decimal:
        """All gases as CO2 equivalent."""
        return self.gases["co2e"]

    def json(self) -> dict[str, JSON]:
        """Return the factor as an `EmissionFactorWithGasEmissions`."""
        gases: dict[str, JSON] = {name: text(amount) for name, amount in self.gases.items()}
        if self.stages is not None:
            well, tank = self.stages
            gases["wtw_breakdown"] = {
                "source": "direct_from_source",
                "wtt_co2e": text(well),
                "ttw_co2e": text(tank),
            }
        return {
            "id": fixed_id(self.key),
            "name": self.name,
            "source": self.source,
            "source_version": self.source_version,
            "publication_year": self.publication_year,
            "numerator_unit": self.numerator_unit,
            "denominator_unit": self.denominator_unit,
            "created_at": f"{self.publication_year}-01-01T00:00:00Z",
            "region": self.region,
            "category": self.category,
            "gas_emissions": gases,
        }
