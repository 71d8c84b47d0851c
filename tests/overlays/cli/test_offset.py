"""`lune offset`: a table in, one order or one for each row out, bought once whatever happens."""

from __future__ import annotations

import csv
import errno
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from lune_client.cli import buying
from lune_client.cli.table import Given, Run
from lune_client.testing import LuneMock
from lune_mock import Fault, Schedule

from .conftest import Here
from .running import Shell
from .terminal import typed

HEADER = "Id,Amount,Currency,Country,MCC\n"
ROWS = "1,48.20,USD,USA,4121\n2,312.00,USD,USA,4511\n2,312.00,USD,USA,4511\n"
NAME = ("--name", "trips")
CAPPED = ("--yes", "--max-value", "1000USD")
BUY = (*NAME, *CAPPED)


@pytest.fixture
def purchases(tmp_path: Path) -> Path:
    path = tmp_path / "purchases.csv"
    path.write_text(HEADER + ROWS)
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def total(path: Path) -> Decimal:
    return sum((Decimal(row["mass"] or 0) for row in rows(path)), Decimal(0))


def cost(lune_mock: LuneMock) -> Decimal:
    return sum((order.total_cost or Decimal(0) for order in lune_mock.orders), Decimal(0))


def test_one_order_for_the_exact_total(here: Here, purchases: Path, lune_mock: LuneMock) -> None:
    done = here("offset", str(purchases), *BUY, "--json")
    assert done.code == 0, done
    estimates, order = done.documents
    written = purchases.with_name("purchases.estimates.csv")
    assert estimates["output"] == str(written)
    assert estimates["duplicates"] == 1
    assert total(written) == Decimal(estimates["tonnes"])
    lune_mock.assert_ordered(mass=f"{estimates['tonnes']} t")
    assert order["id"] == lune_mock.orders[0].id
    (line,) = rows(purchases.with_name("purchases.trips.order.csv"))
    assert line["order_id"] == order["id"]
    assert line["mass.amount"] == estimates["tonnes"]


def test_an_order_for_each_row(here: Here, purchases: Path, lune_mock: LuneMock) -> None:
    command = ("offset", str(purchases), "--each", *BUY, "--column", "metadata.id=Id")
    done = here(*command, "--constant", "metadata.month=May", "--json")
    assert done.code == 0, done
    estimates, orders = done.documents
    assert orders["succeeded"] == estimates["succeeded"] == 3
    assert orders["output"] == str(purchases.with_name("purchases.trips.orders.csv"))
    for row in rows(purchases.with_name("purchases.trips.orders.csv")):
        assert row["order_status"]
        lune_mock.assert_ordered(
            estimate_id=row["estimate_id"], metadata={"id": row["Id"], "month": "May"}
        )
    assert len(lune_mock.orders) == 3


@pytest.mark.parametrize("way", [(), ("--each",)])
def test_the_same_command_again_buys_nothing(
    here: Here, purchases: Path, lune_mock: LuneMock, way: tuple[str, ...]
) -> None:
    first = here("offset", str(purchases), *BUY, *way)
    ordered = len(lune_mock.orders)
    written = [path.read_bytes() for path in sorted(purchases.parent.glob("*.csv"))]
    second = here("offset", str(purchases), *BUY, *way)
    assert first.code == second.code == 0
    assert len(lune_mock.orders) == ordered
    assert [path.read_bytes() for path in sorted(purchases.parent.glob("*.csv"))] == written
    # Without its journals, the keys are all that is left.
    for path in purchases.parent.glob("*.journal*"):
        path.unlink()
    assert here("offset", str(purchases), *BUY, *way).code == 0
    assert len(lune_mock.orders) == ordered


def test_a_table_that_changed_is_not_bought_again(
    here: Here, purchases: Path, lune_mock: LuneMock
) -> None:
    assert here("offset", str(purchases), *BUY).code == 0
    purchases.write_text(HEADER + ROWS + "3,20,USD,USA,4121\n")
    refused = here("offset", str(purchases), *BUY)
    assert refused.code == 1
    journal = purchases.with_name("trips.order.journal")
    order = f"the rows changed since order {lune_mock.orders[0].id} was placed, which {journal}"
    assert order in refused.err
    lune_mock.assert_ordered(times=1)
    again = ("--name", "more", "--output", str(purchases.with_name("more.csv")))
    assert here("offset", str(purchases), *CAPPED, *again).code == 0
    assert purchases.with_name("more.more.order.csv").exists()
    assert len(lune_mock.orders) == 2


