from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_client.tables import TableError, csv_text, estimate_transactions
from lune_client.tables.csv_text import line_of, records
from lune_client.tables.source import CsvSource
from lune_client.testing import sandbox_client

# What stands in the way of whoever splits text.
CELLS = st.text(st.sampled_from('ab",;\n\r\t =é\udce9'), max_size=6)


def split(text: str, separator: str = ",") -> list[list[str]]:
    return [record.cells for record in records(io.StringIO(text, newline=""), separator)]


@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=3)), separator=st.sampled_from(",;\t"))
def test_what_is_written_is_read_again(rows: list[list[str]], separator: str) -> None:
    text = "".join(line_of(row, separator, "\r\n") for row in rows)
    assert split(text, separator) == rows
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)) == rows


@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=3)))
def test_what_the_standard_library_writes_is_read(rows: list[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(rows)
    assert split(buffer.getvalue()) == rows


@given(st.text(st.sampled_from('z",\n\r'), max_size=30))
def test_any_text_is_split_and_nothing_is_lost(text: str) -> None:
    found = records(io.StringIO(text, newline=""), ",")
    assert sum((each.problem or "".join(each.cells)).count("z") for each in found) == text.count(
        "z"
    )


def test_after_a_line_that_is_no_record_the_next_begins_another() -> None:
    found = list(records(io.StringIO('a,"b"c\nd,e\nf,"g\nh,i\n', newline=""), ","))
    assert [record.cells for record in found] == [[], ["d", "e"], [], ["h", "i"]]
    assert found[0].problem == "has text after a closing quote: 'a,\"b\"c'"
    assert found[2].problem == "has a quote that is never closed: 'f,\"g'"


def test_a_quote_that_is_never_closed_does_not_take_the_whole_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_text, "_LONGEST", 20)
    found = list(records(io.StringIO('"a\n' + "b,c\n" * 50 + '"', newline=""), ","))
    assert found[0].problem is not None
    assert sum(record.cells == ["b", "c"] for record in found) == 50


def test_blank_lines_are_passed_over() -> None:
    assert split("\na,b\n\r\n\n1,2\n\n") == [["a", "b"], ["1", "2"]]


def test_a_cell_of_a_megabyte() -> None:
    long = "x\n" * 500_000
    assert split(f'1,"{long}",2\n') == [["1", long, "2"]]


def table(path: Path, text: str, separator: str | None = None) -> CsvSource:
    path.write_bytes(text.encode())
    return CsvSource(path, separator)


def cells(source: CsvSource) -> list[list[object]]:
    return [[*row.cells.values()] for row in source.rows()]


@pytest.mark.parametrize("hint", ["sep=;\r\n", "\ufeffsep=;\n", '"sep=;"\n', "SEP=;\n"])
def test_the_line_of_a_spreadsheet_names_the_separator(tmp_path: Path, hint: str) -> None:
    source = table(tmp_path / "in.csv", f'{hint}a;"b, c"\n1;2\n')
    assert source.names == ("a", "b, c")
    assert cells(source) == [["1", "2"]]
    assert source.has_bom == hint.startswith("\ufeff")


def test_a_separator_that_is_given_wins(tmp_path: Path) -> None:
    source = table(tmp_path / "in.csv", "sep=;\na|b;c\n1|2\n", "|")
    assert source.names == ("a", "b;c")
    assert cells(source) == [["1", "2"]]
    assert table(tmp_path / "in.csv", "sep=;,b\n1,2\n").names == ("sep=;", "b")


@pytest.mark.parametrize("mark", ";\t|")
def test_a_header_says_what_is_between_cells(tmp_path: Path, mark: str) -> None:
    source = table(tmp_path / "in.csv", f'\ufeff"a"{mark}b\n1{mark}"2,3"\n')
    assert (source.names, source.separator) == (("a", "b"), mark)
    assert cells(source) == [["1", "2,3"]]
    assert table(tmp_path / "in.csv", "a;b\n1;2\n", ",").names == ("a;b",)


@pytest.mark.parametrize(
    ("name", "header"), [("in.csv", "a;b|c"), ("in.csv", '"a;b"'), ("in.tsv", "a;b")]
)
def test_a_header_that_does_not_say_it_is_refused(tmp_path: Path, name: str, header: str) -> None:
    with pytest.raises(TableError, match="say separator=';'"):
        table(tmp_path / name, f"{header}\n1;2\n")


def test_lines_of_empty_cells_are_passed_over(tmp_path: Path) -> None:
    source = table(tmp_path / "in.csv", ',,\na,b,\n,,\n1,,\n,,,,\n , \n"",\n,2\n,"x"y\n')
    assert source.names == ("a", "b")
    *rows, broken = source.rows()
    assert [[*row.cells.values()] for row in rows] == [["1", ""], ["", "2"]]
    assert broken.problem is not None


@pytest.mark.parametrize(
    ("text", "name", "begins"),
    [
        ("amount;ccy;country;mcc\n8;USD;USA;5818\n", "out.csv", "amount;ccy;country;mcc;estimate"),
        ("amount;ccy;country;mcc\n8;USD;USA;5818\n", "out.tsv", "amount\tccy\tcountry\tmcc\testi"),
        ("amount,ccy,country,mcc\n8,USD,USA,5818\n", "out.csv", "amount,ccy,country,mcc,estimate"),
        (
            "\ufeffsep=|\namount|a;b|ccy|country|mcc\n8||USD|USA|5818\n",
            "out.csv",
            "\ufeffsep=|\nam",
        ),
        ("sep=;\namount;ccy;country;mcc\n8;USD;USA;5818\n", "out.tsv", "amount\tccy\tcountry"),
    ],
)
def test_the_output_has_the_separator_of_its_source(
    tmp_path: Path, text: str, name: str, begins: str
) -> None:
    (tmp_path / "in.csv").write_bytes(text.encode())
    with sandbox_client() as lune:
        result = estimate_transactions(lune, tmp_path / "in.csv", output=tmp_path / name)
    assert result.summary.succeeded == 1
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    written = CsvSource(tmp_path / name, None)
    assert "estimate_id" in written.names
    assert len(cells(written)) == 1
