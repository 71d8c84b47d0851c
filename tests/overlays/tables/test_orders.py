"""Orders of a table: exactly those asked for, and never more than was allowed."""

from __future__ import annotations

import pickle
import re
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lune_api.api.orders import Orders
from lune_client import Lune, Mass
from lune_client.models import MonetaryAmount
from lune_client.tables import (
    CapExceededError,
    JournalError,
    OrdersDifferError,
    OrderTotals,
    Progress,
    RunStoppedError,
    TableError,
    estimate_shipments,
    estimate_transactions,
    fields_of,
    guess_columns,
    place_orders,
)
from lune_client.tables.journal import Journal, RunIdentity
from lune_client.testing import LuneMockServer, sandbox_client
from lune_mock import Fault, Sandbox, Schedule, Settings
from lune_mock.settings import Idempotency

from .buying import buy, grams, masses, yes
from .killing import KilledError, killed_after, start
from .tabling import codes, leftovers, purchases, read, write

PRICE = Decimal(27)
"""What a tonne costs in the sandbox, in US dollars, the commission included."""


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def lune(sandbox: Sandbox) -> Iterator[Lune]:
    with sandbox_client(sandbox) as client:
        yield client


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no pause pass."""
    monkeypatch.setattr("lune_client._runtime.time.sleep", lambda _: None)


def usd(value: Any) -> MonetaryAmount:
    return MonetaryAmount(value=value, currency="USD")


def placed(sandbox: Sandbox) -> int:
    return len(sandbox.control.orders)


def quotes(sandbox: Sandbox) -> int:
    asked = [each.target for each in sandbox.control.requests]
    return sum(target.endswith("/quote") for target in asked)


# What the tools of the service got wrong.


def test_amounts_are_ordered_to_the_gram(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    amounts = ["1.001", "4.35", "0.57", "1.005", "8.2", "259.11", "1e3"]
    assert [int(float(each) * 1000.0) for each in amounts[:3]] == [1000, 4350, 570]
    result = buy(lune, masses(tmp_path / "in.csv", *amounts))
    assert result.summary.succeeded == 7
    assert grams(sandbox) == Counter([1001, 4350, 570, 1005, 8200, 259110, 1_000_000])


def test_nothing_buys_nothing(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    result = buy(lune, masses(tmp_path / "in.csv", "0", "0.000", "", "-1", "0.0001"))
    assert placed(sandbox) == 0
    assert result.summary.succeeded == 0
    assert result.totals.to_order == 0
    assert "" not in codes(tmp_path / "out.csv")


def test_a_changed_quantity_is_another_order(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    for amount in ("1", "2"):
        source = write(tmp_path / "in.csv", f"A-17,{amount},kg", header="Id,mass.amount,mass.unit")
        buy(lune, source, id_column="Id")
    assert grams(sandbox) == Counter([1000, 2000])


def test_a_bad_row_takes_nothing_from_the_others(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    result = buy(lune, masses(tmp_path / "in.csv", "1", "x", "0", "2,5", "3"))
    assert grams(sandbox) == Counter([1000, 3000])
    found = codes(tmp_path / "out.csv")
    assert found == ["", "invalid_row", "order_quantity_invalid", "invalid_row", ""]
    assert result.totals.failed == {"invalid_row": 2, "order_quantity_invalid": 1}


@pytest.mark.usefixtures("at_once")
def test_a_rate_limit_is_no_error_of_a_row(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.control.add_fault(
        Fault(kind="status", status=429, tag="orders", probability=0.2, times=None)
    )
    source = masses(tmp_path / "in.csv", *map(str, range(1, 40)))
    for _ in range(5):
        buy(lune, source)
    assert grams(sandbox) == Counter(each * 1000 for each in range(1, 40))


@pytest.mark.parametrize("floats", ["refuse", "shortest"])
def test_floats(lune: Lune, sandbox: Sandbox, tmp_path: Path, floats: Any) -> None:
    rows = [{"mass.amount": 0.1 + 0.2, "mass.unit": "t"}]
    result = buy(lune, rows, output=tmp_path / "out.csv", floats=floats)
    assert codes(tmp_path / "out.csv") == ([""] if floats == "shortest" else ["invalid_row"])
    assert result.totals.to_order == (floats == "shortest")
    # The digits that a float really has are told, not cut.
    assert [str(order["requested_quantity"]) for _, order in sandbox.control.orders] == (
        ["0.30000000000000004"] if floats == "shortest" else []
    )


def test_equal_rows_are_an_order_each_and_the_same_table_again_is_none(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    source = masses(tmp_path / "in.csv", "5", "5", "5")
    first = buy(lune, source)
    before = read(tmp_path / "out.csv")
    asked: list[OrderTotals] = []
    again = buy(lune, source, confirm=asked.append)
    assert grams(sandbox) == Counter({5000: 3})
    assert read(tmp_path / "out.csv") == before
    assert len({row["order_id"] for row in before}) == 3
    assert (first.summary.duplicates, again.summary.from_journal) == (2, 3)
    assert asked == []
    assert again.is_confirmed
    assert (again.totals.to_order, again.totals.ordered) == (0, 3)


# Each kind of order.


def test_orders_by_value(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv", "10.00,A", "0.001,B", "27,C", header="value,metadata.invoice"
    )
    result = buy(lune, source)
    orders = [order for _, order in sandbox.control.orders]
    assert Counter(str(each["requested_value"]) for each in orders) == Counter(["10", "27"])
    assert Counter(str(each["metadata"]) for each in orders) == Counter(
        [str({"invoice": "A"}), str({"invoice": "C"})]
    )
    assert codes(tmp_path / "out.csv") == ["", "order_value_invalid", ""]
    assert result.summary.cost["USD"] <= 37


def test_estimates_of_purchases_are_ordered_as_they_come(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    estimated = tmp_path / "estimated.csv"
    source = purchases(tmp_path / "in.csv", 5)
    source.write_text(source.read_text() + "x,nothing,USD,USA,5818\n")
    estimate_transactions(lune, source, output=estimated, mass_unit="kg")
    result = buy(lune, estimated)
    rows = read(estimated)[:5]
    assert result.summary.succeeded == 5
    assert result.columns == {
        "estimate_id": "estimate_id",
        "mass.amount": "mass",
        "mass.unit": "mass_unit",
    }
    orders = [order for _, order in sandbox.control.orders]
    assert Counter(str(each["estimate_id"]) for each in orders) == Counter(
        row["estimate_id"] for row in rows
    )
    assert [Mass(row["mass"], "kg") for row in rows] == [
        Mass(str(each["requested_quantity"]), "t")
        for row in rows
        for each in orders
        if each["estimate_id"] == row["estimate_id"]
    ]
    assert [row["lune_error_code"] for row in read(tmp_path / "out.csv")][-1] == "invalid_row"


def test_estimates_of_shipments_need_their_mass(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    # The column mass is that of the goods: the mass of the estimate stands beside it.
    source = write(
        tmp_path / "in.csv",
        "5000,kg,100,km,diesel_truck",
        header="mass,shipment.mass.unit,route.amount,route.unit,method",
    )
    estimated = tmp_path / "estimated.csv"
    estimate_shipments(
        lune,
        source,
        output=estimated,
        columns={"shipment.mass.amount": "mass", "method": None},
        constants={"method": "diesel_truck"},
    )
    (row,) = read(estimated)
    assert row["error_code"] == "", row
    result = buy(lune, estimated)
    assert result.summary.succeeded == 1
    assert result.columns["mass.amount"] == "lune_mass"
    ((_, order),) = sandbox.control.orders
    assert Decimal(str(order["requested_quantity"])) == Decimal(row["lune_mass"])
    assert order["estimate_id"] == row["estimate_id"]
    # Without its mass there is no quote, so there is no order.
    bare = write(tmp_path / "bare.csv", row["estimate_id"], header="estimate_id")
    assert buy(lune, bare, output=tmp_path / "b.csv", name="x").totals.failed == {"invalid_row": 1}
    assert "mass.amount" in read(tmp_path / "b.csv")[0]["error_message"]


def test_a_mass_that_is_not_the_estimate_s_is_refused(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    estimate_transactions(lune, purchases(tmp_path / "in.csv", 1), output=tmp_path / "e.csv")
    (row,) = read(tmp_path / "e.csv")
    source = write(
        tmp_path / "o.csv", f"{row['estimate_id']},2,t", header="estimate_id,mass,mass_unit"
    )
    result = buy(lune, source)
    assert result.totals.failed == {"invalid_row": 1}
    assert placed(sandbox) == 0


def test_of_a_table_that_was_estimated_again_the_last_estimates_are_ordered(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    columns = {"shipment.mass.amount": "tonnes", "route.amount": "km"}
    constants = {"shipment.mass.unit": "t", "route.unit": "km", "method": "diesel_truck"}
    source = write(tmp_path / "0.csv", "1000,100", header="tonnes,km")
    for number, tonnes in enumerate(("1000", "10", "1"), 1):
        source.write_text(source.read_text().replace("\n1000,", f"\n{tonnes},"))
        again = tmp_path / f"{number}.csv"
        estimate_shipments(lune, source, output=again, columns=columns, constants=constants)
        source = again
    (row,) = read(source)
    result = buy(lune, source)
    assert result.columns["mass.amount"] == "lune_lune_mass"
    ((_, order),) = sandbox.control.orders
    assert order["estimate_id"] == row["lune_lune_estimate_id"]
    # The mass of the last one is no quote for another.
    others = {"output": tmp_path / "b.csv", "name": "x", "columns": {"estimate_id": "estimate_id"}}
    assert buy(lune, source, **others).totals.failed == {"invalid_row": 1}
    assert placed(sandbox) == 1


def test_an_estimate_is_ordered_once(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    estimate_transactions(lune, purchases(tmp_path / "in.csv", 1), output=tmp_path / "e.csv")
    (row,) = read(tmp_path / "e.csv")
    source = write(tmp_path / "o.csv", row["estimate_id"], row["estimate_id"], header="estimate_id")
    buy(lune, source)
    assert placed(sandbox) == 1
    assert sorted(codes(tmp_path / "out.csv")) == ["", "estimate_order_already_placed"]


@pytest.mark.parametrize(
    ("header", "columns", "told"),
    [
        ("Kilograms,Unit", {}, "nothing to order"),
        ("mass,mass_unit", {}, "nothing to order"),
        ("mass.amount,mass.unit,value", {}, "mass and value"),
        ("estimate_id,value", {}, "estimate_id and value"),
        ("a,b", {"mass.amount": "a", "value": "b"}, "mass and value"),
        ("a,b", {"mass.amount": "c"}, "no column 'c'"),
        ("value,b", {"value": None}, "nothing to order"),
    ],
)
def test_what_is_ordered_has_to_be_clear(
    lune: Lune, tmp_path: Path, header: str, columns: Any, told: str
) -> None:
    with pytest.raises(TableError, match=told):
        buy(lune, write(tmp_path / "in.csv", "1,2", header=header), columns=columns)


def test_a_mapping_says_which_of_two_it_is(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "1,kg,99", header="mass.amount,mass.unit,value")
    buy(lune, source, columns={"value": None})
    assert grams(sandbox) == Counter([1000])
    buy(lune, source, columns={"value": "value"}, name="June", output=tmp_path / "b.csv")
    assert placed(sandbox) == 2


def test_what_is_found_in_columns() -> None:
    assert guess_columns(["mass", "amount", "value"], "orders") == {}
    assert guess_columns(["estimate_id", "mass", "mass_unit"], "orders") == {
        "estimate_id": "estimate_id",
        "mass.amount": "mass",
        "mass.unit": "mass_unit",
    }
    assert {"mass.amount", "value", "estimate_id", "metadata.*"} <= {*fields_of("orders")}


# Caps and confirmation.


def test_the_totals_are_told_before_anything_is_bought(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    seen: list[tuple[OrderTotals, int]] = []

    def confirm(totals: OrderTotals) -> bool:
        seen.append((totals, placed(sandbox)))
        return True

    result = buy(lune, masses(tmp_path / "in.csv", "1", "2", "x", unit="t"), confirm=confirm)
    ((totals, before),) = seen
    assert before == 0
    assert (totals.rows, totals.to_order, totals.failed) == (3, 2, {"invalid_row": 1})
    assert totals.value == totals.value_to_order == {"USD": 3 * PRICE}
    assert totals.mass == totals.mass_to_order == Mass(3, "t")
    assert (
        str(totals) == "3 rows: 2 to order, 3 t for 81.00 USD; 1 cannot be ordered (invalid_row 1)"
    )
    assert result.totals == totals
    assert result.summary.cost == {"USD": 3 * PRICE}


@pytest.mark.parametrize("answer", [False, None, "yes", 1])
def test_only_true_is_a_yes(lune: Lune, sandbox: Sandbox, tmp_path: Path, answer: Any) -> None:
    source = masses(tmp_path / "in.csv", "1", "2", "x")
    result = buy(lune, source, confirm=lambda _: answer)
    assert placed(sandbox) == 0
    assert not result.is_confirmed
    assert result.summary.failed == {"not_confirmed": 2, "invalid_row": 1}
    rows = read(tmp_path / "out.csv")
    assert [row["error_code"] for row in rows] == ["not_confirmed", "not_confirmed", "invalid_row"]
    assert rows[1]["quote"] == "0.06"
    sandbox.control.clear_requests()
    assert buy(lune, source).summary.succeeded == 2
    assert quotes(sandbox) == 0
    assert grams(sandbox) == Counter([1000, 2000])


def test_a_confirmation_that_raises(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    def confirm(totals: OrderTotals) -> bool:
        raise ZeroDivisionError(str(totals))

    with pytest.raises(ZeroDivisionError):
        buy(lune, masses(tmp_path / "in.csv", "1"), confirm=confirm)
    assert placed(sandbox) == 0
    assert not (tmp_path / "out.csv").exists()
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize(
    "caps",
    [{"max_total_value": usd("81")}, {"max_total_mass": Mass("3000", "kg")}],
)
def test_a_cap_is_reached_but_not_passed(
    lune: Lune, sandbox: Sandbox, tmp_path: Path, caps: dict[str, Any]
) -> None:
    assert buy(lune, masses(tmp_path / "in.csv", "1", "2", unit="t"), **caps).summary.succeeded == 2
    more = masses(tmp_path / "in.csv", "1", "2", "0.001", unit="t")
    with pytest.raises(CapExceededError) as refused:
        buy(lune, more, **caps)
    assert placed(sandbox) == 2
    assert refused.value.totals.to_order == 1
    assert refused.value.totals.ordered == 2
    assert str(refused.value).endswith("; nothing more was ordered")
    assert pickle.loads(pickle.dumps(refused.value)).totals == refused.value.totals
    # What is bought already is in nobody's way.
    assert buy(lune, masses(tmp_path / "in.csv", "1", "2", unit="t"), **caps).totals.to_order == 0


@pytest.mark.parametrize(
    "caps", [{"max_total_value": usd("26.99")}, {"max_total_mass": Mass("999999", "g")}]
)
def test_a_little_beyond_a_cap(
    lune: Lune, sandbox: Sandbox, tmp_path: Path, caps: dict[str, Any]
) -> None:
    asked: list[OrderTotals] = []
    with pytest.raises(CapExceededError, match="; nothing was ordered"):
        buy(lune, masses(tmp_path / "in.csv", "1", unit="t"), confirm=asked.append, **caps)
    assert (asked, placed(sandbox)) == ([], 0)


def test_a_cap_in_another_currency(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    cap = MonetaryAmount(value="1000000", currency="EUR")
    with pytest.raises(TableError, match=r"max_total_value is in EUR, the orders are in USD"):
        buy(lune, masses(tmp_path / "in.csv", "1"), max_total_value=cap)
    assert placed(sandbox) == 0


def test_an_account_in_another_currency(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    acme = sandbox.control.create_account("Acme", "EUR")
    source = masses(tmp_path / "in.csv", "1", unit="t")
    buy(lune, source)
    cap = MonetaryAmount(value="1000000", currency="EUR")
    view = lune.for_account(acme.id)
    with pytest.raises(JournalError, match="account"):
        buy(view, source, max_total_value=cap)
    result = buy(view, source, max_total_value=cap, output=tmp_path / "acme.csv")
    assert [*result.summary.cost] == ["EUR"]
    assert placed(sandbox) == 2


def test_a_row_that_was_changed_counts_beside_the_old_one(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    buy(lune, masses(tmp_path / "in.csv", "1", unit="t"))
    changed = masses(tmp_path / "in.csv", "1000", unit="kg")
    with pytest.raises(CapExceededError):
        buy(lune, changed, max_total_mass=Mass("1.5", "t"))
    totals = buy(lune, changed, max_total_mass=Mass("2", "t")).totals
    assert (totals.ordered, totals.mass, totals.mass_to_order) == (1, Mass(2, "t"), Mass(1, "t"))
    assert placed(sandbox) == 2


def test_there_is_no_order_without_a_journal(lune: Lune, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="journal"):
        place_orders(lune, masses(tmp_path / "in.csv", "1"), name="May", confirm=yes)
    with pytest.raises(TableError, match="name is ''"):
        buy(lune, masses(tmp_path / "in.csv", "1"), name="")
    result = buy(lune, masses(tmp_path / "in.csv", "1"), output=None, journal=tmp_path / "j")
    assert result.frame is not None
    assert result.frame["order_status"].to_list() == ["placed"]


# Prices and stock that move.


def moved(sandbox: Sandbox, unit_price: int) -> Any:
    """Confirm, after which prices have moved."""

    def confirm(totals: OrderTotals) -> bool:
        del totals
        for bundle in sandbox.bundle_ids:
            sandbox.control.set_price(bundle, unit_price)
        return True

    return confirm


def spent(sandbox: Sandbox) -> Decimal:
    costs = [Decimal(str(order["total_cost"])) for _, order in sandbox.control.orders]
    return sum(costs, Decimal(0))


@pytest.mark.parametrize("column", ["currency", "Value Currency", "value.currency", "CCY"])
def test_a_value_in_another_currency_buys_nothing(
    lune: Lune, sandbox: Sandbox, tmp_path: Path, column: str
) -> None:
    source = write(tmp_path / "in.csv", "100,JPY", "5,USD", "7,", header=f"value,{column}")
    result = buy(lune, source, max_total_value=usd("20"))
    assert codes(tmp_path / "out.csv") == ["invalid_row", "", ""]
    message = read(tmp_path / "out.csv")[0]["error_message"]
    assert message == "currency: is not that of the account, USD (got 'JPY')"
    assert result.totals.value == {"USD": Decimal(12)}
    assert placed(sandbox) == 2
    # A row that was mended is ordered; the others are not ordered again.
    write(source, "100,USD", "5,USD", "7,", header=f"value,{column}")
    buy(lune, source, max_total_value=usd("200"))
    assert placed(sandbox) == 3
    buy(lune, source, columns={"currency": None}, max_total_value=usd("200"))
    assert placed(sandbox) == 3


def test_currencies_that_contradict_each_other_buy_nothing(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    source = write(tmp_path / "in.csv", "100,USD,JPY", header="value,Currency,currency_code")
    buy(lune, source)
    later = [{"value": "1"}, {"value": "100", "Currency": "JPY"}]
    buy(lune, later, name="June", output=tmp_path / "june.jsonl")
    assert codes(tmp_path / "out.csv") == ["invalid_row"]
    assert placed(sandbox) == 1
    buy(lune, source, columns={"currency": "Currency"})
    assert placed(sandbox) == 2


@pytest.mark.parametrize("concurrency", [1, 4, None])
def test_a_run_that_stops_says_what_it_has_spent(
    lune: Lune, sandbox: Sandbox, tmp_path: Path, concurrency: int | None
) -> None:
    source = masses(tmp_path / "in.csv", *["10"] * 60)
    with pytest.raises(RunStoppedError, match="prices rose") as stopped:
        buy(
            lune,
            source,
            max_total_value=usd("30"),
            confirm=moved(sandbox, 50),
            concurrency=concurrency,
        )
    told = re.search(r"ordered in all: \S+ t for (\S+) USD", str(stopped.value))
    assert told is not None
    assert Decimal(told[1]) == spent(sandbox)


@pytest.mark.parametrize("cap", [None, usd("300")])
def test_prices_that_rise_stop_at_the_cap_or_the_confirmed_total(
    lune: Lune, sandbox: Sandbox, tmp_path: Path, cap: MonetaryAmount | None
) -> None:
    source = masses(tmp_path / "in.csv", *["1"] * 10, unit="t")
    before = quotes(sandbox)
    with pytest.raises(RunStoppedError, match="prices rose") as stopped:
        buy(
            lune,
            source,
            max_total_value=cap,
            confirm=moved(sandbox, 100),
            concurrency=1,
        )
    limit = cap.value if cap is not None else 10 * PRICE
    assert 0 < spent(sandbox) <= limit
    count = placed(sandbox)
    assert stopped.value.done == count
    assert stopped.value.left == 10 - count
    # The next run asks for the new prices.
    seen: list[OrderTotals] = []

    def confirm(totals: OrderTotals) -> bool:
        seen.append(totals)
        return True

    buy(lune, source, confirm=confirm, max_total_value=usd("2000"))
    assert quotes(sandbox) - before == 10 + 10 - count
    assert seen[0].value["USD"] == spent(sandbox)
    assert grams(sandbox) == Counter({1_000_000: 10})


def test_prices_that_fall_do_not_buy_beyond_the_cap_of_mass(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    source = write(tmp_path / "in.csv", *["27"] * 8, header="value")
    with pytest.raises(RunStoppedError, match="prices fell"):
        buy(
            lune,
            source,
            max_total_mass=Mass(60, "t"),
            confirm=moved(sandbox, 1),
            concurrency=1,
        )
    bought = sum(Decimal(str(order["quantity"])) for _, order in sandbox.control.orders)
    assert 0 < bought <= 60


def test_quotes_of_long_ago_are_asked_for_again(
    lune: Lune, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = masses(tmp_path / "in.csv", "1", "2")
    buy(lune, source, confirm=lambda _: False)
    sandbox.control.clear_requests()
    monkeypatch.setattr("lune_client.tables.ledger._AGE", timedelta(0))
    buy(lune, source, confirm=lambda _: False)
    assert quotes(sandbox) == 2


def test_stock_that_ends_in_the_middle(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    for bundle in sandbox.bundle_ids:
        sandbox.control.set_stock(bundle, Decimal(2))
    source = masses(tmp_path / "in.csv", *["1"] * 12, unit="t")
    asked: list[OrderTotals] = []

    def confirm(totals: OrderTotals) -> bool:
        asked.append(totals)
        return True

    result = buy(lune, source, confirm=confirm, concurrency=1)
    assert result.summary.succeeded == 12
    short = [row["insufficient_available_quantity"] for row in read(tmp_path / "out.csv")]
    assert short[0] == ""
    assert short[-1] == "true"
    # A quote that alone wants more than there is says so before.
    late = masses(tmp_path / "late.csv", "1", unit="t")
    buy(lune, late, confirm=confirm, name="late", output=tmp_path / "l.csv")
    assert [each.short for each in asked] == [0, 1]
    assert grams(sandbox) == Counter({1_000_000: 13})


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_orders_without_a_price_yet_are_checked_against_the_list(
    sandbox: Sandbox, tmp_path: Path, status: str
) -> None:
    sandbox.control.set_schedule(Schedule(placed=timedelta(hours=1)))
    with sandbox_client(sandbox) as lune:
        source = masses(tmp_path / "in.csv", "1", "2", unit="t")
        result = buy(lune, source)
        rows = read(tmp_path / "out.csv")
        assert [(row["order_status"], row["total_cost"]) for row in rows] == [("received", "")] * 2
        assert result.summary.cost == {"USD": 3 * PRICE}
        sandbox.control.move_order(rows[1]["order_id"], status)
        with pytest.raises(OrdersDifferError, match=f"{rows[1]['order_id']} is {status}") as error:
            buy(lune, source)
    assert error.value.result.summary.succeeded == 2
    assert read(tmp_path / "out.csv") == rows


# The audit.


def test_more_orders_than_a_page_are_all_found(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    for _ in range(5):
        lune.orders.create_by_mass(mass=Mass(1, "kg"))
    source = masses(tmp_path / "in.csv", *map(str, range(1, 231)))
    sandbox.control.clear_requests()
    assert buy(lune, source).summary.succeeded == 230
    listed = [each for each in sandbox.control.requests if "/orders?" in each.target]
    assert len(listed) == 3


def test_an_order_that_is_gone_or_another_is_named(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    source = masses(tmp_path / "in.csv", "1", "2", unit="t")
    before = sandbox.control.snapshot()
    buy(lune, source)
    rows = read(tmp_path / "out.csv")
    sandbox.control.restore(before)
    with pytest.raises(OrdersDifferError, match="does not exist") as gone:
        buy(lune, source)
    assert len(gone.value.differences) == 2
    for row in rows:
        lune.orders.create_by_mass(mass=Mass(5, "t"), idempotency_key=row["idempotency_key"])
    with pytest.raises(OrdersDifferError, match=r"requested_quantity is 5, not [12]") as other:
        buy(lune, source)
    assert pickle.loads(pickle.dumps(other.value)).differences == other.value.differences


def test_a_list_that_cannot_be_had(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    source = masses(tmp_path / "in.csv", "1", "2")
    fault = sandbox.control.add_fault(
        Fault(kind="status", status=403, operation_id="listOrders", times=None)
    )
    with pytest.raises(RunStoppedError, match="could not be checked"):
        buy(lune, source)
    assert codes(tmp_path / "out.csv") == ["", ""]
    sandbox.control.remove_fault(fault.id or "")
    buy(lune, source)
    assert placed(sandbox) == 2


# Faults.


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("idempotency", ["replay", "conflict"])
@pytest.mark.parametrize("kind", ["drop", "half_body", "twice"])
def test_lost_answers_buy_nothing_twice(
    tmp_path: Path, kind: Any, idempotency: Idempotency
) -> None:
    sandbox = Sandbox(settings=Settings(idempotency=idempotency))
    fault = Fault(kind=kind, operation_id="createOrderByMass", probability=0.5, times=None)
    sandbox.control.add_fault(fault)
    source = masses(tmp_path / "in.csv", *map(str, range(1, 30)))
    with sandbox_client(sandbox) as lune:
        for _ in range(3):
            buy(lune, source)
    assert grams(sandbox) == Counter(each * 1000 for each in range(1, 30))
    assert codes(tmp_path / "out.csv") == [""] * 29


@pytest.mark.parametrize("step", ["getOrderQuoteByMass", "createOrderByMass"])
def test_a_refused_key_stops_and_says_what_is_bought(
    lune: Lune, sandbox: Sandbox, tmp_path: Path, step: str
) -> None:
    source = masses(tmp_path / "in.csv", *map(str, range(1, 11)))
    buy(lune, masses(tmp_path / "in.csv", "1", "2"))
    masses(tmp_path / "in.csv", *map(str, range(1, 11)))
    fault = Fault(kind="status", status=401, operation_id=step, after=3, times=None)
    added = sandbox.control.add_fault(fault)
    with pytest.raises(RunStoppedError) as stopped:
        buy(lune, source, concurrency=1)
    assert stopped.value.done == placed(sandbox) == (2 if step.startswith("get") else 5)
    sandbox.control.remove_fault(added.id or "")
    buy(lune, source)
    assert grams(sandbox) == Counter(each * 1000 for each in range(1, 11))


def buy_and_lose_the_answer(lune: Lune, sandbox: Sandbox, source: Path, **options: Any) -> None:
    """Place the first order of a table so that the run does not hear of it."""
    view = lune.with_options(max_retries=0, deadline=0.5)
    sandbox.control.add_fault(Fault(kind="drop", operation_id="createOrderByMass"))
    lost = Fault(kind="status", status=503, operation_id="getOrderByIdempotencyKey", times=None)
    added = sandbox.control.add_fault(lost)
    buy(view, source, **options)
    sandbox.control.remove_fault(added.id or "")
    assert codes(source.with_name("out.csv")) == ["unknown"]
    assert placed(sandbox) == 1


@pytest.mark.usefixtures("at_once")
def test_an_order_that_nobody_knows_of_is_not_told_to_be_missing(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    source = masses(tmp_path / "in.csv", "1", unit="t")
    buy_and_lose_the_answer(lune, sandbox, source)
    result = buy(lune, source, confirm=lambda _: False)
    assert (result.totals.to_order, result.totals.ordered) == (0, 1)
    assert codes(tmp_path / "out.csv") == [""]
    assert read(tmp_path / "out.csv")[0]["order_id"] == sandbox.control.orders[0][1]["id"]


@pytest.mark.usefixtures("at_once")
def test_an_order_that_nobody_knows_of_counts_as_quoted_where_it_has_no_price_yet(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.control.set_schedule(Schedule(placed=timedelta(hours=1)))
    buy_and_lose_the_answer(lune, sandbox, masses(tmp_path / "in.csv", "1", unit="t"))
    changed = masses(tmp_path / "in.csv", "1000", unit="kg")
    with pytest.raises(CapExceededError):
        buy(lune, changed, max_total_value=usd(2 * PRICE - 1))
    assert placed(sandbox) == 1


@pytest.mark.usefixtures("at_once")
def test_an_order_that_nobody_knows_of_counts_when_its_row_is_gone(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    view = lune.with_options(max_retries=0, deadline=0.5)
    sandbox.control.add_fault(Fault(kind="drop", operation_id="createOrderByMass"))
    lost = Fault(kind="status", status=503, operation_id="getOrderByIdempotencyKey", times=None)
    added = sandbox.control.add_fault(lost)
    buy(view, masses(tmp_path / "in.csv", "1", unit="t"))
    assert codes(tmp_path / "out.csv") == ["unknown"]
    assert placed(sandbox) == 1
    changed = masses(tmp_path / "in.csv", "1000", unit="kg")
    with pytest.raises(RunStoppedError, match="what became of an earlier order"):
        buy(view, changed)
    sandbox.control.remove_fault(added.id or "")
    with pytest.raises(CapExceededError) as refused:
        buy(lune, changed, max_total_mass=Mass("1.5", "t"))
    assert refused.value.totals.ordered == 1
    assert placed(sandbox) == 1


@pytest.mark.usefixtures("at_once")
def test_an_order_that_was_refused_once_and_nobody_knows_of_now_is_found(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    source = masses(tmp_path / "in.csv", "1", unit="t")
    refused = Fault(kind="status", status=400, operation_id="createOrderByMass")
    sandbox.control.add_fault(refused)
    buy(lune, source)
    assert codes(tmp_path / "out.csv") == ["status_400"]
    buy_and_lose_the_answer(lune, sandbox, source, retry_failed=True)
    with pytest.raises(CapExceededError):
        buy(lune, masses(source, "1000", unit="kg"), max_total_value=usd(2 * PRICE - 1))
    assert buy(lune, masses(source, "1", unit="t")).totals.ordered == placed(sandbox) == 1
    assert codes(tmp_path / "out.csv") == [""]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"max_total_value": Decimal(15)}, r"max_total_value is Decimal\('15'\): give a Monetary"),
        ({"max_total_mass": "2t"}, "max_total_mass is '2t': give a Mass"),
        ({"confirm": True}, "confirm is True: give a function"),
    ],
)
def test_what_cannot_hold_is_refused_before_anything_is_asked(
    lune: Lune, sandbox: Sandbox, tmp_path: Path, wrong: Any, message: str
) -> None:
    with pytest.raises(TableError, match=message):
        buy(lune, masses(tmp_path / "in.csv", "1"), **wrong)
    assert not sandbox.control.requests


def test_a_row_that_asks_for_something_else_too_buys_nothing(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    first, both = {"value": "5"}, {"value": "7", "estimate_id": "e"}
    result = buy(lune, [first, both], output=tmp_path / "out.jsonl")
    assert result.summary.failed == {"invalid_row": 1}
    assert "gives estimate_id, which the first does not" in (tmp_path / "out.jsonl").read_text()
    assert placed(sandbox) == 1
    with pytest.raises(TableError, match="the table gives estimate_id and value"):
        buy(lune, [both, first], output=tmp_path / "out.jsonl")
    # Whoever says what is ordered may have columns of any name besides.
    told = buy(lune, [first, both], output=tmp_path / "out.jsonl", columns={"value": "value"})
    assert told.summary.succeeded == placed(sandbox) == 2


def test_a_field_is_left_out_with_its_parts(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    header = "mass.amount,mass.unit,bundle_selection[0].bundle_id"
    source = write(tmp_path / "in.csv", "1,t,nothing", header=header)
    assert buy(lune, source).summary.succeeded == 0
    buy(lune, source, columns={"bundle_selection": None})
    assert grams(sandbox) == {1_000_000: 1}


def test_an_order_for_something_else_counts(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    source = masses(tmp_path / "in.csv", "1", "2", unit="t")
    buy(lune, source, confirm=lambda _: False)
    with Journal(tmp_path / "out.csv.journal", RunIdentity.of(lune, "orders", "May")) as journal:
        keys = [name.partition(" ")[0] for name, _ in journal.all()]
    lune.orders.create_by_mass(mass=Mass("5", "t"), idempotency_key=keys[0])
    result = buy(lune, source)
    assert sorted(codes(tmp_path / "out.csv")) == ["", "mismatch"]
    assert result.summary.failed == {"mismatch": 1}
    masses(source, "1", "2", "3", unit="t")
    with pytest.raises(CapExceededError) as caught:
        buy(lune, source, max_total_value=usd("1"))
    assert caught.value.totals.ordered == placed(sandbox) == 2
    assert caught.value.totals.value == {"USD": spent(sandbox) + 3 * PRICE}


def test_an_order_that_was_cancelled_is_not_asked_for_again(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.control.set_schedule(Schedule(placed=timedelta(hours=1)))
    with sandbox_client(sandbox) as lune:
        source = masses(tmp_path / "in.csv", "1", unit="t")
        buy_and_lose_the_answer(lune, sandbox, source)
        sandbox.control.move_order(str(sandbox.control.orders[0][1]["id"]), "cancelled")
        for _ in range(2):
            result = buy(lune, source, retry_failed=True)
            assert result.totals.to_order == 0
            assert codes(tmp_path / "out.csv") == ["order_cancelled"]


def test_a_mass_that_was_corrected_is_quoted_anew(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    columns = {"shipment.mass.amount": "tonnes", "route.amount": "km"}
    constants = {"shipment.mass.unit": "t", "route.unit": "km", "method": "diesel_truck"}
    source = write(tmp_path / "0.csv", "100,100", header="tonnes,km")
    estimate_shipments(
        lune, source, output=tmp_path / "e.csv", columns=columns, constants=constants
    )
    (row,) = read(tmp_path / "e.csv")
    for mass in ("0.001", row["mass"]):
        table = write(
            tmp_path / "in.csv", f"{row['estimate_id']},{mass},t", header="estimate_id,kilos,unit"
        )
        told = {"columns": {"mass.amount": "kilos", "mass.unit": "unit"}}
        result = buy(lune, table, confirm=lambda _: False, **told)
        assert result.totals.mass == Mass(mass, "t")
    # The columns of its mass make it no order by mass.
    buy(lune, table, **told)
    assert sandbox.control.orders[0][1]["estimate_id"] == row["estimate_id"]


@settings(max_examples=30, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    amounts=st.lists(st.sampled_from(["1", "1", "2", "3.5", "0", "x"]), max_size=8),
    point=st.integers(0, 26),
    idempotency=st.sampled_from(["replay", "conflict"]),
    is_kept=st.booleans(),
    concurrency=st.sampled_from([1, 3]),
)
def test_killed_at_any_step_a_run_resumes_to_the_orders_asked_for(
    amounts: list[str], point: int, idempotency: Any, concurrency: int, *, is_kept: bool
) -> None:
    sandbox = Sandbox(settings=Settings(idempotency=idempotency))
    wanted = Counter(int(Decimal(each) * 1000) for each in amounts if each not in {"x", "0"})
    cap = usd(PRICE)
    with tempfile.TemporaryDirectory() as name, sandbox_client(sandbox) as lune:
        folder = Path(name)
        source = masses(folder / "in.csv", *amounts)
        try:
            with killed_after(point, is_kept=is_kept):
                buy(lune, source, concurrency=concurrency)
        except KilledError:
            assert not (folder / "out.csv").exists()
        result = buy(lune, source, max_total_value=cap)
        assert leftovers(folder) == []
        assert codes(folder / "out.csv").count("") == sum(wanted.values())
    assert grams(sandbox) == wanted
    assert result.totals.mass <= Mass(sum(wanted.elements()), "g")


PROGRAM = """
import sys
from lune_client import Lune
from lune_client.tables import place_orders
key, url, source, output = sys.argv[1:]
with Lune(key, base_url=url, max_requests_per_second=None) as lune:
    place_orders(
        lune, source, output=output, name="May", confirm=lambda totals: True, concurrency=4
    )
