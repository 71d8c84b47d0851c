"""Tables of orders, and what was bought."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from lune_client import Lune
from lune_client.tables import OrdersResult, OrderTotals, place_orders
from lune_mock import Sandbox

from .tabling import write

__all__ = ["buy", "grams", "masses", "yes"]


def masses(path: Path, *amounts: str, unit: str = "kg") -> Path:
    """Write a table of masses to order."""
    rows = [f"{amount},{unit}" for amount in amounts]
    return write(path, *rows, header="mass.amount,mass.unit")


def yes(totals: OrderTotals) -> bool:
    """Confirm whatever it is."""
    del totals
    return True


def buy(lune: Lune, source: Any, **options: Any) -> OrdersResult:
    """Order what is in a table, as most tests do."""
    if isinstance(source, Path):
        options.setdefault("output", source.with_name("out.csv"))
    return place_orders(lune, source, **{"name": "May", "confirm": yes, **options})


def grams(sandbox: Sandbox) -> Counter[int]:
    """Return how often each number of grams was ordered."""
    asked = [Decimal(str(order["requested_quantity"])) for _, order in sandbox.control.orders]
    assert all(each * 1_000_000 % 1 == 0 for each in asked)
    return Counter(int(each * 1_000_000) for each in asked)
