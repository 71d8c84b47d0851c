from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from lune_client import InvalidRequestError
from lune_client.tables import TableError, TableResult, estimate_transactions
from lune_client.tables.run import Options, run_table
from lune_client.tables.transactions import TRANSACTIONS
from lune_client.testing import sandbox_client
from lune_mock import Sandbox

from .tabling import ROW, codes, read, write


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
        ({"mass_unit": "lb"}, "mass_unit is 'lb'"),
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


def test_the_error_of_a_cell_names_its_column(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv", '1,"1,234.56",USD,USA,5818', "2,5,USD,US,5818", "3,5,USD,USA,"
    )
    run(source)
    first, second, third = [row["error_message"] for row in read(tmp_path / "out.csv")]
    assert first.startswith("column 'Amount' for value.value: is no decimal number")
    assert second.startswith("column 'Country' for merchant.country_code: does not have the form")
    assert third == "column 'MCC' for merchant.category_code: is missing"


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