def test_with_each_what_is_new_is_bought(here: Here, purchases: Path, lune_mock: LuneMock) -> None:
    assert here("offset", str(purchases), *BUY, "--each").code == 0
    purchases.write_text(HEADER + ROWS + "3,20,USD,USA,4121\n")
    done = here("offset", str(purchases), *BUY, "--each")
    assert done.code == 0
    assert "To order, 1 of 4 rows, one order for each: " in done.err
    assert "Ordered before: 3; all of them come to " in done.err
    assert len(lune_mock.orders) == 4


@pytest.mark.parametrize("ways", [((), ("--each",)), (("--each",), ())])
def test_nothing_is_bought_both_ways(
    here: Here, purchases: Path, lune_mock: LuneMock, ways: tuple[tuple[str, ...], ...]
) -> None:
    one, other = ways
    assert (
        here("offset", str(purchases), *one, *NAME).code == 1
    )  # nobody can be asked, nothing is bought
    assert here("offset", str(purchases), *other, *BUY).code == 0
    ordered = len(lune_mock.orders)
    refused = here("offset", str(purchases), *one, *BUY)
    assert refused.code == 1
    assert "says that this table was ordered " in refused.err
    assert len(lune_mock.orders) == ordered


@pytest.mark.parametrize("ways", [((), ("--each",)), (("--each",), ())])
@pytest.mark.parametrize("lost", ["trips.order*.journal*", "*.journal*"])
def test_nothing_is_bought_both_ways_without_a_journal(
    here: Here, purchases: Path, lune_mock: LuneMock, lost: str, ways: tuple[tuple[str, ...], ...]
) -> None:
    purchases.write_text(f"{HEADER}0,much,USD,USA,4121\n{ROWS}")
    one, other = ways
    assert here("offset", str(purchases), *one, *BUY, "--allow-partial").code in {0, 1}
    ordered = [order.id for order in lune_mock.orders]
    for path in purchases.parent.glob(lost):
        path.unlink()
    refused = here("offset", str(purchases), *other, *BUY, "--allow-partial")
    assert refused.code == 1
    assert any(f"the API (order {each} under the key trips-" in refused.err for each in ordered)
    assert ("give --each" if one else "leave --each out") in refused.err
    assert [order.id for order in lune_mock.orders] == ordered


@pytest.mark.parametrize(("status", "code"), [(503, 3), (403, 1)])
def test_nothing_is_bought_where_that_cannot_be_looked_up(
    here: Here, purchases: Path, lune_mock: LuneMock, status: int, code: int
) -> None:
    operation = "getOrderByIdempotencyKey"
    fault = Fault(kind="status", status=status, operation_id=operation, times=100)
    lune_mock.control.add_fault(fault)
    refused = here("offset", str(purchases), *BUY, "--deadline", "5")
    assert refused.code == code
    assert "nothing was ordered: what was ordered before cannot be found out: GET " in refused.err
    lune_mock.assert_not_ordered()


def test_an_order_that_was_cancelled_bars_no_other_way(
    here: Here, purchases: Path, lune_mock: LuneMock
) -> None:
    lune_mock.control.set_schedule(Schedule(placed=timedelta(hours=1)))
    assert here("offset", str(purchases), *BUY).code == 0
    lune_mock.control.move_order(lune_mock.orders[0].id, "cancelled")
    purchases.with_name("trips.order.journal").unlink()
    assert here("offset", str(purchases), *BUY, "--each").code == 0
    assert len(lune_mock.orders) == 4


def test_two_names_have_two_files(here: Here, purchases: Path, lune_mock: LuneMock) -> None:
    for name in ("p1", "p3"):
        assert here("offset", str(purchases), *CAPPED, "--name", name).code == 0
    listed = [rows(purchases.with_name(f"purchases.{name}.order.csv")) for name in ("p1", "p3")]
    assert {line["order_id"] for (line,) in listed} == {each.id for each in lune_mock.orders}


