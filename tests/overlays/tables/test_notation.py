from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from lune_client.errors import InvalidRequestError
from lune_client.tables import TableError, estimate_shipments, estimate_transactions
from lune_client.tables.added import added_columns, free_names, plain_name
from lune_client.tables.estimates import COLUMNS
from lune_client.tables.notation import DecimalMark, Notation
from lune_client.tables.outcome import ERROR_COLUMNS
from lune_client.testing import sandbox_client
from lune_mock import Sandbox

from .buying import buy, grams
from .tabling import estimates, read, write

HEADER = "Id;Amount;Currency;Country;MCC"
BOUGHT = "{};{};EUR;USA;5818"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.312,00", "1312"),
        ("12.000", "12000"),
        ("1.312.000,5", "1312000.5"),
        ("-12.000", "-12000"),
        ("980", "980"),
        ("0980", "980"),
        (" 8,9 ", "8.9"),
        ("1,312", "1.312"),
        ("1e3", "1000"),
    ],
)
def test_with_a_comma(text: str, amount: str) -> None:
    assert Notation(decimal=",").amount(text, "value") == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["48.20", "1.31,00", "1312.000", "0.500", "1,312.00", "1.312,", "1,2,3", ".500", "x", ""],
)
def test_what_is_no_amount_with_a_comma(text: str) -> None:
    with pytest.raises(InvalidRequestError, match="is no decimal number with a comma"):
        Notation(decimal=",").amount(text, "value")


@pytest.mark.parametrize("doubt", [None, "say which"])
def test_with_a_point(doubt: str | None) -> None:
    notation = Notation(doubt=doubt)
    assert notation.amount(" 48.20 ", "value") == Decimal("48.2")
    assert notation.amount("0.500", "value") == Decimal("0.5")
    assert notation.amount("1312.000", "value") == 1312
    for text, meant in (("48,20", "48.20"), ("1.312,00", "1312.00"), ("1.312.000", "1312000")):
        with pytest.raises(InvalidRequestError) as caught:
            notation.amount(text, "value")
        assert f"if it is {meant}, say decimal=','" in str(caught.value)
    with pytest.raises(InvalidRequestError) as caught:
        notation.amount("1,312.00", "value")
    assert "say decimal" not in str(caught.value)


def test_what_may_be_meant_in_two_ways() -> None:
    assert Notation().amount("12.000", "value") == 12
    with pytest.raises(InvalidRequestError) as caught:
        Notation(doubt="say which").amount("12.000", "value")
    assert caught.value.problem == "may be 12 or 12000: say which"


def test_a_table_with_semicolons_does_not_say_how_much_it_is(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv",
        *(BOUGHT.format(*each) for each in enumerate(["12.000", "48,20", "980", "48.20"])),
        header=HEADER,
    )
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.ndjson")
        assert estimates(sandbox) == 2
        marks: tuple[DecimalMark, ...] = (".", ",")
        for decimal in marks:
            result = estimate_transactions(
                lune, source, output=tmp_path / f"{ord(decimal)}.ndjson", decimal=decimal
            )
            assert result.summary.failed == {"invalid_row": 1}
    first, second, *_ = (tmp_path / "out.ndjson").read_text().splitlines()
    assert "column 'Amount' for value.value: may be 12 or 12000: say decimal='.' or" in first
    assert "say decimal=','" in second


def test_the_same_amount_has_the_same_key_however_it_is_written(tmp_path: Path) -> None:
    comma = write(tmp_path / "comma.csv", BOUGHT.format("A", "1.312,50"), header=HEADER)
    point = write(tmp_path / "point.csv", "A,1312.5,EUR,USA,5818")
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        output = tmp_path / "out.csv"
        estimate_transactions(lune, comma, output=output, name="May", decimal=",")
        again = estimate_transactions(lune, point, output=output, name="May", decimal=".")
    assert again.summary.from_journal == estimates(sandbox) == 1


