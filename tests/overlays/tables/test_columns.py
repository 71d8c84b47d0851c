from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lune_client import AsyncLune, InvalidRequestError
from lune_client.tables import (
    TableError,
    TableResult,
    estimate_shipments,
    estimate_transactions,
    guess_columns,
)
from lune_client.tables.options import Options
from lune_client.tables.run import run_table
from lune_client.tables.transactions import TRANSACTIONS
from lune_client.testing import sandbox_client
from lune_mock import Sandbox

from .tabling import ROW, codes, read, write

MERCHANT = {"country_code": "USA", "category_code": "5818"}


def run(source: Path, **options: object) -> TableResult:
    with sandbox_client() as lune:
        return estimate_transactions(lune, source, output=source.with_name("out.csv"), **options)  # type: ignore[arg-type]  # given by the tests


def test_a_mapping_wins_over_names_and_guesses(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv",
        "1,2,USD,EUR,USA,5818,lunch",
        header="amount,paid,currency,value.currency,country,mcc,name",
    )
    result = run(source, columns={"value.value": "paid", "value.currency": "currency"})
    assert result.columns == {
        "value.value": "paid",
        "value.currency": "currency",
        "name": "name",
        "merchant.country_code": "country",
        "merchant.category_code": "mcc",
    }
    assert read(tmp_path / "out.csv")[0]["error_code"] == ""


def test_a_field_can_be_left_out(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "1,USD,USA,5818,x", header="amount,ccy,country,mcc,name")
    assert "name" not in run(source, columns={"name": None}).columns


def test_constants_hold_for_every_row(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "1,5818", "2,5818", header="amount,mcc")
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(
            lune,
            source,
            output=tmp_path / "out.csv",
            constants={"value.currency": "USD", "merchant.country_code": "USA", "metadata.run": 7},
        )
    assert codes(tmp_path / "out.csv") == ["", ""]
    (request,) = sandbox.control.requests
    assert '"metadata":{"run":"7"}' in str(request.body)


def test_a_constant_for_a_field_that_a_column_is_named_like_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "1,USD,USA,5818,x", header="amount,ccy,country,mcc,name")
    with pytest.raises(TableError, match="name is a column and a constant at once"):
        run(source, constants={"name": "y"})
    result = run(source, constants={"name": "y"}, columns={"name": None})
    assert "name" not in result.columns


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"columns": {"value.value": "Sum"}}, "there is no column 'Sum' for value.value; the col"),
        ({"columns": {"value.amount": "Amount"}}, "the request has no field 'value.amount'"),
        ({"columns": {"valu": "Amount"}}, "the request has no field 'valu'"),
        ({"constants": {"nope": 1}}, "the request has no field 'nope'"),
        ({"columns": {"idempotency_key": "Id"}}, "id_column="),
        ({"id_column": "Number"}, "no column 'Number' for the id"),
        (
            {"columns": {"value.value": "Amount"}, "constants": {"value.value": "1"}},
            "value.value and value.value are given",
        ),
        (
            {"columns": {"merchant": "MCC", "merchant.name": "Id"}},
            "merchant and merchant.name are given",
        ),
        ({"mass_unit": "lb"}, "mass_unit is 'lb'; it is one of mg, g, kg, t"),
        ({"columns": {"value": "Amount"}}, "name columns for value.value, value.currency"),
        ({"columns": {"metadata": "Id"}}, "name columns for metadata.*"),
        ({"columns": {"metadata.*": "Id"}}, "write one of them in place of the *"),
        ({"columns": {"value.currency": None}}, "no constant for value.currency, which every row"),
        ({"columns": {"value.value": 1}}, "the column for value.value is 1"),
        ({"columns": [("value.value", "Amount")]}, "columns is [('value.value', 'Amount')]"),
        ({"columns": {1: "Amount"}}, "columns is {1: 'Amount'}"),
        ({"constants": "kg"}, "constants is 'kg'"),
        ({"constants": {"value.value": 1.5}}, "the constant for value.value: a float is not exact"),
        ({"constants": {"diet": 1.5}}, "the constant for diet: a float is not the text"),
        ({"constants": {"diet": None}}, "the constant for diet is None: leave it out"),
        ({"name": ""}, "name is ''"),
        ({"name": 5}, "name is 5"),
        ({"floats": "round"}, "floats is 'round'; it is one of refuse, shortest"),
        ({"concurrency": "2"}, "concurrency is '2'"),
        ({"concurrency": 0}, "concurrency is 0"),
        ({"separator": "ab"}, "separator is 'ab'"),
    ],
)
def test_what_cannot_be_mapped_is_refused_before_anything_is_sent(
    tmp_path: Path, options: Mapping[str, object], problem: str
) -> None:
    source = write(tmp_path / "in.csv", ROW.format(1))
    with pytest.raises(TableError) as caught:
        run(source, **options)
    assert problem in str(caught.value)
    assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("Sum,Currency,Country,MCC", "value.value, which"),
        ("Amount,Currency,Country", "merchant.category_code or merchant.search_term, which"),
        (
            "Sum,Price in all,Country code,Category",
            "value.value, value.currency, merchant.category_code or merchant.search_term, which",
        ),
    ],
)
def test_columns_that_no_row_can_do_with_are_refused(
    tmp_path: Path, header: str, missing: str
) -> None:
    source = write(tmp_path / "in.csv", header=header)
    with pytest.raises(TableError) as caught:
        run(source)
    assert f"no column and no constant for {missing} every row needs" in str(caught.value)
    assert repr(header.partition(",")[0]) in str(caught.value)
    assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("Mode,Distance,Distance unit,Mass", "shipment.containers or shipment.mass.unit, which"),
        ("TEU", "method, which"),
    ],
)
def test_a_union_needs_what_one_of_its_forms_needs(
    tmp_path: Path, header: str, missing: str
) -> None:
    source = write(tmp_path / "in.csv", header=header)
    with sandbox_client() as lune, pytest.raises(TableError) as caught:
        estimate_shipments(lune, source, output=tmp_path / "out.csv")
    assert f"no constant for {missing}" in str(caught.value)


