"""What moving or handling goods emits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lune_mock.amounts import GRAMS, exactly, half_up, tonnes
from lune_mock.emissions.distances import distance
from lune_mock.emissions.loads import load
from lune_mock.emissions.methods import method
from lune_mock.emissions.vehicles import vehicle
from lune_mock.json_values import record

if TYPE_CHECKING:
    from lune_document import JSON
    from lune_mock.emissions.distances import Distance
    from lune_mock.emissions.intensities import Intensity
    from lune_mock.emissions.loads import Load
    from lune_mock.emissions.methods import Method

__all__ = ["Freight", "freight"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Freight:
    """An estimate, and all that led to it."""

    method: Method
    intensity: Intensity
    load: Load
    distance: Distance | None
    """None for a logistics site."""
    grams: Decimal
    """CO2e, well to wheel, not rounded."""

    @property
    def tonnes(self) -> Decimal:
        """CO2e in tonnes, to the gram."""
        return _tonnes(self.grams)

    @property
    def stages(self) -> tuple[Decimal, Decimal, Decimal]:
        """Well to tank, tank to wheel and unknown in tonnes; they add up to `tonnes`."""
        share = self.intensity.wtt
        if share is None or not self.intensity.wtw:
            return Decimal(0), Decimal(0), self.tonnes
        with exactly(self.grams, share, self.intensity.wtw):
            well = _tonnes(self.grams * share / self.intensity.wtw)
            return well, self.tonnes - well, Decimal(0)

    @property
    def activity(self) -> Decimal | None:
        """Tonne-kilometres, or tonnes at a site; None where the load is in TEU."""
        if self.load.unit == "TEU":
            return None
        if self.distance is None:
            return self.load.amount
        with exactly(self.load.amount, self.distance.km):
            return self.load.amount * self.distance.km


def freight(request: dict[str, JSON]) -> Freight:
    """Estimate a `ShippingEstimateRequest` that the document has found valid.

    >>> freight({
    ...     "shipment": {"containers": "2"},
    ...     "route": {"source": {"locode": "CNSGH"}, "destination": {"locode": "NLRTM"}},
    ...     "method": {"vessel_type": "container_ship"},
    ... }).tonnes
    Decimal('2.969503')

    Raises:
        NotEstimatedError: a place is unknown or unfit, or there is no way.
    """
    chosen = method(request["method"])
    found = vehicle(chosen, None)
    far = None
    if "route" in request:
        far = distance(record(request["route"]), found.mode, between_airports=chosen.is_flight)
        found = vehicle(chosen, far.km)
    shipped = load(record(request["shipment"]), found.load_unit)
    km = Decimal(1)
    if far is not None:
        km = far.raw_km if found.is_for_raw_distance else far.km
    with exactly(found.wtw, shipped.amount, km):
        grams = found.wtw * shipped.amount * km
    return Freight(method=chosen, intensity=found, load=shipped, distance=far, grams=grams)


def _tonnes(grams: Decimal) -> Decimal:
    with exactly(grams):
        return half_up(tonnes(grams, "g"), GRAMS)
