"""Categories of purchases, each with the published emissions of one US dollar spent on it.

The figures are published ones; that an industry of the source stands for a category is the choice
of the sandbox, and the name of every factor says so. Prices are those of 2022, as in the source:
later ones are not brought back to that year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from lune_mock.emissions.tables import rows

__all__ = ["PRICED_IN", "Category", "categories"]

PRICED_IN = "USD"
"""The currency of all the figures."""

# Columns by the property names of `GasEmissions`.
_GASES = {
    "co2e": "kg_co2e",
    "co2": "kg_co2",
    "methane": "kg_ch4",
    "nitrous_oxide": "kg_n2o",
    "other": "other_kg_co2e",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What can be bought, and the kilograms emitted for one US dollar."""

    key: str
    name: str
    group: str
    gases: Mapping[str, Decimal]
    """By the property names of `GasEmissions`; only `co2e` where the source does not split it."""
    source: str
    source_version: str
    publication_year: int
    region: str
    country_code: str
    """The country that the figures are of, ISO 3166-1 alpha-3."""

    @property
    def factor_name(self) -> str:
        """The name of its emission factor, which says whose choice it is."""
        return f"{self.name} (sandbox)"

    @property
    def co2e(self) -> Decimal:
        """All gases, kilograms of CO2 equivalent for one US dollar."""
        return self.gases["co2e"]

    @property
    def is_food(self) -> bool:
        """Whether a diet changes what is bought."""
        return self.group == "food"


@cache
def categories() -> Mapping[str, Category]:
    """Return the categories by their keys.

    >>> categories()["flights"].co2e
    Decimal('0.644')
    """
    return {row["key"]: _category(row) for row in rows("categories")}


def _category(row: dict[str, str]) -> Category:
    return Category(
        key=row["key"],
        name=row["name"],
        group=row["group"],
        gases={gas: Decimal(row[column]) for gas, column in _GASES.items() if row[column]},
        source=row["source"],
        source_version=row["source_version"],
        publication_year=int(row["publication_year"]),
        region=row["region"],
        country_code=row["country_code"],
    )
