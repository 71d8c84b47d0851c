"""Purchases through the sandbox: what comes of each row, under both readings of a used key."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from lune_api.api.transaction_estimates import TransactionEstimates
from lune_client import UNSET, Mass
from lune_client.tables import Progress, TableError, estimate_transactions
from lune_client.testing import sandbox_client
from lune_mock import Sandbox, Settings
from lune_mock.settings import Idempotency

from .tabling import HEADER, ROW, codes, comparable, estimates, ids, leftovers, read, write

BOTH = pytest.mark.parametrize("idempotency", ["replay", "conflict"])
UNKNOWN_CURRENCY = pytest.mark.sends_undocumented("an unknown currency is for the API to judge")


def test_a_table(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", ROW.format(1), ROW.format(2))
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        result = estimate_transactions(lune, source, output=tmp_path / "out.csv", mass_unit="kg")
    first, second = read(tmp_path / "out.csv")
    assert list(first) == [
        *HEADER.split(","),
        *("estimate_id", "mass", "mass_unit", "emission_factor", "search_term_match_score"),
        *("distance_km", "quote", "quote_currency", "error_code", "error_message", "request_id"),
    ]
    assert (first["Id"], second["Id"]) == ("1", "2")
    assert sandbox.api_key.encode() not in (tmp_path / "out.csv.journal").read_bytes()
    assert Decimal(first["mass"]) == Decimal("13.88")
    assert (first["mass_unit"], first["quote"], first["quote_currency"]) == ("kg", "0.38", "USD")
    assert first["request_id"] == second["request_id"] != ""
    with sandbox_client(sandbox) as lune:
        assert lune.transaction_estimates.get(first["estimate_id"]).mass.kg == Decimal("13.88")
    assert result.output == tmp_path / "out.csv"
    assert str(result.summary) == (
        "2 rows: 2 succeeded, 1 like a row before; 0.02776 t for 0.76 USD"
    )


@pytest.mark.parametrize("unit", ["lb", None])
def test_an_estimate_without_a_mass_that_can_be_added_is_an_error_of_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unit: str | None
) -> None:
    whole = TransactionEstimates.create_batch

    def tampered(*given: Any, **others: Any) -> Any:
        slots: list[Any] = whole(*given, **others)
        slots[0].mass = Mass(1, unit) if unit else UNSET
        return slots

    monkeypatch.setattr(TransactionEstimates, "create_batch", tampered)
    source = write(tmp_path / "in.csv", ROW.format(1), ROW.format(2))
    with sandbox_client() as lune:
        result = estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert codes(tmp_path / "out.csv") == ["unreadable_answer", ""]
    assert (result.summary.succeeded, result.summary.tonnes) == (1, Decimal("0.01388"))


def test_the_output_is_flushed_as_windows_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    whole = os.fsync

    def flush(descriptor: int) -> None:
        mode = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE
        assert mode != os.O_RDONLY or stat.S_ISDIR(os.fstat(descriptor).st_mode)
        whole(descriptor)

    monkeypatch.setattr(os, "fsync", flush)
    source = write(tmp_path / "in.csv", ROW.format(1))
    with sandbox_client() as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert codes(tmp_path / "out.csv") == [""]


@BOTH
def test_equal_rows_are_two_and_a_second_run_makes_nothing(
    tmp_path: Path, idempotency: Idempotency
) -> None:
    source = write(tmp_path / "in.csv", *[ROW.format(1)] * 3)
    sandbox = Sandbox(settings=Settings(idempotency=idempotency))
    with sandbox_client(sandbox) as lune:
        first = estimate_transactions(lune, source, output=tmp_path / "out.csv")
        made = ids(read(tmp_path / "out.csv"))
        assert len(set(made)) == estimates(sandbox) == 3
        assert first.summary.duplicates == 2
        requests = len(sandbox.control.requests)
        whole = (tmp_path / "out.csv").read_bytes()
        again = estimate_transactions(lune, source, output=tmp_path / "out.csv")
        assert len(sandbox.control.requests) == requests
        assert again.summary.from_journal == 3
        assert (tmp_path / "out.csv").read_bytes() == whole
        # Without the journal, the keys say the same.
        estimate_transactions(lune, source, output=tmp_path / "other.csv")
    assert estimates(sandbox) == 3
    assert ids(read(tmp_path / "other.csv")) == made


def test_a_changed_row_is_a_new_one(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", ROW.format(1), "2,5,USD,USA,5818")
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
        before = ids(read(tmp_path / "out.csv"))
        write(source, ROW.format(1), "2,6,USD,USA,5818")
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    after = ids(read(tmp_path / "out.csv"))
    assert (after[0] == before[0], after[1] == before[1]) == (True, False)
    assert estimates(sandbox) == 3


def test_the_name_and_the_id_column_tell_rows_apart(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", ROW.format(1))
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        for position, options in enumerate([{}, {"name": "May"}, {"id_column": "Id"}]):
            estimate_transactions(lune, source, output=tmp_path / f"{position}.csv", **options)  # type: ignore[arg-type]  # texts all
    assert estimates(sandbox) == 3


@UNKNOWN_CURRENCY
def test_a_bad_row_is_a_row_with_an_error(tmp_path: Path) -> None:
    rows = [ROW.format(each) for each in range(150)]
    rows[7], rows[70], rows[71] = "7,5,XXX,USA,5818", "70,,USD,USA,5818", "71,5,YYY,USA,5818"
    rows[120] = "120,5,USD,USA,9999"
    source = write(tmp_path / "in.csv", *rows)
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        result = estimate_transactions(lune, source, output=tmp_path / "out.csv")
    found = codes(tmp_path / "out.csv")
    assert {position: code for position, code in enumerate(found) if code} == {
        7: "validation_error",
        70: "invalid_row",
        71: "validation_error",
        120: "no_match",
    }
    assert read(tmp_path / "out.csv")[71]["error_message"].startswith('value.currency is "YYY"')
    assert estimates(sandbox) == 146
    assert result.summary.succeeded == 146
    assert result.summary.unmatched == 1
    assert result.summary.failed == {"validation_error": 2, "invalid_row": 1}


@UNKNOWN_CURRENCY
def test_what_was_refused_is_sent_again_only_if_said(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", ROW.format(1), "2,5,XXX,USA,5818")
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
        sent = len(sandbox.control.requests)
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
        assert len(sandbox.control.requests) == sent
        again = estimate_transactions(lune, source, output=tmp_path / "out.csv", retry_failed=True)
        assert len(sandbox.control.requests) == sent + 1
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
        assert len(sandbox.control.requests) == sent + 1
    assert again.summary.from_journal == 1
    assert codes(tmp_path / "out.csv") == ["", "validation_error"]


def test_a_row_that_is_too_large_alone(tmp_path: Path) -> None:
    header = f"{HEADER},metadata.a"
    large = "x" * 60_000
    rows = [f"{ROW.format(1)},{'x' * 100_000}", *[f"{ROW.format(2)},{large}"] * 3]
    source = write(tmp_path / "in.csv", *rows, header=header)
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert codes(tmp_path / "out.csv") == ["invalid_row", "", "", ""]
    assert len(sandbox.control.requests) == 3
    message = read(tmp_path / "out.csv")[0]["error_message"]
    assert "bytes as JSON, the API takes" in message


def test_calls_have_as_many_rows_as_the_document_allows(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", *map(ROW.format, range(250)))
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert len(sandbox.control.requests) == 3
    assert [row["Id"] for row in read(tmp_path / "out.csv")] == [str(each) for each in range(250)]


def test_keys_are_those_of_every_version(tmp_path: Path) -> None:
    # With other keys, rows that were sent before are made again.
    source = write(tmp_path / "in.csv", "A,8.90,USD,USA,5818", "B,12,EUR,GBR,4511")
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.csv", name="May", id_column="Id")
    assert _keys(sandbox) == [
        "May-a7e0bd1216135d738a18ae8fd7a87827980dd5be2c795fc5e2987816c4718464",
        "May-c3e8877997bb626aa8b8a5c1515bd3f3958bd0398206c5dfb93877ae20b207cb",
    ]


def test_zeros_at_the_end_of_an_amount_make_no_other_row(tmp_path: Path) -> None:
    # As a spreadsheet saves it.
    before = write(tmp_path / "before.csv", "A,8.90,USD,USA,5818", "B,1.0,USD,USA,5818")
    after = write(tmp_path / "after.csv", "A,8.9,USD,USA,5818", "B,1,USD,USA,5818")
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        for source in (before, after):
            result = estimate_transactions(
                lune, source, output=tmp_path / "out.csv", name="May", id_column="Id"
            )
    assert result.summary.from_journal == estimates(sandbox) == 2


def _keys(sandbox: Sandbox) -> list[str]:
    """Return the idempotency keys of the only call to a sandbox."""
    (request,) = sandbox.control.requests
    return [each["idempotency_key"] for each in json.loads(request.body or b"")]


def test_keys_are_as_short_as_the_document_wants(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", ROW.format(1))
    with sandbox_client() as lune:
        result = estimate_transactions(
            lune, source, output=tmp_path / "out.csv", name="Größe & Co. " * 50
        )
    assert result.summary.succeeded == 1


def test_hostile_cells_stay_as_they_are(tmp_path: Path) -> None:
    note = '"=cmd|\'/c calc\'!A1\r\nsecond ""line"""'
    body = f"\ufeffamount,ccy,country,mcc,note\r\n007.50,USD,USA,5818,{note}\r\n"
    source = tmp_path / "in.csv"
    source.write_bytes(
        body.encode() + b" 1.0 ,USD,USA,5818,caf\xe9\r\n1,USD,USA,5818," + b"x" * 10**6
    )
    with sandbox_client() as lune:
        result = estimate_transactions(lune, source, output=tmp_path / "out.csv")
    out = (tmp_path / "out.csv").read_bytes()
    assert result.summary.succeeded == 3
    assert out.startswith(b"\xef\xbb\xbfamount,ccy,country,mcc,note,estimate_id,")
    assert f"\r\n007.50,USD,USA,5818,{note},".encode() in out
    assert b"\r\n 1.0 ,USD,USA,5818,caf\xe9," in out
    assert b"\r\n1,USD,USA,5818," + b"x" * 10**6 + b"," in out


