"""Emission factors as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lune_mock.amounts import text
from lune_mock.emissions.categories import PRICED_IN
from lune_mock.ids import fixed_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from lune_document import JSON
    from lune_mock.emissions.categories import Category
    from lune_mock.emissions.intensities import Intensity

__all__ = ["freight_factor", "spend_factor"]


def spend_factor(category: Category) -> dict[str, JSON]:
    """Return the factor of what can be bought as an `EmissionFactorWithGasEmissions`."""
    return {
        "id": fixed_id(f"spend {category.key}"),
        "name": category.factor_name,
        "category": category.group,
        "numerator_unit": "kg",
        "denominator_unit": PRICED_IN,
        "gas_emissions": _amounts(category.gases),
        **_origin(category),
    }


def freight_factor(intensity: Intensity) -> dict[str, JSON]:
    """Return the factor of moving or handling goods as an `EmissionFactorWithGasEmissions`."""
    gases = _amounts({"co2e": intensity.wtw, **intensity.gases})
    if intensity.wtt is not None and intensity.ttw is not None:
        gases["wtw_breakdown"] = {
            "source": intensity.split,
            "wtt_co2e": text(intensity.wtt),
            "ttw_co2e": text(intensity.ttw),
        }
    return {
        "id": fixed_id(f"freight {intensity.key}"),
        "name": intensity.factor_name,
        "category": intensity.mode,
        "numerator_unit": "g",
        "denominator_unit": intensity.unit,
        "gas_emissions": gases,
        **_origin(intensity),
    }


def _amounts(gases: Mapping[str, Decimal]) -> dict[str, JSON]:
    return {gas: text(amount) for gas, amount in gases.items()}


def _origin(figure: Category | Intensity) -> dict[str, JSON]:
    return {
        "source": figure.source,
        "source_version": figure.source_version,
        "publication_year": figure.publication_year,
        "created_at": f"{figure.publication_year}-01-01T00:00:00Z",
        "region": figure.region,
    }
