"""Large tables, in which every twentieth row is wrong."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

__all__ = ["COLUMNS", "CONSTANTS", "MAKERS"]

Row: TypeAlias = list[str]

COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "transactions": {"merchant.search_term": "Product"},
    "shipments": {"route.source.locode": "From", "route.destination.locode": "To"},
    "orders": {"mass.amount": "Kilograms", "metadata.invoice": "Invoice"},
}
"""By kind, which column is which field, where that is not guessed."""
CONSTANTS: Final[Mapping[str, Mapping[str, str]]] = {
    "transactions": {},
    "shipments": {"shipment.mass.unit": "kg"},
    "orders": {"mass.unit": "kg"},
}

_WRONG_EVERY: Final = 20


def _transactions(path: Path, count: int) -> None:
    """Write purchases: by category, some by what was bought, many of them equal."""
    chance = random.Random(1)
    wrong: list[Row] = [
        ["1,50", "USD", "USA", "5818", ""],  # no number
        ["8.99", "ZZZ", "USA", "5818", ""],  # no currency, which the API says
        ["8.99", "USD", "USA", "", ""],  # nothing to go by
        ["8.99", "USD", "USA", "9999", ""],  # no such category, so nothing fits
        ["8.99", "USD"],  # cells are missing
    ]

    def right() -> Row:
        amount = f"{chance.randrange(1, 4000)}.{chance.choice(('5', '25', '99'))}"
        currency = chance.choice(("USD", "EUR", "GBP"))
        if chance.random() < 0.1:
            return [amount, currency, "USA", "", chance.choice(("laptop", "coffee", "shoes"))]
        return [amount, currency, "USA", chance.choice(("5818", "4121", "5411")), ""]

    _write(path, ["Amount", "Currency", "Country", "MCC", "Product"], count, right, wrong)


def _shipments(path: Path, count: int) -> None:
    """Write shipments: by road over a distance, some by air."""
    chance = random.Random(2)
    wrong: list[Row] = [
        ["a lot", "", "", "diesel_truck", "120", "km"],  # no number
        ["100", "", "", "on foot", "120", "km"],  # no method, which the API says
        ["100", "CNSGH", "", "diesel_truck", "", ""],  # no destination
        ["100", "ZZZZZ", "NLRTM", "diesel_truck", "", ""],  # no such place
        ["100"],  # cells are missing
    ]

    def right() -> Row:
        kilograms = f"{chance.randrange(1, 500)}.5"
        if chance.random() < 0.1:
            port = chance.choice(("SGSIN", "CNSGH", "USNYC"))
            return [kilograms, port, "NLRTM", "plane", "", ""]
        distance = str(chance.randrange(10, 2000))
        return [kilograms, "", "", "diesel_truck", distance, chance.choice(("km", "mi"))]

    names = ["Weight", "From", "To", "Mode", "Distance", "Distance unit"]
    _write(path, names, count, right, wrong)


def _orders(path: Path, count: int) -> None:
    """Write masses to order, some of them equal."""
    chance = random.Random(3)
    wrong: list[Row] = [
        ["a lot", "A-17"],  # no number
        ["-5", "A-17"],  # less than nothing
        ["", "A-17"],  # nothing
        ["5"],  # cells are missing
        ["5", "A-17", "more"],  # more cells than columns
    ]

    def right() -> Row:
        return [f"{chance.randrange(1, 200)}.5", f"A-{chance.randrange(5)}"]

    _write(path, ["Kilograms", "Invoice"], count, right, wrong)


def _write(path: Path, names: Row, count: int, right: Callable[[], Row], wrong: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(names)
        for number in range(count):
            turn, is_right = divmod(number, _WRONG_EVERY)
            table.writerow(right() if is_right else wrong[turn % len(wrong)])


MAKERS: Final[Mapping[str, Callable[[Path, int], None]]] = {
    "transactions": _transactions,
    "shipments": _shipments,
    "orders": _orders,
}
"""By kind, what writes a table of so many rows."""