@pytest.mark.parametrize("ways", [((), ("--each",)), (("--each",), ())])
def test_another_output_is_no_other_purchase(
    here: Here, purchases: Path, lune_mock: LuneMock, ways: tuple[tuple[str, ...], ...]
) -> None:
    one, other = ways
    elsewhere = ("--output", str(purchases.with_name("elsewhere.csv")))
    assert here("offset", str(purchases), *one, *BUY, *elsewhere).code == 0
    ordered = len(lune_mock.orders)
    refused = here("offset", str(purchases), *other, *BUY)
    assert refused.code == 1
    assert "says that this table was ordered " in refused.err
    assert here("offset", str(purchases), *one, *BUY).code == 0
    assert len(lune_mock.orders) == ordered


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (" ", "give this purchase a name"),
        ("../may", "leave out /"),
        ("ö" * 51, "--name is too long"),
    ],
)
def test_names_that_no_journal_can_have(
    here: Here, purchases: Path, lune_mock: LuneMock, name: str, said: str
) -> None:
    refused = here("offset", str(purchases), *CAPPED, "--name", name)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert not lune_mock.requests


@pytest.mark.parametrize("way", [(), ("--each",)])
def test_two_months_are_two_purchases(
    here: Here, purchases: Path, lune_mock: LuneMock, way: tuple[str, ...]
) -> None:
    refused = here("offset", str(purchases), *CAPPED, *way)
    assert (refused.code, refused.out) == (2, "")
    assert "give this purchase a name, such as --name purchases-2026-10" in refused.err
    assert not lune_mock.requests
    for month in ("2026-10", "2026-11"):
        assert here("offset", str(purchases), *CAPPED, *way, "--name", month).code == 0
    assert len(lune_mock.orders) == (6 if way else 2)


@pytest.mark.parametrize("way", [(), ("--each",)])
def test_caps_hold_at_the_total_and_not_below(
    here: Here, purchases: Path, lune_mock: LuneMock, way: tuple[str, ...]
) -> None:
    command = ("offset", str(purchases), *way, *NAME)
    told = here(*command).err.partition("To order")[2].partition(" for each: " if way else ": ")[2]
    tonnes, value = told.split(" t for ")[0], told.split(" t for ")[1].split(" USD")[0]
    cent, gram = Decimal("0.01"), Decimal("0.000001")
    for caps, said in {
        ("--max-value", f"{Decimal(value) - cent}USD"): "--max-value is ",
        ("--max-value", "1000USD", "--max-mass", f"{Decimal(tonnes) - gram} t"): "--max-mass is ",
        ("--max-value", "1000EUR"): "--max-value is in EUR, the orders are in USD",
    }.items():
        refused = here(*command, "--yes", *caps)
        assert refused.code == 1
        assert said in refused.err
    lune_mock.assert_not_ordered()
    caps = ("--max-value", f"{value} usd", "--max-mass", f"{Decimal(tonnes) * 1000}kg")
    assert here(*command, "--yes", *caps).code == 0
    assert cost(lune_mock) == Decimal(value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--yes"], "--max-value"),
        (["--yes", "--max-mass", "1t"], "--max-value"),
        (["--max-value", "1000"], "--max-value: write an amount and its currency"),
        (["--max-value", "lots USD"], "--max-value"),
        (["--max-mass", "3"], "--max-mass: write an amount and its unit"),
        (["--kind", "orders"], "orders"),
        (["--output", "out.xlsx"], ".xlsx"),
    ],
)
def test_what_cannot_be_used(
    here: Here, purchases: Path, lune_mock: LuneMock, arguments: list[str], said: str
) -> None:
    refused = here("offset", str(purchases), *NAME, *arguments)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert not lune_mock.requests
    assert [*purchases.parent.iterdir()] == [purchases]


@pytest.mark.parametrize("way", [(), ("--each",)])
def test_rows_without_an_estimate_are_left_out_on_demand_only(
    here: Here, purchases: Path, lune_mock: LuneMock, way: tuple[str, ...]
) -> None:
    purchases.write_text(f"{HEADER}{ROWS}4,much,USD,USA,4121\n5,10,USD,USA,9999\n")
    command = ("offset", str(purchases), *BUY, *way)
    refused = here(*command)
    assert refused.code == 1
    assert "nothing was ordered: 2 of 5 rows have no estimate" in refused.err
    assert "1 unmatched, 1 failed (invalid_row 1)" in refused.out
    lune_mock.assert_requested("getOrderQuoteByMass", times=0)
    assert here(*command, "--allow-partial").code == 0
    assert len(lune_mock.orders) == (3 if way else 1)


