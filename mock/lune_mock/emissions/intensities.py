"""Emissions for each tonne-kilometre, TEU-kilometre or tonne."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from lune_mock.amounts import half_up
from lune_mock.emissions.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Intensity", "intensity", "is_known"]

# Grams of CO2e that a gram of the gas counts as (AR5), in which the sources state their gases.
_METHANE, _NITROUS_OXIDE = Decimal(28), Decimal(265)
_GASES = ("co2", "methane_co2e", "nitrous_oxide_co2e")

# What is derived from published figures keeps so many decimals of a gram, and its gases, of which
# there is less, so many.
_PLACES, _GAS_PLACES = 4, 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Intensity:
    """An emission factor of freight, in grams of CO2e, well to wheel."""

    key: str
    """Names the figure and all that was done to it; no two differing figures share one."""
    mode: str
    """sea, inland_waterway, air, rail, road or site."""
    name: str
    unit: str
    """A member of the document's `EmissionFactorDenominatorUnit`: t*km, TEU*km or t."""
    wtw: Decimal
    wtt: Decimal | None
    """Well to tank; None where the source does not tell the parts apart."""
    ttw: Decimal | None
    """Tank to wheel; with `wtt` it adds up to `wtw`."""
    split: str | None
    """Where the parts come from: a member of `GasWTWBreakdown.source`."""
    gases: Mapping[str, Decimal]
    """By the property names of `GasEmissions`, without co2e; empty where the source has none."""
    is_for_raw_distance: bool
    """Whether the figure contains the adjustment of the distance."""
    source: str
    source_version: str
    publication_year: int
    region: str

    @property
    def factor_name(self) -> str:
        """The name of its emission factor.

        What a source calls a lorry is the API's method only by a choice of the sandbox.
        """
        return f"{self.name} (sandbox)"

    @property
    def load_unit(self) -> str:
        """TEU or t."""
        return self.unit.partition("*")[0]

    def times(self, factor: Decimal, note: str) -> Intensity:
        """Return the intensity multiplied by `factor`; `note` says what for."""
        if self.wtt is None or self.ttw is None:
            return replace(
                self,
                key=f"{self.key}, {note}",
                name=f"{self.name}, {note}",
                wtw=_rounded(self.wtw * factor, _PLACES),
                gases={},
            )
        return self.stages(self.wtt * factor, self.ttw * factor, note)

    def stages(self, wtt: Decimal, ttw: Decimal, note: str) -> Intensity:
        """Return the intensity with other parts; `note` says why."""
        wtt, ttw = _rounded(wtt, _PLACES), _rounded(ttw, _PLACES)
        return replace(
            self,
            key=f"{self.key}, {note}",
            name=f"{self.name}, {note}",
            wtw=wtt + ttw,
            wtt=wtt,
            ttw=ttw,
            gases={},
            split="inferred_from_fuel",
        )


def intensity(key: str) -> Intensity:
    """Return the intensity of that row of the table."""
    return _table()[key]


def is_known(key: str) -> bool:
    """Return whether the table has a row of that key."""
    return key in _table()


def _rounded(amount: Decimal, places: int) -> Decimal:
    return half_up(amount, places).normalize()


@cache
def _table() -> dict[str, Intensity]:
    return {row["key"]: _intensity(row) for row in rows("intensities")}


def _intensity(row: dict[str, str]) -> Intensity:
    wtw = Decimal(row["wtw"])
    return Intensity(
        key=row["key"],
        mode=row["mode"],
        name=row["name"],
        unit=row["unit"],
        wtw=wtw,
        wtt=Decimal(row["wtt"]) if row["wtt"] else None,
        ttw=Decimal(row["ttw"]) if row["ttw"] else None,
        split=row["split"] or None,
        gases=_gases(wtw, row) if row["co2"] else {},
        is_for_raw_distance=row["distance"] == "raw",
        source=row["source"],
        source_version=row["source_version"],
        publication_year=int(row["publication_year"]),
        region=row["region"],
    )


def _gases(wtw: Decimal, row: dict[str, str]) -> dict[str, Decimal]:
    """Return the gases of the tank to wheel part; the rest, unsplit, is other.

    So co2 + 28 methane + 265 nitrous_oxide + other is wtw, but for the rounding of methane and
    nitrous oxide to nanograms.
    """
    co2, methane, nitrous_oxide = (Decimal(row[name]) for name in _GASES)
    return {
        "co2": co2,
        "methane": _rounded(methane / _METHANE, _GAS_PLACES),
        "nitrous_oxide": _rounded(nitrous_oxide / _NITROUS_OXIDE, _GAS_PLACES),
        "other": wtw - co2 - methane - nitrous_oxide,
    }
