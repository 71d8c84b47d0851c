from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from lune_mock.emissions.loads import load

TONNES: dict[str, Any] = {"mass": {"amount": "25", "unit": "t"}}


@pytest.mark.parametrize(
    ("cargo", "tonnes"),
    [(None, 20), ("lightweight", 12), ("average", 20), ("heavyweight", 29), ("container_only", 4)],
)
def test_containers_become_tonnes(cargo: str | None, tonnes: int) -> None:
    shipment: dict[str, Any] = {"containers": "2"}
    if cargo is not None:
        shipment["cargo_type"] = cargo
    found = load(shipment, "t")
    assert found.amount == tonnes
    assert found.unit == "t"
    said = "average_cargo_type" if cargo is None else "user_provided_cargo_type"
    assert found.conversion == said


def test_tonnes_become_teu() -> None:
    found = load(TONNES, "TEU")
    assert found.amount == Decimal("2.5")
    assert found.conversion == "average_cargo_type"


@pytest.mark.parametrize(("unit", "amount"), [("TEU", "2"), ("t", "25")])
def test_what_is_given_is_not_converted(unit: str, amount: str) -> None:
    found = load({"containers": "2", **TONNES}, unit)
    assert found.amount == Decimal(amount)
    assert found.conversion is None


@pytest.mark.parametrize(("unit", "amount"), [("g", "25000000"), ("kg", "25000"), ("t", "25")])
def test_units_of_mass(unit: str, amount: str) -> None:
    assert load({"mass": {"amount": amount, "unit": unit}}, "t").amount == 25