def test_a_row_that_is_too_little_for_an_order(
    here: Here, purchases: Path, lune_mock: LuneMock
) -> None:
    purchases.write_text(f"{HEADER}{ROWS}4,0.0001,USD,USA,4121\n")
    command = ("offset", str(purchases), *BUY, "--each")
    refused = here(*command)
    assert refused.code == 1
    assert "1 of 4 rows cannot be ordered" in refused.err
    lune_mock.assert_not_ordered()
    partial = here(*command, "--allow-partial")
    assert partial.code == 1
    assert "Left out: " in partial.err
    assert "1 of 4 rows were not ordered" in partial.err
    assert len(lune_mock.orders) == 3


def test_nothing_to_offset(here: Here, purchases: Path, lune_mock: LuneMock) -> None:
    purchases.write_text(f"{HEADER}5,10,USD,USA,9999\n")
    refused = here("offset", str(purchases), *BUY, "--allow-partial")
    assert refused.code == 1
    assert "nothing was ordered: the estimates come to 0 t" in refused.err
    lune_mock.assert_not_ordered()


@pytest.mark.parametrize("given", [None, "y\ny\n"])
def test_without_a_terminal_the_estimates_are_kept(
    shell: Shell, purchases: Path, lune_mock: LuneMock, given: str | None
) -> None:
    refused = shell("offset", str(purchases), *NAME, given=given)
    assert refused.code == 1
    assert "To order, in one: " in refused.err
    assert "no terminal to ask on; give --yes, and --max-value" in refused.err
    assert len(rows(purchases.with_name("purchases.estimates.csv"))) == 3
    assert not purchases.with_name("purchases.trips.order.csv").exists()
    lune_mock.assert_not_ordered()


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("way", [(), ("--each",)])
def test_it_is_asked_on_a_terminal(
    shell: Shell, purchases: Path, lune_mock: LuneMock, way: tuple[str, ...], columns: int
) -> None:
    command = ("offset", str(purchases), *way, *NAME)
    refused = typed(shell, *command, answers=["y", "n"], columns=columns)
    assert refused.code == 1
    assert refused.out.rstrip().endswith("lune: nothing was ordered")
    lune_mock.assert_not_ordered()
    done = typed(shell, *command, answers=["y", "y"], columns=columns)
    assert done.code == 0
    told, question, after = done.out.partition("\nOrder? [y/N] ")
    assert question
    assert "To order, " in told.splitlines()[-1]
    assert "Written to" in after or "written to" in after
    assert lune_mock.orders


def many(path: Path, count: int) -> Path:
    lines = (f"{each},{each}.50,USD,USA,4121\n" for each in range(1, count + 1))
    path.write_text("".join([HEADER, *lines]))
    return path


def requested(operation: str) -> Callable[[LuneMock], bool]:
    return lambda mock: any(each.operation_id == operation for each in mock.requests)


MOMENTS: dict[str, Callable[[LuneMock], bool]] = {
    "estimates": requested("createBatchTransactionEstimate"),
    "quote": requested("getOrderQuoteByMass"),
    "order": lambda mock: bool(mock.orders),
    "check": requested("listOrders"),
}


def end_at(
    process: subprocess.Popen[str], moment: str, number: int, lune_mock: LuneMock
) -> tuple[int, str]:
    with process:
        while not MOMENTS[moment](lune_mock):
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(number)
        lune_mock.control.set_latency(0)
        _, err = process.communicate()
    return process.returncode, err