def test_an_object_in_a_cell_or_a_constant_is_all_of_its_parts() -> None:
    rows = [{"value": {"value": "8.99", "currency": "USD"}}]
    merchant = {"country_code": "USA", "category_code": "5818"}
    frame = pl.DataFrame(rows)
    with sandbox_client() as lune:
        for table in (rows, frame):
            result = estimate_transactions(
                lune, table, name="objects", constants={"merchant": merchant}
            )
            assert result.summary.succeeded == 1
        with pytest.raises(
            TableError, match=r"no constant for merchant\.country_code, merchant\.c"
        ):
            estimate_transactions(lune, frame, name="objects")


def test_a_row_that_is_not_like_the_others_says_nothing_about_them(tmp_path: Path) -> None:
    whole = {"Amount": "8.99", "Currency": "USD", "Country": "USA", "MCC": "5818"}
    with sandbox_client() as lune:
        result = estimate_transactions(
            lune, [{"Amount": "8.99"}, whole], name="first", output=tmp_path / "out.ndjson"
        )
    assert result.summary.rows == 2


@pytest.mark.parametrize("kind", [AsyncLune, str])
def test_only_the_synchronous_client_sends_tables(tmp_path: Path, kind: Any) -> None:
    source = write(tmp_path / "in.csv", ROW.format(1))
    client = kind("sandbox-key")
    with pytest.raises(TypeError, match=f"the client is a {kind.__name__}: give a Lune"):
        estimate_transactions(client, source, output=tmp_path / "out.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]


def test_a_table_without_a_name_needs_one() -> None:
    rows = [{"Amount": "8.99", "Currency": "USD", "Country": "USA", "MCC": "5818"}]
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        for table in (rows, iter(rows), pl.DataFrame(rows)):
            with pytest.raises(TableError, match="give one by name=, which is part of every key"):
                estimate_transactions(lune, table)
    assert not sandbox.control.requests


def test_the_error_of_a_cell_names_its_column(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv",
        '1,"1,234.56",USD,USA,5818',
        "2,5,USD,US,5818",
        "3,5,USD,USA,",
        "4,-0,USD,USA,5818",
    )
    run(source)
    first, second, third, fourth = [row["error_message"] for row in read(tmp_path / "out.csv")]
    assert first.startswith("column 'Amount' for value.value: is no decimal number")
    assert second.startswith("column 'Country' for merchant.country_code: does not have the form")
    assert third == "column 'MCC' for merchant.category_code: is missing"
    assert fourth.startswith("column 'Amount' for value.value: must not be negative")


def test_a_layout_of_its_own(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "USA/5818,USD 8.99", "USA,USD 8.99", header="what,paid")

    def adapter(cells: Mapping[str, object]) -> Mapping[str, object]:
        currency, _, value = str(cells["paid"]).partition(" ")
        country, _, code = str(cells["what"]).partition("/")
        if not code:
            raise InvalidRequestError("what", cells["what"], "has no category code")
        return {
            "value.value": value,
            "value.currency": currency,
            "merchant.country_code": country,
            "merchant.category_code": code,
        }

    with sandbox_client() as lune:
        run_table(lune, source, TRANSACTIONS, Options(output=tmp_path / "out.csv", adapter=adapter))
    first, second = read(tmp_path / "out.csv")
    assert first["mass"] == "0.01388"
    assert second["error_message"] == "what: has no category code (got 'USA')"


def test_the_last_estimate_of_a_row_is_ordered() -> None:
    block = ["estimate_id", "mass", "mass_unit"]
    older = [f"lune_{name}" for name in block]
    assert [*guess_columns([*older, "x", *block], "orders").values()] == block
    assert [*guess_columns([*block, "x", *older], "orders").values()] == older
    assert [*guess_columns(["mass", "x", "mass_unit", "estimate_id"], "orders").values()] == [
        "estimate_id",
        "mass",
        "mass_unit",
    ]
    # Whose mass it is, nobody knows.
    assert guess_columns(["mass", "estimate_id", "x", "lune_mass", "mass_unit"], "orders") == {
        "estimate_id": "estimate_id"
    }


def test_what_is_given_twice_is_a_row_with_an_error(tmp_path: Path) -> None:
    rows = [
        {"value": {"value": "5", "currency": "EUR"}, "merchant": MERCHANT},
        {"value": {"value": "5", "currency": "USD"}, "merchant": MERCHANT},
    ]
    with sandbox_client() as lune:
        result = estimate_transactions(
            lune, rows, name="x", constants={"value.currency": "USD"}, output=tmp_path / "o.jsonl"
        )
    assert result.summary.failed == {"invalid_row": 1}
    told = "value.currency: is given twice, as 'EUR' in an object, too: leave one out (got 'USD')"
    assert told in (tmp_path / "o.jsonl").read_text()
