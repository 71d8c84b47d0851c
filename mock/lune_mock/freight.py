"""Emission factors for moving and handling goods."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from lune_mock.emission_factors import EmissionFactor
from lune_mock.tables import rows

__all__ = ["FreightFactor", "freight_factor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FreightFactor:
    """The emissions of a method in grams for each tonne-kilometre, TEU-kilometre or tonne."""

    method: str
    """A method of the API, or the beginning that several have in common."""
    vehicle: tuple[str, str] | None
    """The vehicle type and fuel that it is the factor of, besides; None where there are none."""
    mode: str
    """sea, inland_waterway, air, rail, road or site."""
    factor: EmissionFactor
    refrigerated: Decimal | None
    up_to_km: Decimal | None
    """The longest distance it holds for."""
    is_for_raw_distance: bool
    """Whether the figure contains the adjustment of the distance already."""

    @property
    def load_unit(self) -> str:
        """TEU or t."""
        return self.factor.denominator_unit.partition("*")[0]

    def cooled(self) -> FreightFactor:
        """Return the factor of the same method for cooled goods, where there is one."""
        if self.refrigerated is None:
            return self
        factor = replace(
            self.factor,
            key=f"{self.factor.key}, refrigerated",
            name=f"{self.factor.name}, refrigerated",
            gases={"co2e": self.refrigerated},
            stages=None,
        )
        return replace(self, factor=factor)


@cache
def _table() -> tuple[FreightFactor, ...]:
    return tuple(_freight_factor(row) for row in rows("freight_factors"))


def _freight_factor(row: dict[str, str]) -> FreightFactor:
    stages = None
    if row["g_wtt"]:
        stages = (Decimal(row["g_wtt"]), Decimal(row["g_ttw"]))
    factor = EmissionFactor(
        key=f"freight {row['method']} {row['up_to_km']}",
        name=row["name"],
        source=row["source"],
        source_version=row["source_version"],
        publication_year=int(row["publication_year"]),
        numerator_unit="g",
        denominator_unit=row["denominator_unit"],
        region=row["region"],
        category=None,
        gases={"co2e": Decimal(row["g_wtw"])},
        stages=stages,
    )
    return FreightFactor(
        method=row["method"],
        vehicle=(row["vehicle_type"], row["fuel"]) if row["vehicle_type"] else None,
        mode=row["mode"],
        factor=factor,
        refrigerated=Decimal(row["g_wtw_refrigerated"]) if row["g_wtw_refrigerated"] else None,
        up_to_km=Decimal(row["up_to_km"]) if row["up_to_km"] else None,
        is_for_raw_distance=row["distance"] == "raw",
    )


@cache
def _candidates(method: str, fuel: str | None) -> tuple[FreightFactor, ...]:
    of_vehicle = tuple(each for each in _table() if each.vehicle == (method, fuel))
    if of_vehicle:
        return of_vehicle
    fitting = [each for each in _table() if method.startswith(each.method)]
    longest = max((len(each.method) for each in fitting), default=0)
    return tuple(each for each in fitting if len(each.method) == longest)


def freight_factor(
    method: str, fuel: str | None = None, km: Decimal | None = None
) -> FreightFactor:
    """Return the factor of a vehicle type and its fuel, or of a method, for that distance.

    A method that has no row of its own takes that of its longest beginning.

    Raises:
        LookupError: the table has a gap. The document names every method, so it is a fault here.
    """
    longest = Decimal("Infinity")
    for each in sorted(_candidates(method, fuel), key=lambda each: each.up_to_km or longest):
        if km is None or each.up_to_km is None or km <= each.up_to_km:
            return each
    message = f"the table of freight factors has none for {method} over {km} km"
    raise LookupError(message)