@pytest.mark.parametrize("way", [(), ("--each",)])
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_and_run_again(
    shell: Shell, tmp_path: Path, lune_mock: LuneMock, moment: str, way: tuple[str, ...]
) -> None:
    table = many(tmp_path / "many.csv", 4)
    command = ("offset", str(table), *BUY, *way)
    lune_mock.control.set_latency(0.5)
    code, _ = end_at(shell.start(*command), moment, signal.SIGKILL, lune_mock)
    assert code == -signal.SIGKILL
    lune_mock.control.set_latency(0)
    assert shell(*command).code == 0
    assert len(lune_mock.orders) == (4 if way else 1)
    assert len({row["estimate_id"] for row in rows(tmp_path / "many.estimates.csv")}) == 4
    orders = rows(tmp_path / f"many.trips.{'orders' if way else 'order'}.csv")
    assert {row["order_id"] for row in orders} == {order.id for order in lune_mock.orders}


@pytest.mark.parametrize("moment", ["estimates", "order"])
def test_an_interrupt_says_how_to_go_on(
    shell: Shell, tmp_path: Path, lune_mock: LuneMock, moment: str
) -> None:
    command = ("offset", str(many(tmp_path / "many.csv", 4)), *BUY)
    lune_mock.control.set_latency(1)
    code, err = end_at(shell.start(*command), moment, signal.SIGINT, lune_mock)
    assert code == 130
    assert err.count("run the same command again to go on") == 1
    assert "lune: interrupted" in err
    assert "KeyboardInterrupt" not in err
    assert "Traceback" not in err
    lune_mock.control.set_latency(0)
    assert shell(*command).code == 0
    lune_mock.assert_ordered(times=1)


def test_an_order_that_fails(here: Here, purchases: Path, lune_mock: LuneMock) -> None:
    fault = Fault(kind="status", status=403, operation_id="createOrderByMass")
    lune_mock.control.add_fault(fault)
    stopped = here("offset", str(purchases), *BUY)
    assert stopped.code == 1
    assert "403" in stopped.err
    assert "run the same command again to go on" in stopped.err
    lune_mock.assert_not_ordered()
    assert here("offset", str(purchases), *BUY).code == 0
    lune_mock.assert_ordered(times=1)


@pytest.mark.parametrize(("way", "count"), [((), 1), (("--each",), 3)])
def test_an_order_whose_fate_is_not_known(
    here: Here, purchases: Path, lune_mock: LuneMock, way: tuple[str, ...], count: int
) -> None:
    operation = "createOrderByEstimate" if way else "createOrderByMass"
    lost = "getOrderByIdempotencyKey"
    lune_mock.control.add_fault(Fault(kind="drop", operation_id=operation, times=100))
    # The first look-up comes before: it asks for an order in the other way.
    lune_mock.control.add_fault(Fault(kind="drop", operation_id=lost, times=100, after=1))
    unknown = here("offset", str(purchases), *BUY, *way, "--deadline", "1")
    assert unknown.code == 3
    assert unknown.err.rstrip().endswith("; run the same command again to go on")
    lune_mock.control.clear_faults()
    assert here("offset", str(purchases), *BUY, *way).code == 0
    assert len(lune_mock.orders) == count


@pytest.mark.parametrize(
    "command", [("estimate", "transactions"), ("offset", *BUY), ("offset", "--each", *BUY)]
)
def test_a_wrong_key_bars_no_other(
    here: Here, shell: Shell, purchases: Path, command: tuple[str, ...]
) -> None:
    key = shell.environment["LUNE_API_KEY"]
    shell.environment["LUNE_API_KEY"] = "wrong"
    refused = here(*command, str(purchases))
    assert refused.code == 1
    assert "401" in refused.err
    shell.environment["LUNE_API_KEY"] = key
    assert here(*command, str(purchases)).code == 0
    shell.environment["LUNE_API_KEY"] = "wrong"
    barred = here(*command, str(purchases))
    assert barred.code == 2
    assert "use that key, or move the journal away to begin anew" in barred.err
    assert "--name" not in barred.err


def test_an_order_that_is_refused(here: Here, purchases: Path, lune_mock: LuneMock) -> None:
    fault = Fault(kind="status", status=400, operation_id="createOrderByMass")
    lune_mock.control.add_fault(fault)
    refused = here("offset", str(purchases), *BUY)
    assert refused.code == 1
    assert "lune: the order failed, " in refused.err
    assert here("offset", str(purchases), *BUY, "--retry-failed").code == 0
    lune_mock.assert_ordered(times=1)