def test_rows_that_are_none_lose_nothing(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv",
        ROW.format(1),
        "2,5",
        f"{ROW.format(3)},more,and more",
        '4,"5"x,USD,USA,5818',
        ROW.format(5),
    )
    with sandbox_client() as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    rows = read(tmp_path / "out.csv")
    assert [row["Id"] for row in rows] == ["1", "2", "3", "", "5"]
    assert codes(tmp_path / "out.csv") == ["", *["invalid_row"] * 3, ""]
    assert [row["error_message"] for row in rows[1:4]] == [
        "the row has 2 cells, the header has 5",
        "the row has 7 cells, the header has 5; beyond it there are 'more', 'and more'",
        "the row has text after a closing quote: '4,\"5\"x,USD,USA,5818'",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"a,b,a\n", "two columns of"),
        (b"a,,b\n", "column 2 of"),
        (b"a;b|c\n1;2;3\n", "separator=';'"),
        (b'"a,b\n', "has a quote that is never closed"),
        ("a,b\n".encode("utf-16"), "is UTF-16"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, text: bytes, problem: str) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(text)
    with sandbox_client() as lune, pytest.raises(TableError) as caught:
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert problem in str(caught.value)
    assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]


def test_a_table_without_rows(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv")
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        result = estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert result.summary.rows == len(sandbox.control.requests) == 0
    assert (tmp_path / "out.csv").read_text().startswith(f"{HEADER},estimate_id,")


def test_columns_that_are_taken_get_a_prefix(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", f"{ROW.format(1)},a,b", header=f"{HEADER},quote,lune_quote")
    with sandbox_client() as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    (row,) = read(tmp_path / "out.csv")
    assert (row["quote"], row["lune_quote"], row["lune_lune_quote"]) == ("a", "b", "0.38")


@pytest.mark.parametrize("suffix", ["csv", "tsv", "ndjson", "jsonl", "parquet"])
def test_every_kind_of_output(tmp_path: Path, suffix: str) -> None:
    source = write(tmp_path / "in.csv", ROW.format(1), "2,x,USD,USA,5818")
    with sandbox_client() as lune:
        result = estimate_transactions(lune, source, output=tmp_path / f"out.{suffix}")
    assert result.summary.succeeded == 1
    assert leftovers(tmp_path) == []
    assert b"0.01388" in (tmp_path / f"out.{suffix}").read_bytes()


def test_objects_stay_as_they_are_written(tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    purchase = '"value":{"value":8.990,"currency":"USD"},"merchant":{"country_code":"USA"'
    source.write_text(
        f'{{{purchase},"category_code":"5818"}}, "n": 1.50 }}\n\n[1]\nnope\n'
        f'{{{purchase}}},"quote":1}}\n'
    )
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.ndjson")
    first, second, third, fourth = (tmp_path / "out.ndjson").read_text().splitlines()
    assert first.startswith(f'{{{purchase},"category_code":"5818"}}, "n": 1.50,"estimate_id":"')
    assert "the row is no JSON object: '[1]'" in second
    assert "the row is no JSON" in third
    assert "the row has columns that the output needs: quote" in fourth
    (request,) = sandbox.control.requests
    assert '"value":"8.99"' in str(request.body)


def test_a_name_that_stands_twice_in_a_line_is_a_bad_row(tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    rest = '"currency":"USD","country":"USA","mcc":"5818"'
    lines = [f'{{"amount":"1",{rest}}}', f'{{"amount":"1","amount":"20",{rest}}}']
    source.write_text("\n".join(lines))
    with sandbox_client() as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    first, second = read(tmp_path / "out.csv")
    assert first["error_code"] == ""
    assert "'amount' stands twice in an object" in second["error_message"]


def test_mappings_have_the_columns_of_the_first(tmp_path: Path) -> None:
    first = {"amount": Decimal("8.99"), "currency": "USD", "country": "USA", "mcc": 5818}
    rows: list[object] = [first, {**first, "amount": 0.5}, {**first, "more": 1}, 7, {}]
    with sandbox_client() as lune:
        estimate_transactions(lune, iter(rows), name="rows", output=tmp_path / "out.csv")
    messages = [row["error_message"] for row in read(tmp_path / "out.csv")]
    assert messages[0] == ""
    assert "a float is not exact" in messages[1]
    assert messages[2] == "the row has columns that the first row has not: {'more': 1}"
    assert messages[3] == "the row is no mapping of columns to values: 7"
    assert messages[4].endswith("is missing")


def test_rows_of_a_database_are_mappings() -> None:
    with closing(sqlite3.connect(":memory:")) as database, sandbox_client() as lune:
        database.row_factory = sqlite3.Row
        database.execute("CREATE TABLE purchases (amount, currency, country, mcc)")
        database.execute("INSERT INTO purchases VALUES ('8.99', 'USD', 'USA', '5818')")
        rows = database.execute("SELECT * FROM purchases")
        result = estimate_transactions(lune, rows, name="purchases")
    assert str(result.summary).startswith("1 row: 1 succeeded;")


class Lazy:
    """A frame of a library that iterates over the names of its columns, as Dask's does."""

    def __iter__(self) -> Iterator[str]:
        return iter(["Amount", "Currency"])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["a.csv", "b.csv"], "a list is no table, because its first item .* the str 'a.csv': give"),
        ([("8.99", "USD")], "tuple"),
        (Lazy(), "a Lazy is no table, .* the str 'Amount'"),
        (io.StringIO("Amount,Currency\n1,USD\n"), r"the str 'Amount,Currency\\n': give the path"),
        (io.BytesIO(b"x" * 999), "the bytes b'x+[.]{3}: give"),
    ],
)
def test_items_that_are_no_rows_are_refused_before_anything_is_sent(
    given: object, told: str
) -> None:
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune, pytest.raises(TableError, match=told):
        estimate_transactions(lune, given, name="rows")
    assert not sandbox.control.requests


def test_what_is_missing_in_pandas_is_an_empty_cell() -> None:
    pandas = import_module("pandas")
    first = {"amount": "8.99", "currency": "USD", "country": "USA", "mcc": "5818"}
    missing = (None, float("nan"), pandas.NA, pandas.NaT)
    with sandbox_client() as lune:
        named = estimate_transactions(
            lune, [{**first, "name": each} for each in missing], name="rows"
        )
        paid = estimate_transactions(
            lune, [{**first, "amount": each} for each in (*missing, Decimal("NaN"))], name="rows"
        )
    assert named.summary.succeeded == 4
    assert paid.frame is not None
    *empty, number = paid.frame["error_message"].to_list()
    assert set(empty) == {"column 'amount' for value.value: is missing"}
    assert "is missing" not in number


def test_bytes_that_are_no_text_say_so(tmp_path: Path) -> None:
    header = f"{HEADER},merchant.name,Note"
    row = f"{ROW.format(1)},Caf\xe9,Caf\xe9"
    (tmp_path / "in.csv").write_bytes(f"{header}\n{row}\n{row}\n".encode("latin-1"))
    with sandbox_client() as lune:
        estimate_transactions(lune, tmp_path / "in.csv", output=tmp_path / "out.csv")
        estimate_transactions(
            lune,
            tmp_path / "in.csv",
            output=tmp_path / "without.csv",
            columns={"merchant.name": None},
        )
        (tmp_path / "in.csv").write_bytes(f"{HEADER},\xe9\n".encode("latin-1"))
        with pytest.raises(TableError, match=r"header of .*in[.]csv is not UTF-8: '.udce9'"):
            estimate_transactions(lune, tmp_path / "in.csv", output=tmp_path / "other.csv")
    assert (
        b"is not UTF-8 (byte 0xe9): save the file as UTF-8" in (tmp_path / "out.csv").read_bytes()
    )
    assert b"invalid_row" not in (tmp_path / "without.csv").read_bytes()


@pytest.mark.parametrize("name", ["in.csv", "./in.csv"])
def test_the_source_is_never_the_output(tmp_path: Path, name: str) -> None:
    source = write(tmp_path / "in.csv", ROW.format(1))
    with sandbox_client() as lune:
        with pytest.raises(TableError, match="is source and output at once"):
            estimate_transactions(lune, source, output=f"{tmp_path}/{name}")
        with pytest.raises(TableError, match="is source and journal at once"):
            estimate_transactions(lune, source, output=tmp_path / "o.csv", journal=source)
        (tmp_path / "link.csv").hardlink_to(source)
        with pytest.raises(TableError, match="is source and output at once"):
            estimate_transactions(lune, source, output=tmp_path / "link.csv")
    assert source.read_text() == f"{HEADER}\n{ROW.format(1)}\n"


@pytest.mark.parametrize("output", ["no/such/folder/out.csv", "out.xlsx", "out"])
def test_an_output_that_cannot_be_is_refused_before_anything_is_sent(
    tmp_path: Path, output: str
) -> None:
    source = write(tmp_path / "in.csv", ROW.format(1))
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune, pytest.raises(TableError):
        estimate_transactions(lune, source, output=tmp_path / output)
    assert not sandbox.control.requests
    assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize("given", [7, b"in.csv", {"a": 1}, "in.xlsx", "missing.csv"])
def test_what_is_no_source(tmp_path: Path, given: object) -> None:
    with sandbox_client() as lune, pytest.raises(TableError):
        estimate_transactions(lune, given, output=tmp_path / "out.csv")


def test_a_run_for_another_account_has_other_keys(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", ROW.format(1))
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "a.csv")
        other = lune.for_account(sandbox.client_accounts[0].id)
        estimate_transactions(other, source, output=tmp_path / "b.csv")
    (one,), (two,) = read(tmp_path / "a.csv"), read(tmp_path / "b.csv")
    assert one["estimate_id"] != two["estimate_id"]
    assert comparable(tmp_path / "a.csv")[0]["mass"] == comparable(tmp_path / "b.csv")[0]["mass"]


def test_progress(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", *map(ROW.format, range(20)))
    told: list[Progress] = []
    with sandbox_client() as lune:
        estimate_transactions(lune, source, output=tmp_path / "a.csv", on_progress=told.append)
        last = told[-1]
        assert (last.done, last.total, last.share) == (20, None, 1.0)
        assert last.rate > 0
        rows = read(source)
        estimate_transactions(
            lune, rows, name="rows", output=tmp_path / "b.csv", on_progress=told.append
        )
    assert (told[-1].done, told[-1].total, told[-1].share) == (20, 20, None)
