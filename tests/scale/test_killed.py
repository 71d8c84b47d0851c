"""A table that is worked on through faults and kills ends as if nothing had happened.

LUNE_SCALE_ROWS says how many transactions there are; `nox -s scale` takes 100,000. There are a
fiftieth of it as shipments, and a two hundredth as orders.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import frozen

from lune_client.tables import Summary
from lune_client.testing import sandbox_client
from lune_mock import Sandbox, Settings
from lune_mock.settings import Idempotency

from .disturbing import Course, disturbed
from .making import COLUMNS, CONSTANTS, MAKERS
from .working import work

pytestmark = pytest.mark.sends_undocumented("wrong currencies and methods are for the API to judge")

ROWS: Final = int(os.environ.get("LUNE_SCALE_ROWS", "1500"))
COUNTS: Final = {
    "transactions": ROWS,
    "shipments": max(60, ROWS // 50),
    "orders": max(60, ROWS // 200),
}
KILLS: Final = min(10, max(3, ROWS // 10_000))
MADE_UP: Final = ("estimate_id", "order_id", "request_id")
"""What two runs over the same table may have otherwise."""

BOTH: Final = pytest.mark.parametrize("idempotency", ["replay", "conflict"])


@frozen
class Ended:
    """What a run that was disturbed left, and one that was not."""

    sandbox: Sandbox
    course: Course
    output: Path
    expected: Summary
    """Of the run that was not."""


@BOTH
def test_transactions(tmp_path: Path, idempotency: Idempotency) -> None:
    ended = run(tmp_path, "transactions", idempotency)
    made = estimates(ended.sandbox)
    for row in read(ended.output):
        if row["estimate_id"]:
            request = made.pop(row["estimate_id"])["request"]
            assert Decimal(request["value"]["value"]) == Decimal(row["Amount"])
            assert request["value"]["currency"] == row["Currency"]
    assert not made
    report(ended, idempotency, estimates=len(estimates(ended.sandbox)))


@BOTH
def test_shipments(tmp_path: Path, idempotency: Idempotency) -> None:
    ended = run(tmp_path, "shipments", idempotency)
    made = estimates(ended.sandbox)
    every, used = len(made), set[str]()
    for row in read(ended.output):
        if row["estimate_id"]:
            estimate = made.pop(row["estimate_id"])
            mass = estimate["request"]["shipment"]["mass"]
            assert Decimal(mass["amount"]) == Decimal(row["Weight"])
            used.add(row_key(estimate))
    assert len(used) == ended.expected.succeeded
    # An answer that was lost cannot be looked up, so where a key is not taken twice, its row is
    # estimated again, and what was lost stays.
    assert {row_key(estimate) for estimate in made.values()} <= used
    assert idempotency == "conflict" or not made
    report(ended, idempotency, estimates=every, again=len(made))


@BOTH
def test_orders(tmp_path: Path, idempotency: Idempotency) -> None:
    ended = run(tmp_path, "orders", idempotency)
    made = {str(order["id"]): order for _, order in ended.sandbox.control.orders}
    for row in read(ended.output):
        if row["order_id"]:
            order: Any = made.pop(row["order_id"])
            assert Decimal(order["requested_quantity"]) == Decimal(row["Kilograms"]) / 1000
            assert order["metadata"] == {"invoice": row["Invoice"]}
            assert order["total_cost"] == row["total_cost"]
    assert not made
    report(ended, idempotency, orders=len(ended.sandbox.control.orders))


def run(folder: Path, kind: str, idempotency: Idempotency) -> Ended:
    """Work on a table, disturbed and not, and compare what came of each row."""
    source = folder / "in.csv"
    count = COUNTS[kind]
    if kind == "transactions" and idempotency == "conflict":
        # Each row of a batch whose answer was lost is looked up.
        count //= 5
    MAKERS[kind](source, count)
    arguments: dict[str, Any] = {
        "kind": kind,
        "columns": COLUMNS[kind],
        "constants": CONSTANTS[kind],
        "source": source,
    }
    with sandbox_client() as lune:
        expected = work(lune, output=folder / "expected.csv", **arguments)
    sandbox = Sandbox(settings=Settings(idempotency=idempotency))
    output = folder / "out.csv"
    course = disturbed(
        sandbox,
        {**arguments, "output": output},
        kills=KILLS,
        most=expected.succeeded,
        made=lambda: made_by(sandbox, kind),
    )
    rows = zip_longest(comparable(output), comparable(folder / "expected.csv"))
    different = [pair for pair in rows if pair[0] != pair[1]]
    assert different[:3] == []
    assert [each.name for each in folder.iterdir() if each.name.startswith(".")] == []
    assert course.kills
    assert all(course.faults.values()) or ROWS < 10_000
    return Ended(sandbox, course, output, expected)


def estimates(sandbox: Sandbox) -> dict[str, Any]:
    """Return the estimates of the default account by id, straight from the sandbox's store."""
    books = sandbox._state.world.store.of(sandbox.account.id)
    return {each.id: each.read() for each in books.estimates}


def made_by(sandbox: Sandbox, kind: str) -> int:
    """Return how many things of a kind there are."""
    books = sandbox._state.world.store.of(sandbox.account.id)
    return len(books.orders if kind == "orders" else books.estimates)


def row_key(estimate: Mapping[str, Any]) -> str:
    """Return the key of the row that an estimate was made for."""
    key: str = estimate["idempotency_key"]
    return key.removeprefix("in-").partition("-")[0]


def read(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def comparable(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file without what is made up."""
    for row in read(path):
        yield {name: cell for name, cell in row.items() if name not in MADE_UP}


def report(ended: Ended, idempotency: Idempotency, **made: int) -> None:
    """Print the counts."""
    course, summary = ended.course, ended.expected
    print(f"\n{idempotency}: {course.runs} runs, {course.kills} killed, {course.seconds:.0f} s")
    print(f"  every row as in a run that nothing disturbed: {summary}")
    print(f"  faults: {dict(course.faults)}")
    print(f"  at the server: {made}")