def test_what_is_no_text_is_what_it_is(tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    rest = '"merchant":{"country_code":"USA","category_code":"5818"}'
    source.write_text(
        f'{{"value":{{"value":12.000,"currency":"EUR"}},{rest}}}\n'
        f'{{"value":{{"value":"12.000","currency":"EUR"}},{rest}}}\n'
    )
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.ndjson", decimal=",")
        rows = [{"value.value": 0.5, "currency": "EUR", "country": "USA", "mcc": "5818"}]
        estimate_transactions(
            lune, rows, name="May", output=tmp_path / "o.csv", decimal=",", floats="shortest"
        )
    first, second = sandbox.control.requests
    assert '"value":"12"' in str(first.body)
    assert '"value":"12000"' in str(first.body)
    assert '"value":"0.5"' in str(second.body)


def test_constants_are_written_with_a_point(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "1;1.250,5", header="Id;Weight")
    constants = {"shipment.mass.unit": "kg", "route.unit": "km", "method": "diesel_truck"}
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_shipments(
            lune,
            source,
            output=tmp_path / "out.csv",
            constants={**constants, "route.amount": "230.5"},
            decimal=",",
        )
        with pytest.raises(TableError, match="may be 12 or 12000"):
            estimate_shipments(
                lune,
                source,
                output=tmp_path / "other.csv",
                constants={**constants, "route.amount": "12.000"},
                decimal=",",
            )
    (request,) = sandbox.control.requests
    assert '"amount":"1250.5"' in str(request.body)
    assert '"amount":"230.5"' in str(request.body)


@pytest.mark.parametrize("decimal", [",", None])
def test_orders(tmp_path: Path, decimal: DecimalMark | None) -> None:
    source = write(tmp_path / "in.csv", "12.000;g", "8,0;g", header="mass.amount;mass.unit")
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        buy(lune, source, decimal=decimal, output=tmp_path / "out.ndjson")
    assert grams(sandbox) == ({12_000: 1, 8: 1} if decimal else {})


@pytest.mark.parametrize("decimal", [",", None])
def test_what_was_estimated_is_ordered_as_it_was_written(
    tmp_path: Path, decimal: DecimalMark | None
) -> None:
    # Whatever stands before the fraction of amounts, new columns have a point.
    source = write(tmp_path / "in.csv", "A;500000;USD;USA;5818;mine", header=f"{HEADER};mass")
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        result = estimate_transactions(lune, source, output=tmp_path / "done.csv", decimal=decimal)
        buy(lune, tmp_path / "done.csv", decimal=decimal)
    assert ";771.969;t;" in (tmp_path / "done.csv").read_text()
    assert result.summary.tonnes == Decimal("771.969")
    assert grams(sandbox) == {771_969_000: 1}


def test_what_was_in_the_table_before_is_read_as_it_says() -> None:
    before = ["total_cost", "quote", "request_id", "error_code", "error_message"]
    assert not added_columns([*before, "mass"])
    assert not added_columns(["mass", "estimate_id", "quote"])
    added = free_names([*COLUMNS, *ERROR_COLUMNS], before)
    assert added_columns([*before, *added]) == {*added}
    dropped = [name for name in added if name != "lune_quote"]
    assert added_columns([*before, *dropped]) == {*dropped}
    twice = free_names([*COLUMNS, *ERROR_COLUMNS], added)
    assert added_columns([*added, *twice]) == {*added, *twice}


@pytest.mark.parametrize("which", ["mass", "lune_mass"])
def test_a_mass_that_was_estimated_is_never_a_thousand_times_as_much(
    tmp_path: Path, which: str
) -> None:
    columns = {"estimate_id": None, "mass.amount": which, "mass.unit": f"{which}_unit"}
    source = write(tmp_path / "in.csv", "A;1,00;USD;USA;5818", header=HEADER)
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        for name in ("once", "twice"):
            output = tmp_path / f"{name}.csv"
            estimate_transactions(lune, source, output=output, decimal=",")
            source = output
        (row,) = read(source, ";")
        source.write_text(source.read_text().replace(row["mass"], "1.312"))
        buy(lune, source, decimal=",", columns=columns)
        # Whatever was taken out of the table: what is in doubt is no amount.
        kept = [name for name in row if plain_name(name) not in ERROR_COLUMNS]
        cells = [{**row, "mass": "1.312", "lune_mass": "1.312"}[name] for name in kept]
        write(source, ";".join(cells), header=";".join(kept))
        output = tmp_path / "june.csv"
        result = buy(lune, source, name="June", output=output, decimal=",", columns=columns)
    assert grams(sandbox) == {1_312_000: 1}
    assert result.summary.failed == {"invalid_row": 1}


def test_a_mark_that_is_none(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "A,5,EUR,USA,5818")
    with sandbox_client() as lune, pytest.raises(TableError, match="decimal is ';'"):
        estimate_transactions(lune, source, output=tmp_path / "out.csv", decimal=";")  # type: ignore[arg-type]  # what is tested
