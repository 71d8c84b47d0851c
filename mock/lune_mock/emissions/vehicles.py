"""The intensity of a method: its fuel, its load, its cooling, the length of its haul."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from lune_mock.amounts import exactly
from lune_mock.emissions.intensities import intensity, is_known
from lune_mock.emissions.methods import row
from lune_mock.emissions.tables import rows

if TYPE_CHECKING:
    from lune_mock.emissions.intensities import Intensity
    from lune_mock.emissions.methods import Method

__all__ = ["vehicle"]

# GLEC v3.2: beyond that a flight is a long haul.
_LONG_HAUL_KM = Decimal(1500)

# API documentation of 2026: what cooling adds on a road, up to 3.5 t and above.
_COOLED_VAN, _COOLED_LORRY = Decimal("1.15"), Decimal("1.12")

# GLEC v3.2, Europe: how full a lorry is on average, and how much of its way it runs empty.
_LOAD_FACTOR, _EMPTY_RUNS = Decimal("0.6"), Decimal("0.17")

# No tonne can be told the emissions of a vehicle that carries nothing: whoever says so, or what
# cannot be, gets the figure for next to nothing.
_LEAST, _MOST = Decimal("0.01"), Decimal(1)

# GLEC v3.2: how full the container ships of its figures are.
_SHIP_LOAD_FACTOR = Decimal("0.7")


@dataclass(frozen=True, slots=True)
class _Fuel:
    """How a fuel compares with the one that the figures of its mode are for."""

    wtt: Decimal
    ttw: Decimal


def vehicle(method: Method, km: Decimal | None) -> Intensity:
    """Return the intensity of `method` over so many kilometres; None where there is no way."""
    chosen = row(method.name)
    with exactly():
        found = _base(chosen.intensity, km, is_refrigerated=method.is_refrigerated)
        if method.load_factor is not None or method.empty_runs_factor is not None:
            found = _laden(found, method.load_factor, method.empty_runs_factor)
        fuel = method.fuel or chosen.fuel
        if fuel is not None:
            found = _fuelled(found, fuel)
        if method.is_refrigerated and found.mode == "road":
            uplift = _COOLED_VAN if chosen.intensity.startswith("van") else _COOLED_LORRY
            found = found.times(uplift, "refrigerated")
    return found


def _base(key: str, km: Decimal | None, *, is_refrigerated: bool) -> Intensity:
    if is_refrigerated and is_known(f"{key}_reefer"):
        return intensity(f"{key}_reefer")
    if is_known(key):
        return intensity(key)
    return intensity(f"{key}_short" if km is not None and km <= _LONG_HAUL_KM else f"{key}_long")


def _laden(found: Intensity, load: Decimal | None, empty: Decimal | None) -> Intensity:
    """Return the intensity at another load factor.

    What a lorry emits a kilometre grows with its load along the line through the published figures
    for half and full; other vehicles emit the same, whatever is in them.
    """
    load_factor = (
        (_SHIP_LOAD_FACTOR if found.mode == "sea" else _LOAD_FACTOR)
        if load is None
        else min(max(load, _LEAST), _MOST)
    )
    empty_runs = _EMPTY_RUNS if empty is None else min(empty, 1 - _LEAST)
    if found.mode == "sea":
        return found.times(_SHIP_LOAD_FACTOR / load_factor, f"load factor {load_factor}")
    laden_share = load_factor * (1 - empty_runs)
    note = f"load factor {load_factor}, empty runs factor {empty_runs}"
    if not is_known(f"{found.key}_half"):
        return found.times(_LOAD_FACTOR * (1 - _EMPTY_RUNS) / laden_share, note)
    parts = [
        (half - full) / laden_share + 2 * full - half
        for half, full in zip(_parts(f"{found.key}_half"), _parts(f"{found.key}_full"), strict=True)
    ]
    return found.stages(parts[0], parts[1], note)


def _parts(key: str) -> tuple[Decimal, Decimal]:
    figure = intensity(key)
    return figure.wtt or Decimal(0), figure.ttw or Decimal(0)


def _fuelled(found: Intensity, name: str) -> Intensity:
    fuel = _fuels()[name]
    if found.wtt is None or found.ttw is None or fuel == _Fuel(Decimal(1), Decimal(1)):
        return found
    return found.stages(found.wtt * fuel.wtt, found.ttw * fuel.ttw, name)


@cache
def _fuels() -> dict[str, _Fuel]:
    return {
        each["fuel"]: _Fuel(Decimal(each["wtt"]), Decimal(each["ttw"])) for each in rows("fuels")
    }
