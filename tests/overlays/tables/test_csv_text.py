from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_client.tables import csv_text
from lune_client.tables.csv_text import line_of, records

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