def test_the_key_is_in_no_output(shell: Shell, purchases: Path, tmp_path: Path) -> None:
    key = shell.environment["LUNE_API_KEY"]
    shown = [
        shell("offset", str(purchases), *NAME, "--debug"),
        shell("offset", str(purchases), *BUY, "--debug", "--json"),
        shell("offset", str(purchases), *BUY, "--each", "--debug"),
    ]
    assert [done.code for done in shown] == [1, 0, 1]
    assert not any(key in done.out + done.err for done in shown)
    assert not any(key.encode() in path.read_bytes() for path in tmp_path.iterdir())


SHIPMENTS = "mass,mass unit,distance,distance unit,method\n10,t,100,km,diesel_truck\n"
LEG = "shipment_id,mass_kg,leg1_distance_km,leg1_method\nA,500,100,diesel_truck\n"


@pytest.mark.parametrize("text", [SHIPMENTS, LEG])
@pytest.mark.parametrize("way", [(), ("--each",)])
def test_shipments(
    here: Here, tmp_path: Path, lune_mock: LuneMock, text: str, way: tuple[str, ...]
) -> None:
    table = tmp_path / "shipments.csv"
    table.write_text(text)
    if way:
        asked = here("offset", str(table), *NAME, *way)
        assert asked.code == 1  # nobody can be asked
        assert f"Keep {tmp_path / 'trips.estimates.journal'}: without it" in asked.err
    done = here("offset", str(table), *BUY, *way)
    assert done.code == 0, done
    lune_mock.assert_requested("createShippingEstimate")
    lune_mock.assert_ordered(times=1)


def test_shipments_are_not_bought_again_without_their_journal(
    here: Here, tmp_path: Path, lune_mock: LuneMock
) -> None:
    lune_mock.control.set_idempotency("conflict")
    table = tmp_path / "shipments.csv"
    table.write_text(SHIPMENTS)
    assert here("offset", str(table), *NAME, "--each").code == 1  # nobody can be asked
    assert here("offset", str(table), *BUY, "--each").code == 0
    elsewhere = ("--output", str(tmp_path / "elsewhere.csv"))
    assert here("offset", str(table), *BUY, "--each", *elsewhere).code == 0
    for path in tmp_path.glob("*.journal*"):
        path.unlink()
    refused = here("offset", str(table), *BUY, "--each")
    assert (refused.code, refused.out) == (1, "")
    assert f"{tmp_path / 'trips.estimates.journal'} is not there" in refused.err
    lune_mock.assert_ordered(times=1)


