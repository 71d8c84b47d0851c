"""The main job, end to end: estimate purchases and shipments, price them, order, look up.

This is what a program that uses the library looks like. The one difference: its client talks to a
sandbox in the same process.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Final, TypeAlias

from rich.console import Console
from rich.table import Table

from lune_client import Lune, Mass
from lune_client._money import money_text
from lune_client.cli.printing import new_table, print_quote
from lune_client.models import (
    ContainerShippingMethod,
    Distance,
    EmptyObject,
    ErrorResponse,
    IATACode,
    LoadByContainers,
    LoadByMass,
    Locode,
    MerchantWithCategory,
    MerchantWithCategoryCode,
    MerchantWithSearchTerm,
    MonetaryAmount,
    Order,
    ShippingSourceDestination,
    SingleShippingEmissionEstimate,
    TransactionEmissionEstimate,
    TransactionEstimateRequest,
)
from lune_client.testing import sandbox_client

Row: TypeAlias = "dict[str, str]"

_BATCH: Final = 10
"""Purchases in one request: few, so that something is soon to be seen."""
_WORDS: Final[Mapping[str, int]] = {"what": 7, "emission factor": 11}
"""On a terminal, columns of words share what room is left and may be cut; the others may not."""
_WIDEST: Final = 100


def run(console: Console) -> None:
    """Run the demo and print each of its steps."""
    if console.is_terminal:
        console.width = min(console.width, _WIDEST)
    with sandbox_client() as lune:
        console.print(
            "\n[bold]A sandbox of the Lune API, inside this process.[/bold]\n"
            "Nothing leaves this machine, nothing is bought.\n"
        )
        purchases = estimate_purchases(lune, console)
        shipments = estimate_shipments(lune, console)
        mass = total_mass(purchases, shipments, console)
        print_quote(lune.orders.quote_by_mass(mass=mass), console)
        console.print()
        place_orders(lune, mass, shipments[0], console)
        show_orders(lune, console)


def estimate_purchases(lune: Lune, console: Console) -> list[TransactionEmissionEstimate]:
    """Estimate every purchase of the ledger in batches and print one line for each."""
    table = _table(
        console,
        "Purchases",
        "id",
        "what",
        "in",
        "paid",
        "emission factor",
        "CO2e",
        numbers={"paid", "CO2e"},
    )
    estimates: list[TransactionEmissionEstimate] = []
    for rows in _batches(_rows("purchases.csv")):
        slots = lune.transaction_estimates.create_batch([_purchase(row) for row in rows])
        for row, slot in zip(rows, slots, strict=True):
            match slot:
                case TransactionEmissionEstimate():
                    estimates.append(slot)
                    factor = slot.emission_factor.name if slot.emission_factor else ""
                    outcome = (factor.removesuffix(" (sandbox)"), _kilograms(slot.mass))
                case ErrorResponse():
                    outcome = (f"[red]{slot.error.error_code}[/red]", "")
                case EmptyObject():
                    outcome = ("[yellow]nothing matches[/yellow]", "")
                case _:
                    outcome = (f"[red]unknown answer: {slot}[/red]", "")
            paid = f"{row['value']} {row['currency']}"
            table.add_row(row["id"], row["description"], row["country_code"], paid, *outcome)
    console.print(table)
    console.print()
    return estimates


def estimate_shipments(lune: Lune, console: Console) -> list[SingleShippingEmissionEstimate]:
    """Estimate every shipment and print one line for each."""
    table = _table(
        console,
        "Shipments",
        "id",
        "what",
        "load",
        "distance",
        "CO2e",
        numbers={"load", "distance", "CO2e"},
    )
    estimates: list[SingleShippingEmissionEstimate] = []
    for row in _rows("shipments.csv"):
        estimate = lune.shipping_estimates.create(
            shipment=_load(row),
            route=_route(row),
            method=_method(row),
            name=row["description"],
            is_shipment=True,
            idempotency_key=f"demo-{row['id']}",
        )
        estimates.append(estimate)
        load = f"{row['containers']} TEU" if row["containers"] else f"{row['mass']} {row['unit']}"
        distance = f"{estimate.distance.amount:,.1f} km" if estimate.distance else ""
        table.add_row(row["id"], row["description"], load, distance, _kilograms(estimate.mass))
    console.print(table)
    console.print()
    return estimates


def total_mass(
    purchases: list[TransactionEmissionEstimate],
    shipments: list[SingleShippingEmissionEstimate],
    console: Console,
) -> Mass:
    """Add up the emissions, to the last digit."""
    masses: list[Mass] = [estimate.mass for estimate in purchases]
    masses += [estimate.mass for estimate in shipments]
    total = sum(masses, Mass(0, "t"))
    console.print(
        f"{len(purchases)} purchases and {len(shipments)} shipments: "
        f"[bold]{total.t.normalize():f} t CO2e[/bold]\n"
    )
    return total


def place_orders(
    lune: Lune, mass: Mass, shipment: SingleShippingEmissionEstimate, console: Console
) -> None:
    """Order by mass, by value and by estimate, then find the first one again by its key."""
    by_mass = lune.orders.create_by_mass(
        mass=mass, idempotency_key="demo-total", metadata={"report": "demo"}
    )
    lune.orders.create_by_value(value=Decimal(100), idempotency_key="demo-budget")
    lune.orders.create_by_estimate(estimate_id=shipment.id, idempotency_key="demo-shipment")
    found = lune.orders.get_by_idempotency_key("demo-total")
    same = "the same order" if found == by_mass else "[red]another order[/red]"
    console.print("Ordered by mass, by value and by estimate.")
    console.print(f"The idempotency key demo-total finds {same} again.\n")


def show_orders(lune: Lune, console: Console) -> None:
    """Print every order of the account, the newest first."""
    table = _table(
        console,
        "Orders, newest first",
        "key",
        "by",
        "status",
        "tonnes",
        "total",
        numbers={"tonnes", "total"},
    )
    for order in lune.orders.list():
        table.add_row(
            order.idempotency_key or "",
            _kind(order),
            order.status,
            "" if order.quantity is None else f"{order.quantity:f}",
            "" if order.total_cost is None else money_text(order.total_cost, order.currency),
        )
    console.print(table)
    console.print()


def _purchase(row: Row) -> TransactionEstimateRequest:
    return TransactionEstimateRequest(
        name=row["description"],
        value=MonetaryAmount(value=row["value"], currency=row["currency"]),
        merchant=_merchant(row),
        region_fallback="always",
        is_transaction=True,
        idempotency_key=f"demo-{row['id']}",
    )


def _merchant(
    row: Row,
) -> MerchantWithCategoryCode | MerchantWithCategory | MerchantWithSearchTerm:
    country = row["country_code"]
    if row["category_code"]:
        return MerchantWithCategoryCode(country_code=country, category_code=row["category_code"])
    if row["category"]:
        return MerchantWithCategory(
            country_code=country, search_term=row["search_term"], category=row["category"]
        )
    return MerchantWithSearchTerm(country_code=country, search_term=row["search_term"])


def _load(row: Row) -> LoadByContainers | LoadByMass:
    if row["containers"]:
        return LoadByContainers(containers=row["containers"])
    return LoadByMass(mass=Mass(row["mass"], row["unit"]))


def _route(row: Row) -> Distance | ShippingSourceDestination:
    if row["distance_km"]:
        return Distance(amount=row["distance_km"], unit="km")
    return ShippingSourceDestination(
        source=_location(row["source"]), destination=_location(row["destination"])
    )


def _location(code: str) -> Locode | IATACode:
    # The ledger has seaports (CNSGH) and airports (HKG) in one column.
    return IATACode(code=code) if len(code) == 3 else Locode(locode=code)  # noqa: PLR2004


def _method(row: Row) -> ContainerShippingMethod | str:
    if row["method"] == "container_ship":
        return ContainerShippingMethod()
    return row["method"]


def _kind(order: Order) -> str:
    if order.estimate_id is not None:
        return "estimate"
    return "mass" if order.type_ == "quantity" else "value"


def _rows(name: str) -> list[Row]:
    text = (files("lune_client.cli") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _table(console: Console, title: str, *columns: str, numbers: Collection[str]) -> Table:
    words = _WORDS if console.is_terminal else {}
    return new_table(title, *columns, numbers=numbers, words=words)


def _kilograms(mass: Mass) -> str:
    return f"{mass.kg:,.2f} kg"