"""


@pytest.mark.parametrize("idempotency", ["replay", "conflict"])
def test_killed_again_and_again_it_buys_what_was_asked_for(
    tmp_path: Path, idempotency: Idempotency
) -> None:
    amounts = [str(each % 20 + 1) for each in range(120)]
    source = masses(tmp_path / "in.csv", *amounts)
    sandbox = Sandbox(settings=Settings(idempotency=idempotency))
    output = tmp_path / "out.csv"
    kills = 0
    with LuneMockServer(sandbox) as server:
        # In the middle of the quotes, in the middle of the orders, and again.
        for until in ((40, 0), (0, 10), (0, 50), (0, 90)):
            run = start(PROGRAM, sandbox.api_key, server.url, source, output)
            while run.poll() is None and (quotes(sandbox), placed(sandbox)) < until:
                time.sleep(0.005)
            run.send_signal(signal.SIGKILL)
            kills += run.wait() == -signal.SIGKILL
        assert start(PROGRAM, sandbox.api_key, server.url, source, output).wait() == 0
    assert kills == 4
    assert grams(sandbox) == Counter(int(each) * 1000 for each in amounts)
    assert codes(output) == [""] * 120
    assert leftovers(tmp_path) == []


def test_two_at_once(tmp_path: Path) -> None:
    sandbox = Sandbox()
    source = masses(tmp_path / "in.csv", *map(str, range(1, 100)))
    with LuneMockServer(sandbox) as server:
        # Each with a journal of its own, both under the same name.
        api = (sandbox.api_key, server.url)
        runs = [start(PROGRAM, *api, source, tmp_path / f"{n}.csv") for n in (1, 2)]
        assert [run.wait() for run in runs] == [0, 0]
    assert grams(sandbox) == Counter(each * 1000 for each in range(1, 100))
    assert read(tmp_path / "1.csv")[0]["order_id"] == read(tmp_path / "2.csv")[0]["order_id"]


def test_a_journal_is_used_by_one_run_at_a_time(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    source = masses(tmp_path / "in.csv", "1")
    waiting, going_on = threading.Event(), threading.Event()

    def confirm(totals: OrderTotals) -> bool:
        del totals
        waiting.set()
        return going_on.wait(10)

    first = threading.Thread(target=buy, args=[lune, source], kwargs={"confirm": confirm})
    first.start()
    assert waiting.wait(10)
    with pytest.raises(JournalError, match="in use"):
        buy(lune, source)
    going_on.set()
    first.join()
    assert placed(sandbox) == 1


def test_a_key_that_was_used_for_something_else(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    source = masses(tmp_path / "in.csv", "1", "2")
    before = sandbox.control.snapshot()
    buy(lune, source)
    key = read(tmp_path / "out.csv")[0]["idempotency_key"]
    sandbox.control.restore(before)
    lune.orders.create_by_mass(mass=Mass(7, "kg"), idempotency_key=key)
    result = buy(lune, source, output=tmp_path / "new.csv")
    assert sum(result.summary.failed.values()) == 1
    assert grams(sandbox) == Counter([7000, 2000])


def test_a_quote_for_something_else_orders_nothing(
    lune: Lune, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Orders.quote_by_mass

    def twice(orders: Any, *, mass: Mass, **others: Any) -> Any:
        return whole(orders, mass=2 * mass, **others)

    monkeypatch.setattr(Orders, "quote_by_mass", twice)
    result = buy(lune, masses(tmp_path / "in.csv", "1", unit="t"))
    assert result.totals.failed == {"mismatch": 1}
    assert placed(sandbox) == 0


# Sources.


def test_an_iterator_is_read_once_and_ordered_as_it_was_confirmed(
    lune: Lune, sandbox: Sandbox, tmp_path: Path
) -> None:
    source = masses(tmp_path / "in.csv", "1", "2")

    def confirm(totals: OrderTotals) -> bool:
        # Somebody saves the table in the meantime.
        masses(source, "100", "200", "300")
        return totals.to_order == 2

    buy(lune, source, confirm=confirm)
    rows = ({"mass.amount": amount, "mass.unit": "kg"} for amount in ("3", "4"))
    buy(lune, rows, output=tmp_path / "b.csv")
    assert grams(sandbox) == Counter([1000, 2000, 3000, 4000])


def test_what_cannot_be_kept_until_the_order(lune: Lune, sandbox: Sandbox, tmp_path: Path) -> None:
    rows = [{"mass.amount": "1", "mass.unit": "kg", "note": threading.Lock()}]
    with pytest.raises(TableError, match="cannot be kept"):
        buy(lune, rows, output=tmp_path / "out.csv")
    assert placed(sandbox) == 0


def test_progress_is_told_of_quotes_and_orders(lune: Lune, tmp_path: Path) -> None:
    told: list[Progress] = []
    buy(lune, masses(tmp_path / "in.csv", "1", "2", "3"), on_progress=told.append)
    last = {each.what: each for each in told}
    assert [*last] == ["quotes", "orders"]
    assert [each.done for each in last.values()] == [3, 3]
    assert last["orders"].total == 3