def test_columns_that_do_not_tell_what_rows_are(
    here: Here, tmp_path: Path, lune_mock: LuneMock
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("amount,currency,mcc,country,mass,mass unit,method\n1,USD,4121,USA,1,t,x\n")
    both = here("offset", str(table), *NAME)
    table.write_text("when,what\n2026-11-01,taxi\n")
    neither = here("offset", str(table), *NAME)
    assert (both.code, neither.code) == (2, 2)
    assert "fit transactions and shipments: give --kind" in both.err
    assert "do not tell what its rows are: give --kind" in neither.err
    said = [
        "--column=merchant.search_term=what",
        "--constant=value.value=20",
        "--constant=value.currency=USD",
        "--constant=merchant.country_code=USA",
    ]
    assert here("offset", str(table), *said, *BUY).code == 0
    lune_mock.assert_ordered(times=1)


def test_a_table_that_was_estimated_before(
    here: Here, purchases: Path, lune_mock: LuneMock
) -> None:
    assert here("estimate", "transactions", str(purchases)).code == 0
    estimated = purchases.with_name("purchases.estimates.csv")
    assert here("offset", str(estimated), "--each", *BUY).code == 0
    orders = rows(purchases.with_name("purchases.estimates.trips.orders.csv"))
    for row in orders:
        lune_mock.assert_ordered(estimate_id=row["lune_estimate_id"])


def test_a_table_of_parquet(here: Here, tmp_path: Path, lune_mock: LuneMock) -> None:
    table = tmp_path / "purchases.parquet"
    pl.read_csv((HEADER + ROWS).encode(), infer_schema_length=0).write_parquet(table)
    for _ in range(2):
        done = here("offset", str(table), *BUY)
        assert done.code == 0, done
        assert f"written to {tmp_path / 'purchases.trips.order.parquet'}" in done.out
    lune_mock.assert_ordered(times=1)


@pytest.mark.parametrize("way", [(), ("--each",)])
@pytest.mark.parametrize("to", ["/dev/full", "&-"])
def test_what_was_ordered_and_cannot_be_printed(
    shell: Shell, purchases: Path, lune_mock: LuneMock, way: tuple[str, ...], to: str
) -> None:
    command = f"lune offset '{purchases}' {' '.join((*BUY, *way))}"
    unread = shell.bash(f"{command} >{to}")
    assert unread.code == 1
    written = purchases.with_name("purchases.estimates.csv")
    assert f"lune: {written} is written and nothing was ordered after it; only" in unread.err
    lune_mock.assert_not_ordered()


@pytest.mark.parametrize(("way", "count"), [((), 1), (("--each",), 3)])
def test_orders_that_nobody_reads_of(
    shell: Shell, purchases: Path, lune_mock: LuneMock, way: tuple[str, ...], count: int
) -> None:
    lune_mock.control.set_latency(0.5)
    with shell.start("offset", str(purchases), *BUY, *way) as process:
        while not lune_mock.orders:
            assert process.poll() is None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
    assert process.returncode == 141
    order = f"order {lune_mock.orders[0].id} was placed under the key trips-"
    assert f"lune: {'3 of 3 rows are ordered, ' if way else order}" in err
    listed = purchases.with_name(f"purchases.trips.{'orders' if way else 'order'}.csv")
    assert f"{listed} is written; only printing it failed\n" in err
    assert len(rows(listed)) == len(lune_mock.orders) == count


def test_an_order_that_cannot_be_printed(
    here: Here, purchases: Path, lune_mock: LuneMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left")

    monkeypatch.setattr(buying, "print_json", full)
    unread = here("offset", str(purchases), *BUY, "--json")
    assert unread.code == 1
    assert f"order {lune_mock.orders[0].id} was placed under the key trips-" in unread.err
    assert unread.err.endswith("is written; only printing it failed: No space left\n")


def test_where_the_files_are() -> None:
    plain = Given.read(Path("in/may.csv"), Run())
    moved = Given.read(Path("in/may.csv"), Run(output=Path("out/done.ndjson")))
    assert (plain.estimates, plain.beside("order")) == (
        Path("in/may.estimates.csv"),
        Path("in/may.order.csv"),
    )
    assert (moved.estimates, moved.beside("order")) == (
        Path("out/done.ndjson"),
        Path("out/done.order.ndjson"),
    )


def test_the_orders_never_take_the_place_of_the_table(
    here: Here, purchases: Path, lune_mock: LuneMock
) -> None:
    table = purchases.rename(purchases.with_name("n.trips.order.csv"))
    before = table.read_text()
    done = here("offset", str(table), *BUY, "--output", str(table.with_name("n.csv")))
    assert done.code == 2
    assert "take the place of" in done.err
    assert table.read_text() == before
    lune_mock.assert_not_ordered()


def test_what_may_pass_needs_no_mending(here: Here, purchases: Path, lune_mock: LuneMock) -> None:
    operation = "createBatchTransactionEstimate"
    fault = Fault(kind="status", status=429, operation_id=operation, times=100)
    lune_mock.control.add_fault(fault)
    done = here("offset", str(purchases), *BUY, "--deadline", "1")
    assert done.code == 3
    assert "mend" not in done.err
    assert "run the same command again to go on" in done.err
    done = here("estimate", "transactions", str(purchases), "--deadline", "1")
    assert done.code == 3
    assert "run the same command again to go on" in done.err


def test_an_order_that_never_was_bars_no_other_way(
    here: Here, purchases: Path, lune_mock: LuneMock
) -> None:
    for operation in ("createOrderByMass", "getOrderByIdempotencyKey"):
        fault = Fault(kind="status", status=503, operation_id=operation, times=None, after=0)
        lune_mock.control.add_fault(fault)
    assert here("offset", str(purchases), *BUY, "--deadline", "1").code == 3
    lune_mock.control.clear_faults()
    assert here("offset", str(purchases), *BUY, "--each").code == 0
    assert len(lune_mock.orders) == 3
