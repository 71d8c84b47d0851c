"""What is shipped, in the unit of the emission factor."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lune_mock.amounts import exactly, half_up, tonnes
from lune_mock.defaults import server_default
from lune_mock.json_values import optional_text, record, string

if TYPE_CHECKING:
    from lune_document import JSON

__all__ = ["Load", "load"]

# Tonnes in a twenty-foot container (API documentation of 2024; GLEC Framework).
_TONNES_PER_TEU = {
    "lightweight": Decimal(6),
    "average": Decimal(10),
    "heavyweight": Decimal("14.5"),
    "container_only": Decimal(2),
}

# A converted mass keeps so many decimals of a TEU.
_TEU_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A shipment in tonnes or in TEU."""

    amount: Decimal
    unit: str
    """TEU or t."""
    conversion: str | None = None
    """A member of `ShipmentConversionMethod`; None where nothing was converted."""


def load(shipment: dict[str, JSON], unit: str) -> Load:
    """Return a `ShippingLoad` in `unit`.

    >>> load({"containers": "2"}, "t").amount
    Decimal('20')
    """
    cargo = optional_text(shipment.get("cargo_type"))
    conversion = "average_cargo_type" if cargo is None else "user_provided_cargo_type"
    per_teu = _TONNES_PER_TEU[cargo or server_default("cargo_type")]
    mass = _mass(shipment)
    if "containers" in shipment:
        containers = Decimal(string(shipment["containers"]))
        if unit == "TEU":
            return Load(amount=containers, unit=unit)
        if mass is None:
            with exactly(containers, per_teu):
                return Load(amount=containers * per_teu, unit=unit, conversion=conversion)
    if mass is None:
        message = "a shipment has a mass or containers"
        raise ValueError(message)
    if unit != "TEU":
        return Load(amount=mass, unit=unit)
    with exactly(mass, per_teu):
        amount = half_up(mass / per_teu, _TEU_PLACES)
    return Load(amount=amount, unit=unit, conversion=conversion)


def _mass(shipment: dict[str, JSON]) -> Decimal | None:
    if "mass" not in shipment:
        return None
    mass = record(shipment["mass"])
    return tonnes(Decimal(string(mass["amount"])), string(mass["unit"]))
